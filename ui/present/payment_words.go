package present

import (
	"slices"
	"strings"

	"tillside/payments"
)

// Payment is the screen of one attempt.
func (p *Presenter) Payment(in PaymentInput) PaymentView {
	in = in.seen()
	a, l := in.Attempt, lookOfAttempt(in.Attempt)
	return PaymentView{
		Badge: p.badgeOf(in.Badge, a),
		Tone:  l.tone, Mark: l.mark, Full: l.full,
		Heading:  p.heading(in),
		Warning:  p.warning(a),
		Body:     p.body(in),
		Amount:   p.amountText(moved(a)),
		Detail:   p.paidWith(in),
		Notices:  p.notices(in, saidBySteps),
		Steps:    p.steps(in),
		Progress: p.progress(in),
		Buttons:  p.buttons(in),
		Live:     !a.State.Final(),
	}
}

// heading says what happened to the money, in the words of the kind.
func (p *Presenter) heading(in PaymentInput) string {
	a, f := in.Attempt, operation(in.Attempt.Kind).Words
	if contradicted(a) {
		return p.contradictedHeading(a)
	}
	key := "payment." + f + "."
	switch state := known(a.State); state {
	case payments.StateUnknown:
		return p.unknownHeading(in, key)
	case payments.StateMismatch:
		return p.say(key+string(state), "Fields", p.fields(a.Mismatch))
	case payments.StateWaiting:
		return p.say(flow(a) + string(state))
	case payments.StateSending:
		return p.say(key+string(state), "Terminal", p.where(in.Badge, a))
	case payments.StateApproved:
		return p.approvedHeading(a, key+string(state))
	case payments.StatePartial:
		if _, stated := due(a); !stated {
			return p.word(a)
		}
		if listedTwice(a) {
			return p.say("payment.sale.part_listed_twice", "Charged", p.number(moved(a)), "Amount", p.number(a.Amount))
		}
		return p.say(key+string(state), "Charged", p.number(moved(a)), "Amount", p.number(a.Amount))
	case payments.StateCancelled, payments.StateFailed, payments.StateRefused, payments.StateNotSent, payments.StateNotCharged:
		return p.say(key + "nothing")
	default:
		return p.say(key + string(state))
	}
}

// flow is the family of the sentences about what happens at the terminal. Where the card number is
// typed there, nobody waits for a card.
func flow(a payments.Attempt) string {
	if a.Kind.Typed() || a.Original.Kind == payments.KindPhoneOrder && operation(a.Kind).Refunds() {
		return "payment.phone."
	}
	return "payment." + operation(a.Kind).Words + "."
}

func (p *Presenter) approvedHeading(a payments.Attempt, key string) string {
	if listedTwice(a) {
		return p.say("payment.sale.listed_twice")
	}
	switch op := operation(a.Kind); {
	case op.Charges():
		return p.say(key)
	case op.Effect == payments.EffectOut && !op.Undoes():
		return p.say(key, "Amount", p.amount(moved(a)), "Card", p.toCard(a.Outcome.Card))
	}
	return p.say(key, "Amount", p.amount(moved(a)))
}

// warning is what must not be done now. As long as the truth is open nobody may repeat
// the attempt; there is no state in which this is left to the reader.
func (p *Presenter) warning(a payments.Attempt) string {
	f := operation(a.Kind).Words
	if contradicted(a) {
		return p.say("payment." + f + ".again")
	}
	switch known(a.State) {
	case payments.StateUnknown, payments.StateMismatch, payments.StateNeedsAttention:
		return p.say("payment." + f + ".again")
	case payments.StateCancelling:
		return p.say("payment." + f + ".not_yet")
	case payments.StateClosed:
		return p.say("payment.unproven")
	}
	return ""
}

// body says why, and what to do next.
func (p *Presenter) body(in PaymentInput) string {
	a, f := in.Attempt, operation(in.Attempt.Kind).Words
	place := p.badgeOf(in.Badge, a).Place
	if contradicted(a) {
		return p.contradictedBody(a)
	}
	switch state := known(a.State); state {
	case payments.StateSending:
		return p.say(byKey("payment.body.sending", a), "Terminal", place)
	case payments.StateWaiting:
		if in.Progress.Overdue {
			return p.say(byKey("payment.body.overdue", a), "Terminal", place)
		}
		if byProvider(a) {
			return p.say("payment.body.waiting_provider", "Terminal", place)
		}
		return p.say(flow(a)+"at_terminal", "Terminal", place)
	case payments.StateUnknown:
		return p.unknownBody(in)
	case payments.StateMismatch:
		return p.mismatchBody(in.Attempt, in.Info)
	case payments.StateNeedsAttention:
		at := p.moment(lookedAt(in), in.Now)
		if LookThere(a, in.Info) {
			return joinSentences(p.reason(a), p.say("payment.body.needs_attention_look", "Time", at, "Terminal", place))
		}
		return joinSentences(p.reason(a), p.say(byKey("payment.body.needs_attention", a), "Time", at))
	case payments.StateApproved:
		return p.approvedBody(a)
	case payments.StatePartial:
		return p.partialBody(a, f)
	case payments.StateDeclined:
		return joinSentences(p.say("payment."+f+".none"), p.declined(a))
	case payments.StateClosed:
		return p.say("payment.body.closed", "Reason", oneLine(a.Closed, 200))
	default:
		return p.orElse(p.reason(a), forKind("payment.body."+string(state), a.Kind))
	}
}

