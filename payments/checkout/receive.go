package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tillside/payments"
)

// ErrUndecided is a result that was brought and does not settle the attempt: a word that
// was never seen, or a "no" of the terminal against a "yes" of the gateway. Whoever
// brought it should bring it again.
var ErrUndecided = errors.New("the result that was brought decides nothing yet")

// reportPatience is how long a result that is to be brought is waited for before the
// gateway is asked beside it.
const reportPatience = 30 * time.Second

// tokenLimit is the longest token that is looked up, in characters: ours have 32.
const tokenLimit = 128

// callback is what the next attempt asks for: nothing where nobody listens.
func (e *Engine) callback() payments.Callback {
	if _, ok := e.p.Gateway.(payments.Reporter); !ok || e.p.CallbackURL == "" {
		return payments.Callback{}
	}
	return payments.NewCallback(e.p.CallbackURL)
}

// start is what an attempt is sent with that is not written down as it is.
type start struct {
	callback payments.Callback
	card     payments.CardUse
}

// startOf is what a request is sent with. The result of a sale that keeps its card is posted nowhere.
func (e *Engine) startOf(r Request) start {
	if !r.Card.Zero() {
		return start{card: r.Card}
	}
	return start{callback: e.callback()}
}

// begin transmits an attempt.
func (e *Engine) begin(ctx context.Context, a payments.Attempt, how start) payments.Outcome {
	if keeper, ok := e.p.Gateway.(payments.CardKeeper); ok && !how.card.Zero() {
		return keeper.BeginWithCard(ctx, a, how.card)
	}
	if reporter, ok := e.p.Gateway.(payments.Reporter); ok && how.callback.Asked() {
		return reporter.BeginReporting(ctx, a, how.callback)
	}
	return e.p.Gateway.Begin(ctx, a)
}

// Receive takes in what was brought to the till. It returns nil only when what it says
// stands in the journal, or makes the engine ask; bringing it again does no harm.
//
// payments.ErrUnverified is what nobody can prove to be the provider's, payments.ErrReport a
// body that says nothing. A result that is too large to be read makes the engine ask, and is
// good enough once what it would say is known.
// Any other error means that it should be brought again: the journal cannot be written, the
// owner of the attempt is not done with sending it, or ErrUndecided. What an owner has taken
// over is written down as soon as it can be, even after such an error.
func (e *Engine) Receive(ctx context.Context, d payments.Delivery) error {
	receiver, ok := e.p.Gateway.(payments.WebhookReceiver)
	if !ok {
		return ErrUnsupported
	}
	if err := e.awaitReady(ctx); err != nil {
		return err
	}
	d.Sent = func(token string) (payments.Attempt, error) { return e.sentWith(ctx, token) }
	n, err := receiver.ReadWebhook(d)
	switch {
	case errors.Is(err, payments.ErrReportSize) && n.Reference != "":
		return e.receiveTooLarge(ctx, n.Reference, err)
	case err != nil:
		return fmt.Errorf("read what was brought: %w", err)
	}
	return e.received.once(n, e.clock.instant(), func() error { return e.take(ctx, n) })
}

// take lets a notification do what it can.
func (e *Engine) take(ctx context.Context, n payments.Notification) error {
	switch {
	case n.Outcome.State == "":
		return e.hint(n)
	case n.Reference == "":
		return e.receiveStatement(ctx, n)
	}
	return e.receiveResult(ctx, n.Reference, n.Outcome)
}

// sentWith finds the attempt that was sent with a token.
func (e *Engine) sentWith(ctx context.Context, token string) (payments.Attempt, error) {
	if token == "" || len(token) > tokenLimit {
		return payments.Attempt{}, payments.ErrUnverified
	}
	a, err := e.p.Journal.ByToken(ctx, payments.TokenDigest(token))
	switch {
	case errors.Is(err, ErrNoAttempt), err == nil && !a.Sent.Holds(token):
		return payments.Attempt{}, payments.ErrUnverified
	case err != nil:
		return payments.Attempt{}, fmt.Errorf("look up token: %w", err)
	case !e.holds(a.Account):
		return payments.Attempt{}, ErrWrongAccount
	}
	return a, nil
}

// receiveTooLarge makes the engine ask what a body says that is too large to be read.
func (e *Engine) receiveTooLarge(ctx context.Context, reference string, cause error) error {
	a, err := e.p.Journal.Attempt(ctx, reference)
	if err == nil && (a.State.Final() || a.State == payments.StateMismatch) {
		return nil // what it says is written down, or with a person: it need not be brought for days
	}
	_ = e.AskNow(ctx, reference) // there is a result; where nobody follows it, somebody will
	return cause
}

// receiveResult takes in the verified result of one attempt. What names none of ours is that of
// another till of the shop's.
func (e *Engine) receiveResult(ctx context.Context, reference string, o payments.Outcome) error {
	a, err := e.p.Journal.Attempt(ctx, reference)
	switch {
	case errors.Is(err, ErrNoAttempt):
		return nil
	case err != nil:
		return fmt.Errorf("read attempt: %w", err)
	case !e.holds(a.Account):
		return ErrWrongAccount
	}
	if !o.State.Verdict() {
		return ErrUndecided
	}
	err = e.command(ctx, reference, command{kind: commandReport, brought: payments.Notification{Outcome: o}})
	if !errors.Is(err, errNotFollowed) {
		return err
	}
	return e.receiveLate(ctx, reference, o)
}

