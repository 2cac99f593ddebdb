package checkout

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// A refund that the terminal called declined, and that the gateway lists as made under the same
// A void of a refund that a person has closed without proof counts as made, as a capture and a
// The terminal says no, the status host says yes, and both stand by it: a person decides. The
// person's close must not hand the decision to whoever of the two is asked first.
func TestADisputeThatAPersonHasClosedIsNotDecidedByOneSide(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		start := time.Now()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 75*time.Second {
				return waiting(), nil
			}
			return verdict(a, payments.StateDeclined, payments.SourceResult), nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, m)
		a := r.want(3*time.Minute, r.sell(1240).Reference, payments.StateNeedsAttention)
		if err := r.e.Close(t.Context(), a.Reference, "the customer shows that it was charged"); err != nil {
			t.Fatal(err)
		}
		a = r.after(2*time.Minute, a.Reference)
		if a.State != payments.StateClosed {
			t.Errorf("the gateway goes on saying that it charged 12.40, and the payment is %s, which says charged: %s; notice %q; events %v",
				a.State, a.State.Info().Charged, a.Notice, m.kinds(a.Reference))
		}
		r.end()
	})
}

// A "no" of the status host about a card flow that has just begun is an early word for a payment
// that a person has closed as for one that is open.
func TestAnEarlyDeclineDoesNotReopenAClosedPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		a := closedByPerson(t, g, m, r)
		begun := time.Now()
		g.change(func() {
			g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorBusy} }
			g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				if time.Since(begun) < 3*time.Minute { // the card was refused by tap, and the chip is tried
					return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
				}
				return approval(a, payments.SourceStatus), nil
			}
		})
		a = r.after(2*time.Minute, a.Reference)
		if a.State != payments.StateClosed {
			t.Errorf("one early word made it %s", a.State)
		}
		a = r.after(time.Hour, a.Reference)
		if a.State != payments.StateApproved {
			t.Errorf("it was charged, and is %s with notice %q", a.State, a.Notice)
		}
		r.end()
	})
}

// What was charged is what the terminal says: another amount in its late result is a fact that a
// person must see.
func TestALateResultWithAnotherAmountIsTold(t *testing.T) {
	for name, late := range map[string]func(a payments.Attempt) payments.Outcome{
		"with a tip": func(a payments.Attempt) payments.Outcome {
			o := approval(a, payments.SourceResult)
			o.Amounts.Charged, o.Amounts.Tip = eur(1440), eur(200)
			return o
		},
		"a part": func(a payments.Attempt) payments.Outcome {
			o := approval(a, payments.SourceResult)
			o.State, o.Amounts.Charged, o.Amounts.Due = payments.StatePartial, eur(500), eur(740)
			return o
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					return approval(a, payments.SourceStatus), nil
				}
				r := till(t, g, m)
				a := r.want(3*time.Minute, r.sell(1240).Reference, payments.StateApproved)
				g.change(func() {
					g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) { return late(a), nil }
				})
				a = r.after(20*time.Minute, a.Reference)
				said := late(a).Amounts.Charged
				if a.Outcome.Amounts.Charged != said && a.Notice != payments.NoticeContradiction {
					t.Errorf("the terminal says %v, the journal %v, and nobody is told: notice %q, events %v", said, a.Outcome.Amounts.Charged, a.Notice, m.kinds(a.Reference))
				}
				r.end()
			})
		})
	}
}

// An answer that did not fit must not hide the one after it that fits and says the opposite.
func TestALateMisfitDoesNotHideALateContradiction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		r := till(t, g, m)
		a := r.want(140*time.Second, r.sell(1240).Reference, payments.StateNotCharged)
		ended := time.Now()
		g.change(func() {
			g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				o := approval(a, payments.SourceStatus)
				if time.Since(ended) < time.Minute {
					o.Device.Serial = "another"
				}
				return o, nil
			}
		})
		a = r.after(20*time.Minute, a.Reference)
		if !slices.Contains(m.kinds(a.Reference), EventContradiction) || len(a.Mismatch) > 0 {
			t.Errorf("the gateway says that 12.40 was charged; state %s, notice %q, mismatch %v, events %v", a.State, a.Notice, a.Mismatch, m.kinds(a.Reference))
		}
		r.end()
	})
}

