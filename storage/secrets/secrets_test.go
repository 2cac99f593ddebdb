package secrets_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"

	"tillside/payments"
	"tillside/storage/secrets"
)

const account = "handpoint/production/default/api"

// before is how version 0.1.0 named it.
const before = "handpoint/production/default"

// value is the key of the tests. No error may ever hold it.
const value = "TESTKEY-0000000-1111111-2222222"

var key = payments.NewSecret(value)

// fake is a keyring of which each call can be changed.
type fake struct {
	get    func(service, user string) (string, error)
	set    func(service, user, password string) error
	delete func(service, user string) error
	open   func() bool
}

func (f fake) Get(service, user string) (string, error) { return f.get(service, user) }
func (f fake) Set(service, user, password string) error { return f.set(service, user, password) }
func (f fake) Delete(service, user string) error        { return f.delete(service, user) }
func (f fake) Open() bool                               { return f.open() }
func takes(string, string, string) error                { return nil }
func answers(text string) func(_, _ string) (string, error) {
	return func(string, string) (string, error) { return text, nil }
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// is checks what an error means and that it does not tell the key.
func is(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, text := range []string{fmt.Sprint(got), fmt.Sprintf("%+v", got), fmt.Sprintf("%#v", got)} {
		if strings.Contains(text, value) {
			t.Errorf("the error tells the key: %s", text)
		}
	}
}

func TestAccount(t *testing.T) {
	got := secrets.Account(payments.Account{
		Provider: "handpoint", Environment: "production", Profile: "default", KeyFingerprint: "ff",
	}, payments.CredentialAPI)
	if got != account {
		t.Errorf("got %q, want %q", got, account)
	}
}

func TestKeyring(t *testing.T) {
	keyring.MockInit()
	k := secrets.NewKeyring()
	_, err := k.Get(t.Context(), account)
	is(t, err, secrets.ErrNoKey)
	must(t, k.Forget(t.Context(), account))

	other := payments.NewSecret("another")
	must(t, k.Set(t.Context(), account, key))
	must(t, k.Set(t.Context(), "handpoint/development/default", other))
	for name, want := range map[string]payments.Secret{account: key, "handpoint/development/default": other} {
		got, err := k.Get(t.Context(), name)
		if err != nil || got != want {
			t.Errorf("%s: got another key, %v", name, err)
		}
	}
	kept, err := keyring.Get("tillside", account)
	if err != nil || kept != value {
		t.Errorf("the system's keyring does not hold the key under its name: %v", err)
	}

	must(t, k.Set(t.Context(), account, other))
	got, err := k.Get(t.Context(), account)
	if err != nil || got != other {
		t.Errorf("a new key does not replace the old one: %v", err)
	}
	must(t, k.Forget(t.Context(), account))
	_, err = k.Get(t.Context(), account)
	is(t, err, secrets.ErrNoKey)
	if _, err := k.Get(t.Context(), "handpoint/development/default"); err != nil {
		t.Errorf("another account's key was forgotten too: %v", err)
	}
}

// A key of version 0.1.0 is found and moved.
func TestAKeyOfTheFirstVersionIsMoved(t *testing.T) {
	keyring.MockInit()
	must(t, keyring.Set("tillside", before, value))
	k := secrets.NewKeyring()
	for range 2 {
		got, err := k.Get(t.Context(), account)
		if err != nil || got != key {
			t.Fatalf("got another key, %v", err)
		}
		if kept, err := keyring.Get("tillside", account); err != nil || kept != value {
			t.Errorf("it is not under its new name: %v", err)
		}
		if _, err := keyring.Get("tillside", before); !errors.Is(err, keyring.ErrNotFound) {
			t.Errorf("it is under its old name still: %v", err)
		}
	}
	must(t, keyring.Set("tillside", before, "an older one"))
	if got, err := k.Get(t.Context(), account); err != nil || got != key {
		t.Errorf("an older key came before the one that is kept: %v", err)
	}
	must(t, k.Forget(t.Context(), account))
	_, err := k.Get(t.Context(), account)
	is(t, err, secrets.ErrNoKey)
}

// A new key leaves none of version 0.1.0 behind, and another credential was never there.
func TestTheKeyOfTheFirstVersionIsReplaced(t *testing.T) {
	keyring.MockInit()
	must(t, keyring.Set("tillside", before, "an older one"))
	k := secrets.NewKeyring()
	_, err := k.Get(t.Context(), before+"/refunds")
	is(t, err, secrets.ErrNoKey)
	must(t, k.Set(t.Context(), before+"/refunds", key))
	if _, err := keyring.Get("tillside", before); err != nil {
		t.Errorf("another secret took the key away: %v", err)
	}
	must(t, k.Set(t.Context(), account, key))
	if _, err := keyring.Get("tillside", before); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the older key is still kept: %v", err)
	}
}

