package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"tillside/payments/checkout"
)

// errEarlier is a journal of an earlier form, which is moved to a new file.
var errEarlier = errors.New("a journal of an earlier form")

// Beside a journal that is moved is what is being made.
const madeName = ".moving"

// EarlierName ends the name of what a journal was moved from. It is removed when the new one was opened once
// more, and when something is erased.
const EarlierName = ".earlier"

// tellRows is how many rows are written or compared between two reports.
const tellRows = 5000

// moving is the way of an earlier journal, which nobody else has open, into a new file.
type moving struct {
	old, made *sql.Conn
	done, all int64
}

// moveJournal writes an earlier journal anew, reads all of it back, and only then lets the new file
// take the place of the old one. Killed at any moment, it leaves the one or the other, and begins
// anew. It needs as much room as the journal has.
func moveJournal(ctx context.Context, path string, keep bool) (err error) {
	path = followed(path)
	if err := roomToMove(path, freeSpace); err != nil {
		return err
	}
	made := path + madeName
	if err := dropMade(path); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dropMade(path)) }()
	if err := writeAnew(ctx, path, made); err != nil {
		return err
	}
	if err := syncFile(made); err != nil {
		return err
	}
	// SQLite takes its log away when the last connection ends. Where it is still there, somebody would go
	// on writing to the old file.
	if size, err := sizeOf(path + "-wal"); err != nil || size >= 0 {
		return errors.Join(err, fmt.Errorf("somebody else works with %s: %w", filepath.Base(path), checkout.ErrJournal))
	}
	if keep {
		if err := keepEarlier(path); err != nil {
			return err
		}
	}
	if err := errors.Join(removeAll(path+"-shm"), os.Rename(made, path)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// roomToMove refuses a move that a full disk would end.
func roomToMove(path string, freeIn func(dir string) (int64, error)) error {
	size, err := sizeOf(path)
	if err != nil {
		return err
	}
	dir := filepath.Dir(path)
	free, err := freeIn(dir)
	if err == nil && free < size {
		err = &checkout.NoSpace{Folder: dir, Free: free, Needed: size}
	}
	return err
}

// keepEarlier gives the old file a second name; a copy where the file system has no second names.
func keepEarlier(path string) error {
	kept := path + EarlierName
	if err := removeAll(kept); err != nil {
		return err
	}
	if os.Link(path, kept) == nil {
		return nil
	}
	return putInPlace(path, kept)
}

// dropEarlier removes what a move has kept, and what one that was killed has made.
func dropEarlier(path string) error {
	path = followed(path)
	return errors.Join(removeAll(path+EarlierName), dropMade(path))
}

func dropMade(path string) error {
	made := path + madeName
	return removeAll(made, made+"-journal", made+"-wal", made+"-shm")
}

// followed is the file that a link leads to. SQLite has its log beside that one, and there the old file stays.
func followed(path string) string {
	if file, err := filepath.EvalSymlinks(path); err == nil {
		return file
	}
	return path
}

func writeAnew(ctx context.Context, path, made string) (err error) {
	old := connect(path, false, busyTimeout)
	defer func() { err = errors.Join(err, old.Close()) }()
	file, err := os.OpenFile(made, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	fresh := connect(made, false, busyTimeout)
	defer func() { err = errors.Join(err, fresh.Close()) }()
	if err := migrate(ctx, fresh, journalSchema()); err != nil {
		return err
	}
	var m moving
	if m.old, err = old.Conn(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.old.Close()) }()
	if m.made, err = fresh.Conn(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.made.Close()) }()
	return m.run(ctx)
}

