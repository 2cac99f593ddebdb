package people_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/storage/people"
)

var errNoKey = errors.New("no key")

// keyring keeps secrets for a test; where it is shut it says so, and where there is none it takes
// them into memory.
type keyring struct {
	kept map[string]payments.Secret
	shut error
	none bool
}

func (k *keyring) Get(_ context.Context, account string) (payments.Secret, bool, error) {
	secret, ok := k.kept[account]
	switch {
	case k.shut != nil:
		return payments.Secret{}, false, k.shut
	case !ok:
		return payments.Secret{}, false, errNoKey
	}
	return secret, k.none, nil
}

func (k *keyring) Set(_ context.Context, account string, secret payments.Secret) (bool, error) {
	k.kept[account] = secret
	return k.none, k.shut
}

func (k *keyring) Forget(_ context.Context, account string) error {
	delete(k.kept, account)
	return nil
}

type rig struct {
	*testing.T
	dir   string
	keys  *keyring
	now   time.Time
	book  *people.Book
	store *storage.Settings
}

func newRig(t *testing.T) *rig {
	r := &rig{T: t, dir: t.TempDir(), keys: &keyring{kept: map[string]payments.Secret{}}, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	r.open()
	return r
}

// open starts the program anew.
func (r *rig) open() {
	r.Helper()
	if r.store != nil {
		r.must(r.store.Close())
	}
	var err error
	r.store, err = storage.OpenSettings(r.Context(), r.dir)
	r.must(err)
	store := r.store
	r.Cleanup(func() { _ = store.Close() })
	r.book, err = people.Open(r.Context(), people.Params{
		Store: r.store, Keys: r.keys, NoKey: errNoKey, Pepper: "pepper", Now: func() time.Time { return r.now },
	})
	r.must(err)
}

func (r *rig) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *rig) wants(want, got error) {
	r.Helper()
	if !errors.Is(got, want) {
		r.Errorf("got %v, want %v", got, want)
	}
}

func (r *rig) make(name string, role checkout.Role, pin string) error {
	return r.book.Make(r.Context(), checkout.Operator{Name: name, Role: role}, pin)
}

func (r *rig) in(name, pin string) error { return r.book.SignIn(r.Context(), name, pin) }

// A shop of one person sees nothing of it; from the first operator on the till asks for a PIN.
func TestFromOnePersonToSeveral(t *testing.T) {
	r := newRig(t)
	if o, err := r.book.Operator(); err != nil || o != (checkout.Operator{}) || !o.May(checkout.RightSettings) {
		t.Errorf("nobody is named, and %+v is at the till: %v", o, err)
	}
	r.wants(checkout.ErrLastOwner, r.make("Anna", checkout.RoleCashier, "1234"))
	r.wants(checkout.ErrBadPIN, r.make("Olga", checkout.RoleOwner, "123"))
	r.wants(checkout.ErrBadPIN, r.make("Olga", checkout.RoleOwner, "12a4"))
	r.wants(checkout.ErrBadName, r.make(" ", checkout.RoleOwner, "1234"))
	r.wants(checkout.ErrBadName, r.make("4111 1111 1111 1111", checkout.RoleOwner, "1234"))
	r.must(r.make("  Olga  Berg ", checkout.RoleOwner, "24680"))
	r.must(r.make("Anna", checkout.RoleCashier, "1357"))
	r.wants(checkout.ErrNameTaken, r.make("anna", checkout.RoleCashier, "1357"))

	r.open()
	if _, err := r.book.Operator(); !errors.Is(err, checkout.ErrNobody) {
		t.Errorf("after a start the till is not locked: %v", err)
	}
	r.wants(checkout.ErrNobody, r.make("Ben", checkout.RoleCashier, "1357"))
	r.wants(checkout.ErrNoOperator, r.in("Ben", "1357"))
	r.wants(checkout.ErrWrongPIN, r.in("Anna", "24680"))
	r.must(r.in("Anna", "1357"))
	if o, err := r.book.Operator(); err != nil || o.Name != "Anna" || o.Role != checkout.RoleCashier {
		t.Errorf("%+v is at the till: %v", o, err)
	}
	r.wants(checkout.ErrNotAllowed, r.make("Ben", checkout.RoleCashier, "1357"))
	r.wants(checkout.ErrWrongPIN, r.in("Olga Berg", "1357"))
	if o, _ := r.book.Operator(); o.Name != "Anna" {
		t.Errorf("a wrong PIN sent %q away", o.Name)
	}
	r.must(r.in("olga berg", "24680"))
	r.wants(checkout.ErrLastOwner, r.book.Remove(r.Context(), "Olga Berg"))
	r.must(r.book.Remove(r.Context(), "Anna"))
	r.must(r.book.Remove(r.Context(), "Olga Berg"))
	if o, err := r.book.Operator(); err != nil || o.Name != "" {
		t.Errorf("nobody is left, and %+v is at the till: %v", o, err)
	}
}

