package checkout

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// taken is a follower with an attempt that stands in its journal, in an engine that lives.
func taken(t *testing.T, g payments.Gateway, change func(*payments.Attempt)) (*follower, *memory) {
	t.Helper()
	m := newMemory()
	e := engine(Params{Journal: m, Gateway: g, Account: shop})
	e.life = t.Context()
	a := payments.Attempt{Intent: payments.Intent{Reference: "reference", Kind: payments.KindSale, Amount: eur(1240), Account: shop}, Version: 1}
	change(&a)
	if err := m.Record(t.Context(), a, Event{Reference: a.Reference, Kind: EventRecorded}); err != nil {
		t.Fatal(err)
	}
	return newFollower(e, a), m
}

// A look back tells whether another one could learn anything.
func TestWhatALookBackLeavesToLearn(t *testing.T) {
	answers := func(s payments.State, from payments.Source, charge int64) func(int, payments.Attempt) (payments.Outcome, error) {
		return func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := verdict(a, s, from)
			if s == payments.StateApproved {
				o = approval(a, from)
				o.Amounts.Charged = eur(charge)
			}
			return o, nil
		}
	}
	const approved, declined, closed = payments.StateApproved, payments.StateDeclined, payments.StateClosed
	const result, status = payments.SourceResult, payments.SourceStatus
	for name, c := range map[string]struct {
		state  payments.State
		handle string
		check  func(int, payments.Attempt) (payments.Outcome, error)
		find   func(int, payments.Attempt) (payments.Outcome, error)
		done   bool
		finds  int
	}{
		"the terminal says the same":              {approved, "h", answers(approved, result, 1240), silence, true, 0},
		"the terminal says the opposite":          {declined, "h", answers(approved, result, 1240), silence, true, 0},
		"the terminal speaks of something else":   {approved, "h", answers(approved, result, 9999), silence, false, 0},
		"the terminal says nothing yet":           {approved, "h", func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }, silence, false, 1},
		"the terminal cannot be asked":            {approved, "h", silence, silence, false, 1},
		"only the status host says the same":      {approved, "", silence, answers(approved, status, 1240), false, 1},
		"closed, and the terminal proves it":      {closed, "h", answers(approved, result, 1240), silence, true, 0},
		"closed, and what is said is no proof":    {closed, "h", answers(approved, status, 1240), silence, false, 1},
		"the handle says no more than a status":   {declined, "h", answers(declined, status, 0), silence, false, 1},
		"closed, and the status host is too soon": {closed, "", silence, answers(approved, status, 1240), false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.check, g.find = c.check, c.find
				f, _ := taken(t, g, func(a *payments.Attempt) { a.State, a.Sent.ResultID = c.state, c.handle })
				if done := f.lookBack(t.Context()); done != c.done || g.calls("find") != c.finds {
					t.Errorf("nothing left to learn: %v, asked the status host %d times", done, g.calls("find"))
				}
			})
		})
	}
}

// A linked operation has no name of its own: where the list from before was not read, that
// there is nothing of it can never be said.
func TestWhatHasNoNameCannotBeAbsent(t *testing.T) {
	for _, c := range []struct {
		kind payments.Kind
		read bool
		want bool
	}{
		{payments.KindSale, false, true}, {payments.KindSale, true, true}, {payments.KindRefund, false, false},
		{payments.KindRefund, true, true}, {payments.KindSaleReversal, false, false},
	} {
		f := fact(func(a *payments.Attempt) { a.Kind, a.Sent.PriorChildrenRead = c.kind, c.read })
		f.d.absent.ended = sinceNow(f.e.clock.instant())
		if got := f.d.absent.applies(rules); got != c.want {
			t.Errorf("%s, list read %v: %v", c.kind, c.read, got)
		}
	}
}

// The screen knows how long a request is under way, before anything has answered it.
func TestProgressWhileTheRequestLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = func(a payments.Attempt) payments.Outcome {
			time.Sleep(5 * time.Second)
			return accept(a)
		}
		r := till(t, g, newMemory())
		a := r.sell(1240)
		r.want(2*time.Second, a.Reference, payments.StateSending)
		if p := r.e.Progress(a.Reference); !p.Known || p.Since != 2*time.Second || p.Asked {
			t.Errorf("while it is sent: %+v", p)
		}
		r.end()
	})
}

