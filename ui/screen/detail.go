package screen

import (
	"context"
	"slices"

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

// detailPanel is one payment of the journal: what happened, and what can be done.
type detailPanel struct {
	access    *Access
	of        Screen
	reference string
	data      detailData
	known     bool
	asked     int
	asking    detailAsking
	problem   error // why the last wish about it was not carried out
	View      present.DetailView
	Parts     detailParts
	Root      fyne.CanvasObject
}

// detailData is what was read of it.
type detailData struct {
	attempt    payments.Attempt
	events     []checkout.Event
	linked     []payments.Attempt
	receipts   []checkout.Receipt
	refundable *checkout.Refundable
	tips       []checkout.CommandStep // that were adjusted afterwards
}

type detailParts struct {
	Title, state, detail, body *widgets.Paragraph
	amount                     *widgets.AmountDisplay
	Balance                    *widgets.Balance
	happened                   *widgets.SectionHeader
	timeline                   *widgets.Timeline
	facts                      *widgets.KeyValues
	Actions                    *parts.ActionBar
	Inside                     *parts.ActionBar // instead of actions, in the column, where they would cover it
	column                     fyne.CanvasObject
	Foot                       fyne.CanvasObject // what the actions lie in
	Back                       *widgets.Button
}

// newDetailPanel makes one. back leads to the list; of is the screen that it is a part of.
func newDetailPanel(a *Access, of Screen, back func()) *detailPanel {
	d := &detailPanel{access: a, of: of}
	p := &d.Parts
	p.Title = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	p.state = widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true, Size: widgets.TextLarge})
	p.detail = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.body = widgets.NewParagraph("", widgets.ParagraphStyle{})
	p.amount, p.Balance = widgets.NewAmountDetail(), widgets.NewBalance()
	p.happened, p.timeline, p.facts = widgets.NewSectionHeader(""), widgets.NewTimeline(), widgets.NewKeyValues()
	d.asking.turn = make(chan struct{}, 1)
	p.Actions, p.Inside = parts.NewFlatBar(a.View, a.Display.Act), parts.NewFlatBar(a.View, a.Display.Act)
	p.Back = widgets.NewButton("", back)
	narrow := container.New(&widgets.WideOnly{View: a.View, Narrow: true}, p.Back)
	p.column = widgets.NewColumn(12, narrow, p.Title, p.amount, p.state, p.detail, p.body, p.Inside.Root, p.Balance, p.happened, p.timeline, p.facts)
	p.Foot = widgets.Pad(p.Actions.Root, 0, 8)
	d.Root = widgets.NewSideSurface(widgets.SidePanel(p.column, p.Foot, 20, 14))
	return d
}

func (d *detailPanel) clear() {
	d.asked++
	d.asking.end()
	d.reference, d.data, d.known, d.problem, d.View = "", detailData{}, false, nil, present.DetailView{}
}

// live tells that what is shown changes with the clock.
func (d *detailPanel) live() bool { return d.known && !d.data.attempt.State.Final() }

// load reads one payment from the journal, and then asks what can still be refunded of it.
func (d *detailPanel) load(reference string) {
	a := d.access
	if reference != d.reference {
		d.clear()
		d.reference = reference
	}
	if a.Model.Open() == nil {
		return
	}
	d.asked++
	number, reader := d.asked, a.Model.Open().Reader
	work.Run(a.Model.Work(), func(ctx context.Context) (detailData, error) {
		return readDetail(ctx, reader, reference)
	}, func(data detailData, err error) {
		if d.asked != number {
			return
		}
		if err != nil {
			if a.Display.InFront(d.of) {
				a.Dialogs.Fail(err)
			}
			return
		}
		if d.known && data.attempt.Version < d.data.attempt.Version {
			d.load(reference) // an update has overtaken it
			return
		}
		if data.attempt.State != d.data.attempt.State {
			d.problem = nil
		}
		data.refundable = d.data.refundable
		d.data, d.known = data, true
		d.ask()
		a.Display.Refresh()
	})
}

