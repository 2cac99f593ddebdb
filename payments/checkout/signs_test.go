package checkout

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// An answer to a ping is as old as its question: what a terminal did before the status host
// first spoke says nothing about what it does now.
func TestASignOfLifeFromBeforeAClaimIsNone(t *testing.T) {
	for _, said := range []payments.State{payments.StateApproved, payments.StateDeclined} {
		t.Run(string(said), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, start := obliging(), time.Now()
				within := func(from, to time.Duration) bool {
					at := time.Since(start)
					return at >= from && at < to
				}
				g.begin = lost // it reaches the terminal after two seconds, which works on it for a minute
				g.ping = func(int) (string, error) {
					if within(2*time.Second, time.Minute) {
						return "", &payments.Error{Kind: payments.ErrorBusy}
					}
					return "p", nil
				}
				g.pong = func(int) (payments.Health, bool, error) {
					if within(3*time.Second, 8*time.Second) {
						return payments.Health{}, false, &payments.Error{Kind: payments.ErrorServer}
					}
					return payments.Health{}, true, nil
				}
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					if within(0, 5*time.Second) {
						return neverSeen(), nil
					}
					return verdictOrApproval(a, said), nil
				}
				r := till(t, g, newMemory())
				a := r.sell(1240)
				r.want(80*time.Second, a.Reference, payments.StateUnknown)
				r.want(30*time.Second, a.Reference, said)
				r.end()
			})
		})
	}
}

func verdictOrApproval(a payments.Attempt, s payments.State) payments.Outcome {
	if s == payments.StateApproved {
		return approval(a, payments.SourceStatus)
	}
	return verdict(a, s, payments.SourceStatus)
}

// A sign of life that was read late is no fresh one, and a countdown of seconds is not
// promised where the answers take as long as that.
func TestALateSignOfLifeBelievesNoRefusal(t *testing.T) {
	began := absence{ended: since(0, false)}
	d := evidence{rules: rules, began: since(0, false), absent: began, doubt: doubt{refusal: payments.ReasonBusy, first: sec(2).mono}}
	d.sign(terminalAnswered, sec(7).mono, sec(20))
	d.asked = sec(20).mono
	o := neverSeen()
	o.ServerDate = sec(21).mono
	if r := d.evaluate(payments.StateUnknown, o, sec(21)); r.state != "" {
		t.Errorf("fourteen seconds after the terminal was asked: %+v", r)
	}
	if in := d.certainIn(sec(21)); in < time.Minute {
		t.Errorf("certain in %s, at this pace", in)
	}
	d.sign(terminalAnswered, sec(22).mono, sec(23))
	d.asked, o.ServerDate = sec(23).mono, sec(24).mono
	if r := d.evaluate(payments.StateUnknown, o, sec(24)); r.state != payments.StateRefused {
		t.Errorf("two seconds after it: %+v", r)
	}
}

// A copy of a request that waits for a busy terminal begins as soon as that is free: one sign
// of life just before it is none.
func TestATerminalThatHasJustBecomeFreeIsNotIdle(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false), absent: absence{ended: since(0, false)}, doubt: doubt{refusal: payments.ReasonBusy}}
	d.sign(terminalBusy, sec(100).mono, sec(100))
	d.sign(terminalAnswered, sec(110).mono, sec(111)) // another's sale has ended, and the copy begins
	d.sign(terminalBusy, sec(117).mono, sec(117))
	for n := 121; n < 117+390; n += 6 { // the copy is at work, and nobody sees it before there is a card
		d.asked = sec(n).mono
		o := neverSeen()
		o.ServerDate = sec(n).mono
		if r := d.evaluate(payments.StateUnknown, o, sec(n)); r.state != "" {
			t.Fatalf("after %d s: %+v", n, r)
		}
	}
}

func TestStatementsThatChangeReachAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			return verdictOrApproval(a, []payments.State{payments.StateApproved, payments.StateDeclined}[n%2]), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(1240)
		r.want(10*time.Minute, a.Reference, payments.StateNeedsAttention)
		r.end()
	})
}

// "Approved", "never seen", "approved" has not stood since it was first said.
func TestAClaimThatWasTakenBackHasNotStood(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false)}
	d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(1))
	d.sign(terminalAnswered, sec(2).mono, sec(2))
	d.evaluate(payments.StateUnknown, neverSeen(), sec(30))
	d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(34))
	d.sign(terminalAnswered, sec(35).mono, sec(35))
	if r := d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(60)); r.state != "" {
		t.Errorf("after 26 s: %+v", r)
	}
	if r := d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(66)); r.state != payments.StateApproved {
		t.Errorf("after 31 s: %+v", r)
	}
}

func TestNoFigureForWhatMayBeAnothers(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false), absent: absence{ended: since(0, false)}, unclear: payments.ReasonUnclaimed}
	if in := d.certainIn(sec(20)); in != 0 {
		t.Errorf("certain in %s, and no rule can tell", in)
	}
}

func TestARefundIsNoSecondCharge(t *testing.T) {
	f := fact(func(a *payments.Attempt) {
		a.State, a.Outcome.IDs.Transaction = payments.StateApproved, "own"
	})
	own := member("own", "", payments.KindSale, 1240, payments.StateApproved)
	for kind, want := range map[payments.Kind]bool{payments.KindRefund: false, payments.KindSale: true, "": true} {
		if got := f.chargedBeside([]payments.Outcome{own, member("other", "", kind, 500, payments.StateApproved)}); got != want {
			t.Errorf("%q beside the sale is a second charge: %v", kind, got)
		}
	}
}

// What the clock says is still to come is looked at again in part: all of it together would
// keep what is open from being asked about.
func TestAClockThatWasSetBackFloodsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		for i := range 300 {
			at := time.Now().Add(time.Duration(i+1) * time.Minute)
			a := payments.Attempt{Intent: payments.Intent{Reference: at.Format("20060102150405"), RequestKey: at.String(), Kind: payments.KindSale,
				Amount: eur(1240), Account: shop, Terminal: door, Created: at}, State: payments.StateApproved, Updated: at, Version: 1}
			a.Sent.At, a.Outcome.Source, a.Outcome.IDs.Transaction = at, payments.SourceResult, at.String()
			m.put(a, Event{Reference: a.Reference, Kind: EventRecorded})
		}
		r := till(t, g, m, func(p *Params) { p.Journal = onePage{m} })
		time.Sleep(3 * time.Minute)
		if n := g.calls("history"); n != mostFuture {
			t.Errorf("%d payments were looked at", n)
		}
		r.end()
	})
}

// onePage is a journal that lists everything at once.
type onePage struct{ *memory }

func (l onePage) List(_ context.Context, q Query) ([]payments.Attempt, error) {
	if !q.Before.IsZero() {
		return nil, nil
	}
	return l.list(func(payments.Attempt) bool { return true }), nil
}
