package model

import (
	"cmp"
	"log/slog"
	"maps"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/work"
)

// Params are what a model works with, and whom it tells.
type Params struct {
	Backend   present.Backend
	Work      *work.Worker
	Log       *slog.Logger
	Providers payments.Providers
	Place     string            // of the command line, opened whatever the settings say; "" for what they say
	Currency  payments.Currency // of the command line, for that place; "" for what the settings say
	Hosts     map[string]string // addresses of the command line, in place of those of the settings
	Now       func() time.Time  // the wall clock
	Zone      *time.Location    // nil means the computer's
	Tell
}

// Tell is whom a model tells. Each function is called on the goroutine that owns the model.
type Tell struct {
	Changed func()                // something that may be on screen has changed
	Updated func(checkout.Update) // so has a payment, and only what shows it
	Restyle func()                // other settings count now
	Failed  func(error)           // something did not work, and a person should know
	KeyBack func()                // a keyring that was closed is open
	Parked  func()                // payments of an earlier run were put into the tray
}

// Model is what is known now.
type Model struct {
	p         Params
	Settings  present.Settings
	writer    writer
	words     words
	edited    string           // the profile that the settings are about; "" for the first
	place     string           // that is open or being opened; "" before the first
	open      *present.Session // nil while none is open
	opened    int              // number of the newest opening; what comes from an older one is dropped
	keyBack   bool             // the keyring is open again
	Terminals *Terminals
	Payments  *Payments
	Front     Front // the payment that is followed
	reading   reading
	unseen    unseen
}

// New makes a model with the settings as they were stored. Nothing is open yet.
func New(p Params, stored map[string]string) *Model {
	m := &Model{p: p}
	m.TakeSettings(stored)
	m.empty()
	return m
}

// empty forgets what belongs to what is open.
func (m *Model) empty() {
	m.open, m.keyBack = nil, false
	m.opened++
	m.Terminals, m.Payments = newTerminals(func() map[string]bool { return m.Settings.Terminals.Here }), newPayments()
	m.Front, m.reading, m.unseen = Front{}, reading{}, unseen{}
}

// TakeSettings takes over settings that were read.
func (m *Model) TakeSettings(stored map[string]string) {
	m.Settings = present.ParseSettings(stored)
	m.writer.stored, m.words.stored = m.Settings, maps.Clone(stored)
}

// Open is the session that is at work; nil while none is open.
func (m *Model) Open() *present.Session { return m.open }

// Place is the environment that is open or being opened, else that of the settings.
func (m *Model) Place() string { return cmp.Or(m.place, m.Settings.Environment) }

// Chosen is the environment of the command line, or else of the settings.
func (m *Model) Chosen() string { return cmp.Or(m.p.Place, m.Settings.Environment) }

// PlaceOf is where payments of a class are made: at the provider of the environment that is
// chosen, or else at the first that can.
func (m *Model) PlaceOf(c payments.Class) string { return m.p.Providers.Beside(m.Place(), c) }

// Providers are those of the program.
func (m *Model) Providers() payments.Providers { return m.p.Providers }

// Backend opens environments and keeps keys.
func (m *Model) Backend() present.Backend { return m.p.Backend }

// Work runs what may wait.
func (m *Model) Work() *work.Worker { return m.p.Work }

// Log is the program's log.
func (m *Model) Log() *slog.Logger { return m.p.Log }

// Now is the wall clock of the shop.
func (m *Model) Now() time.Time {
	if m.p.Zone != nil {
		return m.p.Now().In(m.p.Zone)
	}
	return m.p.Now().Local()
}

// Midnight is when today began here.
func (m *Model) Midnight() time.Time {
	now := m.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
}

// Info is what the gateway of the chosen terminal can do; nothing while none is open.
func (m *Model) Info() payments.Info {
	return m.infoOf(m.Terminals.of(m.Settings.Program.LastTerminal).Profile)
}

// infoOf is what the gateway of a profile can do, and what its merchant was told not to have.
func (m *Model) infoOf(p *present.Profile) payments.Info {
	info := p.Info
	info.Can.Lacks = m.Settings.LacksOf(p.Key)
	return info
}

// Currency is the one that the next payment is made in: that of the command line or of the profile
// of the chosen terminal, or the first that the provider takes where it does not take that.
func (m *Model) Currency() payments.Currency {
	wanted := m.Settings.CurrencyOf(m.Terminals.of(m.Settings.Program.LastTerminal).Profile.Key)
	if m.p.Currency != "" && m.Place() == m.p.Place {
		wanted = m.p.Currency
	}
	return m.Info().Currency(wanted)
}

// InfoOf is what the gateway can do that a payment was made with.
func (m *Model) InfoOf(a payments.Attempt) payments.Info {
	return m.infoOf(m.Terminals.gatewayOf(a).Profile)
}

// Cards are those that the provider of the next payment keeps for the shop; nil where it keeps none.
func (m *Model) Cards() present.Cards {
	return m.Terminals.of(m.Settings.Program.LastTerminal).Profile.Cards
}

// CardsOf is Cards for the provider of a payment.
func (m *Model) CardsOf(a payments.Attempt) present.Cards {
	return m.Terminals.gatewayOf(a).Profile.Cards
}

// Unasked reports whether nobody can ask about a payment, because the keyring is closed.
func (m *Model) Unasked(a payments.Attempt) bool { return m.Terminals.gatewayOf(a).locked() }

// Shown are payments as far as they are known.
func (m *Model) Shown(list []payments.Attempt) []payments.Attempt {
	var shown []payments.Attempt
	for i, a := range list {
		if !m.Unasked(a) {
			continue
		}
		if shown == nil {
			shown = append(shown, list...)
		}
		shown[i] = present.Unasked(a)
	}
	if shown == nil {
		return list
	}
	return shown
}
