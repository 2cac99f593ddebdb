package checkout

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"tillside/payments"
)

// lastWords is how long an answer that is on its way is waited for when the program ends.
const lastWords = 3 * time.Second

// follower is the one owner of an attempt that is not final. Its goroutine is started by
// the engine, ends when the attempt is final and cared for or the engine's life ends, and
// is waited for by Engine.Run. A panic in it ends the program: the journal then holds
// everything that was known, and the next start asks.
type follower struct {
	e        *Engine
	a        payments.Attempt // touched by the owner alone
	d        evidence
	commands chan command
	ended    chan struct{} // closed when no more commands are taken
	takenUp  bool          // found open at the start of the program
	ping     pinging
	said     saying    // the newest line that did not move the attempt
	asked    time.Time // when the last question ended; zero before the first
	next     time.Time // when to ask again
	status   time.Time // when the status host may be asked again
	failures int       // questions without an answer in a row
	hints    hints
	stated   *payments.Notification // what a terminal said and is not weighed yet; see evaluateStated
	marks    atomic.Pointer[marks]
}

// command is what others ask of the owner.
type command struct {
	kind    commandKind
	reason  string
	by      string // the name of the person who asks
	brought payments.Notification
	reply   chan error
}

type commandKind string

const (
	commandAsk       commandKind = "ask"
	commandCancel    commandKind = "cancel"
	commandClose     commandKind = "close"
	commandReport    commandKind = "report" // see Engine.Receive
	commandStatement commandKind = "statement"
)

// saying names a line of the journal, so that the same one is not written at every look.
type saying struct {
	event   EventKind
	notice  payments.Notice
	claim   payments.State
	counted bool
}

// marks is what screens may read while the owner works.
type marks struct {
	intent   payments.Intent
	d        evidence
	state    payments.State
	asked    time.Time
	answer   payments.Notice
	possible bool // the not-charged rule can decide: there is a way to look it up
	keyless  bool
	problem  error
}

func newFollower(e *Engine, a payments.Attempt) *follower {
	f := &follower{e: e, a: a, commands: make(chan command), ended: make(chan struct{}), hints: hints{heard: make(chan struct{}, 1)}}
	f.d = evidence{rules: f.gateway().Info().Rules, kind: a.Kind, began: sinceNow(e.clock.instant())}
	if a.Terminal.Serial != "" {
		f.d.rules.ConfirmAlone = 0
	}
	f.d.hidden = f.gateway().Info().Traits.CancelUnseen && a.Kind.Operation().Needs == payments.NeedCard && a.Terminal.Serial != ""
	f.d.absent.nameless = a.Kind.Operation().FoundBy == payments.FoundAsChild && !a.Sent.PriorChildrenRead
	return f
}

// record commits the intent and the decision to send together, because a customer waits for
// the disk, with the digest of its token where its result is to be brought. After an error
// nothing may be sent, and the follower abandons the attempt.
func (f *follower) record(ctx context.Context, token string) error {
	f.a.Updated, f.a.Version = f.a.Created, 1
	recorded := f.event(EventRecorded, "", f.a.State)
	sending, err := f.a.Step(payments.StateSending, f.e.wall())
	if err != nil {
		return err
	}
	sending.Sent.At, sending.Sent.Token = sending.Updated, token
	sending.Sent.ClockOffset, sending.Sent.OffsetKnown = f.e.clock.serverOffset()
	then := Step{sending, Event{Reference: sending.Reference, At: sending.Updated, Kind: EventSending, From: f.a.State, To: sending.State}}
	if err := f.e.p.Journal.Record(ctx, f.a, recorded, then); err != nil {
		return err
	}
	f.e.p.Notify(Update{Attempt: f.a, Event: recorded})
	f.a = sending
	f.e.p.Notify(Update{Attempt: sending, Event: then.Event})
	return nil
}

// abandon closes an attempt of which no byte has left, because it could not be written
// down whole. A write that failed may have reached the disk all the same, so the journal
// is asked what it holds, until it can be written again.
func (f *follower) abandon(ctx context.Context) {
	defer f.end()
	for ctx.Err() == nil {
		stored, err := f.e.p.Journal.Attempt(context.WithoutCancel(ctx), f.a.Reference)
		if errors.Is(err, ErrNoAttempt) {
			return
		}
		if err != nil {
			f.problem(err)
			if !f.hold(retryWrite, err) {
				return
			}
			continue
		}
		f.a = stored
		if f.a.State.Final() {
			return
		}
		f.persistUnsent(ctx)
	}
}

// persistUnsent ends an attempt of which no byte has left this machine.
func (f *follower) persistUnsent(ctx context.Context) {
	f.persist(context.WithoutCancel(ctx), payments.StateNotSent, EventAnswered, func(a *payments.Attempt) {
		a.Outcome = payments.Outcome{State: payments.StateNotSent, Reason: payments.ReasonCrash}
	})
}

