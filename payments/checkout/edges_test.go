package checkout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// finderOnly can look up but not ping.
type finderOnly struct {
	base
	find func(n int, a payments.Attempt) (payments.Outcome, error)
}

func (g *finderOnly) Find(_ context.Context, a payments.Attempt) (payments.Outcome, error) {
	return g.find(g.count("find"), a)
}

func TestAGatewayWithoutPingStillConfirms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &finderOnly{base: base{counts: map[string]int{}, begin: lost, info: obliging().info}}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(25*time.Second, a.Reference, payments.StateUnknown)
		r.want(20*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestAPingTheGatewayRefusesIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		g.ping = func(n int) (string, error) {
			if n < 3 {
				return "", &payments.Error{Kind: payments.ErrorRateLimited}
			}
			return "p", nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(70*time.Second, a.Reference, payments.StateApproved)
		if g.calls("ping") != 3 {
			t.Errorf("%d pings", g.calls("ping"))
		}
		r.end()
	})
}

func TestSeveralFieldsThatDoNotFitAreAllNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceResult)
			o.IDs.Reference, o.Amounts.Charged = "another", eur(1)
			return o, nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.want(5*time.Second, a.Reference, payments.StateMismatch)
		for _, e := range m.events {
			if e.Kind == EventMismatch && e.Detail != "reference, amount" {
				t.Errorf("the line says %q", e.Detail)
			}
		}
		r.end()
	})
}

func TestReceiptsOfEveryForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceResult)
			o.Receipts = payments.Receipts{Customer: " HTTPS://receipts.example/c.html ", Merchant: "<html>m</html>", Signature: "iVBORw0KGgo="}
			return o, nil
		}
		r := till(t, g, m, func(p *Params) { p.Receipts = nil })
		a := r.sell(700)
		r.want(5*time.Second, a.Reference, payments.StateApproved)
		got := fmt.Sprintf("%q", m.receipts)
		for _, want := range []string{`"customer" "HTTPS://receipts.example/c.html" "" ""`, `"merchant" "" "text/html" "<html>m</html>"`, `"signature" "" "image/base64" "iVBORw0KGgo="`} {
			if !strings.Contains(got, want) {
				t.Errorf("%s is missing in %s", want, got)
			}
		}
		r.end()
	})
}

func TestAReceiptThatCannotBeKeptHarmsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventReceipt {
				return ErrJournal
			}
			return nil
		}
		var log strings.Builder
		r := till(t, obliging(), m, func(p *Params) { p.Log = slog.New(slog.NewTextHandler(&log, nil)) })
		a := r.sell(700)
		r.want(30*time.Second, a.Reference, payments.StateApproved)
		r.end()
		if !strings.Contains(log.String(), "keep receipt") {
			t.Errorf("nobody is told: %s", log.String())
		}
	})
}

func TestTheEndDoesNotWaitForAReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		r := till(t, obliging(), m, func(p *Params) { p.Receipts = fetcher(func() error { return errors.New("down") }) })
		a := r.sell(700)
		r.want(3500*time.Millisecond, a.Reference, payments.StateApproved)
		began := time.Now()
		r.end()
		if waited := time.Since(began); waited > time.Second {
			t.Errorf("the end waited %s", waited)
		}
	})
}

func TestACommandGivesUpWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = func(a payments.Attempt) payments.Outcome { time.Sleep(10 * time.Second); return accept(a) }
		g.cancel = func(int) error { time.Sleep(10 * time.Second); return nil }
		r := till(t, g, newMemory())
		a := r.sell(700)
		impatient, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := r.e.Cancel(impatient, a.Reference); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("cancel while the request is on its way: %v", err)
		}
		time.Sleep(9500 * time.Millisecond)
		again, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := r.e.Cancel(again, a.Reference); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("cancel that takes long: %v", err)
		}
		r.want(30*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestACommandMeetsTheEndOfItsAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = func(a payments.Attempt) payments.Outcome {
			time.Sleep(2 * time.Second)
			return payments.Outcome{State: payments.StateRefused, Reason: payments.ReasonBusy}
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		if err := r.e.Cancel(t.Context(), a.Reference); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("cancel of what was refused meanwhile: %v", err)
		}
		r.end()
	})
}

func TestCancelThatCannotBeWrittenIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventCancelAsked {
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.after(2*time.Second, a.Reference)
		if err := r.e.Cancel(t.Context(), a.Reference); !errors.Is(err, ErrJournalFull) || g.calls("cancel") != 0 {
			t.Errorf("cancel: %v, sent %d times", err, g.calls("cancel"))
		}
		r.end()
	})
}

// forgetful is a journal that cannot read for a while, lists nothing, or says of what it has
// recorded that it has not.
type forgetful struct {
	*memory
	mu     sync.Mutex
	blind  int // so many reads fail
	denies int // so many records are said to have failed
	linked error
}

