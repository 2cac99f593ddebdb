package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/gatewaytest/pontoon"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/session"
)

// The second merchant of the invented provider: a profile with hosts of its own, at which a
// terminal has the very code that one of the first has.
const (
	barProfile = inventedPlace + ":bar"
	barCloud   = "127.0.0.1:8411"
	barRefunds = "127.0.0.1:8412"
)

// merchants are the profiles of a shop with both, as its settings have them.
type merchants struct {
	p        payments.Provider
	list     payments.Providers
	settings fixedSettings
}

func (m merchants) List(string, map[string]string) []session.Profile {
	var all []session.Profile
	for _, p := range present.ParseSettings(m.settings).ProfilesAt(m.list, inventedPlace) {
		all = append(all, session.Profile{Key: p.Key, Name: p.Name, Off: p.Off})
	}
	return all
}

func (m merchants) Place(profile string) session.Place {
	_, id := payments.CutProfileKey(profile)
	return session.Place{
		Account: payments.Account{Provider: m.p.ID, Environment: "custom", Profile: id}, Secrets: m.p.CredentialIDs()[1:], Mark: m.list.Mark(profile),
	}
}

func (m merchants) Named(a payments.Account) string { return m.list.ProfileOf(a) }

// inTwoMerchants runs a test in the window of a shop with two merchants, each with a cloud of
// its own.
func inTwoMerchants(t *testing.T, scenario func(x *invented, bar *pontoon.Cloud)) {
	t.Helper()
	bar := pontoon.NewCloud()
	inInventedWith(t, typedIn, func(x *invented, parts *session.Params) {
		face := bar.Face()
		x.network.Serve(barCloud, face[payments.AddressCloud])
		x.network.Serve(barRefunds, face[payments.AddressRefunds])
		provider := pontoon.Over(x.network.Transport())
		list := payments.Providers{theProvider, provider}
		stored := parts.Settings.(fixedSettings)
		settings := present.ParseSettings(stored)
		settings = settings.WithProfile(list, barProfile, present.ProfileSettings{Name: "Bar"}).WithTyped(barProfile, typedIn)
		settings = settings.WithProfile(list, inventedPlace, present.ProfileSettings{Name: "Shop"})
		for word, value := range settings.Words() {
			stored[word] = value
		}
		parts.Profiles = merchants{provider, list, stored}
		parts.Entry = func(a payments.Account, credential string) string { return credential } // the clouds have one secret
		parts.Connect = func(_ context.Context, target session.Target) (session.Connection, error) {
			hosts := map[string]string{payments.AddressCloud: "http://" + inventedCloud, payments.AddressRefunds: "http://" + inventedRefunds}
			if target.Profile == barProfile {
				hosts = map[string]string{payments.AddressCloud: "http://" + barCloud, payments.AddressRefunds: "http://" + barRefunds}
			}
			gateway, err := provider.Connect(payments.Config{
				Environment: "custom", Hosts: hosts, Terminals: present.ParseSettings(target.Settings).Terminals.Typed[target.Profile],
				Credentials: map[string]payments.Secret{payments.CredentialAPI: target.Key, payments.CredentialRefunds: target.Secrets[payments.CredentialRefunds]},
			})
			return session.Connection{Gateway: gateway, Key: target.Key}, err
		}
	}, func(x *invented) { scenario(x, bar) })
}

// Two merchants' terminals are in one list, with letters of their own, and a payment of each runs
// at the same time and is followed to its end.
func TestTwoMerchantsAtOnce(t *testing.T) {
	inTwoMerchants(t, func(x *invented, bar *pontoon.Cloud) {
		shown := x.app.screens.sale.View.Terminals
		if len(shown) != 2 || shown[0].Badge.Letter != "A" || shown[1].Badge.Letter != "B" || shown[0].Name != "Shop" || shown[1].Name != "Bar" {
			t.Fatalf("the terminals of the sale: %+v", shown)
		}
		x.sell()
		x.pass(time.Second)
		_, err := x.app.model.Open().Engine.Start(x.Context(), checkout.Request{
			RequestKey: "at the bar", Kind: payments.KindSale, Amount: payments.MustMoney(500, "EUR"), Terminal: x.app.model.Terminals.List()[1],
		})
		if err != nil {
			t.Fatal(err)
		}
		x.settle()
		if open := x.app.model.Unfinished(); len(open) != 2 || open[0].Attempt.Account.Profile != "default" || open[1].Attempt.Account.Profile != "bar" {
			t.Fatalf("open are %+v", open)
		}
		x.pass(5 * time.Second)
		x.wants("heading", x.heading(), "Paid by card")
		if x.cloud.Moved() != 1240 || bar.Moved() != 500 || x.cloud.Starts() != 1 || bar.Starts() != 1 {
			t.Errorf("moved %d and %d in %d and %d starts", x.cloud.Moved(), bar.Moved(), x.cloud.Starts(), bar.Starts())
		}
		if open := x.app.model.Unfinished(); len(open) != 0 {
			t.Errorf("still open are %v", open)
		}
		for _, a := range x.app.model.Latest() {
			want := map[string]string{"default": "Shop · Pontoon Pay", "bar": "Bar · Pontoon Pay"}[a.Account.Profile]
			if got := x.app.model.Whose(a); got != want || a.State != payments.StateApproved {
				t.Errorf("%s, %s", got, a.State)
			}
		}
	})
}

