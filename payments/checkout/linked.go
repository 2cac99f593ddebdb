package checkout

import (
	"context"
	"fmt"
	"math"
	"slices"

	"tillside/payments"
)

// mayFollow refuses what comes too late for an original of ours, and the void of one with a tip that was
// put on it afterwards.
func (e *Engine) mayFollow(ctx context.Context, k payments.Kind, original payments.Attempt) error {
	if err := e.inTime(ctx, k, original); err != nil {
		return err
	}
	return e.untipped(ctx, k, original.Reference)
}

// link completes a refund or reversal from its original: the gateway's id, the reference
// of the history, the amount that may move, and the children that are there already.
func (e *Engine) link(ctx context.Context, a *payments.Attempt, r Request) error {
	if r.Seen != (payments.Account{}) {
		return e.linkSeen(ctx, a, r)
	}
	original, err := e.p.Journal.Attempt(ctx, r.Original)
	if err != nil {
		return fmt.Errorf("read original: %w", err)
	}
	if original.Account != e.p.Account {
		return ErrWrongAccount
	}
	original = e.asStated(original)
	if mayLink := original.State == payments.StateClosed || linkFits(r.Kind, original); !mayLink {
		return ErrNotRefundable
	}
	history, root, asked, err := e.history(ctx, e.p.Gateway, original)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLookupFailed, err)
	}
	if original = provenBy(history, original); !linkFits(r.Kind, original) || denied(history, original) {
		return ErrNotRefundable
	}
	if err := e.mayFollow(ctx, r.Kind, original); err != nil {
		return err
	}
	a.Original = payments.Original{
		Reference: original.Reference, Kind: original.Kind, TransactionID: original.Outcome.IDs.Transaction,
		FiledUnder: root, Amount: charged(original), At: original.Sent.At,
	}
	if err := e.place(a, original.Outcome.Card); err != nil {
		return err
	}
	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = transactionIDs(history), asked
	switch op := original.Kind.Operation(); {
	case op.Charges():
		err = e.limitToRest(ctx, a, original, history, asked)
	case op.Holds():
		err = e.limitToHold(ctx, a, original, history)
	default:
		err = e.limitUndoing(ctx, original, history)
	}
	if err != nil || r.Kind.Operation().Amount != payments.AmountWhole {
		return err
	}
	return wholeOnly(a)
}

// provenBy is a sale or a hold that a person has closed as the gateway's own list proves it: the shop
// must be able to give back what was charged, whatever the till knew when it was closed.
func provenBy(history []payments.Outcome, sale payments.Attempt) payments.Attempt {
	op := sale.Kind.Operation()
	if sale.State != payments.StateClosed || !op.Charges() && !op.Holds() || len(history) == 0 {
		return sale
	}
	first := history[0]
	fits := first.IDs.Original == "" && (first.Kind == sale.Kind || first.Kind == op.FiledAs || first.Kind == "") &&
		first.Amounts.Charged.Currency() == sale.Amount.Currency() && first.Amounts.Charged.Sign() > 0
	if fits && first.State.Info().Charged == payments.ChargedYes {
		sale.State, sale.Outcome = first.State, first
	}
	return sale
}

// denied reports whether the gateway's list says of an original that it moved nothing, or has a word for
// it that nobody has documented: one that was reversed may be called so. Of what was never taken, or was
// given back already, nothing is given back, whatever the till was told.
func denied(history []payments.Outcome, original payments.Attempt) bool {
	return slices.ContainsFunc(history, func(o payments.Outcome) bool {
		no := o.State.Verdict() && o.State.Info().Charged == payments.ChargedNo
		return o.IDs.Transaction == original.Outcome.IDs.Transaction && (no || o.State == payments.StateUnknown)
	})
}

// linkFits reports whether the kind can refer to the original: it is one that the kind may
// follow, has moved money, and the gateway has a name for it.
func linkFits(k payments.Kind, original payments.Attempt) bool {
	if original.State.Info().Charged != payments.ChargedYes || original.Outcome.IDs.Transaction == "" {
		return false
	}
	return k.Operation().CanFollow(original.Kind)
}

// limitToRest refuses a refund of more than what is left of the sale, and the reversal of
// a sale of which something was refunded. A list without the sale itself says nothing of what is left.
func (e *Engine) limitToRest(ctx context.Context, a *payments.Attempt, sale payments.Attempt, history []payments.Outcome, asked bool) error {
	rest, err := e.restOf(ctx, sale, history, asked)
	switch {
	case err != nil:
		return err
	case rest.Open:
		return ErrOriginalTaken
	case a.Kind.Operation().Undoes() && (rest.Reversed || rest.Refunded.Sign() > 0):
		return ErrNotRefundable
	case len(history) > 0 && !isListed(history, sale):
		return fmt.Errorf("%w: its list does not hold the sale", ErrLookupFailed) // nor, perhaps, what went back of it
	case a.Kind.Operation().Undoes():
		return nil
	}
	more, err := a.Amount.Cmp(rest.Rest)
	if err != nil {
		return fmt.Errorf("compare with the rest: %w", err)
	}
	if more > 0 {
		return ErrOverRefund
	}
	return nil
}