// run copies with everybody else kept out.
func (m *moving) run(ctx context.Context) (err error) {
	for _, text := range []string{"PRAGMA wal_checkpoint(TRUNCATE)", earlierAttempts, earlierEvents, "BEGIN IMMEDIATE"} {
		if _, err := m.old.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	defer func() {
		_, ended := m.old.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, ended)
	}()
	const count = "SELECT 2 * ((SELECT count(*) FROM main.attempts) + (SELECT count(*) FROM main.events) + (SELECT count(*) FROM receipts))"
	if err := m.old.QueryRowContext(ctx, count).Scan(&m.all); err != nil {
		return err
	}
	// Nobody has the new file before it is whole, so that it needs no log.
	for _, text := range []string{"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -65536"} {
		if _, err := m.made.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	for _, part := range []func(context.Context) error{m.write, m.compare} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// step counts a row.
func (m *moving) step(ctx context.Context) error {
	if m.done++; m.done%tellRows != 0 {
		return nil
	}
	checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageMoving, Done: m.done, All: m.all})
	return ctx.Err()
}

func (m *moving) write(ctx context.Context) (err error) {
	if _, err := m.made.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	again, err := setAside(ctx, m.made)
	if err != nil {
		return err
	}
	err = errors.Join(
		moveRows(ctx, m, selectAllAttempts, insertAttempt, (*row).columns, func(r *row) []any { r.redraw(); return stored(r.columns()) }),
		moveRows(ctx, m, selectChain, moveEvent, (*eventRow).columns, func(e *eventRow) []any { return stored(e.columns()) }),
		moveRows(ctx, m, selectAllReceipts, putReceipt, (*receiptRow).columns, func(r *receiptRow) []any { return stored(r.columns()) }),
		m.copyBeside(ctx),
	)
	if err != nil {
		return err
	}
	for _, text := range again {
		if _, err := m.made.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	_, err = m.made.ExecContext(ctx, "COMMIT")
	return err
}

const (
	// In the order in which they were written.
	selectAllAttempts = "SELECT " + attemptColumns + " FROM attempts"
	selectAllReceipts = "SELECT " + receiptColumns + " FROM receipts"

	// moveEvent asks for no event before: what was changed in the old journal is as wrong in the new one.
	moveEvent = `INSERT INTO events (seq, attempt, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash)
	VALUES (?1, ifnull((SELECT key FROM attempts WHERE reference = ?2), 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)`
)

// moveRows copies the rows of a table.
func moveRows[T any](ctx context.Context, m *moving, query, insert string, columns func(*T) []any, args func(*T) []any) (err error) {
	put, err := m.made.PrepareContext(ctx, insert)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, put.Close()) }()
	rows, err := m.old.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var one T
		if err := rows.Scan(columns(&one)...); err != nil {
			return err
		}
		if _, err := put.ExecContext(ctx, args(&one)...); err != nil {
			return err
		}
		if err := m.step(ctx); err != nil {
			return err
		}
	}
	return rows.Err()
}

// besides are the tables that stay as they are.
var besides = []string{"journal", "health", "commands", "closings"}

