package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tillside/payments"

	"github.com/google/uuid"
)

// Errors of Seek. Compare with errors.Is.
var (
	ErrNotSeen = errors.New("the provider knows no payment under this reference")
	ErrUnclear = fmt.Errorf("%w: the provider's list leaves open what became of it", ErrNotRefundable)
	ErrOurs    = errors.New("this till took the payment")
)

// Ours is ErrOurs, and names the payment in the journal.
type Ours struct{ Reference string }

func (o *Ours) Error() string { return ErrOurs.Error() + ": " + o.Reference }

// Is makes every Ours an ErrOurs.
func (o *Ours) Is(target error) bool { return target == ErrOurs }

// Seen is a payment that the provider lists and the journal does not hold. It is nobody's sale here:
// it is in no list and in no sum. A refund of it is ours, and counts.
type Seen struct {
	// Original is the payment as an attempt of the account that was asked. Created and Sent.At are
	// zero where the provider does not say when it was made. It is never written into the journal.
	Original payments.Attempt
	List     []payments.Listed  // everything under its reference, oldest first
	Rest     Refundable         // where Problem is nil
	Problem  error              // why nothing can be given back of it: ErrUnclear, ErrOriginalTaken, ErrNotRefundable
	Linked   []payments.Attempt // what this till gave back of it, oldest first
}

// Seek asks the provider for a payment that this till did not take, by the reference that it was sent
// with. With a requestKey, what was learnt is written down as a command: kinds, states, amounts and
// numbers, and nothing of a card; without one it is only read again. ErrOurs where it is in the
// journal, ErrNotSeen where the provider knows none, ErrLookupFailed where nobody could tell,
// ErrUnsupported where the provider does not list the payments of others.
func (e *Engine) Seek(ctx context.Context, reference, requestKey string) (Seen, error) {
	if err := e.awaitReady(ctx); err != nil {
		return Seen{}, err
	}
	operator, err := e.present()
	if err != nil {
		return Seen{}, err
	}
	if payments.CardNumberIn(reference) {
		return Seen{}, ErrCardNumber
	}
	reference, ok := payments.Sought(reference)
	if !ok {
		return Seen{}, ErrNotSeen
	}
	if err := e.notOurs(ctx, reference, ""); err != nil {
		return Seen{}, err
	}
	if requestKey == "" {
		list, err := e.askFor(ctx, reference)
		return e.seen(ctx, reference, list, err)
	}
	log, ok := e.p.Journal.(CommandLog)
	if !ok {
		return Seen{}, ErrUnsupported
	}
	if err := e.hold(); err != nil {
		return Seen{}, err
	}
	defer e.work.Done()
	run := &commandRun{e: e, log: log, step: CommandStep{Command: payments.Command{
		Reference: uuid.NewString(), RequestKey: requestKey, Kind: payments.CommandLookUp, Account: e.p.Account, Operator: operator.Name,
		Settings: payments.CommandSettings{Reference: reference}, Created: e.wall(),
	}}}
	if err := run.write(ctx, payments.CommandAnswer{State: payments.CommandAsked}); err != nil {
		return Seen{}, fmt.Errorf("write the look-up down: %w", err)
	}
	list, asked := e.askFor(ctx, reference)
	if err := run.persist(lookedUp(list, asked)); err != nil {
		return Seen{}, err // what was learnt cannot be written down: nothing follows from it
	}
	return e.seen(ctx, reference, list, asked)
}

// askFor reads the provider's list.
func (e *Engine) askFor(ctx context.Context, reference string) ([]payments.Listed, error) {
	seeker, ok := e.p.Gateway.(payments.Seeker)
	if !ok {
		return nil, ErrUnsupported
	}
	list, err := seeker.Seek(ctx, reference)
	e.clock.heardIn(err)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLookupFailed, err)
	}
	return list, nil
}

// lookedUp is what a look-up came to, for the log of commands.
func lookedUp(list []payments.Listed, err error) payments.CommandAnswer {
	answer := payments.CommandAnswer{State: payments.CommandDone, Listed: slices.Clone(list)}
	for i := range answer.Listed {
		answer.Listed[i].Card = payments.Card{}
	}
	var asked *payments.Error
	switch {
	case errors.As(err, &asked):
		answer.State, answer.Answer = payments.CommandUnknown, answerOf(asked)
	case err != nil:
		answer.State = payments.CommandNotSent
	}
	return answer
}

// notOurs is an Ours where a reference, or a transaction of the provider's, is that of a payment in
// the journal, whichever profile's.
func (e *Engine) notOurs(ctx context.Context, reference, transaction string) error {
	for _, name := range []string{reference, strings.ToLower(reference)} {
		a, err := e.p.Journal.Attempt(ctx, name)
		switch {
		case err == nil:
			return &Ours{a.Reference}
		case !errors.Is(err, ErrNoAttempt):
			return fmt.Errorf("look into the journal: %w", err)
		}
	}
	asked := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Account: e.p.Account}}
	owner, err := e.p.Journal.Owner(ctx, asked, payments.IDs{Reference: reference, Transaction: transaction})
	switch {
	case err != nil:
		return fmt.Errorf("look into the journal: %w", err)
	case owner != "":
		return &Ours{owner}
	}
	return nil
}