// limitUndoing refuses the reversal of a refund that is being or was reversed.
func (e *Engine) limitUndoing(ctx context.Context, refund payments.Attempt, history []payments.Outcome) error {
	undone := func(o payments.Outcome) bool {
		return o.IDs.Original == refund.Outcome.IDs.Transaction && isReversal(o) && o.State.Info().Charged == payments.ChargedYes
	}
	if slices.ContainsFunc(history, undone) {
		return ErrNotRefundable
	}
	children, err := e.p.Journal.Linked(ctx, refund.Reference)
	if err != nil {
		return fmt.Errorf("list reversals: %w", err)
	}
	for _, c := range children {
		if !c.State.Final() {
			return ErrOriginalTaken
		}
		if c.State.Info().Charged != payments.ChargedNo { // one that a person has closed counts as made
			return ErrNotRefundable
		}
	}
	return nil
}

// wholeOnly makes a reversal one of the whole original: where an acquirer cannot do less
// it reverses everything whatever amount is sent, so less is never asked for.
func wholeOnly(a *payments.Attempt) error {
	if a.Amount.IsZero() {
		a.Amount = a.Original.Amount
	}
	if a.Amount != a.Original.Amount {
		return ErrOverRefund
	}
	return nil
}

// undone reports whether a refund was itself reversed.
func (e *Engine) undone(ctx context.Context, refund payments.Attempt) bool {
	children, err := e.p.Journal.Linked(ctx, refund.Reference)
	if err != nil {
		return false
	}
	for _, c := range children {
		if c.Kind.Operation().Undoes() && c.State.Info().Charged == payments.ChargedYes {
			return true
		}
	}
	return false
}

// charged is what an attempt really moved.
func charged(a payments.Attempt) payments.Money {
	if !a.Outcome.Amounts.Charged.IsZero() {
		return a.Outcome.Amounts.Charged
	}
	return a.Amount
}

// Refundable says what can still be refunded of a sale: what it charged less the refunds
// that the journal or the gateway knows, each counted once. A refund whose truth is not
// known counts as made. ErrNotRefundable for anything but a sale that
// moved money, or that a person closed and the gateway lists as charged; when
// the gateway cannot be asked the journal alone answers and Asked is false.
func (e *Engine) Refundable(ctx context.Context, reference string) (Refundable, error) {
	sale, err := e.p.Journal.Attempt(ctx, reference)
	if err != nil {
		return Refundable{}, fmt.Errorf("read payment: %w", err)
	}
	moved := sale.State.Info().Charged == payments.ChargedYes
	if !sale.Kind.Operation().Charges() || !moved && sale.State != payments.StateClosed {
		return Refundable{}, ErrNotRefundable
	}
	if sale.Account != e.p.Account && moved {
		return e.restOf(ctx, sale, nil, false)
	}
	history, _, asked, err := e.history(ctx, e.p.Gateway, sale)
	if err != nil {
		e.p.Log.Warn("read the gateway's list of refunds", "reference", reference, "error", err.Error())
	}
	if sale = provenBy(history, sale); sale.State == payments.StateClosed {
		return Refundable{}, ErrNotRefundable
	}
	rest, err := e.restOf(ctx, sale, history, asked)
	if err != nil {
		return Refundable{}, err
	}
	f, known, err := e.followUps(ctx, sale)
	if err != nil {
		e.p.Log.Warn("read what the gateway takes of a payment", "reference", reference, "error", err.Error())
	}
	if known {
		rest.FollowUps = &f
	}
	return rest, nil
}

// restOf adds up the journal and the gateway's list.
func (e *Engine) restOf(ctx context.Context, sale payments.Attempt, history []payments.Outcome, asked bool) (Refundable, error) {
	children, err := e.p.Journal.Linked(ctx, sale.Reference)
	if err != nil {
		return Refundable{}, fmt.Errorf("list refunds: %w", err)
	}
	t := newTally(sale)
	for _, c := range children {
		t.journal(c, e.undone(ctx, c))
	}
	if asked {
		t.gateway(history)
	}
	return t.result()
}

// tally adds up what was refunded of one sale, from the journal and the gateway's list.
type tally struct {
	sale     payments.Attempt
	refunded int64           // minor units
	counted  map[string]bool // gateway ids that are in the sum or known to be undone
	unsure   []int64         // refunds in the sum of which no gateway id is known, minor units
	open     bool
	reversed bool
	asked    bool
}

