package present

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// tipButton offers another tip on a sale, where a person has settled in which unit the provider reads it.
func (p Presenter) tipButton(in DetailInput) []Button {
	a := in.Attempt
	if !in.Info.Can.Commands.Has(payments.CommandTip) || a.Kind != payments.KindSale || a.State != payments.StateApproved || contradicted(a) ||
		a.Tips.Asked() || a.Outcome.Amounts.Tip.Sign() != 0 {
		return nil
	}
	b := p.button(ActionTip, "detail.tip", "F10")
	switch r := in.Refundable; {
	case in.Tipping:
		b.Enabled, b.Hint = false, p.say("tip.asking")
	case r != nil && (r.Open || r.Reversed || r.Refunded.Sign() > 0):
		b.Enabled, b.Hint = false, p.say("tip.why.back")
	}
	return []Button{b}
}

// AskTip asks for the tip that is put on a sale.
func (p Presenter) AskTip(a payments.Attempt) Question {
	example, _ := payments.NewMoney(exampleTip, a.Amount.Currency())
	return Question{
		Title: p.say("ask.tip.title", "Amount", p.amount(moved(a))), Body: p.say("ask.tip.body"),
		ReasonLabel: p.say("ask.tip.label"), ReasonHint: p.number(example),
		Confirm: p.button(ActionTip, "ask.tip.confirm", ""), Keep: p.button(ActionKeep, "holds.tip.keep", "Esc"),
	}
}

// exampleTip is a tip in minor units.
const exampleTip = 525

// ReadTip reads what was typed for one. ok is false for what is no tip of the sale, and why says so. An
// amount in whole units has its point: on the keypad 525 is 5.25, and nobody should get 525.00 here.
func (p Presenter) ReadTip(text string, a payments.Attempt) (tip payments.Money, why Sentence, ok bool) {
	tip, err := payments.ParseMoney(text, a.Amount.Currency(), p.numbers)
	more, apart := tip.Cmp(moved(a))
	pointed := tip.Sign() == 0 || a.Amount.Currency().Exponent() == 0 || strings.Contains(text, cmp.Or(p.numbers.Decimal, "."))
	if err != nil || apart != nil || more > 0 || tip.Sign() < 0 || !pointed {
		example, _ := payments.NewMoney(exampleTip, a.Amount.Currency())
		return payments.Money{}, Sentence{Title: p.say("tip.why.title"), Body: p.say("tip.why.body", "Amount", p.amount(moved(a)), "Example", p.number(example))}, false
	}
	return tip, Sentence{}, true
}

// Tip says what is known of a tip that was asked for afterwards. Only what the provider has stated is called
// charged.
func (p Presenter) Tip(s checkout.CommandStep, now time.Time) string {
	tip, at := p.amount(s.Command.Settings.Tip.Tip), p.moment(s.At, now)
	switch s.State {
	case payments.CommandDone:
		return p.say("tip.done", "Tip", tip, "Total", p.amount(s.Stated.Total), "Time", at)
	case payments.CommandMisread:
		return p.say("tip.misread", "Tip", tip, "Stated", p.amount(s.Stated.Tip), "Total", p.amount(s.Stated.Total), "Time", at)
	case payments.CommandTaken, payments.CommandNotSent, payments.CommandUnknown:
		return p.say("tip."+string(s.State), "Tip", tip, "Time", at)
	case payments.CommandRefused:
		return joinSentences(p.say("tip.refused", "Tip", tip, "Time", at), p.whyNotTold(s.Command.Kind, s.Answer))
	}
	return p.say("tip.asked", "Tip", tip, "Time", at)
}

// TipTold is what somebody is told who has asked for one.
func (p Presenter) TipTold(s checkout.CommandStep, now time.Time) Sentence {
	state := s.State
	if state == "" || state == payments.CommandAsked {
		state = payments.CommandUnknown
	}
	return Sentence{Title: p.say("tip.title." + string(state)), Body: p.Tip(s, now)}
}

// tips are all of them, newest first.
func (p Presenter) tips(all []checkout.CommandStep, now time.Time) []string {
	var lines []string
	for _, s := range all {
		lines = append(lines, p.Tip(s, now))
	}
	return lines
}

// dayTips sets beside a day what was adjusted in it: no sum has it. Of several of one payment the last one
// counts.
func (p Presenter) dayTips(in DayInput) []DayGroup {
	d, g, seen := in.Shown(), DayGroup{Title: p.say("day.tips")}, map[string]bool{}
	for _, s := range in.Tips { // newest first
		c := s.Command
		if c.Created.Before(d.Since) || c.Created.After(d.Until) || s.State == payments.CommandRefused || s.State == payments.CommandNotSent || seen[c.Settings.Receipt] {
			continue
		}
		seen[c.Settings.Receipt] = true
		state, amount := s.State, c.Settings.Tip.Tip
		switch state {
		case payments.CommandDone, payments.CommandMisread:
			amount = s.Stated.Tip
		case payments.CommandTaken:
		default:
			state = payments.CommandUnknown
		}
		g.Lines = append(g.Lines, BalanceLine{Label: dotted(p.moment(c.Created, in.Now), p.say("day.tip."+string(state))), Amount: p.amount(amount)})
	}
	if len(g.Lines) == 0 {
		return nil
	}
	slices.Reverse(g.Lines)
	return []DayGroup{g}
}

// whyNotUndone says why a payment cannot be undone now: what a void would return with a tip that was
// adjusted nobody here can say.
func (p Presenter) whyNotUndone(undo payments.Kind, in DetailInput) string {
	adjusted := func(s checkout.CommandStep) bool {
		return s.State != payments.CommandRefused && s.State != payments.CommandNotSent
	}
	if slices.ContainsFunc(in.Tips, adjusted) {
		return p.say("error.tip_adjusted.body")
	}
	return p.whyNotFor(undo, in)
}
