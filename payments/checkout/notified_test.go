package checkout

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// telling is a gateway whose provider tells of things by itself, under its signature. It gives a
// handle under which nothing is found before there is a transaction.
type telling struct {
	*full
	tells payments.Notification
	wrong error
}

func newTelling() *telling {
	g := &telling{full: obliging()}
	g.begin = func(a payments.Attempt) payments.Outcome {
		o := accept(a)
		o.IDs.Result = a.Reference
		return o
	}
	g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
	return g
}

func (g *telling) ReadWebhook(payments.Delivery) (payments.Notification, error) {
	return g.tells, g.wrong
}

// inNotices runs a test with an engine whose provider tells of things.
func inNotices(t *testing.T, f func(t *testing.T, g *telling, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		g := newTelling()
		r := till(t, g, newMemory(), lists)
		f(t, g, r)
		r.end()
	})
}

// tell brings what the provider tells.
func (r *rig) tell(g *telling, n payments.Notification) error {
	r.t.Helper()
	g.tells = n
	err := r.e.Receive(r.t.Context(), payments.Delivery{})
	synctest.Wait()
	return err
}

// stopped is the statement that a payment of an attempt's amount was cancelled at its terminal.
func stopped(a payments.Attempt, at time.Time) payments.Notification {
	return payments.Notification{
		Terminal: a.Terminal.Serial, Amount: a.Amount, At: at,
		Outcome: payments.Outcome{State: payments.StateCancelled, Source: payments.SourceResult, Reason: payments.ReasonTerminalStop},
	}
}

// overdue is a sale whose end nobody has told for so long that it is asked about once a minute.
func overdue(g *telling, r *rig) payments.Attempt {
	a := r.want(7*time.Minute+10*time.Second, r.sell(1240).Reference, payments.StateNeedsAttention)
	g.change(func() {
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return approval(a, payments.SourceResult), nil }
	})
	return a
}

func TestAHintMakesTheEngineAsk(t *testing.T) {
	for name, test := range map[string]struct {
		hint func(a payments.Attempt, n *payments.Notification)
		asks bool
	}{
		"of anything":        {func(payments.Attempt, *payments.Notification) {}, true},
		"of our reference":   {func(a payments.Attempt, n *payments.Notification) { n.Reference = a.Reference }, true},
		"of our terminal":    {func(a payments.Attempt, n *payments.Notification) { n.Terminal, n.Amount = a.Terminal.Serial, a.Amount }, true},
		"of another's":       {func(_ payments.Attempt, n *payments.Notification) { n.Reference = "another till's" }, false},
		"of another place":   {func(_ payments.Attempt, n *payments.Notification) { n.Terminal = counter.Serial }, false},
		"of another amount":  {func(_ payments.Attempt, n *payments.Notification) { n.Amount = eur(1241) }, false},
		"a nameless charge":  {func(_ payments.Attempt, n *payments.Notification) { n.Outcome.State = payments.StateApproved }, true},
		"a nameless decline": {func(_ payments.Attempt, n *payments.Notification) { n.Outcome.State = payments.StateDeclined }, true},
	} {
		t.Run(name, func(t *testing.T) {
			inNotices(t, func(t *testing.T, g *telling, r *rig) {
				a, want := overdue(g, r), payments.StateNeedsAttention
				if test.asks {
					want = payments.StateApproved
				}
				n := payments.Notification{ID: "1"}
				test.hint(a, &n)
				if err := r.tell(g, n); err != nil {
					t.Fatal(err)
				}
				r.want(0, a.Reference, want)
			})
		})
	}
}

