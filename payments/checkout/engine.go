package checkout

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

// Engine takes requests, sends each at most once, and follows every attempt until the
// truth is known. Its methods may be called from any goroutine; all but Progress may wait
// for the disk or the network, so none but Progress belongs on a UI goroutine.
type Engine struct {
	p     Params
	clock *clock
	ready chan struct{} // closed when the open attempts of the journal are taken up

	mu        sync.Mutex
	followers map[string]*follower // by our reference; reserved before the intent is recorded
	watched   map[*follower]bool   // of payments that are final and looked at again
	stopped   bool
	starts    starts
	received  received
	units     units
	life      context.Context // of the followers; set by Run
	work      sync.WaitGroup
}

// New makes an engine. It does nothing until Run. The error is ErrLimits: without times that make
// sense a payment could be unknown for ever and keep its terminal, or be final too early.
func New(p Params) (*Engine, error) {
	if err := p.Gateway.Info().Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLimits, err)
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	if p.Notify == nil {
		p.Notify = func(Update) {}
	}
	if p.RefundTurns == nil {
		p.RefundTurns = NewRefundTurns()
	}
	return &Engine{p: p, clock: &clock{now: p.Now}, ready: make(chan struct{}), followers: map[string]*follower{}, watched: map[*follower]bool{}}, nil
}

// Run takes up every open attempt of its account by asking, never by sending, whatever key it
// was sent with, and then works until ctx ends. Those of other accounts in the journal are not
// touched: an engine of theirs may be at work on it. It returns when all workers have ended; an answer that is on its
// way is waited for a little (see lastWords). The error is that of reading the journal.
func (e *Engine) Run(ctx context.Context) error {
	open, recent, err := e.leftOver(ctx)
	e.leftCommands(ctx)
	e.mu.Lock()
	e.life, e.stopped = ctx, err != nil
	if err != nil {
		e.mu.Unlock()
		close(e.ready)
		return fmt.Errorf("list open attempts: %w", err)
	}
	e.noteStarts(append(slices.Clone(open), recent...))
	for _, a := range open {
		_ = e.units.take(e.p.Gateway.Info(), a) // it is open already
		f := newFollower(e, a)
		e.followers[a.Reference] = f
		e.work.Go(func() { f.resume(ctx) })
	}
	for _, a := range recent {
		f := newFollower(e, a)
		f.recall()
		e.work.Go(func() { f.recheck(ctx) })
	}
	e.mu.Unlock()
	close(e.ready)
	<-ctx.Done()
	e.mu.Lock()
	e.stopped = true
	e.mu.Unlock()
	e.work.Wait()
	return nil
}

// readTries is how often the journal is read at the start before it is given up.
const readTries = 5

// leftOver reads what the last run left behind: what is open, and what became final so
// lately that a contradiction may still come.
func (e *Engine) leftOver(ctx context.Context) (open, recent []payments.Attempt, err error) {
	for try := range readTries {
		if try > 0 && sleep(ctx, retryWrite) != nil {
			break
		}
		if open, err = e.p.Journal.Open(ctx); err == nil {
			return slices.DeleteFunc(open, func(a payments.Attempt) bool { return !e.holds(a.Account) }), e.recent(ctx), nil
		}
		e.p.Log.Error("read journal", "error", err.Error())
	}
	return nil, nil, err
}

// mostPages bounds how far back recent reads: 5,000 attempts, more than a till has in a day.
const mostPages = 50

// mostFuture is how many that the clock says are still to come are looked at again: it was set
// back since, and all of them together would keep what is open now from being asked about.
const mostFuture = 20

// recent lists the attempts that became final within the time of the after-looks, or were
// closed by a person while the provider still remembers them. It is best effort: a journal
// without a list has none.
func (e *Engine) recent(ctx context.Context) []payments.Attempt {
	var recent []payments.Attempt
	future := 0
	err := e.eachSince(ctx, e.wall().Add(-closedLooksTime), func(a payments.Attempt) {
		if !e.holds(a.Account) {
			return
		}
		if a.Updated.After(e.wall()) {
			future++
		}
		if e.looksRemain(a) && future <= mostFuture {
			recent = append(recent, a)
		}
	})
	if err != nil && !errors.Is(err, ErrUnsupported) {
		e.p.Log.Error("read journal", "error", err.Error())
	}
	return recent
}

