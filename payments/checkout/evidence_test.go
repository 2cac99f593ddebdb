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

func TestWhatWasAccepted(t *testing.T) {
	const begin, status = payments.SourceBegin, payments.SourceStatus
	for name, c := range map[string]struct {
		a    payments.Attempt
		want bool
	}{
		"a handle was given":                 {payments.Attempt{State: payments.StateUnknown, Sent: payments.Sent{ResultID: "r"}}, true},
		"it is waiting":                      {payments.Attempt{State: payments.StateWaiting}, true},
		"it is being cancelled":              {payments.Attempt{State: payments.StateCancelling}, true},
		"it was waiting for what is brought": {payments.Attempt{State: payments.StateUnknown, Outcome: payments.Outcome{State: payments.StateWaiting, Source: begin}}, true},
		"the status host said so alone":      {payments.Attempt{State: payments.StateUnknown, Outcome: payments.Outcome{State: payments.StateWaiting, Source: status}}, false},
		"its answer was lost":                {payments.Attempt{State: payments.StateUnknown, Outcome: payments.Outcome{State: payments.StateUnknown, Source: begin}}, false},
	} {
		if got := wasAccepted(c.a); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// When the status host is asked beside the terminal's result.
func TestWhenTheStatusHostIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		for name, c := range map[string]struct {
			bend func(f *follower)
			want bool
		}{
			"while a young result is awaited": {func(*follower) {}, false},
			"a minute later":                  {func(f *follower) { f.d.began.mono = now.Add(-time.Minute) }, true},
			"just before":                     {func(f *follower) { f.d.began.mono = now.Add(1 - time.Minute) }, false},
			"without a handle":                {func(f *follower) { f.d.result = handleNone }, true},
			"with a dead one":                 {func(f *follower) { f.d.result = handleDead }, true},
			"beside a claim":                  {func(f *follower) { f.d.claim.state = payments.StateApproved }, true},
			"beside a no of the terminal":     {func(f *follower) { f.d.refused.State = payments.StateDeclined }, true},
			"while cancelling":                {func(f *follower) { f.a.State = payments.StateCancelling }, false},
			"when waiting is over":            {func(f *follower) { f.a.State = payments.StateUnknown }, true},
			"not before its time":             {func(f *follower) { f.d.result, f.status = handleNone, now.Add(1) }, false},
			"a doubt at an idle terminal, at once": {func(f *follower) {
				f.a.State, f.d.doubt, f.status = payments.StateUnknown, doubt{refusal: payments.ReasonBusy, idle: now}, now.Add(1)
			}, true},
			"a doubt, the terminal was not asked": {func(f *follower) {
				f.a.State, f.d.doubt, f.status = payments.StateUnknown, doubt{refusal: payments.ReasonBusy}, now.Add(1)
			}, false},
			"a doubt that can lead nowhere any more": {func(f *follower) { f.d.doubt, f.status = doubt{refusal: payments.ReasonBusy, idle: now}, now.Add(1) }, false},
		} {
			f := fact(func(a *payments.Attempt) { a.State = payments.StateWaiting })
			f.d.result = handlePending
			c.bend(f)
			if got := f.statusDue(); got != c.want {
				t.Errorf("%s: %v", name, got)
			}
		}
	})
}

func TestARuleCanDecideWhereThereIsAWay(t *testing.T) {
	for name, c := range map[string]struct {
		bend func(f *follower)
		want bool
	}{
		"unknown":                   {func(f *follower) { f.a.State = payments.StateUnknown }, true},
		"waiting":                   {func(f *follower) { f.a.State = payments.StateWaiting }, false},
		"waiting, beside a claim":   {func(f *follower) { f.a.State, f.d.claim.state = payments.StateWaiting, payments.StateApproved }, true},
		"with another key":          {func(f *follower) { f.a.State, f.a.Account.KeyFingerprint = payments.StateUnknown, "other" }, false},
		"where nothing is found":    {func(f *follower) { f.a.State, f.e.p.Gateway = payments.StateUnknown, &obliging().base }, false},
		"doubted, of what is known": {func(f *follower) { f.a.State = payments.StateCancelling }, false},
	} {
		f := fact(func(*payments.Attempt) {})
		c.bend(f)
		if got := f.ruleCanDecide(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Stopping the program does not wait for an answer for ever.
func TestTheLastWordsAreShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		began := slow{g, make(chan time.Duration, 1)}
		r := till(t, began, m)
		a := r.after(time.Second, r.sell(1240).Reference)
		stopped := time.Now()
		r.end()
		if took := time.Since(stopped); took != 3*time.Second {
			t.Errorf("the end took %s", took)
		}
		if got, _ := m.Attempt(t.Context(), a.Reference); got.State != payments.StateUnknown {
			t.Errorf("left as %s", got.State)
		}
	})
}

