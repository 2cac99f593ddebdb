package storage

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// What the tests outside need to see or to change inside.
var (
	DataDirFor  = dataDirFor
	Translate   = translate
	AmountsIn   = amountsTyped
	MigrateWith = migrateWith
	Version     = schemaVersion
	Settle      = settle
)

// Steps are the journal's migrations as they are embedded.
func Steps() (fs.FS, error) { return fs.Sub(migrations, "migrations/journal") }

// SetMaxPages makes the database full at so many pages, as a full disk would.
func (j *Journal) SetMaxPages(ctx context.Context, n int) error {
	_, err := j.write.ExecContext(ctx, fmt.Sprintf("PRAGMA max_page_count = %d", n))
	return err
}

// Pages is the size of the database in pages.
func (j *Journal) Pages(ctx context.Context) (n int, err error) {
	err = j.write.QueryRowContext(ctx, "PRAGMA page_count").Scan(&n)
	return n, err
}

// Pragma asks both pools for the value of a pragma.
func (j *Journal) Pragma(ctx context.Context, name string) (write, read string, err error) {
	if err = j.write.QueryRowContext(ctx, "PRAGMA "+name).Scan(&write); err == nil {
		err = j.read.QueryRowContext(ctx, "PRAGMA "+name).Scan(&read)
	}
	return write, read, err
}

// Pools are the two pools themselves.
func (j *Journal) Pools() (write, read *sql.DB) { return j.write, j.read }

// Connect opens a database as the program does, without looking at what is in it.
func Connect(path string) *sql.DB { return connect(path, false, busyTimeout) }

// NewSpaceWith is NewSpace with another measurement of free space.
func NewSpaceWith(dir string, floor, reserve int64, free func(string) (int64, error)) (*Space, error) {
	return newSpace(dir, floor, reserve, free)
}

// PanicInWrite panics after a statement of a write, as a bug in it would.
func (j *Journal) PanicInWrite(ctx context.Context) (said any) {
	defer func() { said = recover() }()
	_ = j.inTransaction(ctx, "panic", func(ctx context.Context, tx *transaction) error {
		if err := upsert(ctx, tx, "halfway", payments.Health{At: time.Now()}); err != nil {
			return err
		}
		panic("a bug")
	})
	return nil
}

// Fill adds many attempts quickly: thousands of steps in each transaction, where the program
// takes one. Each attempt goes the way that steps says; a receipt is kept where one is named.
func (j *Journal) Fill(ctx context.Context, n int, steps func(i int) []Step) error {
	const portion = 1000
	for from := 0; from < n; from += portion {
		err := j.inTransaction(ctx, "fill", func(ctx context.Context, tx *transaction) error {
			for i := from; i < min(from+portion, n); i++ {
				if err := fillOne(ctx, tx, steps(i)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Step is an attempt as an event leaves it.
type Step struct {
	Attempt payments.Attempt
	Event   checkout.Event
	Receipt checkout.Receipt
}

func fillOne(ctx context.Context, tx *transaction, steps []Step) error {
	for i, s := range steps {
		var event eventRow
		var err error
		if i > 0 {
			event, err = step(ctx, tx, s.Attempt, s.Event)
		} else {
			var r row
			if r, event, err = encodeStep(s.Attempt, s.Event, s.Attempt.State); err == nil {
				err = r.insert(ctx, tx)
			}
		}
		if err == nil && s.Receipt.Copy != "" {
			err = keepReceipt(ctx, tx, event, s.Receipt)
		} else if err == nil {
			_, err = event.append(ctx, tx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
