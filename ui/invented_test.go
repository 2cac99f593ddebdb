package ui

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/gatewaytest/pontoon"
	"tillside/storage"
	"tillside/ui/present"
	"tillside/ui/session"
)

// The place of the invented provider in a program that has another one first, and its hosts.
const (
	inventedPlace   = pontoon.ID + "/custom"
	inventedCloud   = "127.0.0.1:8401"
	inventedRefunds = "127.0.0.1:8402"
)

// invented is the window on a real session, engine and journal, and a provider that no line of
// the window knows.
type invented struct {
	*rig
	network *gatewaytest.Network
	cloud   *pontoon.Cloud
}

// inInvented runs a test in such a window. The shop has typed in these terminals.
func inInvented(t *testing.T, terminals []payments.Terminal, scenario func(*invented)) {
	t.Helper()
	inInventedWith(t, terminals, func(*invented, *session.Params) {}, scenario)
}

// inInventedWith is inInvented with other parts.
func inInventedWith(t *testing.T, terminals []payments.Terminal, change func(*invented, *session.Params), scenario func(*invented)) {
	t.Helper()
	application, dir := test.NewTempApp(t), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		x := &invented{rig: &rig{T: t, queue: make(chan func(), 1024)}, network: gatewaytest.NewNetwork(), cloud: pontoon.NewCloud()}
		face := x.cloud.Face()
		x.network.Serve(inventedCloud, face[payments.AddressCloud])
		x.network.Serve(inventedRefunds, face[payments.AddressRefunds])
		list := payments.Providers{theProvider, pontoon.Over(x.network.Transport())}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		parts := x.parts(list[1], dir, terminals)
		change(x, &parts)
		backend := session.New(ctx, parts)
		x.app = New(Params{App: application, Backend: backend, Post: func(f func()) { x.queue <- f }, Providers: list, Version: "0.1.0", Zone: time.UTC})
		x.app.start(ctx)
		x.settle()
		x.app.window.Resize(usual)
		x.settle()
		scenario(x)
		if err := backend.End(); err != nil {
			t.Error(err)
		}
		cancel()
		x.app.display.ticker.Every(0)
		x.app.customer.close()
		x.app.window.Close()
		x.app.work.Wait(time.Hour)
		x.network.Close()
		synctest.Wait()
	})
}

// errNoKey is a keyring without the key.
var errNoKey = errors.New("no such key")

// parts are what the session is put together from.
func (x *invented) parts(p payments.Provider, dir string, terminals []payments.Terminal) session.Params {
	secrets := fixedKeys{payments.CredentialAPI: payments.NewSecret(pontoon.Secret), payments.CredentialRefunds: payments.NewSecret(pontoon.RefundsSecret)}
	settings := present.DefaultSettings().WithTyped(inventedPlace, terminals).WithHosts(map[string]string{
		pontoon.ID + "/cloud": "http://" + inventedCloud, pontoon.ID + "/refunds": "http://" + inventedRefunds,
	})
	settings.Environment, settings.Locale, settings.Theme = inventedPlace, "en", present.ThemeLight
	return session.Params{
		Profiles: theInvented{p},
		Entry:    func(_ payments.Account, credential string) string { return credential },
		Connect: func(_ context.Context, target session.Target) (session.Connection, error) {
			with := map[string]payments.Secret{payments.CredentialAPI: target.Key}
			for id, secret := range target.Secrets {
				with[id] = secret
			}
			gateway, err := p.Connect(payments.Config{
				Environment: "custom", Credentials: with, Terminals: present.ParseSettings(target.Settings).Terminals.Typed[inventedPlace],
				Hosts: map[string]string{payments.AddressCloud: "http://" + inventedCloud, payments.AddressRefunds: "http://" + inventedRefunds},
			})
			return session.Connection{Gateway: gateway, Key: target.Key}, err
		},
		Journal: func(ctx context.Context, _ string) (session.Journal, error) {
			return storage.OpenJournal(ctx, filepath.Join(dir, "journal.db"), storage.Options{})
		},
		Engine: func(p checkout.Params) (session.Engine, error) { return checkout.New(p) },
		Keys:   secrets, NoKey: errNoKey, Settings: fixedSettings(settings.Words()),
	}
}

// theInvented are the profiles of a shop that has one.
type theInvented struct{ p payments.Provider }

func (theInvented) List(string, map[string]string) []session.Profile {
	return []session.Profile{{Key: inventedPlace}}
}

func (i theInvented) Place(string) session.Place {
	return session.Place{
		Account: payments.Account{Provider: i.p.ID, Environment: "custom", Profile: payments.DefaultProfile}, Secrets: i.p.CredentialIDs()[1:],
	}
}

func (theInvented) Named(payments.Account) string { return inventedPlace }

// fixedKeys is a keyring.
type fixedKeys map[string]payments.Secret

func (k fixedKeys) Get(_ context.Context, account string) (payments.Secret, bool, error) {
	if key, ok := k[account]; ok {
		return key, false, nil
	}
	return payments.Secret{}, false, errNoKey
}

func (k fixedKeys) Set(_ context.Context, account string, key payments.Secret) (bool, error) {
	k[account] = key
	return false, nil
}

func (k fixedKeys) Forget(_ context.Context, account string) error { delete(k, account); return nil }