// What a hint says is no evidence: the gateway's answer alone counts, and many hints are not
// many questions.
func TestManyHintsAreFewQuestions(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := overdue(g, r)
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		})
		before, lines := g.calls("check"), len(r.journal.kinds(a.Reference))
		for i := range 100 {
			if err := r.tell(g, payments.Notification{ID: fmt.Sprint(i), Outcome: payments.Outcome{}}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if n := g.calls("check") - before; n < 4 || n > 10 { // five by the hints, and those that are due anyway
			t.Errorf("asked %d times in 10 s", n)
		}
		if got := r.journal.kinds(a.Reference); len(got) != lines {
			t.Errorf("written: %v", got[lines:])
		}
		g.change(func() { g.check, g.find = silence, silence })
		r.after(2*time.Minute+500*time.Millisecond, a.Reference)
		before = g.calls("check")
		if err := r.tell(g, payments.Notification{}); err != nil || g.calls("check") != before {
			t.Errorf("a gateway that does not answer is asked all the more: %v", err)
		}
	})
}

// What is final is asked about again where the hint names it.
func TestAHintAboutAPaymentThatAPersonHasClosed(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := overdue(g, r)
		if err := r.e.Close(t.Context(), a.Reference, "nothing on the terminal"); err != nil {
			t.Fatal(err)
		}
		if err := r.tell(g, payments.Notification{Reference: a.Reference}); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateApproved)
	})
}

// The first hint is newer than the last answer, however fresh that is.
func TestAHintIsAskedAboutAtOnce(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := overdue(g, r)
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		})
		r.after(3*time.Second, a.Reference)
		for before := g.calls("check"); g.calls("check") == before; {
			time.Sleep(10 * time.Millisecond)
		}
		before := g.calls("check")
		if err := r.tell(g, payments.Notification{Reference: a.Reference}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Millisecond)
		if n := g.calls("check") - before; n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// And so it is by a hint that names nobody, as often as hints come: a customer may pay at the
// terminal after a person has given the payment up. What is proven is not asked about any more.
func TestAHintThatMayBeAboutAPaymentThatAPersonHasClosed(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := overdue(g, r)
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		})
		if err := r.e.Close(t.Context(), a.Reference, "nothing on the terminal"); err != nil {
			t.Fatal(err)
		}
		r.after(3*time.Hour, a.Reference) // the next look is hours away
		asked := g.calls("check")
		for range 3 {
			if err := r.tell(g, payments.Notification{}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(hintPace)
		}
		if n := g.calls("check") - asked; n != 3 {
			t.Errorf("asked %d times", n)
		}
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return approval(a, payments.SourceResult), nil }
		})
		if err := r.tell(g, payments.Notification{Terminal: counter.Serial}); err != nil {
			t.Fatal(err)
		}
		r.want(hintPace, a.Reference, payments.StateClosed)
		if err := r.tell(g, payments.Notification{Terminal: door.Serial}); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateApproved)
		asked = g.calls("check")
		if err := r.tell(g, payments.Notification{}); err != nil || g.calls("check") != asked {
			t.Errorf("a proven one is asked about: %v", err)
		}
		r.after(24*time.Hour, a.Reference)
		if len(r.e.watched) != 0 {
			t.Errorf("%d are looked at for ever", len(r.e.watched))
		}
	})
}

func TestAVerifiedResultThatNamesItsAttempt(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := r.after(time.Second, r.sell(1240).Reference)
		wrong := approval(a, payments.SourceResult)
		wrong.Amounts.Charged = eur(9)
		for name, test := range map[string]struct {
			reference string
			o         payments.Outcome
			want      error
		}{
			"of another till's": {"another till's", approval(a, payments.SourceResult), nil},
			"undecided":         {a.Reference, payments.Outcome{State: payments.StateUnknown, Source: payments.SourceResult}, ErrUndecided},
		} {
			if err := r.tell(g, payments.Notification{Reference: test.reference, Outcome: test.o}); !errors.Is(err, test.want) {
				t.Errorf("%s: %v", name, err)
			}
			r.want(0, a.Reference, payments.StateWaiting)
		}
		if err := r.tell(g, payments.Notification{Reference: a.Reference, Outcome: wrong}); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateMismatch)
		if err := r.tell(g, payments.Notification{Reference: a.Reference, Outcome: approval(a, payments.SourceResult)}); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateApproved)
	})
}

