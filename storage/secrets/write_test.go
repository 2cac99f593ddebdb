package secrets_test

import (
	"maps"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/zalando/go-keyring"

	"tillside/payments"
	"tillside/storage/secrets"
)

// held is a keyring in memory.
type held struct {
	mu   sync.Mutex
	keys map[string]string
}

func (h *held) get(_, user string) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if value, ok := h.keys[user]; ok {
		return value, nil
	}
	return "", keyring.ErrNotFound
}

func (h *held) set(_, user, password string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.keys[user] = password
	return nil
}

func (h *held) delete(_, user string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.keys, user)
	return nil
}

func (h *held) all() map[string]string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.keys)
}

// hanging is a keyring of which the first write hangs until its prompt is answered.
func hanging(h *held) (k *secrets.Keyring, prompt chan struct{}) {
	prompt = make(chan struct{})
	var writes atomic.Int32
	wait := func() {
		if writes.Add(1) == 1 {
			<-prompt
		}
	}
	return secrets.Over(fake{
		open: func() bool { return true }, get: h.get,
		set:    func(service, user, password string) error { wait(); return h.set(service, user, password) },
		delete: func(service, user string) error { wait(); return h.delete(service, user) },
	}), prompt
}

// What a person enters is not overwritten by an older write that hung and goes through later:
// until that has ended nothing else is written, and the person is told that it is not kept.
func TestAWriteThatHungDoesNotUndoALaterOne(t *testing.T) {
	newer := payments.NewSecret("TESTKEY-the-newer-one")
	for name, first := range map[string]func(*testing.T, *secrets.Keyring){
		"the move of a key of the first version": func(t *testing.T, k *secrets.Keyring) {
			if got, err := k.Get(t.Context(), account); err != nil || got != key {
				t.Errorf("it gave another key, %v", err)
			}
		},
		"an older key": func(t *testing.T, k *secrets.Keyring) { is(t, set(t.Context(), k), secrets.ErrUnavailable) },
		"a removal":    func(t *testing.T, k *secrets.Keyring) { is(t, forget(t.Context(), k), secrets.ErrUnavailable) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &held{keys: map[string]string{before: value, "other": "another"}}
				k, prompt := hanging(h)
				first(t, k)
				if !k.Open(t.Context()) {
					t.Fatal("it is not open")
				}
				if _, err := k.Get(t.Context(), "other"); err != nil {
					t.Errorf("a read waits for a write that hangs: %v", err)
				}
				if got, err := k.Get(t.Context(), account); err != nil || got != key {
					t.Errorf("the key of the first version is not found meanwhile: %v", err)
				}
				store := secrets.NewStore(k)
				inMemory, err := store.Set(t.Context(), account, newer)
				must(t, err)
				close(prompt)
				synctest.Wait()
				if kept := h.all()[account]; !inMemory && kept != newer.Reveal() {
					t.Error("a key that was said to be kept is not in the keyring")
				}
				if got, _, err := store.Get(t.Context(), account); err != nil || got != newer {
					t.Errorf("an older key came back: %v", err)
				}
				inMemory, err = store.Set(t.Context(), account, newer)
				if err != nil || inMemory || h.all()[account] != newer.Reveal() {
					t.Errorf("when the older write has ended it is not kept: %t, %v", inMemory, err)
				}
			})
		})
	}
}

// A key that a person enters while one of version 0.1.0 is being moved stays.
func TestAMoveDoesNotReplaceWhatAPersonEnters(t *testing.T) {
	newer := payments.NewSecret("TESTKEY-the-newer-one")
	for name, from := range map[string]string{"before it is found": account, "when it is found": before} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := &held{keys: map[string]string{before: value}}
				var k *secrets.Keyring
				var enter sync.Once
				var person sync.WaitGroup
				k = secrets.Over(fake{set: h.set, delete: h.delete, get: func(service, user string) (string, error) {
					got, err := h.get(service, user)
					if user == from {
						enter.Do(func() {
							person.Go(func() { must(t, k.Set(t.Context(), account, newer)) })
							synctest.Wait()
						})
					}
					return got, err
				}})
				_, err := k.Get(t.Context(), account)
				if err != nil {
					t.Error(err)
				}
				person.Wait()
				if kept := h.all(); len(kept) != 1 || kept[account] != newer.Reveal() {
					t.Error("the key that was entered is not the one that is kept")
				}
			})
		})
	}
}
