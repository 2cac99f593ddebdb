package helcim

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// Amounts are read by their digits, in every form that JSON and its writers know, and what is no
// whole number of cents is not stated.
func TestAmounts(t *testing.T) {
	for raw, want := range map[string]int64{
		"12.5": 1250, "12.50": 1250, "12": 1200, `"12.50"`: 1250, `"1.2E1"`: 1200, "1.2E1": 1200, "1.2e+1": 1200, "125e-1": 1250,
		"0.01": 1, "0": 0, "-5.00": -500, "12.500": 1250, "999999.00": 99999900, "1E2": 10000, "0.1e2": 1000, "4.35": 435, "1.005e3": 100500,
	} {
		var a amount
		if err := json.Unmarshal([]byte(raw), &a); err != nil || !a.stated || a.cents != want {
			t.Errorf("%s: %+v, %v, want %d", raw, a, err, want)
		}
	}
	for _, raw := range []string{`"12,50"`, "12.345", `"abc"`, `""`, "null", "true", "{}", "[]", "1e99", "1e-99", `"1.2.3"`, `"0x10"`, "123456789012345678901", `"12.50 CAD"`, "1e-3", `".5"`, `"--5"`} {
		var a amount
		if err := json.Unmarshal([]byte(raw), &a); err != nil || a.stated {
			t.Errorf("%s: %+v, %v", raw, a, err)
		}
	}
}

// What goes out has exactly two decimals.
func TestAmountsGoOutWithTwoDecimals(t *testing.T) {
	for minor, want := range map[int64]string{1: "0.01", 10: "0.10", 100: "1.00", 1250: "12.50", 99_999_900: "999999.00", math.MaxInt64: "92233720368547758.07"} {
		body, err := json.Marshal(purchase{Currency: "CAD", Amount: written(payments.MustMoney(minor, "CAD")), Invoice: "T1"})
		if err != nil || string(body) != `{"currency":"CAD","transactionAmount":`+want+`,"invoiceNumber":"T1"}` {
			t.Errorf("%d: %s, %v", minor, body, err)
		}
	}
}

// An invoice number is made from the reference alone, short and plain; a key has 25 signs.
func TestNames(t *testing.T) {
	const reference = "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"
	// Both are the same for ever: a payment is found again under them by any later version.
	if n, k := invoiceNumber(reference), idempotencyKey(reference); n != "T3WSMB5MCKNM1B" || k != "7cdeu4hd1nqziab96dkyeectc" {
		t.Errorf("number %q, key %q", n, k)
	}
	seen := map[string]bool{}
	for _, r := range []string{reference, "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e61", "00000000-0000-4000-8000-000000000001", "ffffffff-ffff-4fff-bfff-ffffffffffff"} {
		n, k := invoiceNumber(r), idempotencyKey(r)
		if len(n) != 14 || strings.Trim(n, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" || seen[n] || seen[k] {
			t.Errorf("%s: number %q", r, n)
		}
		if len(k) != 25 || strings.Trim(k, "0123456789abcdefghijklmnopqrstuvwxyz") != "" {
			t.Errorf("%s: key %q", r, k)
		}
		seen[n], seen[k] = true, true
	}
	if idempotencyKey("order 118") != "" {
		t.Error("a key of what is no reference")
	}
}

// Mountain Time is six or seven hours behind, and what is no date is none.
func TestMountainTime(t *testing.T) {
	for said, want := range map[string]string{
		"2026-01-15 10:00:00": "2026-01-15T17:00:00Z", "2026-07-15 10:00:00": "2026-07-15T16:00:00Z",
		"2026-03-08 01:59:59": "2026-03-08T08:59:59Z", "2026-03-08 03:00:00": "2026-03-08T09:00:00Z",
		"2026-11-01 01:30:00": "2026-11-01T07:30:00Z", "2026-11-01 02:00:00": "2026-11-01T09:00:00Z",
		"2027-03-14 03:00:00": "2027-03-14T09:00:00Z", "2026-12-31 23:59:59": "2027-01-01T06:59:59Z",
	} {
		if got := mountainTime(said).Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", said, got, want)
		}
	}
	for _, said := range []string{"", "yesterday", "2026-13-01 00:00:00", "2026-01-15T10:00:00Z"} {
		if got := mountainTime(said); !got.IsZero() {
			t.Errorf("%q: %v", said, got)
		}
	}
}

