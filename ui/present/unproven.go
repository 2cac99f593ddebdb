package present

import (
	"cmp"
	"strings"
	"time"

	"tillside/payments"
)

// This file holds what a screen says of a payment about which something was said that is not
// proven: a start that was refused, an answer that does not fit, a question that a person
// ended, a wish that did not get through.

// unproven are the facts that stand before all others.
func (p *Presenter) unproven(in PaymentInput) []string {
	var texts []string
	a := in.Attempt
	if in.Problem != nil {
		texts = append(texts, p.errorHere(in.Problem))
	}
	if disputed(a) {
		for _, field := range a.Mismatch {
			if text := p.compared(a, strings.TrimSpace(field)); text != "" {
				texts = append(texts, text)
			}
		}
	}
	if a.Closed != "" && a.State != payments.StateClosed {
		texts = append(texts, p.say("payment.was_closed", "Reason", oneLine(a.Closed, 200)))
	}
	return texts
}

// disputed reports whether an answer that does not fit was never explained: it stands, a person
// closed the payment over it, or it came after the result.
func disputed(a payments.Attempt) bool {
	if a.Mismatched.Source == "" {
		return false
	}
	late := a.State.Final() && a.Notice == payments.NoticeContradiction
	return late || a.State == payments.StateMismatch || a.State == payments.StateClosed
}

// compared holds one field of the answer against what was asked.
func (p *Presenter) compared(a payments.Attempt, field string) string {
	asked, answered := p.sides(a, field)
	if asked == "" {
		return ""
	}
	if answered == "" {
		answered = p.say("mismatch.not_said")
	}
	key := "mismatch.row"
	if a.Mismatched.Source == payments.SourceStatus || byProvider(a) {
		key = "mismatch.row_status"
	}
	return p.say(key, "Field", p.fields([]string{field}), "Asked", asked, "Answered", answered)
}

// sides are what was asked and what was answered about a field.
func (p *Presenter) sides(a payments.Attempt, field string) (asked, answered string) {
	o := a.Mismatched
	switch field {
	case "amount", "currency":
		charged := o.Amounts.Charged
		if charged.IsZero() {
			charged = o.Amounts.Requested
		}
		return p.amount(a.Amount), p.amount(charged)
	case "terminal":
		return a.Terminal.Serial, oneLine(o.Device.Serial, 40)
	case "kind":
		if o.Kind.Valid() {
			answered = p.kind(o.Kind)
		}
		return p.kind(a.Kind), answered
	case "original":
		return oneLine(a.Original.TransactionID, 40), oneLine(o.IDs.Original, 40)
	case "handle", "transaction": // that it belongs to another payment is all there is to say
		return "", ""
	}
	return oneLine(expected(a), 40), oneLine(o.IDs.Reference, 40)
}

// expected is the reference that an answer has to be filed under: the one of the acceptance where that
// has named one, and of what is filed under its original's that one.
func expected(a payments.Attempt) string {
	filed := a.Reference
	if a.Kind.Operation().FoundBy == payments.FoundAsChild {
		filed = a.Original.FiledUnder
	}
	return cmp.Or(a.Sent.Reference, filed, a.Reference)
}

// lookedAt is when the truth was last looked for: by the engine that follows the payment now,
// or at the last event that was written down.
func lookedAt(in PaymentInput) time.Time {
	if in.Progress.Known && in.Progress.Asked {
		return in.Now.Add(-in.Progress.LastAsked)
	}
	return in.Attempt.Updated
}

// unknownHeading is said while it is open what became of an attempt.
func (p *Presenter) unknownHeading(in PaymentInput, key string) string {
	switch a := in.Attempt; {
	case a.Sent.Refusal == payments.ReasonNone, blind(a, in.Info):
		return p.say(key + string(payments.StateUnknown))
	case heard(in):
		return p.say(key + "heard")
	default:
		return p.refusalHeading(a)
	}
}

// heard reports whether the provider has shown the attempt in a way that speaks against a refusal:
// it says that money moved, or works on it.
func heard(in PaymentInput) bool {
	a := in.Attempt
	if a.Claim.State != "" {
		return claimed(in)
	}
	return a.Sent.Seen || claimed(in)
}

// refusalHeading is said while a refusal of the provider is not yet proof: a lost or
// doubled request would explain it as well.
func (p *Presenter) refusalHeading(a payments.Attempt) string {
	why := "other"
	switch a.Sent.Refusal {
	case payments.ReasonBusy, payments.ReasonTerminalOff, payments.ReasonRateLimited:
		why = string(a.Sent.Refusal)
	}
	return p.say(forKind("payment.refusal."+why+".heading", a.Kind))
}
