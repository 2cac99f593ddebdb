package checkout

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

func TestADisputeIsNotForgottenByARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return verdict(a, payments.StateDeclined, payments.SourceResult), nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		a := left(m, payments.StateNeedsAttention, func(a *payments.Attempt) {
			accepted(a)
			a.Sent.Seen, a.Outcome.Reason = true, payments.ReasonContradiction
		})
		r := till(t, g, m)
		r.want(10*time.Minute, a.Reference, payments.StateNeedsAttention)
		r.end()
	})
}

func TestANoAfterARestartIsHeldAgainstTheStatusHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return verdict(a, payments.StateDeclined, payments.SourceResult), nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
		}
		a := left(m, payments.StateUnknown, func(a *payments.Attempt) { accepted(a); a.Sent.Seen = true })
		r := till(t, g, m)
		r.want(15*time.Second, a.Reference, payments.StateDeclined)
		r.end()
	})
}

func TestOneLostHandleProvesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		start := time.Now()
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			switch {
			case n == 1:
				return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound}
			case time.Since(start) < 150*time.Second:
				return waiting(), nil
			}
			return approval(a, payments.SourceResult), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(2*time.Second, a.Reference, payments.StateUnknown)
		r.want(6*time.Second, a.Reference, payments.StateWaiting)
		r.want(150*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestAnAcceptedRequestIsAbsentOnlyAfterTheLongestFlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) {
			return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound}
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		if got := r.after(6*time.Minute+20*time.Second, a.Reference); got.State.Final() {
			t.Fatalf("after six minutes it is %s: a terminal may still have it", got.State)
		}
		r.want(3*time.Minute, a.Reference, payments.StateNotCharged)
		r.end()
	})
}

func TestALateChargeThatDoesNotFitIsRaisedAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		start := time.Now()
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 140*time.Second {
				return neverSeen(), nil
			}
			o := approval(a, payments.SourceStatus)
			o.Amounts.Charged = eur(777)
			return o, nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		a = r.want(6*time.Minute, a.Reference, payments.StateNotCharged)
		if a.Notice != payments.NoticeContradiction || !slices.Contains(m.kinds(a.Reference), EventMismatch) {
			t.Errorf("notice %q, journal %v", a.Notice, m.kinds(a.Reference))
		}
		r.end()
	})
}

func TestALongRetryAfterDoesNotSilenceAPayment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if n == 1 {
				return payments.Outcome{}, &payments.Error{Kind: payments.ErrorServer, RetryAfter: time.Hour}
			}
			return approval(a, payments.SourceResult), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(65*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

// bottomless says each time that it freed something.
type bottomless struct{ released int }

func (s *bottomless) Check() error   { return nil }
func (s *bottomless) Release() error { s.released++; return nil }

func TestAFullDiskIsTriedOnceASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, s := newMemory(), &bottomless{}
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventResult {
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, obliging(), m, func(p *Params) { p.Space = s })
		a := r.sell(700)
		r.want(30*time.Second, a.Reference, payments.StateWaiting)
		if m.writes > 40 || s.released != 1 {
			t.Errorf("%d writes, %d releases in half a minute", m.writes, s.released)
		}
		r.end()
	})
}

// hazy is a journal that can be read only after some tries, and lists everything.
type hazy struct {
	*memory
	tries int
}

func (j *hazy) Open(ctx context.Context) ([]payments.Attempt, error) {
	if j.tries > 0 {
		j.tries--
		return nil, ErrJournal
	}
	return j.memory.Open(ctx)
}

func (j *hazy) List(context.Context, Query) ([]payments.Attempt, error) {
	return j.list(func(payments.Attempt) bool { return true }), nil
}

func TestAJournalThatCannotBeReadAtOnceIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := &hazy{memory: newMemory(), tries: 3}
		a := left(j.memory, payments.StateUnknown, nil)
		g := obliging()
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, j.memory, func(p *Params) { p.Journal = j })
		r.want(time.Minute, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestAnEngineWithoutAJournalSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := engine(Params{Journal: &hazy{memory: newMemory(), tries: 1000}, Gateway: obliging(), Account: shop})
		if err := e.Run(t.Context()); !errors.Is(err, ErrJournal) {
			t.Errorf("run: %v", err)
		}
		if _, err := e.Start(t.Context(), Request{RequestKey: "n", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrStopped) {
			t.Errorf("start: %v", err)
		}
	})
}

func TestAftercareOutlivesTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, j := obliging(), &hazy{memory: newMemory()}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		recent := left(j.memory, payments.StateNotCharged, func(a *payments.Attempt) {
			a.Updated, a.Outcome = time.Now().UTC(), payments.Outcome{State: payments.StateNotCharged, Source: payments.SourceStatus}
		})
		old := left(j.memory, payments.StateNotCharged, func(a *payments.Attempt) {
			a.Reference, a.Updated = "5f0c6c2e-0000-4000-8000-00000000000b", time.Now().Add(-time.Hour).UTC()
			a.Outcome = payments.Outcome{State: payments.StateNotCharged, Source: payments.SourceStatus}
		})
		time.Sleep(time.Minute)
		r := till(t, g, j.memory, func(p *Params) { p.Journal = j })
		if a := r.after(5*time.Minute, recent.Reference); a.Notice != payments.NoticeContradiction {
			t.Errorf("the charge that came while the program was closed was not noticed: %q", a.Notice)
		}
		if a := r.after(0, old.Reference); a.Notice != payments.NoticeNone {
			t.Errorf("an attempt of an hour ago was asked about: %q", a.Notice)
		}
		r.end()
	})
}

func TestNothingLeavesAProgramThatEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m, func(p *Params) {
			tell := p.Notify
			p.Notify = func(u Update) {
				tell(u)
				if u.Event.Kind == EventSending {
					p.Log.Info("the program ends here")
				}
			}
		})
		f := newFollower(r.e, left(m, payments.StateSending, nil))
		over, stop := context.WithCancel(t.Context())
		stop()
		f.send(over, start{})
		r.end()
		if a, _ := m.Attempt(t.Context(), f.a.Reference); a.State != payments.StateNotSent || g.calls("begin") != 0 {
			t.Errorf("%s, sent %d times", a.State, g.calls("begin"))
		}
	})
}

func TestAStaleCloseIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		r := till(t, g, m)
		a := r.sell(700)
		a = r.want(7*time.Minute, a.Reference, payments.StateNeedsAttention)
		m.mu.Lock() // the disk took the closing, and its answer was lost
		closed := m.attempts[a.Reference]
		closed.State, closed.Closed, closed.Version = payments.StateClosed, "asked the bank", closed.Version+1
		m.attempts[a.Reference] = closed
		m.mu.Unlock()
		g.mu.Lock()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceResult), nil
		}
		g.mu.Unlock()
		r.want(2*time.Minute, a.Reference, payments.StateApproved)
		if !slices.ContainsFunc(r.told(), func(u Update) bool { return u.Attempt.State == payments.StateClosed }) {
			t.Error("the screen was not told of the closing")
		}
		r.end()
	})
}

func TestMoneyGivenBackElsewhereUnderOtherNames(t *testing.T) {
	const ok = payments.StateApproved
	refunded := member("guid-sale", "", payments.KindSale, 3990, ok)
	refunded.Refunded = true
	for name, c := range map[string]struct {
		gateway []payments.Outcome
		closed  bool
		rest    int64
	}{
		"a keyed refund":                         {[]payments.Outcome{member("m", "guid-sale", "moto_refund", 1000, ok)}, false, 2990},
		"a refund listed as less than nothing":   {[]payments.Outcome{member("m", "guid-sale", payments.KindRefund, -1000, ok)}, false, 2990},
		"one of the least that can be counted":   {[]payments.Outcome{member("m", "guid-sale", payments.KindRefund, math.MinInt64, ok)}, false, 0},
		"refunded, and no refund is listed":      {[]payments.Outcome{refunded}, false, 0},
		"refunded in part, and it is listed":     {[]payments.Outcome{refunded, member("m", "guid-sale", payments.KindRefund, 1000, ok)}, false, 2990},
		"one that a person closed and went well": {[]payments.Outcome{member("m", "guid-sale", payments.KindRefund, 500, ok)}, true, 3490},
		"one closed and another elsewhere":       {[]payments.Outcome{member("m", "guid-sale", payments.KindRefund, 700, ok)}, true, 2790},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.history = func(string) ([]payments.Outcome, error) { return c.gateway, nil }
			sale := paid(m)
			if c.closed {
				child(m, "r1", payments.KindRefund, sale.Reference, 500, payments.StateClosed)
			}
			got, err := engine(Params{Journal: m, Gateway: g, Account: shop}).Refundable(t.Context(), sale.Reference)
			if err != nil || got.Rest != eur(c.rest) {
				t.Errorf("rest %s, %v; want %s", got.Rest, err, eur(c.rest))
			}
		})
	}
}

func TestNoVoidOfARefundThatWasVoidedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		sale := paid(m)
		child(m, "r", payments.KindRefund, sale.Reference, 500, payments.StateApproved)
		g.history = func(string) ([]payments.Outcome, error) {
			return []payments.Outcome{member("v", "guid-r", payments.KindRefundReversal, 500, payments.StateApproved)}, nil
		}
		r := till(t, g, m)
		_, err := r.e.Start(t.Context(), Request{RequestKey: "v", Kind: payments.KindRefundReversal, Terminal: door, Original: "r"})
		if !errors.Is(err, ErrNotRefundable) || g.calls("begin") != 0 {
			t.Errorf("start: %v", err)
		}
		r.end()
	})
}
