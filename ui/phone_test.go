package ui

import (
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

// phoneScenes show where an order by telephone begins, and its form.
func phoneScenes() map[string]scene {
	at := func(keys ...fyne.KeyName) scene {
		return scene{prepare: byPhone, play: func(r *rig) { r.ctrl(fyne.Key2); r.key(keys...) }}
	}
	form := at(fyne.KeyF11)
	typed := form.play
	form.play = func(r *rig) { typed(r); r.keys("1240") }
	return map[string]scene{"choose-phone": at(), "phone-order": form}
}
