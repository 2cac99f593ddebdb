package payments

import "context"

// unhurried is the key under which a context bears the mark.
type unhurried struct{}

// Unhurried marks the questions that are asked under a context as those about a payment that nobody
// waits for at the till: they give way to the questions of payments that run.
func Unhurried(ctx context.Context) context.Context {
	return context.WithValue(ctx, unhurried{}, true)
}

// hurried is the key under which a context bears the mark of Hurried.
type hurried struct{}

// Hurried marks the questions that are asked under a context as those that a press waits for before
// its payment can leave: they go before all other questions, as the payment itself does.
func Hurried(ctx context.Context) context.Context {
	return context.WithValue(ctx, hurried{}, true)
}

// Hurries reports whether a context bears the mark of Hurried.
func Hurries(ctx context.Context) bool { return ctx.Value(hurried{}) != nil }

// GivesWay reports whether a context bears the mark of Unhurried.
func GivesWay(ctx context.Context) bool { return ctx.Value(unhurried{}) != nil }
