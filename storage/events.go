package storage

import (
	"context"
	"database/sql"
	"errors"

	"tillside/payments"
	"tillside/payments/checkout"
)

// eventRow is a line of the journal as the hashes know it.
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
	loose bool // a column holds something else than what stands for its text
}

// hashes are what ties an event to its attempt, its receipt and the event before it.
type hashes struct {
	Receipt, Attempt, Prev, Hash []byte
}

// eventColumns are what is read of the events e and their attempts a; eventsOf joins them.
const (
	eventColumns = `e.seq, a.reference, e.at, e.kind, e.from_state, e.to_state, e.error, e.code, e.status, e.detail, e.copy, e.receipt,
	e.digest, e.form, e.hash`
	eventsOf = ` FROM events AS e LEFT JOIN attempts AS a ON a.key = e.attempt`
)

// columns are what eventColumns are read into. The hash before is in the row before alone.
func (e *eventRow) columns() []any {
	return []any{
		&e.Seq, idColumn{&e.Reference}, timeColumn{&e.At}, wordColumn{&e.Kind}, wordColumn{&e.From}, wordColumn{&e.To}, emptyColumn{&e.Error},
		emptyColumn{&e.Code}, &e.Status, emptyColumn{&e.Detail}, emptyColumn{&e.Copy}, &e.Receipt, &e.Attempt, &e.Form, &e.Hash,
	}
}

// strictColumns are columns that note in the row what no query would find.
func (e *eventRow) strictColumns() []any { return strict(e.columns(), &e.loose) }

// content points at what the hash covers, in its order.
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

// insertEvent adds an event only behind the one whose hash it covers, and nothing where another is there.
const insertEvent = `INSERT INTO events (seq, attempt, at, kind, from_state, to_state, error, code, status, detail, copy, receipt, digest, form, hash)
	SELECT ?1, (SELECT key FROM attempts WHERE reference = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15
	WHERE ?1 = 1 OR ?16 = (SELECT hash FROM events WHERE seq = ?1 - 1)`

// errTaken is an event that would follow another one than the newest.
var errTaken = errors.New("an event follows the newest one")

func (e *eventRow) insert(ctx context.Context, tx interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}) error {
	done, err := tx.ExecContext(ctx, insertEvent, append(stored(e.columns()), e.Prev)...)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if err == nil && n == 0 {
		err = errTaken
	}
	return err
}

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
	e.Hash = e.seal()
	err := e.insert(ctx, tx)
	if remembered && (isConstraint(err) || errors.Is(err, errTaken)) { // somebody else has gone on from there
		tx.end = link{}
		return e.append(ctx, tx)
	}
	tx.end = link{e.Seq, e.Hash}
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

const selectTimeline = `SELECT ` + eventColumns + ` FROM attempts AS a JOIN events AS e ON e.attempt = a.key WHERE a.reference = ? ORDER BY e.seq`

func timelineOf(ctx context.Context, q querier, reference string) ([]checkout.Event, error) {
	rows, err := q.QueryContext(ctx, selectTimeline, id(reference))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []checkout.Event
	for rows.Next() {
		var e eventRow
		if err := rows.Scan(e.columns()...); err != nil {
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
