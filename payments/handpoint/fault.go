package handpoint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// The codes of a 400 (Handpoint REST API, Endpoints, and "Error codes").
const (
	codeBusy        = "1001"
	codeOffline     = "1002"
	codeNoCancel    = "1003"
	codeUnassigned  = "1004"
	codeNothingToDo = "1005"
)

// codeInvalid is the code of a 422.
const codeInvalid = "VALIDATION_FAILED"

// fault is what an error body says. Handpoint's pages show three shapes:
//
//	{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":1001,"message":"..."}}}
//	the same, where "message" is a string that holds that object as JSON
//	{"error":1001,"message":"..."}
//
// and, on the endpoints without a terminal, a text with a four-digit "code" and "details".
// A body that is no JSON at all is taken as a text.
type fault struct {
	code    string
	message string
	fields  []string // what a 422 found wrong
	own     bool     // the body was read whole and has a shape that Handpoint writes
}

// deepest bounds the nesting that is followed.
const deepest = 6

func parseFault(body []byte, status int) fault {
	f := fault{own: ownShape(body, status)}
	if trimmed := bytes.TrimSpace(body); isObject(trimmed) {
		f.object(trimmed, deepest)
	} else if !isArray(trimmed) && !bytes.HasPrefix(trimmed, []byte("<")) {
		f.message = string(trimmed)
	}
	f.code = tidy(f.code, 40)
	f.message = clean(f.message, 160)
	return f
}

// object reads the members that say something, outermost first: a value that is set stays.
func (f *fault) object(raw []byte, depth int) {
	var members struct {
		Error       json.RawMessage `json:"error"`
		Message     json.RawMessage `json:"message"`
		Code        text            `json:"code"`
		ErrorCode   text            `json:"errorCode"`
		Reason      text            `json:"reason"`
		Description text            `json:"description"`
		Details     json.RawMessage `json:"details"`
		Body        json.RawMessage `json:"body"`
	}
	if depth == 0 || json.Unmarshal(raw, &members) != nil {
		return
	}
	setOnce(&f.code, string(members.Code), string(members.ErrorCode))
	setOnce(&f.message, string(members.Reason), string(members.Description))
	if isArray(members.Details) {
		f.violations(members.Details)
	} else {
		f.value(members.Details, depth-1, false) // before the message: it is more precise
	}
	f.value(members.Error, depth-1, true)
	f.value(members.Message, depth-1, false)
	f.value(members.Body, depth-1, false)
}

// value reads a member that may be an object, an object inside a string, a number or a
// text. A bare number, or a string of digits, is a code where codes are expected.
func (f *fault) value(raw json.RawMessage, depth int, codes bool) {
	var s text
	switch {
	case len(raw) == 0:
		return
	case isObject(raw):
		f.object(raw, depth)
		return
	case s.UnmarshalJSON(raw) != nil || s == "":
		return
	case isObject([]byte(s)) && json.Valid([]byte(s)):
		f.object([]byte(s), depth)
		return
	}
	if _, err := strconv.Atoi(string(s)); err == nil && codes {
		setOnce(&f.code, string(s))
	} else if raw[0] == '"' {
		setOnce(&f.message, string(s))
	}
}

// violations reads the details of a 422: {path, code, message, info}.
func (f *fault) violations(raw []byte) {
	var details []struct {
		Path text            `json:"path"`
		Info json.RawMessage `json:"info"`
	}
	if json.Unmarshal(raw, &details) != nil {
		return
	}
	for _, d := range details {
		var info struct {
			Missing text `json:"missingProperty"`
		}
		if json.Unmarshal(d.Info, &info) != nil {
			info.Missing = "" // absent, or of a shape that names nothing
		}
		for _, name := range []text{d.Path, info.Missing} {
			if name := clean(strings.Trim(string(name), "/"), 40); name != "" {
				f.fields = append(f.fields, name)
			}
		}
	}
}

