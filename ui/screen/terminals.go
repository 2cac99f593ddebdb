package screen

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Terminals names the terminals and asks them for a sign of life.
type Terminals struct {
	access  *Access
	View    present.TerminalsView
	title   *widgets.Paragraph
	intro   *widgets.Paragraph
	nothing *widgets.EmptyState
	Retry   *widgets.Button
	People  *widgets.Button // brings the window of the virtual terminals back
	Find    *widgets.Entry
	found   *widgets.Paragraph
	Rows    []*terminalRow
	list    *fyne.Container
	root    fyne.CanvasObject

	Controls *Controls
}

// terminalRow is one of them.
type terminalRow struct {
	id           string
	card         *widgets.TerminalCard
	Name, Letter *widgets.Entry
	nameField    *widgets.Field
	letterField  *widgets.Field
	Ping         *widgets.Button
	Controls     *widgets.Button
	Here         *widgets.Button
	isHere       bool
	panel        *widgets.Panel
}

func NewTerminals(a *Access) *Terminals {
	s := &Terminals{access: a, Controls: newControls(a)}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.intro = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Retry = widgets.NewButton("", func() { s.Act(s.View.Retry.Action) })
	s.People = widgets.NewButton("", a.Customer.Show)
	s.nothing = widgets.NewEmptyState(widgets.IconTerminals, "", "")
	s.Find = parts.NewEntry(a.Canvas.Unfocus)
	s.found = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	parts.Watch(a.Words, s.Find, func(string) {}, func(string) { a.Display.Refresh() })
	s.list = widgets.NewColumn(14)
	column := widgets.NewColumn(14, s.title, s.intro, s.Find, s.found, s.nothing, s.list, widgets.NewFlow(8, s.Retry, s.People))
	s.root = widgets.Scrolling(container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, column))
	return s
}

func (s *Terminals) Object() fyne.CanvasObject  { return s.root }
func (s *Terminals) Slot() present.Screen       { return present.ScreenTerminals }
func (s *Terminals) Enter()                     { s.Find.SetText("") }
func (s *Terminals) Typed(rune)                 {}
func (s *Terminals) Heard(checkout.Update) bool { return true }
func (s *Terminals) Chooses() bool              { return true }
func (s *Terminals) Pace() time.Duration        { return 5 * time.Second }

func (s *Terminals) Render() {
	a := s.access
	s.View = a.Words.Terminals(present.TerminalsInput{
		Terminals: a.Model.TerminalStates(), Selected: a.Model.Settings.Program.LastTerminal, Problem: a.Model.Terminals.Problem(),
		KeyGone: a.Model.Terminals.KeyGone(), Loading: a.Model.Terminals.Loading, Can: a.Model.Info().Can, Typed: a.Model.Info().Typed, Now: a.Model.Now(),
		All: a.Model.AllTerminalStates(), Here: a.Model.Settings.Terminals.Here, Sought: s.Find.Text,
	})
	v := s.View
	s.title.SetText(v.Title)
	parts.SetText(s.intro, v.Intro)
	widgets.SetVisible(s.Find, v.Find != "")
	s.Find.SetPlaceHolder(v.Find)
	parts.SetText(s.found, v.Note)
	widgets.SetVisible(s.nothing, v.Nothing != nil)
	if v.Nothing != nil {
		s.nothing.Set(v.Nothing.Title, parts.Joined(v.Nothing.Body, v.Nothing.Next))
	}
	for len(s.Rows) < len(v.Rows) {
		s.addRow()
	}
	for i, row := range s.Rows {
		widgets.SetVisible(row.panel, i < len(v.Rows))
		if i < len(v.Rows) {
			row.set(v.Rows[i], a.View.Narrow, a.Canvas.Focused())
		}
	}
	widgets.SetVisible(s.Retry, v.Retry.Label != "")
	s.Retry.Set(parts.Compact(v.Retry))
	people := a.Customer.Title()
	widgets.SetVisible(s.People, people != "")
	s.People.Set(widgets.ButtonState{Text: people, Compact: true})
}

