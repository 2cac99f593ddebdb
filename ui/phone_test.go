package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/present"
)

// byPhone is a shop that takes orders by telephone, at terminals that can ask for a tip.
func byPhone(s *shop) {
	live(s)
	s.phone, s.traits.AsksTips = true, true
	s.words["tips:production"] = "on;10;on;on;0;"
}

// An order by telephone is three keys away from the keypad, asks nobody for a tip, and leads back
// to where it came from. A plain sale does not know of it.
func TestAPhoneOrderByKeys(t *testing.T) {
	inWindow(t, usual, byPhone, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		r.in(r.app.screens.choose.Holds.Form)
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.choose)
		r.key(fyne.KeyF11)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.payment)
		q := r.shop.requests[0]
		if q.Kind != payments.KindPhoneOrder || q.Amount != payments.MustMoney(1240, "EUR") || q.Tips.Asked() || q.Terminal.Serial == "" {
			t.Errorf("asked for %+v", q)
		}
		a := r.shop.newest()
		r.approve(a)
		r.key(fyne.KeyReturn)
		r.ctrl(fyne.Key3)
		r.app.screens.journal.Choose(a.Reference)
		r.settle()
		r.key(fyne.KeyReturn)
		r.in(r.app.screens.refund)
	})
}

func TestNobodySeesPhoneOrdersWhereTheShopTakesNone(t *testing.T) {
	inWide(t, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.visible("the button", r.app.screens.choose.Holds.Ways.Phone.Visible(), false)
		r.key(fyne.KeyF11)
		r.in(r.app.screens.choose)
		r.app.display.Act(present.ActionPhone)
		r.in(r.app.screens.choose)
	})
}

// A hold on a card whose number is told is one key away from any other hold, and does what is done with
// one: nothing of it is there where no numbers are typed.
func TestAHoldByTelephoneByKeys(t *testing.T) {
	inWindow(t, usual, byPhone, func(r *rig) {
		s := r.app.screens.choose.Holds
		r.holds()
		r.key(fyne.KeyInsert, fyne.KeyF11)
		r.wants("title", s.Form.View.Title, "Hold by telephone")
		r.key(fyne.KeyF11)
		r.wants("title", s.Form.View.Title, "Hold on a card")
		r.key(fyne.KeyF11)
		hold := r.begins("10000")
		if hold.Kind != payments.KindPhoneHold || hold.Amount != payments.MustMoney(10000, "EUR") || hold.Terminal.Serial == "" {
			t.Fatalf("started %+v", hold.Intent)
		}
		r.holds()
		r.wants("held", s.View.Rows[0].Amount.Number, "100.00")
		r.keys("+")
		if more := r.begins("500"); more.Kind != payments.KindHoldIncrease || more.Original.Reference != hold.Reference {
			t.Errorf("started %s of %s", more.Kind, more.Original.Reference)
		}
		r.holds()
		r.key(fyne.KeyReturn)
		if taken := r.begins("4000"); taken.Kind != payments.KindHoldCapture || taken.Original.Reference != hold.Reference {
			t.Errorf("started %s of %s", taken.Kind, taken.Original.Reference)
		}
	})
	inWide(t, func(r *rig) {
		r.holds()
		r.key(fyne.KeyInsert, fyne.KeyF11)
		r.wants("title", r.app.screens.choose.Holds.Form.View.Title, "Hold on a card")
	})
}

// Where the terminal of a profile is chosen that takes no numbers, the hold is on a card that is there.
func TestAHoldByTelephoneIsOfAProfileThatTakesNumbers(t *testing.T) {
	inWindow(t, usual, byPhone, func(r *rig) {
		r.holds()
		r.key(fyne.KeyInsert, fyne.KeyF11)
		info := &r.app.model.Open().Profiles[0].Info
		info.Operations = slices.DeleteFunc(slices.Clone(info.Operations), payments.Kind.Typed)
		r.app.display.Refresh()
		r.wants("title", r.app.screens.choose.Holds.Form.View.Title, "Hold on a card")
	})
}

// phoneScenes show where an order by telephone begins, and its form.
func phoneScenes() map[string]scene {
	at := func(keys ...fyne.KeyName) scene {
		return scene{prepare: byPhone, play: func(r *rig) { r.ctrl(fyne.Key2); r.key(keys...) }}
	}
	form := at(fyne.KeyF11)
	typed := form.play
	form.play = func(r *rig) { typed(r); r.keys("1240") }
	hold := at(fyne.KeyF10, fyne.KeyInsert, fyne.KeyF11)
	held := hold.play
	hold.play = func(r *rig) { held(r); r.keys("10000") }
	return map[string]scene{"choose-phone": at(), "phone-order": form, "phone-hold": hold}
}

// The same amount within a minute, and one above what the owner wants to be asked about, are asked
// about for an order by telephone as for a sale. Whoever says yes charges it once.
func TestAPhoneOrderIsAskedAboutAsASaleIs(t *testing.T) {
	inWindow(t, usual, byPhone, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		r.approve(r.shop.newest())
		r.key(fyne.KeyReturn)
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		r.in(r.app.screens.choose.Holds.Form)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if n := len(r.shop.requests); n != 1 {
			t.Fatalf("12.40 were charged twice within a minute, with no question: %d requests, the second %+v", n, r.shop.requests[n-1])
		}
		r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "The same amount again?")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if q := r.shop.requests; len(q) != 2 || q[1].Kind != payments.KindPhoneOrder || q[1].RequestKey == q[0].RequestKey {
			t.Errorf("asked for %+v", q)
		}
	})
	inWindow(t, usual, byPhone, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		r.keys("1000001")
		r.key(fyne.KeyReturn)
		if n := len(r.shop.requests); n != 0 {
			t.Errorf("10000.01 were charged with no question, above what the owner wants to be asked about: %+v", r.shop.requests)
		}
	})
}

// A profile may have a currency of its own: what is held or ordered at its terminal is in that one, as
// a sale is.
func TestAHoldAndAPhoneOrderAreInTheCurrencyOfTheProfile(t *testing.T) {
	pounds := func(s *shop) {
		byPhone(s)
		s.words["profile:production"] = "on;GBP;Shop"
	}
	inWindow(t, usual, pounds, func(r *rig) {
		r.ctrl(fyne.Key2)
		r.key(fyne.KeyF11)
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if q := r.shop.requests; len(q) != 1 || q[0].Amount != payments.MustMoney(1240, "GBP") {
			t.Errorf("a merchant in pounds, whose sales are asked for in pounds, is asked for %+v", q)
		}
	})
}

// Another terminal may be another merchant's: what was typed was an amount in the currency of the
// one before.
func TestAnotherTerminalIsAnotherCurrencyInTheForm(t *testing.T) {
	inPounds := func(s *shop) {
		twoProfiles(s)
		s.words["profile:production:bar"] = "on;GBP;Bar"
	}
	inWindow(t, usual, inPounds, func(r *rig) {
		r.holds()
		r.key(fyne.KeyInsert)
		r.keys("5")
		r.wants("amount", r.app.screens.choose.Holds.Form.View.Amount.String(), "0.05 EUR")
		r.hasty(fyne.KeyF2)
		r.wants("amount", r.app.screens.choose.Holds.Form.View.Amount.String(), "0.00 GBP")
		r.keys("1240")
		r.key(fyne.KeyReturn)
		if q := r.shop.requests; len(q) != 1 || q[0].Kind != payments.KindHold || q[0].Amount != payments.MustMoney(1240, "GBP") {
			t.Errorf("asked for %+v", q)
		}
	})
}