// slow is a gateway whose answer to a start comes when nobody waits any more.
type slow struct {
	*full
	gave chan time.Duration
}

func (s slow) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	<-ctx.Done()
	return lost(a)
}

// What could not be written down whole never left, and the journal says why.
func TestWhatNeverLeftSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		m.fail = func(n int, _ EventKind) error {
			if n == 2 || n == 3 {
				return ErrJournal
			}
			return nil
		}
		r := till(t, g, m)
		_, err := r.e.Start(t.Context(), Request{RequestKey: "n", Kind: payments.KindSale, Amount: eur(1240), Terminal: door})
		if !errors.Is(err, ErrJournal) {
			t.Fatalf("started: %v", err)
		}
		time.Sleep(10 * time.Second)
		for _, a := range m.list(func(payments.Attempt) bool { return true }) {
			if a.State != payments.StateNotSent || a.Outcome.State != payments.StateNotSent || a.Outcome.Reason != payments.ReasonCrash {
				t.Errorf("left as %s, %+v", a.State, a.Outcome)
			}
			if r.e.follower(a.Reference) != nil {
				t.Error("still followed")
			}
		}
		r.end()
	})
	synctest.Test(t, func(t *testing.T) { // nor what a crash left as recorded
		m := newMemory()
		a := left(m, payments.StateRecorded, nil)
		r := till(t, obliging(), m)
		a = r.want(0, a.Reference, payments.StateNotSent)
		if a.Outcome.State != payments.StateNotSent || a.Outcome.Reason != payments.ReasonCrash {
			t.Errorf("outcome %+v", a.Outcome)
		}
		r.end()
	})
}

// A wish clears what the step before was about, and the terminal is asked a second later.
func TestAWishIsFollowedByAQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		var asked times
		g.check = func(int, payments.Attempt) (payments.Outcome, error) {
			asked.note()
			return waiting(), nil
		}
		r := till(t, g, m)
		a := r.after(300*time.Millisecond, r.sell(1240).Reference)
		asked.reset()
		if err := r.e.Cancel(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		if a = r.after(1500*time.Millisecond, a.Reference); a.Notice != payments.NoticeNone {
			t.Errorf("notice %q", a.Notice)
		}
		asked.mu.Lock()
		if len(asked.at) == 0 || asked.at[0] != time.Second {
			t.Errorf("asked at %v", asked.at)
		}
		asked.mu.Unlock()
		g.change(func() { g.cancel = func(int) error { return &payments.Error{Kind: payments.ErrorNoCancel} } })
		_ = r.e.Cancel(t.Context(), a.Reference)
		if a = r.after(0, a.Reference); a.Notice != payments.NoticeCancelRefused {
			t.Fatalf("notice %q", a.Notice)
		}
		g.change(func() { g.cancel = func(int) error { return nil } })
		_ = r.e.Cancel(t.Context(), a.Reference)
		if a = r.after(0, a.Reference); a.Notice != payments.NoticeNone {
			t.Errorf("notice %q after the next wish", a.Notice)
		}
		r.end()
	})
}

// The amounts that may be charged: more than nothing, and neither less nor
// more than the gateway takes.
func TestTheAmountsThatMayBeCharged(t *testing.T) {
	for _, c := range []struct {
		most, minor int64
		want        error
		least       int64
	}{
		{1000, 0, ErrAmountRange, 1}, {1000, 1, nil, 1}, {1000, 1000, nil, 1}, {1000, 1001, ErrAmountRange, 1},
		{1, 1, nil, 1}, {1, 2, ErrAmountRange, 1}, {1000, 99, ErrAmountRange, 100}, {1000, 100, nil, 100},
	} {
		g := obliging()
		g.info.MinAmount, g.info.MaxAmount = c.least, c.most
		e := engine(Params{Journal: newMemory(), Gateway: g, Account: shop})
		if _, err := e.prepare(t.Context(), Request{Kind: payments.KindSale, Amount: eur(c.minor), Terminal: door}); !errors.Is(err, c.want) {
			t.Errorf("%d of at most %d: %v", c.minor, c.most, err)
		}
	}
}

