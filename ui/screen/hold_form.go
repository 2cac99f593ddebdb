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

// HoldForm is the amount and the terminal of a hold, of its increase or of its charge.
type HoldForm struct {
	access     *Access
	input      present.HoldFormInput
	requestKey string
	asked      int // number of the newest question for what is held
	back       func()
	View       present.HoldFormView
	title      *widgets.Paragraph
	body       *widgets.Paragraph
	hint       *widgets.Paragraph
	amount     *widgets.AmountDisplay
	picker     *parts.Picker
	holdKeys
	more holdButtons
	root fyne.CanvasObject
}

// holdKeys are what is always there.
type holdKeys struct {
	Keypad  *widgets.Keypad
	Confirm *widgets.BigButton
	keep    *widgets.Button
}

// holdButtons change what the main button does, or lead to the cards that are kept.
type holdButtons struct {
	way, tip *widgets.Button
	low      *widgets.Button // way, where the window is narrow: the last row of keys needs its room
	kept     func()
}

func newHoldForm(a *Access) *HoldForm {
	s := &HoldForm{access: a}
	s.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	s.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.hint = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	s.amount = widgets.NewAmountDisplay()
	s.picker = parts.NewStrip(a.Words.Silent, a.PickTerminal)
	s.Keypad = widgets.NewKeypad(a.Words.Backspace(), func(k widgets.Key) { s.press(string(k)) })
	s.Confirm = widgets.NewBigButton("", s.enterPressed)
	s.keep = widgets.NewButton("", func() { s.Act(present.ActionKeep) })
	s.more.way = widgets.NewButton("", func() { s.Act(present.ActionWay) })
	s.more.low = widgets.NewButton("", func() { s.Act(present.ActionWay) })
	s.more.tip = widgets.NewButton("", func() { s.Act(present.ActionTip) })
	form := widgets.NewRows(a.View, 12, s.title, s.body, s.amount, s.hint, s.picker.Root, widgets.NewFlow(8, s.more.way, s.more.tip))
	body := container.New(&widgets.FormLayout{View: a.View, Gap: 12, Form: form, Keypad: s.Keypad}, form, s.Keypad)
	s.root = widgets.Page(&widgets.Gutter{View: a.View, Wide: 32, High: 20, Low: 16}, body, container.New(&widgets.FootRow{View: a.View, Gap: 10, Small: 150}, s.keep, s.Confirm, s.more.low))
	return s
}

// BeginCard opens the form of an order that is charged to a kept card, or of a sale that keeps its card.
func (s *HoldForm) BeginCard(use payments.CardUse) {
	kind := payments.KindPhoneOrder
	if use.Keep {
		kind = payments.KindSale
	}
	s.Begin(kind, payments.Attempt{})
	s.input.Card = use
	s.access.Display.Refresh()
}

// Begin opens the form of a new hold, or of what is to be done with one.
func (s *HoldForm) Begin(k payments.Kind, hold payments.Attempt) {
	currency := s.access.Model.Currency()
	if k.Linked() {
		currency = hold.Amount.Currency()
		if t, ok := s.access.Model.TerminalFor(hold); ok {
			s.access.Model.SelectTerminal(t.ID())
		}
	}
	s.input = present.HoldFormInput{Kind: k, Hold: hold, Entry: present.NewEntry(currency), HeldNow: present.HeldNow{Loading: k.Linked()}, Without: s.access.Model.WithoutTerminal(k, hold), Tip: present.NewEntry(currency)}
	s.requestKey = model.NewRequestKey()
	s.access.Display.Show(s)
}

func (s *HoldForm) Object() fyne.CanvasObject { return s.root }
func (s *HoldForm) Slot() present.Screen      { return present.ScreenRefund }
func (s *HoldForm) Pace() time.Duration       { return 0 }
func (s *HoldForm) Enter()                    { s.readHeld() }
func (s *HoldForm) Chooses() bool             { return !s.input.Busy }

func (s *HoldForm) Heard(u checkout.Update) bool {
	if u.Attempt.Original.Reference == s.input.Hold.Reference && s.input.Kind.Linked() {
		s.readHeld()
	}
	return true
}

// readHeld asks what is still held.
func (s *HoldForm) readHeld() {
	if !s.input.Kind.Linked() {
		return
	}
	a := s.access
	s.asked++
	number, reference, engine := s.asked, s.input.Hold.Reference, a.Model.Open().Engine
	work.Run(a.Model.Work(), func(ctx context.Context) (checkout.Held, error) {
		return engine.Held(ctx, reference)
	}, func(held checkout.Held, err error) {
		if s.asked != number {
			return
		}
		s.input.Held, s.input.Problem, s.input.Loading = held, err, false
		if a.Display.InFront(s) {
			a.Display.Refresh()
		}
	})
}

