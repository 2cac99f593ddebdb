// Package session opens what the screens work on: the journal of an environment, its key,
// its gateway and the engine between them, one environment at a time. It implements
// present.Backend.
//
// The package knows no particular gateway, database or keyring. The program hands it in
// what it needs, as functions and small interfaces, so that it can be tested without any
// of them and the window stays free of all.
package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// Profile is the keyring's profile while a shop has one key per environment.
const Profile = "default"

// How long a step may take before the program goes on without it.
const (
	stopLimit = 5 * time.Second  // for the engine's workers to end
	listLimit = 15 * time.Second // for the list of terminals
)

// ErrLocation is an address that is not opened in a browser: neither https nor a receipt
// of the training cloud.
var ErrLocation = errors.New("this address is not opened")

// Errors of opening an environment.
var (
	ErrClosed = errors.New("the program is closing")
	ErrBusy   = errors.New("the environment before has not ended yet")
)

// Journal is one environment's journal, opened.
type Journal interface {
	checkout.Journal
	checkout.Reader
	Close() error
}

// Engine is what follows the payments of one environment.
type Engine interface {
	present.Engine
	// Run takes up what is open and blocks until ctx has ended and so have its workers.
	Run(ctx context.Context) error
	// Receive takes in a result that was brought to the till.
	Receive(ctx context.Context, d payments.Delivery) error
}

// Keys keeps the API keys by account.
type Keys interface {
	// Get is the key of an account; the error is Params.NoKey when there is none. Any other
	// error means that the keyring cannot be asked, which is not the same as having no key.
	// inMemory tells that the key lives until the program ends and no longer.
	Get(ctx context.Context, account string) (key payments.Secret, inMemory bool, err error)
	Set(ctx context.Context, account string, key payments.Secret) (inMemory bool, err error)
	Forget(ctx context.Context, account string) error
	// Open reports whether Get would answer now without asking a person for a password.
	Open(ctx context.Context) bool
}

// Settings keeps what a shop chose, as plain words.
type Settings interface {
	Load(ctx context.Context) (map[string]string, error)
	Save(ctx context.Context, changed map[string]string) error
}

// Target is what to connect to.
type Target struct {
	Environment string
	Key         payments.Secret
	Secrets     map[string]payments.Secret // beside the key, by credential: those that are kept
	Settings    map[string]string
}

// Place is what the program knows of an environment.
type Place struct {
	Account payments.Account // without the key's fingerprint
	Secrets []string         // what its provider asks for beside the key
	OwnKey  bool             // it brings its own, as training does
}

// Connection is a gateway that was made for a target. Making it does no I/O at the
// provider.
type Connection struct {
	Gateway     payments.Gateway
	Key         payments.Secret  // the key in use: training brings its own
	Customer    present.Customer // of training; nil elsewhere
	Receipts    checkout.Fetcher
	ReceiptHost string // host and port that serve receipts without https; "" none
	// MayOpen tells whether a location is the provider's, or of the configured addresses, and so
	// may be opened in a browser; nil means that nothing may.
	MayOpen func(location string) bool
}

// Params are what a Backend works with. Every field but Log, Listen and Restore is
// needed.
type Params struct {
	Place    func(environment string) Place
	Entry    func(a payments.Account, credential string) string // the name of a secret in the keyring
	Connect  func(ctx context.Context, t Target) (Connection, error)
	Journal  func(ctx context.Context, environment string) (Journal, error)
	Engine   func(checkout.Params) (Engine, error)
	Keys     Keys
	NoKey    error
	Settings Settings
	Space    checkout.Space
	Folder   present.FolderNotice // what there is to say about the data folder
	Browse   func(*url.URL) error
	Log      *slog.Logger
	// Listen opens an address for results where the settings want one, else it is nil
	// without an error. Nil: this program never listens.
	Listen func(ctx context.Context, environment string, settings map[string]string) (Listener, error)
	// Restore puts a backup in the place of a journal that is closed. Nil: there are none.
	Restore func(ctx context.Context, environment, backup string) error
}

// Backend implements present.Backend.
type Backend struct {
	params Params
	base   context.Context // ends with the program; engines live under it

	open sync.Mutex // one Open, KeepSecret or End at a time
	mu   sync.Mutex // guards running and closed
	// running is the environment that is open, nil before the first.
	running *running
	closed  bool
	vain    vain
}

// running is an open environment.
type running struct {
	environment string
	account     payments.Account
	connection  Connection
	journal     Journal
	listener    Listener // nil when results are only asked for
	stop        context.CancelFunc
	ended       chan struct{}
	silent      atomic.Bool // updates go nowhere any more
}

// New makes a backend whose engines end with ctx at the latest.
func New(ctx context.Context, p Params) *Backend {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	return &Backend{params: p, base: ctx}
}

