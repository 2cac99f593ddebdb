package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"tillside/payments/checkout"
)

// Replay adds files of changes to a copy of a journal that nobody has open, each going on
// where the one before ends. What does not fit together is checkout.ErrJournalBroken, and
// the copy is worth nothing then. A copy of an earlier form is brought to today's; whether it is
// sound is for Inspect to say.
func Replay(ctx context.Context, path string, files ...string) error {
	return translate("put changes into the copy", strange(replay(ctx, path, files)))
}

func replay(ctx context.Context, path string, files []string) (err error) {
	if len(files) == 0 {
		return nil
	}
	schema, err := broughtUp(ctx, path)
	if err != nil {
		return err
	}
	db := connect(path, false, busyTimeout)
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, file := range files {
		c, _, err := loadChanges(file)
		if err != nil {
			return err
		}
		if c.Schema != schema {
			return fmt.Errorf("%w: schema %d behind schema %d: %w", checkout.ErrJournalBroken, c.Schema, schema, ErrNotContinued)
		}
		if err := c.replay(ctx, db); err != nil {
			return fmt.Errorf("%w: %w", checkout.ErrJournalBroken, err)
		}
	}
	// Everything into the one file: it is moved without what SQLite keeps beside it.
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// broughtUp returns the schema of a copy, and brings one of an earlier form to today's: changes say the
// same in both.
func broughtUp(ctx context.Context, path string) (schema int64, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return 0, err
	}
	db := connect(path, false, busyTimeout)
	schema, err = schemaVersion(ctx, db)
	if err != nil || schema >= compactSchema {
		return schema, errors.Join(err, db.Close())
	}
	if err = migrate(ctx, db, journalSchema()); errors.Is(err, errEarlier) {
		err = nil
	}
	if err = errors.Join(err, db.Close()); err == nil {
		err = moveJournal(ctx, path, false)
	}
	return schema, err
}

func (c *changes) replay(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := c.replayIn(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// replayIn changes rows in one step that took several, which the triggers are there to
// refuse; so they are away meanwhile. The unique indexes stay.
func (c *changes) replayIn(ctx context.Context, tx *sql.Tx) error {
	if err := c.goesOn(ctx, tx); err != nil {
		return err
	}
	var triggers []trigger
	const all = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
	if err := collect(ctx, tx, all, nil, &triggers, (*trigger).fields); err != nil {
		return err
	}
	for _, t := range triggers {
		if _, err := tx.ExecContext(ctx, `DROP TRIGGER "`+strings.ReplaceAll(t.name, `"`, `""`)+`"`); err != nil {
			return err
		}
	}
	if err := c.put(ctx, tx); err != nil {
		return err
	}
	for _, t := range triggers {
		if _, err := tx.ExecContext(ctx, t.text); err != nil {
			return err
		}
	}
	return nil
}

type trigger struct{ name, text string }

func (t *trigger) fields() []any { return []any{&t.name, &t.text} }

// goesOn refuses changes of another journal, of another time or of another schema.
func (c *changes) goesOn(ctx context.Context, q querier) error {
	var here changes
	if err := here.readHead(ctx, q); err != nil {
		return err
	}
	last, err := lastLink(ctx, q)
	switch {
	case err != nil:
		return err
	case here.ID != c.ID, here.Created != c.Created, last.mark() != c.From:
		return fmt.Errorf("event %d: %w", c.From.Seq, ErrNotContinued)
	}
	return nil
}

const (
	putReceipt = `INSERT INTO receipts (` + receiptColumns + `) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (reference, copy) DO UPDATE SET location = excluded.location, type = excluded.type,
			body = excluded.body, seq = excluded.seq`
	putHealth = `INSERT INTO health (` + healthColumns + `) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (terminal) DO UPDATE SET at = excluded.at, battery = excluded.battery,
			charging = excluded.charging, app = excluded.app, serial = excluded.serial`

	// The first of them may be in the copy already; so may the first closed days.
	putCommand = `INSERT OR IGNORE INTO commands (` + commandColumns + `, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	putClosing = `INSERT OR IGNORE INTO closings (` + closingColumns + `, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// putAttempt replaces where an attempt stands, and what was asked for only by less of it, where it
// was erased.
func putAttempt() string {
	const erased = " = iif(excluded.erased, excluded."
	set := []string{"note" + erased + "note, note)", "intent" + erased + "intent, intent)"}
	for _, column := range standNames() {
		set = append(set, column+" = excluded."+column)
	}
	return insertAttempt + " ON CONFLICT (reference) DO UPDATE SET " + strings.Join(set, ", ")
}

// erasuresSince is the schema that brought the erasures; see commandsSince.
const erasuresSince = 9

// put writes the rows. What is final comes first: of two attempts on one terminal the older
// one was closed before the other began.
func (c *changes) put(ctx context.Context, tx *sql.Tx) error {
	for _, final := range []bool{true, false} {
		for i := range c.attempts {
			if r := &c.attempts[i]; r.stand.Final == final {
				r.redraw()
				if err := put(ctx, tx, putAttempt(), r.columns()); err != nil {
					return fmt.Errorf("attempt %s: %w", r.asked.Reference, err)
				}
			}
		}
	}
	for i := range c.events {
		e := &c.events[i]
		if err := e.insert(ctx, tx); err != nil {
			return fmt.Errorf("event %d: %w", e.Seq, err)
		}
	}
	if c.Schema >= erasuresSince {
		if _, err := tx.ExecContext(ctx, fmt.Sprintf(putErasures, kindSQL(checkout.EventErased)), c.From.Seq); err != nil {
			return err
		}
	}
	return c.putBeside(ctx, tx)
}

// putBeside writes what belongs to attempts and what stands beside them.
func (c *changes) putBeside(ctx context.Context, tx *sql.Tx) error {
	for i := range c.receipts {
		if err := put(ctx, tx, putReceipt, c.receipts[i].columns()); err != nil {
			return fmt.Errorf("receipt of %s: %w", c.receipts[i].Reference, err)
		}
	}
	for i := range c.health {
		if err := put(ctx, tx, putHealth, c.health[i].fields()); err != nil {
			return fmt.Errorf("terminal %s: %w", c.health[i].Terminal, err)
		}
	}
	for i := range c.commands {
		if err := put(ctx, tx, putCommand, c.commands[i].fields()); err != nil {
			return fmt.Errorf("command %s: %w", c.commands[i].Reference, err)
		}
	}
	for i := range c.closings {
		if err := put(ctx, tx, putClosing, c.closings[i].fields()); err != nil {
			return fmt.Errorf("closed day %d: %w", c.closings[i].Seq, err)
		}
	}
	return nil
}

func put(ctx context.Context, tx *sql.Tx, query string, pointers []any) error {
	_, err := tx.ExecContext(ctx, query, stored(pointers)...)
	return err
}
