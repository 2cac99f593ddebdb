package model

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// noon is what the clock says when a test begins.
var noon = time.Date(2026, time.November, 20, 14, 5, 0, 0, time.UTC)

var terminal = payments.Terminal{Serial: "1547854757", Type: "PAXA920PRO"}

// shop is a backend, an engine and a journal that counts what is read from it.
type shop struct {
	present.Backend
	present.Engine
	checkout.Reader
	mu       sync.Mutex
	notify   func(checkout.Update)
	attempts []payments.Attempt
	read     []string
	words    map[string]string
	began    time.Time // the newest payment
}

// StartsIn is nothing: this provider takes payments as they come.
func (*shop) StartsIn(payments.Terminal) time.Duration { return 0 }

func (s *shop) did(call string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = append(s.read, call)
}

// queries are the names of what was read since the last call of this.
func (s *shop) queries() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	read := strings.Join(s.read, " ")
	s.read = nil
	return read
}

func (s *shop) Open(_ context.Context, place string, notify func(checkout.Update)) (*present.Session, error) {
	s.notify = notify
	return &present.Session{Engine: s, Reader: s, Environment: place, Profiles: []present.Profile{{Key: place, Engine: s, Terminals: []payments.Terminal{terminal}}}}, nil
}

func (s *shop) SaveSettings(_ context.Context, changed map[string]string) error {
	time.Sleep(time.Second)
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, v := range changed {
		s.words[k] = v
	}
	return nil
}

func (s *shop) List(_ context.Context, q checkout.Query) ([]payments.Attempt, error) {
	s.did("list")
	if q.OpenOnly {
		return nil, nil
	}
	return s.attempts, nil
}

func (s *shop) Attempt(context.Context, string) (payments.Attempt, error) {
	return payments.Attempt{}, checkout.ErrNoAttempt
}

func (s *shop) Totals(context.Context, time.Time, time.Time) ([]checkout.Total, error) {
	s.did("totals")
	return nil, nil
}

func (s *shop) Usual(context.Context, string) (checkout.Usual, error) {
	s.did("usual")
	return checkout.Usual{}, nil
}

func (s *shop) LastAnswer(context.Context, string) (payments.Health, error) {
	s.did("last answer")
	return payments.Health{}, nil
}

func (s *shop) Progress(string) checkout.Progress { return checkout.Progress{Known: true, Asked: true} }

func (s *shop) Start(_ context.Context, r checkout.Request) (payments.Attempt, error) {
	s.began = s.began.Add(time.Minute)
	return payments.Attempt{
		Intent: payments.Intent{Reference: "ref-" + r.RequestKey, RequestKey: r.RequestKey, Kind: r.Kind, Amount: r.Amount, Terminal: r.Terminal, Created: s.began},
		State:  payments.StateSending, Version: 2,
	}, nil
}

// bench is a model on a shop, with whom it told.
type bench struct {
	*testing.T
	*Model
	shop    *shop
	queue   chan func()
	updated []string
	failed  []error
}

// inBubble runs a test on an open model in virtual time. What is posted waits until the test
// settles, so that one goroutine owns the model.
func inBubble(t *testing.T, test func(*bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{T: t, shop: &shop{words: map[string]string{}, began: noon}, queue: make(chan func(), 256)}
		began := time.Now()
		worker := work.New(func(do func()) { b.queue <- do }, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		worker.Begin(ctx)
		b.Model = New(Params{
			Backend: b.shop, Work: worker, Log: slog.New(slog.DiscardHandler), Zone: time.UTC,
			Now: func() time.Time { return noon.Add(time.Since(began)) },
			Tell: Tell{
				Changed: func() {}, Restyle: func() {}, KeyBack: func() {}, Parked: func() {},
				Updated: func(u checkout.Update) { b.updated = append(b.updated, u.Attempt.Reference) },
				Failed:  func(err error) { b.failed = append(b.failed, err) },
			},
		}, nil)
		opened := errors.New("not opened")
		b.OpenPlace("training", func(checkout.Stage) {}, func(err error) { opened = err })
		b.settle()
		if opened != nil {
			t.Fatal(opened)
		}
		b.shop.queries()
		test(b)
		cancel()
		worker.Wait(time.Hour)
	})
}

