package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"tillside/assets"
	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// openingScreen is shown while the journal is being opened.
type openingScreen struct {
	still
	access *Access
	stage  checkout.Stage // of work that takes its time
	text   *widgets.EmptyState
	root   fyne.CanvasObject
}

func newOpeningScreen(a *Access) *openingScreen {
	s := &openingScreen{access: a, text: widgets.NewEmptyState(widgets.IconJournal, "", "")}
	s.root = container.NewPadded(s.text)
	return s
}

func (s *openingScreen) object() fyne.CanvasObject { return s.root }

func (s *openingScreen) render() {
	v := s.access.Words.Opening()
	if s.stage.Doing != "" {
		v.Body = s.access.Words.Stage(s.stage)
	}
	s.text.Set(v.Title, joined(v.Body, v.Next))
}

// enter begins without a stage.
func (s *openingScreen) enter() { s.stage = checkout.Stage{} }

// tell shows how far the opening is.
func (s *openingScreen) tell(stage checkout.Stage) {
	s.stage = stage
	s.access.Display.Refresh()
}

// troubleScreen is shown instead of everything when an environment cannot be opened, with a
// damaged journal for one. Nothing can be charged from here.
type troubleScreen struct {
	still
	access  *Access
	err     error
	again   func()
	view    present.BlockedView
	title   *widgets.Paragraph
	body    *widgets.Paragraph
	next    *widgets.Paragraph
	actions *actionBar
	root    fyne.CanvasObject
}

func newTroubleScreen(a *Access) *troubleScreen {
	s := &troubleScreen{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	s.next = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge, Bold: true})
	s.actions = newActionBar(a.View, a.Display.Act)
	column := widgets.NewColumn(18, s.title, s.body, s.next, s.actions.root)
	s.root = scrolling(container.New(&gutter{view: a.View, wide: 60, high: 48, low: 18}, column))
	return s
}

func (s *troubleScreen) object() fyne.CanvasObject { return s.root }

// tell shows why the program cannot go on here, and how to try again.
func (s *troubleScreen) tell(err error, again func()) {
	s.err, s.again = err, again
	s.access.Display.Show(s)
}

func (s *troubleScreen) render() {
	if s.err == nil {
		return
	}
	s.view = s.access.Words.Blocked(s.err)
	s.title.SetText(s.view.Sentence.Title)
	s.body.SetText(s.view.Sentence.Body)
	s.next.SetText(s.view.Sentence.Next)
	s.actions.set(s.view.Buttons)
}

func (s *troubleScreen) key(key fyne.KeyName) bool {
	action, ok := byKey(s.view.Buttons, key)
	if ok {
		s.act(action)
	}
	return ok
}

func (s *troubleScreen) act(action present.Action) {
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

// firstRunScreen lets a newcomer choose between trying and connecting.
type firstRunScreen struct {
	still
	access      *Access
	view        present.FirstRunView
	title, body *widgets.Paragraph
	training    *widgets.BigButton
	connect     *widgets.Button
	tryHint     *widgets.Paragraph
	connectHint *widgets.Paragraph
	root        fyne.CanvasObject
}

func newFirstRunScreen(a *Access) *firstRunScreen {
	s := &firstRunScreen{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true, Align: fyne.TextAlignCenter})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge, Muted: true, Align: fyne.TextAlignCenter})
	s.training = widgets.NewBigButton("", func() { s.act(present.ActionTraining) })
	s.connect = widgets.NewButton("", func() { s.act(present.ActionConnect) })
	s.tryHint = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true, Align: fyne.TextAlignCenter})
	s.connectHint = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true, Align: fyne.TextAlignCenter})
	logo := canvas.NewImageFromResource(fyne.NewStaticResource("tillside.png", assets.IconPNG))
	logo.FillMode = canvas.ImageFillContain
	logo.SetMinSize(fyne.NewSquareSize(88))
	column := widgets.NewColumn(28, widgets.NewColumn(14, logo, s.title, s.body),
		widgets.NewColumn(8, s.training, s.tryHint), widgets.NewColumn(8, s.connect, s.connectHint))
	s.root = scrolling(container.New(&narrowColumn{view: a.View, width: 560}, column))
	return s
}

func (s *firstRunScreen) object() fyne.CanvasObject { return s.root }

func (s *firstRunScreen) render() {
	s.view = s.access.Words.FirstRun()
	s.title.SetText(s.view.Title)
	s.body.SetText(s.view.Body)
	s.training.Set(s.view.Training.Label, "", true)
	s.tryHint.SetText(s.view.Training.Hint)
	s.connect.Set(buttonState(s.view.Connect))
	s.connectHint.SetText(s.view.Connect.Hint)
}

func (s *firstRunScreen) key(key fyne.KeyName) bool {
	if !isEnter(key) {
		return false
	}
	s.act(present.ActionTraining)
	return true
}

func (s *firstRunScreen) act(action present.Action) {
	switch action {
	case present.ActionTraining:
		s.access.Places.Choose(s.access.Model.PlaceOf(payments.ClassTraining))
	case present.ActionConnect:
		s.access.Places.Connect()
	}
}
