package present

import (
	"tillside/payments"
	"tillside/payments/checkout"
)

// evidence is a line of what was said and is no proof yet: who said what. A line of an older
// journal quotes nobody.
func (p *Presenter) evidence(e checkout.Event) string {
	if e.Detail == string(payments.NoticeWrongKey) {
		return p.say("event.evidence.wrong_key")
	}
	if s, quoted := e.Statement(); quoted {
		return p.say("event.evidence."+string(s.Teller), "Said", p.said(s))
	}
	return p.say("event.evidence")
}

// contradiction is a line of what was said against a final state.
func (p *Presenter) contradiction(e checkout.Event) string {
	if e.Detail == checkout.AnotherCharge {
		return p.say("event.contradiction_copy")
	}
	if s, quoted := e.Statement(); quoted {
		return p.say("event.contradiction_said", "Said", p.said(s))
	}
	return p.say("event.contradiction")
}

// said is what was stated, in words that claim nothing about the money: "authorised" is what
// a record says, "paid" would be what happened.
func (p *Presenter) said(s checkout.Statement) string {
	switch s.State {
	case payments.StateWaiting, payments.StateApproved, payments.StatePartial, payments.StateDeclined,
		payments.StateCancelled, payments.StateFailed:
		return p.say("said." + string(s.State))
	}
	return p.say("said.other")
}

// teller is who made the statement that a line quotes; empty where the line itself says it, and
// where it quotes nobody: the detail of any other line is what a person or a provider wrote, and
// may read like a statement.
func (p *Presenter) teller(e checkout.Event) string {
	switch e.Kind {
	case checkout.EventResult, checkout.EventReopened, checkout.EventContradiction:
		if s, quoted := e.Statement(); quoted {
			return p.say("teller." + string(s.Teller))
		}
	}
	return ""
}
