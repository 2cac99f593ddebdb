package checkout

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// paid is an approved sale of 39.90 in the journal.
func paid(m *memory) payments.Attempt {
	return left(m, payments.StateApproved, func(a *payments.Attempt) {
		a.Reference, a.Amount = "5f0c6c2e-0000-4000-8000-00000000000a", eur(3990)
		a.Outcome = payments.Outcome{State: payments.StateApproved, IDs: payments.IDs{Transaction: "guid-sale"},
			Amounts: payments.Amounts{Requested: eur(3990), Charged: eur(3990)}}
	})
}

// child is a linked attempt of ours that is over, or not.
func child(m *memory, ref string, k payments.Kind, original string, minor int64, s payments.State) payments.Attempt {
	return left(m, s, func(a *payments.Attempt) {
		a.Reference, a.RequestKey, a.Kind, a.Amount = ref, ref, k, eur(minor)
		a.Terminal = payments.Terminal{Serial: ref}
		a.Original = payments.Original{Reference: original, FiledUnder: "5f0c6c2e-0000-4000-8000-00000000000a"}
		if s.Info().Charged == payments.ChargedYes {
			a.Outcome = payments.Outcome{State: s, IDs: payments.IDs{Transaction: "guid-" + ref}, Amounts: payments.Amounts{Charged: eur(minor)}}
		}
	})
}

// member is one line of the gateway's list.
func member(id, original string, k payments.Kind, minor int64, s payments.State) payments.Outcome {
	return payments.Outcome{State: s, Kind: k, Source: payments.SourceStatus,
		IDs: payments.IDs{Transaction: id, Original: original}, Amounts: payments.Amounts{Charged: eur(minor)}}
}

// refundedSale is the sale as the gateway lists it once all of it was given back.
func refundedSale() payments.Outcome {
	o := member("guid-sale", "", payments.KindSale, 3990, payments.StateApproved)
	o.Refunded = true
	return o
}

func TestRefundable(t *testing.T) {
	const ok, no = payments.StateApproved, payments.StateDeclined
	for name, c := range map[string]struct {
		journal func(m *memory, sale string)
		gateway []payments.Outcome
		err     error
		want    Refundable
	}{
		"nothing refunded": {want: Refundable{Rest: eur(3990), Refunded: eur(0)}},
		"ours and the gateway's list, counted once": {
			journal: func(m *memory, sale string) { child(m, "r1", payments.KindRefund, sale, 500, ok) },
			gateway: []payments.Outcome{member("guid-sale", "", payments.KindSale, 3990, ok), member("guid-r1", "guid-sale", payments.KindRefund, 500, ok)},
			want:    Refundable{Rest: eur(3490), Refunded: eur(500)}},
		"made elsewhere": {
			gateway: []payments.Outcome{member("guid-x", "guid-sale", payments.KindRefund, 1000, ok), member("guid-y", "guid-sale", payments.KindRefund, 100, no)},
			want:    Refundable{Rest: eur(2990), Refunded: eur(1000)}},
		"made elsewhere and undone there": {
			gateway: []payments.Outcome{member("guid-x", "guid-sale", payments.KindRefund, 1000, ok), member("guid-z", "guid-x", "", 1000, ok)},
			want:    Refundable{Rest: eur(3990), Refunded: eur(0)}},
		"ours and undone by us": {
			journal: func(m *memory, sale string) {
				child(m, "r1", payments.KindRefund, sale, 500, ok)
				child(m, "v1", payments.KindRefundReversal, "r1", 500, ok)
			},
			gateway: []payments.Outcome{member("guid-r1", "guid-sale", payments.KindRefund, 500, ok), member("guid-v1", "guid-r1", "", 500, ok)},
			want:    Refundable{Rest: eur(3990), Refunded: eur(0)}},
		"a declined one does not count": {
			journal: func(m *memory, sale string) { child(m, "r1", payments.KindRefund, sale, 500, no) },
			want:    Refundable{Rest: eur(3990), Refunded: eur(0)}},
		"one that is not known counts as made": {
			journal: func(m *memory, sale string) { child(m, "r1", payments.KindRefund, sale, 500, payments.StateClosed) },
			want:    Refundable{Rest: eur(3490), Refunded: eur(500)}},
		"an open one blocks": {
			journal: func(m *memory, sale string) { child(m, "r1", payments.KindRefund, sale, 500, payments.StateUnknown) },
			want:    Refundable{Rest: eur(3490), Refunded: eur(500), Open: true}},
		"a reversed sale": {
			journal: func(m *memory, sale string) { child(m, "v1", payments.KindSaleReversal, sale, 3990, ok) },
			want:    Refundable{Rest: eur(0), Refunded: eur(0), Reversed: true}},
		"reversed elsewhere": {
			gateway: []payments.Outcome{member("guid-v", "guid-sale", "", 3990, ok)},
			want:    Refundable{Rest: eur(0), Refunded: eur(0), Reversed: true}},
		"more than the sale is never less than nothing": {
			gateway: []payments.Outcome{member("a", "guid-sale", payments.KindRefund, 3000, ok), member("b", "guid-sale", payments.KindRefund, 3000, ok)},
			want:    Refundable{Rest: eur(0), Refunded: eur(3990)}},
		"undone, and authorised again": {
			gateway: []payments.Outcome{member("guid-sale", "", payments.KindSale, 3990, ok), member("guid-x", "guid-sale", payments.KindRefund, 3990, ok), member("guid-z", "guid-x", "", 3990, ok)},
			want:    Refundable{Rest: eur(3990), Refunded: eur(0)}},
		"undone, and refunded all the same": {
			gateway: []payments.Outcome{refundedSale(), member("guid-x", "guid-sale", payments.KindRefund, 3990, ok), member("guid-z", "guid-x", "", 3990, ok)},
			want:    Refundable{Rest: eur(0), Refunded: eur(3990)}},
		"another currency is not added": {
			gateway: []payments.Outcome{{State: ok, Kind: payments.KindRefund, IDs: payments.IDs{Transaction: "u"}, Amounts: payments.Amounts{Charged: payments.MustMoney(100, "USD")}}},
			want:    Refundable{Rest: eur(3990), Refunded: eur(0)}},
		"the gateway cannot be asked": {err: &payments.Error{Kind: payments.ErrorOffline}, want: Refundable{Rest: eur(3990), Refunded: eur(0)}},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.history = func(string) ([]payments.Outcome, error) { return c.gateway, c.err }
			sale := paid(m)
			if c.journal != nil {
				c.journal(m, sale.Reference)
			}
			c.want.Charged, c.want.Asked = eur(3990), c.err == nil
			e := engine(Params{Journal: m, Gateway: g, Account: shop})
			got, err := e.Refundable(t.Context(), sale.Reference)
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v; want %+v", got, err, c.want)
			}
		})
	}
}

