package session_test

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/session"
)

// What the parts of a rig answer: a broken one, and a keyring without the key.
var (
	errBroken = errors.New("broken on purpose")
	errNone   = errors.New("no such key")
)

// rig is a backend whose parts only remember what was asked of them.
type rig struct {
	backend *session.Backend

	mu       sync.Mutex
	story    []string // what happened, in order
	keys     map[string]payments.Secret
	settings map[string]string
	targets  []session.Target
	accounts []payments.Account
	notify   func(checkout.Update)
	opened   []string // addresses that reached the browser

	keyErr, connectErr, journalErr, settingsErr, listErr, browseErr error
	inMemory, closed                                                bool
	secrets                                                         []string                  // wanted beside the key
	deny                                                            func(account string) bool // a read of it fails
	looked, reads                                                   atomic.Int32              // how often the keyring was looked at, and read
	listener                                                        *rigListener
	listenErr, engineErr                                            error
	callbackURL                                                     string
	names                                                           bool          // the gateway names the address with each payment
	kept                                                            bool          // journals are looked after
	deafEngine                                                      chan struct{} // when set, engines end only once it is closed
	rigShop
}

// rigShop is what a rig with several profiles has beside.
type rigShop struct {
	profiles     []session.Profile
	left         []payments.Attempt                     // open in the journal
	ended        []payments.Attempt                     // in the journal, with their end
	attempts     map[string]payments.Attempt            // in the journal, by reference
	asked        map[string]string                      // which profile's engine got a call
	held         map[string]map[string]payments.Gateway // by profile: what its engine has of earlier keys
	killWrites   int                                    // which write of a key from now on fails, as do all after it; 0 none
	hang         string                                 // the entry whose reading does not end
	connectFails string                                 // the profile that cannot be connected
	deafList     string                                 // the one that does not list its terminals
	restore      func(environment, backup string) error
	limits       func(payments.Currency) checkout.RefundLimits // of the newest engine
	desk         checkout.Desk                                 // likewise
	commands     []checkout.CommandStep                        // in the journal
	full         error                                         // why no command can be written
	cards        map[string]payments.KeptCard                  // of payments, by reference; nil for a shop that keeps none
	starts       []checkout.Request
	taken        payments.CommandState // what became of a card that was to be kept without a sale
	takeErr      error
}

func newRig(t *testing.T) *rig { return newRigAt(t, nil) }

// newRigAt is a rig at whose till people are named; nil for nobody who asks.
func newRigAt(t *testing.T, people session.People) *rig {
	t.Helper()
	r := &rig{keys: map[string]payments.Secret{}, rigShop: rigShop{asked: map[string]string{}, held: map[string]map[string]payments.Gateway{}}, settings: map[string]string{"shop": "Harbour Books"}}
	r.backend = session.New(t.Context(), session.Params{
		Profiles: rigProfiles{r},
		Entry: func(a payments.Account, credential string) string {
			return a.Provider + "/" + a.Environment + "/" + a.Profile + "/" + credential
		},
		Connect:  r.connect,
		Journal:  r.journal,
		Engine:   r.engine,
		Keys:     rigKeys{r},
		NoKey:    errNone,
		Settings: rigSettings{r},
		People:   people,
		System: session.System{
			Browse: func(u *url.URL) error {
				r.opened = append(r.opened, u.String())
				return r.browseErr
			},
			Print: func(_ context.Context, title string, pdf []byte) error {
				r.opened = append(r.opened, title+": "+string(pdf))
				return r.browseErr
			},
		},
		Listen: func(ctx context.Context, environment string, _ map[string]string) (session.Listener, error) {
			if r.listener == nil {
				return nil, r.listenErr
			}
			return r.listener, r.listenErr
		},
		Restore: func(_ context.Context, environment, backup string) error { return r.restore(environment, backup) },
	})
	return r
}

// keyring changes the keyring while somebody waits for it.
func (r *rig) keyring(closed bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed, r.keyErr = closed, err
}

func (r *rig) tell(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.story = append(r.story, what)
}

func (r *rig) told() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.story...)
}

func (r *rig) open(t *testing.T, environment string, notify func(checkout.Update)) *present.Session {
	t.Helper()
	if notify == nil {
		notify = func(checkout.Update) {}
	}
	s, err := r.backend.Open(t.Context(), environment, notify)
	if err != nil {
		t.Fatalf("open %s: %v", environment, err)
	}
	return s
}

