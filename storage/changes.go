package storage

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"tillside/payments/checkout"
)

// changes is what came into a journal between two marks: the events, each attempt and each
// receipt that they touched as they are at the end, the newest signs of life and the commands. It is a
// backup of a day that costs what the day costs, whatever came before it.
type changes struct {
	ID       string // of the journal
	Created  string // of the journal, too: the chain begins with both
	Schema   int64
	From, To Mark
	Total    int64 // attempts in the whole journal at the end

	attempts []row
	events   []eventRow
	receipts []receiptRow
	health   []healthRow
	commands []commandRow
	closings []closingRow
}

// receiptRow is a receipt as its table holds it.
type receiptRow struct {
	Reference, Copy, Location, Type string
	Body                            []byte
	Seq                             int64
}

func (r *receiptRow) fields() []any {
	return []any{&r.Reference, &r.Copy, &r.Location, &r.Type, &r.Body, &r.Seq}
}

func (r *receiptRow) columns() []any {
	return []any{idColumn{&r.Reference}, &r.Copy, &r.Location, &r.Type, &r.Body, &r.Seq}
}

func (r *receiptRow) digest() []byte {
	return receiptDigest(r.Reference, checkout.Receipt{Copy: checkout.Copy(r.Copy), Location: r.Location, Type: r.Type, Body: r.Body})
}

// healthRow is a sign of life as its table holds it.
type healthRow struct {
	Terminal string
	At       timeJSON
	Battery  string
	Charging int64
	App      string
	Serial   string
}

func (h *healthRow) fields() []any {
	return []any{&h.Terminal, &h.At, &h.Battery, &h.Charging, &h.App, &h.Serial}
}

const (
	receiptColumns = "reference, copy, location, type, body, seq"
	healthColumns  = "terminal, at, battery, charging, app, serial"

	selectEventsAfter   = `SELECT ` + eventColumns + eventsOf + ` WHERE e.seq > ? ORDER BY e.seq`
	selectAttemptsAfter = `SELECT ` + attemptColumns + ` FROM attempts
		WHERE key IN (SELECT attempt FROM events WHERE seq > ?)`
	selectReceiptsAfter = `SELECT ` + receiptColumns + ` FROM receipts
		WHERE seq > ?1 AND reference IN (SELECT a.reference FROM events e JOIN attempts a ON a.key = e.attempt WHERE e.seq > ?1 AND e.copy <> '')`
	selectHealth = `SELECT ` + healthColumns + ` FROM health`

	// Those that were written since, and those just before: the mark is of an event.
	selectCommandsAfter = `SELECT ` + commandColumns + `, hash FROM commands WHERE after >= ? ORDER BY seq`
	selectClosingsAfter = `SELECT ` + closingColumns + `, hash FROM closings WHERE after >= ? ORDER BY seq`
)

// Changes describes a file of changes.
type Changes struct {
	From, To Mark
	Schema   int64
	Attempts int   // in the whole journal at the end
	Size     int64 // of the file
}

// SaveChanges writes what came into the journal since a mark to a new file, compressed. It
// reads one moment of the journal and holds up no writer. ErrNotContinued when the journal
// does not go on from the mark. The file is on the disk when SaveChanges returns, but
// nobody has looked at it: that is InspectChanges' part.
func (j *Journal) SaveChanges(ctx context.Context, since Mark, path string) error {
	c, err := changesSince(ctx, j.read, since)
	if err == nil {
		err = c.save(path)
	}
	return translate("save what changed", strange(err))
}

func changesSince(ctx context.Context, db *sql.DB, since Mark) (c changes, err error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return c, err
	}
	// Nothing was written, so there is nothing that a rollback could fail to undo.
	defer func() { _ = tx.Rollback() }()
	if _, err := linkAt(ctx, tx, since); err != nil {
		return c, err
	}
	c.From = since
	last, err := lastLink(ctx, tx)
	if err != nil {
		return c, err
	}
	c.To = last.mark()
	if err := c.readHead(ctx, tx); err != nil {
		return c, err
	}
	err = errors.Join(
		collect(ctx, tx, selectEventsAfter, since.Seq, &c.events, (*eventRow).columns),
		collect(ctx, tx, selectAttemptsAfter, since.Seq, &c.attempts, (*row).columns),
		collect(ctx, tx, selectReceiptsAfter, since.Seq, &c.receipts, (*receiptRow).columns),
		collect(ctx, tx, selectHealth, nil, &c.health, (*healthRow).fields),
		collect(ctx, tx, selectCommandsAfter, since.Seq, &c.commands, (*commandRow).fields),
		collect(ctx, tx, selectClosingsAfter, since.Seq, &c.closings, (*closingRow).fields),
	)
	if hash, wrong := hashOf(since); wrong == nil {
		link{hash: hash}.before(c.events)
	}
	return c, err
}

