package present

import "tillside/payments"

// asStated is a payment whose amount the provider has read in another unit as it has stated it. ok is
// false for any other, and for what cannot be undone.
func asStated(a payments.Attempt, info payments.Info) (stated payments.Attempt, ok bool) {
	undo, undoes := a.Kind.Undo()
	if !undoes || !info.Misread(a) || a.State != payments.StateMismatch || !info.MayGoWithout(undo, a.Kind) {
		return a, false
	}
	a.State, a.Outcome = a.Mismatched.State, a.Mismatched
	return a, true
}

// tipOnTop reports whether the provider has charged a tip beside the amount that it was told to be
// within.
func tipOnTop(a payments.Attempt) bool {
	sum, err := a.Amount.Add(a.Tip)
	return err == nil && a.Tip.Sign() > 0 && a.Mismatched.Amounts.Charged == sum
}

// AsStated is a payment as it is undone: as the provider has stated it, where that is another amount
// than was asked for.
func AsStated(a payments.Attempt, info payments.Info) payments.Attempt {
	a, _ = asStated(a, info)
	return a
}

// undoStated offers to take back what the provider says was moved.
func (p *Presenter) undoStated(a payments.Attempt, info payments.Info) []Button {
	stated, ok := asStated(a, info)
	if !ok {
		return nil
	}
	b := p.button(ActionReverse, "", "Del")
	b.Label, b.Tone = p.say("button.reverse", "Amount", p.amount(moved(stated))), ToneDeclined
	return []Button{b}
}
