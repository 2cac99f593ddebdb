package kushki

import (
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// states are the words of a status, and the numbers that one of the provider's pages gives them.
// The pages write them in different case ("sent", "Failed"), and do not agree which of pending
// and sent comes first: both are not the end. Every other word leaves a payment unknown.
var states = map[string]payments.State{
	"pending": payments.StateWaiting, "0": payments.StateWaiting,
	"sent": payments.StateWaiting, "1": payments.StateWaiting,
	"canceled": payments.StateCancelled, "2": payments.StateCancelled,
	"processing": payments.StateWaiting, "3": payments.StateWaiting,
	"failed": payments.StateFailed, "4": payments.StateFailed,
	"completed": payments.StateApproved, "5": payments.StateApproved,
}

// state is that of a status.
func state(status rest.Text) payments.State {
	if s, known := states[strings.ToLower(status.Word())]; known {
		return s
	}
	return payments.StateUnknown
}

// reasons are why a payment ended. "failed" is what a decline of the bank is called as well as
// a fault at the terminal, and no field says which it was.
var reasons = map[payments.State]payments.Reason{
	payments.StateCancelled: payments.ReasonTerminalStop, payments.StateFailed: payments.ReasonUnexplained,
}

// outcome is what a payment request says about a payment. Pure: no clock, no question. A "no" is
// no more than the status: nothing says whether another card may be tried under the same request,
// so that it is looked at again for a while. Nor is a "yes": its amount is that of the request, and
// another one that the webhook has stated is not taken back by it.
func (r request) outcome() payments.Outcome {
	o := payments.Outcome{State: state(r.Status), Source: payments.SourceResult}
	if o.State.Verdict() {
		o.Source = payments.SourceStatus
	}
	if o.Reason = reasons[o.State]; o.State == payments.StateUnknown {
		o.Reason, o.Answer.Code = payments.ReasonNotUnderstood, rest.Tidy(r.Status.Word(), 24)
	}
	o.IDs = payments.IDs{
		Result: r.IdempotencyKey.Word(), Reference: r.IdempotencyKey.Word(), Transaction: rest.Tidy(string(r.TransactionReference), 60),
	}
	o.Amounts.Requested = clp(r.Amount)
	if o.State == payments.StateApproved {
		o.Amounts.Charged, o.Amounts.Tip = clp(r.Amount), clp(r.Tip)
	}
	o.Device.Serial = rest.Tidy(string(r.Device), 40)
	return o
}

// clp is an amount of pesos, zero Money where none is stated.
func clp(p pesos) payments.Money {
	if !p.stated {
		return payments.Money{}
	}
	m, err := payments.NewMoney(p.value, currency)
	if err != nil {
		return payments.Money{}
	}
	return m
}

// outcome is what an entry of a terminal's list says: "authorised transactions", and nothing of
// those that are not.
func (s sale) outcome() payments.Outcome {
	o := payments.Outcome{State: payments.StateApproved, Source: payments.SourceStatus}
	o.Amounts.Charged = clp(s.Total)
	o.Card.Masked = masked(s.Last4)
	return o
}

// masked is a card number of which the last four digits are known, "" where they are not.
func masked(last4 rest.Text) string {
	if last := last4.Word(); len(last) == 4 && strings.Trim(last, "0123456789") == "" {
		return "************" + last
	}
	return ""
}

// plain is a text in the letters that a payment request takes: ASCII, without the signs that
// separate custom fields. Letters with an accent lose it.
func plain(s string, longest int) string {
	var b strings.Builder
	for _, r := range rest.Tidy(s, len(s)) {
		switch i := strings.IndexRune(accented, r); {
		case i >= 0:
			b.WriteByte(unaccented[len([]rune(accented[:i]))])
		case r == '&' || r == '/':
			b.WriteByte('-')
		case r >= ' ' && r <= '~':
			b.WriteRune(r)
		}
	}
	return rest.Tidy(b.String(), longest)
}

const (
	accented   = "áéíóúüñçàèìòùâêôãõÁÉÍÓÚÜÑÇÀÈÌÒÙÂÊÔÃÕ"
	unaccented = "aeiouuncaeiouaeoaoAEIOUUNCAEIOUAEOAO"
)