// Until the key is proven to be under its new name it stays under the old one.
func TestAKeyIsNotMovedIntoNowhere(t *testing.T) {
	for name, system := range map[string]fake{
		"cannot be written": {set: func(string, string, string) error { return errors.New("locked") }},
		"is taken and lost": {set: takes},
		"panics":            {set: func(string, string, string) error { panic(value) }},
	} {
		system.get = func(_, user string) (string, error) {
			if user == before {
				return value, nil
			}
			return "", keyring.ErrNotFound
		}
		system.delete = func(_, user string) error { t.Errorf("%s: %s is deleted", name, user); return nil }
		if got, err := secrets.Over(system).Get(t.Context(), account); err != nil || got != key {
			t.Errorf("%s: the key is not found: %v", name, err)
		}
	}
	locked := fake{get: func(_, user string) (string, error) {
		if user == before {
			return "", errors.New("locked")
		}
		return "", keyring.ErrNotFound
	}}
	_, err := secrets.Over(locked).Get(t.Context(), account)
	is(t, err, secrets.ErrUnavailable)
	must(t, func() error {
		return secrets.Over(fake{set: takes, get: answers(value), delete: func(string, string) error { return errors.New("locked") }}).Set(t.Context(), account, key)
	}())
}

func TestKeyringErrors(t *testing.T) {
	locked := errors.New("prompt dismissed while storing " + value)
	tests := []struct {
		name   string
		system fake
		do     func(context.Context, *secrets.Keyring) error
		want   error
	}{
		{"set: no keyring", fake{set: func(string, string, string) error { return locked }}, set, secrets.ErrUnavailable},
		{"set: too long", fake{set: func(string, string, string) error { return keyring.ErrSetDataTooBig }}, set, secrets.ErrTooLong},
		{"set: taken and lost", fake{set: takes, get: func(string, string) (string, error) {
			return "", keyring.ErrNotFound
		}}, set, secrets.ErrNotKept},
		{"set: taken and changed", fake{set: takes, get: answers("something else")}, set, secrets.ErrNotKept},
		{"set: taken and cut", fake{set: takes, get: answers(value[:10])}, set, secrets.ErrNotKept},
		{"set: cannot be read back", fake{set: takes, get: func(string, string) (string, error) {
			return "", locked
		}}, set, secrets.ErrUnavailable},
		{"set: panics", fake{set: func(string, string, string) error { panic(value) }}, set, secrets.ErrUnavailable},
		{"set: nothing", fake{}, func(ctx context.Context, k *secrets.Keyring) error {
			return k.Set(ctx, account, payments.NewSecret("  \n"))
		}, secrets.ErrEmpty},
		{"get: no keyring", fake{get: func(string, string) (string, error) { return value, locked }}, get, secrets.ErrUnavailable},
		{"get: an empty entry", fake{get: answers("")}, get, secrets.ErrNoKey},
		{"forget: no keyring", fake{delete: func(string, string) error { return locked }}, forget, secrets.ErrUnavailable},
		{"forget: nothing there", fake{delete: func(string, string) error { return keyring.ErrNotFound }}, forget, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			is(t, tt.do(t.Context(), secrets.Over(tt.system)), tt.want)
		})
	}
}

func set(ctx context.Context, k *secrets.Keyring) error    { return k.Set(ctx, account, key) }
func forget(ctx context.Context, k *secrets.Keyring) error { return k.Forget(ctx, account) }
func get(ctx context.Context, k *secrets.Keyring) error {
	_, err := k.Get(ctx, account)
	return err
}

