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

// Journal is the record of every attempt, in one SQLite file. It is a checkout.Journal and
// a checkout.Reader, safe for several goroutines, and has none of its own. A context that
// ends before a write has begun stops it; a write that has begun is finished, because it
// takes milliseconds and half an answer helps nobody.
type Journal struct {
	path  string
	write *sql.DB // one connection
	end   link    // belongs to who has that connection; see transaction
	read  *sql.DB // may only read
	words *words
}

var (
	_ checkout.Journal = (*Journal)(nil)
	_ checkout.Reader  = (*Journal)(nil)

	_ checkout.Searcher = (*Journal)(nil)
)

// Options are the choices of a journal. The zero value is right for the program.
type Options struct {
	// BusyTimeout is how long to wait for another process that writes; 0 means 5 s.
	BusyTimeout time.Duration
	// Suspect tells that the journal was not closed when it was used last. It is then looked
	// through as a whole, whatever its size.
	Suspect bool
}

// OpenJournal opens the journal in the file, making it where there is none; its folder
// must exist. A damaged file, one of zero bytes and one that is no journal are
// ErrJournalBroken, one with a later schema is ErrJournalNewer, one that cannot be written
// is ErrJournalRead, all of package checkout. The file is never changed then.
func OpenJournal(ctx context.Context, path string, o Options) (*Journal, error) {
	wait := o.BusyTimeout
	if wait == 0 {
		wait = busyTimeout
	}
	write, err := openDatabase(ctx, path, journalSchema(), wait, o.Suspect)
	if err != nil {
		return nil, translate("open journal", strange(err))
	}
	read, err := connectReader(ctx, path, wait)
	if err != nil {
		return nil, translate("open journal", errors.Join(err, write.Close()))
	}
	return &Journal{path: path, write: write, read: read, words: newWords(ctx, path, read)}, nil
}

// Close ends all connections. Writes after it are ErrJournal.
func (j *Journal) Close() error {
	return translate("close journal", errors.Join(j.words.close(), j.read.Close(), j.write.Close()))
}

// Record implements checkout.Journal. A reference that was used before is ErrNonceTaken,
// too: it comes from the same press.
func (j *Journal) Record(ctx context.Context, a payments.Attempt, e checkout.Event, then ...checkout.Step) error {
	return j.RecordBeside(ctx, nil, a, e, then...)
}

// RecordBeside is Record with a write to somewhere else, done during the commit: a customer
// waits for both. It is begun when only the disk can still refuse the attempt, and both have
// ended when RecordBeside returns; the error is that of either or both.
func (j *Journal) RecordBeside(ctx context.Context, beside func() error, a payments.Attempt, e checkout.Event, then ...checkout.Step) error {
	if a.State != payments.StateRecorded || a.Version != 1 {
		return fmt.Errorf("record %s: state %s, version %d: %w", a.Reference, a.State, a.Version, ErrEvent)
	}
	r, event, err := encodeStep(a, e, a.State)
	events := []eventRow{event}
	for _, s := range then {
		if err == nil {
			r, event, err = r.next(s.Attempt, s.Event)
			events = append(events, event)
		}
	}
	if err != nil {
		return translate("record "+a.Reference, err)
	}
	return j.inTransaction(ctx, "record "+a.Reference, func(ctx context.Context, tx *transaction) error {
		if err := r.insert(ctx, tx); err != nil {
			return r.whyRefused(ctx, tx, err)
		}
		for _, event := range events {
			if _, err := event.append(ctx, tx); err != nil {
				return err
			}
		}
		tx.beside = beside
		return nil
	})
}

const selectTaken = `SELECT
	EXISTS (SELECT 1 FROM attempts WHERE nonce = ?1 OR reference = ?2),
	EXISTS (SELECT 1 FROM attempts WHERE final = 0 AND provider = ?3 AND environment = ?4 AND terminal <> '' AND terminal = ?5),
	EXISTS (SELECT 1 FROM attempts WHERE final = 0 AND original IS NOT NULL AND original = ?6)
		OR EXISTS (SELECT 1 FROM attempts
			WHERE final = 0 AND original_tx IS NOT NULL AND provider = ?3 AND environment = ?4 AND original_tx = ?7)`

