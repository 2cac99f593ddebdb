package storage

import (
	"bytes"
	"context"
	"database/sql"
	"errors"

	"tillside/payments/checkout"
)

// VerifyAfter walks the chain from a mark on, up to which it was walked before, and checks
// the attempts and receipts that the events since then touched. It returns the mark of the
// end. It costs what came since the mark; ErrNotContinued when the journal does not go on
// from there. Rows that nothing touched since are for Verify, and for VerifyPart.
func (j *Journal) VerifyAfter(ctx context.Context, since Mark) (Mark, error) {
	end, err := verifyAfter(ctx, j.read, since)
	return end, translate("verify the end of the journal", strange(err))
}

func verifyAfter(ctx context.Context, db *sql.DB, since Mark) (Mark, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Mark{}, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	at, err := linkAt(ctx, tx, since)
	if err != nil {
		return Mark{}, err
	}
	for more := true; more; {
		next, err := checkEvents(ctx, tx, at, partEvents)
		if err != nil {
			return Mark{}, err
		}
		at, more = next, next.seq != at.seq
	}
	return at.mark(), endsWell(ctx, tx, at.seq)
}

// endsWell checks the end of the chain and, as there are few of them, all commands and closed
// days.
func endsWell(ctx context.Context, q querier, n int64) error {
	if err := checkEnd(ctx, q, n); err != nil {
		return err
	}
	if err := checkCommands(ctx, q, n); err != nil {
		return err
	}
	return checkClosings(ctx, q, n)
}

// How much VerifyPart looks at in one go: some tens of milliseconds.
const (
	partEvents = 2000
	partRows   = 500
)

// Part is how far a slow walk through the whole journal is. The zero value is its beginning.
type Part struct {
	Event    Mark  `json:"event"`    // the chain was walked up to here
	Attempt  int64 `json:"attempt"`  // the attempts up to this row were looked at
	Receipts int64 `json:"receipts"` // and the receipts up to this one
	Laps     int   `json:"laps"`     // how often the end was reached
}

// VerifyPart looks at the next part of the journal, and begins anew at its end. Walked to
// the end, it has found whatever Verify would find. A *Tampering names what does not fit;
// the mark that it goes on from being gone is one.
func (j *Journal) VerifyPart(ctx context.Context, p Part) (Part, error) {
	next, err := verifyPart(ctx, j.read, p)
	return next, translate("verify a part of the journal", strange(err))
}

func verifyPart(ctx context.Context, db *sql.DB, p Part) (Part, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return p, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	at, err := p.begin(ctx, tx)
	if err != nil {
		return p, err
	}
	next := p
	end, err := checkEvents(ctx, tx, at, partEvents)
	if err != nil {
		return p, err
	}
	next.Event = end.mark()
	if next.Attempt, err = checkAttemptsAfter(ctx, tx, p.Attempt); err != nil {
		return p, err
	}
	if next.Receipts, err = checkReceiptsAfter(ctx, tx, p.Receipts); err != nil {
		return p, err
	}
	if next == (Part{Event: p.Event, Attempt: p.Attempt, Receipts: p.Receipts, Laps: p.Laps}) {
		return Part{Laps: p.Laps + 1}, endsWell(ctx, tx, end.seq)
	}
	return next, nil
}

// begin finds the event that a part goes on from.
func (p Part) begin(ctx context.Context, q querier) (link, error) {
	if p.Event == (Mark{}) {
		hash, err := readGenesis(ctx, q)
		return link{hash: hash}, err
	}
	at, err := linkAt(ctx, q, p.Event)
	if errors.Is(err, ErrNotContinued) {
		err = &Tampering{Seq: p.Event.Seq, Kind: checkout.MisfitContent, Problem: "its hash was another when it was looked at before"}
	}
	return at, err
}

const selectEventsFrom = `SELECT (SELECT max(seq) FROM events n WHERE n.attempt = e.attempt),
		EXISTS (SELECT 1 FROM receipts r WHERE r.reference = a.reference AND r.copy = e.copy AND r.seq >= e.seq), ` + eventColumns +
	eventsOf + ` WHERE e.seq > ? ORDER BY e.seq LIMIT ?`

