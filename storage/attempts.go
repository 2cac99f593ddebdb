package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"tillside/payments"
	"tillside/payments/checkout"
)

// row is an attempt as the hashes of the chain know it: what the table attempts says of it, in texts
// and numbers.
type row struct {
	asked asked
	stand stand
	drawn drawn
	old   bool // read from a journal of an earlier form, which has none of the drawn columns
	loose bool // a column holds something else than what stands for its text
}

// asked is the part of a row that never changes. It is comparable, so that a change of
// what was asked for is seen before it is written.
type asked struct {
	Reference, Nonce, Kind string
	Amount                 int64
	Currency, Note         string
	Created                timeJSON
	Provider, Environment  string
	Profile, Fingerprint   string
	Terminal               string
	Original, OriginalTx   string
	Intent                 string
}

// stand is where the attempt stands.
type stand struct {
	State         string
	Final         bool
	Charged       string
	Moved         int64
	MovedCurrency string
	LastFour      string
	Authorisation string
	Updated       timeJSON
	Version       int64
	Progress      string
}

func (r *row) askedFields() []any {
	a := &r.asked
	return []any{
		&a.Reference, &a.Nonce, &a.Kind, &a.Amount, &a.Currency, &a.Note, &a.Created, &a.Provider, &a.Environment,
		&a.Profile, &a.Fingerprint, &a.Terminal, &a.Original, &a.OriginalTx, &a.Intent,
	}
}

func (r *row) standFields() []any {
	s := &r.stand
	return []any{
		&s.State, &s.Final, &s.Charged, &s.Moved, &s.MovedCurrency, &s.LastFour, &s.Authorisation, &s.Updated,
		&s.Version, &s.Progress,
	}
}

// fields points at all that the digest covers, in its order.
func (r *row) fields() []any { return append(r.askedFields(), r.standFields()...) }

// encode turns an attempt into its row.
func encode(a payments.Attempt) (row, error) {
	encoded, err := encodeIntent(a.Intent)
	if err != nil {
		return row{}, err
	}
	intent, err := marshal(encoded)
	if err != nil {
		return row{}, err
	}
	shape, err := encodeProgress(a)
	if err != nil {
		return row{}, err
	}
	progress, err := marshal(shape)
	if err != nil {
		return row{}, err
	}
	var f faults
	moved := movedBy(a)
	info := a.State.Info()
	r := row{
		drawn: shape.drawn(info.Final, string(info.Charged)),
		asked: asked{
			Reference: a.Reference, Nonce: a.RequestKey, Kind: string(a.Kind),
			Amount: a.Amount.Minor(), Currency: string(a.Amount.Currency()), Note: a.Note, Created: f.time(a.Created),
			Provider: a.Account.Provider, Environment: a.Account.Environment, Profile: a.Account.Profile,
			Fingerprint: a.Account.KeyFingerprint, Terminal: a.Terminal.ID(),
			Original: a.Original.Reference, OriginalTx: a.Original.TransactionID, Intent: string(intent),
		},
		stand: stand{
			State: string(a.State), Final: info.Final, Charged: string(info.Charged),
			Moved: moved.Minor(), MovedCurrency: string(moved.Currency()),
			LastFour: a.Outcome.Card.LastFour(), Authorisation: a.Outcome.IDs.Authorisation,
			Updated: f.time(a.Updated), Version: a.Version, Progress: string(progress),
		},
	}
	_, r.drawn.Merchant = shortIntent(r.asked.Intent, r.asked.Terminal)
	return r, f.err
}

// movedBy is the money that an attempt is proven to have moved, in either direction: what
// the gateway says was charged, or the amount asked for where it approved without a
// number of its own. No money without proof.
func movedBy(a payments.Attempt) payments.Money {
	switch {
	case a.State.Info().Charged != payments.ChargedYes:
		return payments.Money{}
	case !a.Outcome.Amounts.Charged.IsZero():
		return a.Outcome.Amounts.Charged
	}
	return a.Amount
}

// decode turns a row back into its attempt.
func (r row) decode() (payments.Attempt, error) {
	var f faults
	a := payments.Attempt{
		Intent: payments.Intent{
			Reference: r.asked.Reference, RequestKey: r.asked.Nonce, Kind: payments.Kind(r.asked.Kind),
			Amount: f.money(moneyJSON{r.asked.Amount, payments.Currency(r.asked.Currency)}), Note: r.asked.Note,
			Account: payments.Account{
				Provider: r.asked.Provider, Environment: r.asked.Environment, Profile: r.asked.Profile,
				KeyFingerprint: r.asked.Fingerprint,
			},
			Created: f.parse(r.asked.Created),
		},
		State:   payments.State(r.stand.State),
		Updated: f.parse(r.stand.Updated),
		Version: r.stand.Version,
	}
	err := errors.Join(f.err, readIntent(r.asked.Intent, &a.Intent), readProgress(r.stand.Progress, &a))
	switch {
	case err == nil:
		return a, nil
	case errors.Is(err, checkout.ErrJournalNewer), errors.Is(err, checkout.ErrJournalBroken):
		return payments.Attempt{}, fmt.Errorf("attempt %s: %w", r.asked.Reference, err)
	}
	return payments.Attempt{}, fmt.Errorf("attempt %s: %w: %w", r.asked.Reference, checkout.ErrJournalBroken, err)
}

func readIntent(text string, i *payments.Intent) error {
	var j intentJSON
	if err := unmarshal([]byte(text), intentVersion, &j); err != nil {
		return err
	}
	return j.into(i)
}

func readProgress(text string, a *payments.Attempt) error {
	var j progressJSON
	if err := unmarshal([]byte(text), progressVersion, &j); err != nil {
		return err
	}
	return j.into(a)
}

// querier is what a pool and a transaction have in common.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// attemptsOf reads the attempts that a query for attemptColumns finds.
func attemptsOf(ctx context.Context, q querier, query string, args ...any) ([]payments.Attempt, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []payments.Attempt
	for rows.Next() {
		var r row
		if err := rows.Scan(r.columns()...); err != nil {
			return nil, err
		}
		a, err := r.decode()
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}
