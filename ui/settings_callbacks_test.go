package ui

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
)

// visible fails the test unless something is on the screen, or is not, as it should.
func (r *rig) visible(what string, got, want bool) {
	r.Helper()
	if got != want {
		r.Errorf("%s: shown %v, want %v", what, got, want)
	}
}

func TestResultsAreAskedForUntilSomebodyChoosesOtherwise(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts := r.app.screens.settings.Callbacks
		r.visible("the field", parts.Listen.Field.Visible(), false)
		opened := r.shop.called("open ")
		r.choose(parts.Choice, present.CallbacksOff)
		if r.shop.called("open ") != opened {
			t.Error("choosing what is chosen opens the environment anew")
		}
	})
}

func TestResultsAreBroughtOnceBothAddressesMakeSense(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts, opened := r.app.screens.settings.Callbacks, r.shop.called("open ")
		r.choose(parts.Choice, present.CallbacksOn)
		r.visible("the field", parts.Listen.Field.Visible(), true)
		if r.app.window.Canvas().Focused() != fyne.Focusable(parts.Listen.Entry) || r.shop.called("open ") != opened {
			t.Error("the address is not asked for")
		}
		r.keys("192.168.1.20")
		r.key(fyne.KeyReturn)
		if parts.Listen.Problem == "" || parts.Url.Problem == "" || r.shop.called("open ") != opened {
			t.Errorf("wrong addresses: %q, %q", parts.Listen.Problem, parts.Url.Problem)
		}
		parts.Listen.Entry.SetText("192.168.1.20:8130")
		parts.Url.Entry.SetText(" http://192.168.1.20:8130/results ")
		r.app.window.Canvas().Focus(parts.Url.Entry)
		r.key(fyne.KeyReturn)
		r.wants("kept", r.shop.words["callback_url"], "http://192.168.1.20:8130/results")
		r.wants("kept", r.shop.words["callback_listen"], "192.168.1.20:8130")
		r.wants("problems", parts.Listen.Problem+parts.Url.Problem, "")
		if r.shop.called("open production") != opened+1 {
			t.Errorf("opened %d times", r.shop.called("open ")-opened)
		}
		r.in(r.app.screens.settings)
		r.visible("the risk of http", parts.Risk.Visible(), true)
		r.visible("where results are taken", parts.State.Visible(), true)

		r.choose(parts.Choice, present.CallbacksOff)
		r.wants("kept", r.shop.words["callbacks"], "false")
		r.visible("where results are taken", parts.State.Visible(), false)
		if r.shop.called("open production") != opened+2 {
			t.Error("the listener is still there")
		}
		r.choose(parts.Choice, present.CallbacksOn) // the addresses are known by now
		r.visible("where results are taken", parts.State.Visible(), true)
	})
}

func TestAListenerThatCannotListenIsToldInTheSettings(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts := r.app.screens.settings.Callbacks
		r.shop.fail("listen", present.ErrListenBusy)
		r.choose(parts.Choice, present.CallbacksOn)
		parts.Listen.Entry.SetText("192.168.1.20:8130")
		parts.Url.Entry.SetText("https://till.example/results")
		r.app.screens.settings.Callbacks.Open()
		r.settle()
		r.visible("the fault", parts.Fault.Visible(), true)
		r.visible("the risk of http", parts.Risk.Visible(), false)
	})
}

// The environment is opened with the settings that are stored, and not at all with those
// that could not be.
func TestSettingsAreStoredBeforeTheyAreReadAnew(t *testing.T) {
	inSettings(t, func(r *rig) {
		a, opened := r.app, r.shop.called("open ")
		r.shop.words["callback_listen"] = "192.168.1.20:8130"
		r.shop.fail("save settings", errors.New("disk full"))
		parts := a.screens.settings.Callbacks
		parts.Listen.Entry.SetText("192.168.1.20:8130")
		parts.Url.Entry.SetText("https://till.example/results")
		a.screens.settings.Callbacks.Open()
		r.settle()
		if r.shop.called("open ") != opened {
			t.Error("opened with settings that are not stored")
		}
	})
}
