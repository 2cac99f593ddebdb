package present

import (
	"tillside/payments"
)

// UnfinishedView names the payments without an end, and those whose end the provider contradicts
// and nobody has looked at yet, above the keypad: whoever charges next must not overlook them.
type UnfinishedView struct {
	Lines []string // one for each, and how many more there are
	Short []string // the same without the reason, where there is little room
	Key   string   // the key that looks at them
	Look  string   // what that key does, for its button
	Tone  Tone
}

// KeyUnfinished looks at the payments without an end.
const KeyUnfinished = "F9"

// unfinishedNamed is how many are named.
const unfinishedNamed = 2

func (p *Presenter) unfinished(open []TrayInput) UnfinishedView {
	if len(open) == 0 {
		return UnfinishedView{}
	}
	v := UnfinishedView{Key: KeyUnfinished, Look: p.say("unfinished.look"), Tone: ToneNeutral}
	for i, one := range contradictedFirst(open) {
		one = one.seen()
		v.Tone = worse(v.Tone, lookOfAttempt(one.Attempt).tone)
		if i < unfinishedNamed {
			v.Lines = append(v.Lines, p.unfinishedLine(one))
			one.Unasked = false // what is not confirmed stays so without the reason
			v.Short = append(v.Short, p.unfinishedLine(one))
		}
	}
	if more := len(open) - unfinishedNamed; more > 0 {
		v.Lines = append(v.Lines, p.counted("unfinished.more", more))
		v.Short = append(v.Short, p.counted("unfinished.more", more))
	}
	return v
}

// unfinishedLine says of one payment what is known, and what must not be done.
func (p *Presenter) unfinishedLine(in TrayInput) string {
	in = in.seen()
	key, names := "unfinished.sale", []string{"Amount", p.amount(in.Attempt.Amount), "Terminal", p.where(in.Badge, in.Attempt)}
	switch {
	case ofHold(in.Attempt):
		key, names = "unfinished.hold", append(names, "What", p.kind(in.Attempt.Kind))
	case !charges(in.Attempt):
		key = "unfinished.back"
	}
	switch state := known(in.Attempt.State); {
	case contradicted(in.Attempt) && charges(in.Attempt) && !moneyMoved(in.Attempt):
		key += ".perhaps"
	case contradicted(in.Attempt):
		key += ".contradicted"
	case cannotAsk(in.Attempt, in.Unasked):
		key += ".unasked"
	case in.Unheard && (state == payments.StateSending || state == payments.StateWaiting):
		key += ".unconfirmed"
	case state == payments.StateRecorded, state == payments.StateSending, state == payments.StateWaiting:
		key += ".running"
	case state == payments.StateCancelling:
		key += ".cancelling"
	case in.Look && state == payments.StateNeedsAttention:
		key += ".look"
	default:
		key += ".unconfirmed"
	}
	return p.say(key, names...)
}

// AskClosing asks before the window is closed while payments run. ok is false when none does:
// what waits for a person can wait without the window as well.
func (p *Presenter) AskClosing(open []TrayInput) (q Question, ok bool) {
	var named []string
	body := "ask.closing.body"
	for _, one := range open {
		switch known(one.Attempt.State) {
		case payments.StateMismatch, payments.StateNeedsAttention:
			continue
		}
		named = append(named, p.unfinishedLine(one))
		if one.Unasked {
			body = "ask.closing.body_unasked"
		}
	}
	if len(named) == 0 {
		return Question{}, false
	}
	q = Question{
		Title:   p.say("ask.closing.title"),
		Body:    joinLines(named[:min(len(named), duplicatesNamed)]),
		Warning: p.say(body),
		Confirm: p.button(ActionQuit, "ask.closing.confirm", ""),
		Keep:    p.main(ActionKeep, "ask.closing.keep"),
	}
	q.Confirm.Tone = ToneDeclined
	return q, true
}
