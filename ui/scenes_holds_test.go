package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
)

// holdScenes show the holds, what is done with one, and what a terminal can be told.
func holdScenes() map[string]scene {
	held := func(then func(*rig)) scene {
		return in(func(r *rig) {
			for _, amount := range []string{"10000", "25050"} {
				r.holds()
				r.key(fyne.KeyInsert)
				r.begins(amount)
				r.pass(26 * time.Hour)
			}
			r.holds()
			then(r)
		})
	}
	return map[string]scene{
		"holds-none":     in(func(r *rig) { r.holds() }),
		"holds":          held(func(*rig) {}),
		"hold-new":       held(func(r *rig) { r.key(fyne.KeyInsert); r.keys("12000") }),
		"hold-increase":  held(func(r *rig) { r.keys("+"); r.keys("500") }),
		"hold-decrease":  held(func(r *rig) { r.keys("-"); r.keys("500") }),
		"hold-decreased": held(func(r *rig) { r.keys("-"); r.begins("500") }),
		"hold-charge":    held(func(r *rig) { r.key(fyne.KeyReturn) }),
		"holds-unsure": held(func(r *rig) {
			r.key(fyne.KeyReturn)
			r.in(r.app.screens.choose.Holds.Form)
			r.key(fyne.KeyReturn)
			r.move(r.shop.newest(), checkout.EventNoAnswer, payments.StateUnknown, nil)
			r.holds()
		}),
		"hold-release": held(func(r *rig) { r.key(fyne.KeyDelete) }),
		"controls":     controlScene(func(*rig) {}),
		"controls-batch": {prepare: func(s *shop) { live(s); batchShop(s) }, play: func(r *rig) {
			r.charge("1000")
			r.move(r.shop.newest(), checkout.EventResult, payments.StateApproved, func(a *payments.Attempt) { a.Outcome.Amounts.Charged = a.Amount })
			r.key(fyne.KeyReturn)
			r.pass(time.Minute)
			r.charge("333")
			r.move(r.shop.newest(), checkout.EventNoAnswer, payments.StateUnknown, nil)
			r.ctrl(fyne.Key4)
			r.tap(r.app.screens.terminals.Rows[1].Controls)
			r.tap(r.app.screens.terminals.Controls.Rows[0].Buttons[0])
			r.keys("1")
			r.key(fyne.KeyReturn)
		}},
		"controls-loyalty": {prepare: func(s *shop) { live(s); loyal(s) }, play: func(r *rig) { r.readCard() }},
		"controls-restart": controlScene(func(r *rig) {
			r.tap(r.app.screens.terminals.Controls.Rows[0].Buttons[0])
		}),
	}
}

// controlScene shows the settings of a terminal whose provider takes all commands.
func controlScene(then func(*rig)) scene {
	able := func(s *shop) {
		live(s)
		s.can.Commands = payments.SetOf(payments.CommandReboot, payments.CommandRebootTime, payments.CommandBrightness,
			payments.CommandLocale, payments.CommandPassword, payments.CommandUnattended)
	}
	return scene{prepare: able, play: func(r *rig) {
		r.ctrl(fyne.Key4)
		r.tap(r.app.screens.terminals.Rows[1].Controls)
		then(r)
	}}
}
