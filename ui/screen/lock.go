package screen

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// Lock is in front as long as nobody is at the till. Arrows choose a name, digits are its PIN.
type Lock struct {
	still
	access      *Access
	chosen      string
	busy        bool
	In          func(checkout.Operator) // somebody has come
	View        present.LockView
	title, body *widgets.Paragraph
	Names       []*widgets.Chip
	names       *fyne.Container
	PIN         *parts.Labelled
	Keypad      *widgets.Keypad // for a till without a keyboard
	Confirm     *widgets.BigButton
	root        fyne.CanvasObject
}

// NewLock makes the screen.
func NewLock(a *Access) *Lock {
	s := &Lock{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.names = widgets.NewFlow(8)
	s.PIN = parts.NewLabelled(a.Words, a.Display.Refresh, true, s.enter, func(text string) {
		if text != "" {
			s.PIN.Problem = ""
		}
		a.Display.Refresh()
	})
	s.Confirm = widgets.NewBigButton("", s.enter)
	s.Keypad = widgets.NewKeypad(a.Words.Backspace(), s.press)
	column := widgets.NewColumn(18, s.title, s.body, s.names, s.PIN.Field, s.Keypad, s.Confirm)
	s.root = widgets.Scrolling(container.New(&widgets.NarrowColumn{View: a.View, Width: 460}, column))
	return s
}

func (s *Lock) Object() fyne.CanvasObject { return s.root }

// Enter asks the one who was here last, or else the first.
func (s *Lock) Enter() {
	s.PIN.Problem = ""
	s.PIN.Entry.SetText("")
	if s.place() < 0 {
		s.chosen = ""
		if all := s.access.Model.Operators(); len(all) > 0 {
			s.chosen = all[0].Name
		}
	}
	s.access.Canvas.Focus(s.PIN.Entry)
}

// place is where the chosen name stands in the list; -1 where it does not.
func (s *Lock) place() int {
	for i, o := range s.access.Model.Operators() {
		if o.Name == s.chosen {
			return i
		}
	}
	return -1
}

// Render shows who may come.
func (s *Lock) Render() {
	m := s.access.Model
	s.View = s.access.Words.Lock(present.LockInput{
		People: m.Operators(), Chosen: s.chosen, Typed: s.PIN.Entry.Text != "", Busy: s.busy, Now: m.Now(),
	})
	v := s.View
	s.title.SetText(v.Title)
	s.body.SetText(v.Body)
	for len(s.Names) < len(v.Names) {
		index := len(s.Names)
		chip := widgets.NewChip("", func() { s.choose(index) })
		s.Names = append(s.Names, chip)
		s.names.Add(chip)
	}
	for i, chip := range s.Names {
		widgets.SetVisible(chip, i < len(v.Names))
		if i < len(v.Names) {
			chip.Set(widgets.ChipState{Text: v.Names[i].Label, Selected: v.Names[i].Chosen})
		}
	}
	s.PIN.Set(v.PIN)
	s.Confirm.Set(v.Confirm.Label, v.Confirm.Hint, v.Confirm.Enabled)
	parts.SetEnabled(s.Confirm, v.Confirm.Enabled)
}

// Key chooses a name with the arrows.
func (s *Lock) Key(key fyne.KeyName) bool {
	switch {
	case key == fyne.KeyDown, key == fyne.KeyRight:
		s.choose(s.place() + 1)
	case key == fyne.KeyUp, key == fyne.KeyLeft:
		s.choose(s.place() - 1)
	case parts.IsEnter(key):
		s.enter()
	default:
		return false
	}
	return true
}

// Typed brings a digit that no field took to the field of the PIN.
func (s *Lock) Typed(r rune) {
	s.access.Canvas.Focus(s.PIN.Entry)
	s.PIN.Entry.TypedRune(r)
}

// press is a key of the keypad.
func (s *Lock) press(key widgets.Key) {
	text := s.PIN.Entry.Text
	switch {
	case s.busy:
		return
	case key != widgets.KeyBackspace:
		text += string(key)
	case text != "":
		text = text[:len(text)-1] // digits alone are a PIN
	}
	s.access.Presses.Touch()
	s.PIN.Entry.SetText(text)
	s.PIN.Entry.CursorColumn = len([]rune(s.PIN.Entry.Text))
}

func (s *Lock) choose(index int) {
	all := s.access.Model.Operators()
	if len(all) == 0 || s.busy {
		return
	}
	s.chosen = all[(index+len(all))%len(all)].Name
	s.PIN.Problem = ""
	s.PIN.Entry.SetText("")
	s.access.Canvas.Focus(s.PIN.Entry)
	s.access.Display.Refresh()
}

// enter has the PIN looked at, which takes a moment.
func (s *Lock) enter() {
	pin, people := s.PIN.Entry.Text, s.access.Model.People()
	if s.busy || pin == "" || people == nil {
		return
	}
	s.busy = true
	name := s.chosen
	s.access.Display.Refresh()
	work.Run(s.access.Model.Work(), func(ctx context.Context) (struct{}, error) {
		return struct{}{}, people.SignIn(ctx, name, pin)
	}, func(_ struct{}, err error) {
		s.busy = false
		s.PIN.Entry.SetText("")
		if err != nil {
			s.PIN.Problem = s.access.Words.PINRefused(err)
			s.access.Display.Refresh()
			return
		}
		o, _ := s.access.Model.Operator()
		s.In(o)
	})
}
