package screen

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Unlinked refunds to a card without a sale behind it. The amount is typed twice.
type Unlinked struct {
	access *Access
	input  present.UnlinkedInput
	nonce  string
	View   present.UnlinkedView
	Parts  unlinkedParts
	root   fyne.CanvasObject
}

type unlinkedParts struct {
	title, body, prompt, hint, warning *widgets.Paragraph
	Similar                            *parts.PaymentRows
	Notice                             *widgets.Panel
	amount                             *widgets.AmountDisplay
	Reason                             *widgets.Entry
	reasonField                        *widgets.Field
	picker                             *parts.Picker
	keypad                             *widgets.Keypad
	confirm                            *widgets.BigButton
	keep                               *widgets.Button
}

func NewUnlinked(a *Access) *Unlinked {
	s := &Unlinked{access: a}
	p := &s.Parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.prompt = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextLarge})
	p.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.warning = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.Similar = parts.NewPaymentRows(3, s.instead)
	p.Notice = widgets.NewNotice(widgets.ToneCaution, widgets.NewColumn(6, p.warning, p.Similar.Box))
	p.amount = widgets.NewAmountDisplay()
	p.Reason = parts.NewEntry(s.entered)
	p.reasonField = widgets.NewField("", p.Reason)
	parts.Watch(a.Words, p.Reason, p.reasonField.SetError, func(text string) {
		if parts.Shorten(p.Reason, s.View.Reason.Limit) {
			return // the shortened text comes by itself
		}
		s.input.Reason = text
		a.Presses.Touch()
		a.Display.Refresh()
	})
	p.picker = parts.NewStrip(a.Words.Silent, a.PickTerminal)
	p.keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { s.press(string(k)) })
	p.confirm = widgets.NewBigButton("", s.enterPressed)
	p.keep = widgets.NewButton("", func() { s.Act(present.ActionKeep) })
	form := widgets.Rows(a.View, 12, p.title, p.body, p.Notice, p.prompt, p.amount, p.hint, p.reasonField, p.picker.Root)
	body := container.New(&widgets.FormLayout{View: a.View, Gap: 12, Form: form, Keypad: p.keypad}, form, p.keypad)
	s.root = widgets.Page(&widgets.Gutter{View: a.View, Wide: 32, High: 20, Low: 16}, body, container.New(&widgets.FootRow{View: a.View, Gap: 10, Small: 150}, p.keep, p.confirm))
	return s
}

// Begin opens an empty refund without a sale.
func (s *Unlinked) Begin() {
	empty := present.NewEntry(s.access.Model.Settings.Currency)
	s.input = present.UnlinkedInput{First: empty, Again: empty}
	s.nonce = model.NewNonce()
	s.Parts.Reason.SetText("")
	s.access.Display.Show(s)
}

func (s *Unlinked) Object() fyne.CanvasObject  { return s.root }
func (s *Unlinked) Slot() present.Screen       { return present.ScreenRefund }
func (s *Unlinked) Pace() time.Duration        { return 0 }
func (s *Unlinked) Enter()                     {}
func (s *Unlinked) Heard(checkout.Update) bool { return true }
func (s *Unlinked) Chooses() bool              { return !s.input.Busy }

func (s *Unlinked) Render() {
	a, p := s.access, &s.Parts
	s.input.Recent, s.input.Selected, s.input.Now = a.Model.Latest(), a.Model.Settings.LastTerminal, a.Model.Now()
	s.input.Terminals, s.input.Info, s.input.Problem = a.Model.TerminalStates(), a.Model.Info(), a.Model.Terminals.Problem()
	v := a.Words.Unlinked(s.input)
	s.View = v
	p.title.SetText(v.Title)
	p.body.SetText(v.Body)
	p.prompt.SetText(v.Prompt)
	entry := s.input.First
	if s.input.Repeating {
		entry = s.input.Again
	}
	p.amount.Set(parts.AmountState(v.Amount, entry.Empty()))
	p.hint.SetText(v.Hint)
	widgets.SetVisible(p.hint, v.Hint != "")
	p.warning.SetText(v.Warning)
	p.Similar.Set(v.Similar)
	widgets.SetVisible(p.Notice, v.Warning != "")
	p.reasonField.SetLabel(v.Reason.Label)
	p.Reason.SetPlaceHolder(v.Reason.Placeholder)
	widgets.SetVisible(p.reasonField, s.input.Repeating)
	widgets.SetVisible(p.picker.Root, s.input.Repeating)
	p.picker.Set(v.Terminals)
	p.confirm.Set(v.Confirm.Label, v.Confirm.Hint, v.Confirm.Enabled)
	parts.SetEnabled(p.confirm, v.Confirm.Enabled)
	p.keep.Set(parts.Compact(v.Keep))
}

func (s *Unlinked) press(key string) {
	s.access.Presses.Touch()
	switch {
	case s.input.Busy:
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

func (s *Unlinked) Typed(r rune) {
	if key := parts.EntryKey(r); key != "" {
		s.press(key)
		return
	}
	if s.input.Repeating {
		s.access.Canvas.Focus(s.Parts.Reason)
		s.Parts.Reason.TypedRune(r)
	}
}

func (s *Unlinked) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		s.enterPressed()
	case key == fyne.KeyBackspace:
		s.press(present.KeyBack)
	case key == fyne.KeyEscape:
		s.Act(present.ActionKeep)
	default:
		return false
	}
	return true
}

// Act goes a step back: from the repetition to the first amount, from there to the search.
func (s *Unlinked) Act(action present.Action) {
	switch {
	case action == present.ActionKeep && s.input.Repeating:
		s.input.Repeating, s.input.Again = false, present.NewEntry(s.input.First.Currency())
		s.access.Display.Refresh()
	case action == present.ActionKeep:
		s.access.Go.Visit(present.ScreenRefund)
	case action == present.ActionUnlinked || action == present.ActionRepeat:
		s.enterPressed()
	}
}

// enterPressed asks for the amount again, and then refunds.
func (s *Unlinked) enterPressed() {
	a := s.access
	if a.Presses.Startled() || a.Presses.Held() || a.Presses.Row.Ends() {
		return
	}
	if s.input.Busy || !s.View.Confirm.Enabled {
		if s.View.Matches && parts.Trimmed(s.input.Reason) == "" {
			a.Canvas.Focus(s.Parts.Reason)
		}
		return
	}
	if !s.input.Repeating {
		s.input.Repeating = true
		a.Display.Refresh()
		return
	}
	terminal, ok := a.Model.ChosenTerminal()
	if !ok {
		return
	}
	s.input.Busy = true
	s.Render()
	a.Go.Pay(checkout.Request{
		Nonce: s.nonce, Kind: payments.KindUnlinkedRefund, Amount: s.input.First.Money(), Terminal: terminal,
		Reason: parts.Trimmed(s.input.Reason),
	}, s.returned)
}

// entered is Enter in the reason.
func (s *Unlinked) entered() {
	s.access.Presses.Enter()
	s.enterPressed()
}

// returned shows the refund again when nothing of it was written down.
func (s *Unlinked) returned() {
	s.nonce, s.input.Busy = model.NewNonce(), false
	s.access.Display.Show(s)
}
