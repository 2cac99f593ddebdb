package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// pageSize is how many attempts a list holds when nobody says.
const pageSize = 100

// where collects conditions and their arguments.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

func (w *where) clause(before, between string) string {
	if len(w.conditions) == 0 {
		return ""
	}
	return before + strings.Join(w.conditions, between)
}

// List implements checkout.Reader. Pages follow each other by key: the time and reference
// of the last row seen, so that new attempts do not shift a page.
func (j *Journal) List(ctx context.Context, q checkout.Query) ([]payments.Attempt, error) {
	all, err := j.list(ctx, q)
	return all, translate("list attempts", err)
}

func (j *Journal) list(ctx context.Context, q checkout.Query) ([]payments.Attempt, error) {
	var w where
	if err := w.before(q); err != nil {
		return nil, err
	}
	if err := j.narrow(ctx, q, &w); err != nil {
		return nil, err
	}
	query := "SELECT " + attemptColumns + " FROM attempts" + w.clause(" WHERE ", " AND ") +
		" ORDER BY created DESC, reference DESC LIMIT ?"
	return attemptsOf(ctx, j.read, query, append(w.args, limitOf(q))...)
}

func limitOf(q checkout.Query) int {
	if q.Limit <= 0 {
		return pageSize
	}
	return q.Limit
}

// before begins behind the last row of the page before.
func (w *where) before(q checkout.Query) error {
	if q.Before.IsZero() {
		return nil
	}
	before, err := encodeTime(q.Before)
	if err != nil {
		return err
	}
	if q.BeforeID == "" {
		w.and("created < ?", bound(before))
	} else {
		w.and("(created, reference) < (?, ?)", instant(before), id(q.BeforeID))
	}
	return nil
}

// narrow asks for what the query asks for beside its place.
func (j *Journal) narrow(ctx context.Context, q checkout.Query, w *where) error {
	if err := w.filter(q); err != nil {
		return err
	}
	text := strings.TrimSpace(q.Text)
	if text == "" {
		return nil
	}
	currencies, err := j.currencies(ctx)
	if err != nil {
		return err
	}
	w.matchAll(text, currencies)
	return nil
}

// filter asks for what the query asks for beside its place and its text.
func (w *where) filter(q checkout.Query) error {
	if q.Kind != "" {
		w.and("kind = ?", string(q.Kind))
	}
	var f faults
	if !q.After.IsZero() {
		w.and("created >= ?", bound(f.time(q.After)))
	}
	if !q.Until.IsZero() {
		w.and("created < ?", bound(f.time(q.Until)))
	}
	if q.OpenOnly {
		w.and("final = 0")
	}
	if q.Terminal != "" {
		w.and("terminal = ?", q.Terminal)
	}
	if q.Operator != "" {
		w.and("ifnull(json_extract(intent, '$.operator'), '') = ?", q.Operator)
	}
	oneOf(w, "state", q.States)
	oneOf(w, "kind", q.Kinds)
	if q.AtLeast != (payments.Money{}) {
		w.and("currency = ? AND amount >= ?", q.AtLeast.Currency(), q.AtLeast.Minor())
	}
	if q.AtMost != (payments.Money{}) {
		w.and("currency = ? AND amount <= ?", q.AtMost.Currency(), q.AtMost.Minor())
	}
	return f.err
}

// oneOf asks that a column has one of some values; any will do where there are none.
func oneOf[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = string(v)
	}
	w.and(column+" IN ("+strings.Repeat(", ?", len(values))[2:]+")", args...)
}

// How long Search looks: with something to show, a person waits no longer than for a key to
// appear; with nothing, a little longer. It looks at so many rows between two glances at the
// clock.
const (
	searchWithHits = 30 * time.Millisecond
	searchWithNone = 250 * time.Millisecond
	searchRows     = 5000
)

// Search implements checkout.Searcher: List in slices of time, newest first.
func (j *Journal) Search(ctx context.Context, q checkout.Query) (checkout.Found, error) {
	found, err := j.search(ctx, q, time.Now())
	return found, translate("search attempts", err)
}