// heard takes in an update. What it brings itself is not read again.
func (d *detailPanel) heard(u checkout.Update) {
	a, shown := u.Attempt, &d.data
	switch {
	case !d.known:
		d.load(d.reference)
	case a.Reference != d.reference:
		if d.takeLinked(a) && a.State.Final() {
			d.readLate()
		}
	case a.Version == shown.attempt.Version+1:
		if a.State != shown.attempt.State {
			d.problem = nil
		}
		shown.attempt, shown.events = a, append(slices.Clone(shown.events), u.Event)
		if a.State.Final() {
			d.readLate()
		}
	case a.Version > shown.attempt.Version: // something between was not told
		d.load(d.reference)
	}
}

// takeLinked takes in what was given back of the payment, or of that again; it tells whether the
// attempt is such.
func (d *detailPanel) takeLinked(a payments.Attempt) bool {
	of := a.Original.Reference
	if of == "" || of != d.reference && !slices.ContainsFunc(d.data.linked, func(l payments.Attempt) bool { return l.Reference == of }) {
		return false
	}
	if i := slices.IndexFunc(d.data.linked, func(l payments.Attempt) bool { return l.Reference == a.Reference }); i >= 0 {
		d.data.linked[i] = a
	} else {
		d.data.linked = append(d.data.linked, a)
	}
	return true
}

// readLate reads what comes with an end: the receipts, and what can be refunded.
func (d *detailPanel) readLate() {
	a, number, reader, reference := d.access, d.asked, d.access.Model.Open().Reader, d.reference
	d.ask()
	work.Run(a.Model.Work(), func(ctx context.Context) ([]checkout.Receipt, error) {
		return reader.Receipts(ctx, reference)
	}, func(receipts []checkout.Receipt, err error) {
		if d.asked == number && err == nil {
			d.data.receipts = receipts
			a.Display.Refresh()
		}
	})
}

// ask asks what can still be refunded, which may need the network, while the payment is on screen.
func (d *detailPanel) ask() {
	switch {
	case !present.Refundable(d.data.attempt):
		d.asking.end()
		d.data.refundable = nil
	case d.access.Display.InFront(d.of):
		d.asking.ask(d.access, d.data.attempt, d.data.linked, func(r *checkout.Refundable) {
			d.data.refundable = r
			d.access.Display.Refresh()
		})
	}
}

// orNewest is the payment that is shown, or else the newest of a list, as many as a bundle takes.
func (d *detailPanel) orNewest(listed []payments.Attempt) []payments.Attempt {
	if d.known {
		return []payments.Attempt{d.data.attempt}
	}
	return listed[:min(len(listed), model.MostOfBundle)]
}

// foretell shows a payment as the list has it until the journal is read.
func (d *detailPanel) foretell(listed []payments.Attempt) {
	if i := slices.IndexFunc(listed, func(a payments.Attempt) bool { return a.Reference == d.reference }); i >= 0 && !d.known {
		d.data.attempt = listed[i]
	}
}

// readDetail runs in a worker. It reads the journal alone.
func readDetail(ctx context.Context, r checkout.Reader, reference string) (detailData, error) {
	var d detailData
	var err error
	if d.attempt, err = r.Attempt(ctx, reference); err != nil {
		return detailData{}, err
	}
	if d.events, err = r.Timeline(ctx, reference); err != nil {
		return detailData{}, err
	}
	if d.linked, err = model.ReadLinked(ctx, r, []payments.Attempt{d.attempt}); err != nil {
		return detailData{}, err
	}
	if d.receipts, err = r.Receipts(ctx, reference); err != nil {
		return detailData{}, err
	}
	d.tips, err = model.ReadTips(ctx, r, d.attempt)
	return d, err
}

