package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"github.com/mattn/go-sqlite3"

	"tillside/payments/checkout"
)

// copyPages is how many pages are copied in one go: a MiB.
const copyPages = 256

// CopySlowly is CopyTo for a journal that is large while payments run: page by page, with
// rest called after each MiB, which waits as long as it likes. An error of rest ends the
// copy and leaves none.
func (j *Journal) CopySlowly(ctx context.Context, path string, rest func() error) error {
	return translate("copy journal", copySlowly(ctx, j.path, path, rest))
}

func copySlowly(ctx context.Context, from, to string, rest func() error) (err error) {
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeAll(to, to+"-journal"))
		}
	}()
	source, target := connectCopy(from, false), connect(to, false, busyTimeout)
	err = withConnections(ctx, source, target, func(in, out *sqlite3.SQLiteConn) error {
		return copyConnections(in, out, func() error {
			// What is written reaches the disk bit by bit: a whole journal at the end would
			// be in the way of the next press.
			return errors.Join(f.Sync(), rest())
		})
	})
	return errors.Join(err, source.Close(), target.Close(), f.Sync(), f.Close())
}

// withConnections takes one connection of each pool. That of the source holds a moment of
// the journal fast, so that payments in the meantime do not make the copy begin again.
func withConnections(ctx context.Context, source, target *sql.DB, do func(in, out *sqlite3.SQLiteConn) error) (err error) {
	in, err := source.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := target.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	var tables int
	if _, err := in.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	if err := in.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil {
		return err
	}
	// Nobody uses the copy before it is whole, so it needs no journal of its own.
	if _, err := out.ExecContext(ctx, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF"); err != nil {
		return err
	}
	err = in.Raw(func(a any) error {
		return out.Raw(func(b any) error {
			source, isSource := a.(*sqlite3.SQLiteConn)
			target, isTarget := b.(*sqlite3.SQLiteConn)
			if !isSource || !isTarget {
				return fmt.Errorf("connections of %T: %w", a, checkout.ErrJournal)
			}
			return do(source, target)
		})
	})
	_, ended := in.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return errors.Join(err, ended)
}

func copyConnections(in, out *sqlite3.SQLiteConn, rest func() error) (err error) {
	work, err := out.Backup("main", in, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, work.Finish()) }()
	for {
		done, err := work.Step(copyPages)
		if err != nil || done {
			return err
		}
		if err := rest(); err != nil {
			return err
		}
	}
}