func (j *Journal) search(ctx context.Context, q checkout.Query, began time.Time) (found checkout.Found, err error) {
	if q.OpenOnly { // there are few, and they have an index of their own
		found.Attempts, err = j.list(ctx, q)
		found.Whole = true
		return found, err
	}
	if found, done, err := j.find(ctx, q, began); done || err != nil {
		return found, err
	}
	return j.lookThrough(ctx, q, began)
}

// lookThrough looks at every row, newest first, until it has taken long enough.
func (j *Journal) lookThrough(ctx context.Context, q checkout.Query, began time.Time) (found checkout.Found, err error) {
	var wanted where
	if err := j.narrow(ctx, q, &wanted); err != nil {
		return found, err
	}
	limit := limitOf(q)
	q = fromUntil(q)
	for {
		end, last, err := j.sliceEnd(ctx, q)
		if err != nil {
			return found, err
		}
		last = last || end.Before(q.After)
		part, err := j.slice(ctx, q, end, last, wanted, limit-len(found.Attempts))
		if err != nil {
			return found, err
		}
		found.Attempts = append(found.Attempts, part...)
		if last || len(found.Attempts) == limit {
			found.Whole = true
			return found, nil
		}
		q.Before, q.BeforeID = end, ""
		if longEnough(began, len(found.Attempts)) {
			found.Before, found.BeforeID = end, ""
			return found, nil
		}
	}
}

// fromUntil has a query begin at the end of its time: nothing newer is wanted.
func fromUntil(q checkout.Query) checkout.Query {
	if !q.Until.IsZero() && (q.Before.IsZero() || q.Until.Before(q.Before)) {
		q.Before, q.BeforeID = q.Until, ""
	}
	return q
}

// longEnough tells that a person should be shown how far a search is.
func longEnough(began time.Time, hits int) bool {
	if hits > 0 {
		return time.Since(began) >= searchWithHits
	}
	return time.Since(began) >= searchWithNone
}

// sliceEnd finds the time that the next slice ends with: all of that time belong to it. last tells that
// there are no rows behind.
func (j *Journal) sliceEnd(ctx context.Context, q checkout.Query) (end time.Time, last bool, err error) {
	var w where
	if err := w.before(q); err != nil {
		return end, false, err
	}
	query := "SELECT created FROM attempts INDEXED BY attempts_created" + w.clause(" WHERE ", " AND ") + " ORDER BY created DESC LIMIT 1 OFFSET ?"
	var created timeJSON
	err = j.read.QueryRowContext(ctx, query, append(w.args, searchRows)...).Scan(&created)
	if errors.Is(err, sql.ErrNoRows) {
		return end, true, nil
	}
	if err != nil {
		return end, false, err
	}
	end, err = created.decode()
	return end, false, err
}

// slice reads what fits in one slice. The index of the times is named, because SQLite would
// rather gather all there ever was of an amount and sort it.
func (j *Journal) slice(ctx context.Context, q checkout.Query, end time.Time, last bool, wanted where, limit int) ([]payments.Attempt, error) {
	var w where
	if err := w.before(q); err != nil {
		return nil, err
	}
	if !last {
		at, err := encodeTime(end)
		if err != nil {
			return nil, err
		}
		w.and("created >= ?", instant(at))
	}
	w.conditions = append(w.conditions, wanted.conditions...)
	w.args = append(w.args, wanted.args...)
	query := "SELECT " + attemptColumns + " FROM attempts INDEXED BY attempts_created" + w.clause(" WHERE ", " AND ") +
		" ORDER BY created DESC, reference DESC LIMIT ?"
	return attemptsOf(ctx, j.read, query, append(w.args, limit)...)
}

// longestText and mostWords bound what is searched for: nothing of a payment is as long, and SQLite
// takes no pattern and no condition without end.
const (
	longestText = 4_000 // bytes
	mostWords   = 100   // that differ
)

