package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// locked is the engine of an environment whose key could not be read, because the keyring
// did not answer. Its gateway has no key and would say so; that there is none is not known,
// so what is said is that the keyring is closed.
type locked struct {
	Engine
	backend *Backend
	of      *running
}

// Terminals asks the keyring again. present.ErrKeyBack says that it answers: the environment
// has to be opened once more, with the key or without.
func (l locked) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	if _, _, err := l.backend.key(ctx, l.of.environment); err != nil {
		return nil, err
	}
	return nil, present.ErrKeyBack
}

// How often a closed keyring is looked at: a person who has just started the till may be
// unlocking it, later it is no more than a habit.
const (
	lookOften   = 3 * time.Second
	lookSeldom  = 30 * time.Second
	oftenAtMost = 5 * time.Minute
)

// KeyBack implements present.Locked. It looks without asking a person anything, and
// reads the key once each time the keyring has opened: a read may bring a prompt up, and one
// that was refused is not repeated.
func (l locked) KeyBack(ctx context.Context) error {
	pause := time.NewTimer(lookOften)
	defer pause.Stop()
	refused := false
	for began := time.Now(); ; {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.of.ended:
			return checkout.ErrStopped
		case <-pause.C:
		}
		open := l.backend.params.Keys.Open(ctx)
		if open && !refused {
			if _, _, err := l.backend.key(ctx, l.of.environment); err == nil {
				return nil
			}
		}
		refused = open
		if time.Since(began) < oftenAtMost {
			pause.Reset(lookOften)
		} else {
			pause.Reset(lookSeldom)
		}
	}
}

func (l locked) Start(ctx context.Context, r checkout.Request) (payments.Attempt, error) {
	a, err := l.Engine.Start(ctx, r)
	return a, keyring(err)
}

func (l locked) AskNow(ctx context.Context, reference string) error {
	return keyring(l.Engine.AskNow(ctx, reference))
}

func (l locked) Cancel(ctx context.Context, reference string) error {
	return keyring(l.Engine.Cancel(ctx, reference))
}

func (l locked) Refundable(ctx context.Context, reference string) (checkout.Refundable, error) {
	r, err := l.Engine.Refundable(ctx, reference)
	return r, keyring(err)
}

func (l locked) Ping(ctx context.Context, t payments.Terminal) (payments.Health, error) {
	h, err := l.Engine.Ping(ctx, t)
	return h, keyring(err)
}

// keyring says why there was no key to send, and none that a payment belongs to.
func keyring(err error) error {
	if payments.KindOf(err) == payments.ErrorNoKey || errors.Is(err, checkout.ErrWrongAccount) {
		return fmt.Errorf("%w: %w", present.ErrKeyring, err)
	}
	return err
}
