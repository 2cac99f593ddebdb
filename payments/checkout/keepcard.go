package checkout

import (
	"context"

	"tillside/payments"
)

// KeepCard has a card presented at a terminal and kept by the provider, without a sale: Command for
// payments.CommandKeepCard, and no money moves. It returns once the terminal has told, or was given up
// after two minutes. Only with the state payments.CommandDone is there a card, whose token is
// handed over here and is written down nowhere.
func (e *Engine) KeepCard(ctx context.Context, r CommandRequest) (CommandStep, payments.KeptCard, error) {
	r.Kind = payments.CommandKeepCard
	var kept payments.KeptCard
	step, err := e.tellTerminal(ctx, r, func(run *commandRun) CommandStep {
		kept = run.card(e.life)
		return run.step
	})
	return step, kept, err
}

// card waits for the token of the card that is presented. Nothing but a token shows that a card is kept.
func (r *commandRun) card(ctx context.Context) payments.KeptCard {
	answer, proven := r.result(ctx)
	switch {
	case !proven && ctx.Err() != nil:
		return payments.KeptCard{} // the log says that it was passed on, and that is all that is known
	case proven && answer.State == payments.CommandRefused:
		answer.Card = payments.KeptCard{}
	case answer.Card.Token.Empty():
		answer.State = payments.CommandUnknown
	default:
		answer.State = payments.CommandDone
	}
	if err := r.persist(answer); err != nil {
		return payments.KeptCard{} // it was logged; a card that the log does not have is not kept
	}
	return answer.Card
}
