package checkout

import (
	"context"
	"time"

	"tillside/payments"
)

// Times of sending an attempt once more under its key, where the provider's documents say that
// this tells what became of the first time.
const (
	// repeatAfter lets the first request come to its end at the provider: what two requests with
	// one key are told that run together is stated nowhere.
	repeatAfter = 15 * time.Second
	// repeatMargin is how long before the provider forgets the key nothing is repeated any more.
	// What arrived then would be carried out again.
	repeatMargin = time.Minute
)

// repeat asks what became of an attempt whose answer is lost by sending it once more, at most
// once and only by the process that has sent it: after a restart nobody can tell for certain
// how long ago that was. It reports whether the gateway was asked.
func (f *follower) repeat(ctx context.Context) bool {
	repeater, ok := f.gateway().(payments.Repeater)
	if !ok || f.d.repeated || f.takenUp || !f.ours() || f.a.State != payments.StateUnknown || f.d.absent.seen {
		return false
	}
	now := f.e.clock.instant()
	if f.d.absent.ended.mono.IsZero() || now.mono.Sub(f.d.absent.ended.mono) < repeatAfter {
		return false
	}
	if f.d.sentAgo(now)+repeatMargin > repeater.RepeatWithin(f.a.Kind) {
		return false
	}
	f.d.repeated = true
	durable := context.WithoutCancel(ctx)
	if f.write(durable, f.a.State, EventRepeated, nil) != nil {
		return false // what cannot be written down is not sent
	}
	o, err := repeater.Repeat(ctx, f.a)
	f.handleAnswer(ctx, o, err, false)
	return true
}

// sentAgo is the longest time that may have passed since the request was sent, by the clock
// that says most.
func (d *evidence) sentAgo(now instant) time.Duration {
	ago := max(now.mono.Sub(d.began.mono), now.wall.Sub(d.began.wall))
	if d.began.offsetKnown && !now.server.IsZero() {
		ago = max(ago, now.server.Sub(d.began.wall.Add(d.began.offset)))
	}
	return ago
}
