package session

import (
	"context"
	"fmt"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// kept is what a journal can do that somebody looks after.
type kept interface {
	Recovery() checkout.Recovery
	Check(ctx context.Context) (int64, error)
	Backups(ctx context.Context) (checkout.Backups, error)
}

// records implements present.Records for an open environment.
type records struct {
	kept
	backend *Backend
	of      *running
}

// keep tells the session what its journal can do.
func (b *Backend) keep(s *present.Session, r *running) {
	if journal, ok := r.journal.(kept); ok && b.params.Restore != nil {
		s.Recovery, s.Records = journal.Recovery(), records{journal, b, r}
	}
}

// Restore implements present.Records. The engine ends and the journal is closed before its
// file is touched.
func (s records) Restore(ctx context.Context, name string) error {
	b := s.backend
	if err := b.owns(); err != nil {
		return err
	}
	b.open.Lock()
	defer b.open.Unlock()
	if b.isClosed() {
		return ErrClosed
	}
	b.mu.Lock()
	current := b.running == s.of
	b.mu.Unlock()
	if !current {
		return fmt.Errorf("restore a backup: %w", checkout.ErrStopped)
	}
	if err := b.stopRunning(); err != nil {
		return err
	}
	if err := b.params.Restore(ctx, s.of.environment, name); err != nil {
		return fmt.Errorf("restore a backup: %w", err)
	}
	return nil
}
