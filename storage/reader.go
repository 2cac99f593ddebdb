package storage

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// connectReader opens the pool of the screens. In WAL mode its reads neither wait for the
// writer nor make it wait.
func connectReader(ctx context.Context, path string, wait time.Duration) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	db := connect(path, true, wait)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

const selectOpen = `SELECT ` + attemptColumns + ` FROM attempts WHERE final = 0 ORDER BY created, reference`

// Open implements checkout.Journal.
func (j *Journal) Open(ctx context.Context) ([]payments.Attempt, error) {
	all, err := attemptsOf(ctx, j.read, selectOpen)
	return all, translate("list open attempts", err)
}

// Attempt implements checkout.Journal and checkout.Reader.
func (j *Journal) Attempt(ctx context.Context, reference string) (payments.Attempt, error) {
	r, err := rowOf(ctx, j.read, reference)
	if err != nil {
		return payments.Attempt{}, translate("read attempt", err)
	}
	a, err := r.decode()
	return a, translate("read attempt", err)
}

const selectByToken = `SELECT ` + attemptColumns + ` FROM attempts
	WHERE token = ?`

// ByToken implements checkout.Journal.
func (j *Journal) ByToken(ctx context.Context, digest string) (payments.Attempt, error) {
	all, err := attemptsOf(ctx, j.read, selectByToken, digest)
	if err == nil && len(all) == 0 {
		err = checkout.ErrNoAttempt
	}
	if err != nil {
		return payments.Attempt{}, translate("read attempt by token", err)
	}
	return all[0], nil
}

const selectLinked = `SELECT ` + attemptColumns + ` FROM attempts WHERE original = ? AND original IS NOT NULL
	ORDER BY created, reference`

// Linked implements checkout.Journal and checkout.Reader.
func (j *Journal) Linked(ctx context.Context, reference string) ([]payments.Attempt, error) {
	all, err := attemptsOf(ctx, j.read, selectLinked, id(reference))
	return all, translate("list linked attempts", err)
}

// Timeline implements checkout.Reader: the events of one attempt, oldest first.
func (j *Journal) Timeline(ctx context.Context, reference string) ([]checkout.Event, error) {
	all, err := timelineOf(ctx, j.read, reference)
	return all, translate("read timeline", err)
}

// Receipts implements checkout.Reader: customer, merchant, signature.
func (j *Journal) Receipts(ctx context.Context, reference string) ([]checkout.Receipt, error) {
	all, err := receiptsOf(ctx, j.read, reference)
	return all, translate("read receipts", err)
}

// kindsWith lists the kinds whose row in the table of operations fits, as SQL.
func kindsWith(fits func(payments.Operation) bool) string {
	var kinds []string
	for _, o := range payments.Operations() {
		if fits(o) {
			kinds = append(kinds, "'"+string(o.Kind)+"'")
		}
	}
	return "(" + strings.Join(kinds, ", ") + ")"
}

// selectFlows asks for the last card flows of a terminal that somebody watched from acceptance
// to verdict. What needs no card is none, and a flow that was taken up after a restart says
// how long the program was away, not how long the customer took.
func selectFlows() string {
	withCard := kindsWith(func(o payments.Operation) bool { return o.Needs == payments.NeedCard })
	return `SELECT
		(SELECT at FROM events e WHERE e.attempt = a.key AND e.kind = ` + kindSQL(checkout.EventAccepted) + ` ORDER BY seq LIMIT 1) AS began,
		(SELECT at FROM events e WHERE e.attempt = a.key AND e.kind = ` + kindSQL(checkout.EventResult) + ` ORDER BY seq LIMIT 1) AS ended
	FROM attempts a
	WHERE terminal = ? AND state IN ('approved', 'partially_approved', 'declined')
		AND kind IN ` + withCard + `
		AND began IS NOT NULL AND ended IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM events e WHERE e.attempt = a.key AND e.kind = ` + kindSQL(checkout.EventTakenUp) + `)
	ORDER BY created DESC LIMIT 50`
}

// Usual implements checkout.Reader.
func (j *Journal) Usual(ctx context.Context, terminalID string) (checkout.Usual, error) {
	flows, err := flowsOf(ctx, j.read, terminalID)
	if err != nil || len(flows) == 0 {
		return checkout.Usual{}, translate("read usual times", err)
	}
	slices.Sort(flows)
	n := len(flows)
	return checkout.Usual{Count: n, Median: (flows[(n-1)/2] + flows[n/2]) / 2, Slowest: flows[n-1]}, nil
}