// The Secret Service can wait for ever on a prompt. Nobody waits longer than ten seconds
// for it, only one goroutine hangs, and all is well when it answers.
func TestAKeyringThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		prompt := make(chan struct{})
		var inside atomic.Int32
		k := secrets.Over(fake{get: func(string, string) (string, error) {
			inside.Add(1)
			<-prompt
			return value, nil
		}})
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				began := time.Now()
				is(t, get(t.Context(), k), secrets.ErrUnavailable)
				if took := time.Since(began); took != 10*time.Second {
					t.Errorf("it took %s", took)
				}
			})
		}
		all.Wait()
		if n := inside.Load(); n != 1 {
			t.Errorf("%d calls hang, want 1", n)
		}
		close(prompt)
		synctest.Wait()
		must(t, get(t.Context(), k))
	})
}

func TestAPersonStopsWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		prompt := make(chan struct{})
		defer close(prompt)
		k := secrets.Over(fake{set: func(string, string, string) error { <-prompt; return nil }})
		for range 2 { // the first waits for the answer, the second for its turn
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
			began := time.Now()
			is(t, set(ctx, k), context.DeadlineExceeded)
			if took := time.Since(began); took != 3*time.Second {
				t.Errorf("it took %s", took)
			}
			is(t, set(ctx, k), context.DeadlineExceeded)
			cancel()
		}
	})
}

func TestStoreWithAKeyring(t *testing.T) {
	keyring.MockInit()
	s := secrets.NewStore(secrets.NewKeyring())
	_, _, err := s.Get(t.Context(), account)
	is(t, err, secrets.ErrNoKey)
	inMemory, err := s.Set(t.Context(), account, key)
	if inMemory || err != nil {
		t.Errorf("got %v, %v", inMemory, err)
	}
	got, inMemory, err := s.Get(t.Context(), account)
	if got != key || inMemory || err != nil {
		t.Errorf("got %v, %v", inMemory, err)
	}
	must(t, s.Forget(t.Context(), account))
	_, _, err = s.Get(t.Context(), account)
	is(t, err, secrets.ErrNoKey)
}

func TestStoreWithoutAKeyring(t *testing.T) {
	keyring.MockInitWithError(errors.New("no D-Bus session"))
	s := secrets.NewStore(secrets.NewKeyring())
	_, _, err := s.Get(t.Context(), account)
	is(t, err, secrets.ErrUnavailable)
	inMemory, err := s.Set(t.Context(), account, key)
	if !inMemory || err != nil {
		t.Fatalf("got %v, %v", inMemory, err)
	}
	got, inMemory, err := s.Get(t.Context(), account)
	if got != key || !inMemory || err != nil {
		t.Errorf("got %v, %v", inMemory, err)
	}
	is(t, s.Forget(t.Context(), account), secrets.ErrUnavailable)
	_, inMemory, err = s.Get(t.Context(), account)
	is(t, err, secrets.ErrUnavailable)
	if inMemory {
		t.Error("a key that was forgotten is still in memory")
	}
	if text := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(text, value) {
		t.Error("printing the store tells a key")
	}
}

// A key that came into memory while the keyring was away goes from there when it is back.
func TestStoreMovesToAKeyringThatIsBack(t *testing.T) {
	keyring.MockInitWithError(errors.New("locked"))
	s := secrets.NewStore(secrets.NewKeyring())
	_, err := s.Set(t.Context(), account, payments.NewSecret("old"))
	must(t, err)
	keyring.MockInit()
	inMemory, err := s.Set(t.Context(), account, key)
	if inMemory || err != nil {
		t.Fatalf("got %v, %v", inMemory, err)
	}
	got, inMemory, err := s.Get(t.Context(), account)
	if got != key || inMemory || err != nil {
		t.Errorf("got %v, %v", inMemory, err)
	}
}

// What is wrong with the key itself is told and not hidden in memory.
func TestStoreRefusesWhatNoKeyringTakes(t *testing.T) {
	s := secrets.NewStore(secrets.Over(fake{
		set: func(string, string, string) error { return keyring.ErrSetDataTooBig },
		get: func(string, string) (string, error) { return "", keyring.ErrNotFound },
	}))
	inMemory, err := s.Set(t.Context(), account, key)
	is(t, err, secrets.ErrTooLong)
	if inMemory {
		t.Error("it went into memory")
	}
	_, err = s.Set(t.Context(), account, payments.Secret{})
	is(t, err, secrets.ErrEmpty)
	_, _, err = s.Get(t.Context(), account)
	is(t, err, secrets.ErrNoKey)
}
