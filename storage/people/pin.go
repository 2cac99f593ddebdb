package people

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// The cost of a hash: 19 MiB and two passes, the least that OWASP's Password Storage Cheat Sheet
// recommends for argon2id. What keeps a PIN of few digits from being found is the pepper.
const (
	passes    = 2
	kibibytes = 19 * 1024
	lanes     = 1
	sumBytes  = 32
	saltBytes = 16
)

// hash makes what is kept of a PIN. Only the first operator's brings a pepper into being: later
// it would make the PINs of all others wrong.
func (b *Book) hash(ctx context.Context, pin string, first bool) (storage.PINHash, error) {
	if !goodPIN(pin) {
		return storage.PINHash{}, checkout.ErrBadPIN
	}
	pepper, err := b.pepper(ctx)
	if first && errors.Is(err, checkout.ErrNoPepper) {
		pepper, err = b.newPepper(ctx)
	}
	if err != nil {
		return storage.PINHash{}, err
	}
	h := storage.PINHash{Salt: random(saltBytes), Passes: passes, Kibibytes: kibibytes, Lanes: lanes}
	h.Sum = sum(h, pin, pepper)
	return h, nil
}

func matches(h storage.PINHash, pin string, pepper []byte) bool {
	return goodPIN(pin) && hmac.Equal(h.Sum, sum(h, pin, pepper))
}

func sum(h storage.PINHash, pin string, pepper []byte) []byte {
	peppered := hmac.New(sha256.New, pepper)
	peppered.Write([]byte(pin)) // a hash never returns an error
	return argon2.IDKey(peppered.Sum(nil), h.Salt, uint32(h.Passes), uint32(h.Kibibytes), uint8(h.Lanes), sumBytes)
}

func goodPIN(pin string) bool {
	return len(pin) >= leastDigits && len(pin) <= mostDigits && strings.Trim(pin, "0123456789") == ""
}

// pepper reads the secret that PINs are made with. ErrNoPepper where the keyring has none,
// ErrPINUnchecked where it cannot be asked.
func (b *Book) pepper(ctx context.Context) ([]byte, error) {
	secret, _, err := b.p.Keys.Get(ctx, b.p.Pepper)
	switch {
	case errors.Is(err, b.p.NoKey):
		return nil, fmt.Errorf("%w: %w", checkout.ErrNoPepper, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", checkout.ErrPINUnchecked, err)
	}
	pepper, err := base64.StdEncoding.DecodeString(secret.Reveal())
	if err != nil {
		return nil, checkout.ErrNoPepper
	}
	return pepper, nil
}

// newPepper makes the secret. One that would be gone when the program ends is none: nobody could
// sign in at the next start.
func (b *Book) newPepper(ctx context.Context) ([]byte, error) {
	pepper := random(sumBytes)
	inMemory, err := b.p.Keys.Set(ctx, b.p.Pepper, payments.NewSecret(base64.StdEncoding.EncodeToString(pepper)))
	if err == nil && inMemory {
		_ = b.p.Keys.Forget(ctx, b.p.Pepper) // from memory; the keyring has none of it
		err = errors.New("it would be kept until the program ends")
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", checkout.ErrPINUnchecked, err)
	}
	return pepper, nil
}

func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand, Go 1.24)
	return b
}
