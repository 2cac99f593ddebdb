package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tillside/payments"
)

// event makes the next line about the attempt.
func (f *follower) event(kind EventKind, from, to payments.State) Event {
	return Event{Reference: f.a.Reference, At: f.e.wall(), Kind: kind, From: from, To: to}
}

// errorEvent makes a line from an error, with the gateway's code for the support rep.
func (f *follower) errorEvent(kind EventKind, err *payments.Error) Event {
	ev := f.event(kind, f.a.State, f.a.State)
	ev.Error, ev.Code, ev.Status, ev.Detail = err.Kind, err.Code, err.Status, err.Detail
	return ev
}

// write commits a step and then tells it. Nothing is changed or told when it fails.
func (f *follower) write(ctx context.Context, next payments.State, kind EventKind, change func(*payments.Attempt)) error {
	return f.writeEvent(ctx, next, f.event(kind, f.a.State, next), change)
}

func (f *follower) writeEvent(ctx context.Context, next payments.State, ev Event, change func(*payments.Attempt)) error {
	after, err := f.a.Step(next, ev.At)
	if err != nil {
		return err
	}
	if change != nil {
		change(&after)
	}
	f.witness(&after)
	ev.From, ev.To = f.a.State, next
	if ev.Code == "" {
		ev.Code = after.Outcome.Answer.Code
	}
	if err := f.e.p.Journal.Append(ctx, after, ev); err != nil {
		return fmt.Errorf("write %s: %w", ev.Kind, err)
	}
	f.a = after
	f.e.p.Notify(Update{Attempt: after, Event: ev, While: f.takenUp && next.Final() || ev.Kind == EventReopened})
	return nil
}

// witness keeps the gateway's clock beside the time of sending as soon as it is heard. The
// first payment of a day may have been sent before that, and without it a restart would begin
// its time anew. Where our own clock was set since, what the two say now says nothing of then.
func (f *follower) witness(a *payments.Attempt) {
	if a.Sent.At.IsZero() || a.Sent.OffsetKnown || f.takenUp {
		return
	}
	now, began := f.e.clock.instant(), f.d.began
	if (now.wall.Sub(began.wall) - now.mono.Sub(began.mono)).Abs() <= drift {
		a.Sent.ClockOffset, a.Sent.OffsetKnown = f.e.clock.serverOffset()
	}
}

// retryWrite is how long to wait before a fact that could not be written is tried again.
const retryWrite = time.Second

// persist commits a fact that is already true outside: it is tried until it is written or
// the engine's life ends, and nobody is told before. The first failure for lack of space
// frees the reserve.
func (f *follower) persist(ctx context.Context, next payments.State, kind EventKind, change func(*payments.Attempt)) {
	f.persistEvent(ctx, next, f.event(kind, f.a.State, next), change)
}

func (f *follower) persistEvent(ctx context.Context, next payments.State, ev Event, change func(*payments.Attempt)) {
	released := false
	for {
		err := f.writeEvent(ctx, next, ev, change)
		if err == nil || errors.Is(err, payments.ErrTransition) {
			f.problem(nil)
			return
		}
		f.problem(err)
		f.e.p.Log.Error("write journal", "reference", f.a.Reference, "event", string(ev.Kind), "error", err.Error())
		if errors.Is(err, ErrJournalFull) && f.e.p.Space != nil && !released {
			released = true
			if f.e.p.Space.Release() == nil {
				continue
			}
		}
		if errors.Is(err, ErrStale) && f.catchUp(ctx, next, ev) {
			f.problem(nil)
			return
		}
		if !f.hold(retryWrite, err) {
			return
		}
	}
}

// catchUp takes the journal's word over ours, and reports whether the step that was to be
// written stands there. It does when the disk took an earlier try and the answer was lost:
// screens are told of it now.
func (f *follower) catchUp(ctx context.Context, next payments.State, ev Event) bool {
	stored, err := f.e.p.Journal.Attempt(ctx, f.a.Reference)
	if err != nil {
		return false
	}
	ev.From, ev.To = f.a.State, next
	written := stored.Version == f.a.Version+1 && stored.State == next && stored.Updated.Equal(ev.At)
	if !written {
		ev = Event{Reference: stored.Reference, At: stored.Updated, Kind: EventTakenUp, From: f.a.State, To: stored.State}
	}
	moved := stored.Version > f.a.Version
	f.a = stored
	if moved {
		f.e.p.Notify(Update{Attempt: stored, Event: ev, While: f.takenUp && stored.State.Final()})
	}
	return written
}

// pause waits, or reports false when the engine's life ends.
func (f *follower) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-f.e.life.Done():
		return false
	}
}

// hold is pause for an attempt whose newest fact cannot be written down. Whoever wants
// something of it meanwhile is told why that cannot be, and does not wait for the disk.
func (f *follower) hold(d time.Duration, why error) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return true
		case c := <-f.commands:
			c.reply <- why
		case <-f.e.life.Done():
			return false
		}
	}
}

// mark publishes what screens may read.
func (f *follower) mark() {
	m := &marks{intent: f.a.Intent, d: f.d, state: f.a.State, asked: f.asked, answer: f.a.Notice, possible: f.ruleCanDecide(), keyless: f.keyless()}
	if old := f.marks.Load(); old != nil {
		m.problem = old.problem
	}
	f.marks.Store(m)
}

func (f *follower) problem(err error) {
	m := &marks{}
	if old := f.marks.Load(); old != nil {
		*m = *old
	}
	m.problem = err
	f.marks.Store(m)
}

// progress is called by anybody; it reads the published marks alone.
func (f *follower) progress(now instant) Progress {
	m := f.marks.Load()
	if m == nil {
		return Progress{}
	}
	p := Progress{Known: true, Since: now.mono.Sub(m.d.began.mono), Answer: m.answer, Problem: m.problem, Silent: !m.d.failing.IsZero()}
	if !m.d.began.wall.IsZero() {
		p.Since = max(p.Since, now.wall.Sub(m.d.began.wall))
	}
	if !m.asked.IsZero() {
		p.Asked, p.LastAsked = true, now.mono.Sub(m.asked)
	}
	if m.possible {
		p.CertainIn, p.Unheard = m.d.certainIn(now), m.d.unheard(now)
		p.Busy = m.d.waitsForTerminal(now)
	}
	person := m.state.CanBecome(payments.StateNeedsAttention)
	if person && !m.keyless {
		p.LatestIn = max(m.d.personIn(now), 0)
	}
	p.Overdue = p.Since >= m.d.rules.LongestFlow
	p.Closable = m.state.CanBecome(payments.StateClosed) || person && m.keyless && p.Overdue
	return p
}
