package storage

import (
	"context"
	"database/sql"
	"errors"

	"tillside/payments"
	"tillside/payments/checkout"
)

// eventRow is a line of the journal as the table events holds it.
type eventRow struct {
	Seq                 int64
	Reference           string
	At                  timeJSON
	Kind, From, To      string
	Error, Code, Detail string
	Status              int64
	Copy                string // of the receipt that came with it, '' for none
	Form                int64  // how the hashes are made
	hashes
}

// hashes are what ties an event to its attempt, its receipt and the event before it.
type hashes struct {
	Receipt, Attempt, Prev, Hash []byte
}

const eventColumns = `seq, reference, at, kind, from_state, to_state, error, code, status, detail, copy, receipt,
	attempt, form, prev`

// content points at what the hash covers, in the order of eventColumns.
func (e *eventRow) content() []any {
	return []any{
		&e.Seq, &e.Reference, &e.At, &e.Kind, &e.From, &e.To, &e.Error, &e.Code, &e.Status, &e.Detail,
		&e.Copy, &e.Receipt, &e.Attempt, &e.Form, &e.Prev,
	}
}

func encodeEvent(e checkout.Event) (eventRow, error) {
	at, err := encodeTime(e.At)
	return eventRow{
		Reference: e.Reference, At: at, Kind: string(e.Kind), From: string(e.From), To: string(e.To),
		Error: string(e.Error), Code: e.Code, Status: int64(e.Status), Detail: e.Detail,
		Form: chainForm, hashes: hashes{Receipt: []byte{}}, // an empty one is not NULL
	}, err
}

func (e eventRow) decode() (checkout.Event, error) {
	at, err := e.At.decode()
	return checkout.Event{
		Seq: e.Seq, Reference: e.Reference, At: at, Kind: checkout.EventKind(e.Kind),
		From: payments.State(e.From), To: payments.State(e.To), Error: payments.ErrorKind(e.Error),
		Code: e.Code, Status: int(e.Status), Detail: e.Detail,
	}, err
}

const insertEvent = `INSERT INTO events (` + eventColumns + `, hash)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// append puts an event at the end of the chain and returns its place.
func (e eventRow) append(ctx context.Context, tx *transaction) (int64, error) {
	end, remembered := tx.end, tx.end.seq > 0
	if !remembered {
		var err error
		if end, err = lastLink(ctx, tx); err != nil {
			return 0, err
		}
	}
	e.Seq, e.Prev = end.seq+1, end.hash
	hash := e.seal()
	_, err := tx.ExecContext(ctx, insertEvent, append(values(e.content()), hash)...)
	if remembered && isConstraint(err) { // the place is taken: somebody else has gone on from there
		tx.end = link{}
		return e.append(ctx, tx)
	}
	tx.end = link{e.Seq, hash}
	return e.Seq, err
}

// link is the end of the chain.
type link struct {
	seq  int64
	hash []byte
}

// lastLink reads the end of the chain inside the transaction that goes on from it, so that
// even two processes never append to the same event.
func lastLink(ctx context.Context, q querier) (link, error) {
	var end link
	const newest = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1"
	err := q.QueryRowContext(ctx, newest).Scan(&end.seq, &end.hash)
	if errors.Is(err, sql.ErrNoRows) {
		end.hash, err = readGenesis(ctx, q)
	}
	return end, err
}

func readGenesis(ctx context.Context, q querier) ([]byte, error) {
	var id, created string
	err := q.QueryRowContext(ctx, "SELECT id, created FROM journal").Scan(&id, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, checkout.ErrJournalBroken
	}
	return genesis(id, created), err
}

const selectTimeline = `SELECT ` + eventColumns + `, hash FROM events WHERE reference = ? ORDER BY seq`

func timelineOf(ctx context.Context, q querier, reference string) ([]checkout.Event, error) {
	rows, err := q.QueryContext(ctx, selectTimeline, reference)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []checkout.Event
	for rows.Next() {
		var e eventRow
		if err := rows.Scan(append(e.content(), &e.Hash)...); err != nil {
			return nil, err
		}
		event, err := e.decode()
		if err != nil {
			return nil, err
		}
		all = append(all, event)
	}
	return all, rows.Err()
}
