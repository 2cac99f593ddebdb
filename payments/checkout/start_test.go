package checkout

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

func TestOneOpenAttemptPerTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		r := till(t, g, newMemory())
		a := r.sell(700)
		_, err := r.e.Start(t.Context(), Request{RequestKey: "n2", Kind: payments.KindSale, Amount: eur(800), Terminal: door})
		if !errors.Is(err, ErrTerminalTaken) {
			t.Errorf("second sale on the terminal: %v", err)
		}
		_, err = r.e.Start(t.Context(), Request{RequestKey: a.RequestKey, Kind: payments.KindSale, Amount: eur(800), Terminal: counter})
		if !errors.Is(err, ErrNonceTaken) {
			t.Errorf("the same press twice: %v", err)
		}
		b := r.start(Request{Kind: payments.KindSale, Amount: eur(800), Terminal: counter})
		r.want(time.Second, b.Reference, payments.StateWaiting)
		if g.calls("begin") != 2 {
			t.Errorf("sent %d times, want 2", g.calls("begin"))
		}
		r.end()
	})
}

func TestRequestsThatAreNotStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.info.Operations = []payments.Kind{payments.KindSale, payments.KindRefund}
		r := till(t, g, m)
		for name, c := range map[string]struct {
			q    Request
			want error
		}{
			"zero":            {Request{Kind: payments.KindSale, Amount: eur(0), Terminal: door}, ErrAmountRange},
			"negative":        {Request{Kind: payments.KindSale, Amount: eur(-5), Terminal: door}, ErrAmountRange},
			"thirteen digits": {Request{Kind: payments.KindSale, Amount: eur(1234567890123), Terminal: door}, ErrAmountRange},
			"no such kind":    {Request{Kind: "gift", Amount: eur(5), Terminal: door}, ErrUnsupported},
			"not offered":     {Request{Kind: payments.KindUnlinkedRefund, Amount: eur(5), Terminal: door}, ErrUnsupported},
			"virtual":         {Request{Kind: payments.KindSale, Amount: eur(5), Terminal: payments.Terminal{Virtual: true}}, ErrVirtualPayment},
			"no original":     {Request{Kind: payments.KindRefund, Amount: eur(5), Terminal: door, Original: "x"}, ErrNoAttempt},
		} {
			if _, err := r.e.Start(t.Context(), c.q); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if len(m.events) != 0 || g.calls("begin") != 0 {
			t.Error("something was written or sent")
		}
		r.end()
		if _, err := r.e.Start(t.Context(), Request{Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrStopped) {
			t.Errorf("started after the end: %v", err)
		}
	})
}

func TestNoJournalNoSale(t *testing.T) {
	for n, name := range map[int]string{1: "intent", 2: "decision to send"} {
		for _, forever := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					g, m := obliging(), newMemory()
					m.fail = func(i int, _ EventKind) error {
						if i == n || forever && i > n {
							return ErrJournal
						}
						return nil
					}
					r := till(t, g, m)
					if _, err := r.e.Start(t.Context(), Request{RequestKey: "n", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrJournal) {
						t.Errorf("start: %v", err)
					}
					time.Sleep(time.Minute)
					if g.calls("begin") != 0 {
						t.Error("sent without a journal")
					}
					r.end()
				})
			})
		}
	}
}

func TestAnAnswerThatCannotBeWrittenIsKeptUntilItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		var healed atomic.Bool
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventResult && !healed.Load() {
				return ErrJournal
			}
			return nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.want(10*time.Second, a.Reference, payments.StateWaiting)
		if p := r.e.Progress(a.Reference); !errors.Is(p.Problem, ErrJournal) {
			t.Errorf("the problem is not shown: %+v", p)
		}
		for _, u := range r.told() {
			if u.Attempt.State == payments.StateApproved {
				t.Error("told before it was written")
			}
		}
		healed.Store(true)
		r.want(2*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

// reserve is a Space with one reserve.
type reserve struct{ full, released bool }

func (s *reserve) Check() error {
	if s.full {
		return ErrJournalFull
	}
	return nil
}

func (s *reserve) Release() error {
	if s.released {
		return errors.New("nothing left")
	}
	s.released = true
	return nil
}

func TestFullDiskFreesTheReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m, s := obliging(), newMemory(), &reserve{}
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventResult && !s.released {
				s.full = true
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, g, m, func(p *Params) { p.Space = s })
		a := r.sell(700)
		r.want(3*time.Second, a.Reference, payments.StateApproved)
		_, err := r.e.Start(t.Context(), Request{Kind: payments.KindSale, Amount: eur(5), Terminal: door})
		if !errors.Is(err, ErrJournalFull) {
			t.Errorf("a new sale on a full disk: %v", err)
		}
		r.end()
	})
}

func TestStaleWriteTakesTheJournalsWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		a := r.sell(700)
		r.after(1500*time.Millisecond, a.Reference)
		m.mu.Lock()
		moved := m.attempts[a.Reference]
		moved.State, moved.Version = payments.StateDeclined, moved.Version+1
		m.attempts[a.Reference] = moved
		m.mu.Unlock()
		r.want(10*time.Second, a.Reference, payments.StateDeclined)
		r.end()
	})
}

func TestAnEngineThatNeverRan(t *testing.T) {
	e := engine(Params{Journal: newMemory(), Gateway: obliging()})
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := e.Start(ctx, Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("start: %v", err)
	}
	if err := e.AskNow(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("ask: %v", err)
	}
}

func TestReceiptThatCannotBeFetchedKeepsItsLocation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tries := 0
		r := till(t, obliging(), m, func(p *Params) { p.Receipts = fetcher(func() error { tries++; return errors.New("down") }) })
		a := r.sell(700)
		r.want(20*time.Second, a.Reference, payments.StateApproved)
		if tries != 3 || len(m.receipts) != 2 || m.receipts[1].Body != nil || !strings.HasPrefix(m.receipts[1].Location, "https://") {
			t.Errorf("%d tries, receipts %+v", tries, m.receipts)
		}
		r.end()
	})
}

type fetcher func() error

func (f fetcher) Fetch(context.Context, string) ([]byte, string, error) {
	if err := f(); err != nil {
		return nil, "", err
	}
	return []byte("<p>receipt</p>"), "text/html", nil
}
