package checkout

import (
	"errors"
	"testing"
	"time"

	"tillside/payments"
)

// bringTooMuch brings a result that is too large to be read.
func (r *rig) bringTooMuch(token string) error {
	return r.e.Receive(r.t.Context(), posted(token, func() ([]byte, error) { return nil, payments.ErrReportSize }))
}

// A result that is too large to be read is asked for instead, and need not be brought any more
// once what it says is written down: a terminal would go on for two days.
func TestAResultThatIsTooLargeIsAskedFor(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.sell(1240)
		r.want(5*time.Second, a.Reference, payments.StateWaiting)
		if g.calls("find") != 0 {
			t.Fatal("asked before it was brought")
		}
		if err := r.bringTooMuch(g.token(0)); !errors.Is(err, payments.ErrReportSize) {
			t.Fatalf("taken without being known: %v", err)
		}
		if g.calls("find") != 1 {
			t.Errorf("asked %d times", g.calls("find"))
		}
		if err := r.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateApproved)
		asked := g.calls("find")
		if err := r.bringTooMuch(g.token(0)); err != nil || g.calls("find") != asked {
			t.Errorf("brought for days: %v", err)
		}
		if err := r.bringTooMuch("0123"); !errors.Is(err, payments.ErrUnverified) {
			t.Errorf("a stranger: %v", err)
		}
	})
}

// One that a person is to look at stays with the person.
func TestAResultThatIsTooLargeForAMismatch(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.sell(1240)
		r.want(5*time.Second, a.Reference, payments.StateWaiting)
		_ = r.bring(g.token(0), "too much")
		r.want(0, a.Reference, payments.StateMismatch)
		if err := r.bringTooMuch(g.token(0)); err != nil {
			t.Errorf("brought for days: %v", err)
		}
	})
}
