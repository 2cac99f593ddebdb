package checkout

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// As long as the journal cannot be written nobody is told that the result arrived. What
// its owner has taken over is written as soon as it can be.
func TestAResultThatCannotBeWritten(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		var broken atomic.Bool
		broken.Store(true)
		r.journal.fail = func(int, EventKind) error {
			if broken.Load() {
				return ErrJournalFull
			}
			return nil
		}
		for range 3 {
			if err := r.bring(g.token(0), "approved"); err == nil {
				t.Fatal("taken, and nothing is written")
			}
			r.want(0, a.Reference, payments.StateWaiting)
		}
		broken.Store(false)
		r.want(5*time.Second, a.Reference, payments.StateApproved)
		if err := r.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		if n := r.count(a.Reference, EventResult); n != 1 {
			t.Errorf("%d results", n)
		}
	})
}

func TestALateResultThatCannotBeWritten(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		if err := r.bring(g.token(0), "declined"); err != nil {
			t.Fatal(err)
		}
		a = r.want(time.Minute, a.Reference, payments.StateDeclined)
		r.journal.fail = func(int, EventKind) error { return ErrJournal }
		if err := r.bring(g.token(0), "approved"); !errors.Is(err, ErrJournal) {
			t.Fatalf("got %v", err)
		}
		r.journal.fail = nil
		if err := r.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		if a = r.after(0, a.Reference); a.Notice != payments.NoticeContradiction || r.count(a.Reference, EventContradiction) != 1 {
			t.Errorf("notice %q, events %v", a.Notice, r.journal.kinds(a.Reference))
		}
	})
}

// A journal that cannot be read is not a token that nobody knows.
func TestATokenThatCannotBeLookedUp(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		r.after(time.Second, r.sell(1240).Reference)
		r.journal.lost = ErrJournal
		if err := r.bring(g.token(0), "approved"); !errors.Is(err, ErrJournal) || errors.Is(err, payments.ErrUnverified) {
			t.Errorf("got %v", err)
		}
	})
}

// astray finds an attempt for every token, as a damaged index would.
type astray struct{ *memory }

func (j astray) ByToken(context.Context, string) (payments.Attempt, error) {
	return j.list(func(payments.Attempt) bool { return true })[0], nil
}

// What the journal finds is held against the token once more.
func TestAnAttemptThatDoesNotHoldTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := newReporting(), newMemory()
		r := till(t, g, m, listens, func(p *Params) { p.Journal = astray{m} })
		a := r.after(time.Second, r.sell(1240).Reference)
		if err := r.bring(payments.NewCallback("x").Token.Reveal(), "approved"); !errors.Is(err, payments.ErrUnverified) {
			t.Errorf("got %v", err)
		}
		r.want(0, a.Reference, payments.StateWaiting)
		r.end()
	})
}

// Without a result the gateway is asked beside it, slowly and not at first; its word ends
// the sale, and the receipts still come with the terminal's own result.
func TestAskingIsTheNetBelowACallback(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		var known atomic.Bool
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if !known.Load() {
				return neverSeen(), nil
			}
			return approval(a, payments.SourceStatus), nil
		}
		a := r.want(29*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		if n := g.calls("find"); n != 0 {
			t.Fatalf("asked %d times in the first half minute", n)
		}
		r.after(40*time.Second, a.Reference)
		if n := g.calls("find"); n < 3 || n > 5 {
			t.Fatalf("asked %d times in 40 s", n)
		}
		known.Store(true)
		r.want(time.Minute, a.Reference, payments.StateApproved)
		if err := r.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		r.after(time.Minute, a.Reference)
		if r.count(a.Reference, EventReceipt) == 0 || r.count(a.Reference, EventContradiction) != 0 {
			t.Errorf("events %v", r.journal.kinds(a.Reference))
		}
	})
}

func TestAskNowDoesNotWaitForTheCallback(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		if n := g.calls("find"); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// A sale that never reached the gateway ends as not charged, by the same rule and not
// sooner than without a callback.
func TestACallbackThatNeverComes(t *testing.T) {
	inReports(t, func(t *testing.T, _ *reporting, r *rig) {
		a := r.want(85*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		r.want(20*time.Second, a.Reference, payments.StateUnknown)
		r.want(14*time.Second, a.Reference, payments.StateUnknown)
		r.want(4*time.Minute, a.Reference, payments.StateUnknown) // it was accepted: a terminal may have it
		r.want(3*time.Minute, a.Reference, payments.StateNotCharged)
	})
}

// Where the gateway gives a handle all the same, it is asked slowly.
func TestACallbackBesideAHandle(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		g.begin = accept
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		a := r.want(31*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		if n := g.calls("check"); n < 2 || n > 4 {
			t.Errorf("asked %d times in 31 s", n)
		}
		if err := r.bring(g.token(0), "declined"); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateDeclined)
	})
}

