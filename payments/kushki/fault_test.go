package kushki

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// Each code that a page lists, and what it proves of a start.
func TestTheCodesOfARefusal(t *testing.T) {
	doubted := []string{"MR-180", "MR-160", "RP-200", "MR-191", "MR-203", "INVALID_MODEL", "MR-170", "INT-MIDDLEWARE-429"}
	if len(codes) != 55 {
		t.Errorf("%d codes, want 55", len(codes))
	}
	for code, m := range codes {
		if m.proven == slices.Contains(doubted, code) || m.proven && !slices.Contains(payments.Reasons(), m.reason) {
			t.Errorf("%s: %+v", code, m)
		}
		g, _ := gateway(t, map[string]said{createOf: {400, fmt.Sprintf(`{"error":true,"code":%q,"message":"m"}`, code)}})
		o := g.Begin(t.Context(), attempt(t))
		want := payments.StateUnknown
		if m.proven {
			want = payments.StateRefused
		}
		if o.State != want || o.Answer.Code != code || o.State == payments.StateRefused && o.Reason != m.reason {
			t.Errorf("%s: %+v", code, o)
		}
		if o.State == payments.StateUnknown && o.Answer.Refusal != m.reason {
			t.Errorf("%s: doubted for %q", code, o.Answer.Refusal)
		}
	}
}

func TestShapesOfARefusal(t *testing.T) {
	aspnet := `{"type":"t","title":"One or more validation errors occurred.","status":400,"errors":{"%s":["bad"]},"traceId":"00-1"}`
	for _, test := range []struct {
		said
		state   payments.State
		reason  payments.Reason
		refusal payments.Reason
	}{
		{said{400, fmt.Sprintf(aspnet, "Amount")}, payments.StateRefused, payments.ReasonAmount, ""},
		{said{400, fmt.Sprintf(aspnet, "Device")}, payments.StateRefused, payments.ReasonUnassigned, ""},
		{said{400, fmt.Sprintf(aspnet, "$.x")}, payments.StateRefused, payments.ReasonRequest, ""},
		{said{400, fmt.Sprintf(aspnet, "IdempotencyKey")}, payments.StateUnknown, "", payments.ReasonRequest},
		{said{400, strings.Replace(fmt.Sprintf(aspnet, "Amount"), "bad", "a request of this amount already exists", 1)}, payments.StateUnknown, "", payments.ReasonAmount},
		{said{400, `{"error":true,"code":"RP-000","message":"La llave ya existe"}`}, payments.StateUnknown, "", payments.ReasonRequest},
		{said{400, `{"error":true,"code":"RP-001","message":"idempotencyKey must have 1 to 36 characters"}`}, payments.StateRefused, payments.ReasonRequest, ""},
		{said{400, `{"error":true,"code":"RP-026","message":"Duplicate custom field"}`}, payments.StateRefused, payments.ReasonNote, ""},
		{said{400, `{"error":true,"code":"MR-110","message":"Already being processed"}`}, payments.StateUnknown, "", payments.ReasonAmount},
		{said{400, fmt.Sprintf(aspnet, "$")}, payments.StateRefused, payments.ReasonRequest, ""},
		{said{422, fmt.Sprintf(aspnet, "Amount")}, payments.StateUnknown, "", ""}, // its own status is another
		{said{400, strings.Replace(fmt.Sprintf(aspnet, "Amount"), "traceId", "trace", 1)}, payments.StateUnknown, "", ""},
		{said{401, `{"error":true,"code":"INT-MIDDLEWARE-010","message":"m"}`}, payments.StateRefused, payments.ReasonKey, ""},
		{said{401, `{"message":"Unauthorized"}`}, payments.StateUnknown, "", ""},
		{said{403, `{"error":{"code":403,"message":"blocked"}}`}, payments.StateUnknown, "", ""},
		{said{400, `{"error":true,"code":"XX-1","message":"new"}`}, payments.StateUnknown, "", payments.ReasonRequest},
		{said{500, `{"error":true,"code":"MR-110","message":"m"}`}, payments.StateUnknown, "", ""},
		{said{429, `{"error":true,"code":"INT-MIDDLEWARE-429","message":"Wait 12 seconds"}`}, payments.StateUnknown, "", payments.ReasonRateLimited},
		{said{400, `<html>bad</html>`}, payments.StateUnknown, "", ""},
		{said{409, `{"error":true,"code":"MR-191","message":"used"}`}, payments.StateUnknown, "", ""},
	} {
		g, _ := gateway(t, map[string]said{createOf: test.said})
		o := g.Begin(t.Context(), attempt(t))
		if o.State != test.state || o.State == payments.StateRefused && o.Reason != test.reason || o.Answer.Refusal != test.refusal {
			t.Errorf("%v: %q for %q, doubted for %q", test.said, o.State, o.Reason, o.Answer.Refusal)
		}
	}
}

func TestSecondsInAText(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"API calls quota exceeded! maximum admitted 1 per 1m. Wait 37 seconds.": 37 * time.Second,
		"Espere 5 segundos": 5 * time.Second, "try again in 12s": 12 * time.Second, "wait": 0, "1 per 1m": 0, "": 0, "99999 seconds": 0, "9999 sec": longestWait,
	} {
		if got := secondsIn(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// An error that echoes a secret does not tell it.
func TestSecretsOfAnErrorBody(t *testing.T) {
	g, _ := gateway(t, map[string]said{createOf: {400, `{"error":true,"code":"MR-110","message":"key-one and key-two, card 4761730000000936"}`}})
	o := g.Begin(t.Context(), attempt(t))
	if strings.Contains(fmt.Sprintf("%+v", o), "key-") || strings.Contains(o.Answer.Detail, "4761") {
		t.Errorf("told: %+v", o)
	}
}
