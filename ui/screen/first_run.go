package screen

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"tillside/assets"
	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// FirstRun lets a newcomer choose a provider, and between trying and connecting.
type FirstRun struct {
	still
	access      *Access
	view        present.FirstRunView
	title, body *widgets.Paragraph
	training    *widgets.BigButton
	Connect     *widgets.Button
	tryHint     *widgets.Paragraph
	connectHint *widgets.Paragraph
	Provider    *parts.OptionSelect
	needs       *widgets.Paragraph // what is needed to connect, and what is not possible then
	provider    string             // chosen; "" for the first
	root        fyne.CanvasObject
}

func NewFirstRun(a *Access) *FirstRun {
	s := &FirstRun{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true, Align: fyne.TextAlignCenter})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge, Muted: true, Align: fyne.TextAlignCenter})
	s.training = widgets.NewBigButton("", func() { s.Act(present.ActionTraining) })
	s.Connect = widgets.NewButton("", func() { s.Act(present.ActionConnect) })
	s.tryHint = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true, Align: fyne.TextAlignCenter})
	s.connectHint = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true, Align: fyne.TextAlignCenter})
	s.needs = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true, Align: fyne.TextAlignCenter})
	s.Provider = parts.NewOptionSelect(func(id string) {
		s.provider = id
		a.Display.Refresh()
	})
	logo := canvas.NewImageFromResource(fyne.NewStaticResource("tillside.svg", assets.IconSVG))
	logo.FillMode = canvas.ImageFillContain
	logo.SetMinSize(fyne.NewSquareSize(88))
	column := widgets.NewColumn(28, widgets.NewColumn(14, logo, s.title, s.body), s.Provider.Root,
		widgets.NewColumn(8, s.training, s.tryHint), widgets.NewColumn(8, s.Connect, s.connectHint, s.needs))
	s.root = widgets.Scrolling(container.New(&widgets.NarrowColumn{View: a.View, Width: 560}, column))
	return s
}

func (s *FirstRun) Object() fyne.CanvasObject { return s.root }

func (s *FirstRun) Render() {
	s.view = s.access.Words.FirstRun(s.provider)
	s.title.SetText(s.view.Title)
	s.body.SetText(s.view.Body)
	s.training.Set(s.view.Training.Label, "", true)
	s.tryHint.SetText(s.view.Training.Hint)
	s.Connect.Set(parts.ButtonState(s.view.Connect))
	parts.SetText(s.connectHint, s.view.Connect.Hint)
	widgets.SetVisible(s.Provider.Root, len(s.view.Provider.Choices) > 0)
	s.Provider.Set(s.view.Provider)
	parts.SetText(s.needs, strings.TrimSpace(parts.JoinedLines(append(s.view.Needs, s.view.Lacks))))
}

func (s *FirstRun) Key(key fyne.KeyName) bool {
	if !parts.IsEnter(key) {
		return false
	}
	s.Act(present.ActionTraining)
	return true
}

func (s *FirstRun) Act(action present.Action) {
	switch action {
	case present.ActionTraining:
		s.access.Places.Choose(s.place(payments.ClassTraining))
	case present.ActionConnect:
		s.access.Places.Connect(s.place(payments.ClassLive))
	}
}

// place is the one of a class at the chosen provider, or else at the first that has one.
func (s *FirstRun) place(class payments.Class) string {
	m := s.access.Model
	if place := m.Providers().Of(s.provider, class); place != "" {
		return place
	}
	return m.PlaceOf(class)
}
