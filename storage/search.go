package storage

import (
	"context"
	"slices"
	"strings"

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
	if !q.Before.IsZero() {
		before, err := encodeTime(q.Before)
		if err != nil {
			return nil, err
		}
		if q.BeforeID == "" {
			w.and("created < ?", before)
		} else {
			w.and("(created, reference) < (?, ?)", before, q.BeforeID)
		}
	}
	if q.OpenOnly {
		w.and("final = 0")
	}
	if text := strings.TrimSpace(q.Text); text != "" {
		found, err := j.match(ctx, text)
		if err != nil {
			return nil, err
		}
		w.and("("+found.clause("", " OR ")+")", found.args...)
	}
	limit := q.Limit
	if limit <= 0 {
		limit = pageSize
	}
	query := "SELECT " + attemptColumns + " FROM attempts" + w.clause(" WHERE ", " AND ") +
		" ORDER BY created DESC, reference DESC LIMIT ?"
	return attemptsOf(ctx, j.read, query, append(w.args, limit)...)
}

// match says where a text may be found: at the start of our reference, in the note, as the
// last four digits, the authorisation code, or an amount as somebody would type it.
func (j *Journal) match(ctx context.Context, text string) (where, error) {
	var w where
	literal := likeLiteral(text)
	w.and(`reference LIKE ? ESCAPE '\'`, literal+"%")
	w.and(`note LIKE ? ESCAPE '\'`, "%"+literal+"%")
	w.and(`last_four <> '' AND last_four = ?`, text)
	w.and(`authorisation <> '' AND authorisation = ? COLLATE NOCASE`, text)
	currencies, err := j.currencies(ctx)
	if err != nil {
		return w, err
	}
	for _, m := range amountsTyped(text, currencies) {
		w.and("currency = ? AND amount = ?", m.Currency(), m.Minor())
		w.and("moved_currency = ? AND moved = ?", m.Currency(), m.Minor())
	}
	return w, nil
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
// with or without the currency's code. Point and comma are both tried, so that the search
// does not depend on the language that the screen is in.
func amountsTyped(text string, currencies []payments.Currency) []payments.Money {
	var all []payments.Money
	for _, c := range currencies {
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