// The terminal has corrected itself: what did not fit before says nothing any more, and must not
// keep a later contradiction from being called one.
func TestACorrectedMismatchIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		start := time.Now()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 10*time.Second {
				o := approval(a, payments.SourceResult)
				o.Amounts.Charged = eur(9999)
				return o, nil
			}
			o := verdict(a, payments.StateDeclined, payments.SourceStatus)
			o.Source = payments.SourceResult
			return o, nil
		}
		r := till(t, g, m)
		a := r.want(time.Minute, r.sell(1240).Reference, payments.StateDeclined)
		a = r.after(time.Second, a.Reference)
		g.change(func() {
			g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				return approval(a, payments.SourceResult), nil
			}
		})
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		a = r.after(time.Second, a.Reference)
		if a.Notice != payments.NoticeContradiction || len(a.Mismatch) > 0 {
			t.Errorf("the terminal says that 12.40 was charged; state %s, notice %q, and the mismatch of before stands: %v", a.State, a.Notice, a.Mismatch)
		}
		r.end()
	})
}

// The list that is read for copies also says what became of the payment itself. Where that is the
// opposite of what the terminal has said, a person is told, as of any other late statement.
func TestTheListOfCopiesContradictsTheEnd(t *testing.T) {
	back := member("guid-r", "guid-x", payments.KindRefund, 340, payments.StateApproved)
	for name, c := range map[string]struct {
		terminal, list payments.State
		children       []payments.Outcome
		notice         payments.Notice
	}{
		"declined, and listed as charged":                         {payments.StateDeclined, payments.StateApproved, nil, payments.NoticeContradiction},
		"paid, and listed as declined":                            {payments.StateApproved, payments.StateDeclined, nil, payments.NoticeContradiction},
		"paid, and listed as declined, of which a part went back": {payments.StateApproved, payments.StateDeclined, []payments.Outcome{back}, payments.NoticeContradiction},
		"paid, and listed as cancelled by what undid it":          {payments.StateApproved, payments.StateCancelled, []payments.Outcome{back}, payments.NoticeReceiptMissing},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := verdict(a, c.terminal, payments.SourceResult)
					o.IDs.Transaction = "guid-x"
					if c.terminal == payments.StateApproved {
						o.Amounts.Charged = a.Amount
					}
					return o, nil
				}
				g.history = func(string) ([]payments.Outcome, error) {
					return append([]payments.Outcome{member("guid-x", "", payments.KindSale, 1240, c.list)}, c.children...), nil
				}
				r := till(t, g, m)
				a := r.want(time.Minute, r.sell(1240).Reference, c.terminal)
				a = r.after(30*time.Minute, a.Reference)
				if g.calls("history") == 0 || a.Notice != c.notice {
					t.Errorf("the list was read %d times and says %s; notice %q, events %v", g.calls("history"), c.list, a.Notice, m.kinds(a.Reference))
				}
				r.end()
			})
		})
	}
}

// A computer that slept has an old word of the terminal, however little of its own clock has gone by:
// a copy of the request may have begun meanwhile.
func TestAnIdleTerminalsWordIsOldAfterASleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		r := till(t, g, m)
		a := r.sell(1240)
		for counted := false; !counted; {
			if a = r.after(time.Second, a.Reference); a.State.Final() {
				t.Fatalf("it is %s before", a.State)
			}
			counted = !r.e.follower(a.Reference).marks.Load().d.absent.counted.IsZero()
		}
		r.setClock(2 * time.Minute) // the lid was closed
		g.change(func() { g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorBusy} } })
		a = r.after(12*time.Second, a.Reference)
		if a.State != payments.StateUnknown {
			t.Errorf("the terminal is busy, its last word is two minutes old, and the payment is %s", a.State)
		}
		r.end()
	})
}
