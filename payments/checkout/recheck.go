package checkout

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tillside/payments"
)

// afterLooks are the waits between the looks at an attempt that became final: without the
// terminal's own result a later contradiction is to be noticed, a receipt may still come or
// could not be written, and a copy of the request that something on the way has kept may have
// begun a second payment since.
var afterLooks = []time.Duration{30 * time.Second, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute}

// copyLook is the first of afterLooks that looks for copies: late enough for most, early enough
// for the customer to be near. What a box has kept for longer is found by those after it.
const copyLook = 1

// closedLooks are those at an attempt that a person has closed: what happened may be proven
// as long as the provider remembers.
var closedLooks = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour}

// How long after its end an attempt is still looked at, over a restart of the program as well.
const (
	recheckTime     = 20 * time.Minute
	closedLooksTime = 24 * time.Hour
	LooksTime       = closedLooksTime // of any attempt
)

// recheck looks again at an attempt that became final on the status host's word, by
// absence or by a refusal that was in doubt, where the terminal's own word could still come,
// on a result that was brought, which is only as good as the network that it came over, or on
// a person's word.
func (f *follower) recheck(ctx context.Context) {
	ctx = payments.Unhurried(ctx)
	if !f.ours() || f.a.Sent.At.IsZero() || f.a.State == payments.StateNotSent {
		return
	}
	looks := afterLooks
	if f.a.State == payments.StateClosed {
		looks = closedLooks
	}
	defer f.e.watch(f)()
	done := f.settled()
	for i, wait := range looks {
		if !f.pauseForLook(ctx, wait) {
			return
		}
		if !done {
			done = f.lookBack(ctx)
		}
		if i >= copyLook {
			f.lookForCopies(ctx)
		}
		if missing := f.keepMissing(ctx); done && !missing && i >= copyLook && !f.mayBeCopied() {
			return
		}
	}
}

// pauseForLook waits for the next look. What a person has closed is looked at between two of them
// as well, where the provider gives a hint.
func (f *follower) pauseForLook(ctx context.Context, wait time.Duration) bool {
	next := time.Now().Add(wait)
	for f.a.State == payments.StateClosed {
		timer := time.NewTimer(time.Until(next))
		select {
		case <-timer.C:
			return true
		case <-f.hints.heard:
			timer.Stop()
			f.lookBack(ctx)
		case <-f.e.life.Done():
			timer.Stop()
			return false
		}
		if !f.pause(min(hintPace, time.Until(next))) {
			return false
		}
	}
	return f.pause(time.Until(next))
}

// mayBeCopied reports whether a second charge would show in what the gateway lists under the
// attempt's reference, or under its name among the children of its original.
func (f *follower) mayBeCopied() bool {
	if f.a.State == payments.StateClosed {
		return false
	}
	_, finds := f.gateway().(payments.CopyFinder)
	switch f.a.Kind.Operation().FoundBy {
	case payments.FoundByReference, payments.FoundByAnswer:
		_, lists := f.gateway().(payments.HistoryReader)
		return lists || finds
	case payments.FoundAsChild:
		return finds
	}
	return false
}

// lookForCopies raises a charge that the gateway lists under the attempt's reference beside
// what became of the attempt itself. One request is one charge, but not where something on
// the way has delivered it twice.
func (f *follower) lookForCopies(ctx context.Context) {
	if !f.mayBeCopied() || ctx.Err() != nil {
		return
	}
	_, lists := f.gateway().(payments.HistoryReader)
	if finder, ok := f.gateway().(payments.CopyFinder); ok && (!lists || f.a.Kind.Operation().FoundBy == payments.FoundAsChild) {
		f.lookForTwins(ctx, finder)
		return
	}
	history, root, _, err := f.e.history(ctx, f.gateway(), f.a)
	if err != nil || root != f.a.Reference && f.a.State.Info().Charged == payments.ChargedYes && !isListed(history, f.a) {
		return // under a name that is not ours, and without it, the list is another's
	}
	if own, ok := f.opposite(history); ok {
		f.compareLate(ctx, own)
		return
	}
	if f.chargedBeside(history) {
		f.raiseAnother(ctx)
	}
}

