package checkout

import (
	"context"
	"fmt"
	"time"

	"tillside/payments"
)

// HealthKeeper is a Journal that also keeps the last sign of life of a terminal.
type HealthKeeper interface {
	SaveHealth(ctx context.Context, terminalID string, h payments.Health) error
}

// Ping asks a terminal for a sign of life and waits for it, at most 20 s or until ctx
// ends. A busy terminal is *payments.Error of kind busy: it answered, but told nothing. A
// terminal that stays silent is kind terminal_off.
func (e *Engine) Ping(ctx context.Context, t payments.Terminal) (payments.Health, error) {
	pinger, ok := e.p.Gateway.(payments.Pinger)
	if !ok {
		return payments.Health{}, ErrUnsupported
	}
	handle, err := pinger.StartPing(ctx, t)
	if err != nil {
		return payments.Health{}, fmt.Errorf("ping terminal: %w", err)
	}
	patience, stop := context.WithTimeout(ctx, pingPatience)
	defer stop()
	for {
		if err := sleep(patience, firstLook); err != nil {
			if ctx.Err() != nil {
				return payments.Health{}, fmt.Errorf("ping terminal: %w", ctx.Err())
			}
			return payments.Health{}, fmt.Errorf("ping terminal: %w", &payments.Error{Kind: payments.ErrorTerminalOff})
		}
		h, answered, err := pinger.PingResult(patience, handle)
		if err != nil || !answered {
			continue // a lost answer is asked for again until patience ends
		}
		h.At = e.wall()
		e.keepHealth(ctx, t, h)
		return h, nil
	}
}

// keepHealth is best effort: health is a convenience, not a fact about money.
func (e *Engine) keepHealth(ctx context.Context, t payments.Terminal, h payments.Health) {
	health, ok := e.p.Journal.(HealthKeeper)
	if !ok {
		return
	}
	if err := health.SaveHealth(ctx, t.ID(), h); err != nil {
		e.p.Log.Warn("keep terminal health", "terminal", t.ID(), "error", err.Error())
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
