package checkout

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
)

// ErrNotErasable means that a payment is not final, or that something may still be said about it.
var ErrNotErasable = errors.New("this payment cannot be erased yet")

// Eraser is a Journal that takes what may say something about a person out of what is final. The
// payment stays with its money and its story, and the chain with the digests of what was there.
type Eraser interface {
	// Erase takes out what payments.Attempt.Erase takes out, and the receipts, and returns what is
	// left with the last event about it. by is who did it; "" for nobody, where its time was over.
	// ErrNotErasable where the attempt is not erasable now (payments.Attempt.Erasable).
	Erase(ctx context.Context, reference, by string, now time.Time) (payments.Attempt, Event, error)
}

// Erase takes what may say something about a person out of a payment. Only an owner may.
func (e *Engine) Erase(ctx context.Context, reference string) error {
	eraser, ok := e.p.Journal.(Eraser)
	if !ok {
		return ErrUnsupported
	}
	o, err := e.may(RightSettings)
	if err != nil {
		return err
	}
	after, ev, err := eraser.Erase(ctx, reference, o.Name, e.wall())
	if err == nil {
		e.p.Notify(Update{Attempt: after, Event: ev})
	}
	return err
}