// send transmits the attempt, once, and follows it. The decision to send is committed.
func (f *follower) send(ctx context.Context, how start) {
	defer f.end()
	f.d.began = sinceNow(f.e.clock.instant())
	f.mark()
	if ctx.Err() != nil {
		f.persistUnsent(ctx) // the program is ending: nobody would see the result
		return
	}
	sending, stop := context.WithTimeout(context.WithoutCancel(ctx), f.d.flowTime()) // a gateway may answer with the verdict
	defer stop()
	release := context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, stop) })
	defer release()
	o := f.e.begin(sending, f.a, how)
	f.e.clock.heard(o.ServerDate)
	f.began(sending, o)
	f.follow(ctx)
}

// began takes in the immediate answer.
func (f *follower) began(ctx context.Context, o payments.Outcome) {
	now := f.e.clock.instant()
	f.d.absent.ended = sinceNow(now)
	f.e.starts.hold(f.a.Terminal.ID(), o.Answer.RetryAfter, now.mono)
	next, event := f.firstState(&o)
	wrong := payments.Compare(f.gateway(), f.a, withoutReference(o))
	if !next.Verdict() {
		wrong = nil
	}
	if wrong = append(wrong, f.owned(ctx, o.IDs)...); len(wrong) > 0 {
		next, event = payments.StateMismatch, EventMismatch
	}
	ev := f.event(event, f.a.State, next)
	ev.Error, ev.Code, ev.Status, ev.Detail = o.Answer.Error, o.Answer.Code, o.Answer.Status, o.Answer.Detail
	if len(wrong) > 0 {
		ev.Detail = strings.Join(wrong, ", ")
	}
	f.persistEvent(context.WithoutCancel(ctx), next, ev, func(a *payments.Attempt) {
		a.Sent.AnsweredAt, a.Notice = now.wall, payments.NoticeNone
		if next == payments.StateMismatch {
			a.Mismatch, a.Mismatched = wrong, o
			return
		}
		a.Sent.ResultID, a.Sent.Reference, a.Sent.Refusal = o.IDs.Result, o.IDs.Reference, o.Answer.Refusal
		a.Outcome = o
	})
	if f.a.Sent.ResultID != "" {
		f.d.result, f.d.absent.pending = handleUnread, true
	}
	f.d.absent.accepted = next == payments.StateWaiting
	f.d.refuse(f.a.Sent.Refusal)
	f.expectReport()
	f.schedule(firstLook)
	if f.d.doubt.refusal != "" {
		f.schedule(0)
	}
}

// withoutReference hides the reference of an immediate answer from the comparison: the
// gateway may replace ours, and its word wins (see Sent.Reference).
func withoutReference(o payments.Outcome) payments.Outcome {
	o.IDs.Reference = ""
	return o
}

// firstState maps the immediate answer to a state. Whatever is not one of the explicit
// statements that Begin may make is unknown.
func (f *follower) firstState(o *payments.Outcome) (payments.State, EventKind) {
	switch {
	case o.State == payments.StateWaiting:
		return payments.StateWaiting, EventAccepted
	case o.State == payments.StateRefused, o.State == payments.StateNotSent, o.State.Verdict():
		return o.State, EventAnswered
	}
	o.State = payments.StateUnknown
	return payments.StateUnknown, EventAnswered
}

// wasAccepted reports whether the gateway has taken the request: it gave a handle, or the
// attempt was waiting for a result that is to be brought.
func wasAccepted(a payments.Attempt) bool {
	return a.Sent.ResultID != "" || a.Outcome.State == payments.StateWaiting && a.Outcome.Source == payments.SourceBegin ||
		a.State == payments.StateWaiting || a.State == payments.StateCancelling
}

// resume takes up an attempt that was open when the program started: by asking.
func (f *follower) resume(ctx context.Context) {
	defer f.end()
	f.takenUp = true
	f.recall()
	switch f.a.State {
	case payments.StateRecorded:
		f.persist(context.WithoutCancel(ctx), payments.StateNotSent, EventTakenUp, func(a *payments.Attempt) {
			a.Outcome = payments.Outcome{State: payments.StateNotSent, Reason: payments.ReasonCrash}
		})
	case payments.StateSending:
		f.persist(context.WithoutCancel(ctx), payments.StateUnknown, EventTakenUp, nil)
	default:
		f.persist(context.WithoutCancel(ctx), f.a.State, EventTakenUp, nil)
	}
	f.schedule(0)
	f.follow(ctx)
}