// One merchant's cloud that does not answer keeps nothing of the other's from working.
func TestOneMerchantsCloudIsDown(t *testing.T) {
	inTwoMerchants(t, func(x *invented, bar *pontoon.Cloud) {
		x.network.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer, Method: "POST"})
		x.sell()
		x.pass(5 * time.Second)
		x.ctrl(fyne.KeyN)
		x.hasty(fyne.KeyF2)
		x.types("500", 0)
		x.key(fyne.KeyReturn)
		x.pass(5 * time.Second)
		x.wants("heading", x.heading(), "Paid by card")
		if bar.Moved() != 500 {
			t.Errorf("moved %d", bar.Moved())
		}
		if open := x.app.model.Unfinished(); len(open) != 1 || open[0].Attempt.State != payments.StateUnknown {
			t.Errorf("open are %+v", open)
		}
	})
}

// rowsOf are the rows of a list that are to be seen.
func rowsOf(l *parts.OptionList) string {
	var rows []string
	for _, row := range l.Rows {
		if row.Visible() {
			rows = append(rows, row.State().Text)
		}
	}
	return strings.Join(rows, " | ")
}

// In a list of dozens a part of a name finds its rows. The one that is chosen stays.
func TestALongListOfProfilesIsSearched(t *testing.T) {
	inTwoMerchants(t, func(x *invented, _ *pontoon.Cloud) {
		var took string
		l := parts.NewOptionList(x.app.access.Words, func(value string) { took = value })
		v := present.Options{Label: "Profiles"}
		for _, name := range strings.Fields("Anchor Bakery Cinema Deli Egg Florist Garage Hotel Inn") {
			v.Choices = append(v.Choices, present.Choice{Value: strings.ToLower(name), Label: name + " · Pontoon Pay", Chosen: name == "Deli"})
		}
		l.Set(present.Options{Choices: v.Choices[:8]}, "Part of a name")
		if l.Find.Visible() {
			t.Error("a short list has a field to find in")
		}
		l.Set(v, "Part of a name")
		if !l.Find.Visible() || !l.Rows[3].State().Selected {
			t.Errorf("the field is to be seen: %v; the fourth row is %+v", l.Find.Visible(), l.Rows[3].State())
		}
		l.Find.SetText(" gA")
		x.wants("the rows", rowsOf(l), "Deli · Pontoon Pay | Garage · Pontoon Pay")
		x.tap(l.Rows[1])
		x.wants("what was taken", took, "garage")
		l.Find.SetText("4111 1111 1111 1111")
		x.wants("the field", l.Find.Text, "")
		if l.Root.Help() == "" || strings.Count(rowsOf(l), "|") != 8 {
			t.Errorf("said %q beside %s", l.Root.Help(), rowsOf(l))
		}
	})
}

// The settings have a list of the profiles: one is switched off, renamed, added and removed.
func TestTheSettingsHaveAListOfProfiles(t *testing.T) {
	inTwoMerchants(t, func(x *invented, _ *pontoon.Cloud) {
		x.ctrl(fyne.KeyComma)
		s := x.app.screens.settings
		p := s.Profiles
		x.wants("the list", rowsOf(p.List), "Shop · Pontoon Pay · 1 terminal | Bar · Pontoon Pay · 1 terminal")
		if s.Parts.Provider.Root.Visible() {
			t.Error("a profile may become one of another provider")
		}
		x.tap(p.List.Rows[1])
		x.settle()
		x.wants("its name", p.Name.Entry.Text, "Bar")
		x.wants("its address", s.Hosts.Fields[0].Entry.Text, "")
		p.Name.Entry.SetText("Kiosk")
		x.settle()
		x.wants("the list", rowsOf(p.List), "Shop · Pontoon Pay · 1 terminal | Kiosk · Pontoon Pay · 1 terminal")
		p.Use.Segments.Chips()[1].Tapped(&fyne.PointEvent{})
		x.settle()
		x.in(s)
		x.wants("the list", rowsOf(p.List), "Shop · Pontoon Pay · 1 terminal | Kiosk · Pontoon Pay · switched off")
		x.wants("its key", s.Keys.State.Text(), "Switch this profile on to see its key.")
		if got := x.app.model.Terminals.List(); len(got) != 1 {
			t.Errorf("terminals %v", got)
		}
		x.tap(p.Forget)
		x.wants("the question", x.app.access.Dialogs.Dialog.Title.Text(), "Remove the profile Kiosk?")
		x.tap(x.app.access.Dialogs.Dialog.Confirm)
		x.settle()
		if p.Panel.Visible() || x.app.model.Several() {
			t.Error("a shop with one profile sees the list")
		}
		x.tap(p.Add[1])
		x.keys("Market")
		x.tap(x.app.access.Dialogs.Dialog.Confirm)
		x.settle()
		if got := x.app.model.Edited(); got != inventedPlace+":market" {
			t.Errorf("the settings are about %s", got)
		}
		x.wants("the new one's name", p.Name.Entry.Text, "Market")
	})
}