func (b *bench) settle() {
	for {
		synctest.Wait()
		if len(b.queue) == 0 {
			return
		}
		for len(b.queue) > 0 {
			(<-b.queue)()
		}
	}
}

// start charges five euros, and gives the payment.
func (b *bench) start(requestKey string) payments.Attempt {
	b.Helper()
	b.Model.Start(checkout.Request{RequestKey: requestKey, Kind: payments.KindSale, Amount: payments.MustMoney(500, "EUR"), Terminal: terminal}, func(err error) {
		b.Error(err)
	})
	b.settle()
	return b.Front.Attempt
}

// move has the engine commit a step of a payment.
func (b *bench) move(a payments.Attempt, kind checkout.EventKind, to payments.State) payments.Attempt {
	u := checkout.Update{Event: checkout.Event{Reference: a.Reference, Kind: kind, From: a.State, To: to}}
	a.State, a.Version, a.Updated = to, a.Version+1, b.Now()
	u.Attempt = a
	b.shop.notify(u)
	b.settle()
	return a
}

// An update reads what it changed and nothing else: a step on the way reads nothing, an end the
// sum of the day.
func TestAnUpdateReadsWhatItChanged(t *testing.T) {
	inBubble(t, func(b *bench) {
		a := b.start("one")
		if got := b.shop.queries(); got != "totals usual" && got != "usual totals" {
			t.Errorf("a payment that begins reads %q", got)
		}
		a = b.move(a, checkout.EventAccepted, payments.StateWaiting)
		if got := b.shop.queries(); got != "" {
			t.Errorf("a step on the way reads %q", got)
		}
		b.move(a, checkout.EventResult, payments.StateApproved)
		if got := b.shop.queries(); got != "totals" {
			t.Errorf("an end reads %q", got)
		}
		if got := b.Latest(); len(got) != 1 || got[0].State != payments.StateApproved {
			t.Errorf("the newest payments are %v", got)
		}
		if b.Front.Attempt.State != payments.StateApproved || len(b.updated) != 2 || len(b.failed) != 0 {
			t.Errorf("in front is %s; told of %v and %v", b.Front.Attempt.State, b.updated, b.failed)
		}
	})
}

func TestALongDayIsNotHeldInMemory(t *testing.T) {
	inBubble(t, func(b *bench) {
		for i := range 3 * recentRows {
			a := b.start(fmt.Sprint(i))
			b.move(a, checkout.EventResult, payments.StateApproved)
		}
		if held := len(b.Payments.seen); held > recentRows || len(b.Latest()) != recentRows {
			t.Errorf("%d payments are held, %d told", held, len(b.Latest()))
		}
	})
}

func TestWhatEndsWhileTheEnvironmentOpensComesForward(t *testing.T) {
	inBubble(t, func(b *bench) {
		a := b.start("one")
		b.Leave() // the list of terminals is still being read
		a.State = payments.StateApproved
		b.update(checkout.Update{Attempt: a, While: true, Event: checkout.Event{From: payments.StateUnknown, To: payments.StateApproved}})
		if len(b.Payments.Tray) != 1 || b.Payments.Tray[0] != a.Reference {
			t.Error("a payment that ended while the program opened is in no tray")
		}
	})
}

func TestUpdatesOfWhatWasLeftAreDropped(t *testing.T) {
	inBubble(t, func(b *bench) {
		a := b.start("one")
		before := b.shop.notify
		b.OpenPlace("training", func(checkout.Stage) {}, func(error) {})
		before(checkout.Update{Attempt: a})
		b.settle()
		if len(b.Unfinished()) != 0 || len(b.updated) != 0 {
			t.Error("an update of the environment before counts")
		}
	})
}

