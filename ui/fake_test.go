package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// shop is a backend, an engine and a journal in memory. A test says what happens to a
// payment; nothing happens by itself.
type shop struct {
	folder    present.FolderNotice
	mu        sync.Mutex
	now       func() time.Time
	notify    func(checkout.Update)
	words     map[string]string // the settings
	attempts  map[string]payments.Attempt
	events    map[string][]checkout.Event
	receipts  map[string][]checkout.Receipt
	terminals []payments.Terminal
	health    map[string]payments.Health
	progress  map[string]checkout.Progress
	startsIn  map[string]time.Duration
	keys      map[string]payments.Secret
	errors    map[string]error // by the name of the call
	calls     []string
	requests  []checkout.Request
	traits    payments.Traits
	followUps *payments.FollowUps   // what the provider takes on every payment now
	tipped    payments.CommandState // what becomes of a tip
	phone     bool                  // it takes orders by telephone
	queries   int                   // how often the journal was read
	looking   func(context.Context) // what Refundable waits for; nil for nothing
	hold      chan struct{}         // Start waits for it when it is not nil
	ending    time.Duration         // how long End takes
	saving    time.Duration         // how long SaveSettings takes
	pace      searchPace            // how the journal is searched
	keyring   chan struct{}         // the keyring is closed until this is; nil where it is open
	customer  present.Customer
	opened    string
	records   *records // who looks after the journals; nil for nobody
	providers payments.Providers
	secrets   map[string]payments.Secret // kept beside the key
	more      []present.Profile          // at work beside the first
	can       payments.Abilities         // of the gateway
	closed    []checkout.Day
	erased    []string
	around    func(*present.Profile) // what a profile has beside; nil for nothing
	rules     payments.RecoveryRules
	typed     bool                   // terminals are typed in
	commands  []checkout.CommandStep // what terminals were told
	lacking   bool                   // the merchant has nothing of what a terminal is told
	batch     *payments.Batch        // what the provider says of any batch; nil for nothing
	number    payments.CardNumber    // of the card that is presented for no payment
	cards     *cardBox               // nil: no cards are kept
	releases  present.Releases       // nil: no list of versions is known
	people    *people                // who is at the till; nil: nobody asks
	signIns   []checkout.CommandStep // newest first
	given     struct {               // on the command line
		place string
		hosts map[string]string
	}
}

// theProvider is the one of a shop that has one; its environments are named as of old.
var theProvider = payments.Provider{
	ID: "handpoint", Name: "Handpoint", Addresses: []string{"cloud", "status"}, Webhooks: true,
	Credentials: []payments.Credential{{ID: "api", Needed: true}},
	Environments: []payments.Environment{
		{ID: "production", Class: payments.ClassLive}, {ID: "development", Class: payments.ClassTest},
		{ID: "training", Class: payments.ClassTraining}, {ID: "custom", Class: payments.ClassCustom},
	},
}

func newShop(now func() time.Time) *shop {
	return &shop{
		now: now, words: map[string]string{}, attempts: map[string]payments.Attempt{}, events: map[string][]checkout.Event{},
		receipts: map[string][]checkout.Receipt{}, health: map[string]payments.Health{}, progress: map[string]checkout.Progress{},
		keys: map[string]payments.Secret{}, errors: map[string]error{}, providers: payments.Providers{theProvider}, secrets: map[string]payments.Secret{},
		can: payments.Abilities{Cancel: true, Ping: true},
		terminals: []payments.Terminal{
			{Serial: "1547854757", Type: "PAXA920PRO"}, {Serial: "1850012345", Type: "PAXA920"}, {Serial: "1850099999", Type: "PAXA77"},
		},
	}
}

// operations are all but those that the shop has to choose.
func (s *shop) operations() []payments.Kind {
	return slices.DeleteFunc(payments.Kinds(), func(k payments.Kind) bool { return k.Typed() && !s.phone })
}

// did records a call and gives the error it was told to give.
func (s *shop) did(call string, parts ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, strings.Join(append([]string{call}, parts...), " "))
	return s.errors[call]
}

