package screen

import (
	"fyne.io/fyne/v2"

	"tillside/ui/parts"
	"tillside/ui/present"
)

func (s *Journal) Key(key fyne.KeyName) bool {
	switch key {
	case fyne.KeyDown, fyne.KeyUp:
		by := 1
		if key == fyne.KeyUp {
			by = -1
		}
		reference, ok := s.Rows.Step(by)
		switch {
		case ok:
			s.Choose(reference)
		case by > 0 && s.View.More != "":
			s.Older()
		}
	case fyne.KeyPageUp:
		s.Rows.Page(-1)
	case fyne.KeyPageDown:
		if !s.Rows.Page(1) {
			s.Older()
		}
	case fyne.KeyEscape:
		s.escape()
	case fyne.KeyReturn, fyne.KeyEnter:
		return s.enterKey()
	default:
		action, ok := parts.ByKey(s.Detail.View.Buttons, key)
		if ok {
			s.Act(action)
		}
		return ok
	}
	return true
}

// enterKey looks up what no row fits, chooses the first row while none is chosen, and presses the
// main button of the one that is.
func (s *Journal) enterKey() bool {
	if s.View.LookUp.Enabled {
		s.Tools.Seen.press()
		return true
	}
	if s.Selected == "" {
		reference, ok := s.Rows.Step(1)
		switch {
		case ok:
			s.Choose(reference)
		case s.View.More != "":
			s.Older()
		default:
			return false
		}
		return true
	}
	action, ok := parts.ByKey(s.Detail.View.Buttons, fyne.KeyReturn)
	if ok {
		s.Act(action)
	}
	return ok
}

// escape goes one step back: from the search, from the detail, from the journal.
func (s *Journal) escape() {
	canvas := s.access.Canvas
	switch {
	case canvas.Focused() == fyne.Focusable(s.Search):
		canvas.Unfocus()
		s.Search.SetText("")
	case s.Selected != "":
		s.leaveDetail()
	case s.Search.Text != "":
		s.Search.SetText("")
	case s.Filter.on():
		s.Filter.Clear()
	default:
		s.access.Go.Visit(present.ScreenSale)
	}
}
