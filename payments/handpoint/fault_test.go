package handpoint

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"tillside/payments"
)

func TestParseFaultReadsEverySample(t *testing.T) {
	type want struct {
		code, message string
		fields        []string
	}
	tests := map[string]want{
		"device_busy":              {"1001", "The device is busy", nil},
		"tip_invalid_guid":         {"", "Invalid guid [fake-guid]", nil},
		"token_not_eligible":       {"3112", "Transaction type is not eligible for deferred tokenization", nil},
		"moto_cvv_required":        {"3107", "CVV required", nil},
		"moto_token_failure":       {"5252", "Card token failure", nil},
		"moto_sale_invalid":        {"VALIDATION_FAILED", "", []string{"amount"}},
		"moto_currency_mismatch":   {"3210", "Original and linked currency do not match", nil},
		"moto_amount_exceeds":      {"3209", "The requested refund amount is greater than the initial sale amount", nil},
		"moto_reversal_not_found":  {"3153", "Unable to find message to reverse.", nil},
		"preauth_captured":         {"3211", "Original pre-auth is voided, not approved or already captured", nil},
		"preauth_increase_invalid": {"VALIDATION_FAILED", "", []string{"increaseAmount"}},
		"preauth_capture_invalid":  {"VALIDATION_FAILED", "", []string{"capturedAmount"}},
		"batch_close_invalid":      {"VALIDATION_FAILED", "", []string{"batchNumber"}},
		"batch_summary_invalid":    {"VALIDATION_FAILED", "", []string{"batchNumber"}},
		"batch_detail_invalid":     {"VALIDATION_FAILED", "", []string{"batchNumber"}},
	}
	for _, name := range samples(t, "errors") {
		t.Run(name, func(t *testing.T) {
			want, ok := tests[strings.TrimPrefix(name, "errors/")]
			if !ok {
				t.Fatal("a sample without a test")
			}
			got := parseFault(sample(t, name), statusOf(t, name))
			if got.code != want.code || want.message != "" && got.message != want.message || !slices.Equal(got.fields, want.fields) || !got.own {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

// statusOf is the HTTP status that a sample states about itself.
func statusOf(t *testing.T, name string) int {
	t.Helper()
	var s struct {
		Error struct {
			StatusCode int `json:"statusCode"`
		} `json:"error"`
	}
	if err := json.Unmarshal(sample(t, name), &s); err != nil {
		t.Fatal(err)
	}
	return s.Error.StatusCode
}

func TestParseFaultReadsTheThreeShapesAndPlainText(t *testing.T) {
	tests := []struct {
		name, body, code, message string
		own                       bool
	}{
		{"nested", `{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":1002,"message":"offline"}}}`, "1002", "offline", true},
		{"as a string", `{"error":{"statusCode":400,"name":"BadRequestError","message":"{\"error\":1003,\"message\":\"not now\"}"}}`, "1003", "not now", true},
		{"flat", `{"error":1005,"message":"nothing to stop"}`, "1005", "nothing to stop", true},
		{"flat, as text", `{"error":"1004","message":"Auth not available"}`, "1004", "Auth not available", true},
		{"after blanks", " \n" + `{"error":1001,"message":"m"}` + "\n ", "1001", "m", true},
		{"members nobody knows", `{"id":7,"error":{"statusCode":400,"name":"BadRequestError","message":"m","more":[1]}}`, "", "m", true},
		{"the status as a text", `{"error":{"statusCode":"400","name":"BadRequestError"}}`, "", "", true},
		{"flat without words", `{"error":1001}`, "1001", "", false},
		{"flat with empty words", `{"error":1001,"message":" "}`, "1001", "", false},
		{"flat with a number for words", `{"error":1001,"message":7}`, "1001", "", false},
		{"flat, three digits", `{"error":403,"message":"Forbidden"}`, "403", "Forbidden", false},
		{"flat, a word", `{"error":"busy","message":"m"}`, "", "busy", false},
		{"without a status", `{"error":{"name":"BadRequestError","message":"m"}}`, "", "m", false},
		{"of another status", `{"error":{"statusCode":502,"name":"BadGatewayError","message":"m"}}`, "", "m", false},
		{"without a name", `{"error":{"statusCode":400,"message":"m"}}`, "", "m", false},
		{"with another name", `{"error":{"statusCode":400,"name":"Blocked","message":"m"}}`, "", "m", false},
		{"with a name never seen", `{"error":{"statusCode":400,"name":"PonderingError","message":"m"}}`, "", "m", false},
		{"with the name of another status", `{"error":{"statusCode":400,"name":"ForbiddenError","message":"m"}}`, "", "m", false},
		{"a cloud's own words", `{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}`, "400", "m", false},
		{"twice", `{"error":1001,"message":"m"}{"error":1001,"message":"m"}`, "", "", false},
		{"text of an API front", `{"message":"Forbidden"}`, "", "Forbidden", false},
		{"error is a text", `{"error":"ForbiddenError"}`, "", "ForbiddenError", false},
		{"plain text", "The transactionResultId was not found in the database.", "", "The transactionResultId was not found in the database.", false},
		{"a page", "<html>no</html>", "", "", false},
		{"an array", `["x"]`, "", "", false},
		{"nothing", "", "", "", false},
		{"an empty object", "{}", "", "", false},
		{"half a body", `{"error":{"statusCode":400,"name":"BadRequestError","mess`, "", "", false},
		{"a number is no message", `{"error":{"message":12}}`, "", "", false},
		{"odd details", `{"error":{"message":"m","details":[1]}}`, "", "m", false},
		{"details in an object", `{"error":{"details":{"description":"deep","errorCode":7}}}`, "7", "deep", false},
		{"null everywhere", `{"error":null,"message":null,"details":null}`, "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := parseFault([]byte(test.body), 400)
			if got.code != test.code || got.message != test.message || got.own != test.own {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

func TestParseFaultStopsInTheDeep(t *testing.T) {
	body := strings.Repeat(`{"error":`, 50) + `{"message":"bottom"}` + strings.Repeat(`}`, 50)
	if got := parseFault([]byte(body), 400); got.message != "" {
		t.Fatalf("followed to %+v", got)
	}
}

func TestViolationsNameTheirFields(t *testing.T) {
	got := parseFault([]byte(`{"error":{"code":"VALIDATION_FAILED","details":[
		{"path":"/amount","code":"type","info":{"type":"string"}},
		{"path":"","info":{"missingProperty":"currency"}},
		{"path":"/x","info":"odd"},
		{"path":"","info":{"missingProperty":{"a":1}}}]}}`), 422)
	if !slices.Equal(got.fields, []string{"amount", "currency", "x"}) {
		t.Fatalf("got %q", got.fields)
	}
}

// named writes an error as Handpoint does.
func named(status int, members string) string {
	return fmt.Sprintf(`{"error":{"statusCode":%d,"name":"%s",%s}}`, status, cmp.Or(ownNames[status], "SomeError"), members)
}

// What a request that was delivered twice explains as well proves nothing, and neither does
// what somebody else on the way may have said.
func TestRefusalNeedsAStatement(t *testing.T) {
	coded := func(code string) string { return `{"error":` + code + `,"message":"m"}` }
	said := func(status int, message string) string { return named(status, `"message":"`+message+`"`) }
	tests := []struct {
		name   string
		status int
		kind   payments.ErrorKind
		body   string
		want   payments.Reason
		proven bool
	}{
		{"busy", 400, payments.ErrorInvalid, coded("1001"), payments.ReasonBusy, false},
		{"offline", 400, payments.ErrorInvalid, coded("1002"), payments.ReasonTerminalOff, false},
		{"not allowed", 400, payments.ErrorInvalid, coded("1003"), payments.ReasonRequest, false},
		{"unassigned", 400, payments.ErrorInvalid, coded("1004"), payments.ReasonUnassigned, true},
		{"nothing", 400, payments.ErrorInvalid, coded("1005"), payments.ReasonRequest, true},
		{"a code we do not know", 400, payments.ErrorInvalid, coded("1006"), payments.ReasonRequest, false},
		{"a code of another endpoint", 400, payments.ErrorInvalid, string(sample(t, "errors/moto_cvv_required")), payments.ReasonRequest, false},
		{"a known text with a code", 400, payments.ErrorInvalid, named(400, `"message":"Invalid amount","code":"3107"`), payments.ReasonRequest, false},
		{"amount", 400, payments.ErrorInvalid, said(400, "Invalid amount"), payments.ReasonAmount, true},
		{"agreement", 400, payments.ErrorInvalid, said(400, "Agreement not found"), payments.ReasonCurrency, true},
		{"uuid", 400, payments.ErrorInvalid, said(400, "transactionReference must be a UUID v4"), payments.ReasonRequest, true},
		{"a text we do not know", 400, payments.ErrorInvalid, string(sample(t, "errors/tip_invalid_guid")), payments.ReasonRequest, false},
		{"an empty 400", 400, payments.ErrorInvalid, ``, "", false},
		{"a text", 400, payments.ErrorInvalid, `Invalid amount`, "", false},
		{"a code in a foreign shape", 400, payments.ErrorInvalid, `{"error":{"code":"1004"}}`, "", false},
		{"a text in a foreign shape", 400, payments.ErrorInvalid, `{"error":{"message":"Invalid amount"}}`, "", false},
		{"an old copy", 400, payments.ErrorStale, coded("1004"), "", false},
		{"401", 401, payments.ErrorUnauthorised, said(401, "m"), payments.ReasonKey, true},
		{"401 of something else", 401, payments.ErrorUnauthorised, `{"error":{}}`, "", false},
		{"403", 403, payments.ErrorUnauthorised, said(403, "m"), payments.ReasonKey, true},
		{"403 that speaks of 401", 403, payments.ErrorUnauthorised, said(401, "m"), "", false},
		{"403 without a body", 403, payments.ErrorUnauthorised, ``, "", false},
		{"403 with half a body", 403, payments.ErrorUnauthorised, said(403, "m")[:40], "", false},
		{"403 of a proxy", 403, payments.ErrorUnauthorised, `Access denied by policy`, "", false},
		{"403 of an API front", 403, payments.ErrorUnauthorised, `{"message":"Forbidden"}`, "", false},
		{"403 with a bare code", 403, payments.ErrorUnauthorised, coded("1004"), "", false},
		{"403 page", 403, payments.ErrorPortal, `<html></html>`, "", false},
		{"422", 422, payments.ErrorInvalid, named(422, `"code":"VALIDATION_FAILED","details":[]`), payments.ReasonRequest, true},
		{"422 amount", 422, payments.ErrorInvalid, string(sample(t, "errors/moto_sale_invalid")), payments.ReasonAmount, true},
		{"422 currency", 422, payments.ErrorInvalid, named(422, `"code":"VALIDATION_FAILED","details":[{"path":"/currency"}]`), payments.ReasonCurrency, true},
		{"422 with another code", 422, payments.ErrorInvalid, named(422, `"code":"PONDERING"`), payments.ReasonRequest, false},
		{"422 without a code", 422, payments.ErrorInvalid, said(422, "m"), payments.ReasonRequest, false},
		{"422 of something else", 422, payments.ErrorInvalid, `{"detail":[{"loc":["body"]}]}`, "", false},
		{"404", 404, payments.ErrorNotFound, said(404, "m"), "", false},
		{"409", 409, payments.ErrorInvalid, named(409, `"code":"1004"`), "", false},
		{"429", 429, payments.ErrorRateLimited, said(429, "m"), payments.ReasonRateLimited, false},
		{"429 of a proxy", 429, payments.ErrorRateLimited, `slow down`, payments.ReasonRateLimited, false},
		{"500", 500, payments.ErrorServer, named(500, `"code":"1004"`), "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := parseFault([]byte(test.body), test.status)
			e := &payments.Error{Kind: test.kind, Status: test.status}
			f.name(e)
			if got, proven := f.refusal(e); got != test.want || proven != test.proven {
				t.Fatalf("got %q, %v of %+v", got, proven, e)
			}
		})
	}
}

// No code proves anything but the two that are known to, whatever comes.
func TestACodeNeverSeenProvesNothing(t *testing.T) {
	for code := 1000; code <= 9999; code++ {
		f := parseFault([]byte(`{"error":`+strconv.Itoa(code)+`,"message":"Pondering"}`), 400)
		e := &payments.Error{Kind: payments.ErrorInvalid, Status: 400}
		f.name(e)
		if _, proven := f.refusal(e); proven != (code == 1004 || code == 1005) {
			t.Fatalf("%d: proven %v", code, proven)
		}
	}
	for status := 400; status < 600; status++ {
		f := parseFault([]byte(named(status, `"message":"Pondering"`)), status)
		e := &payments.Error{Kind: payments.ErrorInvalid, Status: status}
		if _, proven := f.refusal(e); proven != (status == 401 || status == 403) {
			t.Fatalf("%d: proven %v", status, proven)
		}
	}
}

func TestNamingAnError(t *testing.T) {
	for code, kind := range codeKinds {
		e := &payments.Error{Kind: payments.ErrorInvalid, Status: 400}
		fault{code: code, message: "m", own: true}.name(e)
		if e.Kind != kind || e.Code != code || e.Detail != "m" {
			t.Errorf("%s: %+v", code, e)
		}
		e = &payments.Error{Kind: payments.ErrorServer, Status: 503}
		if (fault{code: code, own: true}).name(e); e.Kind != payments.ErrorServer {
			t.Errorf("a code counts beside a 400 only: %+v", e)
		}
		e = &payments.Error{Kind: payments.ErrorInvalid, Status: 400}
		if (fault{code: code}).name(e); e.Kind != payments.ErrorInvalid {
			t.Errorf("a code counts in Handpoint's own words only: %+v", e)
		}
	}
	e := &payments.Error{Kind: payments.ErrorInvalid, Status: 422}
	if (fault{code: "VALIDATION_FAILED", message: "see details", fields: []string{"amount", "currency"}}).name(e); e.Detail != "amount, currency" {
		t.Errorf("got %+v", e)
	}
	for _, kind := range []payments.ErrorKind{payments.ErrorPortal, payments.ErrorStale} {
		e = &payments.Error{Kind: kind, Status: 400}
		if (fault{code: "1001", message: "m", own: true}).name(e); e.Code != "" || e.Detail != "" || e.Kind != kind {
			t.Errorf("what was not said to us names nothing: %+v", e)
		}
	}
}

func FuzzFault(f *testing.F) {
	for _, name := range samples(f, "errors") {
		f.Add(sample(f, name))
	}
	f.Add([]byte(`{"error":{"message":"{\"error\":\"{}\"}"}}`))
	f.Add([]byte(`{"error":1004,"message":"m"}`))
	f.Add([]byte(named(403, `"message":"m"`)))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, status := range []int{400, 401, 403, 404, 409, 422, 429, 500} {
			got := parseFault(body, status)
			if len([]rune(got.message)) > 160 || len([]rune(got.code)) > 20 || strings.ContainsFunc(got.message, unicode.IsControl) {
				t.Fatalf("not clean: %+v", got)
			}
			e := &payments.Error{Kind: payments.ErrorInvalid, Status: status}
			got.name(e)
			reason, proven := got.refusal(e)
			if proven && (reason == "" || !got.own || !json.Valid(body)) {
				t.Fatalf("%d: a refusal by nobody or for nothing: %+v", status, got)
			}
			if proven && status == 400 && got.code != "" && got.code != codeUnassigned && got.code != codeNothingToDo {
				t.Fatalf("a code that proves nothing: %+v", got)
			}
		}
	})
}

// Every four-digit code of the pages, and one that nobody has seen: what it means, and whether
// the second copy of a request could be told so as well.
func TestTheGatewaysCodes(t *testing.T) {
	for code, want := range map[string]struct {
		reason payments.Reason
		proven bool
	}{
		"1001": {payments.ReasonBusy, false}, "1002": {payments.ReasonTerminalOff, false}, "1003": {payments.ReasonRequest, false},
		"1004": {payments.ReasonUnassigned, true}, "1005": {payments.ReasonRequest, true},
		"3051": {payments.ReasonUndone, false}, "3052": {payments.ReasonHoldOver, false}, "3107": {payments.ReasonCVV, true},
		"3109": {payments.ReasonWholeOnly, true}, "3112": {payments.ReasonNoToken, true}, "3153": {payments.ReasonNotFound, false},
		"3156": {payments.ReasonNoHold, false}, "3207": {payments.ReasonNoHold, false}, "3209": {payments.ReasonOverOriginal, false},
		"3210": {payments.ReasonCurrency, true}, "3211": {payments.ReasonHoldOver, false}, "3212": {payments.ReasonHoldEmptied, false},
		"3215": {payments.ReasonOverHold, false}, "4066": {payments.ReasonOverOriginal, false}, "5001": {payments.ReasonNoHold, false},
		"5252": {payments.ReasonToken, true}, "9876": {payments.ReasonRequest, false},
	} {
		body := fmt.Sprintf(`{"error":{"statusCode":400,"name":"BadRequestError","message":"m","code":"%s"}}`, code)
		f := parseFault([]byte(body), 400)
		if reason, proven := f.gatewayRefusal(&payments.Error{Status: 400}); reason != want.reason || proven != want.proven {
			t.Errorf("%s: got %q, %v, want %+v", code, reason, proven, want)
		}
		if _, proven := (fault{code: code}).gatewayRefusal(&payments.Error{Status: 400}); proven {
			t.Errorf("%s in somebody else's words proves something", code)
		}
	}
}