// called counts the calls that begin with a text.
func (s *shop) called(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, call := range s.calls {
		if strings.HasPrefix(call, prefix) {
			count++
		}
	}
	return count
}

// fail makes calls of a name give an error from now on; nil ends it.
func (s *shop) fail(call string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.errors[call] = err
}

func (s *shop) Open(_ context.Context, environment string, notify func(checkout.Update)) (*present.Session, error) {
	if err := s.did("open", environment); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notify, s.opened = notify, environment
	session := &present.Session{Engine: s, Reader: s, Folder: present.DataFolder{Notice: s.folder}, Environment: environment, Profiles: []present.Profile{{
		Key: environment, Engine: s, Terminals: s.terminals, Customer: s.customer, Account: payments.Account{Provider: "handpoint", Environment: environment, Profile: payments.DefaultProfile},
		Info: payments.Info{Provider: "handpoint", Name: "Handpoint", Operations: s.operations(), MaxAmount: 999_999_999_999, NoteLength: 64, Rules: s.rules, Can: s.can, Typed: s.typed, Traits: s.traits},
	}}}
	profile := session.First()
	if s.cards != nil {
		profile.Cards = s.cards
	}
	if s.keyring != nil {
		session.Engine, session.Locked = lockedEngine{s}, lockedEngine{s}
		profile.Engine, profile.Problem, profile.Terminals = lockedEngine{s}, present.ErrKeyring, nil
	}
	profile.Secrets = map[string]bool{}
	for credential := range s.secrets {
		profile.Secrets[credential] = false
	}
	if s.errors["list terminals"] != nil {
		profile.Problem, profile.Terminals = s.errors["list terminals"], nil
	}
	if settings := present.ParseSettings(s.words).Callbacks; settings.On {
		profile.CallbackURL, session.CallbackProblem = settings.URL, s.errors["listen"]
	}
	if s.records != nil {
		session.Records, session.Recovery = s.records, s.records.recovery
	}
	if environment != "training" && s.keys[environment].Empty() {
		profile.KeyMissing, profile.Terminals = true, nil
		profile.Problem = &payments.Error{Kind: payments.ErrorNoKey}
	}
	session.Profiles = append(session.Profiles, s.more...)
	for i := range session.Profiles {
		session.Profiles[i].Engine = session.Engine
		if s.around != nil {
			s.around(&session.Profiles[i])
		}
	}
	return session, nil
}

func (s *shop) End() error {
	time.Sleep(s.ending)
	return s.did("end")
}

func (s *shop) TestKey(_ context.Context, environment string, key payments.Secret) ([]payments.Terminal, error) {
	if err := s.did("test key", environment); err != nil {
		return nil, err
	}
	if key.Reveal() != "RIGHT-KEY" {
		return nil, &payments.Error{Kind: payments.ErrorUnauthorised}
	}
	return s.terminals, nil
}

func (s *shop) KeepSecret(_ context.Context, environment, credential string, key payments.Secret) (bool, error) {
	if credential != payments.CredentialAPI {
		s.secrets[credential] = key
		return false, s.did("keep "+credential, environment)
	}
	err := s.did("keep key", environment)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys[environment] = key
	return false, err
}

func (s *shop) ForgetSecret(_ context.Context, environment, credential string) error {
	if credential != payments.CredentialAPI {
		delete(s.secrets, credential)
		return s.did("forget "+credential, environment)
	}
	err := s.did("forget key", environment)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, environment)
	return err
}

func (s *shop) LoadSettings(context.Context) (map[string]string, error) {
	err := s.did("load settings")
	s.mu.Lock()
	defer s.mu.Unlock()
	words := map[string]string{}
	for k, v := range s.words {
		words[k] = v
	}
	return words, err
}

func (s *shop) SaveSettings(_ context.Context, changed map[string]string) error {
	time.Sleep(s.saving)
	if err := s.did("save settings"); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, v := range changed {
		s.words[k] = v
	}
	return nil
}