// mismatchBody says what to do about an answer that does not fit.
func (p *Presenter) mismatchBody(a payments.Attempt, info payments.Info) string {
	switch _, undone := asStated(a, info); {
	case undone && tipOnTop(a):
		return p.say("payment.body.mismatch_tip")
	case undone:
		return p.say("payment.body.mismatch_units")
	case info.Misread(a) && !ofHold(a):
		return p.say("payment.body.mismatch_units_card")
	case info.Misread(a):
		return p.say("payment.body.mismatch_units_hold")
	}
	return p.say(byKey("payment.body.mismatch", a))
}

// declined is why, and what next. The advice to take another card is for sales and holds
// alone: money that was to go back to a card cannot simply go to another, and what follows a
// hold is bound to its card.
func (p *Presenter) declined(a payments.Attempt) string {
	op := operation(a.Kind)
	if !op.Charges() && !op.Holds() {
		switch a.Outcome.Reason {
		case payments.ReasonNone, payments.ReasonIssuer, payments.ReasonFunds, payments.ReasonPickUp:
			if op.CanFollow(payments.KindHold) {
				return p.say("payment.body.declined_hold")
			}
			return p.say("payment.body.declined_back")
		}
	}
	return p.orElse(p.reason(a), "payment.body.declined")
}

func (p *Presenter) orElse(text, key string) string {
	if text != "" {
		return text
	}
	return p.say(key)
}

// unknownBody tells what to do with the goods, and then what is certain: whether the
// provider ever accepted the request.
func (p *Presenter) unknownBody(in PaymentInput) string {
	a := in.Attempt
	goods := p.say("payment.goods." + operation(a.Kind).Words)
	switch {
	case blind(a, in.Info):
		return joinSentences(goods, p.say("payment.body.unknown_blind"))
	case in.Unasked:
		return joinSentences(goods, p.say("payment.body.unasked"))
	case a.Sent.Refusal != payments.ReasonNone && heard(in):
		return goods
	case a.Sent.Refusal != payments.ReasonNone && in.Info.Rules.NotFoundFinal == payments.Unstated:
		if !charges(a) {
			goods = ""
		}
		return joinSentences(goods, p.say("payment.refusal.look"))
	case a.Sent.Refusal != payments.ReasonNone && charges(a):
		return p.say("payment.refusal.instruction")
	case a.Sent.Refusal != payments.ReasonNone:
		return joinSentences(goods, p.say("payment.refusal.instruction_back"))
	case a.Sent.ResultID != "":
		return joinSentences(goods, p.say("payment.body.unknown_taken"))
	}
	return joinSentences(goods, p.say("payment.body.unknown"))
}

// approvedBody says what is not plain of an approval.
func (p *Presenter) approvedBody(a payments.Attempt) string {
	if listedTwice(a) {
		return p.notice(a.Notice, a)
	}
	if held, ok := heldAfter(a); ok {
		return p.say("payment.body.held", "Held", p.amount(held))
	}
	return p.tipBody(a)
}

func (p *Presenter) partialBody(a payments.Attempt, f string) string {
	if listedTwice(a) { // the second charge may have paid the rest, and more
		return p.notice(a.Notice, a)
	}
	rest, ok := due(a)
	if !ok {
		return p.say("payment.body.partial_unclear")
	}
	text := p.say("payment."+f+".due", "Due", p.number(rest))
	if held, ok := heldAfter(a); ok {
		text = joinSentences(text, p.say("payment.body.held", "Held", p.amount(held)))
	}
	return text
}

// paidWith is the card, how it was read, the authorisation and the terminal.
func (p *Presenter) paidWith(in PaymentInput) string {
	o := in.Attempt.Outcome
	if !in.Attempt.State.Final() {
		return ""
	}
	authorisation := ""
	if o.IDs.Authorisation != "" {
		authorisation = p.say("payment.authorisation", "Code", oneLine(o.IDs.Authorisation, 20))
	}
	if byProvider(in.Attempt) {
		return dotted(p.card(o.Card), authorisation, p.say("payment.terminal_provider", "Terminal", p.carrier(in.Attempt)))
	}
	letter := p.badge(in.Badge, in.Attempt.Terminal).Letter
	card := dotted(p.card(o.Card), p.entry(o.Card.Entry), authorisation)
	if card == "" { // nothing but the terminal, so it begins the line
		return p.say("terminals.unnamed", "Letter", letter)
	}
	return dotted(card, p.say("payment.terminal", "Terminal", letter))
}