// addRow builds the widgets of one more terminal.
func (s *Terminals) addRow() {
	a, row := s.access, &terminalRow{}
	row.card = widgets.NewTerminalCard(func() { a.Model.SelectTerminal(row.id) })
	row.Name, row.Letter = parts.NewEntry(a.Canvas.Unfocus), parts.NewEntry(a.Canvas.Unfocus)
	row.nameField, row.letterField = widgets.NewField("", row.Name), widgets.NewField("", row.Letter)
	parts.Watch(a.Words, row.Name, row.nameField.SetError, func(string) { s.rename(row) })
	parts.Watch(a.Words, row.Letter, row.letterField.SetError, func(string) { s.rename(row) })
	row.Ping = widgets.NewButton("", func() { a.Model.Ping(row.id, true) })
	row.Controls = widgets.NewButton("", func() { s.Controls.Begin(row.id) })
	row.Here = widgets.NewButton("", func() { a.Model.BelongsHere(row.id, !row.isHere) })
	fields := container.New(&nameAndLetter{gap: 12, letter: 110}, row.nameField, row.letterField)
	row.panel = widgets.NewPanel(widgets.NewColumn(12, row.card, fields, widgets.NewFlow(8, row.Ping, row.Controls, row.Here)))
	s.Rows = append(s.Rows, row)
	s.list.Add(row.panel)
}

// set shows a terminal. A field that is being typed in keeps what the person types.
func (r *terminalRow) set(v present.TerminalRow, narrow bool, focused fyne.Focusable) {
	r.id = v.Card.ID
	state := parts.CardState(v.Card)
	state.Health = parts.JoinedDot(v.Card.Model, v.Card.Health)
	if narrow {
		state.Health = v.Card.Model + "\n" + v.Card.Health
	}
	r.card.Set(state)
	r.nameField.SetLabel(v.Name.Label)
	r.letterField.SetLabel(v.Letter.Label)
	r.Name.SetPlaceHolder(v.Name.Placeholder)
	if focused != fyne.Focusable(r.Name) && r.Name.Text != v.Name.Value {
		r.Name.SetText(v.Name.Value)
	}
	if focused != fyne.Focusable(r.Letter) && r.Letter.Text != v.Letter.Value {
		r.Letter.SetText(v.Letter.Value)
	}
	widgets.SetVisible(r.Ping, v.Ping.Label != "")
	r.Ping.Set(parts.Compact(v.Ping))
	widgets.SetVisible(r.Controls, v.Controls.Label != "")
	r.Controls.Set(parts.Compact(v.Controls))
	r.isHere = v.IsHere
	widgets.SetVisible(r.Here, v.Here.Label != "")
	r.Here.Set(parts.Compact(v.Here))
}

// rename keeps what was typed, if it changed.
func (s *Terminals) rename(row *terminalRow) {
	a := s.access
	badge := a.Model.Settings.Badges[row.id]
	next := badge
	next.Name = row.Name.Text
	typed := parts.Trimmed(row.Letter.Text)
	if typed == badge.Letter {
		typed = "" // nobody has touched it
	}
	for _, r := range typed { // a letter that is typed beside the old one takes its place
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

func (s *Terminals) Key(key fyne.KeyName) bool {
	if key == fyne.KeyEscape {
		s.access.Go.Visit(present.ScreenSale)
		return true
	}
	return false
}

func (s *Terminals) Act(action present.Action) {
	switch action {
	case present.ActionRetry:
		s.access.Model.ListTerminals(true)
	case present.ActionSettings:
		s.access.Go.Visit(present.ScreenSettings)
	}
}

// helpButton is what helps where no terminals are listed: the settings where the key is
// missing or terminals are typed in, another look at the list otherwise.
func helpButton(a *Access) present.Button {
	if a.Model.Terminals.KeyGone() {
		return a.Words.OpenSettings()
	}
	return a.Words.Terminals(present.TerminalsInput{
		Loading: a.Model.Terminals.Loading, Typed: a.Model.Info().Typed, Problem: a.Model.Terminals.Problem(), Now: a.Model.Now(),
	}).Retry
}

// HelpTerminals does what helpButton says.
func HelpTerminals(a *Access) {
	if helpButton(a).Action == present.ActionSettings {
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
	widgets.Place(objects[0], 0, 0, size.Width-letter-l.gap, size.Height)
	widgets.Place(objects[1], size.Width-letter, 0, letter, size.Height)
}
