package ui

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// terminalsScreen names the terminals and asks them for a sign of life.
type terminalsScreen struct {
	app     *App
	loading bool
	tried   time.Time // when the list was last asked for
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

func newTerminalsScreen(a *App) *terminalsScreen {
	s := &terminalsScreen{app: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.intro = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.retry = widgets.NewButton("", func() { s.act(present.ActionRetry) })
	s.people = widgets.NewButton("", a.showCustomer)
	s.nothing = widgets.NewEmptyState(widgets.IconTerminals, "", "")
	s.list = widgets.NewColumn(14)
	column := widgets.NewColumn(14, s.title, s.intro, s.nothing, s.list, widgets.NewFlow(8, s.retry, s.people))
	s.root = scrolling(container.New(&gutter{view: a.view, wide: 32, high: 22, low: 16}, column))
	return s
}

func (s *terminalsScreen) object() fyne.CanvasObject { return s.root }
func (s *terminalsScreen) slot() present.Screen      { return present.ScreenTerminals }
func (s *terminalsScreen) enter()                    {}
func (s *terminalsScreen) typed(rune)                {}
func (s *terminalsScreen) heard(checkout.Update)     {}
func (s *terminalsScreen) chooses() bool             { return true }
func (s *terminalsScreen) pace() time.Duration       { return 5 * time.Second }

func (s *terminalsScreen) render() {
	a := s.app
	s.view = a.words.Terminals(present.TerminalsInput{
		Terminals: a.book.states(a.settings.Badges), Selected: a.settings.LastTerminal, Problem: a.book.problem,
		KeyGone: a.book.keyGone, Loading: s.loading, Can: a.info().Can, Typed: a.info().Typed, Now: a.now(),
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
			row.set(v.Rows[i], a.view.narrow, a.window.Canvas().Focused())
		}
	}
	setVisible(s.retry, v.Retry.Label != "")
	s.retry.Set(compact(v.Retry))
	setVisible(s.people, a.customer != nil)
	if a.customer != nil {
		s.people.Set(widgets.ButtonState{Text: a.customer.view.Window, Compact: true})
	}
}

// addRow builds the widgets of one more terminal.
func (s *terminalsScreen) addRow() {
	a, row := s.app, &terminalRow{}
	row.card = widgets.NewTerminalCard(func() { a.selectTerminal(row.id) })
	row.name, row.letter = a.newEntry("", a.window.Canvas().Unfocus), a.newEntry("", a.window.Canvas().Unfocus)
	row.nameField, row.letterField = widgets.NewField("", row.name), widgets.NewField("", row.letter)
	a.watch(row.name, row.nameField.SetError, func(string) { s.rename(row) })
	a.watch(row.letter, row.letterField.SetError, func(string) { s.rename(row) })
	row.ping = widgets.NewButton("", func() { a.ping(row.id, true) })
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
	a := s.app
	badge := a.settings.Badges[row.id]
	next := badge
	next.Name = row.name.Text
	for _, r := range trimmed(row.letter.Text) { // a letter that is typed beside the old one takes its place
		if letter := strings.ToUpper(string(r)); letter != badge.Letter {
			next.Letter = letter
		}
	}
	changed := a.settings.WithBadge(row.id, next)
	if changed.Badges[row.id] == badge {
		return
	}
	a.keep(changed, nil)
	a.refresh()
}

func (s *terminalsScreen) key(key fyne.KeyName) bool {
	if key == fyne.KeyEscape {
		s.app.visit(present.ScreenSale)
		return true
	}
	return false
}

func (s *terminalsScreen) act(action present.Action) {
	if action == present.ActionRetry && !s.loading && s.app.open != nil {
		s.listAgain(true)
	}
}

// seekEvery is how often terminals that could not be listed are looked for again.
const seekEvery = 30 * time.Second

// seekTerminals looks for terminals again, without a word, where the list could not be read.
// Of a keyring that is closed only a person asks again: it may put its own question in front
// of everything.
func (a *App) seekTerminals() {
	s := a.screens.terminals
	if errors.Is(a.book.problem, present.ErrKeyring) {
		return
	}
	if a.open == nil || s.loading || a.book.problem == nil || a.book.keyGone || a.p.Now().Sub(s.tried) < seekEvery {
		return
	}
	s.listAgain(false)
}

// listAgain asks the gateway for the terminals. loud tells that a person asked for it.
func (s *terminalsScreen) listAgain(loud bool) {
	a := s.app
	s.loading, s.tried = true, a.p.Now()
	a.refresh()
	book, engine := a.book, a.open.Engine
	run(a.work, engine.Terminals, func(list []payments.Terminal, err error) {
		s.loading = false
		if a.book != book {
			return
		}
		if errors.Is(err, present.ErrKeyBack) {
			a.openEnvironment(a.environment())
			return
		}
		if err != nil {
			lastKnown := a.book.lastKnown
			a.book.listed(a.book.list, err, payments.KindOf(err) == payments.ErrorNoKey)
			a.book.lastKnown = lastKnown
			if loud {
				a.fail(err)
			}
		} else {
			a.book.listed(list, nil, false)
			a.knowTerminals()
			a.readBook(nil)
		}
		a.refresh()
	})
}

// helpButton is what helps where no terminals are listed: the settings where the key is
// missing, another look at the list otherwise.
func (a *App) helpButton() present.Button {
	if a.book.keyGone {
		return a.words.OpenSettings()
	}
	return a.words.Terminals(present.TerminalsInput{
		Loading: a.screens.terminals.loading, Typed: a.info().Typed, Problem: a.book.problem, Now: a.now(),
	}).Retry
}

// helpTerminals does what helpButton says.
func (a *App) helpTerminals() {
	if a.book.keyGone {
		a.visit(present.ScreenSettings)
		return
	}
	a.screens.terminals.act(present.ActionRetry)
}

// ping asks a terminal for a sign of life. What it says, and its silence, is shown
// everywhere. loud tells that a person asked for it, and wants to know why it failed.
func (a *App) ping(id string, loud bool) {
	terminal, ok := a.book.terminal(id)
	if !ok || a.book.asking[id] {
		return
	}
	book, engine := a.book, a.open.Engine
	book.asking[id] = true
	a.refresh()
	run(a.work, func(ctx context.Context) (payments.Health, error) {
		return engine.Ping(ctx, terminal)
	}, func(h payments.Health, err error) {
		delete(book.asking, id)
		if a.book == book {
			a.pinged(id, h, err, loud)
		}
	})
}

// pinged takes in the end of a ping. A busy terminal answered, too; whether an error means
// silence depends on where it comes from: without a connection of our own we know nothing
// about the terminal.
func (a *App) pinged(id string, h payments.Health, err error, loud bool) {
	switch kind := payments.KindOf(err); {
	case err == nil:
		if h.At.IsZero() {
			h.At = a.now()
		}
		a.book.heard(id, h)
	case kind == payments.ErrorBusy:
		a.book.heard(id, payments.Health{At: a.now()})
	case kind == payments.ErrorTerminalOff || kind == payments.ErrorTimeout:
		a.book.missed(id, a.now())
	case loud:
		a.fail(err)
	}
	a.refresh()
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