// notices are the facts beside the state, each said once. Those that skip names are said
// elsewhere.
func (p *Presenter) notices(in PaymentInput, skip func(payments.State, payments.Notice) bool) []string {
	a := in.Attempt
	seen := map[payments.Notice]bool{}
	texts := p.unproven(in)
	add := func(n payments.Notice) {
		if text := p.notice(n, a); text != "" && !seen[n] && !saidBefore(in, n) && !skip(a.State, n) {
			seen[n] = true
			texts = append(texts, text)
		}
	}
	add(a.Notice)
	if !a.State.Final() {
		add(in.Progress.Answer)
	}
	texts = append(texts, p.askedTwice(in)...)
	if stoppedTooLate(a) {
		texts = append(texts, p.say("payment.too_late"))
	}
	if number := numberAtProvider(a, in.Info); number != "" && comparedThere(a) {
		texts = append(texts, p.say("payment.number", "Number", number))
	}
	if in.While {
		add(payments.NoticeLateResult)
	}
	if a.Outcome.Refunded {
		add(payments.NoticeAlreadyRefund)
	}
	texts = append(texts, p.saidBeside(a)...)
	if a.Outcome.Card.UnmaskedByProvider {
		texts = append(texts, p.say("payment.unmasked_by_provider"))
	}
	return texts
}

// comparedThere reports whether a person is told to look at the provider's website.
func comparedThere(a payments.Attempt) bool {
	return contradicted(a) || listedTwice(a) || a.State == payments.StateNeedsAttention || a.State == payments.StateMismatch ||
		!a.State.Final() && (a.Notice == payments.NoticeUnclaimed || a.Notice == payments.NoticeNotUnderstood)
}

// saidBefore reports whether the screen says it before it comes to the notices.
func saidBefore(in PaymentInput, n payments.Notice) bool {
	switch n {
	case payments.NoticeWrongKey:
		return in.Unasked // there is no key at all
	case payments.NoticeContradiction:
		return contradicted(in.Attempt)
	case payments.NoticeChargedTwice:
		return listedTwice(in.Attempt)
	}
	return false
}

// saysNoMore reports whether what the terminal said is no more than what the heading says.
func saysNoMore(message string) bool {
	switch strings.ToLower(strings.TrimRight(message, ".! ")) {
	case "declined", "cancelled", "canceled", "operation cancelled", "operation canceled", "failed":
		return true
	}
	return false
}

// saidBySteps reports whether the steps already tell what was heard last.
func saidBySteps(s payments.State, n payments.Notice) bool {
	switch n {
	case payments.NoticeInProgress:
		return true
	case payments.NoticeUnclaimed, payments.NoticeNotUnderstood: // the reason says the same then
		return s.Final() || s == payments.StateNeedsAttention
	case payments.NoticeNothingFound, payments.NoticeUnstated, payments.NoticeNoAnswer:
		return s.Final() || s == payments.StateUnknown || s == payments.StateCancelling
	}
	return overtaken(s, n)
}

// overtaken reports whether a fact of the way says nothing any more, because the end is known.
func overtaken(s payments.State, n payments.Notice) bool {
	switch n {
	case payments.NoticeInProgress, payments.NoticeNothingFound, payments.NoticeUnstated, payments.NoticeNoAnswer,
		payments.NoticeEarlyApproval, payments.NoticeEarlyDecline, payments.NoticePartialChoice, payments.NoticeWrongKey, payments.NoticeUnclaimed, payments.NoticeNotUnderstood,
		payments.NoticeCancelRefused, payments.NoticeCancelFailed:
		return s.Final()
	}
	return false
}

// stoppedTooLate reports whether a person wished to stop a sale that was paid all the same.
func stoppedTooLate(a payments.Attempt) bool {
	wished := a.Notice == payments.NoticeCancelRefused || a.Notice == payments.NoticeCancelFailed
	return wished && charges(a) && a.State == payments.StateApproved
}

// notice is a fact in one sentence, empty for none and for a word that is not known.
func (p *Presenter) notice(n payments.Notice, a payments.Attempt) string {
	key := "notice." + string(n)
	switch {
	case !slices.Contains(payments.Notices(), n):
		return ""
	case n == payments.NoticeEarlyApproval, n == payments.NoticeEarlyDecline:
		return p.say(byKey(key, a))
	case n == payments.NoticeNothingFound && a.Sent.Seen:
		return p.say(key + "_now")
	case n == payments.NoticeContradiction && !a.State.Final(): // there is no result yet
		return p.say(key + "_open")
	}
	return p.say(forKind(key, a.Kind))
}

// forKind is the key of a sentence that speaks of charging, or of its sister for money that
// was to go back.
func forKind(key string, k payments.Kind) string {
	if operation(k).Charges() {
		return key
	}
	switch {
	case strings.HasSuffix(key, ".heading"), key == "payment.body.not_charged", key == "reason.never_arrived",
		key == "reason.crash", key == "step.certain", key == "notice.charged_twice":
		return key + "_back"
	}
	return key
}