// The three shapes of an error, and what is none of them.
func TestErrorBodies(t *testing.T) {
	for body, want := range map[string]string{
		`{"errors":"Device Not Listening"}`:                                  "Device Not Listening",
		`{"errors":["one","two"]}`:                                           "one; two",
		`{"errors":{"transactionAmount":"must be positive","currency":"x"}}`: "currency: x; transactionAmount: must be positive",
		`{"errors":{"amount":["a","b"]}}`:                                    "amount: a, b",
		`{"errors":"card 4761730000000936 is bad"}`:                          "card **************** is bad",
	} {
		if f := parseFault([]byte(body)); !f.own || f.text != want {
			t.Errorf("%s: %+v, want %q", body, f, want)
		}
	}
	for _, body := range []string{"", "{}", "[]", "null", `{"errors":""}`, `{"errors":[]}`, `{"errors":{}}`, `{"errors":null}`, `{"errors":7}`, `{"error":"x"}`, "<html>", `{"errors":{"a":7}}`, `{"errors":"x"`} {
		if f := parseFault([]byte(body)); f.own || f.text != "" {
			t.Errorf("%s: %+v", body, f)
		}
	}
}

// What a refusal of a start proves.
func TestRefusals(t *testing.T) {
	own, sale, refund, sync := fault{own: true}, request{device: true, takes: true}, request{device: true}, request{}
	said := func(x string) fault { return parseFault([]byte(`{"errors":` + x + `}`)) }
	amount, inUse, key := said(`{"transactionAmount":"must be positive"}`), said(`["invoiceNumber is already in use"]`), said(`["Duplicate idempotency-key"]`)
	for _, c := range []struct {
		f      fault
		r      request
		status int
		why    payments.Reason
		proven bool
	}{
		{own, sync, 400, payments.ReasonRequest, true}, {own, sale, 400, payments.ReasonRequest, false}, {amount, sale, 400, payments.ReasonRequest, true},
		{said(`"Currency is not supported"`), sale, 422, payments.ReasonRequest, true}, {amount, refund, 400, payments.ReasonRequest, false},
		{inUse, sale, 400, payments.ReasonRequest, false}, {inUse, sale, 422, payments.ReasonRequest, false}, {inUse, sale, 403, payments.ReasonKey, false},
		{inUse, sale, 409, payments.ReasonTerminalOff, false}, {key, sale, 400, payments.ReasonRequest, false}, {key, sync, 400, payments.ReasonRequest, false},
		{said(`"amount: this transaction exists"`), sale, 400, payments.ReasonRequest, false}, {said(`"already reversed"`), sync, 400, payments.ReasonRequest, false},
		{said(`{"paymentType":"Missing required data"}`), sale, 400, payments.ReasonRequest, true}, {said(`["bad json"]`), sale, 400, payments.ReasonRequest, true},
		{said(`["Malformed request"]`), refund, 400, payments.ReasonRequest, true}, {said(`["bad json"]`), sale, 409, payments.ReasonTerminalOff, false},
		{said(`"Missing required data: this request was already processed"`), sale, 400, payments.ReasonRequest, false},
		{said(`"Device is processing a payment"`), sale, 400, payments.ReasonRequest, false}, {said(`{"deviceCode":"not available"}`), sale, 400, payments.ReasonRequest, false},
		{amount, sync, 400, payments.ReasonNotTaken, false}, {said(`["Refund is more than what is left of the original"]`), sync, 400, payments.ReasonNotTaken, false},
		{said(`"This transaction has been reversed"`), sync, 422, payments.ReasonNotTaken, false}, {said(`"Exceeds the remaining balance"`), sync, 400, payments.ReasonNotTaken, false},
		{said(`"amount: Missing required data"`), sync, 400, payments.ReasonRequest, true}, {said(`"Card batch is closed"`), sync, 400, payments.ReasonRequest, true},
		{said(`"In-person debit payments are refunded on the device"`), sync, 400, payments.ReasonRequest, true},
		{own, sync, 404, payments.ReasonRequest, true}, {own, sync, 409, payments.ReasonRequest, false}, {key, sync, 409, payments.ReasonRequest, false},
		{own, sale, 401, payments.ReasonKey, true}, {own, sale, 403, payments.ReasonKey, true}, {own, sale, 405, payments.ReasonRequest, true},
		{own, sale, 404, payments.ReasonUnassigned, true}, {own, sale, 409, payments.ReasonTerminalOff, false}, {own, sale, 429, payments.ReasonRateLimited, false},
		{own, sale, 500, "", false}, {own, sale, 503, "", false}, {own, sale, 302, "", false},
		{fault{}, sale, 400, "", false}, {fault{}, sale, 403, "", false}, {fault{}, sale, 404, "", false}, {fault{}, sale, 409, "", false}, {fault{}, sale, 429, payments.ReasonRateLimited, false},
	} {
		if why, proven := c.f.refusal(&payments.Error{Status: c.status}, c.r); why != c.why || proven != c.proven {
			t.Errorf("%d %q, device %v: %q, proven %v", c.status, c.f.text, c.r.device, why, proven)
		}
	}
}
