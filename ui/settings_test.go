package ui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// inSettings runs a test in the settings of a shop that is live.
func inSettings(t *testing.T, scenario func(*rig)) {
	t.Helper()
	prepare := func(s *shop) {
		s.words["environment"] = "production"
		s.keys["production"] = payments.NewSecret("RIGHT-KEY")
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		r.in(r.app.screens.settings)
		scenario(r)
	})
}

// choose presses one of a row of choices.
func (r *rig) choose(o *parts.OptionSegments, value string) {
	r.Helper()
	for i, choice := range o.Choices {
		if choice.Value == value {
			r.tap(o.Segments.Chips()[i])
			return
		}
	}
	r.Fatalf("%q is not on offer", value)
}

func TestThemeAndTextSizeCountAtOnce(t *testing.T) {
	inSettings(t, func(r *rig) {
		parts := r.app.screens.settings
		r.choose(parts.Parts.Theme, present.ThemeDark)
		r.wants("kept", r.shop.words["theme"], "dark")
		r.choose(parts.Parts.TextSize, "150")
		r.wants("kept", r.shop.words["text_scale"], "150")
		theme, ok := r.app.p.App.Settings().Theme().(*widgets.Theme)
		if !ok || theme.Scale() != 1.5 {
			t.Errorf("the theme is %T", r.app.p.App.Settings().Theme())
		}
	})
}

func TestTheNameOfTheShopIsInTheHeader(t *testing.T) {
	inSettings(t, func(r *rig) {
		entry := r.app.screens.settings.Parts.Shop.Entry
		r.app.window.Canvas().Focus(entry)
		entry.SetText("Corner Cafe")
		r.settle()
		r.wants("header", r.app.display.shell.shop.Text, "Corner Cafe")
		r.wants("kept", r.shop.words["shop"], "Corner Cafe")
		entry.SetText(strings.Repeat("n", 90))
		r.settle()
		r.wants("a name that is too long", r.shop.words["shop"], strings.Repeat("n", 60))
	})
}

func TestTheLanguageCountsAtOnce(t *testing.T) {
	inSettings(t, func(r *rig) {
		locale := r.app.screens.settings.Parts.Locale
		for _, choice := range locale.Choices {
			if choice.Value == "es" {
				locale.List.SetSelected(choice.Label)
			}
		}
		r.settle()
		r.ctrl(fyne.Key1)
		if got := r.app.screens.sale.View.Charge.Hint; got == "Type an amount." {
			t.Error("the keypad still speaks English")
		}
		r.wants("kept", r.shop.words["locale"], "es")
	})
}

func TestTheCurrencyIsThatOfTheNextSale(t *testing.T) {
	inSettings(t, func(r *rig) {
		r.app.screens.settings.Parts.Currency.List.SetSelected("JPY")
		r.settle()
		r.ctrl(fyne.Key1)
		r.keys("500")
		r.wants("amount", r.app.screens.sale.View.Amount.String(), "500 JPY")
	})
}

func TestASettingThatCannotBeStoredGoesBack(t *testing.T) {
	inSettings(t, func(r *rig) {
		r.shop.fail("save settings", present.ErrSettings)
		settings := r.app.screens.settings
		r.choose(settings.Parts.Theme, present.ThemeDark)
		r.wants("theme", r.app.model.Settings.Theme, "light")
		if !settings.Parts.Notice.Visible() {
			t.Error("nothing says that it was not stored")
		}
		r.shop.fail("save settings", nil)
		r.choose(settings.Parts.Theme, present.ThemeDark)
		r.wants("theme", r.app.model.Settings.Theme, "dark")
		if settings.Parts.Notice.Visible() {
			t.Error("the old trouble is still told")
		}
	})
}

func TestAKeyIsTestedAndNeverShown(t *testing.T) {
	inSettings(t, func(r *rig) {
		settings := r.app.screens.settings
		entry := settings.Keys.Entry.Entry
		if !entry.Password {
			t.Error("the key can be read over the shoulder")
		}
		if !settings.Keys.Test.Disabled() {
			t.Error("an empty key can be tested")
		}
		r.app.window.Canvas().Focus(entry)
		r.keys("WRONG-KEY")
		r.tap(settings.Keys.Test)
		r.wants("field after the test", entry.Text, "")
		if !settings.Keys.Fault.Visible() {
			t.Error("nothing says that the key does not work")
		}
		if r.shop.called("keep key") != 0 {
			t.Error("a key that does not work was kept")
		}
		r.app.window.Canvas().Focus(entry)
		r.keys("RIGHT-KEY")
		r.key(fyne.KeyReturn)
		if r.shop.called("keep key production") != 1 || r.shop.called("open production") != 2 {
			t.Errorf("the key was not taken into use: %v", r.shop.calls)
		}
		r.in(settings)
		if settings.Keys.Fault.Visible() {
			t.Error("the old error is still told")
		}
	})
}

