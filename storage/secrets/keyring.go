package secrets

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"tillside/payments"
)

// Errors of a keyring. Compare with errors.Is. Neither they nor what they wrap ever hold a
// key.
var (
	ErrNoKey       = errors.New("no key is kept for this account")
	ErrUnavailable = errors.New("the keyring of the system is not available; it is locked, or none is running")
	ErrTooLong     = errors.New("the key is too long for the keyring of the system")
	ErrNotKept     = errors.New("the keyring of the system did not keep the key")
	ErrEmpty       = errors.New("there is no key to keep")
)

// service is the name that all our entries have in the keyring.
const service = "tillside"

// patience is how long a call may take. A locked keyring asks the person for its password
// in that time; the screens show that we wait for it.
const patience = 10 * time.Second

// Account names an entry: "<provider>/<environment>/<profile>/<credential>".
func Account(a payments.Account, credential string) string {
	return earlier(a) + "/" + credential
}

// earlier is how version 0.1.0 named the entry of an account, which had one key.
func earlier(a payments.Account) string {
	return a.Provider + "/" + a.Environment + "/" + a.Profile
}

// former is the name that an entry had in version 0.1.0, "" for one that there was not.
func former(account string) string {
	name, isKey := strings.CutSuffix(account, "/"+payments.CredentialAPI)
	if !isKey {
		return ""
	}
	return name
}

// Keyring is the keyring of the operating system. Its methods are safe for several
// goroutines, and one call at a time reaches the system: while one hangs, the others wait
// for their own deadline and no goroutines pile up.
type Keyring struct {
	system system
	looks  chan struct{} // held by a look that the system has not answered
	mu     sync.Mutex
	turn   chan struct{}
	writes chan struct{} // held by the write that is under way
}

// system is the part of go-keyring that we use.
type system interface {
	Get(service, user string) (string, error)
	Set(service, user, password string) error
	Delete(service, user string) error
	// Open reports whether Get would answer without asking a person for a password.
	Open() bool
}

// library is go-keyring as it is chosen for this operating system.
type library struct{}

func (library) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (library) Set(service, user, password string) error { return keyring.Set(service, user, password) }
func (library) Delete(service, user string) error        { return keyring.Delete(service, user) }

// NewKeyring gives access to the system's keyring. It does no I/O.
func NewKeyring() *Keyring { return newKeyring(library{}) }

func newKeyring(s system) *Keyring {
	return &Keyring{system: s, looks: make(chan struct{}, 1), turn: make(chan struct{}, 1), writes: make(chan struct{}, 1)}
}

// glance is how long a look may take. It asks nobody, so there is nothing to wait for.
const glance = 2 * time.Second

// Open reports whether the keyring can be read now without asking a person for a password.
// Where that cannot be found out quietly it says no. A call that still waits for its prompt
// does not block others any more once the keyring is open.
func (k *Keyring) Open(ctx context.Context) bool {
	select {
	case k.looks <- struct{}{}:
	default:
		return false // the look before is not answered
	}
	deadline := time.NewTimer(glance)
	defer deadline.Stop()
	answers := make(chan bool, 1)
	go func() {
		defer func() { <-k.looks }()
		a := guarded(func() (string, error) { return strconv.FormatBool(k.system.Open()), nil })
		answers <- a.value == strconv.FormatBool(true)
	}()
	select {
	case open := <-answers:
		if open {
			k.freshTurn()
		}
		return open
	case <-deadline.C:
	case <-ctx.Done():
	}
	return false
}

// freshTurn lets go of a call that hangs: the prompt that it waits for may never be answered
// when the keyring was unlocked in another way. A write that hangs still holds up other writes.
func (k *Keyring) freshTurn() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.turn = make(chan struct{}, 1)
}

// Get reads the key of an account. ErrNoKey means that the keyring answered and has none;
// everything else is ErrUnavailable, never "no key", or the end of ctx. A key that version
// 0.1.0 has kept is found under its name of then and moved: it is removed there when it is
// proven to be here, and not before.
func (k *Keyring) Get(ctx context.Context, account string) (payments.Secret, error) {
	secret, err := k.read(ctx, account)
	name := former(account)
	if !errors.Is(err, ErrNoKey) || name == "" {
		return secret, err
	}
	earlier, earlierErr := k.read(ctx, name)
	switch {
	case errors.Is(earlierErr, ErrNoKey):
		return k.read(ctx, account) // it may have been moved since
	case earlierErr != nil:
		return secret, earlierErr
	}
	return k.move(ctx, account, name, earlier)
}

