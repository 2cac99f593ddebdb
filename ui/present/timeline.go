package present

import (
	"slices"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/checkout"
)

func (p *Presenter) timelineRow(a payments.Attempt, e checkout.Event, b payments.Badge) TimelineRow {
	return TimelineRow{Time: p.tenths(e.At), Text: p.event(a, e, b), Tone: eventTone(e)}
}

// event is one line of the journal as a sentence, with what a support rep will ask for.
func (p *Presenter) event(a payments.Attempt, e checkout.Event, b payments.Badge) string {
	text := p.eventText(a, e, b)
	if facts := p.eventFacts(e, text); facts != "" {
		return p.say("event.with", "Text", text, "Facts", facts)
	}
	return text
}

func (p *Presenter) eventText(a payments.Attempt, e checkout.Event, b payments.Badge) string {
	key := "event." + string(e.Kind)
	switch e.Kind {
	case checkout.EventRecorded:
		return p.say(byKey(key, a), "Amount", p.amount(a.Amount), "Terminal", p.where(b, a))
	case checkout.EventAnswered:
		if e.To.Verdict() { // a provider that carries it out by itself says at once what became of it
			return p.resultEvent(a, e)
		}
		return p.answered(e)
	case checkout.EventNoAnswer:
		return p.because(key, e)
	case checkout.EventEvidence:
		return p.evidence(e)
	case checkout.EventContradiction:
		return p.contradiction(e)
	case checkout.EventResult:
		return p.resultEvent(a, e)
	case checkout.EventMismatch:
		return p.say(key, "Fields", p.fields(strings.FieldsFunc(e.Detail, isComma)))
	case checkout.EventClosed:
		return p.closedEvent(a, e)
	case checkout.EventAttention:
		if e.Detail == string(payments.NoticeWrongKey) {
			return p.say("event.attention_unasked")
		}
	case checkout.EventReopened:
		return p.say(key, "Word", p.wordAfter(a, e))
	}
	if slices.Contains(checkout.EventKinds(), e.Kind) {
		return p.say(key)
	}
	return p.say("event.other")
}

func isComma(r rune) bool { return r == ',' }

// answered tells what came back for the request itself. Where the state after it proves
// that nothing left, or that nothing was begun, that comes first.
func (p *Presenter) answered(e checkout.Event) string {
	switch {
	case e.To == payments.StateNotSent:
		return p.because("event.answered.not_sent", e)
	case e.To == payments.StateRefused:
		return p.because("event.answered.refused", e)
	case refuses(e.Error):
		return p.because("event.answered.refusal", e)
	}
	if why := p.came(e.Error); why != "" {
		return why
	}
	return p.say("event.answered.unclear")
}

// because is the sentence of a key with what came back, or alone when nothing is known of it.
func (p *Presenter) because(key string, e checkout.Event) string {
	if why := p.came(e.Error); why != "" {
		return p.say(key+"_why", "Why", why)
	}
	return p.say(key)
}

// came is what came back, in words; empty for a kind that is not known.
func (p *Presenter) came(kind payments.ErrorKind) string {
	if slices.Contains(payments.ErrorKinds(), kind) {
		return p.say("came." + string(kind))
	}
	return ""
}

// refuses reports whether an answer is a no of the provider, which a request that was
// delivered twice explains as well.
func refuses(kind payments.ErrorKind) bool {
	switch kind {
	case payments.ErrorBusy, payments.ErrorTerminalOff, payments.ErrorUnassigned, payments.ErrorInvalid,
		payments.ErrorUnauthorised, payments.ErrorRateLimited:
		return true
	}
	return false
}

// eventFacts are the provider's code, the HTTP status, the provider's own short text, as far
// as it says more than the line itself, and who said it.
func (p *Presenter) eventFacts(e checkout.Event, text string) string {
	code, status, detail := oneLine(e.Code, 20), "", ""
	proven := e.Kind == checkout.EventResult || e.Kind == checkout.EventReopened
	if proven && e.To.Info().Charged == payments.ChargedYes {
		code = "" // the code of a success says nothing
	}
	if e.Status != 0 {
		status = p.say("event.status", "Status", strconv.Itoa(e.Status))
	}
	if e.Kind == checkout.EventAnswered || e.Kind == checkout.EventNoAnswer {
		detail = oneLine(e.Detail, 80)
		if strings.Contains(strings.ToLower(text), strings.ToLower(detail)) {
			detail = ""
		}
	}
	return dotted(code, status, detail, p.teller(e))
}

// closedEvent gives the person's reason; a line of an older journal may lack it.
func (p *Presenter) closedEvent(a payments.Attempt, e checkout.Event) string {
	for _, reason := range []string{e.Detail, a.Closed} {
		if reason = oneLine(reason, 200); reason != "" {
			return p.say("event.closed", "Reason", reason)
		}
	}
	return p.say("event.closed_bare")
}

// wordAfter is the word of the state that the event led to, not of the one it has now: what was
// said against it later stands in a line of its own.
func (p *Presenter) wordAfter(a payments.Attempt, e checkout.Event) string {
	a.State, a.Notice = e.To, payments.NoticeNone
	return p.word(a)
}

func (p *Presenter) resultEvent(a payments.Attempt, e checkout.Event) string {
	word, code := p.wordAfter(a, e), oneLine(a.Outcome.IDs.Authorisation, 20)
	if code == "" || e.To.Info().Charged != payments.ChargedYes {
		return p.say("event.result", "Word", word)
	}
	return p.say("event.result_authorised", "Word", word, "Code", code)
}

func eventTone(e checkout.Event) Tone {
	switch e.Kind {
	case checkout.EventResult, checkout.EventNotCharged, checkout.EventClosed, checkout.EventReopened:
		return lookOf(e.To).tone
	case checkout.EventMismatch, checkout.EventContradiction, checkout.EventAttention:
		return ToneUnknown
	case checkout.EventAnswered:
		if e.To.Final() {
			return lookOf(e.To).tone
		}
		return ToneCaution
	case checkout.EventNoAnswer, checkout.EventCancelRefused, checkout.EventNoReceipt:
		return ToneCaution
	}
	return ToneNeutral
}
