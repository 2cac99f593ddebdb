package secrets

import (
	"context"
	"errors"
	"sync"

	"tillside/payments"
)

// Store keeps keys in the keyring, and where there is none in memory until the program
// ends. It always says which of the two it was. Safe for several goroutines.
type Store struct {
	keyring *Keyring
	mu      sync.Mutex
	memory  map[string]payments.Secret
}

// NewStore makes a store upon a keyring.
func NewStore(k *Keyring) *Store {
	return &Store{keyring: k, memory: make(map[string]payments.Secret)}
}

// Set keeps a key. inMemory tells that the keyring was not available and that the key will
// be gone when the program ends. A key that the keyring refuses for what it is, an empty or
// too long one, is an error and kept nowhere.
func (s *Store) Set(ctx context.Context, account string, secret payments.Secret) (inMemory bool, err error) {
	err = s.keyring.Set(ctx, account, secret)
	switch {
	case err == nil:
		s.drop(account)
		return false, nil
	case errors.Is(err, ErrUnavailable), errors.Is(err, ErrNotKept):
		s.mu.Lock()
		defer s.mu.Unlock()
		s.memory[account] = secret
		return true, nil
	}
	return false, err
}

// Get finds a key. A key in memory is newer than any in the keyring, because Set puts it
// there only when the keyring failed. ErrNoKey where there is none, ErrUnavailable where
// the keyring could not be asked.
func (s *Store) Get(ctx context.Context, account string) (secret payments.Secret, inMemory bool, err error) {
	s.mu.Lock()
	secret, inMemory = s.memory[account]
	s.mu.Unlock()
	if inMemory {
		return secret, true, nil
	}
	secret, err = s.keyring.Get(ctx, account)
	return secret, false, err
}

// Open reports whether keys can be read now without asking a person for a password.
func (s *Store) Open(ctx context.Context) bool { return s.keyring.Open(ctx) }

// Forget removes the key of an account from memory and keyring. Where the keyring cannot
// be asked, an old key may be left in it, and the error says so.
func (s *Store) Forget(ctx context.Context, account string) error {
	s.drop(account)
	return s.keyring.Forget(ctx, account)
}

func (s *Store) drop(account string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.memory, account)
}
