package present

import (
	"time"

	"tillside/payments"
)

// longestGuess stands in for "at most" on a terminal that has no history yet.
const longestGuess = time.Minute

// almost is where the bar stops while the end is not known.
const almost = 0.95

// steps are what has happened so far, and what comes. A final attempt shows its result instead.
func (p *Presenter) steps(in PaymentInput) []Step {
	a := in.Attempt
	if a.State.Final() {
		return nil
	}
	written := Step{State: StepDone, Text: p.say("step.written"), Detail: p.seconds(a.Created)}
	if a.Reference == "" {
		written.State, written.Detail = StepRunning, "" // asked for, and not committed yet
	}
	if cannotAsk(a, in.Unasked) {
		return p.unaskedSteps(a, written)
	}
	result := Step{State: StepPending, Text: p.say("step.result")}
	if p.lacksReceipts(in.Attempt) {
		result.Text = p.say("step.result_alone")
	}
	switch known(a.State) {
	case payments.StateRecorded:
		return []Step{written, {State: StepPending, Text: p.say("step.send")}, result}
	case payments.StateSending:
		return []Step{written, {State: StepRunning, Text: p.say("step.sending"), Detail: elapsed(p.running(in))}, result}
	case payments.StateWaiting:
		return []Step{written, p.sentStep(a), p.customerStep(in), result}
	case payments.StateCancelling:
		stopping := Step{State: StepRunning, Text: p.say("step.stopping"), Detail: elapsed(p.running(in))}
		if in.Progress.Asked { // "not asked yet" would sound as if the terminal had not been told to stop
			stopping.Detail = p.asked(in)
		}
		return []Step{written, p.sentStep(a), stopping, result}
	case payments.StateUnknown:
		asking := Step{State: StepRunning, Text: p.say("step.asking"), Detail: p.asked(in)}
		if blind(a, in.Info) {
			asking = Step{State: StepQuestion, Text: p.say("step.blind")}
		}
		return []Step{written, p.sentStep(a), asking, p.certainStep(in, result)}
	case payments.StateMismatch:
		return []Step{written, {State: StepQuestion, Text: p.say("step.misfit"), Detail: p.moment(a.Updated, in.Now)}}
	default: // needs attention: nothing runs, a person is asked
		unproven := Step{State: StepQuestion, Text: p.say("step.unproven"), Detail: p.moment(lookedAt(in), in.Now)}
		return []Step{written, p.sentStep(a), unproven}
	}
}

// sentStep tells whether the provider ever accepted the request.
func (p *Presenter) sentStep(a payments.Attempt) Step {
	if a.Sent.Refusal != payments.ReasonNone && a.Sent.ResultID == "" {
		return Step{State: StepQuestion, Text: p.say("step.refused"), Detail: p.seconds(a.Sent.AnsweredAt)}
	}
	if a.Sent.ResultID == "" && a.State != payments.StateWaiting && a.State != payments.StateCancelling {
		return Step{State: StepQuestion, Text: p.say("step.no_answer"), Detail: p.seconds(a.Sent.At)}
	}
	detail := ""
	if !a.Sent.At.IsZero() && a.Sent.AnsweredAt.After(a.Sent.At) {
		detail = p.brief(a.Sent.AnsweredAt.Sub(a.Sent.At))
	}
	return Step{State: StepDone, Text: p.say("step.accepted"), Detail: detail}
}

// running is how long the request has been on its way. The engine's own count does not
// jump when the wall clock is set; without one the journal's times must do.
func (p *Presenter) running(in PaymentInput) time.Duration {
	if in.Progress.Known {
		return in.Progress.Since
	}
	if in.Attempt.Sent.At.IsZero() {
		return 0
	}
	return max(in.Now.Sub(in.Attempt.Sent.At), 0)
}

