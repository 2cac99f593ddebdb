package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Unlinked refunds to a card without a sale behind it. The amount is typed twice.
type Unlinked struct {
	access          *Access
	input           present.UnlinkedInput
	View            present.UnlinkedView
	Form            *Form
	prompt, warning *widgets.Paragraph
	Similar         *parts.PaymentRows
	Notice          *widgets.Panel
	root            fyne.CanvasObject
}

// NewUnlinked makes the screen.
func NewUnlinked(a *Access) *Unlinked {
	s := &Unlinked{access: a}
	s.prompt = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextLarge})
	s.warning = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	s.Similar = parts.NewPaymentRows(3, s.instead)
	s.Notice = widgets.NewNotice(widgets.ToneCaution, widgets.NewColumn(6, s.warning, s.Similar.Box))
	s.Form = newForm(a, widgets.NewAmountDisplay(), formActs{
		press: s.press, confirm: s.confirm, keep: s.keep,
		wants: func() bool { return s.View.Matches }, words: func() bool { return s.input.Repeating },
	})
	s.root = s.Form.layOut(s.Notice, s.prompt)
	return s
}

// Begin opens an empty refund without a sale.
func (s *Unlinked) Begin() {
	empty := present.NewEntry(s.access.Model.Currency())
	s.input = present.UnlinkedInput{First: empty, Again: empty}
	s.Form.begin()
	s.access.Display.Show(s)
}

func (s *Unlinked) Object() fyne.CanvasObject  { return s.root }
func (s *Unlinked) Slot() present.Screen       { return present.ScreenRefund }
func (s *Unlinked) Pace() time.Duration        { return 0 }
func (s *Unlinked) Enter()                     {}
func (s *Unlinked) Heard(checkout.Update) bool { return true }
func (s *Unlinked) Chooses() bool              { return !s.Form.busy }
func (s *Unlinked) Key(key fyne.KeyName) bool  { return s.Form.key(key) }
func (s *Unlinked) Typed(r rune)               { s.Form.typed(r) }

func (s *Unlinked) Render() {
	m := s.access.Model
	s.input.Recent, s.input.Selected, s.input.Now = m.Latest(), m.Settings.Program.LastTerminal, m.Now()
	s.input.Terminals, s.input.Info, s.input.Problem = m.TerminalStates(), m.Info(), m.Terminals.Problem()
	s.input.Reason, s.input.Busy, s.input.Limits = s.Form.Reason.Text, s.Form.busy, m.Settings.Limits.RefundsIn(s.input.First.Money().Currency())
	s.input.Lift = m.Named()
	v := s.access.Words.Unlinked(s.input)
	s.View = v
	s.prompt.SetText(v.Prompt)
	entry := s.input.First
	if s.input.Repeating {
		entry = s.input.Again
	}
	s.warning.SetText(v.Warning)
	s.Similar.Set(v.Similar)
	widgets.SetVisible(s.Notice, v.Warning != "")
	widgets.SetVisible(s.Form.field, s.input.Repeating)
	widgets.SetVisible(s.Form.picker.Root, s.input.Repeating)
	s.Form.render(formView{
		title: v.Title, note: v.Body, amount: v.Amount, faint: entry.Empty(), hint: v.Hint,
		reason: v.Reason, terminals: v.Terminals, confirm: v.Confirm, keep: v.Keep,
	})
}

func (s *Unlinked) press(key string) {
	s.access.Presses.Touch()
	switch {
	case s.Form.busy:
		return
	case s.input.Repeating:
		s.input.Again = s.input.Again.Press(key)
	default:
		s.input.First = s.input.First.Press(key)
	}
	s.access.Display.Refresh()
}

// instead refunds the sale that the amount seems to belong to.
func (s *Unlinked) instead(reference string) {
	for _, attempt := range s.input.Recent {
		if attempt.Reference == reference {
			s.access.Go.Refund(attempt)
			return
		}
	}
}

// Act does what a button says.
func (s *Unlinked) Act(action present.Action) {
	switch action {
	case present.ActionKeep:
		s.keep()
	case present.ActionUnlinked, present.ActionRepeat:
		s.Form.enter()
	}
}

// keep goes a step back: from the repetition to the first amount, from there to the search.
func (s *Unlinked) keep() {
	if !s.input.Repeating {
		s.access.Go.Visit(present.ScreenRefund)
		return
	}
	s.input.Repeating, s.input.Again = false, present.NewEntry(s.input.First.Currency())
	s.access.Display.Refresh()
}

// confirm asks for the amount again, and then refunds.
func (s *Unlinked) confirm() {
	if s.input.Repeating {
		s.Form.start(payments.KindUnlinkedRefund, s.input.First.Money(), "", s, true)
		return
	}
	s.input.Repeating = true
	s.access.Display.Refresh()
}