// lookForTwins is the same for what is found as a child of its original, and at a gateway that lists
// no history. Two are one too many whatever they are called.
func (f *follower) lookForTwins(ctx context.Context, finder payments.CopyFinder) {
	listed, err := finder.Copies(ctx, f.a)
	f.e.clock.heardIn(err)
	ours, own := f.a.Outcome.IDs.Transaction, 0
	if f.a.State.Info().Charged == payments.ChargedYes {
		own = 1
	}
	beside := slices.ContainsFunc(listed, func(o payments.Outcome) bool { return o.IDs.Transaction != ours && ours != "" })
	if err == nil && (beside || len(listed) > own) {
		f.raiseAnother(ctx)
	}
}

// raiseAnother writes down that the gateway lists another charge.
func (f *follower) raiseAnother(ctx context.Context) {
	notice := payments.NoticeContradiction
	if f.a.State.Info().Charged == payments.ChargedYes {
		notice = payments.NoticeChargedTwice
	}
	if f.a.Notice == notice {
		return
	}
	ev := f.event(EventContradiction, f.a.State, f.a.State)
	ev.Detail = AnotherCharge
	f.persistEvent(context.WithoutCancel(ctx), f.a.State, ev, func(a *payments.Attempt) { a.Notice = notice })
}

// opposite is what a list says of the attempt itself where that is the opposite of how it ended. A
// payment that was undone since is listed as it stands now, cancelled perhaps, which says nothing of its
// end; that it was declined is no such thing.
func (f *follower) opposite(history []payments.Outcome) (own payments.Outcome, ok bool) {
	ours, is := f.a.Outcome.IDs.Transaction, f.a.State.Info().Charged
	undone := slices.ContainsFunc(history, func(o payments.Outcome) bool { return o.IDs.Original == ours })
	i := slices.IndexFunc(history, func(o payments.Outcome) bool {
		said := o.State.Info().Charged
		return o.IDs.Transaction == ours && o.State.Verdict() && said != is && (!undone || o.State == payments.StateDeclined)
	})
	if ours == "" || i < 0 {
		return payments.Outcome{}, false
	}
	return history[i], true
}

// chargedBeside reports whether a list holds a charge that stands and is not the attempt's.
func (f *follower) chargedBeside(history []payments.Outcome) bool {
	ours := f.a.Outcome.IDs.Transaction
	return slices.ContainsFunc(history, func(o payments.Outcome) bool {
		original := o.IDs.Original == "" && !isReversal(o) && o.State.Info().Charged == payments.ChargedYes
		undone := slices.ContainsFunc(history, func(c payments.Outcome) bool {
			return c.IDs.Original == o.IDs.Transaction && isReversal(c) && c.State.Info().Charged == payments.ChargedYes
		})
		known := o.IDs.Transaction == "" || o.IDs.Transaction == ours
		ofKind := o.Kind == "" || o.Kind == f.a.Kind || o.Kind == f.a.Kind.Operation().FiledAs
		return original && ofKind && !undone && !known && (ours != "" || f.a.State.Info().Charged == payments.ChargedNo)
	})
}

// settled reports whether nothing more is to be learned about a final attempt.
func (f *follower) settled() bool {
	switch s := f.a.State; {
	case s == payments.StateClosed, s == payments.StateNotCharged:
		return false
	case s == payments.StateRefused:
		return f.a.Sent.Refusal == payments.ReasonNone
	case !s.Verdict():
		return true
	}
	asked := f.a.Outcome.Source == payments.SourceResult && f.a.Sent.Token == ""
	return asked || f.a.Outcome.Source == payments.SourceBegin
}