// eachSince reads the attempts that were made since a time, newest first and mostPages at most.
// The error is ErrUnsupported for a journal without a list.
func (e *Engine) eachSince(ctx context.Context, since time.Time, each func(payments.Attempt)) error {
	lister, ok := e.p.Journal.(interface {
		List(ctx context.Context, q Query) ([]payments.Attempt, error)
	})
	if !ok {
		return ErrUnsupported
	}
	var q Query
	for range mostPages {
		page, err := lister.List(ctx, q)
		if err != nil {
			return fmt.Errorf("list attempts: %w", err)
		}
		for _, a := range page {
			each(a)
		}
		if len(page) == 0 || !page[len(page)-1].Created.After(since) {
			return nil
		}
		q.Before, q.BeforeID = page[len(page)-1].Created, page[len(page)-1].Reference
	}
	return nil
}

// looksRemain reports whether a final attempt is young enough to be looked at again.
func (e *Engine) looksRemain(a payments.Attempt) bool { return LooksRemain(a, e.wall()) }

// LooksRemain reports whether a final attempt is so young at a time that it is looked at again. No
// attempt is after LooksTime.
func LooksRemain(a payments.Attempt, now time.Time) bool {
	age := now.Sub(a.Updated) // below zero where the clock was set back: then nobody knows, and it is looked at
	if a.State == payments.StateClosed {
		return age < closedLooksTime
	}
	return a.State.Final() && age < recheckTime
}

// Start writes the request down and sends it. When it returns nil, the intent and the
// decision to send are committed and the request is on its way; what becomes of it comes
// through Notify. An error means that nothing was sent.
func (e *Engine) Start(ctx context.Context, r Request) (payments.Attempt, error) {
	if err := e.awaitReady(ctx); err != nil {
		return payments.Attempt{}, err
	}
	unchanged := e.givings(ctx, r)
	a, err := e.prepare(payments.Hurried(ctx), r)
	if err != nil {
		return payments.Attempt{}, err
	}
	leave, err := e.enterLimits(ctx, a.Kind)
	if err != nil {
		return payments.Attempt{}, err
	}
	defer leave()
	if err := errors.Join(e.allowed(payments.Hurried(ctx), &a), unchanged()); err != nil {
		return payments.Attempt{}, err
	}
	giveBack, err := e.takeStart(a)
	if err != nil {
		return payments.Attempt{}, err
	}
	f := newFollower(e, a)
	if err := e.reserve(f); err != nil {
		return payments.Attempt{}, err
	}
	defer e.work.Done() // the reservation's own hold
	e.preconnect()
	how := e.startOf(r)
	if err := f.record(context.WithoutCancel(ctx), how.callback.Digest()); err != nil {
		e.work.Go(func() { f.abandon(e.life) })
		giveBack()
		return payments.Attempt{}, err
	}
	sent := f.a
	e.work.Go(func() { f.send(e.life, how) })
	return sent, nil
}

// preconnect lets the gateway open its way while the attempt is written down. Whatever becomes of
// that, the request does not leave before the commit is done.
func (e *Engine) preconnect() {
	if w, ok := e.p.Gateway.(payments.Preconnector); ok {
		e.work.Go(func() { w.Preconnect(e.life) })
	}
}

// awaitReady waits until Run has taken up what was open.
func (e *Engine) awaitReady(ctx context.Context) error {
	select {
	case <-e.ready:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the engine: %w", ctx.Err())
	}
}

// reserve registers a follower before its intent is recorded, so that nobody takes the
// attempt for one left over by a crash. It holds the engine's end until the follower runs.
func (e *Engine) reserve(f *follower) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stopped || e.life.Err() != nil {
		return ErrStopped
	}
	if err := e.units.take(e.p.Gateway.Info(), f.a); err != nil {
		return err
	}
	e.followers[f.a.Reference] = f
	e.work.Add(1)
	return nil
}

// watch lets hints come to one whose payment is final, until it is told that looking has ended.
func (e *Engine) watch(f *follower) (end func()) {
	f.mark()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.watched[f] = true
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.watched, f)
	}
}

func (e *Engine) forget(a payments.Attempt) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.followers, a.Reference)
	e.units.settle(e.p.Gateway.Info(), a)
}

func (e *Engine) follower(reference string) *follower {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.followers[reference]
}

