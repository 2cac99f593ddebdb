package payments

import "context"

// unhurried is the key under which a context bears the mark.
type unhurried struct{}

// Unhurried marks the questions that are asked under a context as those about a payment that nobody
// waits for at the till: they give way to the questions of payments that run.
func Unhurried(ctx context.Context) context.Context {
	return context.WithValue(ctx, unhurried{}, true)
}

// GivesWay reports whether a context bears the mark of Unhurried.
func GivesWay(ctx context.Context) bool { return ctx.Value(unhurried{}) != nil }