// checkEvents follows the chain from a link for some events. Where an event is the newest of
// its attempt, the attempt must be as it left it; where it brought a receipt, one must be
// there.
func checkEvents(ctx context.Context, q querier, at link, most int) (link, error) {
	rows, err := q.QueryContext(ctx, selectEventsFrom, at.seq, most)
	if err != nil {
		return at, err
	}
	defer rows.Close()
	var newest []eventRow
	for rows.Next() {
		var e eventRow
		var last int64
		var kept bool
		if err := rows.Scan(append([]any{&last, &kept}, e.strictColumns()...)...); err != nil {
			return at, err
		}
		found := Tampering{Seq: e.Seq, Reference: e.Reference}
		if found.Kind, found.Problem = e.fits(at.seq+1, at.hash); found.Kind != "" {
			return at, &found
		}
		if e.Copy != "" && !kept {
			found.Kind, found.Problem = checkout.MisfitReceiptMissing, "the receipt "+e.Copy+" is missing"
			return at, &found
		}
		if last == e.Seq {
			newest = append(newest, e)
		}
		at = link{e.Seq, e.Hash}
	}
	if err := rows.Err(); err != nil {
		return at, err
	}
	return at, checkNewest(ctx, q, newest)
}

// checkNewest compares attempts, and the receipts of each, with their newest events.
func checkNewest(ctx context.Context, q querier, newest []eventRow) error {
	for _, e := range newest {
		var r row
		err := q.QueryRowContext(ctx, selectAttempt, id(e.Reference)).Scan(r.strictColumns()...)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err != nil || !r.as(e.Attempt) {
			return misfitAttempt(e.Seq, e.Reference)
		}
		var kept []keptReceipt
		if err := collect(ctx, q, selectKeptOf+" WHERE r.reference = ?", id(e.Reference), &kept, (*keptReceipt).fields); err != nil {
			return err
		}
		for _, k := range kept {
			if err := k.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

func misfitAttempt(seq int64, reference string) error {
	return &Tampering{Seq: seq, Reference: reference, Kind: checkout.MisfitAttempt, Problem: "it is not as its newest event left it"}
}

// keptReceipt is a receipt and what the newest event that brought it says of it.
type keptReceipt struct {
	receiptRow
	rowID  int64
	newest sql.NullInt64
	want   []byte
}

func (k *keptReceipt) fields() []any {
	return append(k.receiptRow.columns(), &k.rowID, &k.newest, &k.want)
}

const selectKeptOf = `SELECT r.reference, r.copy, r.location, r.type, r.body, r.seq, r.rowid,
		(SELECT max(seq) FROM events e WHERE e.attempt = a.key AND e.copy = r.copy),
		(SELECT receipt FROM events e WHERE e.seq = r.seq AND e.attempt = a.key AND e.copy = r.copy)
	FROM receipts r LEFT JOIN attempts a ON a.reference = r.reference`

func (k *keptReceipt) check() error {
	found := Tampering{Seq: k.newest.Int64, Reference: k.Reference}
	switch {
	case !k.newest.Valid:
		found.Kind, found.Problem = checkout.MisfitReceiptAdded, "no event brought the receipt "+k.Copy
	case k.newest.Int64 != k.Seq || !bytes.Equal(k.want, k.digest()):
		found.Kind, found.Problem = checkout.MisfitReceipt, "the receipt "+k.Copy+" is not as it came"
	default:
		return nil
	}
	return &found
}

// checkReceiptsAfter looks at the receipts behind a row and returns the last one's.
func checkReceiptsAfter(ctx context.Context, q querier, after int64) (int64, error) {
	var kept []keptReceipt
	err := collectPart(ctx, q, selectKeptOf+" WHERE r.rowid > ? ORDER BY r.rowid LIMIT ?", after, &kept, (*keptReceipt).fields)
	if err != nil {
		return after, err
	}
	for _, k := range kept {
		if err := k.check(); err != nil {
			return after, err
		}
		after = k.rowID
	}
	return after, nil
}

// newestRow is an attempt and what its newest event says of it.
type newestRow struct {
	row
	rowID int64
	seq   int64
	want  []byte
}

func (n *newestRow) fields() []any {
	return append([]any{&n.rowID, &n.seq, &n.want}, n.strictColumns()...)
}

const selectNewestAfter = `SELECT key, ` + newestColumns + ` FROM attempts a WHERE key > ? ORDER BY key LIMIT ?`

// checkAttemptsAfter looks at the attempts behind a row and returns the last one's.
func checkAttemptsAfter(ctx context.Context, q querier, after int64) (int64, error) {
	var all []newestRow
	if err := collectPart(ctx, q, selectNewestAfter, after, &all, (*newestRow).fields); err != nil {
		return after, err
	}
	for _, n := range all {
		if !n.as(n.want) {
			return after, misfitAttempt(n.seq, n.asked.Reference)
		}
		after = n.rowID
	}
	return after, nil
}

func collectPart[T any](ctx context.Context, q querier, query string, after int64, into *[]T, fields func(*T) []any) error {
	rows, err := q.QueryContext(ctx, query, after, partRows)
	if err != nil {
		return err
	}
	return scanAll(rows, into, fields)
}