// move gives the key of version 0.1.0 its name of today, where nobody has entered another one
// and nothing else is being written; it is tried again at the next reading.
func (k *Keyring) move(ctx context.Context, account, name string, earlier payments.Secret) (payments.Secret, error) {
	w, ok := k.beginNow()
	if !ok {
		return earlier, nil
	}
	defer w.done()
	secret, err := k.read(ctx, account)
	switch {
	case err == nil:
		return secret, nil
	case errors.Is(err, ErrNoKey) && w.keep(ctx, account, earlier) == nil:
		_ = w.remove(ctx, name) // what stays behind is asked for only where there is no other
	}
	return earlier, nil
}

func (k *Keyring) read(ctx context.Context, account string) (payments.Secret, error) {
	value, err := k.ask(ctx, nil, func() (string, error) { return k.system.Get(service, account) })
	if err != nil {
		return payments.Secret{}, fmt.Errorf("read the key of %s: %w", account, err)
	}
	secret := payments.NewSecret(value)
	if secret.Empty() {
		return secret, fmt.Errorf("read the key of %s: %w", account, ErrNoKey)
	}
	return secret, nil
}

// Set keeps a key and reads it back, because a keyring that takes a key and loses it looks
// like one that works. After a call that ran out of time the key may still be kept later,
// when the person answers the prompt.
func (k *Keyring) Set(ctx context.Context, account string, secret payments.Secret) error {
	if secret.Empty() {
		return fmt.Errorf("keep the key of %s: %w", account, ErrEmpty)
	}
	w, err := k.begin(ctx)
	if err != nil {
		return fmt.Errorf("keep the key of %s: %w", account, err)
	}
	defer w.done()
	err = w.keep(ctx, account, secret)
	if name := former(account); err == nil && name != "" {
		_ = w.remove(ctx, name) // as above
	}
	return err
}

func (w *write) keep(ctx context.Context, account string, secret payments.Secret) error {
	k := w.keyring
	_, err := k.ask(ctx, w, func() (string, error) { return "", k.system.Set(service, account, secret.Reveal()) })
	if err != nil {
		return fmt.Errorf("keep the key of %s: %w", account, err)
	}
	back, err := k.read(ctx, account)
	switch {
	case errors.Is(err, ErrNoKey):
		return fmt.Errorf("keep the key of %s: %w", account, ErrNotKept)
	case err != nil:
		return fmt.Errorf("keep the key of %s: %w", account, err)
	case subtle.ConstantTimeCompare([]byte(back.Reveal()), []byte(secret.Reveal())) != 1:
		return fmt.Errorf("keep the key of %s: %w", account, ErrNotKept)
	}
	return nil
}

// Forget removes the key of exactly this account, under its name of version 0.1.0 too. An
// account without a key is no error.
func (k *Keyring) Forget(ctx context.Context, account string) error {
	w, err := k.begin(ctx)
	if err != nil {
		return fmt.Errorf("forget the key of %s: %w", account, err)
	}
	defer w.done()
	if name := former(account); name != "" {
		if err := w.remove(ctx, name); err != nil {
			return err
		}
	}
	return w.remove(ctx, account)
}

func (w *write) remove(ctx context.Context, account string) error {
	k := w.keyring
	_, err := k.ask(ctx, w, func() (string, error) { return "", k.system.Delete(service, account) })
	if err != nil && !errors.Is(err, ErrNoKey) {
		return fmt.Errorf("forget the key of %s: %w", account, err)
	}
	return nil
}

type answer struct {
	value string
	err   error
}

// ask runs one call on a goroutine of its own and waits for it no longer than patience and
// ctx. A call that hangs keeps its goroutine and the turn until the system answers; there
// is no way to stop it. w is the write that the call belongs to, nil for a read.
func (k *Keyring) ask(ctx context.Context, w *write, call func() (string, error)) (string, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	k.mu.Lock()
	turn := k.turn
	k.mu.Unlock()
	select {
	case turn <- struct{}{}:
	case <-deadline.C:
		return "", fmt.Errorf("%w: an earlier question is not answered", ErrUnavailable)
	case <-ctx.Done():
		return "", ctx.Err()
	}
	answers := make(chan answer, 1)
	w.called()
	go func() {
		defer w.done()
		defer func() { <-turn }()
		answers <- guarded(call)
	}()
	select {
	case a := <-answers:
		return a.value, translate(a.err)
	case <-deadline.C:
		return "", fmt.Errorf("%w: no answer within %s", ErrUnavailable, patience)
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// guarded turns a panic of the system's library into an error: it must not end a program
// in which payments run.
func guarded(call func() (string, error)) (a answer) {
	defer func() {
		if recover() != nil {
			a = answer{err: errors.New("the keyring's library failed")}
		}
	}()
	value, err := call()
	return answer{value, err}
}

// translate keeps only what is known to be safe. Error texts of keyrings come from other
// programs, some of which were given the key as an argument.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, keyring.ErrNotFound):
		return ErrNoKey
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return ErrTooLong
	}
	return ErrUnavailable
}