func (d *detailPanel) render() {
	a, p := d.access, &d.Parts
	widgets.SetVisible(p.Foot, d.known)
	widgets.SetVisible(p.column, d.data.attempt.Reference == d.reference)
	if d.data.attempt.Reference != d.reference || d.reference == "" {
		return
	}
	in := present.DetailInput{
		Attempt: d.data.attempt, Events: d.data.events, Linked: d.data.linked, Receipts: d.data.receipts,
		Refundable: d.data.refundable, Asked: present.Asked{Asking: d.asking.waits, Tips: d.data.tips, Tipping: d.asking.tip}, Problem: d.problem, Unasked: a.Model.Unasked(d.data.attempt), Badge: a.Model.Badge(d.data.attempt.Terminal), Whose: a.Model.Whose(d.data.attempt), Info: a.Model.InfoOf(d.data.attempt), Now: a.Model.Now(),
	}
	o, _ := a.Model.Operator()
	in.MayErase = o.May(checkout.RightSettings)
	if undo, ok := d.data.attempt.Kind.Undo(); ok {
		in.Without = a.Model.WithoutTerminal(undo, d.data.attempt)
	}
	if !d.data.attempt.State.Final() {
		in.Progress = a.Model.Progress(d.reference)
	}
	v := a.Words.Detail(in)
	d.View = v
	p.Title.SetText(v.Title)
	p.amount.Set(parts.AmountState(v.Amount, false))
	p.state.SetText(parts.Marked(v.Mark, v.Word))
	p.state.SetTone(parts.Tone(v.Tone))
	parts.SetText(p.detail, v.Detail)
	parts.SetText(p.body, v.Body)
	widgets.SetVisible(p.Balance, len(v.Balance) > 0)
	p.Balance.Set(parts.BalanceState(v.Balance))
	p.happened.Set(v.TimelineTitle, "")
	entries := make([]widgets.TimelineEntry, 0, len(v.Timeline))
	for _, row := range v.Timeline {
		entries = append(entries, widgets.TimelineEntry{Time: row.Time, Text: row.Text, Tone: parts.Quiet(row.Tone)})
	}
	p.timeline.Set(entries)
	facts := make([]widgets.KeyValue, 0, len(v.Facts))
	for _, fact := range v.Facts {
		facts = append(facts, widgets.KeyValue{Key: fact.Name, Value: fact.Value})
	}
	p.facts.Set(facts...)
	if !d.known {
		d.View.Buttons = nil
	}
	d.renderActions(d.View.Buttons)
	p.Back.Set(parts.Compact(a.Words.Back()))
}

// renderActions shows the buttons below the column, where they are always seen, or in it where
// they would leave no room for it.
func (d *detailPanel) renderActions(buttons []present.Button) {
	p := &d.Parts
	below, inside := buttons, []present.Button(nil)
	if d.access.View.Crowded() {
		below, inside = nil, buttons
	}
	p.Actions.Set(below)
	p.Inside.Set(inside)
	widgets.SetVisible(p.Foot, len(below) > 0)
	widgets.SetVisible(p.Inside.Root, len(inside) > 0)
}

func (d *detailPanel) act(action present.Action) {
	a := d.access
	if a.Model.Open() == nil || !d.known || !parts.Offers(d.View.Buttons, action) {
		return
	}
	engine, reference := a.Model.Open().Engine, d.reference
	switch action {
	case present.ActionAskNow:
		d.wish(func(ctx context.Context) error { return engine.AskNow(ctx, reference) })
	case present.ActionCancel:
		d.wish(func(ctx context.Context) error { return engine.Cancel(ctx, reference) })
	case present.ActionClose:
		askClose(a, d.data.attempt)
	case present.ActionReverse:
		askReverse(a, d.data.attempt, d.data.linked, func() { a.Display.Show(d.of) })
	case present.ActionRefund:
		a.Go.Refund(d.data.attempt)
	case present.ActionReceipt:
		showReceipts(a, d.data.attempt)
	case present.ActionKeepCard:
		askKeepCard(a, d.data.attempt)
	case present.ActionTip:
		askTip(a, d.data.attempt, d.tipAsked)
	case present.ActionTipBack:
		askTipBack(a, d.data.attempt, d.tipAsked)
	case present.ActionErase:
		askErase(a, d.data.attempt)
	case present.ActionOpenReceipt:
		openReceipt(a, d.data.attempt, d.data.receipts, checkout.CopyCustomer)
	}
}

// tipAsked tells that a tip is being asked for, or is not any more.
func (d *detailPanel) tipAsked(on bool) {
	d.asking.tip = on
	d.load(d.reference)
}

// wish has the engine do something about the payment. That it failed is said beside what is
// known, because a dialog would hide the result that may come at any moment.
func (d *detailPanel) wish(do func(context.Context) error) {
	reference := d.reference
	d.problem = nil
	d.access.Model.Work().Do(do, func(err error) {
		if d.reference == reference {
			d.problem = err
		}
		d.access.Display.Refresh()
	})
}
