package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// fact is a follower of an attempt as it stands, for a question that needs no clock.
func fact(change func(*payments.Attempt)) *follower {
	e := engine(Params{Journal: newMemory(), Gateway: obliging(), Account: shop})
	a := payments.Attempt{Intent: payments.Intent{Reference: "ref", Kind: payments.KindSale, Amount: eur(1240), Account: shop}}
	change(&a)
	return newFollower(e, a)
}

func TestWhatIsSettled(t *testing.T) {
	for name, c := range map[string]struct {
		attempt payments.Attempt
		want    bool
	}{
		"the terminal's own word":         {payments.Attempt{State: payments.StateApproved, Outcome: payments.Outcome{Source: payments.SourceResult}}, true},
		"the immediate answer":            {payments.Attempt{State: payments.StateDeclined, Outcome: payments.Outcome{Source: payments.SourceBegin}}, true},
		"the status host's word":          {payments.Attempt{State: payments.StateApproved, Outcome: payments.Outcome{Source: payments.SourceStatus}}, false},
		"a result that was brought":       {payments.Attempt{State: payments.StateApproved, Outcome: payments.Outcome{Source: payments.SourceResult}, Sent: payments.Sent{Token: "digest"}}, false},
		"a refusal that proves itself":    {payments.Attempt{State: payments.StateRefused}, true},
		"a refusal that was in doubt":     {payments.Attempt{State: payments.StateRefused, Sent: payments.Sent{Refusal: payments.ReasonBusy}}, false},
		"absence":                         {payments.Attempt{State: payments.StateNotCharged}, false},
		"a person's word":                 {payments.Attempt{State: payments.StateClosed}, false},
		"what never left":                 {payments.Attempt{State: payments.StateNotSent}, true},
		"an answer at once, with a token": {payments.Attempt{State: payments.StateApproved, Outcome: payments.Outcome{Source: payments.SourceBegin}, Sent: payments.Sent{Token: "digest"}}, true},
	} {
		if got := (&follower{a: c.attempt}).settled(); got != c.want {
			t.Errorf("%s: settled %v", name, got)
		}
	}
}

func TestWhatIsYoungEnoughToBeLookedAt(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	e := engine(Params{Gateway: obliging(), Now: func() time.Time { return now }})
	for _, c := range []struct {
		state payments.State
		age   time.Duration
		want  bool
	}{
		{payments.StateApproved, -time.Hour, true}, {payments.StateApproved, 0, true},
		{payments.StateApproved, 20*time.Minute - 1, true}, {payments.StateApproved, 20 * time.Minute, false},
		{payments.StateClosed, -time.Hour, true}, {payments.StateClosed, 0, true},
		{payments.StateClosed, 24*time.Hour - 1, true}, {payments.StateClosed, 24 * time.Hour, false},
		{payments.StateUnknown, time.Minute, false},
	} {
		if got := e.looksRemain(payments.Attempt{State: c.state, Updated: now.Add(-c.age)}); got != c.want {
			t.Errorf("%s, %s ago: %v", c.state, c.age, got)
		}
	}
}

// paged lists two attempts a page and notes what it was asked for.
type paged struct {
	*memory
	rows  []payments.Attempt // newest first
	asked []Query
	fail  error
}

func (p *paged) List(_ context.Context, q Query) ([]payments.Attempt, error) {
	p.asked = append(p.asked, q)
	if p.fail != nil && len(p.asked) > 1 {
		return nil, p.fail
	}
	from := 0
	if q.BeforeID != "" {
		from = slices.IndexFunc(p.rows, func(a payments.Attempt) bool { return a.Reference == q.BeforeID && a.Created.Equal(q.Before) }) + 1
	}
	return p.rows[from:min(from+2, len(p.rows))], nil
}

