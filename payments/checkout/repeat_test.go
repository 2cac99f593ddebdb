package checkout

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// remembering is a gateway whose provider remembers what it was sent by a key of ours.
type remembering struct {
	*full
	memory time.Duration
	again  func(payments.Attempt) (payments.Outcome, error)
}

func (g *remembering) RepeatWithin(k payments.Kind) time.Duration {
	if k == payments.KindRefund {
		return g.memory
	}
	return 0
}

func (g *remembering) Repeat(_ context.Context, a payments.Attempt) (payments.Outcome, error) {
	g.count("repeat")
	return g.again(a)
}

// rememberingHost is one of which no start is ever answered, and that lists nothing.
func rememberingHost() *remembering {
	g := &remembering{full: withoutTerminal(), memory: 5 * time.Minute}
	g.begin, g.info.Rules.NotFoundFinal = lost, payments.Unstated
	g.find = func(int, payments.Attempt) (payments.Outcome, error) {
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}, nil
	}
	g.again = func(a payments.Attempt) (payments.Outcome, error) {
		o := approval(a, payments.SourceResult)
		o.IDs.Reference, o.IDs.Transaction = "", "guid-refund"
		return o, nil
	}
	return g
}

// A refund whose answer is lost is sent once more under its key, which the provider answers as
// it did the first time.
func TestALostAnswerIsAskedForUnderItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := rememberingHost(), newMemory()
		sale := paid(m)
		r := till(t, g, m)
		a := r.start(Request{Kind: payments.KindRefund, Amount: eur(500), Original: sale.Reference})
		r.want(repeatAfter-time.Second, a.Reference, payments.StateUnknown)
		if n := g.calls("repeat"); n != 0 {
			t.Errorf("repeated %d times while the first may still be at work", n)
		}
		r.want(10*time.Second, a.Reference, payments.StateApproved)
		if begun, repeated := g.calls("begin"), g.calls("repeat"); begun != 1 || repeated != 1 {
			t.Errorf("begun %d times, repeated %d times", begun, repeated)
		}
		r.end()
	})
}

// It is never done a second time, nor when the provider may have forgotten the key, nor for what
// it does not document, nor by a program that was started since, nor where it cannot be written
// down first.
func TestNothingElseIsSentOnceMore(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*remembering, *memory)
		kind   payments.Kind
		during func(*rig, *remembering)
		want   int
	}{
		"a second time": {func(g *remembering, _ *memory) {
			g.again = func(payments.Attempt) (payments.Outcome, error) {
				return payments.Outcome{}, &payments.Error{Kind: payments.ErrorTimeout}
			}
		}, payments.KindRefund, nil, 1},
		"beyond the memory":    {func(g *remembering, _ *memory) { g.memory = repeatAfter + repeatMargin - time.Second }, payments.KindRefund, nil, 0},
		"a kind without":       {func(*remembering, *memory) {}, payments.KindSaleReversal, nil, 0},
		"after a restart":      {func(*remembering, *memory) {}, payments.KindRefund, func(r *rig, g *remembering) { r.end(); *r = *till(r.t, g, r.journal) }, 0},
		"after a leap":         {func(*remembering, *memory) {}, payments.KindRefund, func(r *rig, _ *remembering) { r.setClock(4 * time.Minute) }, 0},
		"a journal that fails": {func(_ *remembering, m *memory) { m.fail = func(_ int, kind EventKind) error { return failing(kind) } }, payments.KindRefund, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := rememberingHost(), newMemory()
				sale := paid(m)
				c.change(g, m)
				r := till(t, g, m)
				q := Request{Kind: c.kind, Amount: eur(500), Original: sale.Reference}
				if c.kind == payments.KindSaleReversal {
					q.Amount = payments.Money{}
				}
				a := r.start(q)
				r.want(5*time.Second, a.Reference, payments.StateUnknown)
				if c.during != nil {
					c.during(r, g)
				}
				r.after(4*time.Minute, a.Reference)
				if n := g.calls("repeat"); n != c.want || g.calls("begin") != 1 {
					t.Errorf("repeated %d times, want %d; begun %d times", n, c.want, g.calls("begin"))
				}
				r.end()
			})
		})
	}
}

func failing(kind EventKind) error {
	if kind == EventRepeated {
		return ErrJournal
	}
	return nil
}
