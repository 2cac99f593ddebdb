package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-sqlite3"

	"tillside/payments/checkout"
)

//go:embed migrations
var migrations embed.FS

// busyTimeout is how long a statement waits for another process that writes. Only tools
// such as a backup or sqlite3 itself ever do: the folder's lock keeps a second Tillside out.
const busyTimeout = 5 * time.Second

// schema is one kind of database file of ours.
type schema struct {
	name          string // of the folder below migrations
	applicationID int64  // PRAGMA application_id, set by the first migration
}

func journalSchema() schema  { return schema{"journal", 0x54696c6c} }
func settingsSchema() schema { return schema{"settings", 0x54696c53} }

// connector opens connections of one database without registering a driver globally.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// dataSource writes the DSN. Everything that must hold for each connection stands in it,
// because a PRAGMA that is executed reaches one connection of a pool alone. FULL is asked
// for by name: the driver sets NORMAL otherwise, and then a committed row can be lost when
// the power fails.
func dataSource(path string, readOnly bool, wait time.Duration) string {
	q := url.Values{
		"_foreign_keys":       {"on"},
		"_busy_timeout":       {strconv.FormatInt(wait.Milliseconds(), 10)},
		"_recursive_triggers": {"on"},
		"_stmt_cache_size":    {"32"},
	}
	if readOnly {
		q.Set("mode", "ro")
		q.Set("_query_only", "on")
	} else {
		q.Set("mode", "rw")
		q.Set("_journal_mode", "WAL")
		q.Set("_synchronous", "FULL")
		q.Set("_txlock", "immediate")
		// What is replaced is overwritten with zeros where that costs no page more.
		q.Set("_secure_delete", "fast")
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // file:///C:/...
	}
	return (&url.URL{Scheme: "file", Path: slashed, RawQuery: q.Encode()}).String()
}

// connect opens a pool. Nothing is read from the file yet.
func connect(path string, readOnly bool, wait time.Duration) *sql.DB {
	d := &sqlite3.SQLiteDriver{ConnectHook: harden}
	db := sql.OpenDB(connector{dataSource(path, readOnly, wait), d})
	connections := 1
	if readOnly {
		connections = 4
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}

// harden sets what the DSN has no word for. On macOS fsync leaves data in the drive's own
// cache; F_FULLFSYNC does not.
func harden(c *sqlite3.SQLiteConn) error {
	pragmas := []string{"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON"}
	if runtime.GOOS == "darwin" {
		pragmas = append(pragmas, "PRAGMA fullfsync = ON", "PRAGMA checkpoint_fullfsync = ON")
	}
	for _, p := range pragmas {
		if _, err := c.Exec(p, nil); err != nil {
			return err
		}
	}
	return nil
}

// openDatabase opens the writer of a database, making the file first where there is none,
// and brings it to the newest schema.
func openDatabase(ctx context.Context, path string, s schema, wait time.Duration, suspect bool) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	unclean, err := ensureFile(ctx, path, s, wait)
	if err != nil {
		return nil, err
	}
	db := connect(path, false, wait)
	err = ready(ctx, db, path, s, unclean || suspect)
	if err == nil {
		err = dropEarlier(path)
	}
	if err == nil {
		return db, nil
	}
	if !errors.Is(err, errEarlier) {
		return nil, errors.Join(whyNotOpened(path, err), db.Close())
	}
	if err := errors.Join(db.Close(), moveJournal(ctx, path, true)); err != nil {
		return nil, err
	}
	db = connect(path, false, wait)
	if err := ready(ctx, db, path, s, false); err != nil {
		return nil, errors.Join(whyNotOpened(path, err), db.Close())
	}
	return db, nil
}

// whyNotOpened asks the folder where SQLite cannot open a file that is there: it needs two
// more files beside it, and says "no such file" where the folder takes none.
func whyNotOpened(path string, err error) error {
	if !cannotOpen(err) {
		return err
	}
	probe, reason := os.CreateTemp(filepath.Dir(path), ".probe*")
	if reason != nil {
		return fmt.Errorf("%s: %w", err.Error(), reason) // the reason counts, SQLite's error is text
	}
	return errors.Join(err, probe.Close(), os.Remove(probe.Name()))
}

// ready checks and migrates a database that exists.
func ready(ctx context.Context, db *sql.DB, path string, s schema, unclean bool) error {
	if err := checkIdentity(ctx, db, s); err != nil {
		return err
	}
	if err := checkSound(ctx, db, path, unclean); err != nil {
		return err
	}
	if err := migrate(ctx, db, s); err != nil {
		return err
	}
	return checkWritable(ctx, db)
}

// checkIdentity refuses a file that is not a database, or not one of ours.
func checkIdentity(ctx context.Context, db *sql.DB, s schema) error {
	var id int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != s.applicationID {
		return fmt.Errorf("application id %#x is not that of the %s: %w", id, s.name, checkout.ErrJournalBroken)
	}
	return nil
}

// Sizes that decide how much is checked. A small file is always walked whole: that is too
// quick to be felt. After an unclean end a larger one is walked, too, with its indexes where
// it is not huge, which takes some seconds more. Beyond that a shop would wait longer for the
// walk than the walk is worth: SQLite's log keeps the pages whole, and a damaged one is found
// by who reads it, a slow walk over all rows at the latest.
const (
	soundBelow   = 2 << 20
	wholeBelow   = 256 << 20
	suspectBelow = 1 << 30
)

// checkSound walks the file when the last run did not end cleanly and that can be waited
// for, and a small file always.
func checkSound(ctx context.Context, db *sql.DB, path string, suspect bool) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !suspect && info.Size() > soundBelow || info.Size() > suspectBelow {
		return nil
	}
	return walkPages(ctx, db, info.Size())
}

// walkPages lets SQLite look for damage. quick_check leaves out whether the indexes say
// what the tables say.
func walkPages(ctx context.Context, db *sql.DB, size int64) error {
	check := "PRAGMA integrity_check(1)"
	if size > wholeBelow {
		check = "PRAGMA quick_check(1)"
	}
	var answer string
	if err := db.QueryRowContext(ctx, check).Scan(&answer); err != nil {
		return err
	}
	if answer != "ok" {
		return fmt.Errorf("%s: %s: %w", check, answer, checkout.ErrJournalBroken)
	}
	return nil
}

// checkWritable begins a write that changes nothing, so that a file that can only be read is
// noticed now and not at the first sale. BEGIN IMMEDIATE alone does not tell: on such a
// file SQLite quietly begins to read instead.
func checkWritable(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "DELETE FROM "+versionTable+" WHERE version_id < 0")
	return err
}

// ensureFile makes the database where there is none, and reports whether one that exists
// was left without being closed. A file of zero bytes is damage and not a new beginning:
// ours come into their place complete.
func ensureFile(ctx context.Context, path string, s schema, wait time.Duration) (unclean bool, err error) {
	wal, err := sizeOf(path + "-wal")
	if err != nil {
		return false, err
	}
	size, err := sizeOf(path)
	switch {
	case err != nil:
		return false, err
	case size == 0, size < 0 && wal > 0:
		return false, fmt.Errorf("%s is empty: %w", filepath.Base(path), checkout.ErrJournalBroken)
	case size < 0:
		return false, createFile(ctx, path, s, wait)
	}
	if err := checkHeader(path); err != nil {
		return false, err
	}
	return wal > 0, restrict(path)
}

// sizeOf is the size of a file, -1 when there is none.
func sizeOf(path string) (int64, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return -1, nil
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, fmt.Errorf("%s is not a file: %w", filepath.Base(path), checkout.ErrJournalBroken)
	}
	return info.Size(), nil
}
