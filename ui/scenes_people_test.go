package ui

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/widgets"
)

// staffScenes show a till on which people are named, and one with sixty terminals.
func staffScenes() map[string]scene {
	staff := func(play func(*rig)) scene {
		return scene{prepare: func(s *shop) { busyShop(s); staffed(s) }, play: play}
	}
	crowd := func(s *shop) { busyShop(s); sixty(s); s.words["last_terminal"] = "PAXA920/1850000002" }
	return map[string]scene{
		"sixty-sale":      {prepare: crowd, play: func(r *rig) { r.types("1240", 0) }},
		"sixty-terminals": {prepare: crowd, play: func(r *rig) { r.ctrl(fyne.Key4) }},
		"sixty-found": {prepare: crowd, play: func(r *rig) {
			r.ctrl(fyne.Key4)
			r.app.screens.terminals.Find.SetText("AB")
			r.settle()
			r.tap(r.app.screens.terminals.Rows[0].Here)
			r.app.screens.terminals.Find.SetText("")
			r.settle()
		}},
		"staff-sale": staff(func(r *rig) { r.types("1240", 0) }),
		"staff-journal": {prepare: func(s *shop) {
			busyShop(s)
			staffed(s)
			for i, reference := range slices.Sorted(maps.Keys(s.attempts)) {
				asked := s.attempts[reference]
				asked.By.Operator = []string{"Anna", "Bartholomew Konstantinou", "Carla", ""}[i%4]
				s.attempts[reference] = asked
			}
		}, play: func(r *rig) { r.inAs("Anna", "1111"); r.ctrl(fyne.Key3) }},
		"lock":       staff(func(r *rig) { r.ctrl(fyne.KeyL); r.keys("99") }),
		"lock-wrong": staff(func(r *rig) { r.ctrl(fyne.KeyL); r.keys("1234"); r.key(fyne.KeyReturn) }),
		"approve": staff(func(r *rig) {
			r.inAs("Anna", "1111")
			r.ctrl(fyne.Key2)
			r.app.screens.choose.Chosen(theSale)
			r.settle()
			r.keys("500damaged")
			r.shop.fail("start", checkout.ErrOverHour)
			r.tap(r.app.screens.refund.Form.Confirm)
		}),
		"people": staff(func(r *rig) {
			r.toSettings()
			p := r.app.screens.settings.Owner.People
			p.Name.Entry.SetText("Ben")
			r.settle()
			widgets.Reveal(r.app.display.front(), p.PIN.Entry)
		}),
		"signins":       {prepare: cameAndWent, play: func(r *rig) { r.ctrl(fyne.Key5); r.app.screens.journal.Tools.Day.People.Open(); r.settle() }},
		"signins-empty": staff(func(r *rig) { r.ctrl(fyne.Key5); r.app.screens.journal.Tools.Day.People.Open(); r.settle() }),
		"people-none": {prepare: func(s *shop) { busyShop(s); s.people = newPeople() }, play: func(r *rig) {
			r.toSettings()
			widgets.Reveal(r.app.display.front(), r.app.screens.settings.Owner.People.PIN.Entry)
		}},
		"settings-not": staff(func(r *rig) { r.inAs("Anna", "1111"); r.ctrl(fyne.KeyComma) }),
	}
}