// flowsOf measures the flows by the wall clock of their events. One during which the clock
// was set back is no measure.
func flowsOf(ctx context.Context, q querier, terminalID string) ([]time.Duration, error) {
	rows, err := q.QueryContext(ctx, selectFlows(), terminalID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var flows []time.Duration
	for rows.Next() {
		var began, ended timeJSON // each reads both forms
		if err := rows.Scan(&began, &ended); err != nil {
			return nil, err
		}
		var f faults
		took := f.parse(ended).Sub(f.parse(began))
		if f.err != nil {
			return nil, f.err
		}
		if took >= 0 {
			flows = append(flows, took)
		}
	}
	return flows, rows.Err()
}

// selectTotals sums by what the operations do to the shop's money. What neither brings nor
// takes any is in no sum and is no payment, whatever was approved.
func selectTotals() string {
	in := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectIn })
	out := kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectOut })
	moving := kindsWith(func(o payments.Operation) bool { return o.Effect.Sign() != 0 })
	return `SELECT CASE charged WHEN 'yes' THEN moved_currency ELSE currency END AS c,
		count(*) FILTER (WHERE charged = 'yes' AND kind IN ` + moving + `),
		ifnull(sum(moved) FILTER (WHERE charged = 'yes' AND kind IN ` + in + `), 0),
		ifnull(sum(moved) FILTER (WHERE charged = 'yes' AND kind IN ` + out + `), 0),
		count(*) FILTER (WHERE charged = 'unknown' AND state <> 'closed'),
		count(*) FILTER (WHERE state = 'closed'),
		ifnull(sum(amount) FILTER (WHERE state = 'closed'), 0),
		ifnull(sum(tip) FILTER (WHERE charged = 'yes' AND kind IN ` + in + ` AND moved > ` + givenBack(out) + `), 0)
	FROM ` + attemptsKnown + ` AS a
	WHERE charged <> 'no'
	GROUP BY c ORDER BY c`
}

// attemptsKnown are the attempts of a time with what is known of their money now: that of one whose
// end is contradicted is not.
const attemptsKnown = `(SELECT reference, original, kind, state, terminal, created, amount, currency, moved, moved_currency, tip, intent,
	iif(charged <> 'unknown' AND contradicted, 'unknown', charged) AS charged
	FROM attempts WHERE created >= ? AND created < ?)`

// givenBack is how much of a payment went back and stayed there, by the operations that take
// money out. That an original is named is said although it follows: the index of the originals
// holds no others, and SQLite would look through all payments for each one of the day.
func givenBack(out string) string {
	return `ifnull((SELECT sum(r.moved) FROM attempts AS r WHERE r.original IS NOT NULL AND r.original = a.reference AND r.charged = 'yes' AND r.kind IN ` + out + `
		AND NOT EXISTS (SELECT 1 FROM attempts AS u WHERE u.original IS NOT NULL AND u.original = r.reference AND u.charged = 'yes')), 0)`
}

// Totals implements checkout.Reader.
func (j *Journal) Totals(ctx context.Context, from, to time.Time) ([]checkout.Total, error) {
	all, err := totalsOf(ctx, j.read, from, to)
	return all, translate("sum totals", err)
}

func totalsOf(ctx context.Context, q querier, from, to time.Time) ([]checkout.Total, error) {
	var f faults
	since, until := bound(f.time(from)), bound(f.time(to))
	if f.err != nil {
		return nil, f.err
	}
	rows, err := q.QueryContext(ctx, selectTotals(), since, until)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []checkout.Total
	for rows.Next() {
		t, err := scanTotal(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, rows.Err()
}

func scanTotal(rows *sql.Rows) (checkout.Total, error) {
	var t checkout.Total
	var in, out, closed, tips int64
	if err := rows.Scan(&t.Currency, &t.Payments, &in, &out, &t.Open, &t.Closed, &closed, &tips); err != nil {
		return t, err
	}
	amount, err := payments.NewMoney(closed, t.Currency)
	if err != nil {
		return t, err
	}
	if t.Closed > 0 {
		t.ClosedAmount = amount
	}
	if tips > 0 {
		if t.Tips, err = payments.NewMoney(tips, t.Currency); err != nil {
			return t, err
		}
	}
	took, err := payments.NewMoney(in, t.Currency)
	if err != nil {
		return t, err
	}
	gave, err := payments.NewMoney(out, t.Currency)
	if err != nil {
		return t, err
	}
	t.Net, err = took.Sub(gave)
	return t, err
}
