package present

import "tillside/payments"

// Unasked is an attempt as it is shown while nobody can ask about it, because the keyring is
// closed: what was last seen running may have ended long ago, so that it is not confirmed.
func Unasked(a payments.Attempt) payments.Attempt {
	switch known(a.State) {
	case payments.StateRecorded, payments.StateSending, payments.StateWaiting, payments.StateCancelling, payments.StateUnknown:
		a.State, a.Sent.Refusal = payments.StateUnknown, payments.ReasonNone
	}
	return a
}

// cannotAsk reports whether nothing can be found out about an attempt before the keyring is
// open. What waits for a person does not wait for that.
func cannotAsk(a payments.Attempt, unasked bool) bool {
	return unasked && known(a.State) == payments.StateUnknown
}

// blind reports whether nothing can be found out about an attempt ever: its answer is lost, and
// its provider has no way to look it up.
func blind(a payments.Attempt, info payments.Info) bool {
	open := known(a.State) == payments.StateUnknown || known(a.State) == payments.StateNeedsAttention
	return info.Blind && open && a.Sent.ResultID == ""
}

// seen is what the screen of one attempt is drawn from, as far as it is known.
func (in PaymentInput) seen() PaymentInput {
	if in.Unasked {
		in.Attempt = Unasked(in.Attempt)
	}
	return in
}

// unaskedSteps are those of an attempt about which nothing can be asked.
func (p *Presenter) unaskedSteps(a payments.Attempt, written Step) []Step {
	steps := []Step{written}
	if !a.Sent.At.IsZero() {
		steps = append(steps, p.sentStep(a))
	}
	return append(steps,
		Step{State: StepQuestion, Text: p.say("step.unasked")},
		Step{State: StepPending, Text: p.say("step.certain_unasked")})
}