// After a restart the digest in the journal is enough, and the gateway is asked at once.
func TestAResultAfterARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := newReporting(), newMemory()
		first := till(t, g, m, listens)
		a := first.after(time.Second, first.sell(1240).Reference)
		b := first.start(Request{Kind: payments.KindSale, Amount: eur(300), Terminal: counter})
		first.after(time.Second, b.Reference)
		first.end()
		if err := first.bring(g.token(0), "approved"); err == nil {
			t.Fatal("an engine that has ended took a result")
		}
		second := till(t, g, m, func(p *Params) { p.Account.KeyFingerprint = "another key" }, listens)
		if err := second.bring(g.token(0), "approved"); err != nil {
			t.Fatal(err)
		}
		second.want(0, a.Reference, payments.StateApproved)
		second.end()
		third := till(t, g, m, listens)
		third.after(2*time.Second, b.Reference)
		if g.calls("find") == 0 {
			t.Error("nobody was asked after a restart")
		}
		if err := third.bring(g.token(1), "declined"); err != nil {
			t.Fatal(err)
		}
		third.want(0, b.Reference, payments.StateDeclined)
		third.end()
	})
}

func TestReceiveBeforeRunAndForAnotherProvider(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := newReporting(), newMemory()
		r := till(t, g, m, listens)
		r.after(time.Second, r.sell(1240).Reference)
		r.end()
		idle := engine(Params{Journal: m, Gateway: g, Account: shop})
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		if err := idle.Receive(ctx, posted(g.token(0), body("approved"))); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("before it runs: %v", err)
		}
		other := till(t, g, m, func(p *Params) { p.Account.Provider = "another" })
		if err := other.bring(g.token(0), "approved"); !errors.Is(err, ErrWrongAccount) {
			t.Errorf("for another provider: %v", err)
		}
		other.end()
	})
}

// Where nobody listens, or the gateway cannot bring anything, nothing is asked for.
func TestNoCallbackWithoutAListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newReporting()
		g.begin = accept
		r := till(t, g, newMemory())
		a := r.after(time.Second, r.sell(1240).Reference)
		if len(g.asked) != 0 || a.Sent.Token != "" {
			t.Errorf("asked %d times, digest %q", len(g.asked), a.Sent.Token)
		}
		r.end()
		plain := obliging()
		r = till(t, plain, newMemory(), listens)
		a = r.want(10*time.Second, r.sell(1240).Reference, payments.StateApproved)
		if a.Sent.Token != "" {
			t.Error("a token for a gateway that cannot bring anything")
		}
		if err := r.bring("", "approved"); !errors.Is(err, ErrUnsupported) {
			t.Errorf("got %v", err)
		}
		r.end()
	})
}

// A program that ends before a result could be written acknowledges nothing: neither an
// end nor an answer that does not fit.
func TestAResultWhileTheProgramEnds(t *testing.T) {
	for _, result := range []string{"approved", "too much"} {
		synctest.Test(t, func(t *testing.T) {
			g, m := newReporting(), newMemory()
			r := till(t, g, m, listens)
			a := r.after(time.Second, r.sell(1240).Reference)
			m.fail = func(int, EventKind) error { return ErrJournal }
			answer := make(chan error, 1)
			go func() { answer <- r.e.Receive(t.Context(), posted(g.token(0), body(result))) }()
			time.Sleep(5 * time.Second)
			r.end()
			if err := <-answer; !errors.Is(err, ErrStopped) {
				t.Errorf("%s: %v", result, err)
			}
			r.want(0, a.Reference, payments.StateWaiting)
		})
	}
}

// Between the look at the journal and the owner's turn an attempt may have come to
// another end, or to none that this engine knows of.
func TestAResultThatFindsAnotherStateThanItWasLedTo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := newReporting(), newMemory()
		r := till(t, g, m, listens)
		a := r.after(time.Second, r.sell(1240).Reference)
		o := approval(a, payments.SourceResult)
		if err := r.e.receiveLate(t.Context(), a.Reference, o); !errors.Is(err, ErrStopped) {
			t.Errorf("for one that is open: %v", err)
		}
		if err := r.e.receiveLate(t.Context(), "nobody's", o); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("for none: %v", err)
		}
		if err := r.bring(g.token(0), "declined"); err != nil {
			t.Fatal(err)
		}
		a = r.want(time.Minute, a.Reference, payments.StateDeclined)
		if err := newFollower(r.e, a).report(t.Context(), o); !errors.Is(err, errNotFollowed) {
			t.Errorf("for one that another ended: %v", err)
		}
		r.end()
		if err := r.e.receiveLate(t.Context(), a.Reference, o); !errors.Is(err, ErrStopped) {
			t.Errorf("after the end: %v", err)
		}
		if r.count(a.Reference, EventContradiction) != 0 {
			t.Error("written after the end")
		}
	})
}
