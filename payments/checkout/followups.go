package checkout

import (
	"context"
	"fmt"
	"slices"

	"tillside/payments"
)

// followUps are what the provider takes on a payment now. known is false where that does not
// change with time.
func (e *Engine) followUps(ctx context.Context, original payments.Attempt) (f payments.FollowUps, known bool, err error) {
	reader, ok := e.p.Gateway.(payments.FollowUpReader)
	if !ok {
		return payments.FollowUps{}, false, nil
	}
	f, err = reader.FollowUps(ctx, original)
	e.clock.heardIn(err)
	return f, err == nil, err
}

// inTime refuses what the provider would refuse because of the time, before anything is
// written down.
func (e *Engine) inTime(ctx context.Context, k payments.Kind, original payments.Attempt) error {
	f, known, err := e.followUps(ctx, original)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrLookupFailed, err)
	case !known, slices.Contains(f.Now, k):
		return nil
	case slices.Contains(f.Later, k):
		return ErrTooEarly
	}
	return ErrTooLate
}

// place sets the terminal aside where the provider needs none for the attempt, so that it
// keeps no other payment waiting. card is that of the original.
func (e *Engine) place(a *payments.Attempt, card payments.Card) error {
	info := e.p.Gateway.Info()
	if !info.NeedsTerminal(a.Kind, card) {
		a.Terminal = payments.Terminal{}
	} else if a.Terminal.Serial == "" && !info.MayGoWithout(a.Kind, a.Original.Kind) {
		return ErrNoTerminal
	}
	return nil
}
