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
type Tampering struct {
	Seq       int64  // the event, 0 when it is not about one
	Reference string // the attempt, "" when it is not about one
	Problem   string // what does not fit, in plain words
}

func (t *Tampering) Error() string {
	text := "the journal was changed from outside"
	if t.Seq != 0 {
		text += fmt.Sprintf(", event %d", t.Seq)
	}
	if t.Reference != "" {
		text += ", attempt " + t.Reference
	}
	return text + ": " + t.Problem
}

// Is makes every Tampering an ErrTampered.
func (t *Tampering) Is(target error) bool { return target == ErrTampered }

// Verify walks the whole chain and returns how many events it read. A *Tampering names the
// first event that does not follow from the one before, or the first attempt or receipt
// that is not what its newest event says.
//
// It reads one moment of the journal and does not hold up the writer. Whoever can write
// the file can also make a whole new chain, or cut off its end together with all that
// belongs to it; against that helps only a copy that is kept elsewhere.
func (j *Journal) Verify(ctx context.Context) (int64, error) {
	tx, err := j.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, translate("verify journal", err)
	}
	// Nothing was written, so there is nothing that a rollback could fail to undo.
	defer func() { _ = tx.Rollback() }()
	n, err := walkChain(ctx, tx)
	for _, check := range []func(context.Context, querier, int64) error{checkEnd, checkAttempts, checkReceipts} {
		if err == nil {
			err = check(ctx, tx, n)
		}
	}
	return n, translate("verify journal", err)
}

const selectChain = `SELECT ` + eventColumns + `, hash FROM events ORDER BY seq`

// walkChain follows the hashes from the beginning.
func walkChain(ctx context.Context, q querier) (int64, error) {
	prev, err := readGenesis(ctx, q)
	if err != nil {
		return 0, err
	}
	rows, err := q.QueryContext(ctx, selectChain)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var n int64
	for rows.Next() {
		var e eventRow
		if err := rows.Scan(append(e.content(), &e.Hash)...); err != nil {
			return n, err
		}
		if problem := e.fits(n+1, prev); problem != "" {
			return n, &Tampering{Seq: e.Seq, Reference: e.Reference, Problem: problem}
		}
		n, prev = e.Seq, e.Hash
	}
	return n, rows.Err()
}

// fits says what is wrong with an event at a place in the chain, "" when nothing is.
func (e eventRow) fits(seq int64, prev []byte) string {
	switch {
	case e.Seq != seq:
		return fmt.Sprintf("event %d is missing", seq)
	case e.Form != chainForm:
		return fmt.Sprintf("its hash is of form %d, which this program does not know", e.Form)
	case !bytes.Equal(e.Prev, prev):
		return "it does not follow the event before it"
	case !bytes.Equal(e.Hash, e.seal()):
		return "its content is not what was written"
	}
	return ""
}

// checkEnd compares the end of the chain with SQLite's own count of what was ever added.
func checkEnd(ctx context.Context, q querier, n int64) error {
	var added int64
	err := q.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'events'").Scan(&added)
	if err == nil && added != n {
		err = &Tampering{Seq: n + 1, Problem: fmt.Sprintf("events are missing at the end: %d of %d are left", n, added)}
	}
	return err
}

const selectNewest = `SELECT ` + attemptColumns + `,
		ifnull((SELECT max(seq) FROM events e WHERE e.reference = a.reference), 0),
		(SELECT attempt FROM events e WHERE e.reference = a.reference ORDER BY seq DESC LIMIT 1)
	FROM attempts a ORDER BY created, reference`

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
		if err := rows.Scan(append(r.fields(), &seq, &want)...); err != nil {
			return err
		}
		if !bytes.Equal(want, r.digest()) {
			return &Tampering{Seq: seq, Reference: r.asked.Reference, Problem: "it is not as its newest event left it"}
		}
	}
	return rows.Err()
}

// Every receipt that an event brought, and every receipt that is kept: each must have the
// other.
const selectKept = `SELECT e.reference, e.copy, e.seq, e.receipt, r.location, r.type, r.body, r.seq
	FROM (SELECT reference, copy, max(seq) AS seq FROM events WHERE copy <> '' GROUP BY reference, copy) AS newest
	JOIN events e ON e.seq = newest.seq
	LEFT JOIN receipts r ON r.reference = e.reference AND r.copy = e.copy
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
		err := rows.Scan(&found.Reference, &kept.Copy, &found.Seq, &want, &location, &mediaType, &kept.Body, &seq)
		if err != nil {
			return err
		}
		kept.Location, kept.Type = location.String, mediaType.String
		switch {
		case !seq.Valid:
			found.Problem = "the receipt " + string(kept.Copy) + " is missing"
			return &found
		case seq.Int64 != found.Seq || !bytes.Equal(want, receiptDigest(found.Reference, kept)):
			found.Problem = "the receipt " + string(kept.Copy) + " is not as it came"
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
		err = &Tampering{Problem: fmt.Sprintf("%d receipts are kept, %d were brought by events", kept, told)}
	}
	return err
}
