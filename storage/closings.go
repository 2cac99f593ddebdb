package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tillside/payments/checkout"
)

// closingRow is a closed day as its table holds it.
type closingRow struct {
	Seq              int64
	At, Since, Until timeJSON
	Sheet            string
	After, Form      int64
	Prev, Hash       []byte
}

const closingColumns = "seq, at, since, until, sheet, after, form, prev"

// content points at what the hash covers, in the order of closingColumns.
func (r *closingRow) content() []any {
	return []any{&r.Seq, &r.At, &r.Since, &r.Until, &r.Sheet, &r.After, &r.Form, &r.Prev}
}

func (r *closingRow) fields() []any { return append(r.content(), &r.Hash) }

func (r closingRow) seal() []byte { return digest("tillside closing", values(r.content())...) }

const insertClosing = `INSERT INTO closings (` + closingColumns + `, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`

var _ checkout.DayBook = (*Journal)(nil)

// Today implements checkout.DayBook.
func (j *Journal) Today(ctx context.Context, since, now time.Time, zone *time.Location) (checkout.Day, error) {
	tx, err := j.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return checkout.Day{}, translate("read the day", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	d, _, err := dayOf(ctx, tx, since, now, zone)
	return d, translate("read the day", err)
}

// CloseDay implements checkout.DayBook.
func (j *Journal) CloseDay(ctx context.Context, c checkout.Closing) (d checkout.Day, err error) {
	err = j.inTransaction(ctx, "close the day", func(ctx context.Context, tx *transaction) error {
		var last closingRow
		if d, last, err = dayOf(ctx, tx, c.Since, c.Now, c.Zone); err != nil {
			return err
		}
		d.Number, d.At, d.By = int(last.Seq)+1, c.Now.UTC(), c.By
		r, err := encodeClosing(d)
		if err != nil {
			return err
		}
		if r.Prev = last.Hash; last.Seq == 0 {
			if r.Prev, err = readGenesis(ctx, tx); err != nil {
				return err
			}
		}
		if err := tx.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM events").Scan(&r.After); err != nil {
			return err
		}
		r.Hash = r.seal()
		_, err = tx.ExecContext(ctx, insertClosing, values(r.fields())...)
		return err
	})
	return d, err
}

// lastClosing is the newest closed day; its number is 0 where there is none.
func lastClosing(ctx context.Context, q querier) (r closingRow, err error) {
	const query = "SELECT " + closingColumns + ", hash FROM closings ORDER BY seq DESC LIMIT 1"
	if err = q.QueryRowContext(ctx, query).Scan(r.fields()...); errors.Is(err, sql.ErrNoRows) {
		return closingRow{}, nil
	}
	return r, err
}

// Closings implements checkout.DayBook.
func (j *Journal) Closings(ctx context.Context, most int) ([]checkout.Day, error) {
	var rows []closingRow
	const query = "SELECT " + closingColumns + ", hash FROM closings ORDER BY seq DESC LIMIT ?"
	err := collect(ctx, j.read, query, most, &rows, (*closingRow).fields)
	all := make([]checkout.Day, 0, len(rows))
	for _, r := range rows {
		d, wrong := r.decode()
		all, err = append(all, d), errors.Join(err, wrong)
	}
	return all, translate("list closed days", err)
}

// closingsSince is the schema that brought the closings; see commandsSince.
const closingsSince = 8

// checkClosings follows the chain of closings.
func checkClosings(ctx context.Context, q querier, _ int64) error {
	version, err := schemaVersion(ctx, q)
	if err != nil || version < closingsSince {
		return err
	}
	prev, err := readGenesis(ctx, q)
	if err != nil {
		return err
	}
	var all []closingRow
	if err := collect(ctx, q, "SELECT "+closingColumns+", hash FROM closings ORDER BY seq", nil, &all, (*closingRow).fields); err != nil {
		return err
	}
	for i, r := range all {
		fits := r.Seq == int64(i+1) && r.Form == chainForm && bytes.Equal(r.Prev, prev) && bytes.Equal(r.Hash, r.seal())
		if !fits {
			return &Tampering{Kind: checkout.MisfitClosing, Problem: fmt.Sprintf("closed day %d is not as it was written", i+1)}
		}
		prev = r.Hash
	}
	var added int64
	err = q.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'closings'").Scan(&added)
	if err == nil && added != int64(len(all)) {
		err = &Tampering{Kind: checkout.MisfitClosing, Problem: fmt.Sprintf("closed days are missing: %d of %d are left", len(all), added)}
	}
	return err
}
