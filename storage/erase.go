package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

var _ checkout.Eraser = (*Journal)(nil)

// Erase implements checkout.Eraser. What was there is overwritten in the file as well, and in
// SQLite's log, and the words that make notes quick to find are gathered anew.
func (j *Journal) Erase(ctx context.Context, reference, by string, now time.Time) (a payments.Attempt, e checkout.Event, err error) {
	err = j.inTransaction(ctx, "erase "+reference, func(ctx context.Context, tx *transaction) error {
		a, e, err = erase(ctx, tx, reference, by, now)
		return err
	})
	if err == nil {
		err = j.Overwrite(ctx)
	}
	return a, e, err
}

// Overwrite leaves nothing of what was erased in SQLite's log and in the words.
func (j *Journal) Overwrite(ctx context.Context) error {
	j.words.again()
	if err := dropEarlier(j.path); err != nil {
		return translate("remove the journal as it was before its move", err)
	}
	// While somebody reads it stays as long as they do; the next checkpoint is a matter of minutes.
	_, err := j.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return translate("overwrite what was erased", err)
}

// erase takes everything out of one attempt, with an event, and one for each receipt after the
// first.
func erase(ctx context.Context, tx *transaction, reference, by string, now time.Time) (a payments.Attempt, e checkout.Event, err error) {
	stored, err := rowOf(ctx, tx, reference)
	if err != nil {
		return a, e, err
	}
	if a, err = stored.decode(); err != nil {
		return a, e, err
	}
	if !a.Erasable(now) {
		return a, e, checkout.ErrNotErasable
	}
	kept, err := receiptsOf(ctx, tx, reference)
	if err != nil {
		return a, e, err
	}
	for i := range max(len(kept), 1) {
		var r checkout.Receipt
		if i < len(kept) {
			r.Copy = kept[i].Copy
		}
		if a, e, err = eraseStep(ctx, tx, stored, a, r, by, now); err != nil {
			return a, e, err
		}
		if stored, err = rowOf(ctx, tx, reference); err != nil {
			return a, e, err
		}
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(putErasures, kindSQL(checkout.EventErased)), tx.end.seq-1)
	return a, e, err
}

// putErasures notes the erasures among the events behind one.
const putErasures = `INSERT OR IGNORE INTO erasures (seq, reference)
	SELECT max(e.seq), a.reference FROM events e JOIN attempts a ON a.key = e.attempt WHERE e.seq > ? AND e.kind = %s GROUP BY e.attempt`

// eraseStep writes the attempt as it is without what is erased, empties one receipt, if any, and
// appends the event of both.
func eraseStep(ctx context.Context, tx *transaction, stored row, a payments.Attempt, r checkout.Receipt, by string, now time.Time) (payments.Attempt, checkout.Event, error) {
	a = a.Erase()
	a.Updated, a.Version = now.UTC().Round(0), a.Version+1
	if by != "" {
		a.Deeds = append(a.Deeds[:len(a.Deeds):len(a.Deeds)], payments.Deed{Version: a.Version, Operator: by})
	}
	e := checkout.Event{Kind: checkout.EventErased, At: a.Updated, Detail: string(r.Copy), Reference: a.Reference, From: a.State, To: a.State}
	next, event, err := encodeStep(a, e, a.State)
	if err != nil {
		return a, e, err
	}
	if err := next.eraseFrom(ctx, tx, stored); err != nil {
		return a, e, err
	}
	if r.Copy != "" {
		event.Copy, event.Receipt = string(r.Copy), receiptDigest(a.Reference, r)
	}
	if e.Seq, err = event.append(ctx, tx); err != nil || r.Copy == "" {
		return a, e, err
	}
	_, err = tx.ExecContext(ctx, updateReceipt, "", "", nil, e.Seq, id(a.Reference), r.Copy)
	return a, e, err
}

// eraseFrom writes where the attempt stands, and of what was asked for the note and the reason
// alone.
func (r row) eraseFrom(ctx context.Context, tx *transaction, stored row) error {
	want := stored.asked
	want.Note, want.Intent = r.asked.Note, r.asked.Intent
	if r.asked != want {
		return ErrIntent
	}
	return r.updateWith(ctx, tx, stored, "note = ?, intent = ?", r.asked.Note, intentColumn{&r})
}

