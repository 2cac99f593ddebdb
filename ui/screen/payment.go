package screen

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Payment follows one attempt, from the press of the button to its end.
type Payment struct {
	access *Access
	drawn  payments.Attempt // as it stood when it was drawn last
	View   present.PaymentView
	Parts  paymentParts
	Paper  *parts.ReceiptPanel
	stray  time.Time // the newest digit that nothing took, because the payment still ran
	root   fyne.CanvasObject
}

// rowPause is how long after a digit another one begins another amount.
const rowPause = 3 * time.Second

// paymentParts are the widgets of the main column.
type paymentParts struct {
	panel    *widgets.StatusPanel
	Head     *widgets.StatusHead
	Amount   *widgets.AmountDisplay
	rest     *widgets.Paragraph // what is still to pay
	Below    *widgets.Paragraph // the sentence of the heading, where there is no room in it
	body     *widgets.Paragraph
	Notices  *widgets.Paragraph
	notice   *widgets.Panel
	steps    *widgets.Steps
	progress *widgets.Progress
	papers   *parts.ActionBar // receipts, below the panel
	Actions  *parts.ActionBar
}

func NewPayment(a *Access) *Payment {
	s := &Payment{access: a}
	p := &s.Parts
	p.panel, p.Head, p.Amount = widgets.NewStatusPanel(), widgets.NewStatusHead(), widgets.NewAmountDisplay()
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	p.Below = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.rest = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})
	p.Notices = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.notice = widgets.NewNotice(widgets.ToneCaution, p.Notices)
	p.steps, p.progress = widgets.NewSteps(), widgets.NewProgress()
	p.papers, p.Actions = parts.NewActionBar(a.View, a.Display.Act), parts.NewActionBar(a.View, a.Display.Act)
	s.Paper = parts.NewReceiptPanel(a.View, a.Words, func() { s.Act(present.ActionReceipt) }, a.Display.Refresh)
	top := widgets.NewAmountFirst(a.View, 18, s.warns, p.Head, p.Amount, p.Below)
	upper := widgets.NewRows(a.View, 18, p.panel, top, p.rest, p.body, p.notice, p.steps, p.progress, p.papers.Root)
	main := widgets.Page(&widgets.Gutter{View: a.View, Wide: 44, High: 30, Low: 16}, upper, p.Actions.Root)
	s.root = container.New(&widgets.SideLayout{
		View: a.View, Main: main, Side: s.Paper.Root, Width: 384, Absent: s.noPaper, Front: s.Paper.InFront,
	}, main, s.Paper.Root)
	return s
}

func (s *Payment) Object() fyne.CanvasObject { return s.root }
func (s *Payment) Slot() present.Screen      { return present.ScreenSale }
func (s *Payment) Enter()                    {}

// warns tells that the screen says what must not be done now.
func (s *Payment) warns() bool { return s.View.Warning != "" }

// Attempt is the payment that is followed.
func (s *Payment) Attempt() payments.Attempt { return s.access.Model.Front.Attempt }

func (s *Payment) Heard(u checkout.Update) bool { return s.access.Model.Front.Follows(u.Attempt) }

func (s *Payment) Pace() time.Duration {
	if s.View.Live {
		return time.Second
	}
	return 0
}

func (s *Payment) input() present.PaymentInput {
	m, attempt := s.access.Model, s.Attempt()
	return present.PaymentInput{
		Attempt: attempt, Recent: m.Latest(), Usual: m.Usual(attempt.Terminal), Badge: m.Badge(attempt.Terminal), Info: m.InfoOf(attempt), Receipts: s.Paper.Receipts,
		While: m.Payments.While[attempt.Reference], Problem: m.Front.Problem, Unasked: m.Unasked(attempt), Now: m.Now(), Progress: m.Progress(attempt.Reference),
	}
}

