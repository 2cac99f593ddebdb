package payments

import (
	"context"
	"strings"
	"time"
)

// Seeker reads what a provider files under a reference that this till did not give: another till
// took the payment, or it is older than the journal. The list is whole, oldest first: the payment in
// its current state, and everything that was given back of it, by whomever. A provider whose
// documents do not promise that has no Seeker, because what is left of a payment could not be told.
// An empty list is the provider's explicit "never seen". Read-only and repeatable; the error, always
// an *Error, means that nobody knows.
type Seeker interface {
	Seek(ctx context.Context, reference string) ([]Listed, error)
}

// Listed is one entry of such a list.
type Listed struct {
	Outcome
	At time.Time // when it was made, by the clock of the terminal; zero where the provider does not say
}

// shortestSought and longestSought bound what is taken for a reference.
const (
	shortestSought = 8
	longestSought  = 64
)

// Sought is the reference in a text that somebody has typed or pasted, without what surrounds it. ok
// is false for what cannot be one, and for a card number, which goes nowhere.
func Sought(text string) (reference string, ok bool) {
	reference = strings.Trim(text, " \t\r\n{}\"'")
	plain := strings.IndexFunc(reference, func(r rune) bool {
		return r > '~' || !letterOrDigit(byte(r)) && !strings.ContainsRune("-_./:", r)
	}) < 0
	ok = plain && len(reference) >= shortestSought && len(reference) <= longestSought && !CardNumberIn(reference) &&
		strings.ContainsAny(reference, "0123456789")
	return reference, ok
}
