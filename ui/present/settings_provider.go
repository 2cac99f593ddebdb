package present

import (
	"slices"
	"strings"

	"tillside/payments"
)

// This file is about the provider that a shop chooses: its name and country, what is not possible
// with it, what a shop decides about its payments there, and the terminals that are typed in.

// providerName is a provider with the countries of its shops.
func (p *Presenter) providerName(provider payments.Provider) string {
	names := make([]string, 0, len(provider.Countries))
	for _, country := range provider.Countries {
		names = append(names, p.say("country."+country))
	}
	return dotted(provider.Name, strings.Join(names, ", "))
}

// lacks says what is not possible with a provider, in one line. kept are the secrets of the shop.
func (p *Presenter) lacks(provider payments.Provider, kept map[string]bool) string {
	said := make([]string, 0, len(provider.Lacks)+1)
	for _, lack := range provider.Lacks {
		said = append(said, p.say("lack."+string(lack)))
	}
	_, keeps := kept[payments.CredentialRefunds]
	if refunds, ok := provider.Credential(payments.CredentialRefunds); ok && !refunds.Needed && !keeps {
		said = append(said, p.say("lack.refunds"))
	}
	return joinSentences(said...)
}

// lacksReceipts reports whether the provider of a payment sends none: none is missing then.
func (p *Presenter) lacksReceipts(a payments.Attempt) bool {
	provider, err := p.providers.Provider(a.Account.Provider)
	return err == nil && a.Account.Provider != "" && slices.Contains(provider.Lacks, payments.LackReceipts)
}

// ProviderView is the provider that the settings are about.
type ProviderView struct {
	Choice  Options // without choices where there is one provider alone
	Lacks   string  // what is not possible with it
	Choices []ChoiceOptions
}

// ChoiceOptions is something that a shop decides about its payments at a provider.
type ChoiceOptions struct {
	ID      string
	Options Options
	Meaning string
}

// choices are what a shop decides at the provider of a profile.
func (p *Presenter) choices(in SettingsInput) []ChoiceOptions {
	provider, e, err := p.providers.Find(in.Settings.Environment)
	if err != nil || e.Class == payments.ClassTraining {
		return nil
	}
	var all []ChoiceOptions
	for _, c := range provider.Choices {
		stem := "choice." + c.ID
		all = append(all, ChoiceOptions{
			ID:      c.ID,
			Options: p.options(stem, c.Chosen(in.Settings.Choices[in.Profile][c.ID]), stem+".", c.Values...),
			Meaning: p.say(stem + ".meaning"),
		})
	}
	return all
}

// TypedInput is what the part of the settings about terminals that are typed in is drawn from.
type TypedInput struct {
	Place  string               // of the profile that the settings are about
	Typed  []payments.Terminal  // marked with that profile
	Listed *[]payments.Terminal // what the key was proven to reach; nil where that is not known
	Badges map[string]payments.Badge
	Serial string // in the field
}

// TypedView is that part; without a title it is not shown.
type TypedView struct {
	Title  string
	Body   string
	Rows   []TypedRow
	Serial Field
	Name   Field
	Add    Button
}

// TypedRow is one terminal.
type TypedRow struct {
	Terminal payments.Terminal
	Badge    BadgeView
	Name     string
	State    string
	Tone     Tone
	Remove   Button
}

// TypedTerminals is the part of the settings about terminals that are typed in.
func (p *Presenter) TypedTerminals(in TypedInput) TypedView {
	provider, e, err := p.providers.Find(in.Place)
	if err != nil || !provider.Terminals.Typed || e.Class == payments.ClassTraining {
		return TypedView{}
	}
	v := TypedView{
		Title:  p.say("typed.title"),
		Body:   p.say("typed.body", "Provider", provider.Name),
		Serial: Field{Label: p.say("typed.serial"), Placeholder: provider.Terminals.Pattern, Hint: p.say("typed.serial_hint"), Limit: 60},
		Name:   Field{Label: p.say("terminals.name"), Placeholder: p.say("terminals.name_hint"), Limit: 30},
		Add:    p.button(ActionAddTerminal, "typed.add", ""),
	}
	v.Add.Enabled = strings.TrimSpace(in.Serial) != ""
	for _, t := range in.Typed {
		row := TypedRow{Terminal: t, Badge: p.badge(in.Badges[t.ID()], t), Remove: p.button(ActionRemoveTerminal, "typed.remove", "")}
		row.Name = dotted(row.Badge.Place, t.Serial)
		row.State, row.Tone = p.linked(t, in.Listed)
		v.Rows = append(v.Rows, row)
	}
	return v
}

