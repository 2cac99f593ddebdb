package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// settingsScreen is where the owner sets the till up. Every choice counts at once; there is
// no button to save it all.
type settingsScreen struct {
	access   *Access
	typedKey keyEntry
	wrong    error // the last save failed
	askAbove *labelled
	view     present.SettingsView
	parts    settingsParts
	care     *care
	root     fyne.CanvasObject
}

type settingsParts struct {
	title, meaning, problem *widgets.Paragraph
	about                   *widgets.Paragraph
	environment, theme      *optionSegments
	textSize                *optionSegments
	currency, locale        *optionSelect
	provider                *optionSelect
	shop                    *labelled
	hosts                   []*labelled // of the provider's addresses; those that it has not are not shown
	key                     keyParts
	callbacks               callbackParts
	notice                  *widgets.Panel
}

// keyParts are the write-only field of the API key and what is known about the key.
type keyParts struct {
	state, fault *widgets.Paragraph
	entry        *labelled
	test, forget *widgets.Button
	panel        *fyne.Container
	others       []*secretParts
}

func newSettingsScreen(a *Access) *settingsScreen {
	s := &settingsScreen{access: a, care: newCare(a)}
	p := &s.parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.meaning = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.problem = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.notice = widgets.NewNotice(widgets.ToneDeclined, p.problem)
	p.key.state = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.key.fault = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneDeclined})
	p.about = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.environment = newOptionSegments(most(a.Model.Providers(), func(p payments.Provider) int { return len(p.Environments) }), s.chooseEnvironment)
	p.provider = newOptionSelect(s.chooseEnvironment)
	p.theme = newOptionSegments(3, func(v string) { s.change(func(n *present.Settings) { n.Theme = v }) })
	p.textSize = newOptionSegments(len(present.TextScales()), func(v string) {
		s.change(func(n *present.Settings) { n.TextScale = atoi(v, n.TextScale) })
	})
	p.currency = newOptionSelect(s.chooseCurrency)
	p.locale = newOptionSelect(func(v string) { s.change(func(n *present.Settings) { n.Locale = v }) })
	p.shop = newLabelled(a.Words, a.Display.Refresh, false, nil, func(v string) { s.change(func(n *present.Settings) { n.Shop = v }) })
	s.askAbove = newLabelled(a.Words, a.Display.Refresh, false, nil, s.chooseAskAbove)
	hosts := make([]fyne.CanvasObject, most(a.Model.Providers(), func(p payments.Provider) int { return len(p.Addresses) }))
	for i := range hosts {
		p.hosts = append(p.hosts, newLabelled(a.Words, a.Display.Refresh, false, s.openCustom, nil))
		hosts[i] = p.hosts[i].field
	}
	p.key.entry = newLabelled(a.Words, a.Display.Refresh, true, func() { s.act(present.ActionTestKey) }, func(string) { a.Display.Refresh() })
	p.key.test = widgets.NewButton("", func() { s.act(present.ActionTestKey) })
	p.key.forget = widgets.NewButton("", func() { s.act(present.ActionForgetKey) })
	p.key.panel = widgets.NewColumn(10, p.key.entry.field, widgets.NewFlow(10, p.key.test, p.key.forget))
	others := s.buildSecrets()
	column := widgets.NewColumn(18,
		p.title, p.notice,
		widgets.NewPanel(widgets.NewColumn(14, slices.Concat(
			[]fyne.CanvasObject{p.provider.root, p.environment.root, p.meaning}, hosts,
			[]fyne.CanvasObject{p.key.panel, p.key.state, p.key.fault}, others)...)),
		widgets.NewPanel(widgets.NewColumn(14, p.shop.field, p.currency.root, s.askAbove.field)),
		widgets.NewPanel(widgets.NewColumn(14, p.theme.root, p.textSize.root, p.locale.root)),
		s.buildCallbacks(),
		s.care.panel,
		p.about)
	s.root = scrolling(container.New(&gutter{view: a.View, wide: 32, high: 22, low: 16}, column))
	return s
}

func (s *settingsScreen) object() fyne.CanvasObject  { return s.root }
func (s *settingsScreen) slot() present.Screen       { return present.ScreenSettings }
func (s *settingsScreen) typed(rune)                 {}
func (s *settingsScreen) heard(checkout.Update) bool { return false }
func (s *settingsScreen) pace() time.Duration        { return 0 }

// landed takes over what the environment that was opened says about its key.
func (s *settingsScreen) landed() {
	if s.typedKey.state != present.KeyWorks && s.typedKey.state != present.KeyInMemory {
		asked := s.typedKey.asked
		s.typedKey = s.kept()
		s.typedKey.asked = asked
	}
	if s.typedKey.state == present.KeyMissing || s.typedKey.state == present.KeyUnread {
		s.access.Canvas.Focus(s.parts.key.entry.entry)
	}
	s.care.follow()
}