// twoProfiles are a shop with two merchants that have a terminal each, and one that is switched off.
func twoProfiles(s *shop) {
	live(s)
	s.words["profile:production"], s.words["profile:production:bar"] = "on;;Shop", "on;;Bar"
	s.words["profile:production:winter"] = "off;;Winter market"
	bar := payments.Account{Provider: "handpoint", Environment: "production", Profile: "bar"}
	s.terminals = s.terminals[:1]
	s.more = []present.Profile{{
		Key: "production:bar", Mark: "production:bar", Account: bar, Info: payments.Info{Name: "Handpoint", Operations: payments.Kinds(), Can: s.can},
		Terminals: payments.Marked(s.terminals, "production:bar"),
	}}
}

// profileScenes show what a shop with several profiles sees.
func profileScenes() map[string]scene {
	several := func(play func(*rig)) scene { return scene{prepare: twoProfiles, play: play} }
	return map[string]scene{
		"profiles-sale":     several(func(r *rig) { r.keys("1240") }),
		"profiles-payment":  several(func(r *rig) { r.hasty(fyne.KeyF2); r.charge("1240") }),
		"profiles-settings": several(func(r *rig) { r.toSettings() }),
		"profiles-forget": several(func(r *rig) {
			r.toSettings()
			r.tap(r.app.screens.settings.Profiles.Forget)
		}),
	}
}

// A payment is found whichever merchant's it is, and its refund goes through its own, by keys alone,
// although the other merchant's terminal was chosen.
func TestAPaymentIsFoundAcrossProfilesAndRefundedThroughItsOwn(t *testing.T) {
	inTwoMerchants(t, func(x *invented, bar *pontoon.Cloud) {
		x.sell()
		x.pass(6 * time.Second)
		_, err := x.app.model.Open().Engine.Start(x.Context(), checkout.Request{
			RequestKey: "at the bar", Kind: payments.KindSale, Amount: payments.MustMoney(500, "EUR"), Terminal: x.app.model.Terminals.List()[1],
		})
		if err != nil {
			t.Fatal(err)
		}
		x.pass(6 * time.Second)
		chosen := x.app.model.Settings.Program.LastTerminal
		x.ctrl(fyne.KeyF)
		x.keys("5.00")
		x.pass(2 * time.Second)
		x.key(fyne.KeyDown)
		x.pass(2 * time.Second)
		x.key(fyne.KeyReturn)
		x.in(x.app.screens.refund)
		x.pass(time.Second)
		x.keys("back")
		x.key(fyne.KeyReturn)
		x.pass(8 * time.Second)
		if x.cloud.Moved() != 1240 || bar.Moved() != 0 {
			t.Errorf("with terminal %s chosen before, %d and %d have moved: %+v", chosen, x.cloud.Moved(), bar.Moved(), x.app.screens.refund.View.Confirm)
		}
	})
}

// The terminal of a merchant with another currency takes the amount away, and says so.
func TestATerminalOfAnotherCurrencyNamesWhatItClears(t *testing.T) {
	inTwoMerchants(t, func(x *invented, _ *pontoon.Cloud) {
		sale := x.app.screens.sale
		sale.Entry = present.EntryOf(payments.MustMoney(1990, "CLP")) // was typed for a terminal in Chile
		x.key(fyne.KeyF2)
		x.wants("cleared", x.amount(), "0.00")
		x.wants("said", sale.Hint.Text(), "1,990 CLP was cleared, because this terminal charges in EUR. Type the amount again.")
		x.keys("5")
		if sale.Hint.Visible() || x.amount() != "0.05" {
			t.Errorf("after a key: %s, %q", x.amount(), sale.Hint.Text())
		}
	})
}
