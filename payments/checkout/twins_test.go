package checkout

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// unlisted is a gateway without a history, which finds what moved under the name of a payment.
type unlisted struct {
	base
	moved []payments.Outcome
}

func (g *unlisted) Copies(context.Context, payments.Attempt) ([]payments.Outcome, error) {
	g.count("copies")
	return g.moved, nil
}

// Where no history is listed a sale that was delivered twice is found by what moved under its name, also
// where nothing says which of the transactions is which.
func TestACopyOfASaleWithoutAHistory(t *testing.T) {
	one := payments.Outcome{State: payments.StateApproved, IDs: payments.IDs{Transaction: "t-1"}}
	nameless := payments.Outcome{State: payments.StateApproved}
	for name, c := range map[string]struct {
		state  payments.State
		id     string
		moved  []payments.Outcome
		notice payments.Notice
	}{
		"its own alone":             {payments.StateApproved, "t-1", []payments.Outcome{one}, payments.NoticeNone},
		"nothing listed yet":        {payments.StateApproved, "t-1", nil, payments.NoticeNone},
		"two by one name":           {payments.StateApproved, "t-1", []payments.Outcome{one, one}, payments.NoticeChargedTwice},
		"two without a name":        {payments.StateApproved, "", []payments.Outcome{nameless, nameless}, payments.NoticeChargedTwice},
		"one, and none is known":    {payments.StateApproved, "", []payments.Outcome{one}, payments.NoticeNone},
		"another alone":             {payments.StateApproved, "t-2", []payments.Outcome{one}, payments.NoticeChargedTwice},
		"declined, and it moved":    {payments.StateDeclined, "", []payments.Outcome{one}, payments.NoticeContradiction},
		"declined, and a copy has":  {payments.StateDeclined, "", []payments.Outcome{nameless}, payments.NoticeContradiction},
		"declined, and nothing did": {payments.StateDeclined, "", nil, payments.NoticeNone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := &unlisted{moved: c.moved}
				plain := obliging()
				g.counts, g.info, g.begin = map[string]int{}, plain.info, plain.begin
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceResult)
					o.State, o.IDs.Transaction = c.state, c.id
					return o, nil
				}
				r := till(t, g, newMemory())
				defer r.end()
				a := r.sell(1240)
				r.want(time.Minute, a.Reference, c.state)
				if a = r.after(20*time.Minute, a.Reference); a.Notice != c.notice || g.calls("copies") == 0 {
					t.Errorf("told %q after %d looks", a.Notice, g.calls("copies"))
				}
			})
		})
	}
}
