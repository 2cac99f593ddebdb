package checkout

import (
	"context"
	"errors"

	"tillside/payments"
)

// Cancel asks the terminal to stop. It returns when the gateway has taken or refused the
// wish; what really happened comes through Notify. ErrNoAttempt when it is not open.
func (e *Engine) Cancel(ctx context.Context, reference string) error {
	if _, ok := e.p.Gateway.(payments.Canceller); !ok {
		return ErrUnsupported
	}
	operator, err := e.present()
	if err != nil {
		return err
	}
	return e.openCommand(ctx, reference, command{kind: commandCancel, by: operator.Name})
}

// Close ends an attempt that needs attention on a person's word. The reason is kept; what
// happened to the money stays unknown. ErrNoReason, ErrCardNumber and ErrNotClosable
// refuse it.
func (e *Engine) Close(ctx context.Context, reference, reason string) error {
	if reason == "" {
		return ErrNoReason
	}
	if payments.CardNumberIn(reason) {
		return ErrCardNumber
	}
	operator, err := e.may(RightClose)
	if err != nil {
		return err
	}
	return e.openCommand(ctx, reference, command{kind: commandClose, reason: reason, by: operator.Name})
}

func (e *Engine) openCommand(ctx context.Context, reference string, c command) error {
	err := e.command(ctx, reference, c)
	if errors.Is(err, errNotFollowed) {
		return ErrNoAttempt
	}
	return err
}
