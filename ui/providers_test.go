package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
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
func (r *rig) pick(o *parts.OptionSelect, label string) {
	r.Helper()
	o.List.SetSelected(label)
	r.settle()
}

func TestASecondProviderIsChosenInTheSettings(t *testing.T) {
	inTwo(t, func(r *rig) {
		p := r.app.screens.settings
		if !p.Parts.Provider.Root.Visible() {
			t.Fatal("there is no choice")
		}
		r.pick(p.Parts.Provider, "Harbour Pay")
		r.wants("opened", r.shop.opened, "harbour/live")
		r.wants("kept", r.shop.words["environment"], "harbour/live")
		shown := 0
		for _, chip := range p.Parts.Environment.Segments.Chips() {
			if chip.Visible() {
				shown++
			}
		}
		if shown != 3 {
			t.Errorf("%d environments are on offer", shown)
		}
		if p.Callbacks.Panel.Visible() {
			t.Error("its terminals bring nothing, and it is offered")
		}
		r.choose(p.Parts.Environment, "harbour/training")
		r.wants("opened", r.shop.opened, "harbour/training")
		r.pick(p.Parts.Provider, "Handpoint")
		r.wants("the same class", r.shop.opened, "training")
		if !p.Callbacks.Panel.Visible() || p.Keys.Secrets.Others[0].Panel.Visible() {
			t.Error("what belongs to the other provider is still there")
		}
	})
}

// One provider is no choice, and nothing of the others is seen.
func TestOneProviderIsNoChoice(t *testing.T) {
	inSettings(t, func(r *rig) {
		p := r.app.screens.settings
		if p.Parts.Provider.Root.Visible() || len(p.Keys.Secrets.Others) != 0 || len(p.Hosts.Fields) != 2 {
			t.Errorf("%d secrets, %d addresses", len(p.Keys.Secrets.Others), len(p.Hosts.Fields))
		}
	})
}

func TestTheAddressesAreThoseOfTheProvider(t *testing.T) {
	inTwo(t, func(r *rig) {
		p := r.app.screens.settings
		r.pick(p.Parts.Provider, "Harbour Pay")
		r.choose(p.Parts.Environment, "harbour/custom")
		if r.shop.called("open harbour/custom") != 0 {
			t.Fatal("it was opened without addresses")
		}
		unread := r.app.access.Words.Settings(present.SettingsInput{Key: present.KeyUnread}).Key.State
		r.wants("of a key that nobody has looked for", p.Keys.State.Text(), unread)
		r.wants("of a secret that nobody has looked for", p.Keys.Secrets.Others[0].State.Text(), unread)
		for i, name := range []string{"cloud", "status"} {
			p.Hosts.Fields[i].Entry.SetText("https://" + name + ".example")
		}
		r.app.window.Canvas().Focus(p.Hosts.Fields[2].Entry)
		r.key(fyne.KeyReturn)
		if r.shop.called("open harbour/custom") != 0 || p.Hosts.Fields[2].Problem == "" {
			t.Error("it was opened without one of its addresses")
		}
		p.Hosts.Fields[2].Entry.SetText("https://refunds.example")
		r.key(fyne.KeyReturn)
		r.wants("opened", r.shop.opened, "harbour/custom")
		r.wants("kept", r.shop.words["harbour/refunds_url"], "https://refunds.example")
		r.pick(p.Parts.Provider, "Handpoint")
		r.wants("an address of the other", p.Hosts.Fields[0].Entry.Text, "")
		if p.Hosts.Fields[2].Field.Visible() {
			t.Error("an address that it has not is asked for")
		}
	})
}

func TestASecretBesideTheKeyIsKeptAndForgotten(t *testing.T) {
	inTwo(t, func(r *rig) {
		p := r.app.screens.settings
		r.pick(p.Parts.Provider, "Harbour Pay")
		other := p.Keys.Secrets.Others[0]
		if !other.Panel.Visible() || !other.Entry.Entry.Password || !other.Keep.Disabled() || !other.Forget.Disabled() {
			t.Fatal("the field of the secret is not there, shows what is typed, or has buttons for nothing")
		}
		r.app.window.Canvas().Focus(other.Entry.Entry)
		r.keys("wrong")
		r.tap(other.Keep)
		if r.shop.called("keep refunds") != 0 || !strings.Contains(other.Entry.Problem, "R-XXX") {
			t.Errorf("a slip was kept, or nothing says so: %q", other.Entry.Problem)
		}
		other.Entry.Entry.SetText("R-123")
		r.app.window.Canvas().Focus(other.Entry.Entry)
		r.key(fyne.KeyReturn)
		r.wants("field", other.Entry.Entry.Text, "")
		if r.shop.called("keep refunds harbour/live") != 1 || r.shop.called("open harbour/live") != 2 || other.Forget.Disabled() {
			t.Errorf("it is not at work: %v", r.shop.calls)
		}
		r.tap(other.Forget)
		if r.app.access.Dialogs.Modal == nil {
			t.Fatal("nobody was asked")
		}
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if r.shop.called("forget refunds harbour/live") != 1 || !other.Forget.Disabled() {
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
		if !errors.Is(r.app.screens.trouble.Err, payments.ErrProvider) || r.app.display.shell == nil {
			t.Errorf("%v", r.app.screens.trouble.Err)
		}
		r.app.display.Act(present.ActionSettings)
		r.settle()
		r.in(r.app.screens.settings)
		r.shop.fail("open", nil)
		r.choose(r.app.screens.settings.Parts.Environment, "training")
		r.wants("opened", r.shop.opened, "training")
	})
}

// What the gateway cannot do is offered nowhere.
func TestAGatewayThatCanNeitherCancelNorPing(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.can = payments.Abilities{} }, func(r *rig) {
		r.charge("1240")
		r.in(r.app.screens.payment)
		if len(r.app.screens.payment.View.Buttons) == 0 || len(r.app.model.Terminals.List()) == 0 {
			t.Fatal("there is nothing to press at all")
		}
		for _, button := range r.app.screens.payment.View.Buttons {
			if button.Action == present.ActionCancel {
				t.Error("the payment can be cancelled")
			}
		}
		r.ctrl(fyne.Key4)
		if len(r.app.screens.terminals.Rows) == 0 {
			t.Fatal("there are no terminals")
		}
		for _, row := range r.app.screens.terminals.Rows {
			if row.Ping.Visible() {
				t.Error("a terminal can be asked for a sign of life")
			}
		}
	})
}
