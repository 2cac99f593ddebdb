package screen

import (
	"context"
	"errors"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// Controls is the settings of one terminal: what it can be told that is no payment, and how far
// what it was told is known to have come.
type Controls struct {
	access  *Access
	id      string
	books   controlBooks
	stale   bool // payments have changed since they were read
	problem error
	asking  payments.CommandKind
	View    present.ControlsView
	title   *widgets.Paragraph
	intro   *widgets.Paragraph
	trouble *widgets.Paragraph
	Rows    []*controlRow
	list    *fyne.Container
	Back    *widgets.Button
	root    fyne.CanvasObject
}

// controlBooks are what the journal has of a terminal: what it was told, and its payments where they
// are set beside a batch.
type controlBooks struct {
	newest []checkout.CommandStep
	own    []payments.Attempt
	tips   []checkout.CommandStep // put on them afterwards
	read   bool
}

// controlRow is one thing that a terminal can be told.
type controlRow struct {
	title, body, Said, lines *widgets.Paragraph
	Beside, Differs          *widgets.Paragraph
	Buttons                  [2]*widgets.Button
	panel                    *widgets.Panel
}

// newControls makes the screen. It comes to the front with Begin.
func newControls(a *Access) *Controls {
	s := &Controls{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.intro = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.trouble = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	s.Back = widgets.NewButton("", func() { s.Act(present.ActionBack) })
	s.list = widgets.NewColumn(14)
	column := widgets.NewColumn(14, s.title, s.intro, s.trouble, s.list, widgets.NewFlow(8, s.Back))
	s.root = widgets.Scrolling(container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, column))
	return s
}

// Begin opens the settings of a terminal.
func (s *Controls) Begin(id string) {
	s.id, s.books, s.problem, s.stale = id, controlBooks{}, nil, true
	s.access.Display.Show(s)
}

func (s *Controls) Object() fyne.CanvasObject  { return s.root }
func (s *Controls) Slot() present.Screen       { return present.ScreenTerminals }
func (s *Controls) Enter()                     { s.stale = true; s.read() }
func (s *Controls) Typed(rune)                 {}
func (s *Controls) Heard(checkout.Update) bool { s.stale = true; return true }

// Pace: what a command has come to is read again as often as that.
func (s *Controls) Pace() time.Duration { return 5 * time.Second }

// state is what is known of the terminal; it is empty once that is gone.
func (s *Controls) state() present.TerminalState {
	for _, t := range s.access.Model.TerminalStates() {
		if t.Terminal.ID() == s.id {
			return t
		}
	}
	return present.TerminalState{}
}

// read brings the newest line of each command. It draws nothing by itself unless something
// has changed.
func (s *Controls) read() {
	a, id := s.access, s.id
	if a.Model.Open() == nil {
		return
	}
	reader, ok := a.Model.Open().Reader.(checkout.CommandReader)
	if !ok {
		return
	}
	before, stale, now := s.books, s.stale && a.Model.Info().Can.Commands.Has(payments.CommandBatchSummary), a.Model.Now()
	s.stale = false
	work.Run(a.Model.Work(), func(ctx context.Context) (controlBooks, error) {
		newest, err := reader.Commands(ctx, checkout.CommandQuery{Terminal: id})
		books := controlBooks{newest, before.own, before.tips, before.read}
		if err != nil || !stale && sameSteps(newest, before.newest) {
			return books, err
		}
		since := present.BatchSince(newest, now)
		if books.own, err = model.ReadAll(ctx, a.Model.Open().Reader, checkout.Query{Terminal: id, After: since}); err == nil {
			books.tips, err = model.ReadTipsSince(ctx, a.Model.Open().Reader, since)
		}
		books.read = err == nil
		return books, err
	}, func(books controlBooks, err error) {
		changed := stale || !sameSteps(books.newest, s.books.newest) || (err == nil) != (s.problem == nil)
		if s.id != id || !changed {
			return
		}
		s.books, s.problem = books, err
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
	})
}

// sameSteps reports whether nothing was added to the log.
func sameSteps(a, b []checkout.CommandStep) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Seq != b[i].Seq {
			return false
		}
	}
	return true
}

func (s *Controls) Render() {
	a := s.access
	s.View = a.Words.Controls(s.input())
	v := s.View
	s.title.SetText(v.Title)
	parts.SetText(s.intro, v.Intro)
	parts.SetText(s.trouble, v.Problem)
	for len(s.Rows) < len(v.Rows) {
		s.addRow(len(s.Rows))
	}
	for i, row := range s.Rows {
		widgets.SetVisible(row.panel, i < len(v.Rows))
		if i < len(v.Rows) {
			row.set(v.Rows[i])
		}
	}
	s.Back.Set(parts.Compact(v.Back))
	s.read()
}