func TestAnotherPaymentParksTheOneThatRuns(t *testing.T) {
	inBubble(t, func(b *bench) {
		first, second := b.start("one"), b.start("two")
		if len(b.Payments.Tray) != 1 || b.Payments.Tray[0] != first.Reference || b.Front.Attempt.Reference != second.Reference {
			t.Errorf("in front is %q, parked %v", b.Front.Attempt.Reference, b.Payments.Tray)
		}
		if !b.Resume(first.Reference) || b.Front.Attempt.Reference != first.Reference || b.Payments.Tray[0] != second.Reference {
			t.Errorf("after the first was taken up %q is in front, parked %v", b.Front.Attempt.Reference, b.Payments.Tray)
		}
	})
}

// What reads the settings anew finds what was chosen.
func TestWhoWaitsForTheSettingsComesAfterTheWrite(t *testing.T) {
	inBubble(t, func(b *bench) {
		next := b.Settings
		next.Shop = "Harbour Books"
		b.Keep(next, nil)
		stored := ""
		b.WhenKept(func() { stored = b.shop.words["shop"] })
		if b.settle(); stored != "" {
			t.Error("it did not wait")
		}
		time.Sleep(3 * time.Second)
		b.settle()
		time.Sleep(time.Second)
		if b.settle(); stored != "Harbour Books" {
			t.Errorf("when everything was stored it found %q", stored)
		}
	})
}

// everywhere is a till whose terminals nobody has chosen.
func everywhere() map[string]bool { return nil }

// The terminals of this till are those that somebody has chosen, and all where there are none of
// these.
func TestTheTerminalsOfThisTill(t *testing.T) {
	other := payments.Terminal{Serial: "9"}
	here := map[string]bool{}
	all := newTerminals(func() map[string]bool { return here })
	one := &Gateway{Profile: &present.Profile{}}
	one.listed([]payments.Terminal{terminal, other}, nil, false)
	all.gateways = []*Gateway{one}
	for _, c := range []struct {
		here map[string]bool
		want []payments.Terminal
	}{
		{map[string]bool{}, []payments.Terminal{terminal, other}},
		{map[string]bool{other.ID(): true}, []payments.Terminal{other}},
		{map[string]bool{"gone": true}, []payments.Terminal{terminal, other}},
	} {
		here = c.here
		if got := all.List(); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v", c.here, got)
		}
		if len(all.All()) != 2 {
			t.Errorf("all are %v", all.All())
		}
	}
}

// A payment that the status service proved says nothing about its terminal.
func TestOnlyTheTerminalsOwnResultCountsAsItsAnswer(t *testing.T) {
	for source, want := range map[payments.Source]bool{payments.SourceResult: true, payments.SourceBegin: true, payments.SourceStatus: false} {
		terminals := newTerminals(everywhere)
		terminals.Missed(terminal.ID(), noon)
		terminals.listen(payments.Attempt{
			Intent: payments.Intent{Reference: "one", Terminal: terminal}, State: payments.StateApproved, Version: 3,
			Updated: noon.Add(time.Minute), Outcome: payments.Outcome{State: payments.StateApproved, Source: source},
		})
		if answered := !terminals.health[terminal.ID()].At.IsZero(); answered != want || terminals.Silent(terminal.ID()) == want {
			t.Errorf("proven by %s: answered %v, silent %v", source, answered, terminals.Silent(terminal.ID()))
		}
	}
}

