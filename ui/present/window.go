package present

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// ProgramName stands in the title of the window, and for the shop while it has no name.
func (p *Presenter) ProgramName() string { return p.say("program.name") }

// Backspace is what assistive technology reads for that key.
func (p *Presenter) Backspace() string { return p.say("keypad.backspace") }

// Silent is the word for a terminal that does not answer, where there is no room for since
// when.
func (p *Presenter) Silent() string { return p.say("health.silent_short") }

// Opening is shown while the journal is being opened.
func (p *Presenter) Opening() Sentence {
	return Sentence{Title: p.say("opening.title"), Body: p.say("opening.body")}
}

// Closing is said while the journal is closed and the window goes.
func (p *Presenter) Closing() Sentence {
	return Sentence{Title: p.say("closing.title"), Body: p.say("closing.body"), Next: p.say("closing.next")}
}

// Understood is the one button of a message.
func (p *Presenter) Understood() Button { return p.main(ActionBack, "button.understood") }

// Back leads to where one came from.
func (p *Presenter) Back() Button { return p.button(ActionBack, "button.back", "Esc") }

// CloseWindow ends a look at something.
func (p *Presenter) CloseWindow() Button { return p.button(ActionBack, "button.close_window", "Esc") }

// OpenSettings leads to where the key is entered.
func (p *Presenter) OpenSettings() Button {
	return p.button(ActionSettings, "screen.settings", "Ctrl+,")
}

// ShowAll takes the narrowing to open questions back.
func (p *Presenter) ShowAll() string { return p.say("journal.show_all") }

// Rest is what a partial approval left open, ok false when there is nothing.
func Rest(a payments.Attempt) (rest payments.Money, ok bool) { return due(a) }

// ReceiptLocation is where a copy can be opened in a browser: that of the copy asked for
// where it has one, else any. ok is false when the receipt came inline or not at all.
func ReceiptLocation(a payments.Attempt, kept []checkout.Receipt, wanted checkout.Copy) (location string, ok bool) {
	for _, r := range kept {
		if r.Copy == wanted && isLocation(r.Location) {
			return r.Location, true
		}
	}
	location = receiptLocation(a, kept)
	return location, location != ""
}

// ChooseInput is what the screen that finds the payment to refund is drawn from.
type ChooseInput struct {
	Attempts []payments.Attempt // newest first
	Linked   []payments.Attempt // what belongs to them and is not among them
	Badges   map[string]payments.Badge
	Text     string // what was searched for
	Loading  bool
	Search   SearchProgress
	Info     payments.Info
	Now      time.Time
}

// ChooseView is that screen.
type ChooseView struct {
	Title             string
	Body              string
	SearchPlaceholder string
	SearchNote        string       // how far back was searched; empty when everything was
	More              string       // what searches further; empty for nothing
	Rows              []PaymentRow // sales that moved money, newest first
	Empty             *Sentence
	Unlinked          Button
	Holds             Button // enabled where the provider takes holds
	Phone             Button // enabled where the shop takes orders by telephone
}

// Choose is the screen that finds the payment to refund.
func (p *Presenter) Choose(in ChooseInput) ChooseView {
	v := ChooseView{
		Title: p.say("choose.title"), Body: p.say("choose.body"), SearchPlaceholder: p.say("choose.search"),
		Unlinked: p.button(ActionUnlinked, "choose.unlinked", ""),
	}
	v.Unlinked.Enabled = in.Info.Supports(payments.KindUnlinkedRefund)
	v.Holds = p.button(ActionHold, "choose.holds", "F10")
	v.Holds.Enabled = in.Info.Supports(payments.KindHold)
	v.Phone = p.button(ActionPhone, "choose.phone", "F11")
	if in.Info.Can.Lacks.Has(payments.FeaturePhone) {
		v.Phone = p.hiddenButton(payments.FeaturePhone, ActionPhone, "F11")
	}
	v.Phone.Enabled = in.Info.Supports(payments.KindPhoneOrder)
	today, given := p.day(in.Now), GivenBack(in.Attempts, in.Linked)
	for _, a := range in.Attempts {
		if !Refundable(a) {
			continue
		}
		row := p.rowOf(a, in.Badges[a.Terminal.ID()], given[a.Reference])
		if !p.day(a.Created).Equal(today) {
			row.Detail = dotted(row.Detail, p.shortDate(a.Created))
		}
		v.Rows = append(v.Rows, row)
	}
	if len(v.Rows) > 0 || in.Loading {
		v.SearchNote, v.More = p.chooseMore(in)
		return v
	}
	key := "choose.none"
	if in.Text != "" {
		key = "choose.nothing_found"
	}
	empty := p.foundNothing(in.Search, key, in.Now)
	v.Empty = &empty
	return v
}

// chooseMore says how far back the sales go that are listed, and what brings older ones.
func (p *Presenter) chooseMore(in ChooseInput) (note, more string) {
	if in.Text != "" {
		note = p.searchNote(in.Search, in.Now)
	}
	switch {
	case in.Search.Running || in.Search.Back.IsZero():
	case in.Text == "":
		more = p.say("journal.more")
	default:
		more = p.say("search.further")
	}
	return note, more
}

// Refundable tells whether a refund can be based on an attempt at all.
func Refundable(a payments.Attempt) bool {
	return moneyMoved(a) && payments.KindRefund.Operation().CanFollow(a.Kind)
}