// follow takes in how the payment stands, and brings its receipts once it has ended.
func (s *Payment) follow() {
	a, attempt := s.access, s.Attempt()
	if was := s.drawn; was.Reference == attempt.Reference && was.Version == attempt.Version && was.State == attempt.State {
		return
	} else if was.State != attempt.State && was.RequestKey == attempt.RequestKey && !a.Dialogs.IsOpen() {
		a.Presses.Up() // what was about to be pressed was meant for the state before
	}
	s.drawn = attempt
	if attempt.State.Final() {
		s.Paper.Load(a.Model, attempt)
	} else {
		s.Paper.Clear()
	}
	a.Model.Log().Info("shown", "reference", attempt.Reference, "state", attempt.State)
}

func (s *Payment) Render() {
	if !s.access.Model.Front.Busy() {
		return
	}
	s.follow()
	s.View = s.access.Words.Payment(s.input())
	v, p, below := s.View, &s.Parts, ""
	widgets.SetVisible(p.panel, v.Full)
	widgets.SetVisible(p.Head, !v.Full)
	widgets.SetVisible(p.Amount, !v.Full)
	if v.Full {
		p.panel.Set(widgets.StatusPanelState{
			Tone: parts.Tone(v.Tone), Mark: parts.Mark(v.Mark), Heading: v.Heading, Amount: parts.AmountState(v.Amount, false), Detail: v.Detail,
		})
	} else {
		head := widgets.StatusHeadState{Badge: headBadge(v), Tone: parts.Tone(v.Tone), Heading: v.Heading, Warning: v.Warning, Detail: v.Body}
		if s.access.View.Crowded() {
			below, head.Detail = v.Body, ""
		}
		p.Head.Set(head)
		p.Amount.Set(parts.AmountState(v.Amount, false))
	}
	parts.SetText(p.Below, below)
	s.renderTexts(v)
	steps := make([]widgets.Step, 0, len(v.Steps))
	for _, step := range v.Steps {
		steps = append(steps, widgets.Step{State: widgets.StepState(step.State), Text: step.Text, Note: step.Detail})
	}
	p.steps.Set(parts.Tone(v.Tone), steps)
	widgets.SetVisible(p.steps, len(steps) > 0)
	p.progress.Set(parts.Tone(v.Tone), v.Progress.Fraction)
	widgets.SetVisible(p.progress, v.Progress.Shown)
	papers, others := s.split(v.Buttons)
	p.papers.Set(papers)
	p.Actions.Set(others)
	s.Paper.Render()
}

func (s *Payment) renderTexts(v present.PaymentView) {
	p := &s.Parts
	body := v.Detail
	if v.Full {
		body = parts.Joined(v.Warning, v.Body)
	}
	rest := ""
	if v.Full && v.Tone == present.ToneCaution { // what is still to pay must be seen
		rest, body = body, ""
	}
	parts.SetText(p.rest, rest)
	p.body.SetText(body)
	widgets.SetVisible(p.body, body != "")
	p.Notices.SetText(parts.JoinedLines(v.Notices))
	widgets.SetVisible(p.notice, len(v.Notices) > 0)
}

// back shows a payment again after what was to be done about it was not even written down.
func (s *Payment) back(a payments.Attempt) func() {
	return func() {
		s.access.Model.Follow(a)
		s.access.Display.Show(s)
	}
}

// split separates the receipts' buttons from those about the payment. Beside the paper
// itself a button that shows it would do nothing.
func (s *Payment) split(all []present.Button) (papers, others []present.Button) {
	for _, b := range all {
		switch b.Action {
		case present.ActionReceipt:
			if s.access.View.Narrow {
				papers = append(papers, b)
			}
		case present.ActionOpenReceipt:
			papers = append(papers, b)
		default:
			others = append(others, b)
		}
	}
	return papers, others
}

// noPaper tells that there is no receipt to show beside the payment. One that is missing is
// spoken of only where money moved.
func (s *Payment) noPaper() bool {
	return !s.Attempt().State.Final() || s.Attempt().State.Info().Charged != payments.ChargedYes && len(s.Paper.Receipts) == 0
}

func headBadge(v present.PaymentView) widgets.BadgeState {
	if (v.Mark == present.MarkDot || v.Mark == present.MarkNone) && v.Badge.Letter != "" {
		return widgets.BadgeState{Letter: v.Badge.Letter, Colour: v.Badge.Colour}
	}
	if v.Mark == present.MarkDot || v.Mark == present.MarkNone { // on no terminal
		return widgets.BadgeState{}
	}
	return widgets.BadgeState{Mark: parts.Mark(v.Mark), Tone: parts.Tone(v.Tone)}
}