func (s *Controls) input() present.ControlsInput {
	a := s.access
	return present.ControlsInput{
		Terminal: s.state(), Can: a.Model.Info().Can, Newest: s.books.newest, Asking: s.asking, Problem: s.problem,
		Hidden: a.Model.HiddenAt(a.Model.Profile(), a.Words), Own: s.books.own, OwnRead: s.books.read, Tips: s.books.tips, Now: a.Model.Now(),
	}
}

func (s *Controls) addRow(i int) {
	row := &controlRow{
		title: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true}),
		body:  widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true}),
		Said:  widgets.NewParagraph("", widgets.ParagraphStyle{}),
		lines: widgets.NewParagraph("", widgets.ParagraphStyle{}),

		Beside:  widgets.NewParagraph("", widgets.ParagraphStyle{}),
		Differs: widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution}),
	}
	for b := range row.Buttons {
		row.Buttons[b] = widgets.NewButton("", func() { s.press(i, b) })
	}
	row.panel = widgets.NewPanel(widgets.NewColumn(8, row.title, row.body, row.Said, row.lines, row.Beside, row.Differs, widgets.NewFlow(8, row.Buttons[0], row.Buttons[1])))
	s.Rows = append(s.Rows, row)
	s.list.Add(row.panel)
}

func (r *controlRow) set(v present.ControlRow) {
	r.title.SetText(v.Title)
	r.body.SetText(v.Body)
	parts.SetText(r.Said, v.Said)
	parts.SetText(r.lines, strings.Join(v.Lines, "\n"))
	parts.SetText(r.Beside, strings.Join(v.Beside, "\n"))
	parts.SetText(r.Differs, strings.Join(v.Differs, "\n"))
	for i, b := range r.Buttons {
		widgets.SetVisible(b, i < len(v.Buttons))
		if i < len(v.Buttons) {
			b.Set(parts.Compact(v.Buttons[i].Button))
		}
	}
}

// press asks before a terminal is told.
func (s *Controls) press(row, button int) {
	if row < len(s.View.Rows) && s.View.Rows[row].Feature != "" {
		s.access.Model.ShowAgain(s.View.Rows[row].Feature, s.access.Model.Profile())
		return
	}
	if row < len(s.View.Rows) && button < len(s.View.Rows[row].Buttons) && s.View.Rows[row].Buttons[button].Enabled {
		s.ask(s.View.Rows[row].Kind, s.View.Rows[row].Buttons[button].On, s.state().Open)
	}
}

func (s *Controls) ask(k payments.CommandKind, on, open bool) {
	a := s.access
	a.Dialogs.Ask(a.Words.AskCommand(k, on, open, s.input()), func(typed string) {
		settings, ok := present.CommandOf(k, on, typed)
		if !ok {
			a.Dialogs.Fail(payments.ErrCommand)
			return
		}
		s.tell(checkout.CommandRequest{
			RequestKey: model.NewRequestKey(), Kind: k, Terminal: s.state().Terminal, Settings: settings, Confirmed: open && k.Row().Disturbs,
		})
	})
}

// tell gives a command. A payment of another that nobody here knew of is asked about again.
func (s *Controls) tell(r checkout.CommandRequest) {
	a := s.access
	engine := a.Model.Open().Engine
	s.asking = r.Kind
	a.Display.Refresh()
	var number payments.CardNumber
	work.Run(a.Model.Work(), func(ctx context.Context) (step checkout.CommandStep, err error) {
		if r.Kind == payments.CommandCardNumber {
			step, number, err = engine.CardNumber(ctx, r)
			return step, err
		}
		return engine.Command(ctx, r)
	}, func(step checkout.CommandStep, err error) {
		s.asking = ""
		told(a, step)
		switch disturbs := errors.Is(err, checkout.ErrDisturbs); {
		case disturbs && r.Kind == payments.CommandCardNumber:
			a.Dialogs.Fail(checkout.ErrTerminalTaken)
		case disturbs && a.Display.InFront(s):
			s.ask(r.Kind, r.Settings.On, true)
		case err != nil:
			a.Dialogs.Fail(err)
		case r.Kind == payments.CommandCardNumber:
			a.Dialogs.Explain(a.Words.CardNumber(step, number, a.Model.Now()), nil)
		}
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
		a.Model.Log().Info("terminal told", "kind", string(r.Kind), "state", string(step.State))
	})
}

func (s *Controls) Key(key fyne.KeyName) bool {
	if key == fyne.KeyEscape {
		s.Act(present.ActionBack)
		return true
	}
	return false
}

func (s *Controls) Act(action present.Action) {
	if action == present.ActionBack {
		s.access.Go.Visit(present.ScreenTerminals)
	}
}