func (r *rig) close(t *testing.T) {
	t.Helper()
	if err := r.backend.End(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func (r *rig) connect(_ context.Context, target session.Target) (session.Connection, error) {
	switch {
	case r.connectErr != nil:
		return session.Connection{}, r.connectErr
	case r.connectFails == target.Profile:
		return session.Connection{}, errBroken
	}
	r.targets = append(r.targets, target)
	c := session.Connection{Gateway: rigGateway{r: r, profile: target.Profile}, Key: target.Key, MayOpen: func(location string) bool {
		return strings.HasPrefix(location, "https://receipts.example/") || strings.HasPrefix(location, "http://127.0.0.1:8123/")
	}}
	if r.names {
		c.Gateway = namingGateway{Gateway: c.Gateway}
	}
	if target.Profile == "training" {
		c.Key, c.ReceiptHost = payments.NewSecret("demo"), "127.0.0.1:8123"
	}
	return c, nil
}

func (r *rig) journal(_ context.Context, environment string) (session.Journal, error) {
	if r.journalErr != nil {
		return nil, r.journalErr
	}
	r.tell("journal open " + environment)
	if r.kept {
		return keptJournal{rigJournal{r: r, environment: environment}}, nil
	}
	return rigJournal{r: r, environment: environment}, nil
}

func (r *rig) engine(p checkout.Params) (session.Engine, error) {
	r.notify, r.limits, r.desk = p.Notify, p.RefundLimits, p.Desk
	r.accounts, r.callbackURL = append(r.accounts, p.Account), p.CallbackURL
	r.held[payments.ProfileKey(p.Account.Environment, p.Account.Profile)] = p.Earlier
	return &rigEngine{r: r, environment: p.Account.Environment, profile: p.Account.Profile, gateway: p.Gateway}, r.engineErr
}

type namingGateway struct {
	payments.Gateway
	payments.Reporter
}

type rigGateway struct {
	payments.Gateway
	r       *rig
	profile string
}

func (g rigGateway) Info() payments.Info {
	return payments.Info{Provider: "handpoint", Traits: payments.Traits{KeepsCards: g.r.cards != nil}}
}

func (g rigGateway) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	g.r.tell("terminals listed")
	if g.profile == g.r.deafList {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if g.r.listErr != nil {
		return nil, g.r.listErr
	}
	return []payments.Terminal{{Serial: "1547854757", Type: "PAXA920"}}, nil
}

type rigJournal struct {
	checkout.Journal
	reader
	r           *rig
	environment string
}

// reader sets the methods that a journal has twice apart.
type reader struct{ checkout.Reader }

func (j rigJournal) Attempt(_ context.Context, reference string) (payments.Attempt, error) {
	a, ok := j.r.attempts[reference]
	if !ok {
		return a, checkout.ErrNoAttempt
	}
	return a, nil
}

func (j rigJournal) Linked(ctx context.Context, reference string) ([]payments.Attempt, error) {
	return j.Journal.Linked(ctx, reference)
}

// List has what has its end, by creation.
func (j rigJournal) List(_ context.Context, q checkout.Query) ([]payments.Attempt, error) {
	var list []payments.Attempt
	for _, a := range j.r.ended {
		of := len(q.States) == 0 || slices.Contains(q.States, a.State)
		if of && q.Before.IsZero() && !a.Created.Before(q.After) && (q.Until.IsZero() || a.Created.Before(q.Until)) {
			list = append(list, a)
		}
	}
	return list, nil
}

// Open lists what is open.
// Touched are all that are in a state: what is too old is for the caller to tell.
func (j rigJournal) Touched(ctx context.Context, s payments.State, _ time.Time) ([]payments.Attempt, error) {
	return j.List(ctx, checkout.Query{States: []payments.State{s}})
}

func (j rigJournal) Open(context.Context) ([]payments.Attempt, error) { return j.r.left, nil }

func (j rigJournal) AppendCommand(_ context.Context, s checkout.CommandStep) error {
	j.r.mu.Lock()
	defer j.r.mu.Unlock()
	if j.r.full == nil {
		j.r.commands = append(j.r.commands, s)
	}
	return j.r.full
}

func (j rigJournal) Commands(context.Context, checkout.CommandQuery) ([]checkout.CommandStep, error) {
	return j.r.commands, nil
}

func (j rigJournal) Close() error {
	j.r.tell("journal closed " + j.environment)
	return nil
}

type rigEngine struct {
	present.Engine
	r           *rig
	environment string
	profile     string
	gateway     payments.Gateway
}

func (e *rigEngine) Receive(_ context.Context, d payments.Delivery) error {
	e.r.tell("received " + d.Header("token"))
	e.got("receive " + d.Header("token"))
	return nil
}

// got remembers that this profile's engine had a call.
func (e *rigEngine) got(call string) {
	e.r.mu.Lock()
	defer e.r.mu.Unlock()
	e.r.asked[call] = e.profile
}

func (e *rigEngine) Start(_ context.Context, q checkout.Request) (payments.Attempt, error) {
	e.got("start " + q.RequestKey)
	e.r.starts = append(e.r.starts, q)
	return payments.Attempt{}, nil
}

func (e *rigEngine) CardOf(_ context.Context, reference string) (payments.KeptCard, error) {
	e.got("card of " + reference)
	kept, ok := e.r.cards[reference]
	if !ok {
		return kept, payments.ErrNoCard
	}
	return kept, nil
}

func (e *rigEngine) KeepCard(_ context.Context, q checkout.CommandRequest) (checkout.CommandStep, payments.KeptCard, error) {
	e.got("take card " + q.RequestKey)
	kept := e.r.cards[q.RequestKey]
	return checkout.CommandStep{State: e.r.taken}, kept, e.r.takeErr
}

func (e *rigEngine) AdjustTip(_ context.Context, q checkout.TipRequest) (checkout.CommandStep, error) {
	e.got("tip " + q.RequestKey)
	return checkout.CommandStep{}, nil
}

func (e *rigEngine) CardNumber(_ context.Context, q checkout.CommandRequest) (checkout.CommandStep, payments.CardNumber, error) {
	e.got("number " + q.RequestKey)
	return checkout.CommandStep{}, payments.ReadCardNumber("9826000012345"), nil
}

func (e *rigEngine) Seek(_ context.Context, reference, _ string) (checkout.Seen, error) {
	e.got("seek " + reference)
	return checkout.Seen{}, checkout.ErrWrongAccount
}

func (e *rigEngine) Cancel(_ context.Context, reference string) error {
	e.got("cancel " + reference)
	return nil
}

func (e *rigEngine) Close(_ context.Context, reference, _ string) error {
	e.got("close " + reference)
	return nil
}

func (e *rigEngine) Refundable(_ context.Context, reference string) (checkout.Refundable, error) {
	e.got("refundable " + reference)
	return checkout.Refundable{}, nil
}

func (e *rigEngine) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	return e.gateway.Terminals(ctx)
}

func (e *rigEngine) Ping(ctx context.Context, _ payments.Terminal) (payments.Health, error) {
	_, err := e.gateway.Terminals(ctx)
	return payments.Health{}, err
}

// AskNow is about a payment of another key.
func (e *rigEngine) AskNow(_ context.Context, reference string) error {
	e.got("ask " + reference)
	return checkout.ErrWrongAccount
}

func (e *rigEngine) Run(ctx context.Context) error {
	<-ctx.Done()
	time.Sleep(time.Second) // virtual: workers that finish what they write
	if e.r.deafEngine != nil {
		<-e.r.deafEngine
	}
	e.r.tell("engine ended " + e.environment)
	return ctx.Err()
}

type rigKeys struct{ r *rig }

func (k rigKeys) Get(ctx context.Context, account string) (payments.Secret, bool, error) {
	if account == k.r.hang {
		<-ctx.Done()
		return payments.Secret{}, false, ctx.Err()
	}
	if !strings.HasSuffix(account, "-earlier") { // those are read in the background as well
		k.r.reads.Add(1)
	}
	k.r.mu.Lock()
	defer k.r.mu.Unlock()
	key, ok := k.r.keys[account]
	switch {
	case k.r.keyErr != nil:
		return payments.Secret{}, false, k.r.keyErr
	case k.r.deny != nil && k.r.deny(account):
		return payments.Secret{}, false, errBroken
	case !ok:
		return payments.Secret{}, false, errNone
	}
	return key, k.r.inMemory, nil
}

func (k rigKeys) Set(_ context.Context, account string, key payments.Secret) (bool, error) {
	k.r.mu.Lock()
	defer k.r.mu.Unlock()
	if k.r.killWrites > 0 {
		if k.r.killWrites--; k.r.killWrites == 0 {
			k.r.killWrites = 1
			return false, errBroken
		}
	}
	if k.r.keyErr != nil {
		return false, k.r.keyErr
	}
	k.r.keys[account] = key
	return k.r.inMemory, nil
}

func (k rigKeys) Forget(_ context.Context, account string) error {
	k.r.mu.Lock()
	defer k.r.mu.Unlock()
	delete(k.r.keys, account)
	return k.r.keyErr
}

func (k rigKeys) Open(context.Context) bool {
	k.r.looked.Add(1)
	k.r.mu.Lock()
	defer k.r.mu.Unlock()
	return !k.r.closed
}

type rigSettings struct{ r *rig }

func (s rigSettings) Load(context.Context) (map[string]string, error) {
	return s.r.settings, s.r.settingsErr
}

func (s rigSettings) Save(_ context.Context, changed map[string]string) error {
	for name, value := range changed {
		s.r.settings[name] = value
	}
	return s.r.settingsErr
}

type rigProfiles struct{ r *rig }

func (p rigProfiles) List(environment string, _ map[string]string) []session.Profile {
	if len(p.r.profiles) == 0 {
		return []session.Profile{{Key: environment}}
	}
	return p.r.profiles
}

func (p rigProfiles) Place(profile string) session.Place {
	at, id := payments.CutProfileKey(profile)
	place := session.Place{
		Account: payments.Account{Provider: "handpoint", Environment: at, Profile: id}, Secrets: p.r.secrets, OwnKey: at == "training",
	}
	if id != payments.DefaultProfile {
		place.Mark = profile
	}
	return place
}

func (rigProfiles) Named(a payments.Account) string {
	if a.Provider != "handpoint" {
		return ""
	}
	return payments.ProfileKey(a.Environment, a.Profile)
}