func TestWhatIsNotVerifiedDoesNothing(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := overdue(g, r)
		g.wrong = payments.ErrUnverified
		if err := r.tell(g, payments.Notification{Reference: a.Reference, Outcome: approval(a, payments.SourceResult)}); !errors.Is(err, payments.ErrUnverified) {
			t.Errorf("got %v", err)
		}
		r.want(0, a.Reference, payments.StateNeedsAttention)
		if g.wrong = payments.ErrReportSize; !errors.Is(r.tell(g, payments.Notification{}), payments.ErrReportSize) {
			t.Error("one that is too large, of nobody, was taken")
		}
	})
}

// A delivery that was taken does nothing twice, one that was not is taken again, and a signature
// counts for five minutes by the gateway's clock.
func TestDeliveriesThatAreRepeated(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := overdue(g, r)
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) {
				o := waiting()
				o.ServerDate = time.Now()
				return o, nil
			}
		})
		r.setClock(time.Hour) // somebody set ours
		r.after(time.Minute, a.Reference)
		asked := g.calls("check")
		again := func(id string, sent time.Duration) error {
			time.Sleep(hintPace)
			return r.tell(g, payments.Notification{ID: id, Sent: time.Now().Add(sent)})
		}
		for range 3 {
			if err := again("one", 0); err != nil {
				t.Fatal(err)
			}
		}
		if n := g.calls("check") - asked; n != 1 {
			t.Errorf("asked %d times about one delivery", n)
		}
		for sent, want := range map[time.Duration]error{
			-4 * time.Minute: nil, 4 * time.Minute: nil, -6 * time.Minute: payments.ErrUnverified, 6 * time.Minute: payments.ErrUnverified,
		} {
			if err := again(sent.String(), sent); !errors.Is(err, want) {
				t.Errorf("signed %v from now: %v", sent, err)
			}
		}
		r.journal.fail = func(int, EventKind) error { return ErrJournal }
		final := payments.Notification{ID: "two", Reference: a.Reference, Outcome: approval(a, payments.SourceResult)}
		ended := make(chan error, 1)
		go func() { ended <- r.tell(g, final) }()
		time.Sleep(time.Second)
		r.journal.fail = nil
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		r.want(time.Second, a.Reference, payments.StateApproved)
		if n := len(r.e.received.ids); n != 4 {
			t.Errorf("%d deliveries are remembered", n)
		}
		if time.Sleep(2*signedFor + time.Second); r.tell(g, payments.Notification{ID: "three"}) != nil || len(r.e.received.ids) != 1 {
			t.Errorf("remembered for ever: %v", r.e.received.ids)
		}
	})
}

// The provider says that a payment of the amount was cancelled at the terminal, and there is
// only one that it can mean. A charge that shows after all is raised.
func TestCancelledAtTheTerminal(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := r.after(30*time.Second, r.sell(1240).Reference)
		if err := r.tell(g, stopped(a, time.Now())); err != nil {
			t.Fatal(err)
		}
		a = r.want(0, a.Reference, payments.StateCancelled)
		last := r.journal.events[len(r.journal.events)-1]
		if s, ok := last.Statement(); !ok || s != (Statement{TellerPost, payments.StateCancelled}) || a.Outcome.Source != payments.SourceWebhook {
			t.Errorf("the line says %+v, and the outcome is the %q's", last, a.Outcome.Source)
		}
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return approval(a, payments.SourceResult), nil }
		})
		if a = r.want(time.Minute, a.Reference, payments.StateCancelled); a.Notice != payments.NoticeContradiction {
			t.Errorf("a charge was found later: notice %q", a.Notice)
		}
	})
}

