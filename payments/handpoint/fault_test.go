package handpoint

import (
	"slices"
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
			got := parseFault(sample(t, name))
			if got.code != want.code || want.message != "" && got.message != want.message || !slices.Equal(got.fields, want.fields) || got.foreign {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

func TestParseFaultReadsTheThreeShapesAndPlainText(t *testing.T) {
	tests := []struct {
		name, body, code, message string
		foreign                   bool
	}{
		{"nested", `{"error":{"statusCode":400,"name":"BadRequestError","message":{"error":1002,"message":"offline"}}}`, "1002", "offline", false},
		{"as a string", `{"error":{"statusCode":400,"message":"{\"error\":1003,\"message\":\"not now\"}"}}`, "1003", "not now", false},
		{"flat", `{"error":1005,"message":"nothing to stop"}`, "1005", "nothing to stop", false},
		{"flat, as text", `{"error":"1004","message":"Auth not available"}`, "1004", "Auth not available", false},
		{"text of an API front", `{"message":"Forbidden"}`, "", "Forbidden", false},
		{"error is a text", `{"error":"ForbiddenError"}`, "", "ForbiddenError", false},
		{"plain text", "The transactionResultId was not found in the database.", "", "The transactionResultId was not found in the database.", true},
		{"a page", "<html>no</html>", "", "", true},
		{"an array", `["x"]`, "", "", true},
		{"nothing", "", "", "", false},
		{"half a body", `{"error":{"mess`, "", "", false},
		{"a number is no message", `{"error":{"message":12}}`, "", "", false},
		{"odd details", `{"error":{"message":"m","details":[1]}}`, "", "m", false},
		{"details in an object", `{"error":{"details":{"description":"deep","errorCode":7}}}`, "7", "deep", false},
		{"null everywhere", `{"error":null,"message":null,"details":null}`, "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := parseFault([]byte(test.body))
			if got.code != test.code || got.message != test.message || got.foreign != test.foreign {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

func TestParseFaultStopsInTheDeep(t *testing.T) {
	body := strings.Repeat(`{"error":`, 50) + `{"message":"bottom"}` + strings.Repeat(`}`, 50)
	if got := parseFault([]byte(body)); got.message != "" {
		t.Fatalf("followed to %+v", got)
	}
}

func TestViolationsNameTheirFields(t *testing.T) {
	got := parseFault([]byte(`{"error":{"code":"VALIDATION_FAILED","details":[
		{"path":"/amount","code":"type","info":{"type":"string"}},
		{"path":"","info":{"missingProperty":"currency"}},
		{"path":"/x","info":"odd"},
		{"path":"","info":{"missingProperty":{"a":1}}}]}}`))
	if !slices.Equal(got.fields, []string{"amount", "currency", "x"}) {
		t.Fatalf("got %q", got.fields)
	}
}

func TestRefusalNeedsAStatement(t *testing.T) {
	coded := func(code string) string { return `{"error":` + code + `,"message":"m"}` }
	tests := []struct {
		name   string
		status int
		kind   payments.ErrorKind
		body   string
		want   payments.Reason
		ok     bool
	}{
		{"busy", 400, payments.ErrorInvalid, coded("1001"), payments.ReasonBusy, true},
		{"offline", 400, payments.ErrorInvalid, coded("1002"), payments.ReasonTerminalOff, true},
		{"not allowed", 400, payments.ErrorInvalid, coded("1003"), payments.ReasonRequest, true},
		{"unassigned", 400, payments.ErrorInvalid, coded("1004"), payments.ReasonUnassigned, true},
		{"nothing", 400, payments.ErrorInvalid, coded("1005"), payments.ReasonRequest, true},
		{"a code we do not know", 400, payments.ErrorInvalid, coded("1006"), "", false},
		{"a code of another endpoint", 400, payments.ErrorInvalid, string(sample(t, "errors/moto_cvv_required")), "", false},
		{"amount", 400, payments.ErrorInvalid, `{"error":{"message":"Invalid amount"}}`, payments.ReasonAmount, true},
		{"agreement", 400, payments.ErrorInvalid, `{"error":{"message":"Agreement not found"}}`, payments.ReasonCurrency, true},
		{"uuid", 400, payments.ErrorInvalid, `{"error":{"message":"transactionReference must be a UUID v4"}}`, payments.ReasonRequest, true},
		{"an empty 400", 400, payments.ErrorInvalid, ``, "", false},
		{"a text", 400, payments.ErrorInvalid, `Invalid amount`, "", false},
		{"401", 401, payments.ErrorUnauthorised, `{"error":{}}`, payments.ReasonKey, true},
		{"403", 403, payments.ErrorUnauthorised, `{"error":{"name":"ForbiddenError"}}`, payments.ReasonKey, true},
		{"403 without a body", 403, payments.ErrorUnauthorised, ``, payments.ReasonKey, true},
		{"403 of a proxy", 403, payments.ErrorUnauthorised, `Access denied by policy`, "", false},
		{"403 page", 403, payments.ErrorPortal, `<html></html>`, "", false},
		{"422", 422, payments.ErrorInvalid, `{"error":{"details":[]}}`, payments.ReasonRequest, true},
		{"422 amount", 422, payments.ErrorInvalid, string(sample(t, "errors/moto_sale_invalid")), payments.ReasonAmount, true},
		{"422 currency", 422, payments.ErrorInvalid, `{"error":{"details":[{"path":"/currency"}]}}`, payments.ReasonCurrency, true},
		{"404", 404, payments.ErrorNotFound, coded("1001"), "", false},
		{"409", 409, payments.ErrorInvalid, coded("1001"), "", false},
		{"429", 429, payments.ErrorRateLimited, coded("1001"), "", false},
		{"500", 500, payments.ErrorServer, coded("1001"), "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := parseFault([]byte(test.body))
			e := &payments.Error{Kind: test.kind, Status: test.status}
			f.name(e)
			if got, ok := f.refusal(e); got != test.want || ok != test.ok {
				t.Fatalf("got %q, %v of %+v", got, ok, e)
			}
		})
	}
}

func TestNamingAnError(t *testing.T) {
	for code, kind := range codeKinds {
		e := &payments.Error{Kind: payments.ErrorInvalid, Status: 400}
		fault{code: code, message: "m"}.name(e)
		if e.Kind != kind || e.Code != code || e.Detail != "m" {
			t.Errorf("%s: %+v", code, e)
		}
		e = &payments.Error{Kind: payments.ErrorServer, Status: 503}
		if (fault{code: code}).name(e); e.Kind != payments.ErrorServer {
			t.Errorf("a code counts beside a 400 only: %+v", e)
		}
	}
	e := &payments.Error{Kind: payments.ErrorInvalid, Status: 422}
	if (fault{code: "VALIDATION_FAILED", message: "see details", fields: []string{"amount", "currency"}}).name(e); e.Detail != "amount, currency" {
		t.Errorf("got %+v", e)
	}
	e = &payments.Error{Kind: payments.ErrorPortal, Status: 403}
	if (fault{code: "1001", message: "m"}).name(e); e.Code != "" || e.Detail != "" {
		t.Errorf("a stranger's page names nothing: %+v", e)
	}
}

func TestCleanTexts(t *testing.T) {
	tests := []struct{ in, want string }{
		{"  two\n words\t\x00 ", "two words"},
		{"card 4761730000000936 declined", "card **************** declined"},
		{"card 4761 7300 0000 0936!", "card *******************!"},
		{"4761-7300-0000-0936", "*******************"},
		{"4761\x007300\x000000\x000936", "*******************"},
		{"call 0800 123 4567", "call 0800 123 4567"},
		{"on 2026-11-20 10", "on 2026-11-20 10"},
		{"", ""},
		{"Aprobado o completado con éxito", "Aprobado o completado con éxito"},
	}
	for _, test := range tests {
		if got := clean(test.in, 60); got != test.want {
			t.Errorf("%q: got %q", test.in, got)
		}
	}
	if got := clean(strings.Repeat("é", 30), 20); got != strings.Repeat("é", 20) {
		t.Errorf("cut to %q", got)
	}
	if got := clean("12345678901 4761730000000936", 20); strings.Contains(got, "4761") {
		t.Errorf("hidden before it is cut: %q", got)
	}
	if got := tidy("000041555818012", 40); got != "000041555818012" {
		t.Errorf("a retrieval number is kept: %q", got)
	}
}

func FuzzFault(f *testing.F) {
	for _, name := range samples(f, "errors") {
		f.Add(sample(f, name))
	}
	f.Add([]byte(`{"error":{"message":"{\"error\":\"{}\"}"}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got := parseFault(body)
		if len([]rune(got.message)) > 160 || len([]rune(got.code)) > 20 || strings.ContainsFunc(got.message, unicode.IsControl) {
			t.Fatalf("not clean: %+v", got)
		}
		e := &payments.Error{Kind: payments.ErrorInvalid, Status: 400}
		got.name(e)
		if reason, ok := got.refusal(e); ok == (reason == "") {
			t.Fatalf("a refusal without a reason: %+v", got)
		}
	})
}