// Each payment is about the gateway that it was made with.
func TestSeveralGatewaysAreToldApart(t *testing.T) {
	other := payments.Terminal{Serial: "9"}
	m := &Model{Terminals: newTerminals(everywhere), Payments: newPayments()}
	first, second := payments.Account{Provider: "one", Profile: "default"}, payments.Account{Provider: "two", Profile: "default"}
	one := &Gateway{Profile: &present.Profile{Account: first, Info: payments.Info{Name: "One"}}}
	two := &Gateway{Profile: &present.Profile{Account: second, Info: payments.Info{Name: "Two"}}}
	one.listed([]payments.Terminal{terminal}, nil, false)
	two.listed([]payments.Terminal{other}, present.ErrKeyring, false)
	m.Terminals.gateways = []*Gateway{one, two}
	if got := m.Terminals.List(); len(got) != 2 {
		t.Errorf("terminals %v", got)
	}
	m.Settings.Program.LastTerminal = other.ID()
	if m.Info().Name != "Two" {
		t.Errorf("the chosen terminal is of %q", m.Info().Name)
	}
	a := payments.Attempt{Intent: payments.Intent{Account: second}}
	a.Account.KeyFingerprint = "of its key"
	if m.InfoOf(a).Name != "Two" || !m.Unasked(a) || m.Unasked(payments.Attempt{}) {
		t.Errorf("a payment of the second is of %q", m.InfoOf(a).Name)
	}
	if a.Account, a.Terminal = (payments.Account{}), other; m.InfoOf(a).Name != "Two" {
		t.Errorf("one that is not written down yet is of %q", m.InfoOf(a).Name)
	}
	if a.Account.Provider = "gone"; m.InfoOf(a).Name != "" || m.Unasked(a) {
		t.Errorf("one of a profile that is gone is of %q", m.InfoOf(a).Name)
	}
}

// lister is the engine of a profile, which lists terminals or says why not.
type lister struct {
	present.Engine
	list []payments.Terminal
	err  error
}

func (l *lister) Terminals(context.Context) ([]payments.Terminal, error) { return l.list, l.err }

// One provider that does not answer takes nobody else's terminals away, and its own are those of
// an earlier time until it does.
func TestOneProviderIsDown(t *testing.T) {
	inBubble(t, func(b *bench) {
		bars := payments.Terminal{Serial: "ABC1", Profile: "acme/training"}
		mine, acme := &lister{list: []payments.Terminal{terminal}}, &lister{list: []payments.Terminal{bars}, err: &payments.Error{Kind: payments.ErrorOffline}}
		b.Settings = b.Settings.WithKnown("acme/training", []payments.Terminal{{Serial: "ABC1"}})
		b.Leave()
		b.take(&present.Session{Engine: b.shop, Reader: b.shop, Environment: "training", Profiles: []present.Profile{
			{Key: "training", Engine: mine, Terminals: mine.list},
			{Key: "acme/training", Mark: "acme/training", Engine: acme, Problem: acme.err},
			{Key: "acme/training:off", Off: true, Problem: present.ErrKeyring},
		}}, func(error) {})
		b.settle()
		if got := b.Terminals.List(); len(got) != 2 || got[1] != bars || !b.Terminals.LastKnown() {
			t.Errorf("terminals %v", got)
		}
		if letters := b.Badge(terminal).Letter + b.Badge(bars).Letter; letters != "AB" {
			t.Errorf("letters %q", letters)
		}
		time.Sleep(seekEvery)
		acme.err = nil
		b.SeekTerminals()
		b.settle()
		if got := b.Terminals.List(); len(got) != 2 || b.Terminals.Problem() != nil || b.Terminals.LastKnown() {
			t.Errorf("it is back: %v, %v", got, b.Terminals.Problem())
		}
		mine.err = &payments.Error{Kind: payments.ErrorOffline}
		b.ListTerminals(true)
		b.settle()
		if got := b.Terminals.List(); len(got) != 2 || b.Terminals.Problem() == nil || len(b.failed) != 1 {
			t.Errorf("the other one is down: %v, %v, told %v", got, b.Terminals.Problem(), b.failed)
		}
	})
}

