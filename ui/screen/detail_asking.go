package screen

import (
	"context"
	"fmt"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// restTime is how long a payment is chosen before anybody is asked about it: who goes through
// the list, or types a search, asks nothing.
const restTime = 400 * time.Millisecond

// detailAsking is the question what can still be refunded of the payment that is chosen. It may
// go to the provider, so it is asked once for what is known of the payment, and never longer than
// that payment is chosen and on screen.
type detailAsking struct {
	about string             // what it was asked about; empty for nothing
	waits bool               // for its answer
	tip   bool               // a tip is being asked for
	stop  context.CancelFunc // nil for nothing
	turn  chan struct{}      // holds one while one is asked
}

// end ends it. An answer that still comes is dropped.
func (q *detailAsking) end() {
	if q.stop != nil {
		q.stop()
	}
	q.about, q.waits, q.stop = "", false, nil
}

// aboutThat is all that its answer depends on as far as the journal tells: how the payment ended,
// and what belongs to it and has ended.
func aboutThat(attempt payments.Attempt, linked []payments.Attempt) string {
	words := []string{attempt.Reference, string(attempt.State)}
	for _, l := range linked {
		if l.State.Final() {
			words = append(words, l.Reference, string(l.State))
		}
	}
	return strings.Join(words, " ")
}

// ask asks what can still be refunded, once the payment has been chosen for a moment. The answer
// is nil where it is not known.
func (q *detailAsking) ask(a *Access, attempt payments.Attempt, linked []payments.Attempt, answered func(*checkout.Refundable)) {
	wanted := aboutThat(attempt, linked)
	if q.about == wanted {
		return
	}
	q.end()
	engine, turn := a.Model.Open().Engine, q.turn
	ctx, stop := context.WithCancel(payments.Unhurried(a.Model.Work().Context()))
	q.about, q.waits, q.stop = wanted, true, stop
	work.Run(a.Model.Work(), func(context.Context) (*checkout.Refundable, error) {
		return askRested(ctx, turn, engine, attempt.Reference)
	}, func(r *checkout.Refundable, _ error) { // without an answer the detail is shown without it
		if ctx.Err() == nil {
			q.waits = false
			stop()
			answered(r)
		}
	})
}

// askRested runs in a worker. It asks after a moment, and when nothing else is asked.
func askRested(ctx context.Context, turn chan struct{}, e present.Engine, reference string) (*checkout.Refundable, error) {
	select {
	case <-time.After(restTime):
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for a moment: %w", ctx.Err())
	}
	select {
	case turn <- struct{}{}:
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for the question before: %w", ctx.Err())
	}
	defer func() { <-turn }()
	r, err := e.Refundable(ctx, reference)
	if err != nil {
		return nil, fmt.Errorf("ask what can be refunded: %w", err)
	}
	return &r, nil
}
