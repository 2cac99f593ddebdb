package present

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Translate gives the sentence for a key of assets/translations, with its placeholders
// filled in. The program passes Fyne's lang, tests a reader of the English file.
type Translate func(key string, data map[string]any) string

// Engine is what the screens ask of the checkout engine. No method may be called on the
// UI goroutine: all of them may wait for a disk or the network.
type Engine interface {
	Start(ctx context.Context, r checkout.Request) (payments.Attempt, error)
	AskNow(ctx context.Context, reference string) error
	Cancel(ctx context.Context, reference string) error
	Close(ctx context.Context, reference, reason string) error
	Refundable(ctx context.Context, reference string) (checkout.Refundable, error)
	Held(ctx context.Context, reference string) (checkout.Held, error)
	Terminals(ctx context.Context) ([]payments.Terminal, error)
	Ping(ctx context.Context, t payments.Terminal) (payments.Health, error)
	// Command gives a command that is no payment, and returns how far it has come at once.
	Command(ctx context.Context, r checkout.CommandRequest) (checkout.CommandStep, error)
	// CardNumber has a loyalty card presented at a terminal. The number is shown once and kept nowhere; it
	// blocks until the terminal has told or was given up.
	CardNumber(ctx context.Context, r checkout.CommandRequest) (checkout.CommandStep, payments.CardNumber, error)
	// AdjustTip puts another tip on a sale that is over. It blocks until the provider has stated what it
	// charges, or was asked for long enough.
	AdjustTip(ctx context.Context, r checkout.TipRequest) (checkout.CommandStep, error)
	// CloseDay closes the day of the journal, see checkout.DayBook, and names who has closed it.
	CloseDay(ctx context.Context, since time.Time, zone *time.Location) (checkout.Day, error)
	// Erase takes what tells of a person out of a payment that is over.
	Erase(ctx context.Context, reference string) error
	// Progress is what the engine knows about an attempt that is not in the journal: when
	// it last asked, and when the truth is certain. It does no I/O and may be called on
	// the UI goroutine.
	Progress(reference string) checkout.Progress
	// StartsIn is how long it is until the provider takes another payment at a terminal. It
	// does no I/O either.
	StartsIn(t payments.Terminal) time.Duration
}

// Seeker asks the provider of one profile for a payment that this till did not take; see
// checkout.Engine.Seek. It may not be called on the UI goroutine.
type Seeker interface {
	Seek(ctx context.Context, reference, requestKey string) (checkout.Seen, error)
}

// Cards are those that the provider of one profile keeps for the shop, which knows them by name. Their
// tokens stay below the window, in the system's keyring. No method may be called on the UI goroutine.
type Cards interface {
	// List is in the order of the names. inMemory tells that they are kept until the program ends.
	List(ctx context.Context) (list []KeptCard, inMemory bool, err error)
	// Keep keeps the card of a payment that moved money. The payment is over, whatever the error.
	Keep(ctx context.Context, reference, name string) (inMemory bool, err error)
	// Take has a card presented at a terminal and keeps it without a sale. Nothing is charged, whatever
	// the error. It blocks until the terminal has told or was given up.
	Take(ctx context.Context, r checkout.CommandRequest, name string) (inMemory bool, err error)
	Rename(ctx context.Context, name, to string) error
	Remove(ctx context.Context, name string) error
}

// KeptCard is one of them.
type KeptCard struct{ Name, Masked string }

// Errors of kept cards. Compare with errors.Is.
var (
	ErrCardNameTaken = errors.New("a kept card has this name")
	ErrCardsFull     = errors.New("no more cards can be kept")
	ErrNoSuchCard    = errors.New("no kept card has this name")
	ErrCardRefused   = errors.New("no card was kept: the terminal or the provider said no")
	ErrCardUnsent    = errors.New("no card was kept: nothing was sent")
	ErrCardUnclear   = errors.New("it is not known whether a card is kept, and no token was told")
	ErrCardsClosed   = errors.New("the keyring with the kept cards did not answer")
)

// StageKeyring is told while the system's keyring is asked for the key, which may take as long
// as a person needs to type its password.
const StageKeyring checkout.StageKind = "keyring"

// Locked is what a session has of which a key could not be read, because the keyring was
// closed.
type Locked interface {
	// KeyBack waits, without asking a person anything, until the keys can be read. The
	// environment has then to be opened once more.
	KeyBack(ctx context.Context) error
}