func (j *forgetful) Record(ctx context.Context, a payments.Attempt, e Event, then ...Step) error {
	err := j.memory.Record(ctx, a, e, then...)
	if j.denies > 0 {
		j.denies--
		return ErrJournal
	}
	return err
}

func (j *forgetful) Attempt(ctx context.Context, reference string) (payments.Attempt, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.blind > 0 {
		j.blind--
		return payments.Attempt{}, ErrJournalBroken
	}
	return j.memory.Attempt(ctx, reference)
}

func (j *forgetful) Linked(ctx context.Context, reference string) ([]payments.Attempt, error) {
	if j.linked != nil {
		return nil, j.linked
	}
	return j.memory.Linked(ctx, reference)
}

func TestWhatWasRecordedAndNotSentIsClosedAsSoonAsItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, j := obliging(), &forgetful{memory: newMemory(), blind: 3, denies: 1}
		j.fail = func(n int, _ EventKind) error {
			if n == 3 {
				return ErrJournal
			}
			return nil
		}
		r := till(t, g, j.memory, func(p *Params) { p.Journal = j })
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "n", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrJournal) {
			t.Fatalf("start: %v", err)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if len(j.attempts) != 1 {
			t.Errorf("%d are in the journal", len(j.attempts))
		}
		for _, a := range j.attempts {
			if a.State != payments.StateNotSent {
				t.Errorf("left in %s", a.State)
			}
		}
		if g.calls("begin") != 0 {
			t.Error("sent")
		}
		next := r.sell(600) // the terminal is free again
		r.want(10*time.Second, next.Reference, payments.StateApproved)
		r.end()
	})
}

func TestAnAbandonedAttemptDoesNotHoldTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &forgetful{memory: newMemory(), blind: 1000}
		j.fail = func(n int, _ EventKind) error { return ErrJournal }
		r := till(t, obliging(), j.memory, func(p *Params) { p.Journal = j })
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "n", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); err == nil {
			t.Fatal("started without a journal")
		}
		time.Sleep(3 * time.Second)
		r.end()
	})
}

func TestARefundNeedsTheJournalsList(t *testing.T) {
	j := &forgetful{memory: newMemory(), linked: ErrJournalBroken}
	sale := paid(j.memory)
	refund := child(j.memory, "r", payments.KindRefund, sale.Reference, 500, payments.StateApproved)
	e := engine(Params{Journal: j, Gateway: obliging(), Account: shop})
	if _, err := e.Refundable(t.Context(), sale.Reference); !errors.Is(err, ErrJournalBroken) {
		t.Errorf("refundable: %v", err)
	}
	for _, q := range []Request{
		{Kind: payments.KindRefund, Amount: eur(5), Original: sale.Reference}, {Kind: payments.KindSaleReversal, Original: sale.Reference},
		{Kind: payments.KindRefundReversal, Original: refund.Reference},
	} {
		a := payments.Attempt{Intent: payments.Intent{Kind: q.Kind, Amount: q.Amount, Terminal: door}}
		if err := e.link(t.Context(), &a, q); !errors.Is(err, ErrJournalBroken) {
			t.Errorf("%s: %v", q.Kind, err)
		}
	}
	if e.undone(t.Context(), refund) {
		t.Error("a list that cannot be read undoes nothing")
	}
}

func TestTheHistoryStandsUnderTheGatewaysReference(t *testing.T) {
	sale := payments.Attempt{Intent: payments.Intent{Reference: "ours", Kind: payments.KindSale}}
	if got := filedUnder(sale); got != "ours" {
		t.Errorf("root %q", got)
	}
	sale.Sent.Reference = "theirs"
	if got := filedUnder(sale); got != "theirs" {
		t.Errorf("root %q, the gateway's word wins", got)
	}
}

// plainJournal keeps no health.
type plainJournal struct{ Journal }

func TestPingEndsWithItsCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		e := engine(Params{Journal: plainJournal{newMemory()}, Gateway: g})
		if _, err := e.Ping(t.Context(), door); err != nil {
			t.Errorf("a journal that keeps no health: %v", err)
		}
		ctx, stop := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer stop()
		if _, err := e.Ping(ctx, door); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("ping: %v", err)
		}
		e = engine(Params{Journal: unhealthy{newMemory()}, Gateway: g})
		if h, err := e.Ping(t.Context(), door); err != nil || h.Battery != "80" {
			t.Errorf("health that cannot be kept is still told: %+v, %v", h, err)
		}
	})
}

type unhealthy struct{ *memory }

func (unhealthy) SaveHealth(context.Context, string, payments.Health) error { return ErrJournal }

func TestEventKindsAreDistinct(t *testing.T) {
	seen := map[EventKind]bool{}
	for _, k := range EventKinds() {
		if k == "" || seen[k] {
			t.Errorf("kind %q stands twice or is empty", k)
		}
		seen[k] = true
	}
	if len(seen) < 19 {
		t.Errorf("%d kinds", len(seen))
	}
}