// A receipt is fetched and written once at the end of the program, and not waited for.
func TestReceiptsAtTheEndOfTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries times
		f, m := taken(t, obliging(), func(a *payments.Attempt) { a.State = payments.StateApproved })
		over, end := context.WithCancel(t.Context())
		end()
		f.e.life, f.e.p.Receipts = over, torn{&tries}
		tries.reset()
		const rounds = 20 // a wait of nothing may end before the program does, or not
		for range rounds {
			f.receipt(t.Context(), CopyCustomer, "https://receipts.example/c.html")
			if !f.keepReceipt(t.Context(), Receipt{Copy: CopyCustomer, Body: []byte("x")}) {
				t.Error("what is there is not kept")
			}
		}
		if len(tries.at) != rounds || len(m.receipts) != rounds {
			t.Errorf("fetched %d and kept %d of %d", len(tries.at), len(m.receipts), rounds)
		}
		before := m.writes
		m.fail = func(int, EventKind) error { return ErrJournalFull }
		if f.keepReceipt(t.Context(), Receipt{Copy: CopyMerchant, Body: []byte("y")}) || m.writes != before+1 {
			t.Errorf("written %d times, receipts %v", m.writes-before, m.receipts)
		}
	})
}

// A result that was to be brought is given up only where nothing else can bring it, and not
// before a request would have been seen.
func TestWhenAReportIsMissed(t *testing.T) {
	for name, c := range map[string]struct {
		after  time.Duration
		change func(*follower)
		missed bool
	}{
		"in time":             {90 * time.Second, func(*follower) {}, true},
		"the handle is dead":  {90 * time.Second, func(f *follower) { f.d.result = handleDead }, true},
		"being cancelled":     {90 * time.Second, func(f *follower) { f.a.State = payments.StateCancelling }, true},
		"too soon":            {90*time.Second - 1, func(*follower) {}, false},
		"a handle that works": {90 * time.Second, func(f *follower) { f.d.result = handlePending }, false},
		"a handle not read":   {90 * time.Second, func(f *follower) { f.d.result = handleUnread }, false},
		"no token":            {90 * time.Second, func(f *follower) { f.a.Sent.Token = "" }, false},
		"it was seen":         {90 * time.Second, func(f *follower) { f.d.absent.seen = true }, false},
		"a claim stands":      {90 * time.Second, func(f *follower) { f.d.claim.state = payments.StateApproved }, false},
		"it is linked":        {90 * time.Second, func(f *follower) { f.a.Kind = payments.KindRefund }, false},
		"no longer waiting":   {90 * time.Second, func(f *follower) { f.a.State = payments.StateUnknown }, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, m := taken(t, obliging(), func(a *payments.Attempt) { a.State, a.Sent.Token = payments.StateWaiting, "digest" })
				f.d.absent.ended = sinceNow(f.e.clock.instant())
				c.change(f)
				time.Sleep(c.after)
				f.missReport(t.Context())
				kinds := m.kinds("reference")
				missed := f.a.Notice == payments.NoticeNothingFound && f.a.State == payments.StateUnknown && slices.Contains(kinds, EventNoAnswer)
				if missed != c.missed || !missed && len(kinds) != 1 {
					t.Errorf("missed %v: %s, notice %q, %v", missed, f.a.State, f.a.Notice, kinds)
				}
			})
		})
	}
}

// Without a way to look it up there is nothing to do but wait for what is brought.
func TestAReportIsAwaitedWhereNothingElseCanTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := &obliging().base
		f, _ := taken(t, g, func(a *payments.Attempt) { a.State, a.Sent.Token = payments.StateWaiting, "digest" })
		f.d.absent.ended = sinceNow(f.e.clock.instant())
		time.Sleep(time.Hour)
		if f.missReport(t.Context()); f.a.State != payments.StateWaiting {
			t.Errorf("given up as %s", f.a.State)
		}
	})
}
