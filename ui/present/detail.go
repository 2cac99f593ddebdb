package present

import (
	"slices"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Detail is the detail of one attempt.
func (p *Presenter) Detail(in DetailInput) DetailView {
	if in.Unasked {
		in.Attempt = Unasked(in.Attempt)
	}
	a, l := in.Attempt, lookOfAttempt(in.Attempt)
	given := GivenBack(in.Linked)
	asPayment := PaymentInput{Attempt: a, Badge: in.Badge, Info: in.Info, Receipts: in.Receipts, Progress: in.Progress, Problem: in.Problem, Unasked: in.Unasked, Now: in.Now}
	v := DetailView{
		Title: p.title(a), Amount: p.amountText(signed(a)),
		Tone: l.tone, Mark: l.mark, Word: p.wordOf(a, given[a.Reference]),
		Detail:        dotted(p.card(a.Outcome.Card), p.entry(a.Outcome.Card.Entry), noted(a, 64)),
		Body:          joinKept("\n", append([]string{joinSentences(p.warning(a), p.body(asPayment))}, p.notices(asPayment, overtaken)...)),
		TimelineTitle: p.say("detail.timeline"),
		Facts:         p.facts(a, in.Info, in.Whose),
		Buttons:       p.detailButtons(in),
	}
	v.Body = joinKept("\n", slices.Concat([]string{v.Body, p.whyRefundWaits(in)}, p.tips(in.Tips, in.Now), []string{whyNotVoided(v.Buttons, in)}))
	v.Buttons = append(v.Buttons, p.eraseButton(in)...)
	if len(in.Linked) > 0 || in.Refundable != nil {
		v.Balance = p.balance(a, in.Linked, restOf(in.Refundable))
	}
	for i, e := range in.Events {
		row := p.timelineRow(a, e, in.Badge)
		if by := oneLine(checkout.DoneBy(a, i, e), longestName); by != "" {
			row.Text = p.say("event.by", "Text", row.Text, "Name", by)
		}
		v.Timeline = append(v.Timeline, row)
	}
	return v
}

// eraseButton takes out what tells of a person, where there is something and it is time.
func (p *Presenter) eraseButton(in DetailInput) []Button {
	a := in.Attempt
	something := a.Note != "" || a.Reason != "" || a.Outcome.Card.LastFour() != "" || hasReceipt(a, in.Receipts)
	if !in.MayErase || !something || !a.Erasable(in.Now) {
		return nil
	}
	return []Button{p.button(ActionErase, "detail.erase", "")}
}

// whyNotVoided says why a payment of which something is there to be given back cannot be voided: the
// button alone would not.
func whyNotVoided(buttons []Button, in DetailInput) string {
	rest := restOf(in.Refundable)
	if rest == nil || rest.Sign() <= 0 || in.Asking || in.Refundable.Open {
		return ""
	}
	for _, b := range buttons {
		if b.Action == ActionReverse && !b.Enabled {
			return b.Hint
		}
	}
	return ""
}

// whyRefundWaits says why money that is there to be given back cannot be now, and when it can: the
// button alone would not.
func (p *Presenter) whyRefundWaits(in DetailInput) string {
	if rest := restOf(in.Refundable); rest == nil || rest.Sign() <= 0 || in.Refundable.Open || in.Refundable.Reversed || !Refundable(in.Attempt) {
		return ""
	}
	if b, missing := p.withoutSecret(in); missing {
		return b.Hint
	}
	if !in.Info.Supports(payments.KindRefund) {
		return ""
	}
	return p.whyNotFor(payments.KindRefund, in)
}

func restOf(r *checkout.Refundable) *payments.Money {
	if r == nil || r.Rest.IsZero() {
		return nil
	}
	return &r.Rest
}

// title is what it was and when, "Sale · Tuesday 17 November 2026, 16:20".
func (p *Presenter) title(a payments.Attempt) string {
	return p.say("detail.title", "Kind", p.kind(a.Kind), "Date", p.fullDate(a.Created), "Time", p.clock(a.Created))
}

func (p *Presenter) kind(k payments.Kind) string {
	return p.say("kind." + string(operation(k).Kind))
}

// detailButtons is what can be done with an attempt from the journal.
func (p *Presenter) detailButtons(in DetailInput) []Button {
	a := in.Attempt
	if !a.State.Final() {
		return p.openButtons(in)
	}
	all := p.receiptButtons(PaymentInput{Attempt: a, Receipts: in.Receipts})
	all = append(all, p.askAgain(in)...)
	if !moneyMoved(a) {
		return all
	}
	free := in.Refundable == nil || !in.Refundable.Open && !in.Refundable.Reversed
	if undo, ok := a.Kind.Undo(); ok && in.Info.Supports(undo) {
		untouched := free && (in.Refundable == nil || in.Refundable.Refunded.Sign() == 0)
		b := p.reverseButton(a, untouched && !undone(in.Linked), p.whyNotUndone(undo, in))
		if in.Without {
			b.Label = p.say("detail.reverse_without")
		}
		all = append(all, b)
	}
	if Refundable(a) && in.Info.Supports(payments.KindRefund) {
		all = append(all, p.refundButton(in, free))
	}
	all = append(append(all, p.tipButton(in)...), p.keepButton(a, in.Info)...)
	if b, missing := p.withoutSecret(in); missing {
		all = append(all, b)
	}
	return all
}

// askAgain asks about a payment whose end is contradicted, where there is somebody to ask.
func (p *Presenter) askAgain(in DetailInput) []Button {
	if !contradicted(in.Attempt) || blind(in.Attempt, in.Info) {
		return nil
	}
	return []Button{p.button(ActionAskNow, "button.ask_now", "F5")}
}

// withoutSecret is a refund that is not on offer because a secret of the provider is missing.
func (p *Presenter) withoutSecret(in DetailInput) (b Button, missing bool) {
	provider, err := p.providers.Provider(in.Attempt.Account.Provider)
	secret, asked := provider.Credential(payments.CredentialRefunds)
	if err != nil || !asked || secret.Needed || !Refundable(in.Attempt) || in.Info.Provider != provider.ID || in.Info.Supports(payments.KindRefund) {
		return Button{}, false
	}
	b = p.button(ActionRefund, "detail.refund", "")
	b.Enabled, b.Hint = false, p.say("detail.why.no_secret", "Provider", provider.Name)
	return b, true
}

// refundButton offers a refund, unless nothing is left, or the provider takes none now.
func (p *Presenter) refundButton(in DetailInput, free bool) Button {
	b := p.main(ActionRefund, "detail.refund")
	b.Enabled = free && (in.Refundable == nil || in.Refundable.Rest.Sign() > 0)
	if !b.Enabled {
		b.Hint = p.whyNotRefundable(*in.Refundable)
	} else if why := p.whyNotFor(payments.KindRefund, in); why != "" {
		b.Enabled, b.Hint = false, why
	}
	return b
}

// whyNotFor is whyNotNow as far as it is known. What undoes the payment waits for the answer; a
// refund has a screen of its own, which asks again.
func (p *Presenter) whyNotFor(k payments.Kind, in DetailInput) string {
	switch {
	case in.Asking && k.Operation().Undoes():
		return p.say("detail.why.asking")
	case in.Refundable == nil:
		return ""
	}
	return p.whyNotNow(k, in.Attempt, *in.Refundable, in.Info)
}

// reverseButton offers a void, unless something was given back already, or the provider takes
// none now for the reason whyNot.
func (p *Presenter) reverseButton(a payments.Attempt, possible bool, whyNot string) Button {
	label := "detail.reverse_refund"
	switch op := operation(a.Kind); {
	case op.Charges():
		label = "detail.reverse"
	case op.Captures():
		label = "detail.reverse_capture"
	case op.Holds():
		label = "detail.release"
	}
	b := p.button(ActionReverse, label, "Del")
	b.Tone, b.Enabled = ToneDeclined, possible && whyNot == ""
	switch {
	case !possible:
		b.Hint = p.say("detail.why.reverse")
	case whyNot != "":
		b.Hint = whyNot
	}
	return b
}

func (p *Presenter) whyNotRefundable(r checkout.Refundable) string {
	switch {
	case r.Reversed:
		return p.say("refund.why.reversed")
	case r.Open:
		return p.say("refund.why.open")
	}
	return p.say("refund.why.nothing_left")
}

// openButtons are those of an attempt whose truth is not known: ask, or end the question
// by hand where asking has not helped.
func (p *Presenter) openButtons(in DetailInput) []Button {
	all := []Button{p.button(ActionAskNow, "button.ask_now", "F5")}
	if blind(in.Attempt, in.Info) {
		all = nil
	}
	switch in.Attempt.State {
	case payments.StateMismatch, payments.StateNeedsAttention:
		all = append(all, append(p.undoStated(in.Attempt, in.Info), p.button(ActionClose, "button.close", ""))...)
	case payments.StateWaiting:
		if !in.Info.Can.Cancel || byProvider(in.Attempt) {
			break
		}
		stop := p.button(ActionCancel, "button.cancel", "")
		stop.Tone = ToneDeclined
		all = append(all, stop)
	case payments.StateRecorded, payments.StateSending:
		all[0].Enabled = false
	}
	if in.Attempt.State != payments.StateMismatch && in.Attempt.State != payments.StateNeedsAttention {
		return p.orClosed(in.Progress, all...)
	}
	return all
}

// undone reports whether anything that belongs to the attempt moved money or may have.
func undone(linked []payments.Attempt) bool {
	for _, l := range linked {
		if !nothingMoved(l.State) {
			return true
		}
	}
	return false
}

// numberAtProvider is what the provider knows a payment by that was sent, where that is not our
// reference.
func numberAtProvider(a payments.Attempt, info payments.Info) string {
	if info.Traits.Number == nil || a.Sent.At.IsZero() || a.State == payments.StateNotSent {
		return ""
	}
	return info.Traits.Number(a)
}

// facts are what a support rep asks for.
func (p *Presenter) facts(a payments.Attempt, info payments.Info, whose string) []Fact {
	o := a.Outcome
	all := []Fact{
		{"fact.tip", p.tipFact(a)},
		{"fact.due", p.dueFact(a)},
		{"fact.balance", p.balanceFact(a)},
		{"fact.reference", a.Reference},
		{"fact.number", numberAtProvider(a, info)},
		{"fact.original", a.Original.Reference},
		{"fact.transaction", o.IDs.Transaction},
		{"fact.transaction_since", statedSince(a)},
		{"fact.authorisation", o.IDs.Authorisation},
		{"fact.rrn", o.IDs.RRN},
		{"fact.code", o.Answer.Code},
		{"fact.masked", o.Card.Masked},
		{"fact.terminal", dotted(a.Terminal.Type, a.Terminal.Serial)},
		{"fact.reason", a.Intent.Reason},
		{"fact.operator", a.By.Operator},
		{"fact.approver", a.By.Approver},
		{"fact.environment", p.environmentOf(a.Account)},
		{"fact.profile", whose},
	}
	kept := fieldFacts(a)
	for _, f := range all {
		if value := oneLine(f.Value, 80); value != "" {
			kept = append(kept, Fact{Name: p.say(f.Name), Value: value})
		}
	}
	return kept
}

func (p *Presenter) environmentOf(a payments.Account) string {
	if a.Environment == "" {
		return ""
	}
	return p.environment(p.providers.Place(a.Provider, a.Environment))
}
