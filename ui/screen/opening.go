package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Opening is shown while the journal is being opened. What is typed meanwhile is kept for the keypad: of
// an amount whose first digits were lost the rest would be charged.
type Opening struct {
	still
	access *Access
	Stage  checkout.Stage // of work that takes its time
	typed  []rune
	row    parts.Scan
	text   *widgets.EmptyState
	root   fyne.CanvasObject
}

func NewOpening(a *Access) *Opening {
	s := &Opening{access: a, text: widgets.NewEmptyState(widgets.IconJournal, "", "")}
	s.root = container.NewPadded(s.text)
	return s
}

func (s *Opening) Object() fyne.CanvasObject { return s.root }

func (s *Opening) Render() {
	v := s.access.Words.Opening()
	if s.Stage.Doing != "" {
		v.Body = s.access.Words.Stage(s.Stage)
	}
	s.text.Set(v.Title, parts.Joined(v.Body, v.Next))
}

// Enter begins without a stage.
func (s *Opening) Enter() {
	s.Stage, s.typed, s.row = checkout.Stage{}, nil, parts.Scan{}
}

// Typed keeps the digits of an amount. What a scanner types is none.
func (s *Opening) Typed(r rune) {
	if s.row.Add(r); s.row.Is() {
		s.typed = nil
	} else if parts.EntryKey(r) != "" {
		s.typed = append(s.typed, r)
	}
}

// Key takes the last digit back, or all.
func (s *Opening) Key(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyBackspace:
		s.typed = s.typed[:max(len(s.typed)-1, 0)]
	case fyne.KeyEscape:
		s.typed = nil
	default:
		return false
	}
	return true
}

// taken gives what was typed away.
func (s *Opening) taken() (typed []rune, row parts.Scan) {
	typed, s.typed = s.typed, nil
	return typed, s.row
}

// Tell shows how far the opening is.
func (s *Opening) Tell(stage checkout.Stage) {
	s.Stage = stage
	s.access.Display.Refresh()
}

// Trouble is shown instead of everything when an environment cannot be opened, with a
// damaged journal for one. Nothing can be charged from here.
type Trouble struct {
	still
	access  *Access
	Err     error
	again   func()
	View    present.BlockedView
	Title   *widgets.Paragraph
	body    *widgets.Paragraph
	next    *widgets.Paragraph
	Actions *parts.ActionBar
	root    fyne.CanvasObject
}

func NewTrouble(a *Access) *Trouble {
	s := &Trouble{access: a}
	s.Title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	s.next = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge, Bold: true})
	s.Actions = parts.NewActionBar(a.View, a.Display.Act)
	column := widgets.NewColumn(18, s.Title, s.body, s.next, s.Actions.Root)
	s.root = widgets.Scrolling(container.New(&widgets.Gutter{View: a.View, Wide: 60, High: 48, Low: 18}, column))
	return s
}

func (s *Trouble) Object() fyne.CanvasObject { return s.root }

// Tell shows why the program cannot go on here, and how to try again.
func (s *Trouble) Tell(err error, again func()) {
	s.Err, s.again = err, again
	s.access.Display.Show(s)
}

func (s *Trouble) Render() {
	if s.Err == nil {
		return
	}
	s.View = s.access.Words.Blocked(s.Err)
	s.Title.SetText(s.View.Sentence.Title)
	s.body.SetText(s.View.Sentence.Body)
	s.next.SetText(s.View.Sentence.Next)
	s.Actions.Set(s.View.Buttons)
}

func (s *Trouble) Key(key fyne.KeyName) bool {
	action, ok := parts.ByKey(s.View.Buttons, key)
	if ok {
		s.Act(action)
	}
	return ok
}

func (s *Trouble) Act(action present.Action) {
	switch action {
	case present.ActionRetry:
		s.again()
	case present.ActionTraining:
		s.access.Places.Choose(s.access.Model.PlaceOf(payments.ClassTraining))
	case present.ActionSettings:
		s.access.Go.Visit(present.ScreenSettings)
	case present.ActionQuit:
		s.access.Go.Quit()
	}
}
