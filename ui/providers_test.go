package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/present"
)

// harbour is a second provider, with environments, an address and a secret of its own.
var harbour = payments.Provider{
	ID: "harbour", Name: "Harbour Pay", Addresses: []string{"cloud", "status", "refunds"},
	Credentials: []payments.Credential{{ID: "api", Needed: true}, {ID: "refunds", Pattern: "R-XXX"}},
	Environments: []payments.Environment{
		{ID: "live", Class: payments.ClassLive}, {ID: "training", Class: payments.ClassTraining}, {ID: "custom", Class: payments.ClassCustom},
	},
}

// inTwo runs a test in the settings of a shop that is live, in a program with two providers.
func inTwo(t *testing.T, scenario func(*rig)) {
	t.Helper()
	prepare := func(s *shop) {
		s.providers = payments.Providers{theProvider, harbour}
		s.words["environment"] = "production"
		s.keys["production"], s.keys["harbour/live"] = payments.NewSecret("RIGHT-KEY"), payments.NewSecret("RIGHT-KEY")
		s.keys["harbour/custom"] = payments.NewSecret("RIGHT-KEY")
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		r.in(r.app.screens.settings)
		scenario(r)
	})
}

// pick chooses from a list by what it says.
func (r *rig) pick(o *optionSelect, label string) {
	r.Helper()
	o.list.SetSelected(label)
	r.settle()
}

func TestASecondProviderIsChosenInTheSettings(t *testing.T) {
	inTwo(t, func(r *rig) {
		p := &r.app.screens.settings.parts
		if !p.provider.root.Visible() {
			t.Fatal("there is no choice")
		}
		r.pick(p.provider, "Harbour Pay")
		r.wants("opened", r.shop.opened, "harbour/live")
		r.wants("kept", r.shop.words["environment"], "harbour/live")
		shown := 0
		for _, chip := range p.environment.segments.Chips() {
			if chip.Visible() {
				shown++
			}
		}
		if shown != 3 {
			t.Errorf("%d environments are on offer", shown)
		}
		if p.callbacks.panel.Visible() {
			t.Error("its terminals bring nothing, and it is offered")
		}
		r.choose(p.environment, "harbour/training")
		r.wants("opened", r.shop.opened, "harbour/training")
		r.pick(p.provider, "Handpoint")
		r.wants("the same class", r.shop.opened, "training")
		if !p.callbacks.panel.Visible() || p.key.others[0].panel.Visible() {
			t.Error("what belongs to the other provider is still there")
		}
	})
}

// One provider is no choice, and nothing of the others is seen.
func TestOneProviderIsNoChoice(t *testing.T) {
	inSettings(t, func(r *rig) {
		p := &r.app.screens.settings.parts
		if p.provider.root.Visible() || len(p.key.others) != 0 || len(p.hosts) != 2 {
			t.Errorf("%d secrets, %d addresses", len(p.key.others), len(p.hosts))
		}
	})
}

func TestTheAddressesAreThoseOfTheProvider(t *testing.T) {
	inTwo(t, func(r *rig) {
		p := &r.app.screens.settings.parts
		r.pick(p.provider, "Harbour Pay")
		r.choose(p.environment, "harbour/custom")
		if r.shop.called("open harbour/custom") != 0 {
			t.Fatal("it was opened without addresses")
		}
		unread := r.app.access.Words.Settings(present.SettingsInput{Key: present.KeyUnread}).Key.State
		r.wants("of a key that nobody has looked for", p.key.state.Text(), unread)
		r.wants("of a secret that nobody has looked for", p.key.others[0].state.Text(), unread)
		for i, name := range []string{"cloud", "status"} {
			p.hosts[i].entry.SetText("https://" + name + ".example")
		}
		r.app.window.Canvas().Focus(p.hosts[2].entry)
		r.key(fyne.KeyReturn)
		if r.shop.called("open harbour/custom") != 0 || p.hosts[2].problem == "" {
			t.Error("it was opened without one of its addresses")
		}
		p.hosts[2].entry.SetText("https://refunds.example")
		r.key(fyne.KeyReturn)
		r.wants("opened", r.shop.opened, "harbour/custom")
		r.wants("kept", r.shop.words["harbour/refunds_url"], "https://refunds.example")
		r.pick(p.provider, "Handpoint")
		r.wants("an address of the other", p.hosts[0].entry.Text, "")
		if p.hosts[2].field.Visible() {
			t.Error("an address that it has not is asked for")
		}
	})
}

func TestASecretBesideTheKeyIsKeptAndForgotten(t *testing.T) {
	inTwo(t, func(r *rig) {
		p := &r.app.screens.settings.parts
		r.pick(p.provider, "Harbour Pay")
		other := p.key.others[0]
		if !other.panel.Visible() || !other.entry.entry.Password || !other.keep.Disabled() || !other.forget.Disabled() {
			t.Fatal("the field of the secret is not there, shows what is typed, or has buttons for nothing")
		}
		r.app.window.Canvas().Focus(other.entry.entry)
		r.keys("wrong")
		r.tap(other.keep)
		if r.shop.called("keep refunds") != 0 || !strings.Contains(other.entry.problem, "R-XXX") {
			t.Errorf("a slip was kept, or nothing says so: %q", other.entry.problem)
		}
		other.entry.entry.SetText("R-123")
		r.app.window.Canvas().Focus(other.entry.entry)
		r.key(fyne.KeyReturn)
		r.wants("field", other.entry.entry.Text, "")
		if r.shop.called("keep refunds harbour/live") != 1 || r.shop.called("open harbour/live") != 2 || other.forget.Disabled() {
			t.Errorf("it is not at work: %v", r.shop.calls)
		}
		r.tap(other.forget)
		if r.app.access.Dialogs.modal == nil {
			t.Fatal("nobody was asked")
		}
		r.tap(r.app.access.Dialogs.dialog.confirm)
		if r.shop.called("forget refunds harbour/live") != 1 || !other.forget.Disabled() {
			t.Errorf("it is still there: %v", r.shop.calls)
		}
	})
}

func TestAProviderThatThisProgramHasNot(t *testing.T) {
	prepare := func(s *shop) {
		s.words["environment"] = "acme/live"
		s.errors["open"] = fmt.Errorf("connect: %w", payments.ErrProvider)
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.in(r.app.screens.trouble)
		if !errors.Is(r.app.screens.trouble.err, payments.ErrProvider) || r.app.display.shell == nil {
			t.Errorf("%v", r.app.screens.trouble.err)
		}
		r.app.display.Act(present.ActionSettings)
		r.settle()
		r.in(r.app.screens.settings)
		r.shop.fail("open", nil)
		r.choose(r.app.screens.settings.parts.environment, "training")
		r.wants("opened", r.shop.opened, "training")
	})
}

// What the gateway cannot do is offered nowhere.
func TestAGatewayThatCanNeitherCancelNorPing(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.can = payments.Abilities{} }, func(r *rig) {
		r.charge("1240")
		r.in(r.app.screens.payment)
		if len(r.app.screens.payment.view.Buttons) == 0 || len(r.app.model.Terminals.List()) == 0 {
			t.Fatal("there is nothing to press at all")
		}
		for _, button := range r.app.screens.payment.view.Buttons {
			if button.Action == present.ActionCancel {
				t.Error("the payment can be cancelled")
			}
		}
		r.ctrl(fyne.Key4)
		if len(r.app.screens.terminals.rows) == 0 {
			t.Fatal("there are no terminals")
		}
		for _, row := range r.app.screens.terminals.rows {
			if row.ping.Visible() {
				t.Error("a terminal can be asked for a sign of life")
			}
		}
	})
}
