package storage

import (
	"encoding/json"
	"errors"
	"time"

	"tillside/payments"
)

// faults collects the first error of a row of conversions, so that a shape with many
// times and amounts reads as a list.
type faults struct{ err error }

func (f *faults) time(t time.Time) timeJSON {
	s, err := encodeTime(t)
	f.err = errors.Join(f.err, err)
	return s
}

func (f *faults) parse(s timeJSON) time.Time {
	t, err := s.decode()
	f.err = errors.Join(f.err, err)
	return t
}

func (f *faults) money(m moneyJSON) payments.Money {
	v, err := m.decode()
	f.err = errors.Join(f.err, err)
	return v
}

// formOf is the version of the form that an intent is written in.
func formOf(i payments.Intent) int {
	switch {
	case i.Fields != payments.Fields{}:
		return intentVersion
	case !i.Tip.IsZero():
		return 5
	case i.By != payments.By{}:
		return 4
	case i.Tips.Asked(), i.Original.Kind != "":
		return 3
	case i.Terminal.Profile != "":
		return 2
	}
	return 1
}

func encodeIntent(i payments.Intent) (intentJSON, error) {
	var f faults
	return intentJSON{
		V:        formOf(i),
		Terminal: encodeTerminal(i.Terminal),
		Reason:   i.Reason,
		Original: originalJSON{i.Original.Reference, i.Original.TransactionID, i.Original.FiledUnder, encodeMoney(i.Original.Amount), f.time(i.Original.At), i.Original.Kind},
		Rebuilt:  i.Rebuilt,
		Operator: i.By.Operator,
		Approver: i.By.Approver,
		Fields:   encodeFields(i.Fields),
		Tips:     tipsJSON{i.Tips.Percent, i.Tips.Heading, i.Tips.Own, i.Tips.Skip, encodeMoney(i.Tips.Base)},
		Tip:      encodeMoney(i.Tip),
	}, f.err
}

// into fills the fields of an intent that the JSON holds.
func (j intentJSON) into(i *payments.Intent) error {
	var f faults
	i.Terminal, i.Reason, i.Rebuilt = j.Terminal.decode(), j.Reason, j.Rebuilt
	i.By = payments.By{Operator: j.Operator, Approver: j.Approver}
	i.Original = payments.Original{
		Reference: j.Original.Reference, TransactionID: j.Original.TransactionID, FiledUnder: j.Original.Root,
		Amount: f.money(j.Original.Amount), At: f.parse(j.Original.At), Kind: j.Original.Kind,
	}
	i.Tips = payments.TipQuestion{Percent: j.Tips.Percent, Heading: j.Tips.Heading, Own: j.Tips.Own, Skip: j.Tips.Skip, Base: f.money(j.Tips.Base)}
	i.Tip = f.money(j.Tip)
	i.Fields = j.Fields.decode()
	return f.err
}

func encodeProgress(a payments.Attempt) (progressJSON, error) {
	var f faults
	p := progressJSON{
		V: 2,
		Sent: sentJSON{
			At: f.time(a.Sent.At), ClockOffset: int64(a.Sent.ClockOffset), OffsetKnown: a.Sent.OffsetKnown,
			AnsweredAt: f.time(a.Sent.AnsweredAt), ResultID: a.Sent.ResultID, Reference: a.Sent.Reference,
			Known: a.Sent.PriorChildren, KnownRead: a.Sent.PriorChildrenRead, Seen: a.Sent.Seen,
			Token: a.Sent.Token, Refusal: a.Sent.Refusal,
		},
		Outcome:    f.outcome(a.Outcome),
		Mismatch:   a.Mismatch,
		Mismatched: f.outcome(a.Mismatched),
		Claim:      claimJSON{a.Claim.State, f.time(a.Claim.Since)},
		Notice:     a.Notice,
		Closed:     a.Closed,
		Erased:     a.Erased,
	}
	if a.Deeds != nil {
		p.V, p.Deeds = 3, make([]deedJSON, 0, len(a.Deeds))
	}
	if a.Erased {
		p.V = 4
	}
	for _, d := range a.Deeds {
		p.Deeds = append(p.Deeds, deedJSON(d))
	}
	if saysMore(a.Outcome) || saysMore(a.Mismatched) {
		p.V = progressVersion
	}
	return p, f.err
}

// saysMore reports whether an outcome has what forms before the newest have no room for.
func saysMore(o payments.Outcome) bool {
	return o.Answer.Texts != payments.Texts{} || !o.Amounts.Balance.IsZero()
}

// into fills the fields of an attempt that the JSON holds.
func (j progressJSON) into(a *payments.Attempt) error {
	var f faults
	a.Sent = payments.Sent{
		At: f.parse(j.Sent.At), ClockOffset: time.Duration(j.Sent.ClockOffset), OffsetKnown: j.Sent.OffsetKnown,
		AnsweredAt: f.parse(j.Sent.AnsweredAt), ResultID: j.Sent.ResultID, Reference: j.Sent.Reference,
		PriorChildren: j.Sent.Known, PriorChildrenRead: j.Sent.KnownRead, Seen: j.Sent.Seen,
		Token: j.Sent.Token, Refusal: j.Sent.Refusal,
	}
	a.Outcome, a.Mismatched = f.parseOutcome(j.Outcome), f.parseOutcome(j.Mismatched)
	a.Claim = payments.Claim{State: j.Claim.State, Since: f.parse(j.Claim.Since)}
	a.Mismatch, a.Notice, a.Closed, a.Erased = j.Mismatch, j.Notice, j.Closed, j.Erased
	if j.Deeds != nil {
		a.Deeds = make([]payments.Deed, 0, len(j.Deeds))
	}
	for _, d := range j.Deeds {
		a.Deeds = append(a.Deeds, payments.Deed(d))
	}
	return f.err
}