// before writes the hash before into each of the events that follow one another from a link.
func (l link) before(events []eventRow) {
	prev := l.hash
	for i := range events {
		events[i].Prev, prev = prev, events[i].Hash
	}
}

// readHead reads what a journal says about itself.
func (c *changes) readHead(ctx context.Context, q querier) error {
	err := q.QueryRowContext(ctx, "SELECT id, created, (SELECT count(*) FROM attempts) FROM journal").Scan(&c.ID, &c.Created, &c.Total)
	if err != nil {
		return err
	}
	return q.QueryRowContext(ctx, "SELECT max(version_id) FROM "+versionTable).Scan(&c.Schema)
}

// collect appends the rows of a query with one argument, or none.
func collect[T any](ctx context.Context, q querier, query string, arg any, into *[]T, fields func(*T) []any) error {
	var args []any
	if arg != nil {
		args = append(args, arg)
	}
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return scanAll(rows, into, fields)
}

// scanAll appends the rows that are left and closes them.
func scanAll[T any](rows *sql.Rows, into *[]T, fields func(*T) []any) error {
	defer rows.Close()
	for rows.Next() {
		var one T
		if err := rows.Scan(fields(&one)...); err != nil {
			return err
		}
		*into = append(*into, one)
	}
	return rows.Err()
}

// save writes the changes to a file that is not there yet.
func (c *changes) save(path string) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeAll(path))
		}
	}()
	packed := gzip.NewWriter(f)
	packed.ModTime = time.Time{}
	return errors.Join(c.write(packed), packed.Close(), f.Sync(), f.Close())
}

// InspectChanges reads a file of changes and checks all that it says: its sum, its part of
// the chain, and that each attempt and receipt is as its newest event left it. Anything
// wrong is checkout.ErrJournalBroken.
func InspectChanges(ctx context.Context, path string) (Changes, error) {
	c, size, err := loadChanges(path)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return Changes{}, translate("inspect changes", err)
	}
	return Changes{From: c.From, To: c.To, Schema: c.Schema, Attempts: int(c.Total), Size: size}, nil
}

func loadChanges(path string) (c changes, size int64, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return c, 0, err
	}
	packed, err := gzip.NewReader(bytes.NewReader(text))
	if err == nil {
		c, err = readChanges(packed)
	}
	if err == nil {
		err = c.check()
	}
	if err != nil {
		return c, 0, fmt.Errorf("%w: %w", checkout.ErrJournalBroken, err)
	}
	return c, int64(len(text)), nil
}

// errChanges is a file of changes that contradicts itself.
var errChanges = errors.New("the changes do not fit together")

// check holds the changes against the digests in their events.
func (c *changes) check() error {
	prev := c.From
	newest := map[string][]byte{}
	brought := map[[2]string]eventRow{}
	for _, e := range c.events {
		hash, err := hashOf(prev)
		if err != nil {
			return err
		}
		if !bytes.Equal(e.Prev, hash) {
			return fmt.Errorf("event %d does not follow the one before it: %w", e.Seq, errChanges)
		}
		if kind, problem := e.fits(prev.Seq+1, hash); kind != "" {
			return fmt.Errorf("event %d: %s: %w", e.Seq, problem, errChanges)
		}
		prev = link{e.Seq, e.Hash}.mark()
		newest[e.Reference] = e.Attempt
		if e.Copy != "" {
			brought[[2]string{e.Reference, e.Copy}] = e
		}
	}
	switch {
	case prev != c.To:
		return fmt.Errorf("the end is event %d, not %d: %w", prev.Seq, c.To.Seq, errChanges)
	case len(newest) != len(c.attempts), len(brought) != len(c.receipts):
		return fmt.Errorf("%d attempts and %d receipts, %d and %d are told of: %w",
			len(c.attempts), len(c.receipts), len(newest), len(brought), errChanges)
	}
	for _, r := range c.attempts {
		if want := newest[r.asked.Reference]; want == nil || !bytes.Equal(want, r.digest()) {
			return fmt.Errorf("attempt %s: %w", r.asked.Reference, errChanges)
		}
	}
	for _, r := range c.receipts {
		e := brought[[2]string{r.Reference, r.Copy}]
		if e.Seq != r.Seq || !bytes.Equal(e.Receipt, r.digest()) {
			return fmt.Errorf("receipt %s of %s: %w", r.Copy, r.Reference, errChanges)
		}
	}
	return nil
}
