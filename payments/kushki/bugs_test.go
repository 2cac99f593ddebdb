package kushki_test

import (
	"os"
	"strings"
	"testing"
)

// bug is a wrong variant of the adapter that the schedules must find.
type bug struct{ name, file, old, bad string }

var bugs = []bug{
	{"a failed payment is paid", "mapping.go", `"failed": payments.StateFailed`, `"failed": payments.StateApproved`},
	{"a cancelled payment is paid", "mapping.go", `"canceled": payments.StateCancelled`, `"canceled": payments.StateApproved`},
	{"a paid one has failed", "mapping.go", `"completed": payments.StateApproved`, `"completed": payments.StateFailed`},
	{"a 429 on a start is a refusal", "fault.go", "return payments.ReasonRateLimited, false", "return payments.ReasonRateLimited, true"},
	{"a full queue is a refusal", "fault.go", "payments.ReasonBusy, false}", "payments.ReasonBusy, true}"},
	{"a key in use is a refusal", "fault.go", `{payments.ErrorInvalid, "", false}:`, `{payments.ErrorInvalid, payments.ReasonRequest, true}:`},
	{"a code that nobody knows is a refusal", "fault.go", "return payments.ReasonRequest, false", "return payments.ReasonRequest, true"},
	{"a part that is too large is a refusal", "refund.go", "payments.ReasonPart, false}", "payments.ReasonPart, true}"},
	{"anybody's message refuses a refund", "refund.go", "e.Status == http.StatusUnauthorized && r.bare", "r.bare"},
	{"a lost answer to a refund is not sent", "refund.go", "case e.Unsent:", "case e.Status == 0:"},
	{"a part is voided whole", "refund.go", "a.Amount != a.Original.Amount {", "a.Amount == a.Original.Amount {"},
	{"a lost answer is not sent", "gateway.go", "	if e.Unsent {", "	if e.Status == 0 {"},
	{"what was taken is paid", "gateway.go", "out.State, out.IDs.Result = payments.StateWaiting, a.Reference", "out.State, out.IDs.Result, out.Amounts.Charged = payments.StateApproved, a.Reference, a.Amount"},
	{"an answer that cannot be read was not sent", "gateway.go", "		out.Answer.Error, out.Answer.Status = payments.ErrorUnreadable, answer.Status", "		out.State, out.Answer.Error = payments.StateNotSent, payments.ErrorUnreadable"},
	{"all payments of a terminal have one key", "gateway.go", "IdempotencyKey: a.Reference,", "IdempotencyKey: a.Terminal.Serial,"},
	{"what is not found has failed", "find.go", "o = payments.Outcome{State: payments.StateUnknown,", "o = payments.Outcome{State: payments.StateFailed,"},
	{"any payment of the terminal is ours", "find.go", "if strings.EqualFold(referenceIn(s.CustomFields), a.Reference) {", "if s.Total.stated && strings.EqualFold(a.Reference, a.Reference) {"},
	{"the minute of a terminal is ten seconds", "provider.go", "Starts: []payments.Rate{{Most: 1, In: time.Minute}}", "Starts: []payments.Rate{{Most: 1, In: 10 * time.Second}}"},
}

// TestBugsFitTheCode keeps the bugs plantable: the text that each replaces stands once.
func TestBugsFitTheCode(t *testing.T) {
	for _, b := range bugs {
		source, err := os.ReadFile(b.file)
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(source), b.old); n != 1 {
			t.Errorf("%s: its text stands %d times in %s, once is needed", b.name, n, b.file)
		}
	}
}