// whyRefused names the rule behind a refused insert. The database refuses by its indexes
// and triggers; only then, and inside the same transaction, do we ask which one it was.
func (r row) whyRefused(ctx context.Context, tx *transaction, refused error) error {
	if !isConstraint(refused) {
		return refused
	}
	var nonce, terminal, original bool
	a := r.asked
	err := tx.QueryRowContext(ctx, selectTaken, id(a.Nonce), id(a.Reference), a.Provider, a.Environment, a.Terminal,
		id(a.Original), id(a.OriginalTx)).Scan(&nonce, &terminal, &original)
	switch {
	case err != nil:
		return err
	case nonce:
		return checkout.ErrNonceTaken
	case original:
		return checkout.ErrOriginalTaken
	case terminal:
		return checkout.ErrTerminalTaken
	}
	return refused
}

// Append implements checkout.Journal.
func (j *Journal) Append(ctx context.Context, a payments.Attempt, e checkout.Event) error {
	return j.inTransaction(ctx, "append to "+a.Reference, func(ctx context.Context, tx *transaction) error {
		return appendStep(ctx, tx, a, e)
	})
}

// appendStep moves the stored attempt on to a and adds the event that goes with it.
func appendStep(ctx context.Context, tx *transaction, a payments.Attempt, e checkout.Event) error {
	event, err := step(ctx, tx, a, e)
	if err != nil {
		return err
	}
	_, err = event.append(ctx, tx)
	return err
}

// KeepReceipt implements checkout.Journal. A body is replaced only by one that is at least
// as long; a location that was kept stays unless another one is known.
func (j *Journal) KeepReceipt(ctx context.Context, a payments.Attempt, r checkout.Receipt, e checkout.Event) error {
	if r.Copy == "" {
		return fmt.Errorf("keep receipt of %s: no copy named: %w", a.Reference, ErrEvent)
	}
	return j.inTransaction(ctx, "keep receipt of "+a.Reference, func(ctx context.Context, tx *transaction) error {
		event, err := step(ctx, tx, a, e)
		if err != nil {
			return err
		}
		return keepReceipt(ctx, tx, event, r)
	})
}

// step moves the stored attempt on to a and returns the event that goes with it.
func step(ctx context.Context, tx *transaction, a payments.Attempt, e checkout.Event) (eventRow, error) {
	stored, err := rowOf(ctx, tx, a.Reference)
	if err != nil {
		return eventRow{}, err
	}
	next, event, err := stored.next(a, e)
	if err != nil {
		return eventRow{}, err
	}
	if err := next.update(ctx, tx, stored); err != nil {
		return eventRow{}, err
	}
	return event, keepSignOfLife(ctx, tx, a)
}

// next makes the rows of the step that follows a row.
func (r row) next(a payments.Attempt, e checkout.Event) (row, eventRow, error) {
	from := payments.State(r.stand.State)
	if err := checkStep(from, r.stand.Version, a); err != nil {
		return row{}, eventRow{}, err
	}
	next, event, err := encodeStep(a, e, from)
	if err == nil && next.asked != r.asked {
		err = ErrIntent
	}
	return next, event, err
}

// checkStep holds an attempt against what is stored.
func checkStep(from payments.State, version int64, a payments.Attempt) error {
	switch {
	case a.Version != version+1:
		return fmt.Errorf("version %d after %d: %w", a.Version, version, checkout.ErrStale)
	case a.State == from:
		return nil
	case from.Final() && !from.CanBecome(a.State):
		return fmt.Errorf("from %s to %s: %w", from, a.State, checkout.ErrStale)
	}
	_, err := from.Become(a.State)
	return err
}

// encodeStep makes the rows of a step. What the event leaves out is taken from the
// attempt; what it says otherwise is refused, for then one of the two is wrong.
func encodeStep(a payments.Attempt, e checkout.Event, from payments.State) (row, eventRow, error) {
	if e.Reference == "" {
		e.Reference = a.Reference
	}
	if e.From == "" {
		e.From = from
	}
	if e.To == "" {
		e.To = a.State
	}
	if e.Reference != a.Reference || e.From != from || e.To != a.State || e.Kind == "" {
		return row{}, eventRow{}, fmt.Errorf("%q of %s from %s to %s: %w", e.Kind, e.Reference, e.From, e.To, ErrEvent)
	}
	r, err := encode(a)
	if err != nil {
		return row{}, eventRow{}, err
	}
	event, err := encodeEvent(e)
	event.Attempt = r.digest()
	return r, event, err
}
