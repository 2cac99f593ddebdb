package checkout

import (
	"context"
	"errors"
	"time"

	"tillside/payments"
)

// The pace of questions. The gateway's limiter stands behind it and is never exceeded;
// these figures say what is worth asking.
const (
	firstLook     = time.Second      // after acceptance
	normalLook    = time.Second      // while one payment is open, in its first minute
	patientLook   = 2 * time.Second  // after the first minute
	statusLook    = 5 * time.Second  // by reference, while the answer is lost
	besideLook    = 10 * time.Second // by reference, beside a result that is still awaited
	doubtedLook   = time.Second      // while a refusal is not yet believed: a cashier waits to charge again
	doubtedFor    = 2 * time.Minute  // and no longer than this
	attentionLook = time.Minute      // when a person has to look anyway
	slowLook      = 5 * time.Minute  // an hour later
	firstMinute   = time.Minute
	longest       = 10 * time.Second // between questions that get no answer
	longestObeyed = time.Minute      // of a Retry-After: a person waits for the truth
	longestAnswer = time.Minute      // that is waited for: the owner of a payment must hear its person
	pingPatience  = 20 * time.Second // how long a terminal may take to answer a ping
)

// pinging is a ping in the course of recovery.
type pinging struct {
	handle string
	since  time.Time
}

// ours reports whether the attempt was sent with a key of the account that this engine has.
// Another key or environment answers "unknown" for it, which proves nothing.
func (f *follower) ours() bool {
	_, held := f.e.gatewayOf(f.a.Account)
	return held
}

// gateway is connected with the key that the attempt was sent with, where there is one.
func (f *follower) gateway() payments.Gateway {
	g, _ := f.e.gatewayOf(f.a.Account)
	return g
}

// lookup reports whether the gateway can look attempts up by reference.
func (f *follower) lookup() bool {
	_, ok := f.gateway().(payments.Finder)
	return ok
}

// ruleCanDecide reports whether asking by reference can lead to an end by itself.
func (f *follower) ruleCanDecide() bool {
	return f.lookup() && f.ours() && (f.a.State.CanBecome(payments.StateNotCharged) || f.d.claim.state != "")
}

// aside reports whether nobody waits for an attempt at the till any more: its answer was lost a while
// ago, or a person has to look.
func aside(s payments.State, d evidence) bool {
	lost := s == payments.StateUnknown && time.Since(d.began.mono) >= firstMinute
	return lost || s == payments.StateNeedsAttention || s == payments.StateMismatch
}

// pacing is the context of questions that nobody wished for just now. Those about an attempt that is
// aside give way to those about one that is not.
func (f *follower) pacing(ctx context.Context) context.Context {
	if aside(f.a.State, f.d) {
		return payments.Unhurried(ctx)
	}
	return ctx
}

// ask puts the questions that are due, one after the other.
func (f *follower) ask(ctx context.Context) {
	if !f.ours() {
		f.note(ctx, decision{event: EventEvidence, notice: payments.NoticeWrongKey}, payments.Outcome{}, nil)
		if !f.keyless() {
			f.expire(ctx)
		}
		f.schedule(attentionLook)
		return
	}
	asked := false
	waiting, stop := context.WithTimeout(ctx, longestAnswer)
	defer stop()
	if f.d.result != handleNone {
		asked = true
		f.d.asked = time.Now()
		o, err := f.gateway().Check(waiting, f.a)
		f.handleAnswer(ctx, o, err, true)
	}
	if f.open(ctx) {
		f.askTerminal(waiting)
	}
	if f.open(ctx) {
		asked = f.repeat(ctx) || asked
	}
	if f.open(ctx) && f.statusDue() {
		asked = true
		f.d.asked = time.Now()
		o, err := f.gateway().(payments.Finder).Find(waiting, f.a)
		f.status = time.Now().Add(f.statusPace())
		f.handleAnswer(ctx, o, err, false)
	}
	if f.open(ctx) {
		f.evaluateStated(ctx)
	}
	if f.open(ctx) {
		f.missReport(ctx)
		f.expire(ctx)
	}
	if asked {
		f.asked = time.Now()
	}
	f.schedule(f.pace())
}

// open reports whether there is anything left to ask, and anybody to ask for.
func (f *follower) open(ctx context.Context) bool { return !f.a.State.Final() && ctx.Err() == nil }