func TestRefundableIsForSalesThatMovedMoney(t *testing.T) {
	m := newMemory()
	e := engine(Params{Journal: m, Gateway: obliging(), Account: shop})
	declined := left(m, payments.StateDeclined, nil)
	for _, reference := range []string{declined.Reference} {
		if _, err := e.Refundable(t.Context(), reference); !errors.Is(err, ErrNotRefundable) {
			t.Errorf("%s: %v", reference, err)
		}
	}
	if _, err := e.Refundable(t.Context(), "none"); !errors.Is(err, ErrNoAttempt) {
		t.Errorf("no such sale: %v", err)
	}
	other := paid(m)
	other.Account.Environment = "production"
	m.attempts[other.Reference] = other
	if got, err := e.Refundable(t.Context(), other.Reference); err != nil || got.Asked {
		t.Errorf("another environment was asked: %+v, %v", got, err)
	}
}

func TestRefundEndToEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		g.history = func(root string) ([]payments.Outcome, error) {
			if root != sale.Reference {
				t.Errorf("asked for the history of %s", root)
			}
			return []payments.Outcome{member("guid-sale", "", payments.KindSale, 3990, payments.StateApproved)}, nil
		}
		g.begin = func(a payments.Attempt) payments.Outcome {
			if a.Original.TransactionID != "guid-sale" || len(a.Sent.PriorChildren) != 1 || !a.Sent.PriorChildrenRead {
				t.Errorf("sent %+v %+v", a.Original, a.Sent)
			}
			return accept(a)
		}
		r := till(t, g, m)
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: sale.Reference, Reason: "damaged cover"})
		_, err := r.e.Start(t.Context(), Request{RequestKey: "second", Kind: payments.KindRefund, Amount: eur(500), Terminal: counter, Original: sale.Reference})
		if !errors.Is(err, ErrOriginalTaken) {
			t.Errorf("a second refund while one is open: %v", err)
		}
		a = r.want(5*time.Second, a.Reference, payments.StateApproved)
		if a.Reason != "damaged cover" || g.calls("begin") != 1 {
			t.Errorf("refund %+v", a.Intent)
		}
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "third", Kind: payments.KindRefund, Amount: eur(3491), Terminal: door, Original: sale.Reference}); !errors.Is(err, ErrOverRefund) {
			t.Errorf("more than the rest: %v", err)
		}
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "fourth", Kind: payments.KindRefund, Amount: payments.MustMoney(100, "USD"), Terminal: door, Original: sale.Reference}); !errors.Is(err, payments.ErrMixedCurrencies) {
			t.Errorf("another currency: %v", err)
		}
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "fifth", Kind: payments.KindSaleReversal, Terminal: door, Original: sale.Reference}); !errors.Is(err, ErrNotRefundable) {
			t.Errorf("void of a partly refunded sale: %v", err)
		}
		r.end()
	})
}

