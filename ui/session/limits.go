package session

import (
	"context"
	"fmt"

	"tillside/ui/present"
)

// readLimits takes over what the owner allows, for the next refund of any engine.
func (b *Backend) readLimits(ctx context.Context) error {
	words, err := b.params.Settings.Load(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", present.ErrSettings, err)
	}
	b.setLimits(words)
	return nil
}

func (b *Backend) setLimits(words map[string]string) {
	limits := present.OwnerLimitsOf(words)
	b.limits.Store(&limits)
}