// name writes what the fault says into the error that its status made. A code counts where
// Handpoint itself has written it, and beside a 400 alone.
func (f fault) name(e *payments.Error) {
	if e.Kind == payments.ErrorPortal || e.Kind == payments.ErrorStale {
		return // somebody else's page, or words that were meant for another request
	}
	e.Code, e.Detail = f.code, f.message
	if len(f.fields) > 0 {
		e.Detail = clean(strings.Join(f.fields, ", "), 160)
	}
	if kind, ok := codeKinds[f.code]; ok && f.own && e.Status == 400 {
		e.Kind = kind
	}
}

var codeKinds = map[string]payments.ErrorKind{
	codeBusy:        payments.ErrorBusy,
	codeOffline:     payments.ErrorTerminalOff,
	codeNoCancel:    payments.ErrorNoCancel,
	codeUnassigned:  payments.ErrorUnassigned,
	codeNothingToDo: payments.ErrorNothingToDo,
}

// refusal is what an answer says that does not accept a start, and whether it proves that no
// card flow can be ours. A request that a box on the way delivers twice starts a payment and
// is answered with what the second copy met: "busy" by the first one's own doing, "no answer"
// of a terminal that shows the payment already, or "too often". So these prove nothing, nor
// does a code that nobody has seen before. What the request itself is refused for, its key,
// its amount, its terminal, the first copy was refused for as well. And even that counts
// only in Handpoint's own words: anybody on the way can answer 403.
func (f fault) refusal(e *payments.Error) (reason payments.Reason, proven bool) {
	switch {
	case e.Kind == payments.ErrorStale:
		return "", false
	case e.Status == 429:
		return payments.ReasonRateLimited, false
	case !f.own && e.Status < 500: // a 5xx is no statement, whoever makes it
		return "", false
	case e.Status < 500 && f.lacks():
		return payments.ReasonLacking, true
	case e.Status == 401 || e.Status == 403:
		return payments.ReasonKey, true
	case e.Status == 422:
		return f.violated(), f.code == codeInvalid
	case e.Status != 400:
		return "", false
	case f.code != "":
		reason, known := refusalReasons[f.code]
		return cmp.Or(reason, payments.ReasonRequest), known && provingCodes[f.code]
	}
	return refusedBy(f.message)
}

var refusalReasons = map[string]payments.Reason{
	codeBusy:        payments.ReasonBusy,
	codeOffline:     payments.ReasonTerminalOff,
	codeUnassigned:  payments.ReasonUnassigned,
	codeNoCancel:    payments.ReasonRequest,
	codeNothingToDo: payments.ReasonRequest,
}

// provingCodes are those that no card flow of ours can be the cause of.
var provingCodes = map[string]bool{codeUnassigned: true, codeNothingToDo: true}

// refusedBy reads the documented texts of a 400 without a code.
func refusedBy(message string) (reason payments.Reason, proven bool) {
	said := strings.ToLower(message)
	switch {
	case strings.Contains(said, "invalid amount"):
		return payments.ReasonAmount, true
	case strings.Contains(said, "agreement not found"):
		return payments.ReasonCurrency, true
	case strings.Contains(said, "uuid"):
		return payments.ReasonRequest, true
	}
	return payments.ReasonRequest, false
}

// violated is the reason of a 422 by the field it names.
func (f fault) violated() payments.Reason {
	for _, field := range f.fields {
		switch field {
		case "amount":
			return payments.ReasonAmount
		case "currency":
			return payments.ReasonCurrency
		}
	}
	return payments.ReasonRequest
}

func setOnce(target *string, values ...string) {
	for _, v := range values {
		if *target == "" {
			*target = v
		}
	}
}

// tidy makes a word of Handpoint's fit to be shown, logged and kept.
func tidy(s string, longest int) string { return rest.Tidy(s, longest) }

// clean is tidy for free text, which must not hold a card number either.
func clean(s string, longest int) string { return rest.Clean(s, longest) }