func TestForgettingAKeyAsksFirst(t *testing.T) {
	inSettings(t, func(r *rig) {
		settings := r.app.screens.settings
		r.tap(settings.Keys.Forget)
		r.key(fyne.KeyEscape)
		if r.shop.called("forget key") != 0 {
			t.Fatal("the key was forgotten without a yes")
		}
		r.tap(settings.Keys.Forget)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.shop.called("forget key production") != 1 {
			t.Fatal("the key was not forgotten")
		}
		r.wants("state", string(settings.Keys.Typed.State), string(present.KeyMissing))
		r.shop.fail("forget key", present.ErrKeyring)
		settings.Keys.Typed.State = present.KeyKept
		r.app.display.Refresh()
		r.tap(settings.Keys.Forget)
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.app.access.Dialogs.Modal == nil {
			t.Error("nothing says that the keyring did not answer")
		}
	})
}

func TestAKeyringThatDoesNotAnswerIsNotAKeptKey(t *testing.T) {
	locked := func(s *shop) { live(s); s.fail("list terminals", present.ErrKeyring) }
	inWindow(t, fyne.NewSize(1100, 720), locked, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		key := r.app.screens.settings.View.Key
		r.wants("state", key.State, "Whether a key is saved here cannot be told now.")
		if key.Tone == present.ToneApproved || key.Error == nil || key.Forget.Enabled {
			t.Errorf("it looks as if a key were kept: %+v", key)
		}
	})
}

func TestTrainingNeedsNoKey(t *testing.T) {
	inWide(t, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		if r.app.screens.settings.Keys.Panel.Visible() {
			t.Error("training asks for a key")
		}
		r.key(fyne.KeyEscape)
		r.in(r.app.screens.sale)
	})
}

func TestTheCustomEnvironmentNeedsItsAddresses(t *testing.T) {
	inSettings(t, func(r *rig) {
		settings := r.app.screens.settings
		r.choose(settings.Parts.Environment, "custom")
		if r.shop.called("open custom") != 0 {
			t.Fatal("it was opened without addresses")
		}
		r.keys("http://example.com")
		r.key(fyne.KeyReturn)
		if settings.Hosts.Fields[0].Field.Help() == "" || r.shop.called("open custom") != 0 {
			t.Error("plain http to another computer was taken")
		}
		settings.Hosts.Fields[0].Entry.SetText("https://cloud.example")
		settings.Hosts.Fields[1].Entry.SetText("https://status.example")
		r.app.window.Canvas().Focus(settings.Hosts.Fields[1].Entry)
		r.key(fyne.KeyReturn)
		if r.shop.called("open custom") != 1 {
			t.Errorf("it was not opened: %v", r.shop.calls)
		}
		r.wants("kept", r.shop.words["cloud_url"], "https://cloud.example")
	})
}

func TestWritesOfSettingsNeverOvertakeEachOther(t *testing.T) {
	inSettings(t, func(r *rig) {
		for _, name := range []string{"A", "AB", "ABC"} {
			next := r.app.model.Settings
			next.Shop = name
			r.app.model.Keep(next, nil)
		}
		r.settle()
		r.wants("kept", r.shop.words["shop"], "ABC")
		r.shop.fail("save settings", errors.New("disk"))
		next := r.app.model.Settings
		next.Shop = "lost"
		r.app.model.Keep(next, nil)
		r.settle()
		r.wants("shown after a failed write", r.app.model.Settings.Shop, "ABC")
	})
}

func TestOpenPaymentsAreNotLeftUnasked(t *testing.T) {
	inSettings(t, func(r *rig) {
		r.ctrl(fyne.Key1)
		r.charge("1995")
		r.ctrl(fyne.KeyComma)
		parts := r.app.screens.settings
		r.choose(parts.Parts.Environment, "training")
		if r.app.access.Dialogs.Modal == nil || r.app.model.Open().Environment != "production" {
			t.Fatal("the environment was left without a word")
		}
		r.key(fyne.KeyEscape)
		r.wants("environment after staying", r.app.model.Place(), "production")
		r.choose(parts.Parts.Environment, "training")
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		r.wants("environment after leaving", r.app.model.Open().Environment, "training")
	})
}
