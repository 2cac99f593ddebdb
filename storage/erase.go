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
	_, err = tx.ExecContext(ctx, putErasures, tx.end.seq-1)
	return a, e, err
}

// putErasures notes the erasures among the events behind one.
const putErasures = `INSERT OR IGNORE INTO erasures (seq, reference)
	SELECT max(seq), reference FROM events WHERE seq > ? AND kind = '` + string(checkout.EventErased) + `' GROUP BY reference`

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
	_, err = tx.ExecContext(ctx, updateReceipt, "", "", nil, e.Seq, a.Reference, r.Copy)
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
	s := &r.stand
	const query = `UPDATE attempts SET note = ?, intent = ?, last_four = ?, updated = ?, version = ?, progress = ?
		WHERE reference = ? AND version = ?`
	done, err := tx.ExecContext(ctx, query, r.asked.Note, r.asked.Intent, s.LastFour, s.Updated, s.Version, s.Progress,
		r.asked.Reference, stored.stand.Version)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		err = fmt.Errorf("version %d is not the newest: %w", stored.stand.Version, checkout.ErrStale)
	}
	return err
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

// erasableRow is an attempt that is old enough, and whether anything can be taken out of it.
type erasableRow struct {
	created, reference string
	anything           bool
}

func (r *erasableRow) fields() []any { return []any{&r.created, &r.reference, &r.anything} }

const selectErasable = `SELECT created, reference, final = 1 AND json_extract(progress, '$.erased') IS NULL
		AND (note <> '' OR last_four <> '' OR coalesce(json_extract(intent, '$.reason'), json_extract(intent, '$.fields')) IS NOT NULL
			OR coalesce(json_extract(progress, '$.outcome.receipts'), json_extract(progress, '$.outcome.amounts.balance')) IS NOT NULL
			OR coalesce(json_extract(progress, '$.mismatched.card.masked'), json_extract(progress, '$.mismatched.receipts'),
				json_extract(progress, '$.mismatched.amounts.balance')) IS NOT NULL
			OR EXISTS (SELECT 1 FROM receipts r WHERE r.reference = a.reference))
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
	rows, err := j.read.QueryContext(ctx, selectErasable, at.Created, at.Reference, until, erasingRows)
	if err != nil {
		return 0, at, false, err
	}
	var all []erasableRow
	if err := scanAll(rows, &all, (*erasableRow).fields); err != nil {
		return 0, at, false, err
	}
	var due []string
	next = at
	for _, r := range all {
		next = Erasing{r.created, r.reference}
		if r.anything {
			due = append(due, r.reference)
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
	const query = "SELECT json_extract(progress, '$.erased') IS NOT NULL FROM attempts WHERE reference = ?"
	err = j.read.QueryRowContext(ctx, query, reference).Scan(&erased)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return erased, translate("look for what was erased", err)
}
