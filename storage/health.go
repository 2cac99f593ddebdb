package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tillside/payments"
)

// An answer that is older than the one that is known changes nothing: results may come
// late.
const upsertHealth = `INSERT INTO health (terminal, at, battery, charging, app, serial) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (terminal) DO UPDATE SET at = excluded.at, battery = excluded.battery, charging = excluded.charging,
		app = excluded.app, serial = excluded.serial
	WHERE excluded.at > health.at`

// SaveHealth keeps the answer to a ping. A Health without a time is no answer and refused.
func (j *Journal) SaveHealth(ctx context.Context, terminalID string, h payments.Health) error {
	if h.At.IsZero() || terminalID == "" {
		return fmt.Errorf("save health of terminal %q: no answer: %w", terminalID, ErrEvent)
	}
	return j.inTransaction(ctx, "save health of terminal "+terminalID, func(ctx context.Context, tx *transaction) error {
		return upsert(ctx, tx, terminalID, h)
	})
}

// keepSignOfLife takes what a result says about its terminal, if it names the very one. A
// result that does not fit its question is a sign of life all the same.
func keepSignOfLife(ctx context.Context, tx *transaction, a payments.Attempt) error {
	for _, h := range []payments.Health{a.Outcome.Device, a.Mismatched.Device} {
		if h.At.IsZero() || h.Serial == "" || h.Serial != a.Terminal.Serial {
			continue
		}
		if err := upsert(ctx, tx, a.Terminal.ID(), h); err != nil {
			return err
		}
	}
	return nil
}

func upsert(ctx context.Context, tx *transaction, terminalID string, h payments.Health) error {
	at, err := encodeTime(h.At)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, upsertHealth, terminalID, at, h.Battery, h.Charging, h.App, h.Serial)
	return err
}

// LastAnswer implements checkout.Reader: the newest of results and pings.
func (j *Journal) LastAnswer(ctx context.Context, terminalID string) (payments.Health, error) {
	var stored healthJSON
	const query = "SELECT at, battery, charging, app, serial FROM health WHERE terminal = ?"
	err := j.read.QueryRowContext(ctx, query, terminalID).
		Scan(&stored.At, &stored.Battery, &stored.Charging, &stored.App, &stored.Serial)
	if errors.Is(err, sql.ErrNoRows) {
		return payments.Health{}, nil
	}
	var f faults
	h := f.parseHealth(stored)
	return h, translate("read last answer", errors.Join(err, f.err))
}
