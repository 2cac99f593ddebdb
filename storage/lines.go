package storage

import (
	"context"
	"database/sql"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// selectLines calls contradicted what payments.Attempt.Contradicted does: a line has not all that it is
// found out from.
const selectLines = `SELECT reference, original, kind, state, amount, currency, moved, moved_currency, created, terminal,
		profile, note, last_four, authorisation, ifnull(scheme, ''), tx, tip,
		iif(notice = '` + string(payments.NoticeContradiction) + `' AND NOT contradicted, '', ifnull(notice, '')), ifnull(json_extract(intent, '$.reason'), ''),
		ifnull(json_extract(intent, '$.operator'), ''), ifnull(json_extract(intent, '$.fields'), '')
	FROM attempts`

// Lines implements checkout.Exporter. It is one read of the journal at one moment.
func (j *Journal) Lines(ctx context.Context, q checkout.Query, tell func(checkout.Line) error) error {
	return translate("read the lines of an export", j.lines(ctx, q, tell))
}

func (j *Journal) lines(ctx context.Context, q checkout.Query, tell func(checkout.Line) error) error {
	var w where
	if err := j.narrow(ctx, q, &w); err != nil {
		return err
	}
	tips, err := j.tipsAfter(ctx, q.After)
	if err != nil {
		return err
	}
	rows, err := j.read.QueryContext(ctx, selectLines+w.clause(" WHERE ", " AND ")+" ORDER BY created DESC, reference DESC", w.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		line, err := scanLine(rows)
		if err != nil {
			return err
		}
		line.Tips = tips[line.Reference]
		if err := tell(line); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tipsAfter are the tips that were put on payments afterwards, by payment, newest first.
func (j *Journal) tipsAfter(ctx context.Context, since time.Time) (map[string][]checkout.CommandStep, error) {
	all, err := j.Commands(ctx, checkout.CommandQuery{Kind: payments.CommandTip, Since: since, Limit: -1})
	tips := make(map[string][]checkout.CommandStep, len(all))
	for _, s := range all {
		tips[s.Command.Settings.Receipt] = append(tips[s.Command.Settings.Receipt], s)
	}
	return tips, err
}

func scanLine(rows *sql.Rows) (checkout.Line, error) {
	var l checkout.Line
	var f faults
	var amount, moved, tip int64
	var currency, movedIn payments.Currency
	var created timeJSON
	var noted fieldsText
	err := rows.Scan(idColumn{&l.Reference}, emptyID{&l.Original}, &l.Kind, &l.State, &amount, &currency, &moved, &movedIn, &created, &l.Terminal,
		&l.Profile, &l.Note, &l.Card.Masked, &l.IDs.Authorisation, &l.Card.Scheme, emptyID{&l.IDs.Transaction}, &tip, &l.Notice, &l.Reason, &l.Operator, &noted)
	if err != nil {
		return l, err
	}
	l.Fields = fieldsJSON(noted).decode()
	if tip != 0 && movedIn != "" {
		l.Tip = f.money(moneyJSON{tip, movedIn})
	}
	l.Asked, l.Moved, l.Created = f.money(moneyJSON{amount, currency}), f.money(moneyJSON{moved, movedIn}), f.parse(created)
	return l, f.err
}

// Count implements checkout.Exporter.
func (j *Journal) Count(ctx context.Context, q checkout.Query) (n int, err error) {
	var w where
	if err = j.narrow(ctx, q, &w); err == nil {
		err = j.read.QueryRowContext(ctx, "SELECT count(*) FROM attempts"+w.clause(" WHERE ", " AND "), w.args...).Scan(&n)
	}
	return n, translate("count attempts", err)
}
