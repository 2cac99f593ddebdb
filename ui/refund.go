package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// refundScreen gives back all or a part of one sale.
type refundScreen struct {
	access *Access
	input  present.RefundInput
	nonce  string
	asked  int // number of the newest question for the rest
	view   present.RefundView
	parts  refundParts
	root   fyne.CanvasObject
}

type refundParts struct {
	title, original, hint *widgets.Paragraph
	balance               *widgets.Balance
	choice                *widgets.Segments
	amount                *widgets.AmountDisplay
	reason                *widgets.Entry
	reasonField           *widgets.Field
	picker                *picker
	keypad                *widgets.Keypad
	confirm               *widgets.BigButton
	keep                  *widgets.Button
}

func newRefundScreen(a *Access) *refundScreen {
	s := &refundScreen{access: a}
	p := &s.parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.original = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.balance, p.amount = widgets.NewBalance(), widgets.NewAmountDetail()
	p.choice = widgets.NewSegments([]string{"", ""}, func(index int) { s.part(index == 1) })
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
	form := rows(a.View, 12, p.title, p.original, p.balance, p.choice, p.amount, p.hint, p.reasonField, p.picker.root)
	body := container.New(&formLayout{view: a.View, gap: 12, form: form, keypad: p.keypad}, form, p.keypad)
	s.root = page(&gutter{view: a.View, wide: 32, high: 20, low: 16}, body, container.New(&footRow{view: a.View, gap: 10, small: 150}, p.keep, p.confirm))
	return s
}

// begin opens the refund of a sale.
func (s *refundScreen) begin(original payments.Attempt) {
	currency := original.Amount.Currency()
	s.input = present.RefundInput{Original: original, Loading: true, Entry: present.NewEntry(currency)}
	s.nonce = model.NewNonce()
	s.parts.reason.SetText("")
	if t, ok := s.access.Model.TerminalFor(original); ok {
		s.access.Model.SelectTerminal(t.ID())
	}
	s.access.Display.Show(s)
}

func (s *refundScreen) object() fyne.CanvasObject { return s.root }
func (s *refundScreen) slot() present.Screen      { return present.ScreenRefund }
func (s *refundScreen) pace() time.Duration       { return 0 }
func (s *refundScreen) enter()                    { s.readRest() }
func (s *refundScreen) chooses() bool             { return !s.input.Busy }

func (s *refundScreen) heard(u checkout.Update) bool {
	if u.Attempt.Reference == s.input.Original.Reference || u.Attempt.Original.Reference == s.input.Original.Reference {
		s.readRest()
	}
	return true
}

// rest is what a worker finds out about the original.
type rest struct {
	refundable checkout.Refundable
	linked     []payments.Attempt
}

// readRest asks what can still be refunded.
func (s *refundScreen) readRest() {
	a := s.access
	s.asked++
	number, reference, engine, reader := s.asked, s.input.Original.Reference, a.Model.Open().Engine, a.Model.Open().Reader
	work.Run(a.Model.Work(), func(ctx context.Context) (rest, error) {
		linked, err := reader.Linked(ctx, reference)
		if err != nil {
			return rest{}, err
		}
		refundable, err := engine.Refundable(ctx, reference)
		return rest{refundable: refundable, linked: linked}, err
	}, func(r rest, err error) {
		if s.asked != number {
			return
		}
		s.input.Loading, s.input.Problem = false, err
		s.input.Refundable, s.input.Linked = r.refundable, r.linked
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
		a.Model.Log().Info("rest read", "reference", reference, "error", err)
	})
}

func (s *refundScreen) render() {
	a, p := s.access, &s.parts
	s.input.Selected, s.input.Terminals, s.input.Now = a.Model.Settings.LastTerminal, a.Model.TerminalStates(), a.Model.Now()
	v := a.Words.Refund(s.input)
	s.view = v
	p.title.SetText(v.Title)
	p.original.SetText(v.Original)
	p.balance.Set(balanceState(v.Lines))
	for i, choice := range []present.Choice{v.Full, v.Part} {
		p.choice.SetText(i, choice.Label)
		p.choice.SetEnabled(i, choice.Enabled)
		if choice.Chosen {
			p.choice.Select(i)
		}
	}
	p.amount.Set(amountState(v.Amount, s.input.Partial && s.input.Entry.Empty()))
	setVisible(p.keypad, s.input.Partial || !a.View.narrow)
	p.hint.SetText(v.Hint)
	setVisible(p.hint, v.Hint != "")
	p.reasonField.SetLabel(v.Reason.Label)
	p.reason.SetPlaceHolder(v.Reason.Placeholder)
	p.picker.set(v.Terminals)
	p.confirm.Set(v.Confirm.Label, v.Confirm.Hint, v.Confirm.Enabled)
	setEnabled(p.confirm, v.Confirm.Enabled)
	p.keep.Set(compact(v.Keep))
}

// part changes between all that is left and a part of it.
func (s *refundScreen) part(partial bool) {
	s.input.Partial = partial
	s.access.Display.Refresh()
}

func (s *refundScreen) press(key string) {
	if s.input.Busy || !s.view.Part.Enabled {
		return
	}
	s.access.Hands.touch()
	s.input.Partial = true
	s.input.Entry = s.input.Entry.Press(key)
	s.access.Display.Refresh()
}

// typed digits are a part's amount; everything else is the reason.
func (s *refundScreen) typed(r rune) {
	if key := entryKey(r); key != "" {
		s.press(key)
		return
	}
	s.access.Canvas.Focus(s.parts.reason)
	s.parts.reason.TypedRune(r)
}

func (s *refundScreen) key(key fyne.KeyName) bool {
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

func (s *refundScreen) act(action present.Action) {
	switch action {
	case present.ActionKeep:
		s.access.Go.Visit(present.ScreenRefund)
	case present.ActionRefund:
		s.enterPressed()
	}
}

// enterPressed refunds. Its button says with verb, amount and card what it does; where only
// the reason is missing, Enter goes there.
func (s *refundScreen) enterPressed() {
	a := s.access
	if a.Hands.startled() || a.Hands.held() || a.Hands.row.ends() {
		return
	}
	terminal, ok := a.Model.ChosenTerminal()
	if !ok || s.input.Busy || !s.view.Confirm.Enabled {
		if trimmed(s.input.Reason) == "" {
			a.Canvas.Focus(s.parts.reason)
		}
		return
	}
	amount := s.input.Refundable.Rest
	if s.input.Partial {
		amount = s.input.Entry.Money()
	}
	s.input.Busy = true
	s.render()
	a.Go.Pay(checkout.Request{
		Nonce: s.nonce, Kind: payments.KindRefund, Amount: amount, Terminal: terminal,
		Reason: trimmed(s.input.Reason), Original: s.input.Original.Reference,
	}, s.returned)
}

// entered is Enter in the reason.
func (s *refundScreen) entered() {
	s.access.Hands.enter()
	s.enterPressed()
}

// returned shows the refund again when nothing of it was written down. The next press is a
// new one.
func (s *refundScreen) returned() {
	s.nonce, s.input.Busy = model.NewNonce(), false
	s.access.Display.Show(s)
}