func TestLostRefundIsFoundAmongTheChildren(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		g.begin = lost
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := member("guid-r9", "guid-sale", payments.KindRefund, 500, payments.StateApproved)
			o.IDs.Reference = sale.Reference
			return o, nil
		}
		r := till(t, g, m)
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: sale.Reference})
		r.want(time.Minute, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestLostRefundThatNobodyKnowsNeedsAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		g.begin = lost
		g.find = func(int, payments.Attempt) (payments.Outcome, error) {
			return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}, nil
		}
		r := till(t, g, m)
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: sale.Reference})
		if in := r.e.Progress(a.Reference).CertainIn; in != 0 {
			t.Errorf("a countdown of %s promises what no rule gives", in)
		}
		r.want(5*time.Minute, a.Reference, payments.StateUnknown)
		r.want(2*time.Minute, a.Reference, payments.StateNeedsAttention)
		r.end()
	})
}

// What the gateway lists and does not say whose it is, and what contradicts itself, is no proof,
// and the person who has to look is told why.
func TestALostRefundThatMayBeAnothersNeedsAPerson(t *testing.T) {
	for why, notice := range map[payments.Reason]payments.Notice{
		payments.ReasonUnclaimed: payments.NoticeUnclaimed, payments.ReasonContradiction: payments.NoticeContradiction,
	} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			sale := paid(m)
			g.begin = lost
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, Reason: why}, nil
			}
			r := till(t, g, m)
			a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: sale.Reference})
			if a = r.want(5*time.Minute, a.Reference, payments.StateUnknown); a.Notice != notice || a.Outcome.Reason != why {
				t.Errorf("meanwhile: notice %q, reason %q", a.Notice, a.Outcome.Reason)
			}
			if a = r.want(2*time.Minute, a.Reference, payments.StateNeedsAttention); a.Outcome.Reason != why {
				t.Errorf("in the end: reason %q", a.Outcome.Reason)
			}
			r.end()
		})
	}
}

func TestReversals(t *testing.T) {
	const ok = payments.StateApproved
	for name, c := range map[string]struct {
		prepare func(m *memory, sale string)
		q       Request
		want    error
		amount  int64
	}{
		"void of a sale takes the whole":     {nil, Request{Kind: payments.KindSaleReversal}, nil, 3990},
		"void with the whole amount":         {nil, Request{Kind: payments.KindSaleReversal, Amount: eur(3990)}, nil, 3990},
		"never a part":                       {nil, Request{Kind: payments.KindSaleReversal, Amount: eur(100)}, ErrOverRefund, 0},
		"a sale is not a refund":             {nil, Request{Kind: payments.KindRefundReversal}, ErrNotRefundable, 0},
		"not twice":                          {func(m *memory, s string) { child(m, "v", payments.KindSaleReversal, s, 3990, ok) }, Request{Kind: payments.KindSaleReversal}, ErrNotRefundable, 0},
		"not while one is open":              {func(m *memory, s string) { child(m, "v", payments.KindSaleReversal, s, 3990, payments.StateUnknown) }, Request{Kind: payments.KindSaleReversal}, ErrOriginalTaken, 0},
		"after a refund that was undone, ok": {undoneRefund, Request{Kind: payments.KindSaleReversal}, nil, 3990},
		"not a refund that was voided":       {undoneRefund, Request{Kind: payments.KindRefundReversal, Original: "r"}, ErrNotRefundable, 0},
		"not a refund whose void is open": {func(m *memory, s string) {
			child(m, "r", payments.KindRefund, s, 500, ok)
			child(m, "v", payments.KindRefundReversal, "r", 500, payments.StateWaiting)
		}, Request{Kind: payments.KindRefundReversal, Original: "r"}, ErrOriginalTaken, 0},
		"void of a refund": {func(m *memory, s string) { child(m, "r", payments.KindRefund, s, 500, ok) },
			Request{Kind: payments.KindRefundReversal, Original: "r"}, nil, 500},
		"a refund is not a sale": {func(m *memory, s string) { child(m, "r", payments.KindRefund, s, 500, ok) },
			Request{Kind: payments.KindSaleReversal, Original: "r"}, ErrNotRefundable, 0},
		"nothing moved": {func(m *memory, s string) { child(m, "r", payments.KindRefund, s, 500, payments.StateDeclined) },
			Request{Kind: payments.KindRefundReversal, Original: "r"}, ErrNotRefundable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				sale := paid(m)
				if c.prepare != nil {
					c.prepare(m, sale.Reference)
				}
				r := till(t, g, m)
				c.q.RequestKey, c.q.Terminal = "press", door
				if c.q.Original == "" {
					c.q.Original = sale.Reference
				}
				a, err := r.e.Start(t.Context(), c.q)
				if !errors.Is(err, c.want) {
					t.Fatalf("start: %v, want %v", err, c.want)
				}
				if c.want == nil && (a.Amount != eur(c.amount) || a.Original.FiledUnder != sale.Reference) {
					t.Errorf("attempt %s of %+v", a.Amount, a.Original)
				}
				r.end()
			})
		})
	}
}

func TestNoVoidOfASaleThatWasRefundedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		g.history = func(string) ([]payments.Outcome, error) {
			return []payments.Outcome{member("guid-x", "guid-sale", payments.KindRefund, 10, payments.StateApproved)}, nil
		}
		r := till(t, g, m)
		_, err := r.e.Start(t.Context(), Request{RequestKey: "v", Kind: payments.KindSaleReversal, Terminal: door, Original: sale.Reference})
		if !errors.Is(err, ErrNotRefundable) || g.calls("begin") != 0 {
			t.Errorf("start: %v", err)
		}
		r.end()
	})
}

func undoneRefund(m *memory, sale string) {
	child(m, "r", payments.KindRefund, sale, 500, payments.StateApproved)
	child(m, "v", payments.KindRefundReversal, "r", 500, payments.StateApproved)
}

func TestNoRefundWithoutTheGatewaysList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		g.history = func(string) ([]payments.Outcome, error) {
			return nil, &payments.Error{Kind: payments.ErrorOffline, ServerDate: time.Now()}
		}
		r := till(t, g, m)
		_, err := r.e.Start(t.Context(), Request{RequestKey: "n9", Kind: payments.KindRefund, Amount: eur(500), Terminal: door, Original: sale.Reference})
		if !errors.Is(err, ErrLookupFailed) || payments.KindOf(err) != payments.ErrorOffline {
			t.Errorf("start: %v", err)
		}
		other := child(m, "x", payments.KindRefund, "y", 5, payments.StateApproved)
		other.Account.Profile = "second shop"
		m.attempts["x"] = other
		if _, err := r.e.Start(t.Context(), Request{Kind: payments.KindRefundReversal, Terminal: door, Original: "x"}); !errors.Is(err, ErrWrongAccount) {
			t.Errorf("refund of another account: %v", err)
		}
		r.end()
	})
}

func TestAGatewayWithoutAListUsesTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		r := till(t, &g.base, m)
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(3990), Terminal: door, Original: sale.Reference})
		if a.Sent.PriorChildrenRead {
			t.Error("a list that was never read is said to be read")
		}
		r.want(5*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestPing(t *testing.T) {
	for name, c := range map[string]struct {
		start error
		pong  func(n int) (payments.Health, bool, error)
		want  payments.ErrorKind
		after time.Duration
	}{
		"answers at the third look": {nil, func(n int) (payments.Health, bool, error) {
			return payments.Health{Battery: "54"}, n == 3, nil
		}, "", 3 * time.Second},
		"a lost look is repeated": {nil, func(n int) (payments.Health, bool, error) {
			if n == 1 {
				return payments.Health{}, false, &payments.Error{Kind: payments.ErrorTimeout}
			}
			return payments.Health{Battery: "54"}, true, nil
		}, "", 2 * time.Second},
		"busy":   {&payments.Error{Kind: payments.ErrorBusy}, nil, payments.ErrorBusy, 0},
		"silent": {nil, func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil }, payments.ErrorTerminalOff, 20 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.ping = func(int) (string, error) { return "p", c.start }
				g.pong = c.pong
				e := engine(Params{Journal: m, Gateway: g})
				began := time.Now()
				h, err := e.Ping(t.Context(), door)
				if payments.KindOf(err) != c.want || time.Since(began) != c.after {
					t.Errorf("ping: %v after %s", err, time.Since(began))
				}
				if c.want == "" && (h.Battery != "54" || h.At.IsZero() || m.health[door.ID()] != h) {
					t.Errorf("health %+v, kept %+v", h, m.health)
				}
			})
		})
	}
}

func TestTerminals(t *testing.T) {
	e := engine(Params{Journal: newMemory(), Gateway: obliging()})
	if got, err := e.Terminals(t.Context()); err != nil || len(got) != 1 {
		t.Errorf("terminals %v, %v", got, err)
	}
	if _, err := e.Terminals(t.Context()); payments.KindOf(err) != payments.ErrorOffline {
		t.Errorf("terminals without a network: %v", err)
	}
}
