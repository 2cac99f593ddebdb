package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// paymentScreen follows one attempt, from the press of the button to its end.
type paymentScreen struct {
	access *Access
	drawn  payments.Attempt // as it stood when it was drawn last
	view   present.PaymentView
	parts  paymentParts
	paper  *receiptPanel
	root   fyne.CanvasObject
}

// paymentParts are the widgets of the main column.
type paymentParts struct {
	panel    *widgets.StatusPanel
	head     *widgets.StatusHead
	amount   *widgets.AmountDisplay
	rest     *widgets.Paragraph // what is still to pay
	below    *widgets.Paragraph // the sentence of the heading, where there is no room in it
	body     *widgets.Paragraph
	notices  *widgets.Paragraph
	notice   *widgets.Panel
	steps    *widgets.Steps
	progress *widgets.Progress
	papers   *actionBar // receipts, below the panel
	actions  *actionBar
}

func newPaymentScreen(a *Access) *paymentScreen {
	s := &paymentScreen{access: a}
	p := &s.parts
	p.panel, p.head, p.amount = widgets.NewStatusPanel(), widgets.NewStatusHead(), widgets.NewAmountDisplay()
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	p.below = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.rest = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})
	p.notices = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.notice = widgets.NewNotice(widgets.ToneCaution, p.notices)
	p.steps, p.progress = widgets.NewSteps(), widgets.NewProgress()
	p.papers, p.actions = newActionBar(a.View, a.Display.Act), newActionBar(a.View, a.Display.Act)
	s.paper = newReceiptPanel(a.View, a.Words, func() { s.act(present.ActionReceipt) }, a.Display.Refresh)
	top := container.New(&amountFirst{column{gap: 18, grow: -1, view: a.View}, s.warns}, p.head, p.amount, p.below)
	upper := rows(a.View, 18, p.panel, top, p.rest, p.body, p.notice, p.steps, p.progress, p.papers.root)
	main := page(&gutter{view: a.View, wide: 44, high: 30, low: 16}, upper, p.actions.root)
	s.root = container.New(&sideLayout{
		view: a.View, main: main, side: s.paper.root, width: 384, absent: s.noPaper, front: s.paper.inFront,
	}, main, s.paper.root)
	return s
}

func (s *paymentScreen) object() fyne.CanvasObject { return s.root }
func (s *paymentScreen) slot() present.Screen      { return present.ScreenSale }
func (s *paymentScreen) enter()                    {}

// warns tells that the screen says what must not be done now.
func (s *paymentScreen) warns() bool { return s.view.Warning != "" }

// attempt is the payment that is followed.
func (s *paymentScreen) attempt() payments.Attempt { return s.access.Model.Front.Attempt }

func (s *paymentScreen) heard(u checkout.Update) bool { return s.access.Model.Front.Follows(u.Attempt) }

func (s *paymentScreen) pace() time.Duration {
	if s.view.Live {
		return time.Second
	}
	return 0
}

func (s *paymentScreen) input() present.PaymentInput {
	m, attempt := s.access.Model, s.attempt()
	return present.PaymentInput{
		Attempt: attempt, Usual: m.Usual(attempt.Terminal), Badge: m.Badge(attempt.Terminal), Info: m.InfoOf(attempt), Receipts: s.paper.receipts,
		While: m.Payments.While[attempt.Reference], Problem: m.Front.Problem, Unasked: m.Unasked(attempt), Now: m.Now(), Progress: m.Progress(attempt.Reference),
	}
}

// follow takes in how the payment stands, and brings its receipts once it has ended.
func (s *paymentScreen) follow() {
	a, attempt := s.access, s.attempt()
	if was := s.drawn; was.Reference == attempt.Reference && was.Version == attempt.Version && was.State == attempt.State {
		return
	} else if was.State != attempt.State && was.Nonce == attempt.Nonce && !a.Dialogs.IsOpen() {
		a.Hands.up() // what was about to be pressed was meant for the state before
	}
	s.drawn = attempt
	if attempt.State.Final() {
		s.paper.load(a.Model, attempt)
	} else {
		s.paper.clear()
	}
	a.Model.Log().Info("shown", "reference", attempt.Reference, "state", attempt.State)
}

func (s *paymentScreen) render() {
	if !s.access.Model.Front.Busy() {
		return
	}
	s.follow()
	s.view = s.access.Words.Payment(s.input())
	v, p, below := s.view, &s.parts, ""
	setVisible(p.panel, v.Full)
	setVisible(p.head, !v.Full)
	setVisible(p.amount, !v.Full)
	if v.Full {
		p.panel.Set(widgets.StatusPanelState{
			Tone: tone(v.Tone), Mark: mark(v.Mark), Heading: v.Heading, Amount: amountState(v.Amount, false), Detail: v.Detail,
		})
	} else {
		head := widgets.StatusHeadState{Badge: headBadge(v), Tone: tone(v.Tone), Heading: v.Heading, Warning: v.Warning, Detail: v.Body}
		if s.access.View.crowded() {
			below, head.Detail = v.Body, ""
		}
		p.head.Set(head)
		p.amount.Set(amountState(v.Amount, false))
	}
	setText(p.below, below)
	s.renderTexts(v)
	steps := make([]widgets.Step, 0, len(v.Steps))
	for _, step := range v.Steps {
		steps = append(steps, widgets.Step{State: widgets.StepState(step.State), Text: step.Text, Note: step.Detail})
	}
	p.steps.Set(tone(v.Tone), steps)
	setVisible(p.steps, len(steps) > 0)
	p.progress.Set(tone(v.Tone), v.Progress.Fraction)
	setVisible(p.progress, v.Progress.Shown)
	papers, others := s.split(v.Buttons)
	p.papers.set(papers)
	p.actions.set(others)
	s.paper.render()
}

