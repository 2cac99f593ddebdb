package ui

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// island is a provider whose terminals are typed in, and which lets a shop choose.
func island() payments.Provider {
	p := harbour
	p.ID, p.Name, p.Countries = "island", "Island Pay", []string{"cl"}
	p.Lacks, p.Choices = payments.Lacks(), payments.Choices()
	p.Terminals, p.Webhooks = payments.TerminalSource{Typed: true}, true
	p.Credentials = []payments.Credential{
		{ID: "api", Label: "Pay key", Found: "Desk > Keys", Needed: true}, {ID: "refunds", Label: "Private id"}, {ID: "webhook", Found: "Desk > Hooks"},
	}
	return p
}

// islander is a shop at that provider, with a key that reaches two terminals.
func islander(s *shop) {
	s.providers = payments.Providers{theProvider, harbour, island()}
	s.words["environment"] = "island/live"
	s.keys["island/live"] = payments.NewSecret("RIGHT-KEY")
	s.terminals = []payments.Terminal{{Serial: "9990000001", Profile: "island/live"}, {Serial: "9990000002", Profile: "island/live"}}
}

func inIsland(t *testing.T, scenario func(*rig)) {
	t.Helper()
	inWindow(t, usual, islander, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		r.in(r.app.screens.settings)
		scenario(r)
	})
}

// typedIn are the serial numbers that the settings hold.
func (r *rig) typedIn() []string {
	var all []string
	for _, t := range present.ParseSettings(r.shop.words).Terminals.Typed["island/live"] {
		all = append(all, t.Serial)
	}
	return all
}

func TestTerminalsAreTypedInAndChecked(t *testing.T) {
	inIsland(t, func(r *rig) {
		p := r.app.screens.settings.Terminals
		if !p.Panel.Visible() || !p.Add.Disabled() {
			t.Fatal("there is no field for a serial number, or a button for none")
		}
		add := func(serial, name string) {
			r.app.window.Canvas().Focus(p.Serial.Entry)
			r.keys(serial)
			p.Name.Entry.SetText(name)
			r.key(fyne.KeyReturn)
		}
		add("9990000001", "Counter")
		if got := r.typedIn(); !slices.Equal(got, []string{"9990000001"}) || r.shop.called("open island/live") != 2 {
			t.Fatalf("typed in is %q after %v", got, r.shop.calls)
		}
		r.wants("badge", present.ParseSettings(r.shop.words).Badges["island/live|9990000001"].Name, "Counter")
		r.wants("the field", p.Serial.Entry.Text, "")
		if r.app.window.Canvas().Focused() != fyne.Focusable(p.Serial.Entry) {
			t.Error("the next serial number needs a press")
		}
		r.wants("state", p.Rows[0].State.Text(), "Checked: it is linked to the key.")
		add("9990000001", "")
		if len(r.typedIn()) != 1 || !strings.Contains(p.Serial.Problem, "9990000001") {
			t.Errorf("the same again: %q, said %q", r.typedIn(), p.Serial.Problem)
		}
		p.Serial.Entry.SetText("")
		add("a b", "")
		if len(r.typedIn()) != 1 || p.Serial.Problem == "" {
			t.Error("what can be no serial number is taken")
		}
		p.Serial.Entry.SetText("")
		add("9990000009", "")
		if len(r.typedIn()) != 2 || !strings.HasPrefix(p.Rows[1].State.Text(), "It is not linked to the key") {
			t.Errorf("one that is not the key's: %q", p.Rows[1].State.Text())
		}
		r.tap(p.Rows[1].Remove)
		if len(r.typedIn()) != 2 {
			t.Error("it was removed unasked")
		}
		r.tap(r.app.access.Dialogs.Dialog.Confirm)
		if got := r.typedIn(); !slices.Equal(got, []string{"9990000001"}) {
			t.Errorf("left is %q", got)
		}
	})
}

func TestWithoutAProvenKeyNoTerminalIsCalledChecked(t *testing.T) {
	prepare := func(s *shop) {
		islander(s)
		s.errors["list terminals"] = &payments.Error{Kind: payments.ErrorOffline}
		for word, value := range present.DefaultSettings().WithTerminal("island/live", "island/live", "9990000001", "").Words() {
			if strings.HasPrefix(word, "typed_terminals:") {
				s.words[word] = value
			}
		}
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		r.wants("state", r.app.screens.settings.Terminals.Rows[0].State.Text(), "Not checked yet. That needs a key that works.")
	})
}

func TestTheTaxDocumentIsChosen(t *testing.T) {
	inIsland(t, func(r *rig) {
		p := r.app.screens.settings.Choices
		r.wants("the first counts", p.Lists[0].List.Selected, "Receipt with tax")
		r.pick(p.Lists[0], "Exempt from tax")
		r.wants("kept", r.shop.words["choice:document:island/live"], payments.DocumentExempt)
		if r.shop.called("open island/live") != 2 {
			t.Errorf("it does not count: %v", r.shop.calls)
		}
		r.pick(r.app.screens.settings.Parts.Provider, "Harbour Pay")
		if p.Panel.Visible() || r.app.screens.settings.Terminals.Panel.Visible() {
			t.Error("what belongs to the other provider is still there")
		}
	})
}

