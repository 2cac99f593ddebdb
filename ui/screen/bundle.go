package screen

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// Bundle shows what a support rep is given, before it is saved.
type Bundle struct {
	access  *Access
	of      Screen // the list that leads here
	chosen  func() []payments.Attempt
	Way     *widgets.Chip
	State   present.BundleState
	View    present.BundleView
	asked   int // number of the newest reading
	title   *widgets.Paragraph
	body    *widgets.Paragraph
	Said    *widgets.Paragraph
	Text    *widgets.Paragraph
	Actions *parts.ActionBar
	root    fyne.CanvasObject
}

// newBundle makes the screen. of is the list that leads here, chosen are the payments that it is about.
func newBundle(a *Access, of Screen, chosen func() []payments.Attempt) *Bundle {
	s := &Bundle{access: a, of: of, chosen: chosen}
	s.Way = widgets.NewChip("", s.Open)
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Said = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	s.Text = widgets.NewParagraph("", widgets.ParagraphStyle{})
	s.Actions = parts.NewActionBar(a.View, a.Display.Act)
	column := widgets.NewColumn(12, s.title, s.body, s.Said, widgets.NewPanel(s.Text))
	s.root = widgets.Page(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, column, s.Actions.Root)
	return s
}

func (s *Bundle) Object() fyne.CanvasObject  { return s.root }
func (s *Bundle) Slot() present.Screen       { return present.ScreenJournal }
func (s *Bundle) Enter()                     {}
func (s *Bundle) Pace() time.Duration        { return 0 }
func (s *Bundle) Typed(rune)                 {}
func (s *Bundle) Heard(checkout.Update) bool { return false }

// Open reads what the bundle holds and shows it.
func (s *Bundle) Open() {
	a, chosen := s.access, s.chosen()
	open := a.Model.Open()
	if open == nil {
		return
	}
	s.asked++
	number, now := s.asked, a.Model.Now()
	s.State = present.BundleState{Reading: true, Payments: len(chosen)}
	a.Display.Show(s)
	work.Run(a.Model.Work(), func(ctx context.Context) (present.BundleState, error) {
		files, count, err := a.Model.ReadBundle(ctx, open, chosen, a.Version, now)
		return present.BundleState{Payments: count, Files: files}, err
	}, func(read present.BundleState, err error) {
		if s.asked != number || !a.Display.InFront(s) {
			return
		}
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		s.State = read
		a.Display.Refresh()
	})
}

func (s *Bundle) Render() {
	s.View = s.access.Words.Bundle(s.State)
	v := s.View
	s.title.SetText(v.Title)
	parts.SetText(s.body, v.Body)
	parts.SetText(s.Said, v.Said)
	var text strings.Builder
	for _, f := range s.State.Files {
		text.WriteString("— " + f.Name + "\n" + f.Text + "\n")
	}
	s.Text.SetText(strings.TrimSpace(text.String()))
	s.Actions.Set(v.Buttons)
}

func (s *Bundle) Key(key fyne.KeyName) bool {
	action, ok := parts.ByKey(s.View.Buttons, key)
	if ok {
		s.Act(action)
	}
	return ok
}

// Act does what a button says.
func (s *Bundle) Act(action present.Action) {
	a := s.access
	switch {
	case action == present.ActionBack:
		a.Display.Show(s.of)
	case action == present.ActionExport && len(s.State.Files) > 0 && !a.Dialogs.IsOpen():
		a.Dialogs.Ask(a.Words.AskBundle(), s.save)
		a.Dialogs.Dialog.Reason.SetText(model.BundlePath(a.Model.Now()))
	}
}

// save writes what is shown, and nothing else.
func (s *Bundle) save(path string) {
	a, files, number := s.access, s.State.Files, s.asked
	work.Run(a.Model.Work(), func(ctx context.Context) (string, error) {
		return model.SaveBundle(ctx, path, files)
	}, func(saved string, err error) {
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		if s.asked == number {
			s.State.File = saved
			a.Display.Refresh()
		}
	})
}