// seen is what a list says of a payment that is none of ours.
func (e *Engine) seen(ctx context.Context, reference string, list []payments.Listed, err error) (Seen, error) {
	switch {
	case err != nil:
		return Seen{}, err
	case !slices.ContainsFunc(list, func(o payments.Listed) bool { return !o.NotFound }):
		return Seen{}, ErrNotSeen
	}
	s := Seen{List: list}
	var first payments.Listed
	if first, s.Problem = originalIn(list); s.Problem == nil && e.flowMayRun(first) {
		s.Problem = ErrUnclear
	}
	s.Original = payments.Attempt{
		Intent: payments.Intent{Reference: cmp.Or(first.IDs.Reference, reference), Kind: first.Kind, Amount: first.Amounts.Charged, Account: e.p.Account, Created: first.At},
		State:  first.State, Outcome: first.Outcome, Updated: first.At,
	}
	s.Original.Sent.Reference, s.Original.Sent.At = s.Original.Reference, first.At
	if err := e.notOurs(ctx, s.Original.Reference, first.IDs.Transaction); err != nil {
		return Seen{}, err
	}
	if s.Linked, err = e.p.Journal.Linked(ctx, s.Original.Reference); err != nil {
		return Seen{}, fmt.Errorf("list refunds: %w", err)
	}
	if s.Problem != nil {
		return s, nil //nolint:nilerr // it was seen, and nothing of it can be given back
	}
	if s.Rest, err = e.restOf(ctx, s.Original, outcomes(list), true); err != nil {
		return Seen{}, err
	}
	f, known, err := e.followUps(ctx, s.Original)
	switch {
	case err != nil:
		s.Problem = fmt.Errorf("%w: %w", ErrLookupFailed, err)
	case known:
		s.Rest.FollowUps = &f
	}
	return s, nil
}

// flowMayRun reports whether a payment was made so lately that its terminal may still be at work on it. The
// word of a list may be early then, and no result of that terminal will come to this till.
func (e *Engine) flowMayRun(first payments.Listed) bool {
	now := first.ServerDate
	if now.IsZero() {
		now = e.wall()
	}
	return !first.At.IsZero() && now.Sub(first.At).Abs() < e.p.Gateway.Info().Rules.LongestFlow+notFoundMargin
}

// originalIn is the payment that a list is about. The error says why nothing of it can be given back:
// what is left has to follow from the list alone, so that one word in it which is not certain, or
// which nobody has documented, is too much.
func originalIn(list []payments.Listed) (payments.Listed, error) {
	at := slices.IndexFunc(list, func(o payments.Listed) bool {
		return o.IDs.Original == "" && o.State.Verdict() && o.State.Info().Charged == payments.ChargedYes
	})
	open := undecided(list)
	switch {
	case at < 0 && open == nil:
		return list[0], ErrNotRefundable
	case at < 0:
		return list[0], ErrUnclear
	case open != nil:
		return list[at], open
	}
	first, names := list[at], named(list)
	switch {
	case names == nil, !first.Kind.Valid(), first.State == payments.StatePartial && first.Choosing:
		return first, ErrUnclear
	case !first.Kind.Operation().Charges(), first.Amounts.Charged.Sign() <= 0:
		return first, ErrNotRefundable
	}
	for i, o := range list {
		if i != at && o.State.Info().Charged == payments.ChargedYes && !follows(o, first, names) {
			return first, ErrUnclear
		}
	}
	return first, nil
}

// named are the provider's names of all entries; nil where one has none, or another's.
func named(list []payments.Listed) map[string]bool {
	names := map[string]bool{}
	for _, o := range list {
		if o.IDs.Transaction == "" || names[o.IDs.Transaction] {
			return nil
		}
		names[o.IDs.Transaction] = true
	}
	return names
}

// undecided is ErrOriginalTaken where another till is at something, and ErrUnclear where the list has a
// word that nobody has documented.
func undecided(list []payments.Listed) (why error) {
	for _, o := range list {
		switch {
		case o.State == payments.StateWaiting:
			why = cmp.Or(why, ErrOriginalTaken)
		case !o.State.Verdict():
			why = ErrUnclear
		}
	}
	return why
}

// follows reports whether an entry that moved money is plainly a part of what became of the first: it
// gives back, or undoes what gave back, in its currency, and names which. A second charge is none.
func follows(o, first payments.Listed, names map[string]bool) bool {
	op := o.Kind.Operation()
	return (op.Refunds() || op.Undoes()) && names[o.IDs.Original] &&
		o.Amounts.Charged.Currency() == first.Amounts.Charged.Currency() && o.Amounts.Charged.Sign() > 0
}

func outcomes(list []payments.Listed) []payments.Outcome {
	all := make([]payments.Outcome, 0, len(list))
	for _, o := range list {
		all = append(all, o.Outcome)
	}
	return all
}

// linkSeen is link for an original that the journal does not hold. The provider's list is read now:
// what it says counts, and nothing that was shown before.
func (e *Engine) linkSeen(ctx context.Context, a *payments.Attempt, r Request) error {
	switch {
	case r.Seen != e.p.Account:
		return ErrWrongAccount
	case !r.Kind.Operation().Refunds() && !r.Kind.Operation().Undoes():
		return ErrUnsupported
	}
	seen, err := e.Seek(ctx, r.Original, "")
	switch {
	case err != nil:
		return err
	case seen.Problem != nil:
		return seen.Problem
	case seen.Original.Reference != r.Original:
		return ErrUnclear
	case !linkFits(r.Kind, seen.Original):
		return ErrNotRefundable
	}
	if err := e.inTime(ctx, r.Kind, seen.Original); err != nil {
		return err
	}
	sale := seen.Original
	a.Original = payments.Original{
		Reference: sale.Reference, Kind: sale.Kind, TransactionID: sale.Outcome.IDs.Transaction,
		FiledUnder: filedUnder(sale), Amount: charged(sale), At: sale.Created,
	}
	if err := e.place(a, sale.Outcome.Card); err != nil {
		return err
	}
	history := outcomes(seen.List)
	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = transactionIDs(history), true
	if r.Kind.Operation().Undoes() {
		if err := wholeOnly(a); err != nil {
			return err
		}
	}
	return e.limitToRest(ctx, a, sale, history, true)
}