// Erasing is how far a walk over what is old enough to be erased has come. The zero value is its
// beginning.
type Erasing struct {
	Created   string `json:"created,omitempty"`
	Reference string `json:"reference,omitempty"`
}

// How much EraseBefore looks at, and how much of it it erases while a payment would have to wait.
const (
	erasingRows = 500
	erasingOnce = 20
)

// erasableRow is an attempt that is old enough, and whether it has receipts.
type erasableRow struct {
	row
	receipts bool
}

func (r *erasableRow) columns() []any { return append([]any{&r.receipts}, r.row.columns()...) }

// anything tells whether something can be taken out of it.
func (r *erasableRow) anything() (bool, error) {
	if !r.stand.Final || r.drawn.Erased {
		return false, nil
	}
	a, err := r.decode()
	if err != nil {
		return false, err
	}
	o, m := a.Outcome, a.Mismatched
	return r.receipts || a.Note != "" || r.stand.LastFour != "" || a.Reason != "" || a.Fields != payments.Fields{} ||
		o.Receipts != payments.Receipts{} || !o.Amounts.Balance.IsZero() ||
		m.Card.Masked != "" || m.Receipts != payments.Receipts{} || !m.Amounts.Balance.IsZero(), nil
}

const selectErasable = `SELECT EXISTS (SELECT 1 FROM receipts r WHERE r.reference = a.reference), ` + attemptColumns + `
	FROM attempts a WHERE (created, reference) > (?, ?) AND created < ? ORDER BY created, reference LIMIT ?`

// EraseBefore erases the next of what was asked for before a time, and returns how many attempts
// that were and where to go on; done where there are no more. Overwrite is for afterwards.
func (j *Journal) EraseBefore(ctx context.Context, at Erasing, before, now time.Time) (n int, next Erasing, done bool, err error) {
	n, next, done, err = j.eraseBefore(ctx, at, before, now)
	return n, next, done, translate("erase what is old", err)
}

func (j *Journal) eraseBefore(ctx context.Context, at Erasing, before, now time.Time) (n int, next Erasing, done bool, err error) {
	until, err := encodeTime(before)
	if err != nil {
		return 0, at, false, err
	}
	rows, err := j.read.QueryContext(ctx, selectErasable, instant(timeJSON(at.Created)), id(at.Reference), bound(until), erasingRows)
	if err != nil {
		return 0, at, false, err
	}
	var all []erasableRow
	if err := scanAll(rows, &all, (*erasableRow).columns); err != nil {
		return 0, at, false, err
	}
	var due []string
	next = at
	for _, r := range all {
		next = Erasing{string(r.asked.Created), r.asked.Reference}
		anything, err := r.anything()
		if err != nil {
			return 0, at, false, err
		}
		if anything {
			due = append(due, r.asked.Reference)
		}
		if len(due) == erasingOnce {
			break
		}
	}
	err = j.inTransaction(ctx, "erase what is old", func(ctx context.Context, tx *transaction) error {
		for _, reference := range due {
			switch _, _, err := erase(ctx, tx, reference, "", now); {
			case errors.Is(err, checkout.ErrNotErasable): // something was said about it a moment ago; the next walk comes by again
			case err != nil:
				return err
			default:
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, at, false, err
	}
	return n, next, len(all) < erasingRows && len(due) < erasingOnce, nil
}

// LastErasure is the number of the newest event that erased something; 0 for none.
func (j *Journal) LastErasure(ctx context.Context) (seq int64, err error) {
	err = j.read.QueryRowContext(ctx, "SELECT ifnull(max(seq), 0) FROM erasures").Scan(&seq)
	return seq, translate("look for what was erased", err)
}

// Erased tells whether an attempt was erased.
func (j *Journal) Erased(ctx context.Context, reference string) (erased bool, err error) {
	const query = "SELECT erased FROM attempts WHERE reference = ?"
	err = j.read.QueryRowContext(ctx, query, id(reference)).Scan(&erased)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return erased, translate("look for what was erased", err)
}
