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
	access   *Access
	TypedKey keyEntry
	wrong    error // the last save failed
	AskAbove *parts.Labelled
	View     present.SettingsView
	Parts    settingsParts
	Care     *Care
	root     fyne.CanvasObject
}

type settingsParts struct {
	title, meaning, problem *widgets.Paragraph
	about                   *widgets.Paragraph
	Environment, Theme      *parts.OptionSegments
	TextSize                *parts.OptionSegments
	Currency, Locale        *parts.OptionSelect
	Provider                *parts.OptionSelect
	Shop                    *parts.Labelled
	Hosts                   []*parts.Labelled // of the provider's addresses; those that it has not are not shown
	Key                     keyParts
	Callbacks               callbackParts
	Notice                  *widgets.Panel
}

// keyParts are the write-only field of the API key and what is known about the key.
type keyParts struct {
	State, Fault *widgets.Paragraph
	Entry        *parts.Labelled
	Test, Forget *widgets.Button
	Panel        *fyne.Container
	Others       []*secretParts
}

func NewSettings(a *Access) *Settings {
	s := &Settings{access: a, Care: newCare(a)}
	p := &s.Parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.problem = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.Notice = widgets.NewNotice(widgets.ToneDeclined, p.problem)
	p.Key.State = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.Key.Fault = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneDeclined})
	p.about = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.Environment = parts.NewOptionSegments(most(a.Model.Providers(), func(p payments.Provider) int { return len(p.Environments) }), s.ChooseEnvironment)
	p.Provider = parts.NewOptionSelect(s.ChooseEnvironment)
	p.Theme = parts.NewOptionSegments(3, func(v string) { s.change(func(n *present.Settings) { n.Theme = v }) })
	p.TextSize = parts.NewOptionSegments(len(present.TextScales()), func(v string) {
		s.change(func(n *present.Settings) { n.TextScale = parts.Atoi(v, n.TextScale) })
	})
	p.Currency = parts.NewOptionSelect(s.chooseCurrency)
	p.Locale = parts.NewOptionSelect(func(v string) { s.change(func(n *present.Settings) { n.Locale = v }) })
	p.Shop = parts.NewLabelled(a.Words, a.Display.Refresh, false, nil, func(v string) { s.change(func(n *present.Settings) { n.Shop = v }) })
	s.AskAbove = parts.NewLabelled(a.Words, a.Display.Refresh, false, nil, s.chooseAskAbove)
	hosts := make([]fyne.CanvasObject, most(a.Model.Providers(), func(p payments.Provider) int { return len(p.Addresses) }))
	for i := range hosts {
		p.Hosts = append(p.Hosts, parts.NewLabelled(a.Words, a.Display.Refresh, false, s.openCustom, nil))
		hosts[i] = p.Hosts[i].Field
	}
	p.Key.Entry = parts.NewLabelled(a.Words, a.Display.Refresh, true, func() { s.Act(present.ActionTestKey) }, func(string) { a.Display.Refresh() })
	p.Key.Test = widgets.NewButton("", func() { s.Act(present.ActionTestKey) })
	p.Key.Forget = widgets.NewButton("", func() { s.Act(present.ActionForgetKey) })
	p.Key.Panel = widgets.NewColumn(10, p.Key.Entry.Field, widgets.NewFlow(10, p.Key.Test, p.Key.Forget))
	others := s.buildSecrets()
	column := widgets.NewColumn(18,
		p.title, p.Notice,
		widgets.NewPanel(widgets.NewColumn(14, slices.Concat(
			[]fyne.CanvasObject{p.Provider.Root, p.Environment.Root, p.meaning}, hosts,
			[]fyne.CanvasObject{p.Key.Panel, p.Key.State, p.Key.Fault}, others)...)),
		widgets.NewPanel(widgets.NewColumn(14, p.Shop.Field, p.Currency.Root, s.AskAbove.Field)),
		widgets.NewPanel(widgets.NewColumn(14, p.Theme.Root, p.TextSize.Root, p.Locale.Root)),
		s.buildCallbacks(),
		s.Care.Panel,
		p.about)
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
	if s.TypedKey.State != present.KeyWorks && s.TypedKey.State != present.KeyInMemory {
		asked := s.TypedKey.asked
		s.TypedKey = s.kept()
		s.TypedKey.asked = asked
	}
	if s.TypedKey.State == present.KeyMissing || s.TypedKey.State == present.KeyUnread {
		s.access.Canvas.Focus(s.Parts.Key.Entry.Entry)
	}
	s.Care.follow()
}