// doubted reports whether the gateway has refused the start and that is not yet believed.
func (f *follower) doubted() bool {
	return f.d.doubt.refusal != "" && f.a.State.CanBecome(payments.StateRefused)
}

// statusDue reports whether the status host should be asked now: at once when there is no
// result handle that works, from StatusFrom on beside one, always while it has made a
// claim that waits for confirmation.
func (f *follower) statusDue() bool {
	if !f.lookup() {
		return false
	}
	if f.doubted() && !f.d.doubt.idle.IsZero() {
		return true
	}
	if time.Now().Before(f.status) {
		return false
	}
	if f.d.result == handleNone || f.d.result == handleDead || f.d.claim.state != "" || f.d.refused.State != "" {
		return true
	}
	if f.a.State != payments.StateWaiting && f.a.State != payments.StateCancelling {
		return true
	}
	return time.Since(f.d.began.mono) >= f.d.rules.StatusFrom
}

func (f *follower) statusPace() time.Duration {
	if f.d.result == handlePending && f.d.claim.state == "" || f.reporting() {
		return besideLook
	}
	return statusLook - 100*time.Millisecond // due when the timer of the same length fires
}

// handleAnswer takes in what a question brought.
func (f *follower) handleAnswer(ctx context.Context, o payments.Outcome, err error, fromResult bool) {
	now := f.e.clock.instant()
	if err != nil {
		f.handleError(ctx, err, fromResult, now)
		return
	}
	f.failures = 0
	f.e.clock.heard(o.ServerDate)
	now = f.e.clock.instant()
	if o.State.Verdict() {
		if wrong := f.wrong(ctx, o); len(wrong) > 0 {
			f.mismatch(ctx, o, wrong)
			return
		}
	}
	if f.terminalsMismatch() && o.Source != payments.SourceResult {
		if o.State.Verdict() {
			f.note(ctx, decision{event: EventEvidence, notice: payments.NoticeContradiction}, o, nil)
		}
		return
	}
	if fromResult && o.State.Verdict() {
		f.d.result, f.d.absent.pending = handleUnread, false // the handle says something, if only so far
	}
	r := f.d.evaluate(f.a.State, o, now)
	if r.ping {
		f.startPing(ctx)
	}
	if o.Reason == payments.ReasonChargedTwice && r.take {
		r.notice = payments.NoticeChargedTwice
	}
	f.note(ctx, r, o, nil)
}

func (f *follower) handleError(ctx context.Context, err error, fromResult bool, now instant) {
	if ctx.Err() != nil {
		return // the engine's life ends: not the gateway's silence
	}
	f.e.clock.heardIn(err)
	var e *payments.Error
	if !errors.As(err, &e) {
		e = &payments.Error{Kind: payments.ErrorBroken}
	}
	f.failures++
	if wait := min(e.RetryAfter, longestObeyed); wait > 0 {
		f.status, f.next = now.mono.Add(wait), now.mono.Add(wait)
	}
	f.note(ctx, f.d.unanswered(f.a.State, e, fromResult, now), payments.Outcome{}, e)
}

// note writes a decision down. A line that moves nothing and says what the line before it
// said is not written again.
func (f *follower) note(ctx context.Context, r decision, o payments.Outcome, cause *payments.Error) {
	if r.event == "" {
		return
	}
	says := saying{r.event, r.notice, f.d.claim.state, !f.d.absent.counted.IsZero() || !f.d.doubt.first.IsZero()}
	if r.state == "" {
		if says == f.said {
			return
		}
		r.state = f.a.State
	}
	f.said = says
	ev := f.event(r.event, f.a.State, r.state)
	switch {
	case cause != nil:
		ev = f.errorEvent(r.event, cause)
	case r.event == EventEvidence || r.event == EventResult || r.event == EventContradiction:
		ev.Detail, ev.Code = statement(f.a.Kind, o, r.brought), o.Answer.Code
	}
	if r.notice == payments.NoticeWrongKey {
		ev.Detail = string(r.notice) // nobody was asked, so nobody is quoted
	}
	f.persistEvent(context.WithoutCancel(ctx), r.state, ev, func(a *payments.Attempt) {
		a.Sent.Seen = a.Sent.Seen || f.d.absent.seen
		a.Claim = payments.Claim{}
		if f.d.claim.state != "" {
			a.Claim = payments.Claim{State: f.d.claim.state, Since: f.d.claim.since.wall}
		}
		r.write(a, o)
	})
}