// lookBack asks once more about a final attempt and reports whether nothing is left to
// learn. A contradiction is appended; the state is never left.
func (f *follower) lookBack(ctx context.Context) (done bool) {
	if f.a.Sent.ResultID != "" {
		o, err := f.gateway().Check(ctx, f.a)
		f.e.clock.heard(o.ServerDate)
		if err == nil && o.State.Verdict() {
			f.compareLate(ctx, o)
			if o.Source == payments.SourceResult {
				return len(payments.Compare(f.gateway(), f.a, o)) == 0 && f.a.State != payments.StateClosed
			}
		}
	}
	if finder, ok := f.gateway().(payments.Finder); ok {
		o, err := finder.Find(ctx, f.a)
		f.e.clock.heard(o.ServerDate)
		if err == nil && o.State.Verdict() {
			f.compareLate(ctx, o)
		}
	}
	return false
}

// compareLate holds a late statement against the final state.
func (f *follower) compareLate(ctx context.Context, o payments.Outcome) {
	l := f.lateWord(ctx, o)
	if l.event.Kind == "" {
		return
	}
	f.persistEvent(context.WithoutCancel(ctx), l.event.To, l.event, l.change)
	if l.receipts {
		f.keepReceipts(ctx)
	}
}

// lateAnswer rules what a late answer to our question adds: a contradiction, once, or
// receipts that nobody had.
func (f *follower) lateAnswer(o payments.Outcome) late {
	if f.a.State == payments.StateClosed {
		return f.reopened(o)
	}
	said, is := o.State.Info().Charged, f.a.State.Info().Charged
	if said != is && (f.a.Notice != payments.NoticeContradiction || len(f.a.Mismatch) > 0) {
		ev := f.event(EventContradiction, f.a.State, f.a.State)
		ev.Detail, ev.Code = statement(f.a.Kind, o, false), o.Answer.Code
		return late{event: ev, change: func(a *payments.Attempt) {
			a.Notice, a.Mismatch, a.Mismatched = payments.NoticeContradiction, nil, o
		}}
	}
	if said == is && o.Source == payments.SourceResult && !o.Amounts.Charged.IsZero() && o.Amounts.Charged != charged(f.a) {
		return f.misfit(o, []string{"amount"})
	}
	if said == is && f.a.Outcome.Receipts == (payments.Receipts{}) && o.Receipts != (payments.Receipts{}) {
		return late{event: f.event(EventResult, f.a.State, f.a.State), receipts: true, change: func(a *payments.Attempt) {
			a.Outcome.Receipts = o.Receipts
			if a.Notice == payments.NoticeReceiptMissing {
				a.Notice = payments.NoticeNone
			}
		}}
	}
	return late{}
}

// reopened rules what a late statement proves about an attempt that a person has closed. The
// terminal's own word is proof; the status host's is once no card flow can change it any
// more, and not against what the terminal itself has said.
func (f *follower) reopened(o payments.Outcome) late {
	if f.a.Outcome.Reason == payments.ReasonContradiction {
		return late{} // two that contradict each other a person has judged, and neither is proof alone
	}
	if now := f.e.clock.instant(); o.Source != payments.SourceResult {
		if f.d.claim.state != o.State {
			f.d.claim = claim{state: o.State, since: sinceNow(now)}
		}
		if f.d.flowLeft(now) > 0 || f.a.Mismatched.Source == payments.SourceResult {
			return late{}
		}
	}
	ev := f.event(EventReopened, f.a.State, o.State)
	ev.Detail, ev.Code = statement(f.a.Kind, o, false), o.Answer.Code
	return late{event: ev, receipts: true, change: func(a *payments.Attempt) {
		a.Outcome, a.Notice = o, payments.NoticeNone
	}}
}

// askAgain asks once about an attempt that is final.
func (e *Engine) askAgain(ctx context.Context, reference string) error {
	if err := e.awaitReady(ctx); err != nil {
		return err
	}
	a, err := e.p.Journal.Attempt(ctx, reference)
	if err != nil {
		return fmt.Errorf("read attempt: %w", err)
	}
	if !a.State.Final() {
		return ErrStopped
	}
	f := newFollower(e, a)
	f.recall()
	if !f.ours() {
		return ErrWrongAccount
	}
	if a.Sent.At.IsZero() {
		return nil // it never left: there is nothing to ask
	}
	f.lookBack(ctx)
	f.keepMissing(ctx)
	return nil
}
