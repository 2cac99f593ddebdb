package checkout

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// listing is a memory that lists what it holds, newest first, as the screens' reader does.
type listing struct{ *memory }

func (l listing) List(_ context.Context, q Query) ([]payments.Attempt, error) {
	all := l.list(func(a payments.Attempt) bool { return q.Before.IsZero() || a.Created.Before(q.Before) })
	slices.Reverse(all)
	return all, nil
}

// lists gives an engine a journal that lists.
func lists(p *Params) { p.Journal = listing{p.Journal.(*memory)} }

// closedByPerson is a sale of which nothing could be known, closed with a reason.
func closedByPerson(t *testing.T, g *full, m *memory, r *rig) payments.Attempt {
	t.Helper()
	g.change(func() { g.begin, g.find = lost, silence })
	a := r.want(10*time.Minute, r.sell(1240).Reference, payments.StateNeedsAttention)
	if err := r.e.Close(t.Context(), a.Reference, "looked at the terminal: nothing"); err != nil {
		t.Fatal(err)
	}
	if last := m.events[len(m.events)-1]; last.Kind != EventClosed || last.Detail != "looked at the terminal: nothing" {
		t.Errorf("the reason is not in the line: %+v", last)
	}
	return a
}

func TestAClosedPaymentIsProvenLater(t *testing.T) {
	for _, restart := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			r := till(t, g, m)
			a := closedByPerson(t, g, m, r)
			g.change(func() {
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceStatus)
					o.ServerDate = time.Now()
					return o, nil
				}
			})
			if restart {
				r.end()
				r = till(t, g, m, lists)
			}
			a = r.want(time.Hour, a.Reference, payments.StateApproved)
			if a.Closed == "" || a.Outcome.IDs.Transaction == "" || !slices.Contains(m.kinds(a.Reference), EventReopened) {
				t.Errorf("restart %v: %+v, events %v", restart, a, m.kinds(a.Reference))
			}
			if told := r.told(); !told[len(told)-1].While && told[len(told)-1].Event.Kind == EventReopened {
				t.Error("nobody is told who is not looking")
			}
			r.end()
		})
	}
}

// The status service alone does not prove what the terminal itself has contradicted, and an
// early word of it proves nothing.
func TestWhatDoesNotReopenAClosedPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceResult)
			o.Amounts.Charged = eur(9999)
			return o, nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		g.history = func(string) ([]payments.Outcome, error) {
			return []payments.Outcome{member("guid-gateway", "", payments.KindSale, 1240, payments.StateApproved)}, nil
		}
		r := till(t, g, m)
		a := r.want(time.Minute, r.sell(1240).Reference, payments.StateMismatch)
		if err := r.e.Close(t.Context(), a.Reference, "two amounts"); err != nil {
			t.Fatal(err)
		}
		r.want(20*time.Hour, a.Reference, payments.StateClosed)
		rest, err := r.e.Refundable(t.Context(), a.Reference)
		if err != nil || rest.Rest != eur(1240) {
			t.Errorf("the gateway proves the charge, and it cannot be given back: %+v, %v", rest, err)
		}
		g.change(func() { g.begin = accept })
		back, err := r.e.Start(t.Context(), Request{RequestKey: "back", Kind: payments.KindRefund, Amount: eur(1240), Terminal: door, Original: a.Reference})
		if err != nil || back.Original.TransactionID != "guid-gateway" || back.Original.Amount != eur(1240) {
			t.Errorf("refund %+v, %v", back.Original, err)
		}
		r.end()
	})
}

