package storage

import (
	"context"
	"database/sql"
	"errors"
)

// compactSchema is the schema from which on the tables are as storage/columns.go says.
const compactSchema = 11

// Views that show the tables of an earlier journal with the columns of today's. Each reader of a
// column takes the texts that are in them. A reference stands for its own key.
const (
	earlierAttempts = `CREATE TEMP VIEW attempts AS SELECT reference AS key, reference, nonce, kind, amount, currency, note, created, provider,
		environment, profile, fingerprint, terminal, NULL AS merchant, original, original_tx, intent, state, final, charged, moved, moved_currency,
		last_four, authorisation, updated, version, NULL AS tx, NULL AS handle, NULL AS given, NULL AS token, NULL AS scheme, NULL AS notice,
		0 AS tip, 0 AS contradicted, 0 AS erased, progress FROM main.attempts`
	earlierEvents = `CREATE TEMP VIEW events AS SELECT seq, reference AS attempt, at, kind, from_state, to_state, error, code, status, detail, copy,
		receipt, attempt AS digest, form, hash FROM main.events`
)

// execer is what a pool, a connection and a transaction have in common.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// seeEarlier lets a connection, which is the only one of its pool, read an earlier journal as one of
// today's. It writes nothing to the file.
func seeEarlier(ctx context.Context, db execer, schema int64) error {
	if schema >= compactSchema {
		return nil
	}
	_, off := db.ExecContext(ctx, "PRAGMA query_only = OFF")
	_, attempts := db.ExecContext(ctx, earlierAttempts)
	_, events := db.ExecContext(ctx, earlierEvents)
	_, on := db.ExecContext(ctx, "PRAGMA query_only = ON")
	return errors.Join(off, attempts, events, on)
}