// Records look after the journal of an open session. No method may be called on the UI
// goroutine; each tells its stages to who asked with checkout.WithStages.
type Records interface {
	// Check walks the whole journal. A *checkout.Misfit names the first line that does not
	// fit.
	Check(ctx context.Context) (lines int64, err error)
	// Backups lists the sound ones, newest first.
	Backups(ctx context.Context) (checkout.Backups, error)
	// Restore ends the session, sets its journal aside and puts a backup in its place.
	// Whatever it returns, the environment has to be opened again.
	Restore(ctx context.Context, name string) error
}

// People knows who is at the till. Operator, List and Lock do no I/O; nothing else may be called
// on the UI goroutine.
type People interface {
	// Operator is the zero one where the shop has named nobody, and an error while the till is
	// locked.
	Operator() (checkout.Operator, error)
	List() []checkout.Operator
	Lock()
	SignIn(ctx context.Context, name, pin string) error
	// Approve allows something once that the operator at the till may not do.
	Approve(ctx context.Context, a checkout.Approval, name, pin string) error
	Make(ctx context.Context, o checkout.Operator, pin string) error
	SetPIN(ctx context.Context, name, pin string) error
	Remove(ctx context.Context, name string) error
}

// Backend opens environments and keeps keys. The program implements it; no method may be
// called on the UI goroutine.
type Backend interface {
	// Open closes the session before and opens another: the journal of the class of an
	// environment, and all profiles of that class. Its journal errors are those of package
	// checkout. Updates of the engines go to notify until the next Open.
	Open(ctx context.Context, environment string, notify func(checkout.Update)) (*Session, error)
	// End closes the session, with a backup of what changed, and opens no other.
	End() error
	// TestKey lists the terminals of a profile with a key that is not stored yet. A profile is
	// named as in Profile.Key.
	TestKey(ctx context.Context, profile string, key payments.Secret) ([]payments.Terminal, error)
	// KeepSecret stores a credential of a profile, the key for one; inMemory tells that no
	// keyring could take it.
	KeepSecret(ctx context.Context, profile, credential string, secret payments.Secret) (inMemory bool, err error)
	ForgetSecret(ctx context.Context, profile, credential string) error
	// LoadSettings and SaveSettings carry the settings as plain words.
	LoadSettings(ctx context.Context) (map[string]string, error)
	SaveSettings(ctx context.Context, changed map[string]string) error
	// People knows who is at the till; nil where nobody asks for that. It does no I/O.
	People() People
	// Print gives a PDF to the system's printer. ErrNoPrinter where there is none.
	Print(ctx context.Context, title string, pdf []byte) error
	// OpenURL shows a receipt in the person's browser; only https, or the training host.
	OpenURL(ctx context.Context, location string) error
}

// Customer plays the people in front of the virtual terminals of training.
type Customer interface {
	// Watch calls show whenever a virtual terminal shows something else, until ctx ends.
	// show must not block.
	Watch(ctx context.Context, show func(Prompt))
	// Act does what a customer does. Actions that the moment does not allow do nothing.
	Act(serial string, action CustomerAction)
}

// Prompt is what a virtual terminal shows.
type Prompt struct {
	Terminal payments.Terminal
	Stage    CustomerStage
	Amount   payments.Money
	Kind     payments.Kind
	Tap      time.Duration // left alone, it taps after this
}

// CustomerStage is what the virtual terminal waits for.
type CustomerStage string

// The stages.
const (
	StageIdle       CustomerStage = "idle"
	StageTip        CustomerStage = "tip"
	StageCard       CustomerStage = "card"
	StagePIN        CustomerStage = "pin"
	StageSign       CustomerStage = "sign"
	StageProcessing CustomerStage = "processing"
	StageDone       CustomerStage = "done"
)

// CustomerAction is what a customer can do.
type CustomerAction string

// The actions.
const (
	ActTap     CustomerAction = "tap"
	ActInsert  CustomerAction = "insert_pin" // chip and PIN
	ActDecline CustomerAction = "decline"    // taps a card whose bank says no
	ActSign    CustomerAction = "sign"
	ActTip     CustomerAction = "tip"       // adds what the terminal offers first
	ActNoTip   CustomerAction = "no_tip"    // adds nothing
	ActCancel  CustomerAction = "cancel"    // the red key
	ActLeave   CustomerAction = "walk_away" // nothing happens any more
)
