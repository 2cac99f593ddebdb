package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"tillside/payments/checkout"
)

// Summary is what a sound journal holds.
type Summary struct {
	End      Mark // of its chain
	Schema   int64
	Events   int64
	Attempts int
	Size     int64
}

// Inspect looks through a journal that nobody has open, or a copy of one, without changing
// a byte of it: SQLite's own check of the pages and indexes, and the chain. Damage is
// checkout.ErrJournalBroken, a line that does not fit a *Tampering, a later schema
// checkout.ErrJournalNewer.
func Inspect(ctx context.Context, path string, tell func(done, all int64)) (Summary, error) {
	s, err := inspect(ctx, path, true, tell)
	return s, translate("inspect "+filepath.Base(path), strange(err))
}

// InspectLive is Inspect for a journal that a Tillside may be working with.
func InspectLive(ctx context.Context, path string, tell func(done, all int64)) (Summary, error) {
	s, err := inspect(ctx, path, false, tell)
	return s, translate("inspect "+filepath.Base(path), strange(err))
}

func inspect(ctx context.Context, path string, still bool, tell func(done, all int64)) (s Summary, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return Summary{}, err
	}
	size, err := sizeOf(path)
	switch {
	case err != nil:
		return Summary{}, err
	case size < 0:
		return Summary{}, fmt.Errorf("%s: %w", filepath.Base(path), os.ErrNotExist)
	case size == 0:
		return Summary{}, fmt.Errorf("%s is empty: %w", filepath.Base(path), checkout.ErrJournalBroken)
	}
	db := connectCopy(path, still)
	defer func() { err = errors.Join(err, db.Close()) }()
	s.Size = size
	if err := checkIdentity(ctx, db, journalSchema()); err != nil {
		return Summary{}, err
	}
	if err := checkKnown(ctx, db, journalSchema()); err != nil {
		return Summary{}, err
	}
	if err := walkPages(ctx, db, size); err != nil {
		return Summary{}, err
	}
	if s.Schema, err = schemaVersion(ctx, db); err != nil {
		return Summary{}, err
	}
	if err := seeEarlier(ctx, db, s.Schema); err != nil {
		return Summary{}, err
	}
	if s.Events, err = verify(ctx, db, tell); err != nil {
		return Summary{}, err
	}
	last, err := lastLink(ctx, db)
	if err != nil {
		return Summary{}, err
	}
	s.End = last.mark()
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM attempts").Scan(&s.Attempts)
	return s, err
}

// connectCopy opens a pool of one connection that leaves the file alone. A file that stands
// still is opened as immutable: nothing is ever made beside it, whatever its header says.
func connectCopy(path string, still bool) *sql.DB {
	dsn := dataSource(path, true, busyTimeout)
	if still {
		dsn += "&immutable=1"
	}
	db := sql.OpenDB(connector{dsn, &sqlite3.SQLiteDriver{ConnectHook: harden}})
	db.SetMaxOpenConns(1)
	return db
}

// CopyTo writes a compact copy of the journal, as it is at this moment, under a name that
// nothing has yet. It holds up no writer. The copy is on the disk when CopyTo returns, but
// nobody has looked at it: that is Inspect's part.
func (j *Journal) CopyTo(ctx context.Context, path string) error {
	return translate("copy journal", copyDatabase(ctx, j.path, path))
}

func copyDatabase(ctx context.Context, from, to string) (err error) {
	from, err = filepath.Abs(from)
	if err != nil {
		return err
	}
	// VACUUM INTO takes an empty file for none, and keeps its mode.
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeAll(to))
		}
	}()
	if err := f.Close(); err != nil {
		return err
	}
	db := connectCopy(from, false)
	if err := errors.Join(vacuumInto(ctx, db, to), db.Close()); err != nil {
		return err
	}
	return syncFile(to)
}

func vacuumInto(ctx context.Context, db *sql.DB, to string) error {
	// The copy is written through the same connection.
	if _, err := db.ExecContext(ctx, "PRAGMA query_only = OFF"); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "VACUUM INTO ?", to)
	return err
}

// PutInPlace copies a file to where a journal is looked for. Nothing may be there. The new
// file is complete and on the disk before it has its name.
func PutInPlace(from, path string) error {
	return translate("put "+filepath.Base(from)+" in place", putInPlace(from, path))
}

func putInPlace(from, path string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.new")
	if err != nil {
		return err
	}
	made := out.Name()
	defer func() { err = errors.Join(err, removeAll(made)) }()
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Chmod(0o600), out.Sync(), out.Close()); err != nil {
		return err
	}
	return settle(made, path)
}

// MoveFile renames a file within its folder, durably, and never onto another one.
func MoveFile(from, to string) error {
	err := moveFile(from, to)
	return translate("rename "+filepath.Base(from), err)
}

func moveFile(from, to string) error {
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, fs.ErrExist)
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// Explain gives an error of the file system in the data folder its meaning, one of those of
// package checkout, with what we were doing in front. nil stays nil.
func Explain(doing string, err error) error { return translate(doing, err) }