// tooLong tells that nothing is found by a text, because of its length alone.
func tooLong(text string) bool { return len(text) > longestText || len(partsOf(text)) > mostWords }

// partsOf are the words of a text, each once.
func partsOf(text string) []string { return slices.Compact(slices.Sorted(strings.FieldsSeq(text))) }

// matchAll asks that a text is found, as it stands or in its parts.
func (w *where) matchAll(text string, currencies []payments.Currency) {
	if tooLong(text) {
		w.and("0")
		return
	}
	parts := partsOf(text)
	whole := match(text, currencies)
	if len(parts) > 1 || len(parts) == 1 && parts[0] != text {
		var all where
		for _, part := range parts {
			one := match(part, currencies)
			all.and("("+one.clause("", " OR ")+")", one.args...)
		}
		whole.and("("+all.clause("", " AND ")+")", all.args...)
	}
	w.and("("+whole.clause("", " OR ")+")", whole.args...)
}

// matchesField finds a text in what a shop notes beside a sale. Most payments have none, and their JSON
// is not read for it.
const matchesField = `instr(intent, '"fields"') AND EXISTS (SELECT 1 FROM json_each(intent, '$.fields') f
	WHERE json_extract(f.value, '$.value') LIKE ? ESCAPE '\')`

// match says where a text may be found: at the start of our reference or of one of its groups, where it is
// not too short to mean one, in the note or what is noted beside it, as the last four digits, the authorisation
// code, or an amount as somebody would type it.
func match(text string, currencies []payments.Currency) where {
	var w where
	literal := likeLiteral(text)
	w.reference(text, literal)
	w.and(`note LIKE ? ESCAPE '\'`, "%"+literal+"%")
	w.and(matchesField, "%"+literal+"%")
	w.and(`last_four <> '' AND last_four = ?`, text)
	w.and(`authorisation <> '' AND authorisation = ? COLLATE NOCASE`, text)
	for _, m := range amountsTyped(text, currencies) {
		w.and("currency = ? AND amount = ?", m.Currency(), m.Minor())
		w.and("moved_currency = ? AND moved = ?", m.Currency(), m.Minor())
	}
	return w
}

// likeLiteral takes the meaning from the signs that LIKE would read as patterns.
func likeLiteral(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// The currencies in use, by skipping from one to the next along the index: the table may
// hold a million rows of one.
const selectCurrencies = `WITH RECURSIVE used (c) AS (
		SELECT min(currency) FROM attempts
		UNION ALL
		SELECT (SELECT min(currency) FROM attempts WHERE currency > c) FROM used WHERE c IS NOT NULL
	)
	SELECT c FROM used WHERE c <> ''`

func (j *Journal) currencies(ctx context.Context) ([]payments.Currency, error) {
	rows, err := j.read.QueryContext(ctx, selectCurrencies)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []payments.Currency
	for rows.Next() {
		var c payments.Currency
		if err := rows.Scan(&c); err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, rows.Err()
}

// amountsTyped reads a text as an amount in each currency: "12.40", "12,40", "1,240.00",
// with or without the currency's code, or as digits alone. Point and comma are both tried, so that
// the search does not depend on the language that the screen is in. Digits that begin with a zero
// are those of a card.
func amountsTyped(text string, currencies []payments.Currency) []payments.Money {
	var all []payments.Money
	if len(text) > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9' {
		return nil
	}
	for _, c := range currencies {
		// As the keypad takes it: 2303 is 23.03.
		if minor, err := strconv.ParseInt(text, 10, 64); err == nil && minor > 0 && c.Exponent() > 0 {
			if m, err := payments.NewMoney(minor, c); err == nil {
				all = append(all, m)
			}
		}
		number := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.ToUpper(text), string(c)), string(c)))
		for _, f := range []payments.NumberFormat{{Decimal: ".", Group: ","}, {Decimal: ",", Group: "."}} {
			m, err := payments.ParseMoney(number, c, f)
			if err == nil && !slices.Contains(all, m) {
				all = append(all, m)
			}
		}
	}
	return all
}