// What is open is checked again at once after a choice, so that nobody has to decide about it.
func TestAChoiceAsksNothingWhileAPaymentIsOpen(t *testing.T) {
	inIsland(t, func(r *rig) {
		r.ctrl(fyne.Key1)
		r.waiting(r.charge("1240"))
		r.ctrl(fyne.KeyComma)
		r.pick(r.app.screens.settings.Choices.Lists[0], "Exempt from tax")
		r.wants("kept", r.shop.words["choice:document:island/live"], payments.DocumentExempt)
		r.wants("opened with it", strconv.Itoa(r.shop.called("open island/live")), "2")
	})
}

// Where no terminal was typed in yet, both screens that miss them lead to where they are.
func TestMissingTerminalsLeadToTheSettings(t *testing.T) {
	prepare := func(s *shop) { islander(s); s.terminals, s.typed = nil, true }
	inWindow(t, usual, prepare, func(r *rig) {
		r.tap(r.app.screens.sale.Side.Retry)
		r.in(r.app.screens.settings)
		r.ctrl(fyne.Key4)
		r.tap(r.app.screens.terminals.Retry)
		r.in(r.app.screens.settings)
	})
}

func TestTheAddressForTheProviderIsTakenAlong(t *testing.T) {
	prepare := func(s *shop) {
		islander(s)
		s.words["callbacks"], s.words["callback_listen"], s.words["callback_url"] = "true", "192.168.1.20:8130", "https://till.example/tillside/results"
	}
	inWindow(t, usual, prepare, func(r *rig) {
		r.ctrl(fyne.KeyComma)
		p := r.app.screens.settings.Callbacks
		if !strings.Contains(p.State.Text(), "Enter this address at Island Pay, under Desk > Hooks: https://till.example") {
			t.Errorf("it says %q", p.State.Text())
		}
		r.tap(p.Copy)
		r.wants("copied", r.app.p.App.Clipboard().Content(), "https://till.example/tillside/results")
		r.pick(r.app.screens.settings.Parts.Provider, "Handpoint")
		if p.Copy.Visible() {
			t.Error("who is told with each payment needs nothing entered")
		}
	})
}

func TestTheFirstRunChoosesAProvider(t *testing.T) {
	prepare := func(s *shop) {
		newcomer(s)
		s.providers = payments.Providers{theProvider, harbour, island()}
	}
	inWindow(t, usual, prepare, func(r *rig) {
		p := r.app.screens.firstRun
		r.pick(p.Provider, "Island Pay · Chile")
		r.tap(p.Connect)
		r.wants("opened", r.shop.opened, "island/live")
		r.wants("kept", r.shop.words["environment"], "island/live")
		r.in(r.app.screens.settings)
	})
	inWindow(t, usual, prepare, func(r *rig) {
		r.pick(r.app.screens.firstRun.Provider, "Harbour Pay")
		r.key(fyne.KeyReturn)
		r.wants("opened", r.shop.opened, "harbour/training")
	})
}

// providerScenes are what a shop sees that chooses among several providers.
func providerScenes() map[string]scene {
	typed := func(s *shop) {
		islander(s)
		s.terminals = s.terminals[:1]
		settings := present.DefaultSettings().WithTerminal("island/live", "island/live", "9990000001", "Counter").WithTerminal("island/live", "island/live", "9990000009", "")
		for word, value := range settings.Words() {
			if strings.Contains(word, "island/live") {
				s.words[word] = value
			}
		}
	}
	posted := func(s *shop) {
		typed(s)
		s.words["callbacks"], s.words["callback_listen"], s.words["callback_url"] = "true", "192.168.1.20:8130", "https://till.example"
	}
	down := func(pages int) func(*rig) {
		return func(r *rig) {
			r.ctrl(fyne.KeyComma)
			for range pages {
				r.key(fyne.KeyPageDown)
			}
		}
	}
	return map[string]scene{
		"first-run-several": {prepare: func(s *shop) {
			s.words["environment"] = ""
			s.providers = payments.Providers{theProvider, harbour, island()}
		}, play: func(r *rig) { r.pick(r.app.screens.firstRun.Provider, "Island Pay · Chile") }},
		"attention-look": {prepare: func(s *shop) { live(s); s.rules.NotFoundFinal = payments.Unstated },
			play: to(payments.StateNeedsAttention, checkout.EventAttention, reason(payments.ReasonCancelUnseen))},
		"settings-provider": {prepare: typed, play: down(0)},
		"settings-typed":    {prepare: typed, play: down(1)},
		"settings-posted":   {prepare: posted, play: down(2)},
		"es-settings-typed": {prepare: func(s *shop) { typed(s); s.words["locale"] = "es" }, play: down(1)},
	}
}
