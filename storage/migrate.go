package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"tillside/payments/checkout"
)

// versionTable holds one row for each migration that was applied, and one for "none". It has the
// columns that it always had.
const (
	versionTable  = "migrations"
	createVersion = "CREATE TABLE IF NOT EXISTS " + versionTable + ` (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	version_id INTEGER NOT NULL,
	is_applied INTEGER NOT NULL,
	tstamp TIMESTAMP DEFAULT (datetime('now')))`
	firstVersion  = "INSERT INTO " + versionTable + " (version_id, is_applied) SELECT 0, 1 WHERE NOT EXISTS (SELECT 1 FROM " + versionTable + ")"
	insertVersion = "INSERT INTO " + versionTable + " (version_id, is_applied) VALUES (?, 1)"
)

// migrate brings a database to the newest schema, each step in a transaction of its own
// together with its record. A database that knows a later step is refused.
func migrate(ctx context.Context, db *sql.DB, s schema) error {
	steps, err := fs.Sub(migrations, "migrations/"+s.name)
	if err != nil {
		return err
	}
	return migrateWith(ctx, db, steps)
}

// migrateWith takes the files of a folder in the order of their names, which begin with five digits.
func migrateWith(ctx context.Context, db *sql.DB, steps fs.FS) error {
	names, err := fs.Glob(steps, "*.sql")
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return err
	}
	var newest int64
	begun := version > 0
	for _, name := range names {
		if newest, err = numberOf(name); err != nil {
			return err
		}
		if newest <= version {
			continue
		}
		if begun {
			checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageMoving, Done: newest - 1 - version, All: int64(len(names)) - version})
		}
		if begun && strings.HasSuffix(name, compactStep) {
			return errEarlier
		}
		if err := takeStep(ctx, db, steps, name, newest); err != nil {
			return fmt.Errorf("migration %s: %w", name, err)
		}
	}
	if version > newest {
		return fmt.Errorf("schema %d, this program knows %d: %w", version, newest, checkout.ErrJournalNewer)
	}
	return nil
}

// compactStep makes the tables of a new journal. The rows of an older one go through moveJournal.
const compactStep = "_compact.sql"

func numberOf(step string) (int64, error) {
	digits, _, _ := strings.Cut(step, "_")
	return strconv.ParseInt(digits, 10, 64)
}

// takeStep runs the statements of one file, and notes it.
func takeStep(ctx context.Context, db *sql.DB, steps fs.FS, name string, version int64) error {
	statements, err := fs.ReadFile(steps, name)
	if err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	for _, text := range []string{createVersion, firstVersion, string(statements)} {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	if _, err := tx.ExecContext(ctx, insertVersion, version); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// checkKnown refuses a database with a later schema without touching it.
func checkKnown(ctx context.Context, db *sql.DB, s schema) error {
	steps, err := fs.Glob(migrations, "migrations/"+s.name+"/*.sql")
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, db)
	if err == nil && version > int64(len(steps)) { // they are numbered without a gap
		err = fmt.Errorf("schema %d, this program knows %d: %w", version, len(steps), checkout.ErrJournalNewer)
	}
	return err
}

// schemaVersion is the newest migration a database has seen, 0 for a new file.
func schemaVersion(ctx context.Context, db querier) (int64, error) {
	var tables int
	const exists = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
	if err := db.QueryRowContext(ctx, exists, versionTable).Scan(&tables); err != nil || tables == 0 {
		return 0, err
	}
	var version int64
	err := db.QueryRowContext(ctx, "SELECT ifnull(max(version_id), 0) FROM "+versionTable).Scan(&version)
	return version, err
}
