package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// shapes of an intent outside the database: everything that is needed to ask about the
// attempt again, and nothing else.
type sentIntentJSON struct {
	V         int           `json:"v"`
	Reference string        `json:"reference"`
	Nonce     string        `json:"nonce"`
	Kind      payments.Kind `json:"kind"`
	Amount    moneyJSON     `json:"amount"`
	Note      string        `json:"note,omitempty"`
	Created   timeJSON      `json:"created"`
	Account   accountJSON   `json:"account"`
	Intent    intentJSON    `json:"intent"`
	Sent      sentJSON      `json:"sent"`
}

type accountJSON struct {
	Provider       string `json:"provider"`
	Environment    string `json:"environment"`
	Profile        string `json:"profile,omitempty"`
	KeyFingerprint string `json:"key_fingerprint,omitempty"`
}

// EncodeSent writes an attempt that is about to be sent as one line of JSON, without a line
// end: what was asked, under which account, and what was known then.
func EncodeSent(a payments.Attempt) ([]byte, error) {
	progress, err := encodeProgress(a)
	if err != nil {
		return nil, err
	}
	created, err := encodeTime(a.Created)
	if err != nil {
		return nil, err
	}
	intent, err := encodeIntent(a.Intent)
	if err != nil {
		return nil, err
	}
	return marshal(sentIntentJSON{
		V: formOf(a.Intent), Reference: a.Reference, Nonce: a.RequestKey, Kind: a.Kind, Amount: encodeMoney(a.Amount),
		Note: a.Note, Created: created,
		Account: accountJSON{a.Account.Provider, a.Account.Environment, a.Account.Profile, a.Account.KeyFingerprint},
		Intent:  intent, Sent: progress.Sent,
	})
}

// DecodeSent reads what EncodeSent wrote: an attempt in state sending.
func DecodeSent(line []byte) (payments.Attempt, error) {
	var j sentIntentJSON
	if err := unmarshal(line, intentVersion, &j); err != nil {
		return payments.Attempt{}, err
	}
	var f faults
	a := payments.Attempt{Intent: payments.Intent{
		Reference: j.Reference, RequestKey: j.Nonce, Kind: j.Kind, Amount: f.money(j.Amount), Note: j.Note, Created: f.parse(j.Created),
		Account: payments.Account{
			Provider: j.Account.Provider, Environment: j.Account.Environment, Profile: j.Account.Profile,
			KeyFingerprint: j.Account.KeyFingerprint,
		},
	}}
	err := errors.Join(f.err, j.Intent.into(&a.Intent), progressJSON{Sent: j.Sent}.into(&a))
	a.State = payments.StateSending
	if err == nil && (a.Reference == "" || a.RequestKey == "") {
		err = errors.New("no reference")
	}
	if err != nil {
		return payments.Attempt{}, fmt.Errorf("%w: %w", checkout.ErrJournalBroken, err)
	}
	return a, nil
}

// Absent picks the attempts that the journal does not hold, or holds as never sent, from
// those that were sent.
func (j *Journal) Absent(ctx context.Context, sent []payments.Attempt) ([]payments.Attempt, error) {
	var absent []payments.Attempt
	for _, a := range sent {
		var state string
		err := j.read.QueryRowContext(ctx, "SELECT state FROM attempts WHERE reference = ?", id(a.Reference)).Scan(&state)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && state == string(payments.StateRecorded):
			absent = append(absent, a)
		case err != nil:
			return nil, translate("look for what was sent", err)
		}
	}
	return absent, nil
}

// trustAbsence is how long after an attempt the gateway's word that it never saw it is
// believed when the attempt had to be re-created. How long it remembers is not documented.
const trustAbsence = 24 * time.Hour

// Rebuild puts attempts that were sent back into the journal, all in one transaction: those
// it does not hold as unknown, those it holds as recorded as sending. The engine then asks
// about them. It returns how many the journal did not hold at all; one that has gone on by
// itself is left alone.
func (j *Journal) Rebuild(ctx context.Context, sent []payments.Attempt, now time.Time) (int, error) {
	n := 0
	err := j.inTransaction(ctx, "rebuild", func(ctx context.Context, tx *transaction) error {
		for _, a := range sent {
			absent, err := rebuild(ctx, tx, a, now.UTC().Round(0))
			if err != nil {
				return fmt.Errorf("%s: %w", a.Reference, err)
			}
			if absent {
				n++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func rebuild(ctx context.Context, tx *transaction, a payments.Attempt, now time.Time) (absent bool, err error) {
	stored, err := rowOf(ctx, tx, a.Reference)
	switch {
	case errors.Is(err, checkout.ErrNoAttempt):
		return true, insertRebuilt(ctx, tx, a, now)
	case err != nil || stored.stand.State != string(payments.StateRecorded):
		return false, err
	}
	known, err := stored.decode()
	if err != nil {
		return false, err
	}
	known.State, known.Updated, known.Sent = payments.StateSending, now, a.Sent
	known.Sent.Seen = known.Sent.Seen || mayBeForgotten(a, now)
	known.Version++
	return false, appendStep(ctx, tx, known, checkout.Event{Kind: checkout.EventRebuilt, At: now, From: payments.StateRecorded})
}

func insertRebuilt(ctx context.Context, tx *transaction, a payments.Attempt, now time.Time) error {
	a.Rebuilt = true
	a.State, a.Updated, a.Version = payments.StateUnknown, now, 1
	a.Sent.Seen = a.Sent.Seen || mayBeForgotten(a, now)
	r, event, err := encodeStep(a, checkout.Event{Kind: checkout.EventRebuilt, At: now}, a.State)
	if err != nil {
		return err
	}
	if err := r.insert(ctx, tx); err != nil {
		return err
	}
	_, err = event.append(ctx, tx)
	return err
}

// mayBeForgotten reports whether an attempt is so old, or of a clock so wrong, that the
// gateway's never having seen it proves nothing. Then it ends as one that needs a person.
func mayBeForgotten(a payments.Attempt, now time.Time) bool {
	age := now.Sub(a.Created)
	return age > trustAbsence || age < 0
}

// Settled reports whether an attempt is final and nothing has been said about it since an
// event.
func (j *Journal) Settled(ctx context.Context, reference string, upTo int64) (bool, error) {
	var settled bool
	const query = `SELECT final = 1 AND (SELECT max(seq) FROM events WHERE attempt = key) <= ?2 FROM attempts WHERE reference = ?1`
	err := j.read.QueryRowContext(ctx, query, id(reference), upTo).Scan(&settled)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return settled, translate("look for what was sent", err)
}