// report takes in a result that was brought for the attempt of this owner.
func (f *follower) report(ctx context.Context, o payments.Outcome) error {
	durable := context.WithoutCancel(ctx)
	if wrong := f.wrong(ctx, o); len(wrong) > 0 {
		f.mismatch(durable, o, wrong)
		if f.a.State != payments.StateMismatch && !slices.Equal(f.a.Mismatch, wrong) {
			return ErrStopped
		}
		return nil
	}
	r := f.d.evaluate(f.a.State, o, f.e.clock.instant())
	r.brought = true
	f.note(durable, r, o, nil)
	switch {
	case !f.a.State.Final() && f.e.life.Err() != nil:
		return ErrStopped
	case !f.a.State.Final():
		return ErrUndecided
	case f.a.State != o.State:
		return errNotFollowed // somebody else ended it: this one is late
	}
	return nil
}

// receiveLate holds a result that was brought against an attempt that is final. Each step
// is tried once: whoever brought the result tries again.
func (e *Engine) receiveLate(ctx context.Context, reference string, o payments.Outcome) error {
	a, err := e.p.Journal.Attempt(ctx, reference)
	if err != nil {
		return fmt.Errorf("read attempt: %w", err)
	}
	if !a.State.Final() {
		return ErrStopped
	}
	if err := e.hold(); err != nil {
		return err
	}
	defer e.work.Done()
	f := newFollower(e, a)
	f.recall()
	l := f.lateWord(ctx, o)
	if l.event.Kind == "" {
		return nil
	}
	if _, quoted := l.event.Statement(); quoted {
		l.event.Detail = statement(a.Kind, o, true)
	}
	if err := f.writeEvent(context.WithoutCancel(ctx), l.event.To, l.event, l.change); err != nil {
		return err
	}
	if l.receipts {
		e.work.Go(func() { f.keepReceipts(e.life) })
	}
	return nil
}

// hold keeps the engine from ending until the work is done. It must run.
func (e *Engine) hold() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopped || e.life.Err() != nil {
		return ErrStopped
	}
	e.work.Add(1)
	return nil
}

// late is what a late statement adds to a final attempt. A zero late adds nothing.
type late struct {
	event    Event
	change   func(*payments.Attempt)
	receipts bool // it brought receipts that are to be fetched
}

// lateWord rules what a verdict means for an attempt that is final. With a token that was
// given out even an answer that does not fit is a fact that a person should see.
func (f *follower) lateWord(ctx context.Context, o payments.Outcome) late {
	if f.a.Erased {
		o = o.Erase()
	}
	wrong := f.wrong(ctx, o)
	if len(wrong) == 0 {
		return f.lateAnswer(o)
	}
	return f.misfit(o, wrong)
}

// misfit is a late answer that does not fit. It says less than a contradiction that is told already.
func (f *follower) misfit(o payments.Outcome, wrong []string) late {
	told := f.a.Notice == payments.NoticeContradiction && len(f.a.Mismatch) == 0
	if told || slices.Equal(wrong, f.a.Mismatch) {
		return late{}
	}
	ev := f.event(EventMismatch, f.a.State, f.a.State)
	ev.Detail, ev.Code = strings.Join(wrong, ", "), o.Answer.Code
	return late{event: ev, change: func(a *payments.Attempt) {
		a.Mismatch, a.Mismatched, a.Notice = wrong, o, payments.NoticeContradiction
	}}
}

// reporting reports whether the result of a running attempt is to be brought.
func (f *follower) reporting() bool {
	running := f.a.State == payments.StateWaiting || f.a.State == payments.StateCancelling
	return running && f.a.Sent.Token != "" && f.d.claim.state == ""
}

// expectReport gives a result that is to be brought its time before anybody is asked.
func (f *follower) expectReport() {
	if f.reporting() && f.d.result == handleNone {
		f.status = time.Now().Add(reportPatience)
	}
}

// missReport stops waiting for a result that was to be brought and that nothing can be
// polled for, once a request that the gateway has not seen by then is one it never will.
// The attempt is unknown then, and the not-charged rule takes its course.
func (f *follower) missReport(ctx context.Context) {
	none := f.d.result == handleNone || f.d.result == handleDead
	if !f.reporting() || !none || !f.lookup() || f.a.Kind.Operation().FoundBy != payments.FoundByReference || !f.d.absent.applies(f.d.rules) {
		return
	}
	if f.d.absent.elapsed(f.e.clock.instant()) < f.d.rules.NotFoundFinal {
		return
	}
	f.persist(context.WithoutCancel(ctx), payments.StateUnknown, EventNoAnswer, func(a *payments.Attempt) {
		a.Notice = payments.NoticeNothingFound
	})
}
