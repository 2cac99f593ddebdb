package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// terminalsScreen names the terminals and asks them for a sign of life.
type terminalsScreen struct {
	access  *Access
	view    present.TerminalsView
	title   *widgets.Paragraph
	intro   *widgets.Paragraph
	nothing *widgets.EmptyState
	retry   *widgets.Button
	people  *widgets.Button // brings the window of the virtual terminals back
	rows    []*terminalRow
	list    *fyne.Container
	root    fyne.CanvasObject
}

// terminalRow is one of them.
type terminalRow struct {
	id           string
	card         *widgets.TerminalCard
	name, letter *widgets.Entry
	nameField    *widgets.Field
	letterField  *widgets.Field
	ping         *widgets.Button
	panel        *widgets.Panel
}

func newTerminalsScreen(a *Access) *terminalsScreen {
	s := &terminalsScreen{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.intro = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.retry = widgets.NewButton("", func() { s.act(present.ActionRetry) })
	s.people = widgets.NewButton("", a.Customer.Show)
	s.nothing = widgets.NewEmptyState(widgets.IconTerminals, "", "")
	s.list = widgets.NewColumn(14)
	column := widgets.NewColumn(14, s.title, s.intro, s.nothing, s.list, widgets.NewFlow(8, s.retry, s.people))
	s.root = scrolling(container.New(&gutter{view: a.View, wide: 32, high: 22, low: 16}, column))
	return s
}

func (s *terminalsScreen) object() fyne.CanvasObject  { return s.root }
func (s *terminalsScreen) slot() present.Screen       { return present.ScreenTerminals }
func (s *terminalsScreen) enter()                     {}
func (s *terminalsScreen) typed(rune)                 {}
func (s *terminalsScreen) heard(checkout.Update) bool { return true }
func (s *terminalsScreen) chooses() bool              { return true }
func (s *terminalsScreen) pace() time.Duration        { return 5 * time.Second }

func (s *terminalsScreen) render() {
	a := s.access
	s.view = a.Words.Terminals(present.TerminalsInput{
		Terminals: a.Model.TerminalStates(), Selected: a.Model.Settings.LastTerminal, Problem: a.Model.Terminals.Problem(),
		KeyGone: a.Model.Terminals.KeyGone(), Loading: a.Model.Terminals.Loading, Can: a.Model.Info().Can, Typed: a.Model.Info().Typed, Now: a.Model.Now(),
	})
	v := s.view
	s.title.SetText(v.Title)
	setText(s.intro, v.Intro)
	setVisible(s.nothing, v.Nothing != nil)
	if v.Nothing != nil {
		s.nothing.Set(v.Nothing.Title, joined(v.Nothing.Body, v.Nothing.Next))
	}
	for len(s.rows) < len(v.Rows) {
		s.addRow()
	}
	for i, row := range s.rows {
		setVisible(row.panel, i < len(v.Rows))
		if i < len(v.Rows) {
			row.set(v.Rows[i], a.View.narrow, a.Canvas.Focused())
		}
	}
	setVisible(s.retry, v.Retry.Label != "")
	s.retry.Set(compact(v.Retry))
	people := a.Customer.Title()
	setVisible(s.people, people != "")
	s.people.Set(widgets.ButtonState{Text: people, Compact: true})
}

// addRow builds the widgets of one more terminal.
func (s *terminalsScreen) addRow() {
	a, row := s.access, &terminalRow{}
	row.card = widgets.NewTerminalCard(func() { a.Model.SelectTerminal(row.id) })
	row.name, row.letter = newEntry(a.Canvas.Unfocus), newEntry(a.Canvas.Unfocus)
	row.nameField, row.letterField = widgets.NewField("", row.name), widgets.NewField("", row.letter)
	watch(a.Words, row.name, row.nameField.SetError, func(string) { s.rename(row) })
	watch(a.Words, row.letter, row.letterField.SetError, func(string) { s.rename(row) })
	row.ping = widgets.NewButton("", func() { a.Model.Ping(row.id, true) })
	fields := container.New(&nameAndLetter{gap: 12, letter: 110}, row.nameField, row.letterField)
	row.panel = widgets.NewPanel(widgets.NewColumn(12, row.card, fields, widgets.NewFlow(8, row.ping)))
	s.rows = append(s.rows, row)
	s.list.Add(row.panel)
}

// set shows a terminal. A field that is being typed in keeps what the person types.
func (r *terminalRow) set(v present.TerminalRow, narrow bool, focused fyne.Focusable) {
	r.id = v.Card.ID
	state := cardState(v.Card)
	state.Health = joinedDot(v.Card.Model, v.Card.Health)
	if narrow {
		state.Health = v.Card.Model + "\n" + v.Card.Health
	}
	r.card.Set(state)
	r.nameField.SetLabel(v.Name.Label)
	r.letterField.SetLabel(v.Letter.Label)
	r.name.SetPlaceHolder(v.Name.Placeholder)
	if focused != fyne.Focusable(r.name) && r.name.Text != v.Name.Value {
		r.name.SetText(v.Name.Value)
	}
	if focused != fyne.Focusable(r.letter) && r.letter.Text != v.Letter.Value {
		r.letter.SetText(v.Letter.Value)
	}
	setVisible(r.ping, v.Ping.Label != "")
	r.ping.Set(compact(v.Ping))
}

// rename keeps what was typed, if it changed.
func (s *terminalsScreen) rename(row *terminalRow) {
	a := s.access
	badge := a.Model.Settings.Badges[row.id]
	next := badge
	next.Name = row.name.Text
	for _, r := range trimmed(row.letter.Text) { // a letter that is typed beside the old one takes its place
		if letter := strings.ToUpper(string(r)); letter != badge.Letter {
			next.Letter = letter
		}
	}
	changed := a.Model.Settings.WithBadge(row.id, next)
	if changed.Badges[row.id] == badge {
		return
	}
	a.Model.Keep(changed, nil)
	a.Display.Refresh()
}

func (s *terminalsScreen) key(key fyne.KeyName) bool {
	if key == fyne.KeyEscape {
		s.access.Go.Visit(present.ScreenSale)
		return true
	}
	return false
}

func (s *terminalsScreen) act(action present.Action) {
	if action == present.ActionRetry {
		s.access.Model.ListTerminals(true)
	}
}

// helpButton is what helps where no terminals are listed: the settings where the key is
// missing, another look at the list otherwise.
func helpButton(a *Access) present.Button {
	if a.Model.Terminals.KeyGone() {
		return a.Words.OpenSettings()
	}
	return a.Words.Terminals(present.TerminalsInput{
		Loading: a.Model.Terminals.Loading, Typed: a.Model.Info().Typed, Problem: a.Model.Terminals.Problem(), Now: a.Model.Now(),
	}).Retry
}

// helpTerminals does what helpButton says.
func helpTerminals(a *Access) {
	if a.Model.Terminals.KeyGone() {
		a.Go.Visit(present.ScreenSettings)
		return
	}
	a.Model.ListTerminals(true)
}

// nameAndLetter gives the letter a fixed width and the name the rest.
type nameAndLetter struct{ gap, letter float32 }

func (l *nameAndLetter) MinSize(objects []fyne.CanvasObject) fyne.Size {
	name, letter := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(name.Width+l.gap+max(letter.Width, l.letter), max(name.Height, letter.Height))
}

func (l *nameAndLetter) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	letter := max(objects[1].MinSize().Width, l.letter)
	place(objects[0], 0, 0, size.Width-letter-l.gap, size.Height)
	place(objects[1], size.Width-letter, 0, letter, size.Height)
}