func (s *paymentScreen) renderTexts(v present.PaymentView) {
	p := &s.parts
	body := v.Detail
	if v.Full {
		body = joined(v.Warning, v.Body)
	}
	rest := ""
	if v.Full && v.Tone == present.ToneCaution { // what is still to pay must be seen
		rest, body = body, ""
	}
	setText(p.rest, rest)
	p.body.SetText(body)
	setVisible(p.body, body != "")
	p.notices.SetText(joinedLines(v.Notices))
	setVisible(p.notice, len(v.Notices) > 0)
}

// back shows a payment again after what was to be done about it was not even written down.
func (s *paymentScreen) back(a payments.Attempt) func() {
	return func() {
		s.access.Model.Follow(a)
		s.access.Display.Show(s)
	}
}

// split separates the receipts' buttons from those about the payment. Beside the paper
// itself a button that shows it would do nothing.
func (s *paymentScreen) split(all []present.Button) (papers, others []present.Button) {
	for _, b := range all {
		switch b.Action {
		case present.ActionReceipt:
			if s.access.View.narrow {
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
func (s *paymentScreen) noPaper() bool {
	return !s.attempt().State.Final() || s.attempt().State.Info().Charged != payments.ChargedYes && len(s.paper.receipts) == 0
}

func headBadge(v present.PaymentView) widgets.BadgeState {
	if v.Mark == present.MarkDot || v.Mark == present.MarkNone {
		return widgets.BadgeState{Letter: v.Badge.Letter, Colour: v.Badge.Colour}
	}
	return widgets.BadgeState{Mark: mark(v.Mark), Tone: tone(v.Tone)}
}

func (s *paymentScreen) key(key fyne.KeyName) bool {
	if key == fyne.KeyEscape && s.paper.inFront() {
		s.act(present.ActionReceipt)
		return true
	}
	if h := s.access.Hands; isEnter(key) && (h.fresh() || h.held()) {
		return true // it was meant for what was here before
	}
	action, ok := byKey(s.view.Buttons, key)
	switch {
	case ok:
		s.act(action)
	case key == fyne.KeyEscape && s.attempt().State.Final():
		s.leave(present.ActionNewSale)
		ok = true
	}
	return ok
}

// typed begins the next amount on a payment that has its end. Where the end has only just come
// up it was hardly seen, so that it waits in the tray; what was only partly paid does so too.
func (s *paymentScreen) typed(r rune) {
	a, reference := s.access, s.attempt().Reference
	if entryKey(r) == "" || !s.attempt().State.Final() {
		return
	}
	unseen := a.Hands.fresh() || s.attempt().State == payments.StatePartial
	s.leave(present.ActionNewSale)
	if unseen {
		a.Model.Payments.Park(reference)
	}
	a.Go.Typed(r)
}

func (s *paymentScreen) act(action present.Action) {
	if !offers(s.view.Buttons, action) {
		return
	}
	a := s.access
	switch action {
	case present.ActionAskNow:
		a.Model.Wish(a.Model.Open().Engine.AskNow)
	case present.ActionCancel:
		a.Model.Wish(a.Model.Open().Engine.Cancel)
	case present.ActionServeNext:
		a.Go.Park(s.attempt().Reference)
	case present.ActionClose:
		askClose(a, s.attempt())
	case present.ActionReverse:
		askReverse(a, s.attempt(), s.back(s.attempt()))
	case present.ActionReceipt:
		if a.View.narrow { // in a wide window the paper lies beside the payment
			s.paper.turn()
			a.Display.Refresh()
		}
	case present.ActionOpenReceipt:
		openShown(a, s.paper)
	default:
		s.leave(action)
	}
}

// leave ends the look at a payment and brings the keypad, empty or filled. No payment
// starts by this.
func (s *paymentScreen) leave(action present.Action) {
	a, attempt := s.access, s.attempt()
	a.Model.SawFront()
	entry, note := present.NewEntry(a.Model.Settings.Currency), ""
	switch action {
	case present.ActionSameAmount, present.ActionAnotherCard:
		entry, note = present.EntryOf(attempt.Amount), attempt.Note
	case present.ActionTakeRest:
		note = attempt.Note
		if rest, ok := present.Rest(attempt); ok {
			entry = present.EntryOf(rest)
		}
	}
	a.Model.Front.Forget()
	a.Hands.touch() // somebody is here: the next result waits for a quiet moment
	a.Go.Sell(entry, note)
}