func (s *HoldForm) Render() {
	a := s.access
	s.input.Selected, s.input.Terminals, s.input.Unlisted = a.Model.Settings.Program.LastTerminal, a.Model.TerminalStates(), a.Model.Terminals.Problem()
	s.input.Info, s.input.Now = a.Model.Info(), a.Model.Now()
	if s.input.Kind.Linked() {
		s.input.Info = a.Model.InfoOf(s.input.Hold)
	}
	if s.input.Kind == payments.KindPhoneHold && !s.input.Info.Supports(payments.KindPhoneHold) && !s.input.Busy {
		s.input.Kind = payments.KindHold // the terminal of a profile was chosen that takes no numbers
	}
	s.input.Without = s.input.Without && s.input.Kind.Linked() && s.input.Info.MayGoWithout(s.input.Kind, s.input.Hold.Kind)
	if c := a.Model.Currency(); a.Model.Several() && !s.input.Kind.Linked() && s.input.Entry.Currency() != c && !s.input.Busy {
		s.input.Entry = s.input.Entry.In(c) // as on the screen of a sale: the terminal of another profile was chosen
	}
	v := a.Words.HoldForm(s.input)
	s.View = v
	s.title.SetText(v.Title)
	widgets.SetVisible(s.title, !a.View.Narrow) // the button says the same, and the last row of keys needs the room
	parts.SetText(s.body, v.Body)
	s.amount.Set(parts.AmountState(v.Amount, s.entry().Empty()))
	s.hint.SetText(v.Hint)
	widgets.SetVisible(s.hint, v.Hint != "")
	s.picker.Set(v.Terminals)
	widgets.SetVisible(s.picker.Root, !s.input.Without && !s.input.Tipping && s.input.Card.Name == "")
	s.more.way.Set(parts.Compact(v.Way))
	widgets.SetVisible(s.more.way, v.Way.Label != "" && !a.View.Narrow)
	s.more.low.Set(parts.Compact(v.Way))
	widgets.SetVisible(s.more.low, v.Way.Label != "" && a.View.Narrow)
	s.more.tip.Set(parts.Compact(v.Tip))
	widgets.SetVisible(s.more.tip, v.Tip.Label != "")
	s.Confirm.Set(v.Confirm.Label, v.Confirm.Hint, v.Confirm.Enabled)
	parts.SetEnabled(s.Confirm, v.Confirm.Enabled)
	s.keep.Set(parts.Compact(v.Keep))
}

func (s *HoldForm) press(key string) {
	if s.input.Busy {
		return
	}
	s.access.Presses.Touch()
	*s.entry() = s.entry().Press(key)
	s.access.Display.Refresh()
}

// entry is the amount that is being typed.
func (s *HoldForm) entry() *present.Entry {
	if s.input.Tipping {
		return &s.input.Tip
	}
	return &s.input.Entry
}

func (s *HoldForm) Typed(r rune) {
	if key := parts.EntryKey(r); key != "" {
		s.press(key)
	}
}

func (s *HoldForm) Key(key fyne.KeyName) bool {
	switch {
	case parts.IsEnter(key):
		s.enterPressed()
	case key == fyne.KeyF11:
		s.Act(present.ActionWay)
	case key == fyne.KeyF10:
		s.Act(present.ActionTip)
	case key == fyne.KeyBackspace:
		s.press(present.KeyBack)
	case key == fyne.KeyEscape:
		s.Act(present.ActionKeep)
	default:
		return false
	}
	return true
}

func (s *HoldForm) Act(action present.Action) {
	switch action {
	case present.ActionKeep:
		if !s.input.Tipping {
			s.back()
			return
		}
		s.input.Tipping, s.input.Tip = false, s.input.Tip.Press(present.KeyClear)
		s.access.Display.Refresh()
	case present.ActionWay:
		if !s.input.Kind.Linked() {
			s.otherCard()
			return
		}
		s.input.Without = !s.input.Without && !s.input.Busy && s.View.Way.Label != ""
		s.access.Display.Refresh()
	case present.ActionTip:
		s.input.Tipping = !s.input.Busy && s.View.Tip.Label != ""
		s.access.Display.Refresh()
	case present.ActionCharge:
		s.enterPressed()
	}
}

// otherCard leads to the cards that are kept, or from a card that is there to one whose number is told, and
// back.
func (s *HoldForm) otherCard() {
	if s.View.Way.Label == "" || s.input.Busy {
		return
	}
	switch lacks := s.input.Info.Can.Lacks.Has(payments.FeaturePhoneHolds); s.input.Kind {
	case payments.KindHold:
		if lacks {
			askShowAgain(s.access, payments.FeaturePhoneHolds, "", nil)
			return
		}
		s.input.Kind = payments.KindPhoneHold
	case payments.KindPhoneHold:
		s.input.Kind = payments.KindHold
	default:
		s.more.kept()
		return
	}
	s.access.Display.Refresh()
}

// enterPressed is a press of the button, or of Enter, that was meant for it.
func (s *HoldForm) enterPressed() {
	if p := s.access.Presses; !p.Startled() && !p.Held() && !p.Row.Ends() {
		s.start(answers{})
	}
}

// start starts what the button says, with verb, amount and terminal. Where that is a charge of its
// own, what is asked before a sale is asked first.
func (s *HoldForm) start(agreed answers) {
	a := s.access
	if s.input.Busy || !s.View.Confirm.Enabled {
		return
	}
	if s.input.Tipping {
		s.input.Tipping = false
		a.Display.Refresh()
		return
	}
	terminal, ok := a.Model.ChosenTerminal()
	switch {
	case s.input.Without:
		terminal, ok = payments.Terminal{}, true
	case s.input.Card.Name != "":
		terminal, ok = payments.Terminal{Profile: terminal.Profile}, true // whose card it is
	}
	if !ok || agreed.ask(a, s.input.Kind, s.input.Amount(), s.start) {
		return
	}
	s.input.Busy = true
	s.Render()
	a.Go.Pay(checkout.Request{
		RequestKey: s.requestKey, Kind: s.input.Kind, Amount: s.input.Amount(), Terminal: terminal, Original: s.input.Hold.Reference, Tip: s.input.TipAmount(),
		Note: s.input.Card.Name, Card: s.input.Card,
	}, s.returned)
}

// returned shows the form again when nothing of it was written down.
func (s *HoldForm) returned() {
	s.requestKey, s.input.Busy = model.NewRequestKey(), false
	s.access.Display.Show(s)
}
