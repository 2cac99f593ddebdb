package present

import "tillside/payments"

// contradicted reports whether the gateway has said the opposite about the money since the
// attempt became final. Its state is what was proven then and stays; nothing on a screen may
// repeat it as the truth. A late answer that does not fit the attempt contradicts nothing: it
// is told as a notice.
func contradicted(a payments.Attempt) bool {
	return a.State.Final() && a.Notice == payments.NoticeContradiction && len(a.Mismatch) == 0
}

// lookOfAttempt is the look of its state, or that of what is not known where the state no
// longer says it.
func lookOfAttempt(a payments.Attempt) look {
	switch {
	case contradicted(a):
		return lookOf(payments.StateNeedsAttention)
	case listedTwice(a):
		return look{ToneCaution, MarkTick, true}
	}
	return lookOf(a.State)
}

// listedTwice reports whether the gateway lists a second charge beside a sale that was paid.
func listedTwice(a payments.Attempt) bool {
	return a.Notice == payments.NoticeChargedTwice && charges(a) && a.State == payments.StateApproved
}

// contradictedHeading says what may have happened to the money after all.
func (p Presenter) contradictedHeading(a payments.Attempt) string {
	key := "payment." + operation(a.Kind).Words
	if moneyMoved(a) {
		return p.say(key + ".perhaps_not")
	}
	return p.say(key + ".perhaps")
}
