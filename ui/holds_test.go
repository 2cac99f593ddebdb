package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/widgets"
)

// Held is what was held, and what it was increased by.
func (s *shop) Held(_ context.Context, reference string) (checkout.Held, error) {
	if err := s.did("held", reference); err != nil {
		return checkout.Held{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	held := checkout.Held{Amount: s.attempts[reference].Amount, Asked: true}
	for _, a := range s.attempts {
		if a.Original.Reference != reference || a.Effect() == payments.EffectNone {
			continue
		}
		sum, err := held.Amount, error(nil)
		switch a.Effect() {
		case payments.EffectAmend:
			sum, err = held.Amount.Add(a.Amount)
		case payments.EffectLess:
			sum, err = held.Amount.Sub(a.Amount)
		default:
			held.Over = true
		}
		if err == nil {
			held.Amount = sum
		}
	}
	return held, nil
}

// begins presses through the form that is open and lets what was started be approved.
func (r *rig) begins(amount string) payments.Attempt {
	r.Helper()
	r.in(r.app.screens.choose.Holds.Form)
	r.keys(amount)
	r.key(fyne.KeyReturn)
	r.in(r.app.screens.payment)
	a := r.shop.newest()
	r.move(a, checkout.EventAccepted, payments.StateWaiting, nil)
	r.move(a, checkout.EventResult, payments.StateApproved, func(a *payments.Attempt) {
		a.Outcome = payments.Outcome{IDs: payments.IDs{Transaction: "guid-" + a.Reference}, Amounts: payments.Amounts{Charged: a.Amount}}
	})
	return a
}

// holds brings the list of holds by keys alone.
func (r *rig) holds() {
	r.Helper()
	r.ctrl(fyne.Key2)
	r.key(fyne.KeyF10)
	r.in(r.app.screens.choose.Holds)
}

// The whole life of a hold by keys: held, increased, charged.
func TestAHoldIsIncreasedAndChargedByKeys(t *testing.T) {
	inWide(t, func(r *rig) {
		s := r.app.screens.choose.Holds
		r.holds()
		if s.View.Empty == nil || s.View.Capture.Enabled {
			t.Error("there is a hold before there is any")
		}
		r.key(fyne.KeyInsert)
		hold := r.begins("10000")
		if hold.Kind != payments.KindHold || hold.Amount != payments.MustMoney(10000, "EUR") {
			t.Fatalf("started %s of %s", hold.Kind, hold.Amount)
		}
		r.holds()
		r.keys("+")
		if more := r.begins("500"); more.Kind != payments.KindHoldIncrease || more.Original.Reference != hold.Reference {
			t.Errorf("started %s of %s", more.Kind, more.Original.Reference)
		}
		r.holds()
		r.keys("-")
		r.keys("10500")
		r.wants("nothing left", s.Form.View.Confirm.Hint, "105.00 EUR is held: type less than that, or release the hold.")
		r.key(fyne.KeyEscape)
		r.pass(time.Second)
		r.keys("-")
		if less := r.begins("100"); less.Kind != payments.KindHoldDecrease || less.Original.Reference != hold.Reference {
			t.Errorf("started %s of %s", less.Kind, less.Original.Reference)
		}
		r.holds()
		r.wants("held", s.View.Rows[0].Amount.Number, "104.00")
		r.key(fyne.KeyDelete)
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Release the hold of 104.00 EUR?")
		r.key(fyne.KeyEscape)
		r.key(fyne.KeyReturn)
		r.keys("10401")
		if s.Form.View.Confirm.Enabled {
			t.Error("more can be charged than is held")
		}
		r.key(fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace, fyne.KeyBackspace)
		if charged := r.begins(""); charged.Kind != payments.KindHoldCapture || charged.Amount != payments.MustMoney(10400, "EUR") {
			t.Errorf("started %s of %s", charged.Kind, charged.Amount)
		}
		r.holds()
		if s.View.Empty == nil {
			t.Error("a hold that was charged is still listed as open")
		}
	})
}

// All keys of a form are in sight in a narrow window, whatever can be chosen in it.
func TestAFormsKeysAreInSight(t *testing.T) {
	for _, name := range []string{"hold-new", "hold-increase", "hold-decrease", "hold-charge", "hold-charge-without", "hold-charge-tip", "phone-order", "phone-cards", "phone-hold", "card-charge", "card-sale"} {
		inScene(t, name, narrowWindow, "100", func(r *rig) {
			s := r.app.screens.choose.Holds.Form
			if room := widgets.ScrollAround(s.Object(), s.Keypad); room != nil && bottom(s.Keypad) > bottom(room) {
				t.Errorf("%s: the keys end at %v, what is seen at %v", name, bottom(s.Keypad), bottom(room))
			}
		})
	}
}

func TestAHoldIsReleasedByKeys(t *testing.T) {
	inWide(t, func(r *rig) {
		r.holds()
		r.key(fyne.KeyInsert)
		hold := r.begins("10000")
		r.holds()
		r.key(fyne.KeyDelete)
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "Release the hold of 100.00 EUR?")
		r.keys("not needed")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if a := r.shop.newest(); a.Kind != payments.KindHoldRelease || a.Original.Reference != hold.Reference {
			t.Errorf("started %s of %s", a.Kind, a.Original.Reference)
		}
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF10, fyne.KeyEscape)
		r.in(r.app.screens.choose)
	})
}

// The list has every hold, and not only the newest page of them.
func TestTheListOfHoldsHasAll(t *testing.T) {
	inWide(t, func(r *rig) {
		for range 205 {
			a := r.shop.record(checkout.Request{Kind: payments.KindHold, Amount: payments.MustMoney(100, "EUR")})
			a.State, a.Outcome.Amounts.Charged = payments.StateApproved, a.Amount
			r.shop.attempts[a.Reference] = a
		}
		r.holds()
		if n := len(r.app.screens.choose.Holds.View.Rows); n != 205 {
			t.Errorf("%d of 205 holds", n)
		}
	})
}
