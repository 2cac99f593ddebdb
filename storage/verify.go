package storage

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"tillside/payments/checkout"
)

// Tampering is what Verify found: the first line of the journal that does not fit. It is
// ErrTampered to errors.Is.
type Tampering = checkout.Misfit

// Verify walks the whole chain and returns how many events it read. A *Tampering names the
// first event that does not follow from the one before, or the first attempt or receipt
// that is not what its newest event says.
//
// It reads one moment of the journal and does not hold up the writer. Whoever can write
// the file can also make a whole new chain, or cut off its end together with all that
// belongs to it; against that helps only a copy that is kept elsewhere.
func (j *Journal) Verify(ctx context.Context) (int64, error) { return j.VerifyTelling(ctx, nil) }

// VerifyTelling is Verify for somebody who waits: now and then it tells how many of the
// events are read. tell may be nil.
func (j *Journal) VerifyTelling(ctx context.Context, tell func(done, all int64)) (int64, error) {
	n, err := verify(ctx, j.read, tell)
	return n, translate("verify journal", strange(err))
}

func verify(ctx context.Context, db *sql.DB, tell func(done, all int64)) (int64, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	// Nothing was written, so there is nothing that a rollback could fail to undo.
	defer func() { _ = tx.Rollback() }()
	n, err := walkChain(ctx, tx, tell)
	for _, check := range []func(context.Context, querier, int64) error{checkEnd, checkAttempts, checkReceipts, checkCommands, checkClosings} {
		if err == nil {
			err = check(ctx, tx, n)
		}
	}
	return n, err
}

// tellEvery is how many events are read between two reports.
const tellEvery = 1000

// teller counts the events there are, if somebody wants to know, and returns what reports.
func teller(ctx context.Context, q querier, tell func(done, all int64)) (func(done int64), error) {
	if tell == nil {
		return func(int64) {}, nil
	}
	var all int64
	err := q.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM events").Scan(&all)
	return func(done int64) {
		if done%tellEvery == 0 {
			tell(done, max(done, all))
		}
	}, err
}

const selectChain = `SELECT ` + eventColumns + eventsOf + ` ORDER BY e.seq`

// walkChain follows the hashes from the beginning.
func walkChain(ctx context.Context, q querier, tell func(done, all int64)) (int64, error) {
	prev, err := readGenesis(ctx, q)
	if err != nil {
		return 0, err
	}
	report, err := teller(ctx, q, tell)
	if err != nil {
		return 0, err
	}
	columns := (*eventRow).strictColumns
	if schema, err := schemaVersion(ctx, q); err != nil {
		return 0, err
	} else if schema < compactSchema {
		columns = (*eventRow).columns
	}
	rows, err := q.QueryContext(ctx, selectChain)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		var e eventRow
		if err := rows.Scan(columns(&e)...); err != nil {
			return n, err
		}
		if kind, problem := e.fits(n+1, prev); kind != "" {
			return n, &Tampering{Seq: e.Seq, Reference: e.Reference, Kind: kind, Problem: problem}
		}
		n, prev = e.Seq, e.Hash
		report(n)
	}
	return n, rows.Err()
}

// fits says what is wrong with an event at a place in the chain, "" when nothing is.
func (e eventRow) fits(seq int64, prev []byte) (checkout.MisfitKind, string) {
	e.Prev = prev
	switch {
	case e.Seq != seq:
		return checkout.MisfitMissing, fmt.Sprintf("event %d is missing", seq)
	case e.Form != chainForm:
		return checkout.MisfitForm, fmt.Sprintf("its hash is of form %d, which this program does not know", e.Form)
	case e.loose, !bytes.Equal(e.Hash, e.seal()):
		return checkout.MisfitContent, "its content is not what was written"
	}
	return "", ""
}

// checkEnd compares the end of the chain with SQLite's own count of what was ever added.
func checkEnd(ctx context.Context, q querier, n int64) error {
	var added int64
	err := q.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'").Scan(&added)
	if err == nil && added != n {
		err = &Tampering{
			Seq: n + 1, Kind: checkout.MisfitEnd,
			Problem: fmt.Sprintf("events are missing at the end: %d of %d are left", n, added),
		}
	}
	return err
}

// selectNewest reads attempts with the number of the newest event of each, and what it says of the attempt.
const (
	selectNewest  = `SELECT ` + newestColumns + ` FROM attempts a`
	newestColumns = `ifnull((SELECT max(seq) FROM events e WHERE e.attempt = a.key), 0),
		(SELECT digest FROM events e WHERE e.attempt = a.key ORDER BY seq DESC LIMIT 1), ` + attemptColumns
)

// checkAttempts compares each attempt with the digest in its newest event.
func checkAttempts(ctx context.Context, q querier, _ int64) error {
	rows, err := q.QueryContext(ctx, selectNewest)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		var seq int64
		var want []byte
		if err := rows.Scan(append([]any{&seq, &want}, r.strictColumns()...)...); err != nil {
			return err
		}
		if !r.as(want) {
			return &Tampering{
				Seq: seq, Reference: r.asked.Reference, Kind: checkout.MisfitAttempt,
				Problem: "it is not as its newest event left it",
			}
		}
	}
	return rows.Err()
}

// Every receipt that an event brought, and every receipt that is kept: each must have the
// other.
const selectKept = `SELECT a.reference, e.copy, e.seq, e.receipt, r.location, r.type, r.body, r.seq
	FROM (SELECT attempt, copy, max(seq) AS seq FROM events WHERE copy <> '' GROUP BY attempt, copy) AS newest
	JOIN events e ON e.seq = newest.seq LEFT JOIN attempts a ON a.key = e.attempt
	LEFT JOIN receipts r ON r.reference = a.reference AND r.copy = e.copy
	ORDER BY e.seq`

func checkReceipts(ctx context.Context, q querier, _ int64) error {
	rows, err := q.QueryContext(ctx, selectKept)
	if err != nil {
		return err
	}
	defer rows.Close()
	var told int64
	for ; rows.Next(); told++ {
		var found Tampering
		var kept checkout.Receipt
		var want []byte
		var location, mediaType sql.NullString
		var seq sql.NullInt64
		err := rows.Scan(idColumn{&found.Reference}, &kept.Copy, &found.Seq, &want, &location, &mediaType, &kept.Body, &seq)
		if err != nil {
			return err
		}
		kept.Location, kept.Type = location.String, mediaType.String
		switch {
		case !seq.Valid:
			found.Kind, found.Problem = checkout.MisfitReceiptMissing, "the receipt "+string(kept.Copy)+" is missing"
			return &found
		case seq.Int64 != found.Seq || !bytes.Equal(want, receiptDigest(found.Reference, kept)):
			found.Kind, found.Problem = checkout.MisfitReceipt, "the receipt "+string(kept.Copy)+" is not as it came"
			return &found
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return checkNoMore(ctx, q, told)
}

// checkNoMore refuses receipts that no event brought.
func checkNoMore(ctx context.Context, q querier, told int64) error {
	var kept int64
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM receipts").Scan(&kept)
	if err == nil && kept != told {
		err = &Tampering{
			Kind: checkout.MisfitReceiptAdded, Problem: fmt.Sprintf("%d receipts are kept, %d were brought by events", kept, told),
		}
	}
	return err
}
