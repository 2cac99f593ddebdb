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

// ends is the end of an open payment, made so long ago.
func (r *rig) ends(a payments.Attempt, s payments.State, made time.Duration) {
	a.State, a.Created, a.Updated = s, time.Now().Add(-made), time.Now()
	r.left, r.ended = nil, []payments.Attempt{a}
	r.notify(checkout.Update{Attempt: a})
	synctest.Wait()
}

// A key that is replaced is kept until the last payment that was sent with it has its end, and as
// long after that as it is looked at again: what turns up then could not be asked for without it.
func TestAReplacedKeyIsKeptUntilNoPaymentNeedsIt(t *testing.T) {
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
		r.ends(openWith("two"), payments.StateApproved, time.Minute)
		if got := r.earlier(); got != "two" {
			t.Errorf("while it is looked at again: %q", got)
		}
		time.Sleep(41 * time.Minute)
		synctest.Wait()
		if got := r.earlier(); got != "" || r.keys["handpoint/production/default/api"] != payments.NewSecret("four") {
			t.Errorf("once nobody asks about it any more: %q", got)
		}
		r.close(t)
	})
}

// A payment that a person has closed, and a refusal that was in doubt, are looked at again for as
// long as the engine does: the key that they were sent with is kept for that, over a restart too,
// however long the payment had been open.
func TestAReplacedKeyIsKeptForTheLooksAfterTheEnd(t *testing.T) {
	for s, looked := range map[payments.State]time.Duration{payments.StateClosed: 24 * time.Hour, payments.StateRefused: 20 * time.Minute} {
		for _, made := range []time.Duration{time.Minute, 23 * time.Hour, 72 * time.Hour} {
			if s != payments.StateClosed && made > 24*time.Hour {
				continue
			}
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t)
				r.replace(t, "old")
				r.replace(t, "new")
				r.left = []payments.Attempt{openWith("old")}
				r.open(t, "production", nil)
				synctest.Wait()
				r.ends(openWith("old"), s, made)
				time.Sleep(looked - 10*time.Minute)
				synctest.Wait()
				if got := r.earlier(); got != "old" {
					t.Errorf("%s after %s, its key is forgotten before the last look: %q is kept", s, made, got)
				}
				r.open(t, "production", nil)
				synctest.Wait()
				if r.held["production"][payments.NewSecret("old").Fingerprint()] == nil || r.earlier() != "old" {
					t.Errorf("%s after %s: after a restart nobody can ask", s, made)
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if got := r.earlier(); got != "" {
					t.Errorf("%s after %s: kept is %q, and nobody asks any more", s, made, got)
				}
				r.close(t)
			})
		}
	}
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

// A keyring that takes a key and cannot read the one before does not get it written over: payments may
// have to be asked about with that. One that can be read at the second try keeps it as ever.
func TestAKeyThatCannotBeReadIsNotWrittenOver(t *testing.T) {
	entry := func(credential string) string { return credential }
	for failures, want := range map[int]string{1: "new", 2: "old", 3: "old"} {
		keys := &shakyKeys{kept: map[string]payments.Secret{payments.CredentialAPI: payments.NewSecret("old")}, failures: failures}
		_, err := session.ReplaceKey(t.Context(), keys, errNone, entry, payments.NewSecret("new"))
		if got := keys.kept[payments.CredentialAPI].Reveal(); got != want || (err == nil) != (want == "new") {
			t.Errorf("after %d failures the key is %q, %v", failures, got, err)
		}
		if earlier := keys.kept[earlierName].Reveal(); want == "new" && earlier != "old" {
			t.Errorf("after %d failures the key before is %q", failures, earlier)
		}
		if want == "new" && len(keys.kept) != 2 || want == "old" && len(keys.kept) != 1 {
			t.Errorf("after %d failures there are %d keys", failures, len(keys.kept))
		}
	}
}

// earlierName is where keys that were replaced are kept.
const earlierName = payments.CredentialAPI + "-earlier"

// shakyKeys is a keyring that does not answer the first times that it is read.
type shakyKeys struct {
	kept     map[string]payments.Secret
	failures int
}

func (k *shakyKeys) Get(_ context.Context, account string) (payments.Secret, bool, error) {
	if k.failures > 0 {
		k.failures--
		return payments.Secret{}, false, errBroken
	}
	key, ok := k.kept[account]
	if !ok {
		return key, false, errNone
	}
	return key, false, nil
}

func (k *shakyKeys) Set(_ context.Context, account string, key payments.Secret) (bool, error) {
	k.kept[account] = key
	return false, nil
}

func (k *shakyKeys) Forget(_ context.Context, account string) error {
	delete(k.kept, account)
	return nil
}

func (k *shakyKeys) Open(context.Context) bool { return true }

// memoryKeys cannot read a keyring.
type memoryKeys map[string]payments.Secret

func (k memoryKeys) Get(context.Context, string) (payments.Secret, bool, error) {
	return payments.Secret{}, false, errBroken
}

func (k memoryKeys) Set(_ context.Context, account string, key payments.Secret) (bool, error) {
	k[account] = key
	return true, nil
}

func (k memoryKeys) Forget(_ context.Context, account string) error {
	delete(k, account)
	return errBroken
}

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