// Enter starts with what is known of the key, and with an empty field.
func (s *Settings) Enter() {
	s.TypedKey = s.kept()
	s.Parts.Key.Entry.Entry.SetText("")
	for _, other := range s.Parts.Key.Others {
		other.Entry.Problem = ""
		other.Entry.Entry.SetText("")
	}
	s.wrong = nil
	s.enterHosts()
	s.enterAskAbove()
	s.Parts.Shop.Entry.SetText(s.access.Model.Settings.Shop)
	s.enterCallbacks()
	s.Care.follow()
}

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
	shown.Environment = a.Model.Place() // the command line may have chosen another one
	var open present.Session
	if a.Model.Open() != nil {
		open = *a.Model.Open()
		if open.Environment != shown.Environment {
			open.Secrets = nil
		}
	}
	s.View = a.Words.Settings(present.SettingsInput{
		Settings: shown, Key: s.TypedKey.State, Found: s.TypedKey.found, KeyError: s.TypedKey.err,
		KeyTyped: parts.Trimmed(p.Key.Entry.Entry.Text) != "", Secrets: open.Secrets, Info: a.Model.Info(), Version: a.Version, Problem: s.wrong,
		CommandLine: a.Model.GivenHosts(), CallbackURL: open.CallbackURL, CallbackProblem: open.CallbackProblem,
	})
	v := s.View
	p.title.SetText(v.Title)
	widgets.SetVisible(p.Notice, v.Problem != nil)
	if v.Problem != nil {
		p.problem.SetText(v.Problem.String())
	}
	widgets.SetVisible(p.Provider.Root, len(v.Provider.Choices) > 0)
	p.Provider.Set(v.Provider)
	p.Environment.Set(v.Environment)
	parts.SetText(p.meaning, v.Meaning)
	p.Theme.Set(v.Theme)
	p.TextSize.Set(v.TextSize)
	p.Currency.Set(v.Currency)
	p.Locale.Set(v.Locale)
	for field, labels := range map[*parts.Labelled]present.Field{p.Shop: v.Shop, p.Key.Entry: v.Key.Field, s.AskAbove: v.AskAbove} {
		field.Set(labels)
	}
	for i, field := range p.Hosts {
		var labels present.Field
		if i < len(v.Hosts) {
			labels = v.Hosts[i]
		}
		field.Set(labels)
	}
	s.renderKey(v.Key)
	s.renderCallbacks(v.Callbacks)
	s.Care.render()
	p.about.SetText(v.About)
}

func (s *Settings) renderKey(v present.KeyView) {
	p := &s.Parts
	widgets.SetVisible(p.Key.Panel, v.Shown)
	parts.SetText(p.Key.State, v.State)
	p.Key.State.SetTone(parts.Quiet(v.Tone))
	text := ""
	if v.Error != nil {
		text = v.Error.String()
	}
	parts.SetText(p.Key.Fault, text)
	p.Key.Test.Set(parts.Compact(v.Test))
	p.Key.Forget.Set(parts.Compact(v.Forget))
	s.renderSecrets(v.Others)
}

// change keeps one changed setting. When it cannot be stored, the screen goes back to what
// is stored and says so.
func (s *Settings) change(edit func(*present.Settings)) {
	next := s.access.Model.Settings
	edit(&next)
	s.wrong = nil
	s.access.Model.Keep(next, func(err error) { s.wrong = err })
	s.access.Display.Refresh()
}

func (s *Settings) chooseCurrency(value string) {
	currency, err := payments.ParseCurrency(value)
	if err != nil {
		return
	}
	s.change(func(n *present.Settings) { n.Currency = currency })
	s.enterAskAbove() // the same minor units read differently
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
	a.Model.Choosing(value)
	s.change(func(n *present.Settings) { n.Environment = value })
	s.enterHosts()
	if missing := s.missingHost(); missing != nil {
		s.TypedKey = s.kept() // what is shown is of the environment that is open still
		a.Display.Refresh()
		a.Canvas.Focus(missing)
		return
	}
	a.Places.Reopen(value)
}
