package screen

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Settings is where the owner sets the till up. Every choice counts at once; there is
// no button to save it all.
type Settings struct {
	access    *Access
	chosen    *choices
	View      present.SettingsView
	Parts     settingsParts
	Hosts     *hostFields
	Keys      *keyFields
	Owner     *ownerFields
	Callbacks *callbackFields
	Tips      *tipFields
	Profiles  *profileFields
	Care      *Care
	Versions  *Versions
	Terminals *typedFields
	Choices   *choiceFields
	root      fyne.CanvasObject
}

type settingsParts struct {
	title, meaning, problem *widgets.Paragraph
	lacks                   *widgets.Paragraph
	about                   *widgets.Paragraph
	Environment, Theme      *parts.OptionSegments
	TextSize                *parts.OptionSegments
	Currency, Locale        *parts.OptionSelect
	Provider                *parts.OptionSelect
	Shop                    *parts.Labelled
	Notice                  *widgets.Panel
}

func NewSettings(a *Access) *Settings {
	chosen := &choices{access: a}
	s := &Settings{
		access: a, chosen: chosen, Hosts: newHostFields(chosen), Keys: newKeyFields(a),
		Callbacks: newCallbackFields(chosen), Tips: newTipFields(chosen), Care: newCare(a), Versions: newVersions(chosen),
		Terminals: newTypedFields(chosen), Choices: newChoiceFields(chosen), Owner: newOwnerFields(chosen),
	}
	s.Profiles = newProfileFields(chosen, s.Enter)
	p := &s.Parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.lacks = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.problem = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.Notice = widgets.NewNotice(widgets.ToneDeclined, p.problem)
	p.about = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.Environment = parts.NewOptionSegments(most(a.Model.Providers(), func(p payments.Provider) int { return len(p.Environments) }), s.ChooseEnvironment)
	p.Provider = parts.NewOptionSelect(s.ChooseEnvironment)
	p.Theme = parts.NewOptionSegments(3, func(v string) { s.chosen.change(func(n *present.Settings) { n.Theme = v }) })
	p.TextSize = parts.NewOptionSegments(len(present.TextScales()), func(v string) {
		s.chosen.change(func(n *present.Settings) { n.TextScale = parts.Atoi(v, n.TextScale) })
	})
	p.Currency = parts.NewOptionSelect(s.chooseCurrency)
	p.Locale = parts.NewOptionSelect(func(v string) { s.chosen.change(func(n *present.Settings) { n.Locale = v }) })
	p.Shop = parts.NewLabelled(a.Words, a.Display.Refresh, false, nil, func(v string) { s.chosen.change(func(n *present.Settings) { n.Shop = v }) })
	column := widgets.NewColumn(18,
		p.title, p.Notice, s.Profiles.Panel,
		widgets.NewPanel(widgets.NewColumn(14, slices.Concat(
			[]fyne.CanvasObject{p.Provider.Root, p.Environment.Root, p.meaning, p.lacks}, s.Hosts.objects(),
			[]fyne.CanvasObject{s.Keys.Panel, s.Keys.State, s.Keys.Fault}, s.Keys.Secrets.objects())...)),
		s.Terminals.Panel, s.Choices.Panel, s.Choices.Hidden.Panel,
		widgets.NewPanel(widgets.NewColumn(14, p.Shop.Field, p.Currency.Root, s.Owner.AskAbove.Field.Field)),
		s.Owner.Fields.Panel, s.Owner.Panel, s.Owner.People.Panel,
		widgets.NewPanel(widgets.NewColumn(14, p.Theme.Root, p.TextSize.Root, p.Locale.Root)),
		s.Tips.Panel,
		s.Callbacks.Panel,
		s.Care.Panel, s.Profiles.adding,
		s.Versions.Panel, p.about)
	s.root = widgets.Scrolling(container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, column))
	return s
}

func (s *Settings) Object() fyne.CanvasObject  { return s.root }
func (s *Settings) Slot() present.Screen       { return present.ScreenSettings }
func (s *Settings) Typed(rune)                 {}
func (s *Settings) Heard(checkout.Update) bool { return false }
func (s *Settings) Pace() time.Duration        { return 0 }

// Landed takes over what the environment that was opened says about its key.
func (s *Settings) Landed() {
	s.Keys.landed()
	s.Care.follow()
}

