package model

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// An amount that was read in another unit takes the shop's word for it back, once: who has settled it
// since is not overruled by the same payment, and is by the next.
func TestTheUnitIsTakenBackOnceForEachPayment(t *testing.T) {
	inBubble(t, func(b *bench) {
		of := b.Terminals.first().Profile
		settle := func() {
			of.Info.Traits.Settled, of.Info.Traits.AlsoWithout = true, []payments.Way{{Kind: payments.KindPhoneOrder, InDoubt: true}}
			b.Keep(b.Settings.WithChoice(of.Key, payments.ChoiceUnits, payments.UnitsMajor), nil)
		}
		chosen := func() string { return b.Settings.Choices[of.Key][payments.ChoiceUnits] }
		order := func(reference string, after time.Duration) payments.Attempt {
			return payments.Attempt{
				Intent: payments.Intent{Reference: reference, Kind: payments.KindPhoneOrder, Amount: payments.MustMoney(1240, "EUR"), Created: noon.Add(after)},
				State:  payments.StateSending, Mismatch: []string{"amount"},
			}
		}
		settle()
		first := b.move(order("first", 0), checkout.EventMismatch, payments.StateMismatch)
		if chosen() != payments.UnitsOff || of.Info.Traits.Settled {
			t.Errorf("after the first it is %q", chosen())
		}
		settle()
		first = b.move(first, checkout.EventTakenUp, payments.StateMismatch)
		b.move(first, checkout.EventClosed, payments.StateClosed)
		if chosen() != payments.UnitsMajor || !of.Info.Traits.Settled {
			t.Errorf("who settled it since is overruled: %q", chosen())
		}
		b.move(order("second", time.Millisecond), checkout.EventMismatch, payments.StateMismatch)
		if chosen() != payments.UnitsOff || of.Info.Traits.Settled {
			t.Errorf("after the second it is %q", chosen())
		}
	})
}