func (k fixedKeys) Open(context.Context) bool { return true }

// fixedSettings are settings in memory.
type fixedSettings map[string]string

func (s fixedSettings) Load(context.Context) (map[string]string, error) { return s, nil }

func (s fixedSettings) Save(_ context.Context, changed map[string]string) error {
	for name, value := range changed {
		s[name] = value
	}
	return nil
}

// sell types an amount and charges it.
func (x *invented) sell() {
	x.Helper()
	x.in(x.app.screens.sale)
	x.types("1240", 0)
	x.key(fyne.KeyReturn)
	x.settle()
	x.in(x.app.screens.payment)
}

// offers fails the test unless these are the buttons of the payment.
func (x *invented) offers(want ...present.Action) {
	x.Helper()
	var got []string
	for _, b := range x.app.screens.payment.View.Buttons {
		got = append(got, string(b.Action))
	}
	var wanted []string
	for _, a := range want {
		wanted = append(wanted, string(a))
	}
	x.wants("the buttons", strings.Join(got, " "), strings.Join(wanted, " "))
}

var typedIn = []payments.Terminal{{Serial: pontoon.Reader}}

// Settings, terminals and a sale show what the provider has and nothing that it has not.
func TestAnInventedProviderInTheWindow(t *testing.T) {
	inInvented(t, typedIn, func(x *invented) {
		x.in(x.app.screens.sale)
		if shown := x.app.screens.sale.View.Terminals; len(shown) != 1 || !strings.Contains(shown[0].Model, pontoon.Reader) {
			t.Fatalf("the terminals of the sale: %+v", shown)
		}
		x.ctrl(fyne.Key4)
		terminals := x.app.screens.terminals
		if len(terminals.Rows) != 1 || terminals.Rows[0].Ping.Visible() || terminals.Retry.Visible() {
			t.Errorf("%d terminals, or a sign of life or a list is offered", len(terminals.Rows))
		}
		x.ctrl(fyne.KeyComma)
		p := x.app.screens.settings
		if p.Parts.Provider.List.Selected != "Pontoon Pay" || p.Callbacks.Panel.Visible() || len(p.Keys.Secrets.Others) != 1 || !p.Keys.Secrets.Others[0].Panel.Visible() {
			t.Errorf("the settings are of %q", p.Parts.Provider.List.Selected)
		}
		x.wants("an address", p.Hosts.Fields[0].Entry.Text, "http://"+inventedCloud)
		p.Keys.Entry.Entry.SetText(pontoon.Secret)
		x.tap(p.Keys.Test)
		x.wants("a key that works", p.Keys.State.Text(), "The key works.")
		x.ctrl(fyne.Key1)
		x.sell()
		x.offers()
		x.pass(5 * time.Second)
		x.wants("heading", x.heading(), "Paid by card")
		if x.cloud.Starts() != 1 || x.cloud.Moved() != 1240 {
			t.Errorf("started %d, moved %d", x.cloud.Starts(), x.cloud.Moved())
		}
	})
}

// A lost answer is never more than unknown, offers no cancel, and is closed by a person.
func TestALostAnswerOfAnInventedProvider(t *testing.T) {
	inInvented(t, typedIn, func(x *invented) {
		x.network.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer, Method: "POST"})
		x.sell()
		x.pass(5 * time.Second)
		x.offers(present.ActionServeNext)
		said := x.app.screens.payment.View
		for _, step := range said.Steps {
			said.Body += " " + step.Text
		}
		if strings.Contains(said.Body, "keeps checking") || strings.Contains(said.Body, "Checking") {
			t.Errorf("it says that somebody is asked: %q", said.Body)
		}
		x.wants("heading", x.heading(), x.app.access.Words.Payment(present.PaymentInput{Attempt: payments.Attempt{
			Intent: payments.Intent{Kind: payments.KindSale}, State: payments.StateUnknown,
		}}).Heading)
		x.pass(2 * time.Minute)
		x.offers(present.ActionServeNext, present.ActionClose)
		if body := x.app.screens.payment.View.Body; strings.Contains(strings.ToLower(x.heading()+body), "nothing was charged") {
			t.Errorf("it says what nobody knows: %q", body)
		}
		x.tap(buttonOf(x.app.screens.payment.Parts.Actions, present.ActionClose))
		x.keys("the slip says paid")
		x.tap(x.app.access.Dialogs.Dialog.Confirm)
		x.pass(time.Second)
		x.offers(present.ActionNewSale)
		x.pass(time.Hour)
		x.offers(present.ActionNewSale)
		x.key(fyne.KeyReturn)
		x.sell()
		x.pass(5 * time.Second)
		x.wants("the terminal is free", x.heading(), "Paid by card")
	})
}

// Where no terminal was typed in, nobody is sent to look for one in a list that does not exist, but
// to where they are typed in.
func TestNoTerminalWasTypedIn(t *testing.T) {
	inInvented(t, nil, func(x *invented) {
		x.in(x.app.screens.sale)
		nothing := x.app.screens.sale.View.NoTerminals
		if nothing == nil || nothing.Body != "This payment provider does not list its terminals." {
			t.Errorf("%+v", nothing)
		}
		x.tap(x.app.screens.sale.Side.Retry)
		x.in(x.app.screens.settings)
	})
}
