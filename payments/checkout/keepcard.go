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
	answer, step, err := e.withCard(ctx, r, func(a *payments.CommandAnswer) bool { return !a.Card.Token.Empty() })
	return step, answer.Card, err
}

// CardNumber has a card presented at a terminal that pays for nothing, such as a loyalty card, and hands its
// number over, once: the log has its last digits. That of a payment card is nowhere, see
// payments.ReadCardNumber. It returns as KeepCard does.
func (e *Engine) CardNumber(ctx context.Context, r CommandRequest) (CommandStep, payments.CardNumber, error) {
	r.Kind = payments.CommandCardNumber
	answer, step, err := e.withCard(ctx, r, func(a *payments.CommandAnswer) bool {
		a.Answer.Detail = a.Number.Masked()
		return a.Number != payments.CardNumber{}
	})
	return step, answer.Number, err
}

// withCard gives a command for which a card is presented, and waits for what the terminal tells of it. shows
// reports whether that is what was asked for.
func (e *Engine) withCard(ctx context.Context, r CommandRequest, shows func(*payments.CommandAnswer) bool) (payments.CommandAnswer, CommandStep, error) {
	r.Confirmed = false // no payment is disturbed for a card
	var answer payments.CommandAnswer
	step, err := e.tellTerminal(ctx, r, func(run *commandRun) CommandStep {
		answer = run.presented(e.life, shows)
		return run.step
	})
	return answer, step, err
}

// presented waits for the result of a command for which a card is presented. Nothing but what it tells of the
// card shows that it was done.
func (r *commandRun) presented(ctx context.Context, shows func(*payments.CommandAnswer) bool) payments.CommandAnswer {
	answer, proven := r.result(ctx)
	switch {
	case !proven && ctx.Err() != nil:
		return payments.CommandAnswer{} // the log says that it was passed on, and that is all that is known
	case proven && answer.State == payments.CommandRefused:
		answer.Card, answer.Number = payments.KeptCard{}, payments.CardNumber{}
	case shows(&answer):
		answer.State = payments.CommandDone
	default:
		answer.State = payments.CommandUnknown
	}
	if err := r.persist(answer); err != nil {
		return payments.CommandAnswer{} // it was logged; what the log does not have is not told either
	}
	return answer
}
