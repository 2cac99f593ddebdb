package checkout

import (
	"context"
	"fmt"

	"tillside/payments"
)

// Held says what a hold still reserves, and how far that is proven.
type Held struct {
	Amount payments.Money // what may be captured: what was held, and what it was increased by
	Over   bool           // it was captured or released, or may have been
	Open   bool           // something that follows it is not settled yet: nothing more may start now
	Late   bool           // it is older than the shop says that a hold can be charged
	Asked  bool           // the gateway's own list went into this, not the journal alone
}

// Held says what a hold still reserves. ErrNotRefundable for anything but an approved hold;
// when the gateway cannot be asked the journal alone answers and Asked is false.
func (e *Engine) Held(ctx context.Context, reference string) (Held, error) {
	hold, err := e.p.Journal.Attempt(ctx, reference)
	if err != nil {
		return Held{}, fmt.Errorf("read payment: %w", err)
	}
	if !hold.Kind.Operation().Holds() || hold.State.Info().Charged != payments.ChargedYes {
		return Held{}, ErrNotRefundable
	}
	if hold.Account != e.p.Account {
		return e.heldBy(ctx, hold, nil)
	}
	history, _, asked, err := e.history(ctx, e.p.Gateway, hold)
	if err != nil {
		e.p.Log.Warn("read the gateway's list of refunds", "reference", reference, "error", err.Error())
	}
	held, err := e.heldBy(ctx, hold, history)
	held.Asked, held.Late = asked, e.late(hold)
	return held, err
}

// limitToHold refuses what a hold does not cover: more than it reserves, a second capture, and
// anything after a capture or a release. What follows a hold is about all that it reserves.
func (e *Engine) limitToHold(ctx context.Context, a *payments.Attempt, hold payments.Attempt, history []payments.Outcome) error {
	held, err := e.heldBy(ctx, hold, history)
	switch {
	case err != nil:
		return err
	case held.Open:
		return ErrOriginalTaken
	case held.Over:
		return ErrHoldOver
	}
	if a.Kind.Operation().Effect != payments.EffectRelease && e.late(hold) {
		return ErrHoldLate
	}
	a.Original.Amount = held.Amount
	more, err := a.Amount.Cmp(held.Amount)
	switch op := a.Kind.Operation(); {
	case !op.Captures() && op.Effect != payments.EffectLess:
		return nil
	case err != nil:
		return fmt.Errorf("compare with what is held: %w", err)
	case op.Captures() && more > 0:
		return ErrOverHold
	case !op.Captures() && more >= 0:
		return ErrWholeHold
	}
	return nil
}

// late reports whether a hold is older than the shop says that one can be charged. It can be released
// all the same, which asks for no money.
func (e *Engine) late(hold payments.Attempt) bool {
	lasts := e.p.Gateway.Info().Traits.HoldLasts
	return lasts > 0 && !hold.Sent.At.IsZero() && e.wall().Sub(hold.Sent.At) >= lasts
}

// heldBy adds up the journal and the gateway's list. An increase counts where it is proven, and a
// decrease unless it is disproven; a capture or a release of which a person alone has said that it is over counts as made.
func (e *Engine) heldBy(ctx context.Context, hold payments.Attempt, history []payments.Outcome) (Held, error) {
	children, err := e.p.Journal.Linked(ctx, hold.Reference)
	if err != nil {
		return Held{}, fmt.Errorf("list what follows the hold: %w", err)
	}
	held, ours := Held{Amount: charged(hold)}, map[string]bool{}
	for _, c := range children {
		truth := c.State.Info().Charged
		ours[c.Outcome.IDs.Transaction] = truth == payments.ChargedYes
		switch {
		case !c.State.Final():
			held.Open = true
		case !amends(c.Kind):
			held.Over = held.Over || truth != payments.ChargedNo
		case truth == payments.ChargedYes, truth == payments.ChargedUnknown && c.Kind.Operation().Effect == payments.EffectLess:
			if held.Amount, err = amended(held.Amount, c.Kind, charged(c)); err != nil {
				return Held{}, fmt.Errorf("sum what is held: %w", err)
			}
		}
	}
	return held.with(history, hold.Outcome.IDs.Transaction, ours)
}

// with adds what the gateway lists of a hold, by its transaction, and the journal does not know.
func (held Held) with(history []payments.Outcome, hold string, ours map[string]bool) (_ Held, err error) {
	for _, o := range history {
		theirs := o.IDs.Transaction != hold && !ours[o.IDs.Transaction]
		if !theirs || o.State.Info().Charged != payments.ChargedYes || o.IDs.Original != hold {
			continue
		}
		switch {
		case !amends(o.Kind):
			held.Over = true
		case o.IDs.Transaction != "" && o.Amounts.Charged.Currency() == held.Amount.Currency():
			if held.Amount, err = amended(held.Amount, o.Kind, o.Amounts.Charged); err != nil {
				return Held{}, fmt.Errorf("sum what is held: %w", err)
			}
		}
	}
	return held, nil
}

// amends reports whether what follows a hold leaves it standing, with another amount.
func amends(k payments.Kind) bool { return k.Operation().Effect.Held() != 0 }

// amended is what is held after it.
func amended(held payments.Money, k payments.Kind, by payments.Money) (payments.Money, error) {
	if k.Operation().Effect == payments.EffectLess {
		return held.Sub(by)
	}
	return held.Add(by)
}
