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
	ErrOverLimit     = errors.New("more than the owner allows in one refund")
	ErrOverAge       = errors.New("the sale is older than the owner allows for a refund")
	ErrOverHour      = errors.New("more than the owner allows one person to refund in an hour")
	ErrNoUnlinked    = errors.New("the owner allows no refund without a sale")
	ErrNeedsApproval = errors.New("a refund without a sale needs somebody who may allow it")
)

// RefundLimits are what the owner allows where money of one currency goes back. The zero value
// allows everything that the provider takes.
type RefundLimits struct {
	Most       int64         // in one refund or void, in minor units; 0 for any
	PerHour    int64         // by one person in an hour, as Most; 0 for any
	MaxAge     time.Duration // of the sale, from when it was asked for; 0 for any
	NoUnlinked bool          // no refund without a sale
}

// RefundTally is a Journal that knows how much a person gives back.
type RefundTally interface {
	// GivenBack sums what a person, "" for one without a name, has asked to give back since a
	// time, in minor units of a currency: all but what is proven not to have gone.
	GivenBack(ctx context.Context, operator string, since time.Time, c payments.Currency) (int64, error)
}

// RefundTurns lets the engines that share a journal hold one refund at a time against what was given
// back, and write it down, so that two at once cannot both fit what is left.
type RefundTurns chan struct{}

// NewRefundTurns makes the turns of one journal.
func NewRefundTurns() RefundTurns { return make(RefundTurns, 1) }

// enterLimits waits for the turn of what gives money back. leave ends it, once that is written down.
func (e *Engine) enterLimits(ctx context.Context, k payments.Kind) (leave func(), err error) {
	if k.Operation().Effect != payments.EffectOut {
		return func() {}, nil
	}
	select {
	case e.p.RefundTurns <- struct{}{}:
		return func() { <-e.p.RefundTurns }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for another refund: %w", ctx.Err())
	}
}

// givings looks under the original of a request that gives money back. unchanged is ErrOriginalTaken
// where the journal holds one more there by then: it may have taken what was left before.
func (e *Engine) givings(ctx context.Context, r Request) (unchanged func() error) {
	if r.Original == "" || r.Kind.Operation().Effect != payments.EffectOut {
		return func() error { return nil }
	}
	before, unread := e.p.Journal.Linked(ctx, r.Original)
	return func() error {
		now, err := e.p.Journal.Linked(ctx, r.Original)
		if err := errors.Join(unread, err); err != nil {
			return fmt.Errorf("list refunds: %w", err)
		}
		if len(now) != len(before) {
			return ErrOriginalTaken
		}
		return nil
	}
}

// allowed holds what gives money back against the limits of the owner, before anything is written
// down.
func (e *Engine) allowed(ctx context.Context, a *payments.Attempt) error {
	if a.Kind.Operation().Effect != payments.EffectOut {
		return nil
	}
	err := e.withinLimits(ctx, *a)
	if err != nil && Liftable(err) && e.lifted(a) {
		return nil
	}
	return err
}

// withinLimits says which limit is passed. An original whose age cannot be read is too old.
func (e *Engine) withinLimits(ctx context.Context, a payments.Attempt) error {
	var limits RefundLimits
	if e.p.RefundLimits != nil {
		limits = e.p.RefundLimits(a.Amount.Currency())
	}
	switch o, err := e.present(); {
	case limits.NoUnlinked && !a.Kind.Linked():
		return ErrNoUnlinked
	case err != nil:
		return err
	case !a.Kind.Linked() && !o.May(RightApprove):
		return ErrNeedsApproval
	case limits.Most > 0 && a.Amount.Minor() > limits.Most:
		return ErrOverLimit
	}
	if err := e.withinHour(ctx, a, limits.PerHour); err != nil {
		return err
	}
	return e.withinAge(ctx, a, limits.MaxAge)
}

// withinAge holds the age of what is refunded against a limit; 0 for none.
func (e *Engine) withinAge(ctx context.Context, a payments.Attempt, most time.Duration) error {
	if most <= 0 || !a.Kind.Linked() {
		return nil
	}
	original, err := e.p.Journal.Attempt(ctx, a.Original.Reference)
	if seen := a.Original.At; errors.Is(err, ErrNoAttempt) && !seen.IsZero() && seen.Sub(e.wall()) < furthestAhead {
		original.Created, err = seen, nil // another till took it, and the provider says when
	}
	if err != nil {
		return fmt.Errorf("%w: read original: %w", ErrOverAge, err)
	}
	if e.wall().Sub(original.Created) > most {
		return ErrOverAge
	}
	return nil
}

// furthestAhead is how far in the future a payment may have been made, by the clock of a terminal that
// another zone or a wrong hand has set. What is further ahead has no age that anybody knows.
const furthestAhead = 24 * time.Hour

// withinHour holds what a person has given back in the last hour against a limit. Where that
// cannot be read it is too much.
func (e *Engine) withinHour(ctx context.Context, a payments.Attempt, most int64) error {
	if most <= 0 {
		return nil
	}
	tally, ok := e.p.Journal.(RefundTally)
	if !ok {
		return ErrOverHour
	}
	given, err := tally.GivenBack(ctx, a.By.Operator, e.wall().Add(-time.Hour), a.Amount.Currency())
	if err != nil {
		return fmt.Errorf("%w: read the refunds: %w", ErrOverHour, err)
	}
	if a.Amount.Minor() > most-given {
		return ErrOverHour
	}
	return nil
}
