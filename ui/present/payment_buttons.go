package present

import (
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// slowSending is how long a payment has been on its way before the next customer can be served
// beside it: an answer that does not come is waited for much longer.
const slowSending = 3 * time.Second

// buttons is what can be done now. As long as the truth is open, nothing here can start
// the payment once more: there is no retry among the actions at all.
func (p *Presenter) buttons(in PaymentInput) []Button {
	ask := p.button(ActionAskNow, "button.ask_now", "F5")
	next := p.button(ActionServeNext, "button.serve_next", "Ctrl+N")
	stop := p.button(ActionCancel, "button.cancel", "Esc")
	stop.Tone = ToneDeclined
	switch {
	case blind(in.Attempt, in.Info) && in.Attempt.State == payments.StateNeedsAttention:
		return []Button{next, p.button(ActionClose, "button.close", "")} // there is nobody to ask
	case blind(in.Attempt, in.Info):
		return p.orClosed(in.Progress, next)
	}
	switch known(in.Attempt.State) {
	case payments.StateRecorded:
		return nil
	case payments.StateSending:
		if p.running(in) < slowSending {
			return nil // a moment; a button would flash by
		}
		return []Button{next}
	case payments.StateWaiting:
		if !in.Info.Can.Cancel || byProvider(in.Attempt) {
			return p.orClosed(in.Progress, ask, next) // the customer can press the terminal's own key
		}
		return p.orClosed(in.Progress, ask, next, stop)
	case payments.StateCancelling:
		if in.Attempt.Notice == payments.NoticeCancelFailed {
			return p.orClosed(in.Progress, ask, next, stop) // it may not have reached the terminal
		}
		return p.orClosed(in.Progress, ask, next)
	case payments.StateUnknown:
		return p.orClosed(in.Progress, ask, next)
	case payments.StateMismatch, payments.StateNeedsAttention:
		return append([]Button{ask, next}, append(p.undoStated(in.Attempt, in.Info), p.button(ActionClose, "button.close", ""))...)
	}
	return slices.Concat(p.endButtons(in), p.keepButton(in.Attempt, in.Info), p.receiptButtons(in))
}

// orClosed offers to end by hand what nobody can ask about, once no card flow can run any more.
func (p *Presenter) orClosed(engine checkout.Progress, others ...Button) []Button {
	if engine.Closable {
		others = append(others, p.button(ActionClose, "button.close", ""))
	}
	return others
}

// endButtons are those of a final attempt. Enter never starts anything: it brings the
// keypad, empty or filled.
func (p *Presenter) endButtons(in PaymentInput) []Button {
	a := in.Attempt
	if contradicted(a) {
		return []Button{p.main(ActionNewSale, "button.new_sale"), p.button(ActionAskNow, "button.ask_now", "F5")}
	}
	if !charges(a) {
		return []Button{p.main(ActionBack, "button.done")}
	}
	switch a.State {
	case payments.StatePartial:
		return p.partialButtons(in)
	case payments.StateDeclined:
		return []Button{p.main(ActionAnotherCard, "button.another_card"), p.button(ActionNewSale, "button.give_up", "Esc")}
	case payments.StateApproved, payments.StateClosed:
		return []Button{p.main(ActionNewSale, "button.new_sale")}
	}
	return []Button{p.main(ActionSameAmount, "button.same_amount"), p.button(ActionNewSale, "button.new_sale", "Esc")}
}

func (p *Presenter) partialButtons(in PaymentInput) []Button {
	var all []Button
	again := p.button(ActionNewSale, "button.new_sale", "Esc")
	if listedTwice(in.Attempt) {
		again = p.main(ActionNewSale, "button.new_sale")
	} else if rest, ok := due(in.Attempt); ok {
		b := p.main(ActionTakeRest, "")
		b.Label = p.say("button.take_rest", "Amount", p.amount(rest))
		all = append(all, b)
	}
	if undo, ok := in.Attempt.Kind.Undo(); ok && in.Info.Supports(undo) && !in.Attempt.Outcome.Amounts.Charged.IsZero() {
		b := p.button(ActionReverse, "", "Del")
		b.Label = p.say("button.reverse", "Amount", p.amount(moved(in.Attempt)))
		b.Tone = ToneDeclined
		all = append(all, b)
	}
	return append(all, again)
}

func (p *Presenter) receiptButtons(in PaymentInput) []Button {
	if !hasReceipt(in.Attempt, in.Receipts) {
		return nil
	}
	all := []Button{p.button(ActionReceipt, "button.receipt", "Ctrl+R")}
	if receiptLocation(in.Attempt, in.Receipts) != "" {
		all = append(all, p.button(ActionOpenReceipt, "button.open_receipt", "Ctrl+P"))
	}
	return all
}

// button is an ordinary, enabled button; key "" means that its label is set by the caller.
func (p *Presenter) button(a Action, label, key string) Button {
	b := Button{Action: a, Key: key, Tone: ToneNeutral, Enabled: true}
	if label != "" {
		b.Label = p.say(label)
	}
	return b
}

// main is the main button of a screen, the one that Enter presses.
func (p *Presenter) main(a Action, label string) Button {
	b := p.button(a, label, "Enter")
	b.Tone, b.Main = ToneBrand, true
	return b
}

func hasReceipt(a payments.Attempt, kept []checkout.Receipt) bool {
	return len(kept) > 0 || a.Outcome.Receipts.Customer != "" || a.Outcome.Receipts.Merchant != ""
}

// receiptLocation is where the customer's copy can be opened, "" when it came inline or
// not at all.
func receiptLocation(a payments.Attempt, kept []checkout.Receipt) string {
	for _, r := range kept {
		if r.Copy == checkout.CopyCustomer && isLocation(r.Location) {
			return r.Location
		}
	}
	for _, location := range []string{a.Outcome.Receipts.Customer, a.Outcome.Receipts.Merchant} {
		if isLocation(location) {
			return location
		}
	}
	return ""
}

func isLocation(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}
