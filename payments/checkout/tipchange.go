package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"tillside/payments"

	"github.com/google/uuid"
)

// Errors of AdjustTip. Compare with errors.Is.
var (
	// ErrTips refuses a tip while the one before is not answered, or after one that the provider has
	// read otherwise.
	ErrTips = errors.New("an adjusted tip is not answered yet, or was read in another unit")
	// ErrTipThere refuses a tip where the terminal has asked for one: it would be written over.
	ErrTipThere = errors.New("the payment has a tip that its terminal has asked for")
	// ErrTipAdjusted refuses the void of a payment whose tip was adjusted, and not taken back since: what that
	// takes back nobody here can say.
	ErrTipAdjusted = errors.New("the tip of the payment was adjusted afterwards")
)

// tipLooks are the times after a tip was sent at which the provider's list is asked what it states now.
var tipLooks = []time.Duration{2 * time.Second, 5 * time.Second, 15 * time.Second}

// TipRequest is what a person asks for with one press.
type TipRequest struct {
	RequestKey string
	Payment    string         // our reference of the sale
	Tip        payments.Money // on top of what it charged; zero takes an adjusted one back
}

// AdjustTip has the provider put another tip on top of a sale that is over. It is sent once, and written down
// before. The provider's answer names no amount: the state payments.CommandTaken says that it was
// accepted, CommandDone that the provider's list states this tip and the whole with it, CommandMisread that
// it states another, and CommandUnknown that nobody knows whether it was taken. It returns after
// about 25 seconds where nothing is stated. No tip at all is the same in every unit: it takes an earlier one
// back where no unit is settled, or not any more. It refuses what ErrTipOver, ErrTips, ErrTipThere,
// ErrNotRefundable and ErrLookupFailed say before anything leaves.
func (e *Engine) AdjustTip(ctx context.Context, r TipRequest) (CommandStep, error) {
	if err := e.awaitReady(ctx); err != nil {
		return CommandStep{}, err
	}
	log, ok := e.p.Journal.(CommandLog)
	if !ok {
		return CommandStep{}, ErrUnsupported
	}
	earlier, err := e.tipsOf(ctx, log, r.Payment)
	if err != nil {
		return CommandStep{}, err
	}
	back := r.Tip.Sign() == 0 && len(earlier) > 0
	if !back && !payments.Describe(e.p.Gateway).Can.Commands.Has(payments.CommandTip) {
		return CommandStep{}, ErrUnsupported
	}
	operator, err := e.may(RightSell)
	if err != nil {
		return CommandStep{}, err
	}
	if err := e.beginTip(back); err != nil {
		return CommandStep{}, err
	}
	step := CommandStep{}
	defer func() { e.endTip(step.State == payments.CommandMisread) }()
	change, before, err := e.tipChange(ctx, r)
	if err != nil {
		return CommandStep{}, err
	}
	if err := e.hold(); err != nil {
		return CommandStep{}, err
	}
	defer e.work.Done()
	run := &commandRun{e: e, log: log, step: CommandStep{Command: payments.Command{
		Reference: uuid.NewString(), RequestKey: r.RequestKey, Kind: payments.CommandTip, Account: e.p.Account, Operator: operator.Name,
		Settings: payments.CommandSettings{Receipt: r.Payment, Tip: change}, Created: e.wall(),
	}}}
	if err := run.step.Command.Check(); err != nil {
		return CommandStep{}, err
	}
	if err := run.write(context.WithoutCancel(ctx), payments.CommandAnswer{State: payments.CommandAsked}); err != nil {
		return CommandStep{}, fmt.Errorf("write the tip down: %w", err)
	}
	sending, stop := e.lasting(ctx)
	defer stop()
	if err := run.persist(run.give(sending)); err != nil {
		return run.step, err
	}
	run.readTip(e.life, before)
	step = run.step
	return step, nil
}

// beginTip lets one tip be adjusted at a time, and none after one that was read otherwise, but for its way
// back: until the connection is made anew, which is when a person has settled the unit again.
func (e *Engine) beginTip(back bool) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.units.tipping || e.units.tipMisread && !back {
		return ErrTips
	}
	e.units.tipping = true
	return nil
}

func (e *Engine) endTip(misread bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.units.tipping, e.units.tipMisread = false, e.units.tipMisread || misread
}

