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
		parts := &r.app.screens.settings.parts.callbacks
		r.visible("the field", parts.listen.field.Visible(), false)
		opened := r.shop.called("open ")
		r.choose(parts.choice, present.CallbacksOff)
		if r.shop.called("open ") != opened {
			t.Error("choosing what is chosen opens the environment anew")
		}
	})
}

func TestResultsAreBroughtOnceBothAddressesMakeSense(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts, opened := &r.app.screens.settings.parts.callbacks, r.shop.called("open ")
		r.choose(parts.choice, present.CallbacksOn)
		r.visible("the field", parts.listen.field.Visible(), true)
		if r.app.window.Canvas().Focused() != fyne.Focusable(parts.listen.entry) || r.shop.called("open ") != opened {
			t.Error("the address is not asked for")
		}
		r.keys("192.168.1.20")
		r.key(fyne.KeyReturn)
		if parts.listen.problem == "" || parts.url.problem == "" || r.shop.called("open ") != opened {
			t.Errorf("wrong addresses: %q, %q", parts.listen.problem, parts.url.problem)
		}
		parts.listen.entry.SetText("192.168.1.20:8130")
		parts.url.entry.SetText(" http://192.168.1.20:8130/results ")
		r.app.window.Canvas().Focus(parts.url.entry)
		r.key(fyne.KeyReturn)
		r.wants("kept", r.shop.words["callback_url"], "http://192.168.1.20:8130/results")
		r.wants("kept", r.shop.words["callback_listen"], "192.168.1.20:8130")
		r.wants("problems", parts.listen.problem+parts.url.problem, "")
		if r.shop.called("open production") != opened+1 {
			t.Errorf("opened %d times", r.shop.called("open ")-opened)
		}
		r.in(r.app.screens.settings)
		r.visible("the risk of http", parts.risk.Visible(), true)
		r.visible("where results are taken", parts.state.Visible(), true)

		r.choose(parts.choice, present.CallbacksOff)
		r.wants("kept", r.shop.words["callbacks"], "false")
		r.visible("where results are taken", parts.state.Visible(), false)
		if r.shop.called("open production") != opened+2 {
			t.Error("the listener is still there")
		}
		r.choose(parts.choice, present.CallbacksOn) // the addresses are known by now
		r.visible("where results are taken", parts.state.Visible(), true)
	})
}

func TestAListenerThatCannotListenIsToldInTheSettings(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts := &r.app.screens.settings.parts.callbacks
		r.shop.fail("listen", present.ErrListenBusy)
		r.choose(parts.choice, present.CallbacksOn)
		parts.listen.entry.SetText("192.168.1.20:8130")
		parts.url.entry.SetText("https://till.example/results")
		r.app.screens.settings.openCallbacks()
		r.settle()
		r.visible("the fault", parts.fault.Visible(), true)
		r.visible("the risk of http", parts.risk.Visible(), false)
	})
}

// The environment is opened with the settings that are stored, and not at all with those
// that could not be.
func TestSettingsAreStoredBeforeTheyAreReadAnew(t *testing.T) {
	inSettings(t, func(r *rig) {
		a, opened := r.app, r.shop.called("open ")
		r.shop.words["callback_listen"] = "192.168.1.20:8130"
		r.shop.fail("save settings", errors.New("disk full"))
		parts := &a.screens.settings.parts.callbacks
		parts.listen.entry.SetText("192.168.1.20:8130")
		parts.url.entry.SetText("https://till.example/results")
		a.screens.settings.openCallbacks()
		r.settle()
		if r.shop.called("open ") != opened {
			t.Error("opened with settings that are not stored")
		}
	})
}