func TestWhatIsLookedAtAfterARestart(t *testing.T) {
	now := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	row := func(hours int) payments.Attempt {
		at := now.Add(-time.Duration(hours) * time.Hour)
		return payments.Attempt{Intent: payments.Intent{Reference: fmt.Sprint(hours), Created: at}, State: payments.StateClosed, Updated: at}
	}
	for name, c := range map[string]struct {
		hours []int
		fail  error
		want  []string
		pages int
	}{
		"none":                           {nil, nil, nil, 1},
		"all of a day":                   {[]int{1, 2, 3, 4, 5}, nil, []string{"1", "2", "3", "4", "5"}, 4},
		"and none of the day before":     {[]int{1, 2, 23, 24, 25, 26}, nil, []string{"1", "2", "23"}, 2},
		"what was read before a failure": {[]int{1, 2, 3, 4}, ErrJournal, []string{"1", "2"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			p := &paged{memory: newMemory(), fail: c.fail}
			for _, h := range c.hours {
				p.rows = append(p.rows, row(h))
			}
			e := engine(Params{Journal: p, Gateway: obliging(), Now: func() time.Time { return now }})
			var got []string
			for _, a := range e.recent(t.Context()) {
				got = append(got, a.Reference)
			}
			if !slices.Equal(got, c.want) || len(p.asked) != c.pages {
				t.Errorf("got %v with %d pages", got, len(p.asked))
			}
		})
	}
}

// However long the list, the start does not read it whole.
func TestTheStartReadsNoMoreThanADayHas(t *testing.T) {
	now := time.Now().UTC()
	p := &paged{memory: newMemory()}
	for i := range 200 {
		p.rows = append(p.rows, payments.Attempt{Intent: payments.Intent{Reference: fmt.Sprint("r", i), Created: now}, State: payments.StateApproved, Updated: now})
	}
	if got := engine(Params{Journal: p, Gateway: obliging(), Now: func() time.Time { return now }}).recent(t.Context()); len(got) != 100 || len(p.asked) != 50 {
		t.Errorf("%d of %d pages", len(got), len(p.asked))
	}
}

func TestWhatALateAnswerAdds(t *testing.T) {
	papers := payments.Receipts{Customer: "<p>paid</p>"}
	for name, c := range map[string]struct {
		attempt payments.Attempt
		says    payments.Outcome
		want    EventKind
		detail  string
	}{
		"a contradiction": {payments.Attempt{State: payments.StateNotCharged}, payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus,
			Answer: payments.Answer{Code: "00"}}, EventContradiction, "status says approved"},
		"a contradiction that is known": {payments.Attempt{State: payments.StateNotCharged, Notice: payments.NoticeContradiction}, status(payments.StateApproved), "", ""},
		"a receipt that nobody had":     {payments.Attempt{State: payments.StateApproved}, payments.Outcome{State: payments.StateApproved, Receipts: papers}, EventResult, ""},
		"a receipt that is there": {payments.Attempt{State: payments.StateApproved, Outcome: payments.Outcome{Receipts: papers}},
			payments.Outcome{State: payments.StateApproved, Receipts: papers}, "", ""},
		"the same once more":           {payments.Attempt{State: payments.StateApproved}, status(payments.StateApproved), "", ""},
		"a receipt of something else":  {payments.Attempt{State: payments.StateDeclined, Notice: payments.NoticeContradiction}, payments.Outcome{State: payments.StateApproved, Receipts: papers}, "", ""},
		"a receipt of another decline": {payments.Attempt{State: payments.StateDeclined}, payments.Outcome{State: payments.StateFailed, Receipts: papers}, EventResult, ""},
	} {
		f := fact(func(a *payments.Attempt) {
			a.State, a.Outcome, a.Notice = c.attempt.State, c.attempt.Outcome, c.attempt.Notice
		})
		l := f.lateAnswer(c.says)
		if l.event.Kind != c.want || l.event.Detail != c.detail || l.event.Code != c.says.Answer.Code || l.receipts != (c.want == EventResult) {
			t.Errorf("%s: %+v", name, l)
		}
		if l.change == nil {
			continue
		}
		a := f.a
		a.Notice = payments.NoticeReceiptMissing
		l.change(&a)
		want := map[EventKind]payments.Notice{EventContradiction: payments.NoticeContradiction, EventResult: payments.NoticeNone}[c.want]
		if a.Notice != want || l.receipts && a.Outcome.Receipts != papers {
			t.Errorf("%s: left with %q, %+v", name, a.Notice, a.Outcome.Receipts)
		}
	}
}

