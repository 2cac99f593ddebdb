package present

import (
	"slices"
	"sort"

	"tillside/payments"
)

// Contradicted reports whether the gateway has said the opposite since a payment ended, so that
// a person has to look at it although it is final.
func Contradicted(a payments.Attempt) bool { return contradicted(a) }

// contradicted reports whether nothing on a screen may repeat the state as the truth.
func contradicted(a payments.Attempt) bool { return a.Contradicted() }

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
	return a.Notice == payments.NoticeChargedTwice && charges(a) && moneyMoved(a)
}

// contradictedBody says what may have happened with which amount, and what to do.
func (p *Presenter) contradictedBody(a payments.Attempt) string {
	if charges(a) && !moneyMoved(a) {
		stated := a.Mismatched.Amounts.Charged
		if stated.IsZero() {
			stated = a.Amount
		}
		return p.say(byKey("payment.body.contradicted_charged", a), "Amount", p.amount(stated))
	}
	return p.say(byKey("payment.body.contradicted", a))
}

// contradictedFirst sets the payments that a person must look at before all others, which keep
// their order.
func contradictedFirst(in []TrayInput) []TrayInput {
	sorted := slices.Clone(in)
	sort.SliceStable(sorted, func(i, j int) bool {
		return contradicted(sorted[i].Attempt) && !contradicted(sorted[j].Attempt)
	})
	return sorted
}

// contradictedHeading says what may have happened to the money after all.
func (p *Presenter) contradictedHeading(a payments.Attempt) string {
	key := "payment." + operation(a.Kind).Words
	if moneyMoved(a) {
		return p.say(key + ".perhaps_not")
	}
	return p.say(key + ".perhaps")
}

// statedSince is the provider's number of a transaction that contradicts the end of a payment.
func statedSince(a payments.Attempt) string {
	if !contradicted(a) || a.Mismatched.IDs.Transaction == a.Outcome.IDs.Transaction {
		return ""
	}
	return a.Mismatched.IDs.Transaction
}