func TestAClosedPaymentNobodyProvesCannotBeRefunded(t *testing.T) {
	for name, history := range map[string][]payments.Outcome{
		"nothing is known":  nil,
		"it was declined":   {member("guid", "", payments.KindSale, 1240, payments.StateDeclined)},
		"it is a refund":    {member("guid", "guid-other", payments.KindRefund, 1240, payments.StateApproved)},
		"another currency":  {{State: payments.StateApproved, Amounts: payments.Amounts{Charged: payments.MustMoney(1240, "USD")}}},
		"no amount is said": {{State: payments.StateApproved, IDs: payments.IDs{Transaction: "guid"}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.history = func(string) ([]payments.Outcome, error) { return history, nil }
				r := till(t, g, m)
				a := closedByPerson(t, g, m, r)
				if _, err := r.e.Refundable(t.Context(), a.Reference); !errors.Is(err, ErrNotRefundable) {
					t.Errorf("rest: %v", err)
				}
				_, err := r.e.Start(t.Context(), Request{RequestKey: "back", Kind: payments.KindRefund, Amount: eur(100), Terminal: door, Original: a.Reference})
				if !errors.Is(err, ErrNotRefundable) {
					t.Errorf("refund: %v", err)
				}
				r.end()
			})
		})
	}
}

// A handle, a reference or a transaction that another attempt owns is never taken for ours.
func TestTheNamesOfAnotherAttempt(t *testing.T) {
	other := func(a *payments.Attempt) {
		a.Reference, a.RequestKey, a.Terminal.Serial = "other", "other", "elsewhere"
		a.Sent.ResultID, a.Sent.Reference, a.Outcome.IDs.Transaction = "its-handle", "its-reference", "its-transaction"
	}
	for field, change := range map[string]func(g *full){
		"handle": func(g *full) {
			g.begin = func(a payments.Attempt) payments.Outcome {
				o := accept(a)
				o.IDs.Result = "its-handle"
				return o
			}
		},
		"reference": func(g *full) {
			g.begin = func(a payments.Attempt) payments.Outcome {
				o := accept(a)
				o.IDs.Reference = "its-reference"
				return o
			}
		},
		"transaction": func(g *full) {
			g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				o := approval(a, payments.SourceResult)
				o.IDs.Transaction = "its-transaction"
				return o, nil
			}
		},
	} {
		t.Run(field, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				left(m, payments.StateApproved, other)
				change(g)
				r := till(t, g, m)
				a := r.want(time.Minute, r.sell(1240).Reference, payments.StateMismatch)
				if !slices.Equal(a.Mismatch, []string{field}) || a.Sent.ResultID == "its-handle" || a.Sent.Reference == "its-reference" {
					t.Errorf("mismatch %v, sent %+v", a.Mismatch, a.Sent)
				}
				g.change(func() {
					g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
						return approval(a, payments.SourceStatus), nil
					}
				})
				want := payments.StateApproved // found by our own reference
				if field == "transaction" {
					want = payments.StateMismatch // the terminal's own word
				}
				r.want(5*time.Minute, a.Reference, want)
				r.end()
			})
		})
	}
}

// A refund that never arrived is settled by the list of what is under its sale.
func TestARefundThatNeverArrivedNeedsNoPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		g.history = func(string) ([]payments.Outcome, error) {
			return []payments.Outcome{member("guid-sale", "", payments.KindSale, 3990, payments.StateApproved)}, nil
		}
		g.begin = lost
		r := till(t, g, m)
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(1000), Terminal: door, Original: sale.Reference})
		r.want(110*time.Second, a.Reference, payments.StateUnknown)
		r.want(30*time.Second, a.Reference, payments.StateNotCharged)
		r.end()
	})
}

// What came back for a start is in its line of the journal.
func TestTheLineSaysWhatCameBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = busy
		r := till(t, g, m)
		r.after(time.Second, r.sell(1240).Reference)
		for _, e := range m.events {
			if e.Kind == EventAnswered {
				if e.Error != payments.ErrorBusy || e.Status != 400 || e.Code != "1001" || e.Detail != "terminal busy" {
					t.Errorf("%+v", e)
				}
				r.end()
				return
			}
		}
		t.Errorf("no line of an answer: %+v", m.events)
	})
}