// An open refund of a sale keeps another away before anything is written down.
func TestARefundWaitsForTheOneBefore(t *testing.T) {
	m := newMemory()
	s := paid(m)
	child(m, "r", payments.KindRefund, s.Reference, 500, payments.StateUnknown)
	a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindRefund, Amount: eur(1), Terminal: door}}
	e := engine(Params{Journal: m, Gateway: obliging(), Account: shop})
	if err := e.link(t.Context(), &a, Request{Kind: payments.KindRefund, Original: s.Reference}); !errors.Is(err, ErrOriginalTaken) {
		t.Errorf("linked: %v", err)
	}
}

// The journal may hold a step whose writing seemed to fail: it is told then as it stands
// there, once, and anything else that stands there is taken over as it is.
func TestTheJournalsWordIsTakenOverOurs(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	ours := payments.Attempt{Intent: payments.Intent{Reference: "ref", Account: shop}, State: payments.StateWaiting, Version: 4, Updated: at.Add(-time.Minute)}
	for name, c := range map[string]struct {
		stored  payments.Attempt
		missing bool
		written bool
		told    EventKind
	}{
		"our step stands there":           {payments.Attempt{State: payments.StateApproved, Version: 5, Updated: at}, false, true, EventResult},
		"another step stands there":       {payments.Attempt{State: payments.StateDeclined, Version: 5, Updated: at}, false, false, EventTakenUp},
		"a step of another time":          {payments.Attempt{State: payments.StateApproved, Version: 5, Updated: at.Add(1)}, false, false, EventTakenUp},
		"two steps stand there":           {payments.Attempt{State: payments.StateApproved, Version: 6, Updated: at}, false, false, EventTakenUp},
		"nothing new stands there":        {payments.Attempt{State: payments.StateWaiting, Version: 4, Updated: at}, false, false, ""},
		"the journal does not know of it": {payments.Attempt{}, true, false, ""},
	} {
		var told []Update
		m := newMemory()
		f := newFollower(engine(Params{Journal: m, Gateway: obliging(), Account: shop, Notify: func(u Update) { told = append(told, u) }}), ours)
		c.stored.Intent = ours.Intent
		if !c.missing {
			m.attempts["ref"] = c.stored
		}
		f.takenUp = true
		written := f.catchUp(t.Context(), payments.StateApproved, Event{Reference: "ref", Kind: EventResult, At: at, Code: "00"})
		if written != c.written || len(told) != min(len(c.told), 1) || !c.missing && f.a.State != c.stored.State {
			t.Errorf("%s: written %v, told %v, now %s", name, written, told, f.a.State)
			continue
		}
		if c.told == "" {
			continue
		}
		e := told[0].Event
		if e.Kind != c.told || e.From != payments.StateWaiting || e.To != c.stored.State || !e.At.Equal(c.stored.Updated) || (e.Code != "") != c.written || !told[0].While {
			t.Errorf("%s: told %+v", name, told[0])
		}
	}
}

// What the terminal said outweighs what the status host said, also of what does not fit; the
// same thing is written once.
func TestWhichMismatchIsWritten(t *testing.T) {
	const terminals, hosts = payments.SourceResult, payments.SourceStatus
	for name, c := range map[string]struct {
		before, says payments.Source
		wrong        []string
		minor        int64
		want         bool
	}{
		"the same again":               {terminals, terminals, []string{"amount"}, 1, false},
		"another amount":               {terminals, terminals, []string{"amount"}, 2, true},
		"another field":                {terminals, terminals, []string{"kind"}, 1, true},
		"the terminal after the host":  {hosts, terminals, []string{"amount"}, 1, true},
		"the host after the terminal":  {terminals, hosts, []string{"amount"}, 2, false},
		"the host after itself":        {hosts, hosts, []string{"kind"}, 2, false},
		"the terminal, the first time": {"", terminals, []string{"amount", "kind"}, 1, true},
	} {
		m := newMemory()
		f := newFollower(engine(Params{Journal: m, Gateway: obliging(), Account: shop}), payments.Attempt{Intent: payments.Intent{Reference: "ref"}, State: payments.StateWaiting})
		if c.before != "" {
			f.a.State, f.a.Mismatch = payments.StateMismatch, []string{"amount"}
			f.a.Mismatched = payments.Outcome{Source: c.before, Amounts: payments.Amounts{Charged: eur(1)}}
		}
		m.attempts["ref"] = f.a
		f.mismatch(t.Context(), payments.Outcome{Source: c.says, Amounts: payments.Amounts{Charged: eur(c.minor)}, Answer: payments.Answer{Code: "7"}}, c.wrong)
		if wrote := len(m.events) > 0; wrote != c.want {
			t.Errorf("%s: wrote %v", name, m.events)
			continue
		}
		if c.want && (f.a.State != payments.StateMismatch || !slices.Equal(f.a.Mismatch, c.wrong) || f.a.Mismatched.Source != c.says || m.events[0].Code != "7") {
			t.Errorf("%s: left with %+v", name, f.a)
		}
	}
}

