package handpoint

import "tillside/payments"

// A decrease of a hold is an increase with a sign: "a negative amount decreases" (Transaction Request
// Object), or `subtract: "1"` without a terminal. No page says whether an answer bears the sign. Where
// it does not, and what is held after it is not stated either, nobody knows which of the two it was.

// unsigned calls an increase by less than nothing what it is.
func unsigned(o payments.Outcome) payments.Outcome {
	if o.Kind != payments.KindHoldIncrease || o.Amounts.Requested.Sign() >= 0 && o.Amounts.Charged.Sign() >= 0 {
		return o
	}
	o.Kind = payments.KindHoldDecrease
	o.Amounts.Requested, o.Amounts.Charged = size(o.Amounts.Requested), size(o.Amounts.Charged)
	return o
}

// size is an amount without its sign.
func size(m payments.Money) payments.Money {
	if m.Sign() >= 0 {
		return m
	}
	zero, err := payments.NewMoney(0, m.Currency())
	if err != nil {
		return payments.Money{}
	}
	if m, err = zero.Sub(m); err != nil {
		return payments.Money{}
	}
	return m
}

// lessened says of an answer to a decrease that bears no sign what it was, by what is held after it. An
// increase stays one, which fits no question; what does not show is not understood.
func lessened(a payments.Attempt, o payments.Outcome, held payments.Money) payments.Outcome {
	if a.Kind != payments.KindHoldDecrease || o.Kind != payments.KindHoldIncrease || !moved(o.State) {
		return o
	}
	less, errLess := a.Original.Amount.Sub(o.Amounts.Charged)
	more, errMore := a.Original.Amount.Add(o.Amounts.Charged)
	switch {
	case errLess != nil, errMore != nil: // of another currency
	case held == less && !held.IsZero():
		o.Kind = a.Kind
	case held != more:
		o.State, o.Reason, o.Kind = payments.StateUnknown, payments.ReasonNotUnderstood, ""
	}
	return o
}

// lessenedAtTerminal is lessened of a terminal's own result, which says nothing of what is held: the list
// does, and need not wait for another word of the terminal.
func lessenedAtTerminal(a payments.Attempt, o payments.Outcome) payments.Outcome {
	if o = lessened(a, o, payments.Money{}); o.Reason == payments.ReasonNotUnderstood {
		o.Reason = ""
	}
	return o
}

// heldNow is what an entry says that a hold reserves now. 0 stands for none.
func heldNow(r result) payments.Money {
	currency, err := payments.ParseCurrency(word(r.Currency))
	if err != nil || r.Held.value <= 0 {
		return payments.Money{}
	}
	held, err := payments.NewMoney(r.Held.value, currency)
	if err != nil {
		return payments.Money{}
	}
	return held
}