// What is given back goes to a terminal of the profile that took it, whichever is chosen.
func TestARefundGoesToATerminalOfItsOwnProfile(t *testing.T) {
	inBubble(t, func(b *bench) {
		bars := payments.Terminal{Serial: "ABC1", Profile: "acme/training"}
		shops, acme := payments.Account{Provider: "one", Profile: "default"}, payments.Account{Provider: "acme", Profile: "default"}
		b.Leave()
		b.take(&present.Session{Engine: b.shop, Reader: b.shop, Environment: "training", Profiles: []present.Profile{
			{Key: "training", Account: shops, Engine: b.shop, Terminals: []payments.Terminal{terminal}},
			{Key: "acme/training", Mark: "acme/training", Account: acme, Engine: b.shop, Terminals: []payments.Terminal{bars}},
		}}, func(error) {})
		b.settle()
		b.SelectTerminal(terminal.ID())
		b.Settings.Profiles = map[string]present.ProfileSettings{"training": {}, "training:bar": {}}
		sold := payments.Attempt{Intent: payments.Intent{Account: acme, Terminal: payments.Terminal{Serial: "GONE", Profile: "acme/training"}}}
		if got, ok := b.TerminalFor(sold); !ok || got != bars {
			t.Errorf("it goes to %v, %v", got, ok)
		}
		if got := b.TerminalStatesFor(sold); len(got) != 1 || got[0].Terminal != bars {
			t.Errorf("offered are %v", got)
		}
		sold.Account.Provider = "gone"
		if got, ok := b.TerminalFor(sold); ok || len(b.TerminalStatesFor(sold)) != 0 {
			t.Errorf("of a profile that is gone it goes to %v", got)
		}
	})
}

// A charge that turns up late and does not fit is brought forward as one that fits: the engine has
// written down that the provider states it.
func TestALateMisfitComesForward(t *testing.T) {
	for _, kind := range []checkout.EventKind{checkout.EventContradiction, checkout.EventMismatch} {
		inBubble(t, func(b *bench) {
			a := b.start("one")
			a.State, a.Version = payments.StateNotCharged, 3
			b.shop.notify(checkout.Update{Attempt: a, Event: checkout.Event{Reference: a.Reference, Kind: checkout.EventNotCharged, From: payments.StateSending, To: a.State}})
			b.settle()
			b.start("two")
			a.Version, a.Notice = 4, payments.NoticeContradiction
			if kind == checkout.EventMismatch {
				a.Mismatch, a.Mismatched = []string{"amount"}, payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus}
			}
			b.shop.notify(checkout.Update{Attempt: a, Event: checkout.Event{Reference: a.Reference, Kind: kind, From: a.State, To: a.State}})
			b.settle()
			if len(b.Payments.Tray) != 1 || b.Payments.Tray[0] != a.Reference {
				t.Errorf("%s: put aside are %v", kind, b.Payments.Tray)
			}
			waits := slices.ContainsFunc(b.Unfinished(), func(in present.TrayInput) bool { return in.Attempt.Reference == a.Reference })
			if !waits {
				t.Errorf("%s: nothing above the keypad says so", kind)
			}
		})
	}
}

// A terminal whose payment only a person can end is told from one whose payment still runs.
func TestATerminalThatWaitsForAPerson(t *testing.T) {
	door := payments.Terminal{Type: "PAXA920", Serial: "1"}
	for state, want := range map[payments.State][2]bool{
		payments.StateWaiting: {true, false}, payments.StateUnknown: {true, false}, payments.StateApproved: {false, false}, payments.StateClosed: {false, false},
		payments.StateNeedsAttention: {true, true}, payments.StateMismatch: {true, true},
	} {
		p := Payments{seen: map[string]payments.Attempt{"r": {State: state, Intent: payments.Intent{Terminal: door}}}}
		if open, stuck := p.openOn(door.ID()); open != want[0] || stuck != want[1] {
			t.Errorf("%s: open %v, stuck %v", state, open, stuck)
		}
	}
}