// recall takes up what the journal holds of the evidence: what was proven before the program
// ended counts after it as far as clocks can witness the time in between.
func (f *follower) recall() {
	now, sent := f.e.clock.instant(), f.a.Sent
	since := func(wall time.Time) span {
		return span{mono: now.mono, wall: wall, offset: sent.ClockOffset, offsetKnown: sent.OffsetKnown, restarted: true}
	}
	f.d.began = since(sent.At)
	if sent.At.IsZero() {
		f.d.began.wall = f.a.Created
	}
	f.d.absent.ended, f.d.absent.seen, f.d.absent.accepted = since(sent.AnsweredAt), sent.Seen, wasAccepted(f.a)
	if sent.ResultID != "" {
		f.d.result, f.d.absent.pending = handleUnread, true
	}
	f.d.refuse(sent.Refusal)
	switch {
	case f.a.Claim.State != "":
		f.d.claim = claim{state: f.a.Claim.State, since: since(f.a.Claim.Since)}
	case sent.Seen:
		// The status host has spoken before, and what it said is not kept, so the worst is
		// assumed: a "no" of the terminal is then held against the status host first.
		f.d.claim = claim{state: payments.StateApproved, since: sinceNow(now)}
	}
}

// follow asks, listens and writes until the attempt is final or ctx ends.
func (f *follower) follow(ctx context.Context) {
	f.mark()
	for !f.a.State.Final() {
		timer := time.NewTimer(time.Until(f.next))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case c := <-f.commands:
			timer.Stop()
			c.reply <- f.handleCommand(ctx, c)
		case <-f.hints.heard:
			timer.Stop()
			f.hinted(ctx)
		case <-timer.C:
			f.ask(f.pacing(ctx))
		}
		f.mark()
	}
	f.leave()
	f.keepReceipts(ctx)
	f.recheck(ctx)
}

// leave stops taking commands. The attempt stays what it is.
func (f *follower) leave() {
	f.e.forget(f.a)
	close(f.ended)
}

// end is the last thing a follower does, whatever ended it.
func (f *follower) end() {
	select {
	case <-f.ended:
	default:
		f.leave()
	}
}

// handleCommand carries out one command.
func (f *follower) handleCommand(ctx context.Context, c command) error {
	switch c.kind {
	case commandAsk:
		f.status = time.Time{}
		f.ask(ctx)
		if !f.ours() {
			return ErrWrongAccount // nobody was asked
		}
		return nil
	case commandCancel:
		return f.cancel(ctx, c.by)
	case commandClose:
		return f.closeByPerson(ctx, c.reason, c.by)
	case commandReport:
		return f.report(ctx, c.brought.Outcome)
	case commandStatement:
		return f.statement(ctx, c.brought)
	}
	return ErrUnsupported
}

func (f *follower) closeByPerson(ctx context.Context, reason, by string) error {
	if err := f.handOver(ctx); err != nil {
		return err
	}
	if !f.a.State.CanBecome(payments.StateClosed) {
		return ErrNotClosable
	}
	ev := f.event(EventClosed, f.a.State, payments.StateClosed)
	ev.Detail = reason
	return f.writeEvent(context.WithoutCancel(ctx), payments.StateClosed, ev, deed(by, func(a *payments.Attempt) { a.Closed = reason }))
}

// cancel asks the terminal to stop. Until the gateway states what came of it the attempt
// is cancelling, whatever the answer to the wish: an approval can win the race.
func (f *follower) cancel(ctx context.Context, by string) error {
	if !f.ours() {
		return ErrWrongAccount
	}
	canceller, ok := f.gateway().(payments.Canceller)
	if !ok {
		return ErrUnsupported
	}
	durable := context.WithoutCancel(ctx)
	next := f.a.State
	if next.CanBecome(payments.StateCancelling) {
		next = payments.StateCancelling
	}
	if err := f.write(durable, next, EventCancelAsked, deed(by, clearNotice)); err != nil {
		return err
	}
	waiting, stop := context.WithTimeout(ctx, longestAnswer)
	defer stop()
	err := canceller.Cancel(waiting, f.a)
	f.e.clock.heardIn(err)
	f.schedule(firstLook)
	if err == nil {
		f.persist(durable, f.a.State, EventCancelTaken, nil)
		return nil
	}
	f.cancelFailed(durable, err)
	return err
}

func clearNotice(a *payments.Attempt) { a.Notice = payments.NoticeNone }

// cancelFailed writes down that the terminal will not stop, or that the wish may not have
// reached it. Only where it will certainly not stop the attempt is plainly waiting again.
func (f *follower) cancelFailed(ctx context.Context, err error) {
	var e *payments.Error
	if !errors.As(err, &e) {
		e = &payments.Error{Kind: payments.ErrorBroken}
	}
	event, notice := EventNoAnswer, payments.NoticeCancelFailed
	back := e.Unsent
	if e.Kind == payments.ErrorNoCancel || e.Kind == payments.ErrorNothingToDo {
		event, notice, back = EventCancelRefused, payments.NoticeCancelRefused, true
	}
	next := f.a.State
	if back && next == payments.StateCancelling {
		next = payments.StateWaiting
	}
	f.persistEvent(ctx, next, f.errorEvent(event, e), func(a *payments.Attempt) { a.Notice = notice })
}
