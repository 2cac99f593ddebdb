package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// closedKeyring is a busy shop with a payment that ran, and a keyring that is closed.
func closedKeyring(play func(*rig)) scene {
	return scene{prepare: func(s *shop) {
		busyShop(s)
		lockedShop(s)
		s.opened = "production"
	}, play: play}
}

// longSearch looks for a text in a journal that is searched slowly, until it pauses.
func longSearch(place fyne.KeyName, text string) scene {
	return scene{prepare: func(s *shop) {
		live(s)
		slowly(600)(s)
	}, play: func(r *rig) {
		r.ctrl(place)
		r.types(text, 0)
		r.pass(10 * time.Second)
	}}
}

// waitingScenes show what waits: for the keyring, for a search that went on for long enough,
// for somebody who looks.
func waitingScenes() map[string]scene {
	return map[string]scene{
		"locked":         closedKeyring(func(*rig) {}),
		"locked-payment": closedKeyring(func(r *rig) { r.hasty(fyne.KeyF9) }),
		"locked-closing": closedKeyring(func(r *rig) { r.app.closing(); r.settle() }),
		"opening-key": {prepare: live, play: func(r *rig) {
			r.app.display.Show(r.app.screens.opening)
			r.app.screens.opening.Tell(checkout.Stage{Doing: present.StageKeyring})
		}},
		"search-part": longSearch(fyne.KeyF, "cake"),
		"search-none": longSearch(fyne.KeyF, "needle"),
		"choose-part": longSearch(fyne.Key2, "cake"),
		"unseen": in(func(r *rig) {
			first := r.charge("1995")
			r.ctrl(fyne.KeyN)
			r.hasty(fyne.KeyF1)
			second := r.charge("300")
			r.ctrl(fyne.KeyN)
			r.approve(first)
			r.shop.move(second.Reference, "result", payments.StateDeclined, reason(payments.ReasonFunds))
			r.settle()
		}),
	}
}
