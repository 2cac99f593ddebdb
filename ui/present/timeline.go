package present

import (
	"strings"

	"tillside/payments"
	"tillside/payments/checkout"
)

func (p Presenter) timelineRow(a payments.Attempt, e checkout.Event, b payments.Badge) TimelineRow {
	return TimelineRow{Time: p.tenths(e.At), Text: p.event(a, e, b), Tone: eventTone(e)}
}

// event is one line of the journal as a sentence.
func (p Presenter) event(a payments.Attempt, e checkout.Event, b payments.Badge) string {
	key := "event." + string(e.Kind)
	switch e.Kind {
	case checkout.EventRecorded:
		return p.say(key, "Amount", p.amount(a.Amount), "Terminal", p.badge(b, a.Terminal).Letter)
	case checkout.EventAnswered, checkout.EventNoAnswer:
		return p.eventWithError(key, e)
	case checkout.EventResult:
		return p.resultEvent(a, e)
	case checkout.EventMismatch:
		return p.say(key, "Fields", p.fields(strings.FieldsFunc(e.Detail, isComma)))
	case checkout.EventClosed:
		return p.say(key, "Reason", oneLine(e.Detail, 200))
	}
	for _, kind := range checkout.EventKinds() {
		if kind == e.Kind {
			return p.say(key)
		}
	}
	return p.say("event.other")
}

func isComma(r rune) bool { return r == ',' }

// eventWithError names the error by the title of its sentence, and the state it led to.
func (p Presenter) eventWithError(key string, e checkout.Event) string {
	for _, kind := range payments.ErrorKinds() {
		if kind == e.Error {
			return p.say(key+"_why", "Why", p.say("error."+string(kind)+".title"))
		}
	}
	return p.say(key)
}

// resultEvent uses the state the event led to, not the one the attempt has now.
func (p Presenter) resultEvent(a payments.Attempt, e checkout.Event) string {
	a.State = e.To
	code := oneLine(a.Outcome.IDs.Authorisation, 20)
	if code == "" || e.To.Info().Charged != payments.ChargedYes {
		return p.say("event.result", "Word", p.word(a))
	}
	return p.say("event.result_authorised", "Word", p.word(a), "Code", code)
}

func eventTone(e checkout.Event) Tone {
	switch e.Kind {
	case checkout.EventResult, checkout.EventNotCharged, checkout.EventClosed:
		return lookOf(e.To).tone
	case checkout.EventMismatch, checkout.EventContradiction, checkout.EventAttention:
		return ToneUnknown
	case checkout.EventNoAnswer, checkout.EventCancelRefused, checkout.EventNoReceipt:
		return ToneCaution
	}
	return ToneNeutral
}
