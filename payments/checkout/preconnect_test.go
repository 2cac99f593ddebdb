package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// warmer is a gateway that can open its way ahead.
type warmer struct {
	*full
	warm func(ctx context.Context)
}

func (g warmer) Preconnect(ctx context.Context) {
	g.count("warm")
	g.warm(ctx)
}

// The way is opened while the attempt is written down: here the first commit waits for it.
func TestTheWayIsOpenedWhileTheIntentIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		open := make(chan struct{})
		m := newMemory()
		m.fail = func(_ int, kind EventKind) error {
			if kind != EventRecorded {
				return nil
			}
			select {
			case <-open:
				return nil
			case <-time.After(time.Minute):
				return errors.New("nobody has opened the way")
			}
		}
		g := warmer{obliging(), func(context.Context) { close(open) }}
		r := till(t, g, m)
		a := r.sell(1240)
		r.want(20*time.Second, a.Reference, payments.StateApproved)
		if g.calls("warm") != 1 || g.calls("begin") != 1 {
			t.Errorf("opened %d times, sent %d times", g.calls("warm"), g.calls("begin"))
		}
		r.end()
	})
}

// Opening the way takes for ever: the payment does not wait for it, and neither does the end
// of the program.
func TestAWayThatDoesNotOpenIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := warmer{obliging(), func(ctx context.Context) { <-ctx.Done() }}
		r := till(t, g, newMemory())
		a := r.sell(1240)
		r.want(20*time.Second, a.Reference, payments.StateApproved)
		before := time.Now()
		r.end()
		if waited := time.Since(before); waited != 0 {
			t.Errorf("the end waited for %v", waited)
		}
	})
}

// Nothing is opened for a request that is refused before it is written down, or when the
// engine has stopped, and nothing leaves for one that cannot be written.
func TestNoWayIsOpenedInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		g := warmer{obliging(), func(context.Context) {}}
		r := till(t, g, m)
		if _, err := r.e.Start(t.Context(), Request{Kind: payments.KindSale, Amount: eur(0), Terminal: door}); !errors.Is(err, ErrAmountRange) {
			t.Error(err)
		}
		if g.calls("warm") != 0 {
			t.Error("opened for a request that was refused")
		}
		m.fail = func(int, EventKind) error { return ErrJournalFull }
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "1", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrJournalFull) {
			t.Error(err)
		}
		r.end()
		if _, err := r.e.Start(t.Context(), Request{RequestKey: "2", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrStopped) {
			t.Error(err)
		}
		if g.calls("warm") != 1 || g.calls("begin") != 0 {
			t.Errorf("opened %d times, sent %d times", g.calls("warm"), g.calls("begin"))
		}
	})
}