// customerStep holds the time of this payment against what is normal for this terminal.
func (p *Presenter) customerStep(in PaymentInput) Step {
	step := Step{State: StepRunning, Text: p.say("step.customer")}
	if !charges(in.Attempt) {
		step.Text = p.say("step.terminal")
	}
	if byProvider(in.Attempt) {
		step.Text = p.say("step.terminal_provider", "Terminal", p.carrier(in.Attempt))
	}
	now, u := p.running(in), in.Usual
	letter := p.where(in.Badge, in.Attempt)
	switch {
	case u.Count == 0, byProvider(in.Attempt):
		step.Detail = elapsed(now)
	case now > 2*u.Slowest:
		step.Detail = p.say("step.customer_long", "Elapsed", elapsed(now), "Slowest", elapsed(u.Slowest), "Terminal", letter)
	default:
		step.Detail = p.say("step.customer_usual", "Elapsed", elapsed(now), "Median", elapsed(u.Median),
			"Slowest", elapsed(u.Slowest), "Terminal", letter)
	}
	return step
}

// asked tells when the gateway was last asked and what it said.
func (p *Presenter) asked(in PaymentInput) string {
	if !in.Progress.Asked {
		return p.say("step.not_asked")
	}
	when := ago(in.Progress.LastAsked)
	switch answer := in.Progress.Answer; answer {
	case payments.NoticeNothingFound:
		switch a := in.Attempt; {
		case a.Claim.State != "": // a newer word than this one, which would have taken it back
			return p.say("step.asked", "Ago", when)
		case heard(in):
			return p.say("step.asked.nothing_found_now", "Ago", when)
		}
		return p.say("step.asked.nothing_found", "Ago", when)
	case payments.NoticeUnstated, payments.NoticeInProgress, payments.NoticeEarlyApproval,
		payments.NoticePartialChoice, payments.NoticeNoAnswer, payments.NoticeWrongKey:
		return p.say("step.asked."+string(answer), "Ago", when)
	}
	return p.say("step.asked", "Ago", when)
}

// certainStep is the countdown. It comes from the engine's rules alone, and while nobody
// answers no time is promised: what is certain then is what will be waited for. Nor is one
// while the terminal's first word may take it back, or while it is busy: once it is free the time
// left drops to seconds.
func (p *Presenter) certainStep(in PaymentInput, otherwise Step) Step {
	switch step := (Step{State: StepPending}); {
	case !in.Progress.Known:
		return otherwise
	case in.Progress.Silent:
		step.Text = p.say("step.certain_connection")
		return step
	case in.Progress.Unheard && !byProvider(in.Attempt):
		step.Text = p.say("step.certain_terminal")
		return step
	case in.Progress.Busy:
		step.Text = p.say("step.certain_busy")
		return step
	case in.Progress.CertainIn > 0:
		key := forKind("step.certain", in.Attempt.Kind)
		if claimed(in) {
			key = "step.certain_claim"
		}
		step.Text = p.say(key, "Time", countdown(in.Progress.CertainIn))
		return step
	case in.Progress.LatestIn > 0:
		step.Text = p.say("step.latest", "Time", countdown(in.Progress.LatestIn))
		return step
	default:
		step.Text = p.say("step.certain_answer")
		return step
	}
}

// claimed tells that the provider says already that money moved.
func claimed(in PaymentInput) bool {
	a := in.Attempt
	if a.Claim.State != "" {
		return a.Claim.State.Info().Charged == payments.ChargedYes
	}
	for _, n := range []payments.Notice{a.Notice, in.Progress.Answer} {
		if n == payments.NoticeEarlyApproval || n == payments.NoticePartialChoice {
			return true
		}
	}
	return false
}

// progress is the bar: against the slowest normal payment while the customer acts,
// against the certain end while the truth is being found out.
func (p *Presenter) progress(in PaymentInput) Progress {
	now := p.running(in)
	switch known(in.Attempt.State) {
	case payments.StateWaiting, payments.StateCancelling:
		longest := in.Usual.Slowest
		if in.Usual.Count == 0 || longest <= 0 {
			longest = longestGuess
		}
		return Progress{Shown: true, Fraction: min(share(now, longest), almost)}
	case payments.StateUnknown:
		if in.Unasked {
			break
		}
		left := in.Progress.CertainIn
		if left <= 0 {
			left = in.Progress.LatestIn
		}
		if left > 0 && !in.Progress.Silent && !in.Progress.Unheard && !in.Progress.Busy {
			return Progress{Shown: true, Fraction: share(now, now+left)}
		}
	}
	return Progress{}
}

func share(part, whole time.Duration) float32 {
	return float32(min(max(part.Seconds()/whole.Seconds(), 0), 1))
}