// enter starts with what is known of the key, and with an empty field.
func (s *settingsScreen) enter() {
	s.typedKey = s.kept()
	s.parts.key.entry.entry.SetText("")
	for _, other := range s.parts.key.others {
		other.entry.problem = ""
		other.entry.entry.SetText("")
	}
	s.wrong = nil
	s.enterHosts()
	s.enterAskAbove()
	s.parts.shop.entry.SetText(s.access.Model.Settings.Shop)
	s.enterCallbacks()
	s.care.follow()
}

func (s *settingsScreen) key(key fyne.KeyName) bool {
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

func (s *settingsScreen) render() {
	a, p := s.access, &s.parts
	shown := a.Model.Settings
	shown.Environment = a.Model.Place() // the command line may have chosen another one
	var open present.Session
	if a.Model.Open() != nil {
		open = *a.Model.Open()
		if open.Environment != shown.Environment {
			open.Secrets = nil
		}
	}
	s.view = a.Words.Settings(present.SettingsInput{
		Settings: shown, Key: s.typedKey.state, Found: s.typedKey.found, KeyError: s.typedKey.err,
		KeyTyped: trimmed(p.key.entry.entry.Text) != "", Secrets: open.Secrets, Info: a.Model.Info(), Version: a.Version, Problem: s.wrong,
		CommandLine: a.Model.GivenHosts(), CallbackURL: open.CallbackURL, CallbackProblem: open.CallbackProblem,
	})
	v := s.view
	p.title.SetText(v.Title)
	setVisible(p.notice, v.Problem != nil)
	if v.Problem != nil {
		p.problem.SetText(v.Problem.String())
	}
	setVisible(p.provider.root, len(v.Provider.Choices) > 0)
	p.provider.set(v.Provider)
	p.environment.set(v.Environment)
	setText(p.meaning, v.Meaning)
	p.theme.set(v.Theme)
	p.textSize.set(v.TextSize)
	p.currency.set(v.Currency)
	p.locale.set(v.Locale)
	for field, labels := range map[*labelled]present.Field{p.shop: v.Shop, p.key.entry: v.Key.Field, s.askAbove: v.AskAbove} {
		field.set(labels)
	}
	for i, field := range p.hosts {
		var labels present.Field
		if i < len(v.Hosts) {
			labels = v.Hosts[i]
		}
		field.set(labels)
	}
	s.renderKey(v.Key)
	s.renderCallbacks(v.Callbacks)
	s.care.render()
	p.about.SetText(v.About)
}

func (s *settingsScreen) renderKey(v present.KeyView) {
	p := &s.parts
	setVisible(p.key.panel, v.Shown)
	setText(p.key.state, v.State)
	p.key.state.SetTone(quiet(v.Tone))
	text := ""
	if v.Error != nil {
		text = v.Error.String()
	}
	setText(p.key.fault, text)
	p.key.test.Set(compact(v.Test))
	p.key.forget.Set(compact(v.Forget))
	s.renderSecrets(v.Others)
}

// change keeps one changed setting. When it cannot be stored, the screen goes back to what
// is stored and says so.
func (s *settingsScreen) change(edit func(*present.Settings)) {
	next := s.access.Model.Settings
	edit(&next)
	s.wrong = nil
	s.access.Model.Keep(next, func(err error) { s.wrong = err })
	s.access.Display.Refresh()
}

func (s *settingsScreen) chooseCurrency(value string) {
	currency, err := payments.ParseCurrency(value)
	if err != nil {
		return
	}
	s.change(func(n *present.Settings) { n.Currency = currency })
	s.enterAskAbove() // the same minor units read differently
}

// chooseEnvironment opens another environment at once, except the custom one, which needs
// its addresses first.
func (s *settingsScreen) chooseEnvironment(value string) {
	a := s.access
	if value == a.Model.Place() && a.Model.Open() != nil {
		return
	}
	a.Places.Leaving(func() { s.enterEnvironment(value) })
}

func (s *settingsScreen) enterEnvironment(value string) {
	a := s.access
	a.Model.Choosing(value)
	s.change(func(n *present.Settings) { n.Environment = value })
	s.enterHosts()
	if missing := s.missingHost(); missing != nil {
		s.typedKey = s.kept() // what is shown is of the environment that is open still
		a.Display.Refresh()
		a.Canvas.Focus(missing)
		return
	}
	a.Places.Reopen(value)
}
