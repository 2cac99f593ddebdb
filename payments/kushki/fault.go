package kushki

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// fault is what an error body says. The pages show two shapes:
//
//	{"error":true,"code":"MR-110","message":"..."}
//	{"type":"...","title":"...","status":400,"errors":{"Amount":["..."]},"traceId":"..."}
//
// and the first one under 200 as well (INT-TRANSACTIONS-006).
type fault struct {
	code    string
	message string
	fields  []string // what the second shape found wrong
	own     bool     // the body is one that the provider writes
	copied  bool     // it may be what the second copy of a request is told
}

// ofTheBody are the codes whose own words are those of a copy, and that are said of the body alone:
// how long the idempotency key is, and that a custom field is there twice.
var ofTheBody = []string{"RP-001", "RP-026"}

// meaning is what a code says of any call, and of a start that was answered with it. proven: no
// payment can be ours, whoever got the answer. A request that a box on the way delivers twice
// is paid on the terminal, and what comes back is what its second copy met: a queue that the
// first copy filled, a key that the first copy used, the minute that it took. What the request
// itself is refused for, the first copy was refused for as well.
type meaning struct {
	kind   payments.ErrorKind
	reason payments.Reason
	proven bool
}

var codes = func() map[string]meaning {
	all := map[string]meaning{}
	for m, list := range map[meaning]string{
		{payments.ErrorUnauthorised, payments.ReasonKey, true}:         "MR-000 RP-100 RP-101 RP-102 KEY-002 KEY-003 INT-MIDDLEWARE-010 INT-MIDDLEWARE-012",
		{payments.ErrorUnassigned, payments.ReasonUnassigned, true}:    "MR-100 MR-161 RP-029 INT-TRANSACTIONS-006",
		{payments.ErrorInvalid, payments.ReasonAmount, true}:           "MR-110 MR-120 RP-017 RP-018 RP-019 RP-021 RP-022 RP-027 RP-028",
		{payments.ErrorInvalid, payments.ReasonDocument, true}:         "MR-130 MR-140 MR-141 MR-150 MR-151 RP-005 RP-006 RP-011 RP-012",
		{payments.ErrorInvalid, payments.ReasonMethod, true}:           "RP-008 RP-020 RP-025 RP-030 RP-031 RP-032",
		{payments.ErrorInvalid, payments.ReasonNote, true}:             "RP-003 RP-004 RP-007 RP-010 RP-015 RP-026 I-02 I-03 I-04",
		{payments.ErrorInvalid, payments.ReasonRequest, true}:          "RP-000 RP-001",
		{payments.ErrorBusy, payments.ReasonBusy, false}:               "MR-180",
		{payments.ErrorNotFound, "", false}:                            "MR-160 RP-200",
		{payments.ErrorInvalid, "", false}:                             "MR-191 MR-203 INVALID_MODEL",
		{payments.ErrorServer, "", false}:                              "MR-170",
		{payments.ErrorRateLimited, payments.ReasonRateLimited, false}: "INT-MIDDLEWARE-429",
	} {
		for code := range strings.FieldsSeq(list) {
			all[code] = m
		}
	}
	return all
}()

func parseFault(body []byte, status int) fault {
	var b struct {
		Error   any             `json:"error"`
		Code    rest.Text       `json:"code"`
		Message rest.Text       `json:"message"`
		Title   rest.Text       `json:"title"`
		Status  rest.Text       `json:"status"`
		Errors  json.RawMessage `json:"errors"`
		TraceID rest.Text       `json:"traceId"`
	}
	if !rest.IsObject(body) || json.Unmarshal(body, &b) != nil {
		return fault{}
	}
	f := fault{code: strings.ToUpper(rest.Tidy(string(b.Code), 24)), message: rest.Clean(string(b.Message), 160)}
	_, known := codes[f.code]
	f.copied = rest.SpeaksOfCopy(string(b.Message))
	f.own = known || b.Error == true && f.code != "" && f.message != ""
	if f.code == "" && b.Title.Word() != "" && b.Status.Word() == strconv.Itoa(status) && b.TraceID.Word() != "" {
		f.readFields(b.Errors)
	}
	if f.message == "" {
		f.message = rest.Clean(string(b.Title), 160)
	}
	return f
}

// readFields reads what the second shape found wrong.
func (f *fault) readFields(errors json.RawMessage) {
	var wrong map[string]json.RawMessage
	if !rest.IsObject(errors) || json.Unmarshal(errors, &wrong) != nil || len(wrong) == 0 {
		return
	}
	f.own, f.copied = true, rest.SpeaksOfCopy(string(errors))
	for name := range wrong {
		f.fields = append(f.fields, rest.Clean(name, 40))
		f.copied = f.copied || strings.EqualFold(name, "idempotencyKey")
	}
}

// is reports whether a body that came with a success is an error all the same.
func (f fault) is() bool { return f.own }

// name writes what the fault says into the error that its status made.
func (f fault) name(e *payments.Error) {
	if e.Kind == payments.ErrorPortal || e.Kind == payments.ErrorStale {
		return // somebody else's page, or words that were meant for another request
	}
	e.Code, e.Detail = f.code, f.message
	if e.RetryAfter == 0 && (e.Status == http.StatusTooManyRequests || codes[f.code].kind == payments.ErrorRateLimited) {
		e.RetryAfter = secondsIn(f.message)
	}
	if m, known := codes[f.code]; known && e.Status < 500 {
		e.Kind = m.kind
	}
}

// seconds finds how long to wait in the text of a 429: "wait 37 seconds".
var seconds = regexp.MustCompile(`(?i)\b(\d{1,4})\s*s(?:ec|eg|\b)`)

// longestWait bounds what such a text can do.
const longestWait = 5 * time.Minute

func secondsIn(message string) time.Duration {
	found := seconds.FindStringSubmatch(message)
	if found == nil {
		return 0
	}
	n, _ := strconv.Atoi(found[1]) // four digits at most
	return min(time.Duration(n)*time.Second, longestWait)
}

// refusal is what an answer says that does not accept a start, and whether it proves that no
// payment can be ours.
func (f fault) refusal(e *payments.Error) (reason payments.Reason, proven bool) {
	m, known := codes[f.code]
	switch {
	case e.Kind == payments.ErrorStale || e.Kind == payments.ErrorPortal:
		return "", false
	case e.Status == http.StatusTooManyRequests:
		return payments.ReasonRateLimited, false
	case !f.own || e.Status >= 500:
		return "", false
	case known:
		return m.reason, m.proven && (!f.copied || slices.Contains(ofTheBody, f.code))
	case len(f.fields) > 0 && e.Status == http.StatusBadRequest:
		return f.violated(), !f.copied
	}
	return payments.ReasonRequest, false
}

// violated is the reason of a body in the second shape, by the field that it names.
func (f fault) violated() payments.Reason {
	reason := payments.ReasonRequest
	for _, name := range f.fields {
		switch strings.ToLower(name) {
		case "amount":
			return payments.ReasonAmount
		case "device":
			return payments.ReasonUnassigned
		case "dtetype", "extradata.exemptamount":
			reason = payments.ReasonDocument
		case "description":
			reason = payments.ReasonNote
		}
	}
	return reason
}