func (s *shop) OpenURL(_ context.Context, location string) error { return s.did("open url", location) }

// Print implements present.Backend.
func (s *shop) Print(_ context.Context, title string, pdf []byte) error {
	return s.did("print", title, string(pdf[:8]))
}

// Start records a request once for each request key.
func (s *shop) Start(ctx context.Context, r checkout.Request) (payments.Attempt, error) {
	if hold := s.hold; hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return payments.Attempt{}, ctx.Err()
		}
	}
	if err := s.did("start", string(r.Kind), r.Amount.String()); err != nil {
		return payments.Attempt{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.attempts {
		if a.RequestKey == r.RequestKey {
			return payments.Attempt{}, checkout.ErrNonceTaken
		}
	}
	s.requests = append(s.requests, r)
	a := s.record(r)
	return a, nil
}

func (s *shop) record(r checkout.Request) payments.Attempt {
	now := s.now()
	a := payments.Attempt{
		Intent: payments.Intent{
			Reference: fmt.Sprintf("6f1d2c3e-0000-4000-8000-%012d", len(s.attempts)+1), RequestKey: r.RequestKey, Kind: r.Kind, Amount: r.Amount,
			Terminal: r.Terminal, Note: r.Note, Tip: r.Tip, Fields: r.Fields, Reason: r.Reason, Created: now,
			Account: payments.Account{Provider: "handpoint", Environment: s.opened},
		},
		State: payments.StateSending, Sent: payments.Sent{At: now}, Updated: now, Version: 2,
	}
	if original, ok := s.attempts[r.Original]; ok {
		a.Original = payments.Original{Reference: r.Original, Kind: original.Kind, TransactionID: original.Outcome.IDs.Transaction, Amount: original.Outcome.Amounts.Charged}
		if a.Amount.IsZero() {
			a.Amount = original.Outcome.Amounts.Charged
		}
	}
	s.attempts[a.Reference] = a
	s.events[a.Reference] = []checkout.Event{
		{Reference: a.Reference, At: now, Kind: checkout.EventRecorded, From: payments.StateRecorded, To: payments.StateRecorded},
		{Reference: a.Reference, At: now, Kind: checkout.EventSending, From: payments.StateRecorded, To: payments.StateSending},
	}
	return a
}

// newest is the attempt that was started last.
func (s *shop) newest() payments.Attempt {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts[fmt.Sprintf("6f1d2c3e-0000-4000-8000-%012d", len(s.attempts))]
}

// move commits a step of an attempt and tells the window.
func (s *shop) move(reference string, kind checkout.EventKind, to payments.State, edit func(*payments.Attempt)) {
	s.mu.Lock()
	a := s.attempts[reference]
	event := checkout.Event{Reference: reference, At: s.now(), Kind: kind, From: a.State, To: to}
	a.State, a.Updated, a.Version = to, s.now(), a.Version+1
	if edit != nil {
		edit(&a)
	}
	switch kind {
	case checkout.EventMismatch:
		event.Detail = strings.Join(a.Mismatch, ", ")
	case checkout.EventClosed:
		event.Detail = a.Closed
	}
	s.attempts[reference] = a
	s.events[reference] = append(s.events[reference], event)
	notify := s.notify
	s.mu.Unlock()
	notify(checkout.Update{Attempt: a, Event: event})
}

func (s *shop) AskNow(_ context.Context, reference string) error { return s.did("ask now", reference) }

func (s *shop) Cancel(_ context.Context, reference string) error { return s.did("cancel", reference) }

func (s *shop) Close(_ context.Context, reference, reason string) error {
	return s.did("close", reference, reason)
}

func (s *shop) Refundable(ctx context.Context, reference string) (checkout.Refundable, error) {
	if s.looking != nil {
		s.looking(ctx)
	}
	if err := s.did("refundable", reference); err != nil {
		return checkout.Refundable{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.attempts[reference]
	r := checkout.Refundable{Charged: a.Outcome.Amounts.Charged, Refunded: payments.MustMoney(0, a.Amount.Currency()), Asked: true, FollowUps: s.followUps}
	for _, l := range s.attempts {
		if l.Original.Reference != reference {
			continue
		}
		if !l.State.Final() {
			r.Open = true
		}
		if l.State == payments.StateApproved {
			r.Refunded, _ = r.Refunded.Add(l.Amount)
			r.Reversed = r.Reversed || l.Kind == payments.KindSaleReversal
		}
	}
	r.Rest, _ = r.Charged.Sub(r.Refunded)
	return r, nil
}

func (s *shop) Terminals(context.Context) ([]payments.Terminal, error) {
	return s.terminals, s.did("terminals")
}

func (s *shop) Ping(_ context.Context, t payments.Terminal) (payments.Health, error) {
	err := s.did("ping", t.ID())
	return payments.Health{At: s.now(), Battery: "80"}, err
}

func (s *shop) StartsIn(t payments.Terminal) time.Duration { return s.startsIn[t.ID()] }

func (s *shop) Progress(reference string) checkout.Progress {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.progress[reference]
	if !ok {
		p = checkout.Progress{Known: true, Since: s.now().Sub(s.attempts[reference].Sent.At)}
	}
	return p
}

func (s *shop) List(_ context.Context, q checkout.Query) ([]payments.Attempt, error) {
	list, err := s.found(q)
	if limit := cmp.Or(q.Limit, 100); len(list) > limit {
		list = list[:limit]
	}
	return list, err
}

// found are all that a query finds, newest first.
func (s *shop) found(q checkout.Query) ([]payments.Attempt, error) {
	if err := s.did("list"); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	var list []payments.Attempt
	for _, a := range s.attempts {
		if s.fits(a, q) {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(x, y payments.Attempt) int {
		return cmp.Or(y.Created.Compare(x.Created), cmp.Compare(y.Reference, x.Reference))
	})
	return list, nil
}

func (s *shop) Attempt(_ context.Context, reference string) (payments.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	a, ok := s.attempts[reference]
	if !ok {
		return payments.Attempt{}, checkout.ErrNoAttempt
	}
	return a, s.errors["attempt"]
}

func (s *shop) Linked(_ context.Context, reference string) ([]payments.Attempt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	var list []payments.Attempt
	for _, a := range s.attempts {
		if a.Original.Reference == reference {
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(x, y payments.Attempt) int { return x.Created.Compare(y.Created) })
	return list, nil
}

func (s *shop) Timeline(_ context.Context, reference string) ([]checkout.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	return slices.Clone(s.events[reference]), nil
}

func (s *shop) Receipts(_ context.Context, reference string) ([]checkout.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	return slices.Clone(s.receipts[reference]), nil
}

func (s *shop) Totals(_ context.Context, from, to time.Time) ([]checkout.Total, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	total := checkout.Total{Currency: "EUR", Net: payments.MustMoney(0, "EUR")}
	for _, a := range s.attempts {
		if a.Created.Before(from) || !a.Created.Before(to) {
			continue
		}
		switch {
		case !a.State.Final():
			total.Open++
		case a.State.Info().Charged == payments.ChargedYes && a.Effect() == payments.EffectOut:
			total.Payments++
			total.Net, _ = total.Net.Sub(a.Outcome.Amounts.Charged)
		case a.State.Info().Charged == payments.ChargedYes:
			total.Payments++
			total.Net, _ = total.Net.Add(a.Outcome.Amounts.Charged)
		}
	}
	return []checkout.Total{total}, nil
}

func (s *shop) Usual(context.Context, string) (checkout.Usual, error) {
	s.mu.Lock()
	s.queries++
	s.mu.Unlock()
	return checkout.Usual{Count: 50, Median: 14 * time.Second, Slowest: 52 * time.Second}, nil
}

func (s *shop) LastAnswer(_ context.Context, id string) (payments.Health, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queries++
	return s.health[id], nil
}