// Enter starts with what is known and kept.
func (s *Settings) Enter() {
	s.chosen.wrong, s.Profiles.shown = nil, ""
	s.Keys.enter()
	s.Hosts.enter()
	s.Parts.Shop.Entry.SetText(s.access.Model.Settings.Shop)
	s.Callbacks.enter()
	s.Tips.enter()
	s.Owner.enter()
	s.Terminals.enter()
	s.Care.follow()
}

// Act does what a button says.
func (s *Settings) Act(action present.Action) { s.Keys.act(action) }

func (s *Settings) Key(key fyne.KeyName) bool {
	if key != fyne.KeyEscape {
		return false
	}
	canvas := s.access.Canvas
	if canvas.Focused() != nil {
		canvas.Unfocus()
		return true
	}
	s.access.Go.Visit(present.ScreenSale)
	return true
}

func (s *Settings) Render() {
	a, p := s.access, &s.Parts
	shown := a.Model.Settings
	shown.Environment, shown.Currency = a.Model.EditedPlace(), shown.CurrencyOf(a.Model.Edited()) // the command line may have chosen another one
	var profile present.Profile
	if open := a.Model.EditedOpen(); open != nil {
		profile = *open
	}
	var unheard error
	if open := a.Model.Open(); open != nil {
		unheard = open.CallbackProblem
	}
	s.View = a.Words.Settings(present.SettingsInput{
		Settings: shown, Key: s.Keys.Typed.State, Found: s.Keys.Typed.found, KeyError: s.Keys.Typed.err,
		KeyTyped: parts.Trimmed(s.Keys.Entry.Entry.Text) != "", Secrets: profile.Secrets, Info: profile.Info, Profile: a.Model.Edited(), Several: a.Model.Several(), Version: a.Version, Problem: s.chosen.wrong,
		CommandLine: a.Model.GivenHosts(), CallbackURL: profile.CallbackURL, CallbackProblem: unheard,
	})
	v := s.View
	p.title.SetText(v.Title)
	widgets.SetVisible(p.Notice, v.Problem != nil)
	if v.Problem != nil {
		p.problem.SetText(v.Problem.String())
	}
	widgets.SetVisible(p.Provider.Root, len(v.Provider.Choice.Choices) > 0)
	p.Provider.Set(v.Provider.Choice)
	p.Environment.Set(v.Environment)
	parts.SetText(p.meaning, v.Meaning)
	parts.SetText(p.lacks, v.Provider.Lacks)
	p.Theme.Set(v.Theme)
	p.TextSize.Set(v.TextSize)
	p.Currency.Set(v.Currency)
	p.Locale.Set(v.Locale)
	for field, labels := range map[*parts.Labelled]present.Field{p.Shop: v.Shop, s.Keys.Entry: v.Key.Field, s.Owner.AskAbove.Field: v.AskAbove} {
		field.Set(labels)
	}
	s.Hosts.render(v.Hosts)
	s.Profiles.render()
	s.Keys.render(v.Key)
	s.Terminals.render()
	s.Choices.render(v.Provider.Choices)
	s.Callbacks.render(v.Callbacks)
	s.Tips.render(profile.Info)
	s.Owner.render()
	s.Owner.Fields.render(profile.Info)
	s.Care.render()
	s.Versions.render()
	p.about.SetText(v.About)
}

func (s *Settings) chooseCurrency(value string) {
	currency, err := payments.ParseCurrency(value)
	if err != nil {
		return
	}
	if s.access.Model.Several() {
		s.Profiles.edit(func(p *present.ProfileSettings) { p.Currency = currency })
	} else {
		s.chosen.change(func(n *present.Settings) { n.Currency = currency })
	}
	s.Owner.enter() // the same minor units read differently
}

// ChooseEnvironment opens another environment at once, except the custom one, which needs
// its addresses first.
func (s *Settings) ChooseEnvironment(value string) {
	a := s.access
	if value == a.Model.Place() && a.Model.Open() != nil {
		return
	}
	a.Places.Leaving(func() { s.enterEnvironment(value) })
}

func (s *Settings) enterEnvironment(value string) {
	a := s.access
	a.Model.Edit("")
	a.Model.Choosing(value)
	s.chosen.change(func(n *present.Settings) { n.Environment = value })
	s.Hosts.enter()
	if missing := s.Hosts.missing(); missing != nil {
		s.Keys.Typed = s.Keys.kept() // what is shown is of the environment that is open still
		a.Display.Refresh()
		a.Canvas.Focus(missing)
		return
	}
	a.Places.Reopen(value)
}
