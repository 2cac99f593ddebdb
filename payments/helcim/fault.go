package helcim

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// fault is what an error body says.
type fault struct {
	own    bool   // the body was read whole and has the shape that Helcim writes
	text   string // its own short text, already cleaned
	copied bool   // it may be what the second copy of a request is told
	field  bool   // it names the amount or the currency
	form   bool   // it says that the request was not written as it should be
}

// misformed are the words for a request that was not written as it should be: "Missing required
// data", which the page on errors has for one "that is missing required parameters in the request
// body", and what is said of a body that is no JSON. Whoever says it has not come as far as a
// terminal, and would have said it of every copy of the request, which are the same to the byte.
var misformed = regexp.MustCompile(`(?i)\bmissing required\b|\bmalformed\b|\bjson\b`)

// parseFault reads {"errors": X}, where X is a text, a list of texts, or an object of either by
// field. Anything else is somebody else's.
func parseFault(body []byte) fault {
	var members map[string]json.RawMessage
	if !rest.IsObject(body) || json.Unmarshal(body, &members) != nil {
		return fault{}
	}
	texts, ok := errorTexts(members["errors"])
	if !ok || len(texts) == 0 {
		return fault{}
	}
	text := strings.Join(texts, "; ")
	lower := strings.ToLower(text)
	return fault{
		own: true, text: rest.Clean(text, 160), copied: rest.SpeaksOfCopy(text),
		field: strings.Contains(lower, "amount") || strings.Contains(lower, "currency"), form: misformed.MatchString(text),
	}
}

// errorTexts are the texts of one of the three shapes.
func errorTexts(raw json.RawMessage) ([]string, bool) {
	var one string
	var list []string
	var fields map[string]json.RawMessage
	switch {
	case len(raw) == 0:
		return nil, false
	case json.Unmarshal(raw, &one) == nil && one != "":
		return []string{one}, true
	case json.Unmarshal(raw, &list) == nil:
		return list, len(list) > 0
	case json.Unmarshal(raw, &fields) != nil:
		return nil, false
	}
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		inner, ok := errorTexts(fields[name])
		if !ok {
			return nil, false
		}
		texts = append(texts, name+": "+strings.Join(inner, ", "))
	}
	return texts, len(texts) > 0
}

// explain adds what an error body says to the error that its status made. A body that echoes
// the token loses it here.
func (g *Gateway) explain(answer rest.Answer, err *payments.Error) fault {
	if err == nil || len(answer.Body) == 0 || err.Kind == payments.ErrorPortal {
		return fault{}
	}
	body := answer.Body
	if token := g.client.Key; !token.Empty() {
		body = bytes.ReplaceAll(body, []byte(token.Reveal()), []byte(token.String()))
	}
	f := parseFault(body)
	err.Detail = f.text
	return f
}

// spent are the words for an original of which there is too little left, or nothing: the first copy
// of a request may have taken it. What two requests with one key are told that run together is
// stated nowhere.
var spent = regexp.MustCompile(`(?i)amount|\bexceed|\b(?:more|greater|higher) than\b|\bremain|\bbalance\b|` +
	`\b(?:been|is|was|were|fully|partially) (?:refunded|reversed|voided)\b`)

// refusal is why a start was refused, and whether the refusal proves that no card flow of ours
// runs. "Not listening", "too many requests" and a number or key that is taken may be what the
// second copy of a request is told that was delivered twice. At a device nothing says what becomes
// of a copy, so that only what the first copy was refused for as well is proof there: how the
// request was written, and a sale's amount or currency. An amount that is given back may be too
// much because the first copy gave it back. What needs no terminal is answered by its key as it
// was the first time, once that has come to its end.
func (f fault) refusal(e *payments.Error, r request) (why payments.Reason, proven bool) {
	switch {
	case e.Status == 429:
		return payments.ReasonRateLimited, false
	case !f.own:
		return "", false
	case e.Status == 409 && r.device:
		return payments.ReasonTerminalOff, false
	case e.Status == 409:
		return payments.ReasonRequest, false
	case e.Status == 401, e.Status == 403:
		return payments.ReasonKey, !f.copied
	case e.Status == 404 && r.device:
		return payments.ReasonUnassigned, !f.copied
	case e.Status == 404, e.Status == 405:
		return payments.ReasonRequest, !f.copied
	case e.Status == 400, e.Status == 422:
		return f.rejected(r)
	}
	return "", false
}

// rejected is the same of a request that was understood, and not taken.
func (f fault) rejected(r request) (why payments.Reason, proven bool) {
	switch {
	case f.copied, f.form:
		return payments.ReasonRequest, !f.copied
	case r.device:
		return payments.ReasonRequest, f.field && r.takes
	case spent.MatchString(f.text):
		return payments.ReasonNotTaken, false
	}
	return payments.ReasonRequest, true
}