// A closed payment is reopened by the terminal's own word at once, by the status host's when
// the longest flow is over and the terminal has not contradicted it.
func TestWhatReopensAClosedPayment(t *testing.T) {
	const terminals, hosts = payments.SourceResult, payments.SourceStatus
	for _, c := range []struct {
		says, mismatched payments.Source
		after            time.Duration
		want             bool
	}{
		{terminals, "", 0, true}, {terminals, terminals, 0, true},
		{hosts, "", 390*time.Second - 1, false}, {hosts, "", 390 * time.Second, true},
		{hosts, terminals, time.Hour, false}, {hosts, hosts, time.Hour, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := fact(func(a *payments.Attempt) {
				a.State, a.Notice, a.Mismatched.Source = payments.StateClosed, payments.NoticeNoAnswer, c.mismatched
			})
			f.d.absent.accepted = true // so that its card flow is as old as it is
			time.Sleep(c.after)
			l := f.lateAnswer(payments.Outcome{State: payments.StateApproved, Source: c.says})
			if (l.event.Kind == EventReopened) != c.want {
				t.Fatalf("%s after %s, mismatched %q: %+v", c.says, c.after, c.mismatched, l.event)
			}
			if c.want {
				l.change(&f.a)
			}
			if c.want && (f.a.Notice != payments.NoticeNone || f.a.Outcome.Source != c.says || !l.receipts) {
				t.Errorf("left with %+v", f.a)
			}
		})
	}
}

// silentReceipts is a journal that cannot read receipts.
type silentReceipts struct{ *memory }

func (silentReceipts) Receipts(context.Context, string) ([]Receipt, error) { return nil, ErrJournal }

// What the gateway named and the journal does not hold is fetched again, and nothing else; what
// has no body after that is missing still.
func TestWhichReceiptsAreMissing(t *testing.T) {
	const where = "https://receipts.example/c"
	whole := func(c Copy) Receipt { return Receipt{Copy: c, Body: []byte("x")} }
	for name, c := range map[string]struct {
		named   payments.Receipts
		kept    []Receipt
		down    bool
		fetched int
		lines   int
		missing bool
	}{
		"none was named":              {payments.Receipts{}, nil, false, 0, 0, false},
		"named and not kept":          {payments.Receipts{Customer: where}, nil, false, 1, 1, false},
		"not kept, and not to be had": {payments.Receipts{Customer: where}, nil, true, 1, 1, true},
		"only its location is kept":   {payments.Receipts{Customer: where}, []Receipt{{Copy: CopyCustomer}}, false, 1, 1, false},
		"its location, and no more":   {payments.Receipts{Customer: where}, []Receipt{{Copy: CopyCustomer}}, true, 1, 0, true},
		"only the merchant's is kept": {payments.Receipts{Customer: where, Merchant: where}, []Receipt{whole(CopyMerchant)}, false, 1, 1, false},
		"the first of two is missing": {payments.Receipts{Customer: where, Merchant: "<p>ours</p>"}, nil, true, 1, 2, true},
		"all are kept":                {payments.Receipts{Customer: where, Merchant: where}, []Receipt{whole(CopyMerchant), whole(CopyCustomer)}, false, 0, 0, false},
		"an empty name is none":       {payments.Receipts{Customer: "  "}, nil, false, 0, 0, false},
		"what was kept and not named": {payments.Receipts{}, []Receipt{whole(CopyCustomer)}, false, 0, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				fetched := 0
				f := fact(func(a *payments.Attempt) { a.State, a.Outcome.Receipts = payments.StateApproved, c.named })
				f.e.life = t.Context()
				f.e.p.Receipts = fetcher(func() error {
					if fetched++; c.down {
						return ErrLookupFailed
					}
					return nil
				})
				m := f.e.p.Journal.(*memory)
				m.receipts, m.attempts["ref"] = c.kept, f.a
				if got := f.keepMissing(t.Context()); got != c.missing {
					t.Errorf("missing %v", got)
				}
				if c.down {
					fetched /= len(receiptTries)
				}
				if fetched != c.fetched || len(m.events) != c.lines {
					t.Errorf("fetched %d, lines %v", fetched, m.events)
				}
			})
		})
	}
	f := fact(func(a *payments.Attempt) { a.State, a.Outcome.Receipts.Customer = payments.StateApproved, where })
	f.e.p.Journal = silentReceipts{newMemory()}
	if !f.keepMissing(t.Context()) {
		t.Error("given up because the journal cannot be read now")
	}
	f.e.p.Journal = struct{ Journal }{newMemory()}
	if f.keepMissing(t.Context()) {
		t.Error("tried for ever at a journal that keeps no list")
	}
	f = fact(func(a *payments.Attempt) { a.State, a.Outcome.Receipts.Customer = payments.StateClosed, where })
	if f.keepMissing(t.Context()) {
		t.Error("a receipt of what is not known is missed")
	}
}

