package storage

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"tillside/payments/checkout"
)

// attemptColumns are the columns of an attempt, in an order in which each can be read with what the
// ones before it say: terminal and merchant before intent, all others before progress.
const attemptColumns = `reference, nonce, kind, amount, currency, note, created, provider, environment, profile,
	fingerprint, terminal, merchant, original, original_tx, intent, state, final, charged, moved, moved_currency, last_four,
	authorisation, updated, version, tx, handle, given, token, scheme, notice, tip, contradicted, erased, progress`

func (r *row) askedColumns() []any {
	a := &r.asked
	return []any{
		idColumn{&a.Reference}, idColumn{&a.Nonce}, &a.Kind, &a.Amount, &a.Currency, &a.Note, timeColumn{&a.Created}, &a.Provider,
		&a.Environment, &a.Profile, &a.Fingerprint, &a.Terminal, emptyColumn{&r.drawn.Merchant}, emptyID{&a.Original}, emptyID{&a.OriginalTx},
		intentColumn{r},
	}
}

func (r *row) standColumns() []any {
	s, d := &r.stand, &r.drawn
	return []any{
		&s.State, &s.Final, &s.Charged, &s.Moved, &s.MovedCurrency, &s.LastFour, &s.Authorisation, timeColumn{&s.Updated}, &s.Version,
		emptyID{&d.Transaction}, emptyNumber{&d.Handle}, emptyID{&d.Given}, emptyColumn{&d.Token}, emptyColumn{&d.Scheme},
		emptyColumn{&d.Notice}, &d.Tip, &d.Contradicted, &d.Erased, progressColumn{r},
	}
}

// columns are what attemptColumns are read into.
func (r *row) columns() []any { return append(r.askedColumns(), r.standColumns()...) }

// strictColumns are columns that note in the row what no query would find.
func (r *row) strictColumns() []any { return strict(r.columns(), &r.loose) }

// standNames are the columns of standColumns, in their order.
func standNames() []string {
	return []string{
		"state", "final", "charged", "moved", "moved_currency", "last_four", "authorisation", "updated", "version",
		"tx", "handle", "given", "token", "scheme", "notice", "tip", "contradicted", "erased", "progress",
	}
}

// known is what progress is packed with. The order is part of the form.
func (r *row) known() *known {
	a, s, d := &r.asked, &r.stand, &r.drawn
	k := &known{own: [mostOwn]string{
		a.Reference, d.Transaction, d.Given, d.Token, a.Original, a.OriginalTx, s.Authorisation, s.LastFour, d.Scheme, d.Notice,
		moneyText(a.Amount, a.Currency), moneyText(s.Moved, s.MovedCurrency),
	}}
	k.base, _ = nanoseconds(string(a.Created))
	return k
}

// moneyText is an amount as the JSON has it.
func moneyText(minor int64, currency string) string {
	if currency == "" {
		return ""
	}
	return fmt.Sprintf(`{"minor":%d,"currency":"%s"}`, minor, currency)
}

// progressColumn reads and writes the progress of a row.
type progressColumn struct{ row *row }

// Value implements driver.Valuer.
func (c progressColumn) Value() (driver.Value, error) {
	return pack(c.row.stand.Progress, c.row.known()), nil
}

// Scan implements sql.Scanner. A journal of an earlier form has the text itself. What nobody packed is no
// progress: whoever reads the attempt is told, and whoever verifies finds that it fits no digest.
func (c progressColumn) Scan(value any) error {
	c.row.stand.Progress, c.row.old = "", false
	switch v := value.(type) {
	case []byte:
		if text, err := unpack(v, c.row.known()); err == nil {
			c.row.stand.Progress = text
		}
	case string:
		c.row.stand.Progress, c.row.old = v, true
	}
	return nil
}

// redraw fills what follows from the texts of a row that comes from somewhere else than its
// attempt: from an earlier journal or a backup.
func (r *row) redraw() {
	r.old = false
	r.drawn = r.draw()
}

// draw is what follows from intent and progress; nothing from a progress that cannot be read, which
// whoever reads the attempt finds out.
func (r *row) draw() (d drawn) {
	var p progressJSON
	if json.Unmarshal([]byte(r.stand.Progress), &p) == nil {
		d = p.drawn(r.stand.Final, r.stand.Charged)
	}
	_, d.Merchant = shortIntent(r.asked.Intent, r.asked.Terminal)
	return d
}

// as reports whether a row is what a digest is of, and says nothing else in the columns that no
// digest covers because they follow from others; read by strictColumns, nothing in a form that no query finds.
func (r *row) as(digest []byte) bool {
	return bytes.Equal(digest, r.digest()) && (r.old || !r.loose && r.drawn == r.draw())
}

const insertAttempt = `INSERT INTO attempts (` + attemptColumns + `)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

func (r row) insert(ctx context.Context, tx *transaction) error {
	_, err := tx.ExecContext(ctx, insertAttempt, stored(r.columns())...)
	return err
}

// update writes what has changed since the stored row, and names no other column: SQLite
// takes every index of a column that is named out and puts it in again, changed or not, and
// each of its pages is one more that the commit waits for. ErrStale when the row has moved on
// since it was read.
func (r row) update(ctx context.Context, tx *transaction, before row) error {
	return r.updateWith(ctx, tx, before, "")
}

// updateWith is update with more columns set.
func (r row) updateWith(ctx context.Context, tx *transaction, before row, more string, args ...any) error {
	fresh := stored(r.standColumns())
	// Progress, the last one, is in no index, and in the file it may be packed otherwise than it is here.
	old := stored(before.standColumns()[:len(fresh)-1])
	var set []string
	if more != "" {
		set = append(set, more)
	}
	for i, column := range standNames() {
		if i == len(old) || !same(fresh[i], old[i]) {
			set, args = append(set, column+" = ?"), append(args, fresh[i])
		}
	}
	query := "UPDATE attempts SET " + strings.Join(set, ", ") + " WHERE reference = ? AND version = ?"
	done, err := tx.ExecContext(ctx, query, append(args, id(r.asked.Reference), before.stand.Version)...)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	switch {
	case err != nil:
		return err
	case n == 0:
		return fmt.Errorf("version %d is not the newest: %w", before.stand.Version, checkout.ErrStale)
	}
	return nil
}

// same compares two values of columns.
func same(a, b any) bool {
	x, isBytes := a.([]byte)
	y, areBytes := b.([]byte)
	if isBytes || areBytes {
		return isBytes && areBytes && bytes.Equal(x, y)
	}
	return a == b
}

const selectAttempt = `SELECT ` + attemptColumns + ` FROM attempts WHERE reference = ?`

// rowOf reads the row of one attempt, or ErrNoAttempt.
func rowOf(ctx context.Context, q querier, reference string) (row, error) {
	var r row
	err := q.QueryRowContext(ctx, selectAttempt, id(reference)).Scan(r.columns()...)
	if errors.Is(err, sql.ErrNoRows) {
		return row{}, checkout.ErrNoAttempt
	}
	return r, err
}