// Open implements present.Backend.
func (b *Backend) Open(ctx context.Context, environment string, notify func(checkout.Update)) (*present.Session, error) {
	b.open.Lock()
	defer b.open.Unlock()
	if b.isClosed() {
		return nil, ErrClosed
	}
	if err := b.stopRunning(); err != nil {
		return nil, err
	}
	settings, err := b.params.Settings.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	key, inMemory, keyErr := b.key(ctx, environment)
	kept, unkept, keptErr := b.secrets(ctx, environment)
	keyErr = cmp.Or(keyErr, keptErr)
	connection, err := b.params.Connect(ctx, Target{Environment: environment, Key: key, Secrets: kept, Settings: settings})
	if err != nil {
		return nil, fmt.Errorf("connect to %s: %w", environment, err)
	}
	journal, err := b.params.Journal(ctx, environment)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	listener, listenErr := b.listen(ctx, environment, settings)
	r := &running{
		environment: environment, account: b.params.Place(environment).Account, connection: connection,
		journal: journal, listener: listener, ended: make(chan struct{}),
	}
	engine, err := b.start(r, notify)
	if err != nil {
		return nil, err
	}
	s := &present.Session{
		Engine: engine, Reader: journal, Info: payments.Describe(connection.Gateway), Environment: environment,
		KeptKeys: present.KeptKeys{KeyMissing: connection.Key.Empty() && keyErr == nil, KeyInMemory: inMemory, Secrets: unkept},
		Customer: connection.Customer, ReceiptHost: connection.ReceiptHost,
		CallbackURL: r.callbackURL(), CallbackProblem: listenErr,
	}
	if first := b.vain.opened(keyErr); keyErr != nil {
		s.Engine = locked{engine, b, r, first}
	}
	s.Folder = present.DataFolder{Notice: b.params.Folder}
	b.keep(s, r)
	s.Terminals, s.Problem = b.terminals(ctx, r, engine, keyErr)
	b.params.Log.Info("environment open", "environment", environment, "terminals", len(s.Terminals), "error", s.Problem)
	return s, nil
}

// start makes the engine and lets it run on a goroutine of its own, which the running
// environment owns and stopRunning ends.
func (b *Backend) start(r *running, notify func(checkout.Update)) (Engine, error) {
	ctx, stop := context.WithCancel(b.base)
	r.stop = stop
	c := r.connection
	r.account.KeyFingerprint = fingerprint(c)
	engine, err := b.params.Engine(checkout.Params{
		Journal: r.journal, Gateway: c.Gateway, Receipts: c.Receipts, Space: b.params.Space, Log: b.params.Log,
		Account: r.account,
		Notify: func(u checkout.Update) {
			if !r.silent.Load() {
				notify(u)
			}
		},
		CallbackURL: r.callbackURL(),
	})
	if err != nil {
		stop()
		if r.listener != nil {
			_ = r.listener.Serve(ctx) // ctx has ended, so that it is closed and nothing else
		}
		return nil, errors.Join(fmt.Errorf("follow the payments of %s: %w", r.environment, err), r.journal.Close())
	}
	go b.work(ctx, r, engine)
	b.mu.Lock()
	b.running = r
	b.mu.Unlock()
	return engine, nil
}

// fingerprint is what an attempt is bound to beside its environment: the key and, where the
// gateway's addresses are one's own, those.
func fingerprint(c Connection) string {
	key, scope := c.Key.Fingerprint(), c.Gateway.Info().Scope
	if key == "" || scope == "" {
		return key
	}
	return key + "@" + scope
}

// terminals lists the terminals, or says why that was not possible. Without a key nobody
// is asked.
func (b *Backend) terminals(ctx context.Context, r *running, e Engine, keyErr error) ([]payments.Terminal, error) {
	if r.connection.Key.Empty() {
		return nil, keyErr
	}
	ctx, cancel := context.WithTimeout(ctx, listLimit)
	defer cancel()
	return e.Terminals(ctx)
}

// stopRunning ends the open environment. An engine that does not end in time keeps its
// journal, so that a result that is just being written is not lost, and stays the running
// one: two engines must never follow the same payments.
func (b *Backend) stopRunning() error {
	b.mu.Lock()
	r := b.running
	b.mu.Unlock()
	if r == nil {
		return nil
	}
	r.silent.Store(true)
	r.stop()
	timeout := time.NewTimer(stopLimit)
	defer timeout.Stop()
	select {
	case <-r.ended:
	case <-timeout.C:
		b.params.Log.Warn("engine still busy", "environment", r.environment)
		return ErrBusy
	}
	b.mu.Lock()
	b.running = nil
	b.mu.Unlock()
	if err := r.journal.Close(); err != nil {
		// Every write was committed before this; there is nothing left to lose.
		b.params.Log.Error("close journal", "environment", r.environment, "error", err)
	}
	return nil
}

// End implements present.Backend. ErrBusy says that work was still going on at the end.
// Once it has gone well, another call changes nothing.
func (b *Backend) End() error {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.open.Lock()
	defer b.open.Unlock()
	return b.stopRunning()
}

func (b *Backend) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}
