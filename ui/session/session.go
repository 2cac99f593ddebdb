// Package session opens what the screens work on: the journal of a class of environments, and
// of each of the shop's profiles of that class its key, its gateway and the engine between
// them, one class at a time. It implements present.Backend.
//
// The package knows no particular gateway, database or keyring. The program hands it in
// what it needs, as functions and small interfaces, so that it can be tested without any
// of them and the window stays free of all.
package session

import (
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

// Journal is the journal of one class, opened.
type Journal interface {
	checkout.Journal
	checkout.Reader
	// Touched are the attempts in a state that something was written about since a time.
	Touched(ctx context.Context, s payments.State, since time.Time) ([]payments.Attempt, error)
	Close() error
}

// Engine is what follows the payments of one profile.
type Engine interface {
	present.Engine
	present.Seeker
	// Run takes up what is open and blocks until ctx has ended and so have its workers.
	Run(ctx context.Context) error
	// CardOf reads the token for the card of a payment.
	CardOf(ctx context.Context, reference string) (payments.KeptCard, error)
	// KeepCard has a card presented and kept without a sale.
	KeepCard(ctx context.Context, r checkout.CommandRequest) (checkout.CommandStep, payments.KeptCard, error)
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
	Profile  string // see payments.ProfileKey
	Key      payments.Secret
	Secrets  map[string]payments.Secret // beside the key, by credential: those that are kept
	Settings map[string]string
}

// Place is what the program knows of where a profile is.
type Place struct {
	Account payments.Account // without the key's fingerprint
	Secrets []string         // what its provider asks for beside the key
	OwnKey  bool             // it brings its own, as training does
	Mark    string           // what its terminals are marked with, see payments.Terminal
}

// Profile is one that a shop has set up.
type Profile struct {
	Key  string // see payments.ProfileKey
	Name string
	Off  bool // it takes no payments; those that are open are followed to their end
}

// Profiles knows the profiles of a shop, and the environments of the program. No method does
// any I/O.
type Profiles interface {
	// List gives those of the class of an environment, those of the environment itself first.
	// There is always one.
	List(environment string, settings map[string]string) []Profile
	Place(profile string) Place
	// Named is the key of the profile of an account; "" where the program has no such
	// environment.
	Named(a payments.Account) (profile string)
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
	// PostTo has the training cloud post its webhook to a URL until it is told another, "" for none;
	// nil elsewhere.
	PostTo func(ctx context.Context, url string)
}

// System is what the computer does for the program.
type System struct {
	Browse func(*url.URL) error
	Print  func(ctx context.Context, title string, pdf []byte) error // by the printer that it uses by itself
}

// Params are what a Backend works with. Every field but Log, Listen, Restore and People is needed.
type Params struct {
	Profiles Profiles
	Entry    func(a payments.Account, credential string) string // the name of a secret in the keyring
	Connect  func(ctx context.Context, t Target) (Connection, error)
	Journal  func(ctx context.Context, environment string) (Journal, error)
	Engine   func(checkout.Params) (Engine, error)
	Keys     Keys
	NoKey    error
	Settings Settings
	Space    checkout.Space
	Folder   present.FolderNotice // what there is to say about the data folder
	System   System
	Log      *slog.Logger
	// Listen opens an address for results where the settings want one, else it is nil
	// without an error. Nil: this program never listens.
	Listen func(ctx context.Context, environment string, settings map[string]string) (Listener, error)
	// Restore puts a backup in the place of a journal that is closed. Nil: there are none.
	Restore func(ctx context.Context, environment, backup string) error
	// People knows who is at the till. Nil: nobody asks.
	People People
}

// People knows who is at the till, for the screens and for the engines.
type People interface {
	present.People
	checkout.Desk
}

// Backend implements present.Backend.
type Backend struct {
	params Params
	base   context.Context // ends with the program; engines live under it

	open sync.Mutex // one Open, KeepSecret or End at a time
	mu   sync.Mutex // guards running and closed
	// replacing is held while keys are replaced, or forgotten that were.
	replacing sync.Mutex
	// running is what is open, nil before the first.
	running *running
	closed  bool
	vain    vain
	trained map[string][]keptCard               // by profile: kept cards of training, which the simulator forgets as well; guarded by mu
	limits  atomic.Pointer[present.OwnerLimits] // as they are kept
	notes   []checkout.CommandStep              // of PINs, that are not written down yet; guarded by mu
}

// running is an open class.
type running struct {
	environment string
	profiles    []*profile // at work; the first is the environment's own
	journal     Journal
	listener    Listener // nil when results are only asked for
	stop        context.CancelFunc
	unneeded    chan struct{} // a key that was replaced may be needed no longer
	ended       chan struct{}
	silent      atomic.Bool // updates go nowhere any more

	refundTurns checkout.RefundTurns
}

// New makes a backend whose engines end with ctx at the latest.
func New(ctx context.Context, p Params) *Backend {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	return &Backend{params: p, base: ctx, trained: map[string][]keptCard{}}
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
	b.setLimits(settings)
	profiles, err := b.prepare(ctx, environment, settings)
	if err != nil {
		return nil, err
	}
	journal, err := b.params.Journal(ctx, environment)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	open, asked, err := askedAbout(ctx, journal)
	if err != nil {
		b.params.Log.Error("read journal", "error", err) // the engines read it again, and say so
	}
	profiles = append(profiles, b.leftOver(ctx, environment, profiles, settings, open)...)
	for _, p := range profiles {
		b.holdEarlier(ctx, p, asked, settings)
	}
	listener, listenErr := b.listen(ctx, environment, settings)
	r := &running{environment: environment, profiles: profiles, journal: journal, listener: listener, unneeded: make(chan struct{}, 1), ended: make(chan struct{}), refundTurns: checkout.NewRefundTurns()}
	if err := b.start(r, notify); err != nil {
		return nil, err
	}
	s := &present.Session{
		Environment: environment, Engine: router{r}, Reader: journal, Profiles: b.list(ctx, r),
		CallbackProblem: listenErr, Folder: present.DataFolder{Notice: b.params.Folder},
	}
	keyErr := unread(profiles)
	if first := b.vain.opened(keyErr); keyErr != nil {
		s.Locked = locked{b, r, first}
	}
	b.keep(s, r)
	b.params.Log.Info("environment open", "environment", environment, "count", len(s.Profiles), "terminals", len(s.Terminals()), "error", s.First().Problem)
	return s, nil
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
