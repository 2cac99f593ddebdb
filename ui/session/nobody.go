package session

import (
	"context"
	"time"

	"tillside/payments"
)

// nobody is the gateway of a profile that is gone, or that cannot be connected: it takes
// nothing and knows nothing, so that the payments that are open stay what they are until a
// person closes them.
type nobody struct{ account payments.Account }

// longestFlow is after how long a person may close a payment of such a profile. No payment at
// a terminal is known to take longer: the longest that a provider documents is 6 minutes.
const longestFlow = 10 * time.Minute

// Info implements payments.Gateway.
func (n nobody) Info() payments.Info {
	return payments.Info{Provider: n.account.Provider, Environment: n.account.Environment, Rules: payments.RecoveryRules{
		NotFoundFinal: payments.Unstated, StatusFrom: payments.AtOnce, ConfirmAfter: payments.AtOnce, PartialChoice: payments.AtOnce,
		LongestFlow: longestFlow, Memory: 24 * time.Hour,
	}}
}

// Terminals implements payments.Gateway.
func (nobody) Terminals(context.Context) ([]payments.Terminal, error) { return nil, noKey() }

// Begin implements payments.Gateway.
func (nobody) Begin(context.Context, payments.Attempt) payments.Outcome {
	return payments.Outcome{
		State: payments.StateNotSent, Reason: payments.ReasonKey, Source: payments.SourceBegin,
		Answer: payments.Answer{Error: payments.ErrorNoKey},
	}
}

// Check implements payments.Gateway.
func (nobody) Check(context.Context, payments.Attempt) (payments.Outcome, error) {
	return payments.Outcome{}, noKey()
}

func noKey() error { return &payments.Error{Kind: payments.ErrorNoKey, Unsent: true} }
