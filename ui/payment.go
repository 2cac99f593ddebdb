package ui

import (
	"context"
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
	app     *App
	attempt payments.Attempt // State is "" when nothing is followed
	request checkout.Request // what was asked for, until the engine gave it a reference
	problem error            // why the last wish about it was not carried out
	view    present.PaymentView
	parts   paymentParts
	paper   *receiptPanel
	root    fyne.CanvasObject
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

func newPaymentScreen(a *App) *paymentScreen {
	s := &paymentScreen{app: a}
	p := &s.parts
	p.panel, p.head, p.amount = widgets.NewStatusPanel(), widgets.NewStatusHead(), widgets.NewAmountDisplay()
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextLarge})
	p.below = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.rest = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextTitle, Bold: true})
	p.notices = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.notice = widgets.NewNotice(widgets.ToneCaution, p.notices)
	p.steps, p.progress = widgets.NewSteps(), widgets.NewProgress()
	p.papers, p.actions = newActionBar(a.view, a.act), newActionBar(a.view, a.act)
	s.paper = newReceiptPanel(a)
	top := container.New(&amountFirst{column{gap: 18, grow: -1, view: a.view}, s.warns}, p.head, p.amount, p.below)
	upper := rows(a.view, 18, p.panel, top, p.rest, p.body, p.notice, p.steps, p.progress, p.papers.root)
	main := page(&gutter{view: a.view, wide: 44, high: 30, low: 16}, upper, p.actions.root)
	s.root = container.New(&sideLayout{
		view: a.view, main: main, side: s.paper.root, width: 384, absent: s.noPaper, front: s.paper.inFront,
	}, main, s.paper.root)
	return s
}

func (s *paymentScreen) object() fyne.CanvasObject { return s.root }
func (s *paymentScreen) slot() present.Screen      { return present.ScreenSale }
func (s *paymentScreen) enter()                    {}

// busy tells that there is something to follow.
func (s *paymentScreen) busy() bool { return s.attempt.State != "" }

// running is the reference of the payment in front while its end is not known or not seen.
func (s *paymentScreen) running() (string, bool) {
	return s.attempt.Reference, s.busy() && !s.attempt.State.Final() && s.attempt.Reference != ""
}

// follows tells whether an attempt is the one in front, by its reference or, before the
// engine has given one, by the nonce of the press.
func (s *paymentScreen) follows(a payments.Attempt) bool {
	if !s.busy() {
		return false
	}
	if s.attempt.Reference != "" {
		return a.Reference == s.attempt.Reference
	}
	return a.Nonce == s.request.Nonce
}

// forget follows nothing.
func (s *paymentScreen) forget() {
	s.attempt, s.request, s.problem = payments.Attempt{}, checkout.Request{}, nil
	s.paper.clear()
}

// expect shows a request at once, before it is written down and has a reference.
func (s *paymentScreen) expect(r checkout.Request) {
	s.forget()
	s.request = r
	s.attempt = payments.Attempt{State: payments.StateRecorded, Intent: payments.Intent{
		Nonce: r.Nonce, Kind: r.Kind, Amount: r.Amount, Terminal: r.Terminal, Note: r.Note, Created: s.app.now(),
	}}
}

// warns tells that the screen says what must not be done now.
func (s *paymentScreen) warns() bool { return s.view.Warning != "" }

// follow brings an attempt to the front.
func (s *paymentScreen) follow(a payments.Attempt) {
	s.forget()
	s.adopt(a)
}

// adopt takes in how the followed attempt stands, and brings its receipts once it has
// ended.
func (s *paymentScreen) adopt(a payments.Attempt) {
	if a.State != s.attempt.State {
		s.problem = nil
		if s.app.inFront(s) && s.app.modal == nil {
			s.app.hands.up() // what was about to be pressed was meant for the state before
		}
	}
	s.attempt = a
	if a.State.Final() {
		s.paper.load(a)
	}
	s.app.p.Log.Info("shown", "reference", a.Reference, "state", a.State)
}

// hears takes in an update when it is about the attempt in front.
func (s *paymentScreen) hears(a payments.Attempt) bool {
	if !s.follows(a) {
		return false
	}
	s.adopt(a)
	return true
}

func (s *paymentScreen) heard(checkout.Update) {}

func (s *paymentScreen) pace() time.Duration {
	if s.view.Live {
		return time.Second
	}
	return 0
}

