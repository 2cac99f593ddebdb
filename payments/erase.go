package payments

import "time"

// EraseAfter is how long after its newest event a payment may be erased at the soonest: until then
// it is still held against what the provider says of it.
const EraseAfter = 48 * time.Hour

// Erasable reports whether what says something about a person can be taken out of an attempt at a
// moment: it is final, nothing is said about it any more, and it was not erased yet.
func (a Attempt) Erasable(now time.Time) bool {
	return a.State.Final() && !a.Erased && now.Sub(a.Updated) >= EraseAfter
}

// Erase is the attempt without what may say something about a person: the note and what was noted
// beside it, the reason why money was given back, the card's digits and balance and where the receipts are. What the shop must be able
// to show of its money stays: amount, kind, times, card scheme and the provider's names for it.
func (a Attempt) Erase() Attempt {
	a.Erased = true
	a.Note, a.Fields, a.Reason = "", Fields{}, ""
	a.Outcome, a.Mismatched = a.Outcome.Erase(), a.Mismatched.Erase()
	return a
}

// Erase is an outcome without what may say something about a person: what the provider tells once more
// of an attempt that was erased must not bring that back.
func (o Outcome) Erase() Outcome {
	o.Card.Masked, o.Receipts, o.Amounts.Balance = "", Receipts{}, Money{}
	return o
}
