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

// Seen is a payment that this till did not take, as its payment provider lists it.
type Seen struct {
	access  *Access
	of      Screen        // the list that leads here
	text    func() string // what is searched for there
	Way     *widgets.Button
	leaving bool // it goes back to the list
	Input   present.SeenInput
	View    present.SeenView
	stop    func() // ends what is being asked
	texts   seenTexts
	Whose   *parts.OptionSelect
	Empty   *widgets.EmptyState
	Actions *parts.ActionBar
	found   fyne.CanvasObject
	root    fyne.CanvasObject
}

type seenTexts struct {
	title, body, state, detail, why *widgets.Paragraph

	amount *widgets.AmountDisplay
	chain  *widgets.Balance
	facts  *widgets.KeyValues
}

// newSeen makes the screen. of is the list that leads here, text what is searched for there.
func newSeen(a *Access, of Screen, text func() string) *Seen {
	s := &Seen{access: a, of: of, text: text, stop: func() {}}
	s.Way = widgets.NewButton("", s.press)
	t := &s.texts
	t.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	t.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	t.state = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextLarge})
	t.detail = widgets.NewParagraph("", widgets.ParagraphStyle{})
	t.why = widgets.NewParagraph("", widgets.ParagraphStyle{Tone: widgets.ToneCaution})
	t.amount, t.chain, t.facts = widgets.NewAmountDetail(), widgets.NewBalance(), widgets.NewKeyValues()
	s.Whose = parts.NewOptionSelect(func(value string) {
		if value != "" {
			s.Input.Chosen = int(value[0] - '0')
			a.Display.Refresh()
		}
	})
	s.Empty = widgets.NewEmptyState(widgets.IconJournal, "", "")
	s.Actions = parts.NewActionBar(a.View, a.Display.Act)
	column := widgets.NewRows(a.View, 12, t.body, s.Whose.Root, t.amount, t.state, t.detail, t.chain, t.why, t.facts)
	s.found = column
	s.root = widgets.Page(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, widgets.NewColumn(12, t.title, s.Empty, s.found), s.Actions.Root)
	return s
}

func (s *Seen) Object() fyne.CanvasObject  { return s.root }
func (s *Seen) Slot() present.Screen       { return present.ScreenJournal }
func (s *Seen) Pace() time.Duration        { return 0 }
func (s *Seen) Typed(rune)                 {}
func (s *Seen) Heard(checkout.Update) bool { return false }
func (s *Seen) Left()                      { s.stop() }
func (s *Seen) Enter()                     {}

// possible reports whether anybody can be asked for what is searched for.
func (s *Seen) possible() bool {
	_, ok := payments.Sought(s.text())
	return ok && s.access.Model.Seeks()
}

// offer shows the way here in the list.
func (s *Seen) offer(b present.Button) {
	s.Way.Set(parts.Compact(b))
	widgets.SetVisible(s.Way, b.Enabled)
}

// press asks for what is searched for.
func (s *Seen) press() {
	if reference, ok := payments.Sought(s.text()); ok && s.Way.Visible() {
		s.Ask(reference)
	}
}

// cameBack reports, once, whether the list comes to the front because somebody goes back to it.
func (s *Seen) cameBack() bool {
	back := s.leaving
	s.leaving = false
	return back
}

// Ask looks a reference up, and shows what comes of it.
func (s *Seen) Ask(reference string) {
	a := s.access
	s.stop()
	s.Input = present.SeenInput{Reference: reference, Asking: true}
	a.Display.Show(s)
	s.stop = a.Model.Seek(reference, func(found present.Sighting, err error) {
		s.Input.Asking, s.Input.Sighting, s.Input.Problem = false, found, err
		switch {
		case !a.Display.InFront(s):
		case found.Ours != "":
			a.Go.Detail(found.Ours)
		default:
			a.Display.Refresh()
		}
	})
}

func (s *Seen) Render() {
	a := s.access
	s.Input.Now = a.Model.Now()
	if at, ok := s.Input.Shown(); ok {
		s.Input.Info = a.Model.InfoOf(at.Seen.Original)
		if undo, ok := at.Seen.Original.Kind.Undo(); ok {
			s.Input.Without = a.Model.WithoutTerminal(undo, s.original(at))
		}
	}
	s.View = a.Words.Seen(s.Input)
	v, t := s.View, s.texts
	t.title.SetText(v.Title)
	widgets.SetVisible(s.Empty, v.Empty != nil)
	widgets.SetVisible(s.found, v.Empty == nil)
	s.Actions.Set(v.Buttons)
	if v.Empty != nil {
		s.Empty.Set(v.Empty.Title, parts.Joined(v.Empty.Body, v.Empty.Next))
		return
	}
	parts.SetText(t.body, v.Body)
	s.Whose.Set(v.Whose)
	widgets.SetVisible(s.Whose.Root, len(v.Whose.Choices) > 0)
	t.amount.Set(parts.AmountState(v.Amount, false))
	t.state.SetText(parts.Marked(v.Mark, v.Word))
	t.state.SetTone(parts.Tone(v.Tone))
	parts.SetText(t.detail, v.Detail)
	parts.SetText(t.why, v.Why)
	t.chain.Set(parts.BalanceState(v.Chain))
	facts := make([]widgets.KeyValue, 0, len(v.Facts))
	for _, fact := range v.Facts {
		facts = append(facts, widgets.KeyValue{Key: fact.Name, Value: fact.Value})
	}
	t.facts.Set(facts...)
}

func (s *Seen) Key(key fyne.KeyName) bool {
	action, ok := parts.ByKey(s.View.Buttons, key)
	if ok && !(parts.IsEnter(key) && (s.access.Presses.Startled() || s.access.Presses.Held())) {
		s.Act(action)
	}
	return ok
}

// original is the payment on the terminal that would undo it: of the one that took it nothing is known.
func (s *Seen) original(at present.SeenAt) payments.Attempt {
	original := at.Seen.Original
	original.Terminal, _ = s.access.Model.TerminalFor(original)
	return original
}

// Act does what a button says.
func (s *Seen) Act(action present.Action) {
	at, found := s.Input.Shown()
	switch {
	case action == present.ActionBack:
		s.leaving = true
		s.access.Display.Show(s.of)
	case action == present.ActionAskNow && !s.Input.Asking:
		s.Ask(s.Input.Reference)
	case action == present.ActionReverse && found && parts.Offers(s.View.Buttons, action):
		askReverseOf(s.access, at.Seen.Original.Account, s.original(at), nil, func() { s.access.Display.Show(s) })
	case action == present.ActionRefund && found && parts.Offers(s.View.Buttons, action):
		s.access.Go.RefundSeen(at.Seen)
	}
}