func (s *paymentScreen) input() present.PaymentInput {
	a := s.app
	in := present.PaymentInput{
		Attempt: s.attempt, Usual: a.book.usual[s.attempt.Terminal.ID()], Badge: a.settings.Badges[s.attempt.Terminal.ID()],
		Info: a.info(), Receipts: s.paper.receipts, While: a.book.while[s.attempt.Reference], Problem: s.problem, Unasked: a.book.unasked(), Now: a.now(),
	}
	if a.open != nil && s.attempt.Reference != "" {
		in.Progress = a.open.Engine.Progress(s.attempt.Reference)
	}
	return in
}

func (s *paymentScreen) render() {
	if !s.busy() {
		return
	}
	s.view = s.app.words.Payment(s.input())
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
		if s.app.view.crowded() {
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

// split separates the receipts' buttons from those about the payment. Beside the paper
// itself a button that shows it would do nothing.
func (s *paymentScreen) split(all []present.Button) (papers, others []present.Button) {
	for _, b := range all {
		switch b.Action {
		case present.ActionReceipt:
			if s.app.view.narrow {
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
	return !s.attempt.State.Final() || s.attempt.State.Info().Charged != payments.ChargedYes && len(s.paper.receipts) == 0
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
	if h := &s.app.hands; isEnter(key) && (h.fresh() || h.held()) {
		return true // it was meant for what was here before
	}
	action, ok := byKey(s.view.Buttons, key)
	switch {
	case ok:
		s.act(action)
	case key == fyne.KeyEscape && s.attempt.State.Final():
		s.leave(present.ActionNewSale)
		ok = true
	}
	return ok
}

// typed begins the next amount on a payment that has its end. Where the end has only just come
// up it was hardly seen, so that it waits in the tray; what was only partly paid does so too.
func (s *paymentScreen) typed(r rune) {
	a, reference := s.app, s.attempt.Reference
	if entryKey(r) == "" || !s.attempt.State.Final() {
		return
	}
	unseen := a.hands.fresh() || s.attempt.State == payments.StatePartial
	s.leave(present.ActionNewSale)
	if unseen {
		a.book.aside(reference)
	}
	a.screens.sale.typed(r)
}

func (s *paymentScreen) act(action present.Action) {
	if !offers(s.view.Buttons, action) {
		return
	}
	a := s.app
	switch action {
	case present.ActionAskNow:
		s.command(func(ctx context.Context, e present.Engine, reference string) error { return e.AskNow(ctx, reference) })
	case present.ActionCancel:
		s.command(func(ctx context.Context, e present.Engine, reference string) error { return e.Cancel(ctx, reference) })
	case present.ActionServeNext:
		a.putAside(s.attempt.Reference)
	case present.ActionClose:
		a.askClose(s.attempt)
	case present.ActionReverse:
		a.askReverse(s.attempt)
	case present.ActionReceipt:
		if a.view.narrow { // in a wide window the paper lies beside the payment
			s.paper.turn()
			a.refresh()
		}
	case present.ActionOpenReceipt:
		s.paper.openInBrowser()
	default:
		s.leave(action)
	}
}

// leave ends the look at a payment and brings the keypad, empty or filled. No payment
// starts by this.
func (s *paymentScreen) leave(action present.Action) {
	a := s.app
	a.sawFront()
	note := s.attempt.Note
	entry := present.NewEntry(a.settings.Currency)
	switch action {
	case present.ActionSameAmount, present.ActionAnotherCard:
		entry = present.EntryOf(s.attempt.Amount)
	case present.ActionTakeRest:
		if rest, ok := present.Rest(s.attempt); ok {
			entry = present.EntryOf(rest)
		}
	default:
		note = ""
	}
	s.forget()
	a.screens.sale.fill(entry, note)
	a.hands.touch() // somebody is here: the next result waits for a quiet moment
	a.show(a.screens.sale)
}

// command sends a wish about the followed attempt to the engine. That it failed is said beside
// what is known: a dialog would hide the result that may come at any moment.
func (s *paymentScreen) command(wish func(context.Context, present.Engine, string) error) {
	a, reference := s.app, s.attempt.Reference
	if a.open == nil || reference == "" {
		return
	}
	engine := a.open.Engine
	s.problem = nil
	a.work.do(func(ctx context.Context) error { return wish(ctx, engine, reference) }, func(err error) {
		if s.attempt.Reference == reference && !s.attempt.State.Final() {
			s.problem = err
		}
		a.refresh()
	})
}
