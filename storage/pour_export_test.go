package storage

import (
	"context"
	"database/sql"
	"errors"
	"runtime/debug"
	"strings"
)

// A journal of many years is not written step by step: Pour puts each attempt there as its
// last step left it, with an event for each, and makes the indexes and triggers when all rows
// are in. The chain is a true one. What an attempt looked like in between is in no row of any
// journal, so the digests of events that are not an attempt's newest are made up.

// pouredEvent is insertEvent for one whose place is known.
const pouredEvent = `INSERT INTO events (seq, attempt, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash)
	VALUES (?, (SELECT key FROM attempts WHERE reference = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// poured is how many rows go into one statement.
const poured = 20

// Pour fills a new journal that nobody else has open with n attempts.
func (j *Journal) Pour(ctx context.Context, n int, steps func(i int) []Step) (err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for _, pragma := range []string{"foreign_keys = OFF", "cache_size = -400000"} {
		if _, err := j.write.ExecContext(ctx, "PRAGMA "+pragma); err != nil {
			return err
		}
	}
	tx, err := j.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, tx.Rollback())
		}
	}()
	again, err := setAside(ctx, tx)
	if err != nil {
		return err
	}
	var p pouring
	if p.chain, err = lastLink(ctx, tx); err != nil {
		return err
	}
	for i := range n {
		if err := p.add(ctx, tx, steps(i)); err != nil {
			return err
		}
	}
	if err := p.end(ctx, tx); err != nil {
		return err
	}
	for _, text := range again {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// pouring is what is not yet in the file. An event waits until its attempt is there.
type pouring struct {
	attempts, events batch
	waiting          [][]any
	chain            link
}

func (p *pouring) end(ctx context.Context, tx *sql.Tx) error {
	if err := p.attempts.flush(ctx, tx); err != nil {
		return err
	}
	if err := p.follow(ctx, tx); err != nil {
		return err
	}
	return p.events.flush(ctx, tx)
}

// follow adds the events of attempts that are in the file.
func (p *pouring) follow(ctx context.Context, tx *sql.Tx) error {
	for _, row := range p.waiting {
		if err := p.events.add(ctx, tx, row); err != nil {
			return err
		}
	}
	p.waiting = p.waiting[:0]
	return nil
}

func (p *pouring) add(ctx context.Context, tx *sql.Tx, steps []Step) error {
	last := steps[len(steps)-1].Attempt
	r, err := encode(last)
	if err != nil {
		return err
	}
	p.attempts.begin(insertAttempt)
	if err := p.attempts.add(ctx, tx, stored(r.columns())); err != nil {
		return err
	}
	p.events.begin(pouredEvent)
	made := digest("made up", last.Reference)
	for i, s := range steps {
		e := s.Event
		e.Reference, e.To = s.Attempt.Reference, s.Attempt.State
		event, err := encodeEvent(e)
		if err != nil {
			return err
		}
		event.Attempt = made
		if i == len(steps)-1 {
			event.Attempt = r.digest()
		}
		event.Seq, event.Prev = p.chain.seq+1, p.chain.hash
		event.Hash = event.seal()
		p.chain = link{event.Seq, event.Hash}
		p.waiting = append(p.waiting, stored(event.columns()))
	}
	if p.attempts.rows > 0 {
		return nil
	}
	return p.follow(ctx, tx)
}

// batch gathers the rows of one statement.
type batch struct {
	head, row string // of the statement: up to VALUES, and one row of question marks
	rows      int
	args      []any
	whole     *sql.Stmt
}

// begin takes the shape from a statement that inserts one row.
func (b *batch) begin(one string) {
	if b.head == "" {
		at := strings.Index(one, "VALUES (") + len("VALUES ")
		b.head, b.row = one[:at], one[at:]
	}
}

func (b *batch) add(ctx context.Context, tx *sql.Tx, row []any) (err error) {
	b.rows, b.args = b.rows+1, append(b.args, row...)
	if b.rows < poured {
		return nil
	}
	if b.whole == nil {
		if b.whole, err = tx.PrepareContext(ctx, b.head+strings.Repeat(b.row+", ", poured-1)+b.row); err != nil {
			return err
		}
	}
	_, err = b.whole.ExecContext(ctx, b.args...)
	b.rows, b.args = 0, b.args[:0]
	return err
}

func (b *batch) flush(ctx context.Context, tx *sql.Tx) error {
	if b.rows == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, b.head+strings.Repeat(b.row+", ", b.rows-1)+b.row, b.args...)
	b.rows, b.args = 0, nil
	return err
}
