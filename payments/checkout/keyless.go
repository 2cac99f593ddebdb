package checkout

import (
	"context"

	"tillside/payments"
)

// keyless reports whether the attempt's key is missing because there is none in use: the
// keyring is closed, or the key was removed. Nobody can ask before it is back, and time in which
// nobody could ask is no time of asking, so that nothing expires meanwhile.
func (f *follower) keyless() bool { return !f.ours() && f.e.p.Account.KeyFingerprint == "" }

// handOver gives an attempt that nobody can ask about to the person who is about to close it,
// once its card flow is over.
func (f *follower) handOver(ctx context.Context) error {
	if f.a.State.CanBecome(payments.StateClosed) || !f.progress(f.e.clock.instant()).Closable {
		return nil
	}
	ev := f.event(EventAttention, f.a.State, payments.StateNeedsAttention)
	ev.Detail = string(payments.NoticeWrongKey) // nobody was asked
	return f.writeEvent(context.WithoutCancel(ctx), payments.StateNeedsAttention, ev, nil)
}