// copyBeside copies what is small.
func (m *moving) copyBeside(ctx context.Context) error {
	for _, table := range besides {
		if _, err := m.made.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
		all, err := wholeTable(ctx, m.old, table)
		if err != nil {
			return err
		}
		for _, row := range all {
			text := "INSERT INTO " + table + " VALUES (?" + strings.Repeat(", ?", len(row)-1) + ")"
			if _, err := m.made.ExecContext(ctx, text, row...); err != nil {
				return err
			}
		}
	}
	var erased []wordRow
	if err := collect(ctx, m.old, "SELECT seq, reference FROM erasures", nil, &erased, (*wordRow).erasure); err != nil {
		return err
	}
	for _, e := range erased {
		if _, err := m.made.ExecContext(ctx, "INSERT INTO erasures VALUES (?, ?)", e.seq, id(e.reference)); err != nil {
			return err
		}
	}
	added, err := wholeTable(ctx, m.old, "sqlite_sequence")
	if err != nil {
		return err
	}
	for _, row := range added { // how many lines there ever were shows what is missing at the end
		for _, text := range []string{"DELETE FROM sqlite_sequence WHERE name = ?1 AND ?2 IS NOT NULL", "INSERT INTO sqlite_sequence VALUES (?, ?)"} {
			if row[0] == versionTable {
				continue
			}
			if _, err := m.made.ExecContext(ctx, text, row...); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *wordRow) erasure() []any { return []any{&r.seq, idColumn{&r.reference}} }

// wholeTable reads all that is in a small table.
func wholeTable(ctx context.Context, q querier, table string) (all [][]any, err error) {
	rows, err := q.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		row, pointers := make([]any, len(names)), make([]any, len(names))
		for i := range row {
			pointers[i] = &row[i]
		}
		if err := rows.Scan(pointers...); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, rows.Err()
}

// setAside drops indexes and triggers, and returns what makes them again.
func setAside(ctx context.Context, tx interface {
	querier
	execer
}) ([]string, error) {
	var all []dropped
	const query = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, rowid"
	if err := collect(ctx, tx, query, nil, &all, (*dropped).fields); err != nil {
		return nil, err
	}
	var again []string
	for _, d := range all {
		if _, err := tx.ExecContext(ctx, "DROP "+d.what+` "`+strings.ReplaceAll(d.name, `"`, `""`)+`"`); err != nil {
			return nil, err
		}
		again = append(again, d.text)
	}
	return again, nil
}

type dropped struct{ what, name, text string }

func (d *dropped) fields() []any { return []any{&d.what, &d.name, &d.text} }

// compare reads both files side by side: what the new one says is what the old one said, whether
// that was sound or not, and to the last byte, so that the hashes fit it as they did.
func (m *moving) compare(ctx context.Context) error {
	return errors.Join(
		compareRows(ctx, m, selectAllAttempts, selectAllAttempts+" ORDER BY key", (*row).columns, (*row).fields),
		compareRows(ctx, m, selectChain, selectChain, (*eventRow).columns, (*eventRow).content),
		compareRows(ctx, m, selectAllReceipts, selectAllReceipts, (*receiptRow).columns, (*receiptRow).fields),
		m.compareBeside(ctx),
	)
}

// errOtherwise is a new file that says something else than the old one.
var errOtherwise = errors.New("the journal cannot be moved: a line would say something else")

func compareRows[T any](ctx context.Context, m *moving, before, after string, columns, fields func(*T) []any) error {
	old, err := m.old.QueryContext(ctx, before)
	if err != nil {
		return err
	}
	defer old.Close()
	made, err := m.made.QueryContext(ctx, after)
	if err != nil {
		return err
	}
	defer made.Close()
	for n := 1; old.Next(); n++ {
		var x, y T
		if !made.Next() {
			return errors.Join(made.Err(), fmt.Errorf("row %d is missing: %w", n, errOtherwise))
		}
		if err := errors.Join(old.Scan(columns(&x)...), made.Scan(columns(&y)...)); err != nil {
			return err
		}
		a, b := values(fields(&x)), values(fields(&y))
		for i := range a {
			if !same(a[i], b[i]) {
				return fmt.Errorf("row %d: %w", n, errOtherwise)
			}
		}
		if err := m.step(ctx); err != nil {
			return err
		}
	}
	if made.Next() {
		return errOtherwise
	}
	return errors.Join(old.Err(), made.Err())
}

func (m *moving) compareBeside(ctx context.Context) error {
	for _, table := range append([]string{"sqlite_sequence WHERE name <> '" + versionTable + "' ORDER BY name"}, besides...) {
		x, wrong := wholeTable(ctx, m.old, table)
		y, err := wholeTable(ctx, m.made, table)
		if err := errors.Join(wrong, err); err != nil {
			return err
		}
		if fmt.Sprint(x) != fmt.Sprint(y) {
			return fmt.Errorf("table %s: %w", table, errOtherwise)
		}
	}
	return nil
}
