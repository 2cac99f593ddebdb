package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
)

// tipsAfter is a shop of which a person has settled how its provider reads an adjusted tip.
func tipsAfter(s *shop) {
	live(s)
	s.can.Commands, s.tipped = payments.SetOf(payments.CommandTip), payments.CommandTaken
	s.words["choice:"+payments.ChoiceTips+":production"] = payments.UnitsMinor
}

// asksTip sells, and asks for a tip on it by keys.
func (r *rig) asksTip(text string) payments.Attempt {
	r.Helper()
	a := r.charge("1240")
	r.approve(a)
	r.key(fyne.KeyReturn)
	r.ctrl(fyne.Key3)
	r.app.screens.journal.Choose(a.Reference)
	r.settle()
	r.key(fyne.KeyF10)
	r.wants("question", r.app.access.Dialogs.Dialog.Title.Text(), "A tip on top of 12.40 EUR?")
	r.keys(text)
	r.tap(r.app.access.Dialogs.Dialog.Confirm)
	return a
}

// A tip is put on a sale by keys, once, and what is known of it stands in its detail; one above the amount
// goes nowhere.
func TestATipIsAdjustedByKeys(t *testing.T) {
	inWindow(t, usual, tipsAfter, func(r *rig) {
		r.asksTip("12.41")
		r.wants("refused", r.app.access.Dialogs.Dialog.Title.Text(), "That is no tip of this sale")
		if n := r.shop.called("tip "); n != 0 {
			t.Errorf("%d were asked for", n)
		}
	})
	inWindow(t, usual, tipsAfter, func(r *rig) {
		a := r.asksTip("5.25")
		if n := r.shop.called("tip " + a.Reference + " 5.25 EUR"); n != 1 {
			t.Errorf("%d were asked for: %q", n, r.shop.calls)
		}
		r.wants("told", r.app.access.Dialogs.Dialog.Title.Text(), "Tip accepted, amount not stated")
		r.key(fyne.KeyEscape)
		r.settle()
		if body := r.app.screens.journal.Detail.View.Body; !strings.Contains(body, "does not say which amount") {
			t.Errorf("the detail says %q", body)
		}
		if r.app.model.Settings.Choices["production"][payments.ChoiceTips] != payments.UnitsMinor {
			t.Error("the setting was taken back")
		}
	})
}

// A tip that the provider has read otherwise takes the shop's word for the unit back, once: who has settled
// it since is not overruled by the same tip, over a restart neither.
func TestATipThatWasReadOtherwiseIsTheLast(t *testing.T) {
	misreads := func(s *shop) { tipsAfter(s); s.tipped = payments.CommandMisread }
	inWindow(t, usual, misreads, func(r *rig) {
		r.asksTip("5.25")
		r.wants("told", r.app.access.Dialogs.Dialog.Title.Text(), "The tip does not match")
		r.key(fyne.KeyEscape)
		r.settle()
		chosen := func() string { return r.app.model.Settings.Choices["production"][payments.ChoiceTips] }
		r.wants("setting", chosen(), payments.UnitsOff)
		for _, b := range r.app.screens.journal.Detail.View.Buttons {
			if b.Action == present.ActionTip {
				t.Error("another tip is offered")
			}
		}
		r.key(fyne.KeyF10)
		r.wants("way back", r.app.access.Dialogs.Dialog.Title.Text(), "Void the tip?")
		r.shop.tipped = payments.CommandDone
		r.key(fyne.KeyReturn)
		r.settle()
		if n := r.shop.called("tip " + r.shop.newest().Reference + " 0.00 EUR"); n != 1 {
			t.Errorf("%d were voided: %q", n, r.shop.calls)
		}
		r.wants("voided", r.app.access.Dialogs.Dialog.Title.Text(), "Tip voided")
		r.key(fyne.KeyEscape)
		r.settle()
		if b := r.app.screens.journal.Detail.View.Buttons; parts.Offers(b, present.ActionTipBack) || !parts.Offers(b, present.ActionReverse) {
			t.Errorf("after that are offered %+v", b)
		}
		r.shop.commands = r.shop.commands[1:]
		r.app.model.Keep(r.app.model.Settings.WithChoice("production", payments.ChoiceTips, payments.UnitsMajor), nil)
		r.app.model.DistrustTips(r.shop.newest(), r.shop.commands)
		r.wants("settled since", chosen(), payments.UnitsMajor)
		later := r.shop.commands[0]
		later.Command.Created = later.Command.Created.Add(time.Second)
		r.app.model.DistrustTips(r.shop.newest(), append(r.shop.commands, later))
		r.wants("the next", chosen(), payments.UnitsOff)
	})
}

// tipsAfterScenes show the question and what becomes of it.
func tipsAfterScenes() map[string]scene {
	in := func(state payments.CommandState, then func(*rig)) scene {
		return scene{prepare: func(s *shop) { tipsAfter(s); s.tipped = state }, play: func(r *rig) { r.asksTip("5.25"); then(r) }}
	}
	return map[string]scene{
		"tip-told":    in(payments.CommandTaken, func(*rig) {}),
		"tip-misread": in(payments.CommandMisread, func(r *rig) { r.key(fyne.KeyEscape); r.settle() }),
	}
}
