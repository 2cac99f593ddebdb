package checkout

import (
	"context"
	"errors"
	"sync"
	"time"

	"tillside/payments"
)

// Times of what is brought by a provider that signs it.
const (
	// signedFor is how old, or how early by its clock, a signature may be. No provider of ours
	// states such a time; the figure is our own.
	signedFor = 5 * time.Minute
	// hintPace is between two questions that hints lead to: a provider that tells of every
	// payment of a shop must not make each of its tills ask without end.
	hintPace = 2 * time.Second
	// sentBefore is how long before a terminal's statement an attempt must have been sent, so
	// that it can be about it. The times in the provider's answers have whole seconds.
	sentBefore = 2 * time.Second
)

// received remembers what was brought lately, so that the same delivery does nothing twice.
// What is older its signature refuses; over a restart a second one finds everything done.
type received struct {
	mu  sync.Mutex
	ids map[string]time.Time
}

// once lets a notification work, unless it is an old one or the same one has worked before.
func (r *received) once(n payments.Notification, now instant, work func() error) error {
	at := now.wall
	if !now.server.IsZero() {
		at = now.server
	}
	if !n.Sent.IsZero() && at.Sub(n.Sent).Abs() > signedFor {
		return payments.ErrUnverified
	}
	if n.ID == "" {
		return work()
	}
	r.mu.Lock()
	_, known := r.ids[n.ID]
	r.mu.Unlock()
	if known {
		return nil
	}
	if err := work(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, came := range r.ids {
		if now.mono.Sub(came) > 2*signedFor {
			delete(r.ids, id)
		}
	}
	if r.ids == nil {
		r.ids = map[string]time.Time{}
	}
	r.ids[n.ID] = now.mono
	return nil
}

// hint makes whoever it may concern ask. It is no evidence, and asking goes on without it, so
// nothing is written and nobody is waited for.
func (e *Engine) hint(n payments.Notification) error {
	concerned := e.concerned(n)
	for _, f := range concerned {
		f.hint()
	}
	if n.Reference == "" {
		e.hintWatched(n)
	}
	if n.Reference == "" || len(concerned) > 0 {
		return nil
	}
	if err := e.hold(); err != nil {
		return err
	}
	defer e.work.Done()
	e.work.Go(func() {
		_ = e.askAgain(e.life, n.Reference) // not ours, or an answer that did not come: the looks go on
	})
	return nil
}

// hintWatched wakes those who look after payments that a person has closed, where nothing proves
// what became of them.
func (e *Engine) hintWatched(n payments.Notification) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for f := range e.watched {
		if fits(f.marks.Load().intent, n) {
			f.hint()
		}
	}
}

// concerned lists the owners of the open attempts that a notification may be about.
func (e *Engine) concerned(n payments.Notification) []*follower {
	e.mu.Lock()
	defer e.mu.Unlock()
	var some []*follower
	for _, f := range e.followers {
		if m := f.marks.Load(); m != nil && fits(m.intent, n) {
			some = append(some, f)
		}
	}
	return some
}

// fits reports whether nothing that a notification says is of another attempt.
func fits(in payments.Intent, n payments.Notification) bool {
	return (n.Reference == "" || n.Reference == in.Reference) &&
		(n.Terminal == "" || n.Terminal == in.Terminal.Serial) &&
		(n.Amount.IsZero() || n.Amount == in.Amount)
}

// hints are what wakes the owner of an attempt before its time.
type hints struct {
	heard chan struct{}
	asked time.Time // when one last led to a question
}

// hint wakes the owner. Of several hints one is enough.
func (f *follower) hint() {
	select {
	case f.hints.heard <- struct{}{}:
	default:
	}
}

// hinted asks because of a hint: at once, however fresh the last answer is, for the hint is newer;
// after that at its pace. A gateway that does not answer is asked at its own pace.
func (f *follower) hinted(ctx context.Context) {
	if f.failures > 0 {
		return
	}
	f.status = time.Time{}
	if due := f.hints.asked.Add(hintPace); !f.hints.asked.IsZero() && time.Now().Before(due) {
		if due.Before(f.next) {
			f.next = due
		}
		return
	}
	f.hints.asked = time.Now()
	f.ask(ctx)
}

// receiveStatement takes in a verified statement about whatever a terminal was doing. Only one
// that nothing was charged can count for an attempt; any other is a hint.
func (e *Engine) receiveStatement(ctx context.Context, n payments.Notification) error {
	concerned := e.concerned(n)
	exact := n.Terminal != "" && !n.Amount.IsZero() && !n.At.IsZero()
	if !exact || len(concerned) != 1 || n.Outcome.State.Info().Charged != payments.ChargedNo {
		return e.hint(n)
	}
	err := e.command(ctx, concerned[0].marks.Load().intent.Reference, command{kind: commandStatement, brought: n})
	if errors.Is(err, errNotFollowed) {
		return nil // it has come to its end meanwhile
	}
	return err
}

// statement holds a statement about the terminal against the attempt. The gateway is asked
// first: what it lists under the attempt outweighs what a terminal says about one that it does
// not name.
func (f *follower) statement(ctx context.Context, n payments.Notification) error {
	f.stated, f.status = &n, time.Time{}
	f.ask(ctx)
	if f.stated != nil && !f.a.State.Final() {
		return ErrUndecided
	}
	return nil
}

// evaluateStated rules what a statement about the terminal means, once the gateway has answered.
// Where it can be about no other attempt it is the terminal's own result. Else it is written
// down as what was said, and the gateway's word or a person decides.
func (f *follower) evaluateStated(ctx context.Context) {
	if f.stated == nil || f.failures > 0 || !f.ours() {
		return
	}
	n := *f.stated
	about, err := f.only(ctx, n)
	if err != nil {
		return // the journal will be read again
	}
	f.stated = nil
	r := decision{event: EventEvidence, notice: f.a.Notice}
	if about {
		n.Outcome.Source = payments.SourceResult
		r = f.d.evaluate(f.a.State, n.Outcome, f.e.clock.instant())
	}
	n.Outcome.Source = payments.SourceWebhook
	f.note(ctx, r, n.Outcome, nil)
}

// only reports whether a statement about the attempt's terminal and amount can be about no other
// attempt: the terminal has certainly got this one, and before the time that is stated; and
// nothing else of the amount was asked of it of which the end is not proven.
func (f *follower) only(ctx context.Context, n payments.Notification) (bool, error) {
	sent := f.a.Sent
	before := n.At.Sub(sent.At.Add(sent.ClockOffset)) >= sentBefore
	asked := f.a.State == payments.StateWaiting || f.a.State == payments.StateCancelling ||
		f.a.State == payments.StateUnknown || f.a.State == payments.StateNeedsAttention
	if !asked || !before || !sent.OffsetKnown || !f.d.absent.accepted || f.a.Kind.Operation().Needs != payments.NeedCard {
		return false, nil
	}
	alone := true
	err := f.e.eachSince(ctx, sent.At.Add(-f.d.rules.Memory), func(a payments.Attempt) {
		other := a.Reference != f.a.Reference && fits(a.Intent, n)
		alone = alone && !(other && a.State.Info().Charged == payments.ChargedUnknown)
	})
	return alone && err == nil, err
}
