package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// unlinkedScreen refunds to a card without a sale behind it. The amount is typed twice.
type unlinkedScreen struct {
	access *Access
	input  present.UnlinkedInput
	nonce  string
	view   present.UnlinkedView
	parts  unlinkedParts
	root   fyne.CanvasObject
}

type unlinkedParts struct {
	title, body, prompt, hint, warning *widgets.Paragraph
	similar                            *paymentRows
	notice                             *widgets.Panel
	amount                             *widgets.AmountDisplay
	reason                             *widgets.Entry
	reasonField                        *widgets.Field
	picker                             *picker
	keypad                             *widgets.Keypad
	confirm                            *widgets.BigButton
	keep                               *widgets.Button
}

func newUnlinkedScreen(a *Access) *unlinkedScreen {
	s := &unlinkedScreen{access: a}
	p := &s.parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.prompt = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextLarge})
	p.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.warning = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true})
	p.similar = newPaymentRows(3, s.instead)
	p.notice = widgets.NewNotice(widgets.ToneCaution, widgets.NewColumn(6, p.warning, p.similar.box))
	p.amount = widgets.NewAmountDisplay()
	p.reason = newEntry(s.entered)
	p.reasonField = widgets.NewField("", p.reason)
	watch(a.Words, p.reason, p.reasonField.SetError, func(text string) {
		if shorten(p.reason, s.view.Reason.Limit) {
			return // the shortened text comes by itself
		}
		s.input.Reason = text
		a.Hands.touch()
		a.Display.Refresh()
	})
	p.picker = newStrip(a.Words.Silent, a.PickTerminal)
	p.keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { s.press(string(k)) })
	p.confirm = widgets.NewBigButton("", s.enterPressed)
	p.keep = widgets.NewButton("", func() { s.act(present.ActionKeep) })
	form := rows(a.View, 12, p.title, p.body, p.notice, p.prompt, p.amount, p.hint, p.reasonField, p.picker.root)
	body := container.New(&formLayout{view: a.View, gap: 12, form: form, keypad: p.keypad}, form, p.keypad)
	s.root = page(&gutter{view: a.View, wide: 32, high: 20, low: 16}, body, container.New(&footRow{view: a.View, gap: 10, small: 150}, p.keep, p.confirm))
	return s
}

// begin opens an empty refund without a sale.
func (s *unlinkedScreen) begin() {
	empty := present.NewEntry(s.access.Model.Settings.Currency)
	s.input = present.UnlinkedInput{First: empty, Again: empty}
	s.nonce = model.NewNonce()
	s.parts.reason.SetText("")
	s.access.Display.Show(s)
}

func (s *unlinkedScreen) object() fyne.CanvasObject  { return s.root }
func (s *unlinkedScreen) slot() present.Screen       { return present.ScreenRefund }
func (s *unlinkedScreen) pace() time.Duration        { return 0 }
func (s *unlinkedScreen) enter()                     {}
func (s *unlinkedScreen) heard(checkout.Update) bool { return true }
func (s *unlinkedScreen) chooses() bool              { return !s.input.Busy }

func (s *unlinkedScreen) render() {
	a, p := s.access, &s.parts
	s.input.Recent, s.input.Selected, s.input.Now = a.Model.Latest(), a.Model.Settings.LastTerminal, a.Model.Now()
	s.input.Terminals, s.input.Info, s.input.Problem = a.Model.TerminalStates(), a.Model.Info(), a.Model.Terminals.Problem()
	v := a.Words.Unlinked(s.input)
	s.view = v
	p.title.SetText(v.Title)
	p.body.SetText(v.Body)
	p.prompt.SetText(v.Prompt)
	entry := s.input.First
	if s.input.Repeating {
		entry = s.input.Again
	}
	p.amount.Set(amountState(v.Amount, entry.Empty()))
	p.hint.SetText(v.Hint)
	setVisible(p.hint, v.Hint != "")
	p.warning.SetText(v.Warning)
	p.similar.set(v.Similar)
	setVisible(p.notice, v.Warning != "")
	p.reasonField.SetLabel(v.Reason.Label)
	p.reason.SetPlaceHolder(v.Reason.Placeholder)
	setVisible(p.reasonField, s.input.Repeating)
	setVisible(p.picker.root, s.input.Repeating)
	p.picker.set(v.Terminals)
	p.confirm.Set(v.Confirm.Label, v.Confirm.Hint, v.Confirm.Enabled)
	setEnabled(p.confirm, v.Confirm.Enabled)
	p.keep.Set(compact(v.Keep))
}

func (s *unlinkedScreen) press(key string) {
	s.access.Hands.touch()
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
func (s *unlinkedScreen) instead(reference string) {
	for _, attempt := range s.input.Recent {
		if attempt.Reference == reference {
			s.access.Go.Refund(attempt)
			return
		}
	}
}

func (s *unlinkedScreen) typed(r rune) {
	if key := entryKey(r); key != "" {
		s.press(key)
		return
	}
	if s.input.Repeating {
		s.access.Canvas.Focus(s.parts.reason)
		s.parts.reason.TypedRune(r)
	}
}

func (s *unlinkedScreen) key(key fyne.KeyName) bool {
	switch {
	case isEnter(key):
		s.enterPressed()
	case key == fyne.KeyBackspace:
		s.press(present.KeyBack)
	case key == fyne.KeyEscape:
		s.act(present.ActionKeep)
	default:
		return false
	}
	return true
}

// act goes a step back: from the repetition to the first amount, from there to the search.
func (s *unlinkedScreen) act(action present.Action) {
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
func (s *unlinkedScreen) enterPressed() {
	a := s.access
	if a.Hands.startled() || a.Hands.held() || a.Hands.row.ends() {
		return
	}
	if s.input.Busy || !s.view.Confirm.Enabled {
		if s.view.Matches && trimmed(s.input.Reason) == "" {
			a.Canvas.Focus(s.parts.reason)
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
	s.render()
	a.Go.Pay(checkout.Request{
		Nonce: s.nonce, Kind: payments.KindUnlinkedRefund, Amount: s.input.First.Money(), Terminal: terminal,
		Reason: trimmed(s.input.Reason),
	}, s.returned)
}

// entered is Enter in the reason.
func (s *unlinkedScreen) entered() {
	s.access.Hands.enter()
	s.enterPressed()
}

// returned shows the refund again when nothing of it was written down.
func (s *unlinkedScreen) returned() {
	s.nonce, s.input.Busy = model.NewNonce(), false
	s.access.Display.Show(s)
}