// Five wrong PINs lock an operator's out, over a restart too, and no other's.
func TestFiveWrongPINs(t *testing.T) {
	r := newRig(t)
	r.must(r.make("Olga", checkout.RoleOwner, "24680"))
	r.must(r.make("Anna", checkout.RoleCashier, "1357"))
	for range 3 {
		r.wants(checkout.ErrWrongPIN, r.in("Anna", "0000"))
	}
	r.open()
	r.wants(checkout.ErrWrongPIN, r.in("Anna", "0000"))
	r.wants(checkout.ErrLockedOut, r.in("Anna", "0000"))
	r.wants(checkout.ErrLockedOut, r.in("Anna", "1357"))
	r.open()
	r.wants(checkout.ErrLockedOut, r.in("Anna", "1357"))
	r.must(r.in("Olga", "24680"))
	if locked := r.book.List()[0]; locked.Name != "Anna" || !locked.LockedUntil.Equal(r.now.Add(15*time.Minute)) {
		t.Errorf("the list says %+v", locked)
	}
	r.now = r.now.Add(15 * time.Minute)
	r.wants(checkout.ErrLockedOut, r.in("Anna", "0000")) // the next wrong one locks again
	r.now = r.now.Add(16 * time.Minute)
	r.must(r.in("Anna", "1357"))
	r.wants(checkout.ErrWrongPIN, r.in("Anna", "0000")) // and a right one begins anew
	r.must(r.in("Olga", "24680"))
	for range 5 {
		_ = r.in("Anna", "0000")
	}
	r.must(r.book.SetPIN(r.Context(), "Anna", "9753"))
	r.must(r.in("Anna", "9753"))
	r.wants(checkout.ErrWrongPIN, r.in("Anna", "1357"))
}

// What is allowed is one thing, for two minutes, and until somebody else comes to the till.
func TestApprovals(t *testing.T) {
	r := newRig(t)
	r.must(r.make("Olga", checkout.RoleOwner, "24680"))
	r.must(r.make("Anna", checkout.RoleCashier, "1357"))
	r.must(r.in("Anna", "1357"))
	a := checkout.Approval{RequestKey: "one", Kind: payments.KindRefund}
	allowed := func() bool { _, ok := r.book.Approver(a); return ok }
	r.wants(checkout.ErrNotAllowed, r.book.Approve(r.Context(), a, "Anna", "1357"))
	r.wants(checkout.ErrWrongPIN, r.book.Approve(r.Context(), a, "Olga", "1357"))
	if allowed() {
		t.Error("allowed by nobody")
	}
	r.must(r.book.Approve(r.Context(), a, "Olga", "24680"))
	if by, ok := r.book.Approver(a); !ok || by.Name != "Olga" {
		t.Errorf("allowed by %+v", by)
	}
	if o, _ := r.book.Operator(); o.Name != "Anna" {
		t.Errorf("%q is at the till", o.Name)
	}
	if _, ok := r.book.Approver(checkout.Approval{RequestKey: "two", Kind: payments.KindRefund}); ok {
		t.Error("something else is allowed as well")
	}
	r.now = r.now.Add(2*time.Minute + time.Second)
	if allowed() {
		t.Error("allowed for longer than two minutes")
	}
	r.must(r.book.Approve(r.Context(), a, "Olga", "24680"))
	r.book.Lock()
	if _, err := r.book.Operator(); !errors.Is(err, checkout.ErrNobody) || allowed() {
		t.Error("the till is locked, and something is still allowed")
	}
}

// Without the keyring no PIN is made and none is right, and no wrong one is counted.
func TestTheKeyringIsNeeded(t *testing.T) {
	r := newRig(t)
	r.keys.none = true
	r.wants(checkout.ErrPINUnchecked, r.make("Olga", checkout.RoleOwner, "24680"))
	if len(r.book.List()) != 0 || len(r.keys.kept) != 0 {
		t.Errorf("made %v with %v", r.book.List(), r.keys.kept)
	}
	r.keys.none = false
	r.must(r.make("Olga", checkout.RoleOwner, "24680"))
	r.open()
	r.keys.shut = errors.New("locked")
	for range 6 {
		r.wants(checkout.ErrPINUnchecked, r.in("Olga", "24680"))
	}
	r.keys.shut = nil
	r.must(r.in("Olga", "24680"))
	clear(r.keys.kept)
	r.wants(checkout.ErrNoPepper, r.in("Olga", "24680"))
	r.wants(checkout.ErrNoPepper, r.make("Anna", checkout.RoleOwner, "24680"))
}

// Neither the PIN nor the pepper is in the settings.
func TestNoPINIsWrittenDown(t *testing.T) {
	r := newRig(t)
	r.must(r.make("Olga", checkout.RoleOwner, "24681357"))
	rows, err := r.store.Operators(t.Context())
	r.must(err)
	pepper := r.keys.kept["pepper"].Reveal()
	if h := rows[0].PINHash; len(h.Salt) != 16 || len(h.Sum) != 32 || h.Passes < 2 || h.Kibibytes < 19*1024 || len(pepper) < 40 {
		t.Errorf("made with %d, %d, %d, %d, %d", len(h.Salt), len(h.Sum), h.Passes, h.Kibibytes, len(pepper))
	}
	for _, text := range []string{string(rows[0].Sum), string(rows[0].Salt)} {
		if strings.Contains(text, "2468") || strings.Contains(text, pepper) {
			t.Error("it can be read")
		}
	}
}