// The evidence for absence, each part of it alone.
func TestWhatAbsenceNeeds(t *testing.T) {
	whole := absence{ended: since(0, false)}
	for name, c := range map[string]struct {
		bend  func(x *absence)
		rules payments.RecoveryRules
		want  bool
	}{
		"nothing speaks against it":      {func(*absence) {}, rules, true},
		"it was seen":                    {func(x *absence) { x.seen = true }, rules, false},
		"its result is pending":          {func(x *absence) { x.pending = true }, rules, false},
		"it has no name":                 {func(x *absence) { x.nameless = true }, rules, false},
		"the request has not ended":      {func(x *absence) { x.ended = span{} }, rules, false},
		"the provider promises nothing":  {func(*absence) {}, payments.RecoveryRules{NotFoundFinal: payments.Unstated, LongestFlow: time.Minute}, false},
		"it was accepted: it takes long": {func(x *absence) { x.accepted = true }, rules, true},
	} {
		x := whole
		c.bend(&x)
		if got := x.applies(c.rules); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	for name, x := range map[string]absence{
		"it was accepted":         {ended: since(0, false), accepted: true},
		"the terminal is idle":    {ended: since(0, false), idle: true, sign: sec(190).mono},
		"it was seen by somebody": {ended: since(0, false), seen: true},
	} {
		if x.wantsPing(rules, sec(200)) {
			t.Errorf("%s: the terminal is disturbed", name)
		}
	}
	if (doubt{}).wantsPing(sec(9).mono) || (doubt{refusal: "busy", idle: sec(1).mono}).wantsPing(sec(9).mono) || !(doubt{refusal: "busy"}).wantsPing(sec(9).mono) {
		t.Error("a sign of life is wanted for a refusal that is not yet believed, and for nothing else")
	}
	if (&doubt{idle: sec(0).mono, first: sec(0).mono}).hear(sec(9).mono, sec(9).mono, time.Time{}) {
		t.Error("a refusal that was never made is proven")
	}
}

// A refund in another currency is none of the sale's, and no reason to think that the one that
// the gateway speaks of is listed. What it speaks of is then the whole.
func TestARefundInAnotherCurrencyExplainsNothing(t *testing.T) {
	g, m := obliging(), newMemory()
	g.history = func(string) ([]payments.Outcome, error) {
		sold := member("guid-sale", "", payments.KindSale, 3990, payments.StateApproved)
		sold.Refunded = true
		odd := member("x", "guid-sale", payments.KindRefund, 0, payments.StateApproved)
		odd.Amounts.Charged = payments.MustMoney(100, "USD")
		return []payments.Outcome{sold, odd}, nil
	}
	got, err := engine(Params{Journal: m, Gateway: g, Account: shop}).Refundable(t.Context(), paid(m).Reference)
	if err != nil || got.Rest != eur(0) {
		t.Errorf("%+v, %v", got, err)
	}
}

// The end of a report's patience: what was accepted and is nowhere is unknown from then on.
func TestAMissedReport(t *testing.T) {
	inReports(t, func(t *testing.T, g *reporting, r *rig) {
		var asked times
		asked.reset()
		g.change(func() {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				asked.note()
				return neverSeen(), nil
			}
		})
		a := r.want(89*time.Second, r.sell(1240).Reference, payments.StateWaiting)
		asked.mu.Lock()
		if len(asked.at) == 0 || asked.at[0] != 31*time.Second {
			t.Errorf("the gateway is asked at %v", asked.at)
		}
		asked.mu.Unlock()
		a = r.want(13*time.Second, a.Reference, payments.StateUnknown)
		if a.Notice != payments.NoticeNothingFound {
			t.Errorf("notice %q", a.Notice)
		}
	})
}
