package storage

import (
	"context"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// OperatorRow is a person at the till as the settings keep them.
type OperatorRow struct {
	Name string
	Role checkout.Role
	PINHash
	Wrong       int       // wrong PINs since the last right one
	LockedUntil time.Time // zero for not at all
}

// PINHash stands for a PIN, and says how it was made.
type PINHash struct {
	Salt, Sum                []byte
	Passes, Kibibytes, Lanes int64 // of argon2id
}

const operatorColumns = "name, role, salt, pin, passes, kibibytes, lanes, wrong, locked_until"

// Operators lists the people at the till, by name.
func (s *Settings) Operators(ctx context.Context) ([]OperatorRow, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+operatorColumns+" FROM operators ORDER BY name")
	if err != nil {
		return nil, settingsError("list operators", err)
	}
	defer rows.Close()
	var all []OperatorRow
	for rows.Next() {
		var o OperatorRow
		var locked timeJSON
		err := rows.Scan(&o.Name, &o.Role, &o.Salt, &o.Sum, &o.Passes, &o.Kibibytes, &o.Lanes, &o.Wrong, &locked)
		if err == nil {
			o.LockedUntil, err = locked.decode()
		}
		if err != nil {
			return nil, settingsError("read an operator", err)
		}
		all = append(all, o)
	}
	return all, settingsError("list operators", rows.Err())
}

const upsertOperator = `INSERT INTO operators (` + operatorColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (name) DO UPDATE SET role = excluded.role, salt = excluded.salt, pin = excluded.pin, passes = excluded.passes,
		kibibytes = excluded.kibibytes, lanes = excluded.lanes, wrong = excluded.wrong, locked_until = excluded.locked_until`

// KeepOperator writes a person down, in place of one of the same name.
func (s *Settings) KeepOperator(ctx context.Context, o OperatorRow) error {
	locked, err := encodeTime(o.LockedUntil)
	if err != nil {
		return settingsError("keep an operator", err)
	}
	_, err = s.db.ExecContext(context.WithoutCancel(ctx), upsertOperator,
		o.Name, o.Role, o.Salt, o.Sum, o.Passes, o.Kibibytes, o.Lanes, o.Wrong, locked)
	return settingsError("keep an operator", err)
}

// RemoveOperator forgets a person. What they did stays in the journals, with their name.
func (s *Settings) RemoveOperator(ctx context.Context, name string) error {
	_, err := s.db.ExecContext(context.WithoutCancel(ctx), "DELETE FROM operators WHERE name = ?", name)
	return settingsError("remove an operator", err)
}

var _ checkout.RefundTally = (*Journal)(nil)

// lastTime is later than any that is stored.
const lastTime = timeJSON("9999-12-31T23:59:59.999999999Z")

// selectGiven sums what goes back. What an attempt was asked for counts until it is proven that
// nothing went.
func selectGiven() string {
	return `SELECT ifnull(sum(amount), 0) FROM ` + attemptsKnown + `
		WHERE charged <> 'no' AND currency = ? AND ifnull(json_extract(intent, '$.operator'), '') = ?
			AND kind IN ` + kindsWith(func(o payments.Operation) bool { return o.Effect == payments.EffectOut })
}

// GivenBack implements checkout.RefundTally.
func (j *Journal) GivenBack(ctx context.Context, operator string, since time.Time, c payments.Currency) (sum int64, err error) {
	from, err := encodeTime(since)
	if err == nil {
		err = j.read.QueryRowContext(ctx, selectGiven(), bound(from), instant(lastTime), c, operator).Scan(&sum)
	}
	return sum, translate("sum refunds", err)
}