func newTally(sale payments.Attempt) *tally {
	return &tally{sale: sale, counted: map[string]bool{sale.Outcome.IDs.Transaction: true}}
}

// journal counts one linked attempt of ours.
func (t *tally) journal(c payments.Attempt, undone bool) {
	truth := c.State.Info().Charged
	if id := c.Outcome.IDs.Transaction; id != "" && truth != payments.ChargedNo { // of what ended without a refund the list has the last word
		t.counted[id] = true
	}
	switch {
	case !c.State.Final():
		t.open = true
	case truth == payments.ChargedNo, undone:
		return
	}
	if c.Kind.Operation().Undoes() && truth == payments.ChargedYes {
		t.reversed = true
		return
	}
	amount := charged(c).Minor()
	t.give(amount)
	if c.Kind.Operation().Refunds() && c.Outcome.IDs.Transaction == "" {
		t.unsure = append(t.unsure, amount)
	}
}

// gateway counts the children the gateway lists that the journal does not know: made at
// the terminal itself, by another till, or before this journal began.
func (t *tally) gateway(history []payments.Outcome) {
	t.asked = true
	reversed := map[string]bool{}
	for _, o := range history {
		if isReversal(o) && o.State.Info().Charged == payments.ChargedYes {
			reversed[o.IDs.Original] = true
		}
	}
	if reversed[t.sale.Outcome.IDs.Transaction] {
		t.reversed = true
	}
	given := len(t.counted) > 1 // the sale itself is always there
	for _, o := range history {
		given = t.child(o, reversed) || given
	}
	if !given && slices.ContainsFunc(history, t.isRefundedSale) {
		// The gateway says that the sale was refunded and lists no refund of it that stands. What
		// it says of a sale is how it stands now, authorised again once its only refund was
		// undone, so that there is another refund that it does not list.
		t.refunded = charged(t.sale).Minor()
	}
}

// child counts one member of the history that gave money of the sale back and is not
// counted yet, whatever the gateway calls it, and reports whether it is one.
func (t *tally) child(o payments.Outcome, reversed map[string]bool) bool {
	id, sale := o.IDs.Transaction, t.sale.Outcome.IDs.Transaction
	refund := o.Kind.Operation().Refunds() || o.IDs.Original == sale && sale != "" && !isReversal(o)
	if !refund || t.counted[id] || reversed[id] || o.State.Info().Charged != payments.ChargedYes {
		return false
	}
	if o.Amounts.Charged.Currency() != t.sale.Amount.Currency() {
		return false
	}
	amount := magnitude(o.Amounts.Charged.Minor())
	if i := slices.Index(t.unsure, amount); i >= 0 {
		t.unsure = slices.Delete(t.unsure, i, i+1) // ours, of which only the end was not known
		return true
	}
	t.give(amount)
	return true
}

// give adds what was given back, as far as there is something left.
func (t *tally) give(amount int64) {
	t.refunded += min(amount, charged(t.sale).Minor()-t.refunded)
}

// magnitude is an amount without its sign: a refund that a list has as less than nothing gave as much
// back as one that it has as more.
func magnitude(minor int64) int64 {
	switch {
	case minor == math.MinInt64:
		return math.MaxInt64
	case minor < 0:
		return -minor
	}
	return minor
}

// isRefundedSale reports whether a member of the history is the sale, refunded since.
func (t *tally) isRefundedSale(o payments.Outcome) bool {
	return o.Refunded && o.IDs.Transaction == t.sale.Outcome.IDs.Transaction
}

// isReversal reports whether a member of a history undoes another. The status host writes
// one word for the void of a sale and of a refund, so an unnamed kind with an original
// counts.
func isReversal(o payments.Outcome) bool {
	return o.Kind.Operation().Undoes() || (o.Kind == "" && o.IDs.Original != "")
}

func (t *tally) result() (Refundable, error) {
	whole := charged(t.sale)
	refunded, err := payments.NewMoney(t.refunded, whole.Currency())
	if err != nil {
		return Refundable{}, fmt.Errorf("sum refunds: %w", err)
	}
	rest, err := whole.Sub(refunded)
	if err != nil {
		return Refundable{}, fmt.Errorf("sum refunds: %w", err)
	}
	if t.reversed {
		rest, err = payments.NewMoney(0, whole.Currency())
		if err != nil {
			return Refundable{}, fmt.Errorf("sum refunds: %w", err)
		}
	}
	return Refundable{Charged: whole, Refunded: refunded, Rest: rest, Open: t.open, Reversed: t.reversed, Asked: t.asked}, nil
}