// tipChange checks what was asked for against the payment and the provider's own list, and reads what that
// states before.
func (e *Engine) tipChange(ctx context.Context, r TipRequest) (change payments.TipChange, before payments.Stated, err error) {
	sale, err := e.p.Journal.Attempt(ctx, r.Payment)
	if err != nil {
		return change, before, fmt.Errorf("read payment: %w", err)
	}
	if err := e.tippable(sale); err != nil {
		return change, before, err
	}
	change = payments.TipChange{Tip: r.Tip, Of: charged(sale), Transaction: sale.Outcome.IDs.Transaction, FiledUnder: filedUnder(sale)}
	if more, err := r.Tip.Cmp(change.Of); err != nil || more > 0 || r.Tip.Sign() < 0 {
		return change, before, ErrTipOver
	}
	history, _, asked, err := e.history(ctx, e.p.Gateway, sale)
	if err != nil {
		return change, before, fmt.Errorf("%w: %w", ErrLookupFailed, err)
	}
	before, known := statedIn(history, change)
	rest, err := e.restOf(ctx, sale, history, asked)
	switch {
	case err != nil:
		return change, before, err
	case rest.Open:
		return change, before, ErrOriginalTaken
	case asked && !known, rest.Reversed, rest.Refunded.Sign() > 0:
		return change, before, ErrNotRefundable
	}
	return change, before, nil
}

// tippable tells of a payment by the journal alone whether a tip can be put on it.
func (e *Engine) tippable(sale payments.Attempt) error {
	switch {
	case sale.Account != e.p.Account:
		return ErrWrongAccount
	case sale.Kind != payments.KindSale || sale.State != payments.StateApproved || sale.Contradicted() || sale.Outcome.IDs.Transaction == "":
		return ErrNotRefundable
	case sale.Tips.Asked() || sale.Outcome.Amounts.Tip.Sign() != 0:
		return ErrTipThere
	}
	return nil
}

// listed is the payment as its list is asked for.
func listed(t payments.TipChange) payments.Attempt {
	return payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Reference: t.FiledUnder}}
}

// statedIn is what a list states of the payment.
func statedIn(history []payments.Outcome, change payments.TipChange) (payments.Stated, bool) {
	at := slices.IndexFunc(history, func(o payments.Outcome) bool { return o.IDs.Transaction == change.Transaction })
	if at < 0 || history[at].State != payments.StateApproved {
		return payments.Stated{}, false
	}
	return payments.Stated{Tip: history[at].Amounts.Tip, Total: history[at].Amounts.Charged}, true
}

// readTip asks what the provider states of the payment now. What has become another amount than was asked
// for counts when it is still that at the last look: a list may change in two steps.
func (r *commandRun) readTip(ctx context.Context, before payments.Stated) {
	if r.step.State != payments.CommandTaken && r.step.State != payments.CommandUnknown {
		return
	}
	change := r.step.Command.Settings.Tip
	answer := payments.CommandAnswer{State: payments.CommandTaken}
	for _, pause := range tipLooks {
		if sleep(ctx, pause) != nil {
			return
		}
		history, _, _, err := r.e.history(ctx, r.e.p.Gateway, listed(change))
		now, known := statedIn(history, change)
		if err != nil || !known {
			continue
		}
		if answer = (payments.CommandAnswer{State: change.Reads(before, now), Stated: now}); answer.State == payments.CommandDone {
			break
		}
	}
	if answer.State != payments.CommandTaken { // else nothing is stated: the line before says all that is known
		_ = r.persist(answer) // an error was logged, and the line before is still true
	}
}

// tipsOf are the tips on a payment that may have been taken, newest first.
func (e *Engine) tipsOf(ctx context.Context, log CommandLog, reference string) ([]CommandStep, error) {
	all, err := log.Commands(ctx, CommandQuery{Kind: payments.CommandTip, Receipt: reference, Limit: -1})
	if err != nil {
		return nil, fmt.Errorf("read adjusted tips: %w", err)
	}
	return slices.DeleteFunc(all, func(s CommandStep) bool {
		return s.State == payments.CommandRefused || s.State == payments.CommandNotSent
	}), nil
}

// untipped refuses the void of a payment of which a tip was adjusted, or may have been, unless all of them
// were answered and the provider states that there is none now.
func (e *Engine) untipped(ctx context.Context, k payments.Kind, reference string) error {
	log, ok := e.p.Journal.(CommandLog)
	if !ok || !k.Operation().Undoes() {
		return nil
	}
	tips, err := e.tipsOf(ctx, log, reference)
	if err != nil {
		return err
	}
	if len(tips) > 0 && !TipsTakenBack(tips) {
		return ErrTipAdjusted
	}
	return nil
}

// TipsTakenBack reports whether the last of the tips on a payment, newest first and without those that were
// refused or never left, was none at all, which the provider states, and whether each of them was answered: an
// answer that is lost may be about a request that is still on its way.
func TipsTakenBack(tips []CommandStep) bool {
	lost := func(s CommandStep) bool {
		return s.State == payments.CommandUnknown || s.State == payments.CommandAsked
	}
	return len(tips) > 0 && tips[0].State == payments.CommandDone && tips[0].Command.Settings.Tip.Tip.Sign() == 0 && !slices.ContainsFunc(tips, lost)
}