func (s *Payment) Key(key fyne.KeyName) bool {
	if key == fyne.KeyEscape && s.Paper.InFront() {
		s.Act(present.ActionReceipt)
		return true
	}
	if h := s.access.Presses; parts.IsEnter(key) && (h.Fresh() || h.Held()) {
		return true // it was meant for what was here before
	}
	action, ok := parts.ByKey(s.View.Buttons, key)
	switch {
	case ok:
		s.Act(action)
	case key == fyne.KeyDelete && present.CanUndo(s.Attempt(), s.access.Model.InfoOf(s.Attempt())):
		askReverse(s.access, s.Attempt(), nil, s.back(s.Attempt())) // as in the list, where a button says so
		ok = true
	case key == fyne.KeyEscape && s.Attempt().State.Final():
		s.Leave(present.ActionNewSale)
		ok = true
	}
	return ok
}

// Typed begins the next amount on a payment that has its end. Where the end has only just come
// up it was hardly seen, so that it waits in the tray; what was only partly paid does so too.
// Digits whose first ones were typed while the payment ran begin nothing until a pause: of 12.40
// there would be 0.40.
func (s *Payment) Typed(r rune) {
	if parts.EntryKey(r) == "" {
		return
	}
	if !s.Chooses() || time.Since(s.stray) < rowPause {
		s.stray = time.Now()
		return
	}
	s.MoveOn()
	s.access.Go.Typed(r)
}

// Chooses tells that a terminal can be chosen, for the next sale.
func (s *Payment) Chooses() bool { return s.Attempt().State.Final() }

// MoveOn brings the empty keypad. What was hardly seen or only partly paid waits in the tray.
func (s *Payment) MoveOn() {
	a, reference := s.access, s.Attempt().Reference
	unseen := a.Presses.Fresh() || s.Attempt().State == payments.StatePartial
	s.Leave(present.ActionNewSale)
	if unseen {
		a.Model.Payments.Park(reference)
		a.Display.Refresh()
	}
}

func (s *Payment) Act(action present.Action) {
	if !parts.Offers(s.View.Buttons, action) {
		return
	}
	a := s.access
	switch action {
	case present.ActionAskNow:
		a.Model.Wish(a.Model.Open().Engine.AskNow)
	case present.ActionCancel:
		a.Model.Wish(a.Model.Open().Engine.Cancel)
	case present.ActionServeNext:
		a.Go.Park(s.Attempt().Reference)
	case present.ActionClose:
		askClose(a, s.Attempt())
	case present.ActionKeepCard:
		askKeepCard(a, s.Attempt())
	case present.ActionReverse:
		askReverse(a, s.Attempt(), nil, s.back(s.Attempt()))
	case present.ActionReceipt:
		if a.View.Narrow { // in a wide window the paper lies beside the payment
			s.Paper.Turn()
			a.Display.Refresh()
		}
	case present.ActionOpenReceipt:
		openShown(a, s.Paper)
	default:
		s.Leave(action)
	}
}

// Leave ends the look at a payment and brings the keypad, empty or filled. No payment
// starts by this.
func (s *Payment) Leave(action present.Action) {
	a, attempt := s.access, s.Attempt()
	a.Model.SawFront()
	entry, note, beside := present.NewEntry(a.Model.Currency()), "", payments.Fields{}
	switch action {
	case present.ActionSameAmount, present.ActionAnotherCard:
		entry, note, beside = present.EntryOf(attempt.Amount), attempt.Note, attempt.Fields
	case present.ActionTakeRest:
		note, beside = attempt.Note, attempt.Fields
		if rest, ok := present.Rest(attempt); ok {
			entry = present.EntryOf(rest)
		}
	}
	a.Model.Front.Forget()
	a.Presses.Touch() // somebody is here: the next result waits for a quiet moment
	a.Go.Sell(entry, note, beside)
}
