package session

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// locked waits for the keyring, which did not give the keys of some profile. The gateway of
// that has no key and would say so; that there is none is not known, so what is said is that
// the keyring is closed.
type locked struct {
	backend *Backend
	of      *running
	first   time.Duration // how long KeyBack waits before its first look
}

// vain counts the openings that were to bring the keys and found the keyring closed again.
type vain struct {
	back  atomic.Bool // the keys could be read, and nothing was opened since
	times int         // guarded by Backend.open
}

// opened takes in how an opening went, and tells how long to wait for the keyring after it.
func (v *vain) opened(keyErr error) time.Duration {
	switch hoped := v.back.Swap(false); {
	case keyErr == nil:
		v.times = 0
	case hoped:
		v.times++
	}
	return min(lookOften<<min(v.times, 10), readSeldom)
}

// read asks the keyring for all that the opening needs: with a part of it the profiles would
// be opened for nothing.
func (l locked) read(ctx context.Context) error {
	for _, p := range l.of.profiles {
		if p.Key == "" {
			continue // it is gone
		}
		if _, _, err := l.backend.key(ctx, p.Key); err != nil {
			return err
		}
		if _, _, err := l.backend.secrets(ctx, p.Key, false); err != nil {
			return err
		}
	}
	l.backend.vain.back.Store(true)
	return nil
}

// How often a closed keyring is looked at: a person who has just started the till may be
// unlocking it, later it is no more than a habit. One that says that it is open and did not
// give the key is read again after lookSeldom, and ever more seldom.
const (
	lookOften   = 3 * time.Second
	lookSeldom  = 30 * time.Second
	oftenAtMost = 5 * time.Minute
	readSeldom  = 10 * time.Minute
)

// KeyBack implements present.Locked. It looks without asking a person anything, and reads the
// keys when the keyring has opened. A read may bring a prompt up, so that one that failed is
// repeated slowly: some systems always say that their keyring is open, and there the failure
// may have been a moment's.
func (l locked) KeyBack(ctx context.Context) error {
	pause := time.NewTimer(l.first)
	defer pause.Stop()
	began, again, readAt := time.Now(), lookSeldom, time.Time{}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.of.ended:
			return checkout.ErrStopped
		case <-pause.C:
		}
		switch {
		case !l.backend.params.Keys.Open(ctx):
			again, readAt = lookSeldom, time.Time{}
		case !time.Now().Before(readAt):
			if l.read(ctx) == nil {
				return nil
			}
			readAt, again = time.Now().Add(again), min(2*again, readSeldom)
		}
		if time.Since(began) < oftenAtMost {
			pause.Reset(lookOften)
		} else {
			pause.Reset(lookSeldom)
		}
	}
}

// keyless is the engine of a profile of which a secret could not be read.
type keyless struct {
	Engine
	read func(ctx context.Context) error
}

// Terminals asks the keyring again. present.ErrKeyBack says that it answers: what is open has
// to be opened once more, with the key or without.
func (k keyless) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	if err := k.read(ctx); err != nil {
		return nil, err
	}
	return nil, present.ErrKeyBack
}

func (k keyless) Start(ctx context.Context, r checkout.Request) (payments.Attempt, error) {
	a, err := k.Engine.Start(ctx, r)
	return a, keyring(err)
}

func (k keyless) Seek(ctx context.Context, reference, requestKey string) (checkout.Seen, error) {
	s, err := k.Engine.Seek(ctx, reference, requestKey)
	return s, keyring(err)
}

func (k keyless) AskNow(ctx context.Context, reference string) error {
	return keyring(k.Engine.AskNow(ctx, reference))
}

func (k keyless) Cancel(ctx context.Context, reference string) error {
	return keyring(k.Engine.Cancel(ctx, reference))
}

func (k keyless) Refundable(ctx context.Context, reference string) (checkout.Refundable, error) {
	r, err := k.Engine.Refundable(ctx, reference)
	return r, keyring(err)
}

func (k keyless) Ping(ctx context.Context, t payments.Terminal) (payments.Health, error) {
	h, err := k.Engine.Ping(ctx, t)
	return h, keyring(err)
}

// keyring says why there was no key to send, and none that a payment belongs to.
func keyring(err error) error {
	if payments.KindOf(err) == payments.ErrorNoKey || errors.Is(err, checkout.ErrWrongAccount) {
		return fmt.Errorf("%w: %w", present.ErrKeyring, err)
	}
	return err
}
