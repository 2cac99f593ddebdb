package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
)

// Errors of what the owner has not allowed.
var (
	ErrOverLimit  = errors.New("more than the owner allows in one refund")
	ErrOverAge    = errors.New("the sale is older than the owner allows for a refund")
	ErrNoUnlinked = errors.New("the owner allows no refund without a sale")
)

// RefundLimits are what the owner allows where money goes back. The zero value allows
// everything that the provider takes.
type RefundLimits struct {
	Most       int64         // in one refund or void, in minor units of its currency; 0 for any
	MaxAge     time.Duration // of the sale, from when it was asked for; 0 for any
	NoUnlinked bool          // no refund without a sale
}

// allowed holds what gives money back against the limits of the owner, before anything is written
// down. An original whose age cannot be read is too old.
func (e *Engine) allowed(ctx context.Context, a payments.Attempt) error {
	if e.p.RefundLimits == nil || a.Kind.Operation().Effect != payments.EffectOut {
		return nil
	}
	limits := e.p.RefundLimits()
	switch {
	case limits.NoUnlinked && !a.Kind.Linked():
		return ErrNoUnlinked
	case limits.Most > 0 && a.Amount.Minor() > limits.Most:
		return ErrOverLimit
	case limits.MaxAge <= 0 || !a.Kind.Linked():
		return nil
	}
	original, err := e.p.Journal.Attempt(ctx, a.Original.Reference)
	if err != nil {
		return fmt.Errorf("%w: read original: %w", ErrOverAge, err)
	}
	if e.wall().Sub(original.Created) > limits.MaxAge {
		return ErrOverAge
	}
	return nil
}