// linked says whether a terminal was proven to be one of the key's.
func (p *Presenter) linked(t payments.Terminal, listed *[]payments.Terminal) (string, Tone) {
	switch {
	case listed == nil:
		return p.say("typed.unchecked"), ToneNeutral
	case slices.ContainsFunc(*listed, func(l payments.Terminal) bool { return l.Serial == t.Serial }):
		return p.say("typed.linked"), ToneApproved
	}
	return p.say("typed.unlinked"), ToneCaution
}

// CheckTerminal says what is wrong with the serial number of a new terminal, "" where nothing is.
func (p *Presenter) CheckTerminal(place, serial string, typed []payments.Terminal) string {
	provider, _, err := p.providers.Find(place)
	switch {
	case slices.ContainsFunc(typed, func(t payments.Terminal) bool { return strings.EqualFold(t.Serial, serial) }):
		return p.say("typed.twice", "Serial", oneLine(serial, 60))
	case err != nil || !provider.Terminals.Fits(serial):
		return p.say("typed.wrong")
	}
	return ""
}

// AskRemoveTerminal asks before a terminal is taken out of the list.
func (p *Presenter) AskRemoveTerminal(row TypedRow) Question {
	q := Question{
		Title: p.say("ask.remove_terminal.title", "Terminal", row.Name), Body: p.say("ask.remove_terminal.body"),
		Confirm: p.button(ActionRemoveTerminal, "ask.remove_terminal.confirm", ""),
		Keep:    p.button(ActionKeep, "ask.remove_terminal.keep", "Esc"),
	}
	q.Confirm.Tone = ToneDeclined
	return q
}

// WithTerminal is a copy in which a terminal was typed in, with a letter of its own and, where one
// is given, a name. mark is what the terminals of the profile are marked with.
func (s Settings) WithTerminal(profile, mark, serial, name string) Settings {
	t := payments.Terminal{Serial: serial, Profile: mark}
	s = s.WithTyped(profile, append(slices.Clone(s.Terminals.Typed[profile]), t))
	s.Badges = AssignBadges(s.Badges, payments.Marked(s.Terminals.Typed[profile], mark))
	if badge := s.Badges[t.ID()]; name != "" {
		badge.Name = name
		s = s.WithBadge(t.ID(), badge)
	}
	return s
}

// WithoutTerminal is a copy in which a terminal that was typed in is gone. Its letter stays its
// own: payments that were made with it are shown with that letter.
func (s Settings) WithoutTerminal(profile, serial string) Settings {
	return s.WithTyped(profile, slices.DeleteFunc(slices.Clone(s.Terminals.Typed[profile]), func(t payments.Terminal) bool { return t.Serial == serial }))
}

// FirstRunView is the first screen of a new installation.
type FirstRunView struct {
	Title    string
	Body     string
	Provider Options  // without choices where there is one provider alone
	Needs    []string // what a shop needs to connect, and where it is found
	Lacks    string
	Training Button
	Connect  Button
}

// FirstRun is the first screen of a new installation, with a provider chosen.
func (p *Presenter) FirstRun(chosen string) FirstRunView {
	v := FirstRunView{
		Title:    p.say("first.title"),
		Body:     p.say("first.body"),
		Training: p.main(ActionTraining, "first.training"),
		Connect:  p.button(ActionConnect, "first.connect", ""),
	}
	v.Training.Hint, v.Connect.Hint = p.say("first.training_hint"), p.say("first.connect_hint")
	provider, err := p.providers.Provider(chosen)
	if err != nil || len(p.providers) < 2 {
		return v
	}
	v.Provider = Options{Label: p.say("settings.provider")}
	for _, other := range p.providers {
		v.Provider.Choices = append(v.Provider.Choices, Choice{Value: other.ID, Label: p.providerName(other), Chosen: other.ID == provider.ID, Enabled: true})
	}
	v.Needs, v.Lacks, v.Connect.Hint = p.needs(provider), p.lacks(provider, nil), ""
	return v
}

// needs are what a shop needs to connect, by what its provider calls it and where it is found.
func (p *Presenter) needs(provider payments.Provider) []string {
	var all []string
	for _, c := range provider.Credentials {
		key := "first.needs"
		if !c.Needed {
			key = "first.needs_too"
		}
		all = append(all, p.say(key, "What", dotted(p.credential(provider, c.ID).Label, c.Found)))
	}
	if provider.Terminals.Typed {
		all = append(all, p.say("first.needs_serials"))
	}
	return all
}
