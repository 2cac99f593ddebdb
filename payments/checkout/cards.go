package checkout

import (
	"context"
	"fmt"

	"tillside/payments"
)

// useCard refuses what cannot be done with a card that the provider keeps, and an order without a terminal
// and without such a card. The token is in no attempt: it is handed to the gateway with the start alone.
func (e *Engine) useCard(r Request, a payments.Attempt) error {
	byToken := r.Kind == payments.KindPhoneOrder && a.Terminal.Serial == ""
	switch {
	case r.Card.Zero() && !byToken:
		return nil
	case byToken && r.Card.Token.Empty():
		return ErrNoTerminal
	case !e.keepsCards():
		return ErrUnsupported
	case r.Card.Keep && (r.Kind != payments.KindSale || !r.Card.Token.Empty()), !r.Card.Keep && !byToken:
		return ErrCardUse
	}
	return nil
}

func (e *Engine) keepsCards() bool {
	_, ok := e.p.Gateway.(payments.CardKeeper)
	return ok && e.p.Gateway.Info().Traits.KeepsCards
}

// CardOf reads the token for the card of a payment that moved money. It changes nothing and may be asked
// again; nothing of it is written down. payments.ErrNoCard where the provider has none.
func (e *Engine) CardOf(ctx context.Context, reference string) (payments.KeptCard, error) {
	if !e.keepsCards() {
		return payments.KeptCard{}, ErrUnsupported
	}
	if _, err := e.may(RightSell); err != nil {
		return payments.KeptCard{}, err
	}
	a, err := e.p.Journal.Attempt(ctx, reference)
	switch {
	case err != nil:
		return payments.KeptCard{}, fmt.Errorf("read payment: %w", err)
	case a.Account != e.p.Account:
		return payments.KeptCard{}, ErrWrongAccount
	case a.State.Info().Charged != payments.ChargedYes || a.Outcome.IDs.Transaction == "":
		return payments.KeptCard{}, payments.ErrNoCard
	}
	kept, err := e.p.Gateway.(payments.CardKeeper).CardOf(ctx, a)
	if err != nil {
		return payments.KeptCard{}, fmt.Errorf("read the token of a card: %w", err)
	}
	return kept, nil
}
