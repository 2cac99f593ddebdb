package ui

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// asking is a shop whose terminals can ask for a tip.
func asking(s *shop) {
	s.words["environment"] = "production"
	s.keys["production"] = payments.NewSecret("RIGHT-KEY")
	s.traits.AsksTips = true
}

// The owner chooses once what the terminals ask for, and each sale carries it. No refund does.
func TestWhatTheTerminalAsksForIsChosenOnce(t *testing.T) {
	inWindow(t, usual, asking, func(r *rig) {
		r.keys("1240")
		r.key(fyne.KeyReturn)
		r.approve(r.shop.newest())
		r.key(fyne.KeyReturn)
		if asked := r.shop.requests[0].Tips.Asked(); asked {
			t.Error("a terminal asks for a tip that nobody wanted")
		}
		r.ctrl(fyne.KeyComma)
		tips := r.app.screens.settings.Tips
		r.visible("the block", tips.Panel.Visible(), true)
		r.visible("its details", tips.Percent.Field.Visible() && tips.Details.Visible(), false)
		r.choose(tips.Choice, present.TipsOn)
		r.visible("its details", tips.Details.Visible(), true)
		r.wants("on offer at first", tips.Percent.Entry.Text, "10 15 20")
		tips.Percent.Entry.SetText("12 x")
		if tips.Percent.Problem == "" {
			t.Error("12 x is taken for percentages")
		}
		tips.Percent.Entry.SetText("12 18")
		r.wants("the problem", tips.Percent.Problem, "")
		tips.Tax.Entry.SetText("21")
		tips.Heading.Entry.SetText("Service")
		r.choose(tips.Skip, present.TipsOff)
		r.settle()
		r.wants("kept", r.shop.words["tips:production"], "on;12 18;on;off;21000;Service")
		r.key(fyne.KeyEscape)
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
		r.keys("1210")
		r.key(fyne.KeyReturn)
		q := r.shop.requests[1].Tips
		if !slices.Equal(q.Percentages(), []int{12, 18}) || !q.Own || q.Skip || q.Heading != "Service" || q.Base != payments.MustMoney(1000, "EUR") {
			t.Errorf("got %+v", q)
		}
	})
}

func TestNothingIsSaidOfTipsWhereNoTerminalAsks(t *testing.T) {
	inSettings(t, func(r *rig) { r.visible("the block", r.app.screens.settings.Tips.Panel.Visible(), false) })
}

// tipScenes show what the owner chooses, and a sale that was paid with a tip.
func tipScenes() map[string]scene {
	tipped := func(r *rig) {
		r.keys("1240")
		r.key(fyne.KeyReturn)
		a := r.shop.newest()
		r.shop.move(a.Reference, checkout.EventResult, payments.StateApproved, func(a *payments.Attempt) {
			approval(a)
			a.Outcome.Amounts.Charged, a.Outcome.Amounts.Tip = payments.MustMoney(1426, "EUR"), payments.MustMoney(186, "EUR")
		})
		r.settle()
	}
	return map[string]scene{
		"settings-tips": {prepare: func(s *shop) { live(s); s.traits.AsksTips = true }, play: func(r *rig) {
			r.ctrl(fyne.KeyComma)
			r.choose(r.app.screens.settings.Tips.Choice, present.TipsOn)
			widgets.ScrollPage(r.app.display.front(), 2)
		}},
		"paid-tip": in(tipped),
		"detail-tip": in(func(r *rig) {
			tipped(r)
			r.ctrl(fyne.Key3)
			r.chooses(r.shop.newest().Reference)
		}),
	}
}