func (f *faults) outcome(o payments.Outcome) outcomeJSON {
	return outcomeJSON{
		State: o.State, Source: o.Source, Reason: o.Reason, Refusal: o.Answer.Refusal,
		NotFound: o.NotFound, Refunded: o.Refunded, Choosing: o.Choosing,
		IDs: idsJSON{
			Result: o.IDs.Result, Reference: o.IDs.Reference, Transaction: o.IDs.Transaction,
			Original: o.IDs.Original, Authorisation: o.IDs.Authorisation, RRN: o.IDs.RRN,
		},
		Kind: o.Kind,
		Amounts: amountsJSON{
			Requested: encodeMoney(o.Amounts.Requested), Charged: encodeMoney(o.Amounts.Charged),
			Tip: encodeMoney(o.Amounts.Tip), Due: encodeMoney(o.Amounts.Due), Extra: encodeMoney(o.Amounts.Extra),
			Balance: encodeMoney(o.Amounts.Balance),
		},
		Card: cardJSON{
			Scheme: o.Card.Scheme, Masked: o.Card.Masked, Entry: o.Card.Entry,
			Verification: o.Card.Verification, Overexposed: o.Card.UnmaskedByProvider,
		},
		Receipts:   receiptsJSON{o.Receipts.Customer, o.Receipts.Merchant, o.Receipts.Signature},
		Message:    o.Message,
		Texts:      encodeTexts(o.Answer.Texts),
		Code:       o.Answer.Code,
		Error:      o.Answer.Error,
		Status:     o.Answer.Status,
		Detail:     o.Answer.Detail,
		RetryAfter: int64(o.Answer.RetryAfter),
		Device:     f.health(o.Device),
		ServerDate: f.time(o.ServerDate),
	}
}

func (f *faults) parseOutcome(o outcomeJSON) payments.Outcome {
	return payments.Outcome{
		State: o.State, Source: o.Source, Reason: o.Reason,
		NotFound: o.NotFound, Refunded: o.Refunded, Choosing: o.Choosing,
		IDs: payments.IDs{
			Result: o.IDs.Result, Reference: o.IDs.Reference, Transaction: o.IDs.Transaction,
			Original: o.IDs.Original, Authorisation: o.IDs.Authorisation, RRN: o.IDs.RRN,
		},
		Kind: o.Kind,
		Amounts: payments.Amounts{
			Requested: f.money(o.Amounts.Requested), Charged: f.money(o.Amounts.Charged),
			Tip: f.money(o.Amounts.Tip), Due: f.money(o.Amounts.Due), Extra: f.money(o.Amounts.Extra), Balance: f.money(o.Amounts.Balance),
		},
		Card: payments.Card{
			Scheme: o.Card.Scheme, Masked: o.Card.Masked, Entry: o.Card.Entry,
			Verification: o.Card.Verification, UnmaskedByProvider: o.Card.Overexposed,
		},
		Receipts: payments.Receipts{
			Customer: o.Receipts.Customer, Merchant: o.Receipts.Merchant, Signature: o.Receipts.Signature,
		},
		Message: o.Message,
		Answer: payments.Answer{
			Texts: o.Texts.decode(), Refusal: o.Refusal, Code: o.Code, Error: o.Error, Status: o.Status, Detail: o.Detail, RetryAfter: time.Duration(o.RetryAfter),
		},
		Device:     f.parseHealth(o.Device),
		ServerDate: f.parse(o.ServerDate),
	}
}

func encodeFields(f payments.Fields) (all fieldsJSON) {
	for i, field := range f {
		all[i] = fieldJSON(field)
	}
	return all
}

func (j fieldsJSON) decode() (f payments.Fields) {
	for i, field := range j {
		f[i] = payments.Field(field)
	}
	return f
}

// fieldsText is what SQL reads of them; nothing where there are none.
type fieldsText fieldsJSON

// Scan implements sql.Scanner.
func (t *fieldsText) Scan(value any) error {
	*t = fieldsText{}
	text, ok := value.(string)
	if !ok || text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), (*fieldsJSON)(t))
}

func encodeTexts(t payments.Texts) (all textsJSON) {
	for i, text := range t {
		all[i] = textJSON(text)
	}
	return all
}

func (j textsJSON) decode() (t payments.Texts) {
	for i, text := range j {
		t[i] = payments.Text(text)
	}
	return t
}

func (f *faults) health(h payments.Health) healthJSON {
	return healthJSON{At: f.time(h.At), Battery: h.Battery, Charging: h.Charging, App: h.App, Serial: h.Serial}
}

func (f *faults) parseHealth(h healthJSON) payments.Health {
	return payments.Health{At: f.parse(h.At), Battery: h.Battery, Charging: h.Charging, App: h.App, Serial: h.Serial}
}
