package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/session"
)

const earlierEntry = "handpoint/production/default/api-earlier"

// openWith is an open payment that was sent with a key.
func openWith(key string) payments.Attempt {
	var a payments.Attempt
	a.Account, a.State = shopAccount, payments.StateWaiting
	a.Account.KeyFingerprint = payments.NewSecret(key).Fingerprint()
	return a
}

func (r *rig) replace(t *testing.T, key string) {
	t.Helper()
	if _, err := r.backend.KeepSecret(t.Context(), "production", payments.CredentialAPI, payments.NewSecret(key)); err != nil {
		t.Fatal(err)
	}
}

func (r *rig) earlier() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys[earlierEntry].Reveal()
}

// A key that is replaced is kept until the last payment that was sent with it has its end.
func TestAReplacedKeyIsKeptUntilNoOpenPaymentNeedsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		for _, key := range []string{"one", "two", "three", "two", "four"} {
			r.replace(t, key)
		}
		if got := r.earlier(); got != "one three two" {
			t.Errorf("kept are %q", got)
		}
		r.left = []payments.Attempt{openWith("two"), openWith("four"), openWith("never kept")}
		r.open(t, "production", nil)
		synctest.Wait()
		if got := r.earlier(); got != "two" {
			t.Errorf("while a payment is open: %q", got)
		}
		held := r.held["production"]
		if len(held) != 1 || held[payments.NewSecret("two").Fingerprint()] == nil {
			t.Errorf("the engine has %v", held)
		}
		ended := openWith("two")
		ended.State, r.left = payments.StateApproved, nil
		r.notify(checkout.Update{Attempt: ended})
		synctest.Wait()
		if got := r.earlier(); got != "" || r.keys["handpoint/production/default/api"] != payments.NewSecret("four") {
			t.Errorf("once it has its end: %q", got)
		}
		r.close(t)
	})
}

// Wherever the program is killed, no key is lost that a payment was sent with, and the next
// start puts things right.
func TestAKeyIsReplacedInAnyOrderOfKills(t *testing.T) {
	for _, kill := range []int{1, 2} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t)
			r.replace(t, "old")
			r.left = []payments.Attempt{openWith("old")}
			r.killWrites = kill
			if _, err := r.backend.KeepSecret(t.Context(), "production", payments.CredentialAPI, payments.NewSecret("new")); err == nil {
				t.Error("the write went well")
			}
			r.killWrites = 0
			r.open(t, "production", nil)
			synctest.Wait()
			if got := r.accounts[0].KeyFingerprint; got != payments.NewSecret("old").Fingerprint() {
				t.Errorf("killed at write %d: the key in use is another", kill)
			}
			if len(r.held["production"]) != 0 {
				t.Error("the key in use is held twice")
			}
			r.replace(t, "new")
			s := r.open(t, "production", nil)
			if r.held["production"][payments.NewSecret("old").Fingerprint()] == nil || s.First().Problem != nil {
				t.Errorf("killed at write %d: the old key is lost", kill)
			}
			r.left = nil
			r.open(t, "production", nil)
			synctest.Wait()
			if got := r.earlier(); got != "" {
				t.Errorf("killed at write %d: nothing is open, kept is %q", kill, got)
			}
			r.close(t)
		})
	}
}

// A keyring that does not give the keys of earlier costs nothing but those: nothing is dropped.
func TestEarlierKeysThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.replace(t, "old")
		r.replace(t, "new")
		r.left = []payments.Attempt{openWith("old")}
		r.deny = func(account string) bool { return account == earlierEntry }
		s := r.open(t, "production", nil)
		synctest.Wait()
		if s.First().Problem != nil || len(r.held["production"]) != 0 || r.earlier() != "old" {
			t.Errorf("%v, held %v, kept %q", s.First().Problem, r.held, r.earlier())
		}
		if _, err := r.backend.KeepSecret(t.Context(), "production", payments.CredentialAPI, payments.NewSecret("newer")); !errors.Is(err, errBroken) {
			t.Errorf("it was replaced, and those before are lost: %v", err)
		}
		r.deny = nil
		r.open(t, "production", nil)
		if r.held["production"][payments.NewSecret("old").Fingerprint()] == nil {
			t.Error("the keys can be read, and were not")
		}
		r.close(t)
	})
}

// Whoever forgets a key means those before it as well.
func TestForgettingAKeyForgetsThoseBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.replace(t, "old")
		r.replace(t, "new")
		if err := r.backend.ForgetSecret(t.Context(), "production", payments.CredentialAPI); err != nil || len(r.keys) != 0 {
			t.Errorf("left %d keys, %v", len(r.keys), err)
		}
	})
}

// Where no keyring can be asked a key is kept all the same, as before: in memory.
func TestAKeyIsKeptWhereTheOneBeforeCannotBeRead(t *testing.T) {
	keys := memoryKeys{}
	entry := func(credential string) string { return credential }
	inMemory, err := session.ReplaceKey(t.Context(), keys, errNone, entry, payments.NewSecret("new"))
	if err != nil || !inMemory || keys[payments.CredentialAPI] != payments.NewSecret("new") || len(keys) != 1 {
		t.Errorf("%v, %v, %v", inMemory, err, keys)
	}
}

// memoryKeys cannot read a keyring.
type memoryKeys map[string]payments.Secret

func (k memoryKeys) Get(context.Context, string) (payments.Secret, bool, error) {
	return payments.Secret{}, false, errBroken
}

func (k memoryKeys) Set(_ context.Context, account string, key payments.Secret) (bool, error) {
	k[account] = key
	return true, nil
}

func (k memoryKeys) Forget(context.Context, string) error { return errBroken }

func (k memoryKeys) Open(context.Context) bool { return false }

// Closing does not wait for a keyring that does not answer about keys of earlier.
func TestClosingDoesNotWaitForEarlierKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.replace(t, "key")
		r.hang = earlierEntry
		r.open(t, "production", nil)
		synctest.Wait()
		began := time.Now()
		r.close(t)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("closing took %s", took)
		}
	})
}