// Asking about a payment that is over looks at what the journal needs for it.
func TestAskingAboutWhatIsOver(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*payments.Attempt)
		want   error
		asked  int
	}{
		"the gateway is asked":      {nil, nil, 1},
		"another account's is not":  {func(a *payments.Attempt) { a.Account.KeyFingerprint = "other" }, ErrWrongAccount, 0},
		"what never left is not":    {func(a *payments.Attempt) { a.Sent.At = time.Time{} }, nil, 0},
		"what is open has an owner": {func(a *payments.Attempt) { a.State = payments.StateUnknown }, ErrStopped, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				r := till(t, g, m)
				a := left(m, payments.StateNotCharged, c.change)
				if err := r.e.AskNow(t.Context(), a.Reference); !errors.Is(err, c.want) || g.calls("find") != c.asked {
					t.Errorf("asked %d times: %v", g.calls("find"), err)
				}
				r.end()
			})
		})
	}
}

// What a gateway lists beside the attempt's own charge is another one: where it has a name,
// stands, and is not a part of the same payment.
func TestWhatIsAChargeBeside(t *testing.T) {
	const ok, no = payments.StateApproved, payments.StateDeclined
	sale := func(id, original string, s payments.State) payments.Outcome {
		return member(id, original, payments.KindSale, 1240, s)
	}
	for name, c := range map[string]struct {
		ours    string
		state   payments.State
		history []payments.Outcome
		want    bool
	}{
		"another one":                      {"own", ok, []payments.Outcome{sale("own", "", ok), sale("second", "", ok)}, true},
		"one without a name":               {"own", ok, []payments.Outcome{sale("", "", ok)}, false},
		"one that was declined":            {"own", ok, []payments.Outcome{sale("second", "", no)}, false},
		"what refers to another":           {"own", ok, []payments.Outcome{sale("second", "own", ok)}, false},
		"one that was undone":              {"own", ok, []payments.Outcome{sale("second", "", ok), member("undo", "second", payments.KindSaleReversal, 1240, ok)}, false},
		"one whose undoing was declined":   {"own", ok, []payments.Outcome{sale("second", "", ok), member("undo", "second", payments.KindSaleReversal, 1240, no)}, true},
		"one of which a part was refunded": {"own", ok, []payments.Outcome{sale("second", "", ok), member("part", "second", payments.KindRefund, 1, ok)}, true},
		"ours may be the one":              {"", ok, []payments.Outcome{sale("second", "", ok)}, false},
		"we had none":                      {"", no, []payments.Outcome{sale("second", "", ok)}, true},
	} {
		f := fact(func(a *payments.Attempt) { a.State, a.Outcome.IDs.Transaction = c.state, c.ours })
		if got := f.chargedBeside(c.history); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A "no" of the result handle that is no more than a status is looked at again for as long as an
// end on the status host's word; the terminal's own is believed after one look.
func TestANoOfTheStatusIsLookedAtAgain(t *testing.T) {
	for source, want := range map[payments.Source]payments.Notice{
		payments.SourceStatus: payments.NoticeContradiction, payments.SourceResult: payments.NoticeNone,
	} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.info.Rules.ConfirmAfter = payments.AtOnce
			g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				return verdict(a, payments.StateFailed, source), nil
			}
			g.find = silence
			r := till(t, g, m)
			a := r.want(20*time.Second, r.sell(1240).Reference, payments.StateFailed)
			r.after(3*time.Minute, a.Reference)
			g.change(func() {
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					return approval(a, payments.SourceResult), nil
				}
			})
			if a = r.after(5*time.Minute, a.Reference); a.Notice != want || a.State != payments.StateFailed {
				t.Errorf("%s: %q with notice %q", source, a.State, a.Notice)
			}
			r.end()
		})
	}
}