// write puts what was ruled into the attempt, whose state is the new one.
func (r decision) write(a *payments.Attempt, o payments.Outcome) {
	a.Notice = r.notice
	if r.take {
		a.Outcome = keepReceiptsOf(a.Outcome, o)
	}
	if r.reason != "" {
		a.Outcome.Reason = r.reason
	}
	if !a.State.Final() {
		return
	}
	a.Outcome.State = a.State
	if r.take {
		a.Mismatch, a.Mismatched = nil, payments.Outcome{} // corrected; the line of it stays
	}
}

// keepReceiptsOf takes the newer outcome but not its silence about receipts: the status
// host knows none.
func keepReceiptsOf(old, taken payments.Outcome) payments.Outcome {
	if taken.Receipts == (payments.Receipts{}) {
		taken.Receipts = old.Receipts
	}
	return taken
}

// expire rules whether a person has to look.
func (f *follower) expire(ctx context.Context) {
	r := f.d.overdue(f.a.State, f.e.clock.instant())
	if r.state == "" {
		return
	}
	ev := f.event(r.event, f.a.State, r.state)
	if !f.ours() {
		ev.Detail = string(payments.NoticeWrongKey) // time has passed, but nobody was asked
	}
	f.persistEvent(context.WithoutCancel(ctx), r.state, ev, func(a *payments.Attempt) { a.Outcome.Reason = r.reason })
}

// startPing asks the terminal for a sign of life, once at a time.
func (f *follower) startPing(ctx context.Context) {
	pinger, ok := f.gateway().(payments.Pinger)
	if !ok || f.a.Terminal.Serial == "" || f.gateway().Info().Traits.BusyPings {
		f.d.terminal = terminalMute
		return
	}
	if f.ping.handle != "" {
		return
	}
	started := time.Now()
	handle, err := pinger.StartPing(ctx, f.a.Terminal)
	switch payments.KindOf(err) {
	case payments.ErrorBusy:
		f.d.sign(terminalBusy, started, f.e.clock.instant())
	case payments.ErrorTerminalOff, payments.ErrorUnassigned:
		f.d.sign(terminalSilent, started, f.e.clock.instant())
	default:
		if err == nil {
			f.ping = pinging{handle: handle, since: started}
		}
	}
}

// askTerminal reads the answer to a ping, and starts one where only a sign of life is
// missing to believe a refusal.
func (f *follower) askTerminal(ctx context.Context) {
	if f.doubted() && f.d.doubt.wantsPing(time.Now()) {
		f.startPing(ctx)
	}
	f.listenToTerminal(ctx)
}

// listenToTerminal reads the answer to a ping that is under way.
func (f *follower) listenToTerminal(ctx context.Context) {
	pinger, ok := f.gateway().(payments.Pinger)
	if !ok || f.ping.handle == "" {
		return
	}
	_, answered, err := pinger.PingResult(ctx, f.ping.handle)
	switch {
	case err == nil && answered:
		f.d.sign(terminalAnswered, f.ping.since, f.e.clock.instant())
	case time.Since(f.ping.since) >= pingPatience:
		f.d.sign(terminalSilent, f.ping.since, f.e.clock.instant())
	default:
		return
	}
	f.ping = pinging{}
}

// schedule sets the time of the next question, not before what a 429 asked for.
func (f *follower) schedule(after time.Duration) {
	at := time.Now().Add(after)
	if f.failures > 0 && f.next.After(at) {
		return
	}
	f.next = at
}

// pace is how long to wait before the next question.
func (f *follower) pace() time.Duration {
	if f.failures > 0 {
		return min(time.Duration(1<<min(f.failures-1, 4))*time.Second, longest)
	}
	age, look := time.Since(f.d.began.mono), f.gateway().Info().Traits.Look
	switch {
	case f.doubted() && age < doubtedFor:
		return max(doubtedLook, look)
	case f.a.State == payments.StateMismatch && age < f.d.rules.LongestFlow:
		return statusLook
	case f.a.State == payments.StateNeedsAttention || f.a.State == payments.StateMismatch:
		if age > time.Hour {
			return slowLook
		}
		if f.d.claim.state != "" {
			return statusLook
		}
		return attentionLook
	case f.reporting():
		return besideLook
	case f.d.result == handleNone || f.d.result == handleDead:
		return statusLook
	case age >= firstMinute:
		return time.Duration(f.e.openCount()) * max(patientLook, 2*look)
	}
	return time.Duration(f.e.openCount()) * max(normalLook, look)
}