// openCount is how many attempts are followed that somebody may wait for at the till, for the pace.
func (e *Engine) openCount() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for _, f := range e.followers {
		if m := f.marks.Load(); m == nil || !aside(m.state, m.d) {
			n++
		}
	}
	return max(n, 1)
}

// prepare checks a request, but for the owner's limits, and makes the attempt; it writes nothing.
func (e *Engine) prepare(ctx context.Context, r Request) (payments.Attempt, error) {
	info := e.p.Gateway.Info()
	operator, err := e.accepts(r, info)
	if err != nil {
		return payments.Attempt{}, err
	}
	if e.p.Space != nil {
		if err := e.p.Space.Check(); err != nil {
			return payments.Attempt{}, fmt.Errorf("check free space: %w", err)
		}
	}
	a := payments.Attempt{
		Intent: payments.Intent{
			Reference: uuid.NewString(), RequestKey: r.RequestKey, Kind: r.Kind, Amount: r.Amount, Terminal: r.Terminal,
			Note: r.Note, Tips: r.Tips, Tip: r.Tip, Fields: r.Fields, Reason: r.Reason, Account: e.p.Account, Created: e.wall(), By: payments.By{Operator: operator.Name},
		},
		State: payments.StateRecorded,
	}
	if r.Kind.Linked() {
		if err := e.link(ctx, &a, r); err != nil {
			return payments.Attempt{}, err
		}
	} else if err := e.place(&a, payments.Card{}); err != nil {
		return payments.Attempt{}, err
	}
	if a.Amount.Sign() <= 0 || a.Amount.Minor() < info.MinAmount || a.Amount.Minor() > info.MaxAmount {
		return payments.Attempt{}, ErrAmountRange
	}
	if err := e.useCard(r, a); err != nil {
		return payments.Attempt{}, err
	}
	return a, checkBeside(a, info)
}

// accepts refuses a request that nobody has to be asked about, and says whose it is.
func (e *Engine) accepts(r Request, info payments.Info) (Operator, error) {
	if !r.Kind.Valid() || !info.Supports(r.Kind) {
		return Operator{}, ErrUnsupported
	}
	if payments.CardNumberIn(r.Note) || payments.CardNumberIn(r.Reason) || r.Fields.HoldCardNumber() {
		return Operator{}, ErrCardNumber
	}
	if r.Terminal.Virtual {
		return Operator{}, ErrVirtualPayment
	}
	return e.may(rightTo(r.Kind.Operation()))
}

// wall is the wall clock in UTC, without a monotonic part.
func (e *Engine) wall() time.Time { return e.p.Now().UTC().Round(0) }

// AskNow asks the gateway about an attempt at once. For an open attempt its follower asks
// and what it learns comes through Notify. A final attempt is asked about once more: a
// contradicting answer is written down and told, the state stays; a receipt that is
// missing is fetched. ErrWrongAccount: it was sent with a key that is not in use, so that nobody
// was asked.
func (e *Engine) AskNow(ctx context.Context, reference string) error {
	err := e.command(ctx, reference, command{kind: commandAsk})
	if !errors.Is(err, errNotFollowed) {
		return err
	}
	return e.askAgain(ctx, reference)
}

var errNotFollowed = errors.New("not followed")

// command hands a command to the attempt's owner and waits for its answer.
func (e *Engine) command(ctx context.Context, reference string, c command) error {
	f := e.follower(reference)
	if f == nil {
		return errNotFollowed
	}
	c.reply = make(chan error, 1)
	select {
	case f.commands <- c:
	case <-f.ended:
		return errNotFollowed
	case <-ctx.Done():
		return fmt.Errorf("reach the payment: %w", ctx.Err())
	}
	select {
	case err := <-c.reply:
		return err
	case <-ctx.Done():
		return fmt.Errorf("wait for the payment: %w", ctx.Err())
	}
}

// Progress is what a screen may know about an open attempt beside the journal. It does no
// I/O and never waits.
func (e *Engine) Progress(reference string) Progress {
	f := e.follower(reference)
	if f == nil {
		return Progress{}
	}
	return f.progress(e.clock.instant())
}

// Terminals lists the terminals that take cards.
func (e *Engine) Terminals(ctx context.Context) ([]payments.Terminal, error) {
	terminals, err := e.p.Gateway.Terminals(ctx)
	if err != nil {
		return nil, fmt.Errorf("list terminals: %w", err)
	}
	return terminals, nil
}
