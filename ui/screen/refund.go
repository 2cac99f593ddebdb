package screen

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// Refund gives back all or a part of one sale.
type Refund struct {
	access *Access
	Input  present.RefundInput
	Nonce  string
	asked  int // number of the newest question for the rest
	View   present.RefundView
	Parts  refundParts
	root   fyne.CanvasObject
}

type refundParts struct {
	title, original, hint *widgets.Paragraph
	balance               *widgets.Balance
	Choice                *widgets.Segments
	amount                *widgets.AmountDisplay
	Reason                *widgets.Entry
	reasonField           *widgets.Field
	picker                *parts.Picker
	keypad                *widgets.Keypad
	Confirm               *widgets.BigButton
	Keep                  *widgets.Button
}

func NewRefund(a *Access) *Refund {
	s := &Refund{access: a}
	p := &s.Parts
	p.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	p.original = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	p.balance, p.amount = widgets.NewBalance(), widgets.NewAmountDetail()
	p.Choice = widgets.NewSegments([]string{"", ""}, func(index int) { s.part(index == 1) })
	p.Reason = parts.NewEntry(s.entered)
	p.reasonField = widgets.NewField("", p.Reason)
	parts.Watch(a.Words, p.Reason, p.reasonField.SetError, func(text string) {
		if parts.Shorten(p.Reason, s.View.Reason.Limit) {
			return // the shortened text comes by itself
		}
		s.Input.Reason = text
		a.Presses.Touch()
		a.Display.Refresh()
	})
	p.picker = parts.NewStrip(a.Words.Silent, a.PickTerminal)
	p.keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { s.press(string(k)) })
	p.Confirm = widgets.NewBigButton("", s.enterPressed)
	p.Keep = widgets.NewButton("", func() { s.Act(present.ActionKeep) })
	form := widgets.Rows(a.View, 12, p.title, p.original, p.balance, p.Choice, p.amount, p.hint, p.reasonField, p.picker.Root)
	body := container.New(&widgets.FormLayout{View: a.View, Gap: 12, Form: form, Keypad: p.keypad}, form, p.keypad)
	s.root = widgets.Page(&widgets.Gutter{View: a.View, Wide: 32, High: 20, Low: 16}, body, container.New(&widgets.FootRow{View: a.View, Gap: 10, Small: 150}, p.Keep, p.Confirm))
	return s
}

// Begin opens the refund of a sale.
func (s *Refund) Begin(original payments.Attempt) {
	currency := original.Amount.Currency()
	s.Input = present.RefundInput{Original: original, Loading: true, Entry: present.NewEntry(currency)}
	s.Nonce = model.NewNonce()
	s.Parts.Reason.SetText("")
	if t, ok := s.access.Model.TerminalFor(original); ok {
		s.access.Model.SelectTerminal(t.ID())
	}
	s.access.Display.Show(s)
}

func (s *Refund) Object() fyne.CanvasObject { return s.root }
func (s *Refund) Slot() present.Screen      { return present.ScreenRefund }
func (s *Refund) Pace() time.Duration       { return 0 }
func (s *Refund) Enter()                    { s.readRest() }
func (s *Refund) Chooses() bool             { return !s.Input.Busy }

func (s *Refund) Heard(u checkout.Update) bool {
	if u.Attempt.Reference == s.Input.Original.Reference || u.Attempt.Original.Reference == s.Input.Original.Reference {
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
func (s *Refund) readRest() {
	a := s.access
	s.asked++
	number, reference, engine, reader := s.asked, s.Input.Original.Reference, a.Model.Open().Engine, a.Model.Open().Reader
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
		s.Input.Loading, s.Input.Problem = false, err
		s.Input.Refundable, s.Input.Linked = r.refundable, r.linked
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
		a.Model.Log().Info("rest read", "reference", reference, "error", err)
	})
}

func (s *Refund) Render() {
	a, p := s.access, &s.Parts
	s.Input.Selected, s.Input.Terminals, s.Input.Now = a.Model.Settings.LastTerminal, a.Model.TerminalStates(), a.Model.Now()
	v := a.Words.Refund(s.Input)
	s.View = v
	p.title.SetText(v.Title)
	p.original.SetText(v.Original)
	p.balance.Set(parts.BalanceState(v.Lines))
	for i, choice := range []present.Choice{v.Full, v.Part} {
		p.Choice.SetText(i, choice.Label)
		p.Choice.SetEnabled(i, choice.Enabled)
		if choice.Chosen {
			p.Choice.Select(i)
		}
	}
	p.amount.Set(parts.AmountState(v.Amount, s.Input.Partial && s.Input.Entry.Empty()))
	widgets.SetVisible(p.keypad, s.Input.Partial || !a.View.Narrow)
	p.hint.SetText(v.Hint)
	widgets.SetVisible(p.hint, v.Hint != "")
	p.reasonField.SetLabel(v.Reason.Label)
	p.Reason.SetPlaceHolder(v.Reason.Placeholder)
	p.picker.Set(v.Terminals)
	p.Confirm.Set(v.Confirm.Label, v.Confirm.Hint, v.Confirm.Enabled)
	parts.SetEnabled(p.Confirm, v.Confirm.Enabled)
	p.Keep.Set(parts.Compact(v.Keep))
}

// part changes between all that is left and a part of it.
func (s *Refund) part(partial bool) {
	s.Input.Partial = partial
	s.access.Display.Refresh()
}

func (s *Refund) press(key string) {
	if s.Input.Busy || !s.View.Part.Enabled {
		return
	}
	s.access.Presses.Touch()
	s.Input.Partial = true
	s.Input.Entry = s.Input.Entry.Press(key)
	s.access.Display.Refresh()
}

// Typed digits are a part's amount; everything else is the reason.
func (s *Refund) Typed(r rune) {
	if key := parts.EntryKey(r); key != "" {
		s.press(key)
		return
	}
	s.access.Canvas.Focus(s.Parts.Reason)
	s.Parts.Reason.TypedRune(r)
}

func (s *Refund) Key(key fyne.KeyName) bool {
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

func (s *Refund) Act(action present.Action) {
	switch action {
	case present.ActionKeep:
		s.access.Go.Visit(present.ScreenRefund)
	case present.ActionRefund:
		s.enterPressed()
	}
}

// enterPressed refunds. Its button says with verb, amount and card what it does; where only
// the reason is missing, Enter goes there.
func (s *Refund) enterPressed() {
	a := s.access
	if a.Presses.Startled() || a.Presses.Held() || a.Presses.Row.Ends() {
		return
	}
	terminal, ok := a.Model.ChosenTerminal()
	if !ok || s.Input.Busy || !s.View.Confirm.Enabled {
		if parts.Trimmed(s.Input.Reason) == "" {
			a.Canvas.Focus(s.Parts.Reason)
		}
		return
	}
	amount := s.Input.Refundable.Rest
	if s.Input.Partial {
		amount = s.Input.Entry.Money()
	}
	s.Input.Busy = true
	s.Render()
	a.Go.Pay(checkout.Request{
		Nonce: s.Nonce, Kind: payments.KindRefund, Amount: amount, Terminal: terminal,
		Reason: parts.Trimmed(s.Input.Reason), Original: s.Input.Original.Reference,
	}, s.returned)
}

// entered is Enter in the reason.
func (s *Refund) entered() {
	s.access.Presses.Enter()
	s.enterPressed()
}

// returned shows the refund again when nothing of it was written down. The next press is a
// new one.
func (s *Refund) returned() {
	s.Nonce, s.Input.Busy = model.NewNonce(), false
	s.access.Display.Show(s)
}
