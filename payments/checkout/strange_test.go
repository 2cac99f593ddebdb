package checkout

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// An attempt that the gateway lists in a word that is not understood is known to it: it is never
// "never seen" again, nothing says that there is no record of it, and the word is in the journal.
func TestAWordThatIsNotUnderstoodIsNoAbsence(t *testing.T) {
	for _, source := range []payments.Source{payments.SourceResult, payments.SourceStatus} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			strange := func(from payments.Source) func(int, payments.Attempt) (payments.Outcome, error) {
				return func(int, payments.Attempt) (payments.Outcome, error) {
					o := payments.Outcome{State: payments.StateUnknown, Source: from, Reason: payments.ReasonNotUnderstood}
					o.Answer.Code = "SETTLING"
					return o, nil
				}
			}
			g.check, g.find = strange(payments.SourceResult), strange(payments.SourceStatus)
			if source == payments.SourceStatus {
				g.begin = lost
			}
			r := till(t, g, m)
			a := r.want(30*time.Second, r.sell(1240).Reference, payments.StateUnknown)
			if a.Notice != payments.NoticeNotUnderstood || !a.Sent.Seen {
				t.Errorf("%s: notice %q, seen %v", source, a.Notice, a.Sent.Seen)
			}
			if p := r.e.Progress(a.Reference); p.CertainIn != 0 {
				t.Errorf("%s: certain in %v", source, p.CertainIn)
			}
			if !slices.ContainsFunc(m.events, func(e Event) bool { return e.Kind == EventEvidence && e.Code == "SETTLING" }) {
				t.Errorf("%s: no line has the word", source)
			}
			g.change(func() {
				g.check = silence
				g.find = func(int, payments.Attempt) (payments.Outcome, error) { return neverSeen(), nil }
			})
			if a = r.after(rules.LongestFlow+5*time.Minute, a.Reference); a.State == payments.StateNotCharged {
				t.Errorf("%s: %q", source, a.State)
			}
			r.end()
		})
	}
}

// The person who has to look is told why.
func TestAWordThatIsNotUnderstoodNeedsAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		g.find = func(int, payments.Attempt) (payments.Outcome, error) {
			return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, Reason: payments.ReasonNotUnderstood}, nil
		}
		r := till(t, g, m)
		a := r.want(rules.LongestFlow+3*time.Minute, r.sell(1240).Reference, payments.StateNeedsAttention)
		if a.Outcome.Reason != payments.ReasonNotUnderstood {
			t.Errorf("reason %q", a.Outcome.Reason)
		}
		r.end()
	})
}
