package checkout

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// How long a payment may be open hangs on what the terminal says of itself. Until it has had
// its time to say something no figure is told that its first word would take back.
func TestNoFigureIsToldThatTheFirstSignOfLifeTakesBack(t *testing.T) {
	refusal := func(payments.Attempt) payments.Outcome {
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin, Answer: payments.Answer{Refusal: payments.ReasonBusy}}
	}
	early := func(_ int, a payments.Attempt) (payments.Outcome, error) {
		return approval(a, payments.SourceStatus), nil
	}
	for name, bend := range map[string]func(g *full){
		"a lost answer":              func(g *full) { g.begin = lost },
		"a refusal in doubt":         func(g *full) { g.begin = refusal },
		"a claim of the status":      func(g *full) { g.begin, g.find = lost, early },
		"at a terminal out of reach": func(g *full) { g.begin, g.ping = lost, outOfReach },
		"at a terminal that says nothing": func(g *full) {
			g.begin = refusal
			g.pong = func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil }
		},
		"where no ping can be sent": func(g *full) {
			g.begin = lost
			g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorOffline} }
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.pong = func(n int) (payments.Health, bool, error) { return payments.Health{}, n > 2, nil }
				bend(g)
				r := till(t, g, newMemory())
				a := r.after(0, r.sell(1240).Reference)
				least := time.Duration(0)
				for range 400 {
					p := r.e.Progress(a.Reference)
					a = r.after(100*time.Millisecond, a.Reference)
					if a.State.Final() || p.Unheard {
						continue
					}
					if p.CertainIn == 0 {
						t.Fatalf("after %s no rule counts: %+v", p.Since, p)
					}
					if least > 0 && p.CertainIn < least-10*time.Second {
						t.Fatalf("after %s the countdown jumps from %s to %s", p.Since, least, p.CertainIn)
					}
					least = p.CertainIn
				}
				if p := r.e.Progress(a.Reference); !a.State.Final() && (p.Unheard || least == 0) {
					t.Errorf("after %s there is no figure yet: %+v", p.Since, p)
				}
				r.end()
			})
		})
	}
}
