package helcim

import (
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// states are the words of "status": "APPROVED" and "DECLINED", and no others are documented.
var states = map[string]payments.State{
	"APPROVED": payments.StateApproved,
	"DECLINED": payments.StateDeclined,
}

// kinds are the words of "type". "purchase" is documented. How refunds and reversals are named in
// a list is not: these are the words of the calls that make them.
var kinds = map[string]payments.Kind{
	"PURCHASE": payments.KindSale,
	"REFUND":   payments.KindRefund,
	"REVERSE":  payments.KindSaleReversal,
	"REVERSAL": payments.KindSaleReversal,
}

// state is what a transaction states about money. One of a type that is not known states nothing:
// an approved "verify" charges nobody.
func state(t transaction) payments.State {
	s, ok := states[strings.ToUpper(t.Status.Word())]
	if _, known := kindOf(t); !ok || !known {
		return payments.StateUnknown
	}
	return s
}

// kindOf is what a transaction was. A type that is not known stays a word of its own; known is
// false then. A transaction that names none may be any.
func kindOf(t transaction) (k payments.Kind, known bool) {
	word := strings.ToUpper(t.Type.Word())
	if k, known = kinds[word]; known || word == "" {
		return k, true
	}
	return payments.Kind(rest.Tidy(strings.ToLower(word), 40)), false
}

// outcome maps a transaction to what it says. Pure: no clock, no question. Its reference is left
// to those who know what it was asked by.
func outcome(t transaction, source payments.Source) payments.Outcome {
	kind, _ := kindOf(t)
	o := payments.Outcome{
		State: state(t), Source: source, Kind: kind, Card: card(t),
		IDs: payments.IDs{Transaction: rest.Tidy(t.ID.Word(), 40), Authorisation: rest.Tidy(t.Approval.Word(), 40)},
	}
	o.Device.Serial = rest.Tidy(t.Device.Word(), 40)
	o.Answer.Detail = rest.Clean(string(t.Warning), 160)
	switch o.State {
	case payments.StateApproved:
		o.Amounts.Charged = charged(t, kind)
	case payments.StateDeclined:
		o.Reason = payments.ReasonIssuer // no field tells why
	}
	return o
}

// charged is what an approval moved. Whether money that went back is listed with a minus is not
// documented; which way it went is a matter of its kind.
func charged(t transaction, k payments.Kind) payments.Money {
	a := t.Amount
	if k.Operation().Effect == payments.EffectOut && a.cents < 0 {
		a.cents = -a.cents
	}
	return a.money(t.Currency)
}