// Where it could be about another payment it is written down as what was said, once.
func TestCancelledAtTheTerminalProvesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		before func(g *telling, r *rig)
		change func(n *payments.Notification)
		said   bool
	}{
		"before it was sent": {nil, func(n *payments.Notification) { n.At = n.At.Add(-30 * time.Second) }, true},
		"no time":            {nil, func(n *payments.Notification) { n.At = time.Time{} }, false},
		"no terminal":        {nil, func(n *payments.Notification) { n.Terminal = "" }, false},
		"no amount":          {nil, func(n *payments.Notification) { n.Amount = payments.Money{} }, false},
		"another terminal":   {nil, func(n *payments.Notification) { n.Terminal = counter.Serial }, false},
		"another amount":     {nil, func(n *payments.Notification) { n.Amount = eur(1241) }, false},
		"the start was lost": {func(g *telling, _ *rig) { g.begin, g.find = lost, silence }, nil, false},
		"the gateway's clock is not known": {func(g *telling, _ *rig) {
			g.begin = func(a payments.Attempt) payments.Outcome {
				o := accept(a)
				o.ServerDate, o.IDs.Result = time.Time{}, a.Reference
				return o
			}
		}, nil, true},
		"one that was closed": {func(g *telling, r *rig) {
			a := r.want(7*time.Minute+10*time.Second, r.sell(1240).Reference, payments.StateNeedsAttention)
			if err := r.e.Close(r.t.Context(), a.Reference, "nothing to see"); err != nil {
				r.t.Fatal(err)
			}
		}, nil, true},
		"one of another profile that was closed": {func(_ *telling, r *rig) {
			left(r.journal, payments.StateClosed, func(a *payments.Attempt) { a.Account.Profile, a.Account.KeyFingerprint = "bar", "f2" })
		}, nil, true},
		"a journal without a list": {func(_ *telling, r *rig) { r.e.p.Journal = r.journal }, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			inNotices(t, func(t *testing.T, g *telling, r *rig) {
				if test.before != nil {
					test.before(g, r)
				}
				a := r.after(30*time.Second, r.sell(1240).Reference)
				asked, n := g.calls("check"), stopped(a, time.Now())
				if test.change != nil {
					test.change(&n)
				}
				_ = r.tell(g, n)
				_ = r.tell(g, n)
				if a = r.after(0, a.Reference); a.State.Final() {
					t.Fatalf("it is %s", a.State)
				}
				says := r.count(a.Reference, EventEvidence)
				if said := says == 1; said != test.said && name != "the start was lost" || says > 1 {
					t.Errorf("written down %d times", says)
				}
				time.Sleep(1100 * time.Millisecond)
				if fits(a.Intent, n) && a.Sent.ResultID != "" && g.calls("check") == asked {
					t.Error("nobody was asked")
				}
			})
		})
	}
}

// What the gateway lists under the payment outweighs what a terminal says of one that it does
// not name; a gateway that does not answer has not said anything yet.
func TestCancelledAtTheTerminalAgainstTheGateway(t *testing.T) {
	inNotices(t, func(t *testing.T, g *telling, r *rig) {
		a := r.after(30*time.Second, r.sell(1240).Reference)
		g.change(func() { g.check = silence })
		if err := r.tell(g, stopped(a, time.Now())); !errors.Is(err, ErrUndecided) {
			t.Fatalf("nobody has been asked: %v", err)
		}
		r.want(0, a.Reference, payments.StateWaiting)
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		})
		r.want(10*time.Second, a.Reference, payments.StateCancelled)

		b := r.start(Request{Kind: payments.KindSale, Amount: eur(500), Terminal: counter})
		g.change(func() {
			g.check = func(int, payments.Attempt) (payments.Outcome, error) { return approval(b, payments.SourceResult), nil }
		})
		b = r.after(100*time.Millisecond, b.Reference)
		n := stopped(b, time.Now().Add(5*time.Second))
		if err := r.tell(g, n); err != nil {
			t.Fatal(err)
		}
		if b = r.want(0, b.Reference, payments.StateApproved); slices.Contains(r.journal.kinds(b.Reference), EventContradiction) {
			t.Error("a statement about nobody became a contradiction")
		}
	})
}
