package present

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// tipButton offers another tip on a sale, where a person has settled in which unit the provider reads it, and
// where nobody has, or not any more, to take one back: none at all is the same in every unit.
func (p *Presenter) tipButton(in DetailInput) []Button {
	a, label, action := in.Attempt, "detail.tip", ActionTip
	if !in.Info.Can.Commands.Has(payments.CommandTip) {
		label, action = "detail.tip_back", ActionTipBack
		if in.Info.Provider == "" || !adjusted(in.Tips) {
			return nil
		}
	}
	if a.Kind != payments.KindSale || a.State != payments.StateApproved || contradicted(a) ||
		a.Tips.Asked() || a.Outcome.Amounts.Tip.Sign() != 0 {
		return nil
	}
	b := p.button(action, label, "F10")
	switch r := in.Refundable; {
	case in.Tipping:
		b.Enabled, b.Hint = false, p.say("tip.asking")
	case r != nil && (r.Open || r.Reversed || r.Refunded.Sign() > 0):
		b.Enabled, b.Hint = false, p.say("tip.why.back")
	}
	return []Button{b}
}

// AskTip asks for the tip that is put on a sale.
func (p *Presenter) AskTip(a payments.Attempt) Question {
	example, _ := payments.NewMoney(exampleTip, a.Amount.Currency())
	return Question{
		Title: p.say("ask.tip.title", "Amount", p.amount(moved(a))), Body: p.say("ask.tip.body"),
		ReasonLabel: p.say("ask.tip.label"), ReasonHint: p.number(example),
		Confirm: p.button(ActionTip, "ask.tip.confirm", ""), Keep: p.button(ActionKeep, "holds.tip.keep", "Esc"),
	}
}

// AskTipBack asks before a tip is taken back.
func (p *Presenter) AskTipBack(a payments.Attempt) Question {
	return Question{
		Title: p.say("ask.tip_back.title"), Body: p.say("ask.tip_back.body", "Amount", p.amount(moved(a))),
		Confirm: p.main(ActionTipBack, "ask.tip_back.confirm"), Keep: p.button(ActionKeep, "ask.tip_back.keep", "Esc"),
	}
}

// adjusted reports whether the tip of a payment was adjusted, or may have been, and not taken back since.
func adjusted(all []checkout.CommandStep) bool {
	tips := slices.DeleteFunc(slices.Clone(all), func(s checkout.CommandStep) bool {
		return s.State == payments.CommandRefused || s.State == payments.CommandNotSent
	})
	return len(tips) > 0 && !checkout.TipsTakenBack(tips)
}

// exampleTip is a tip in minor units.
const exampleTip = 525

// ReadTip reads what was typed for one. ok is false for what is no tip of the sale, and why says so. An
// amount in whole units has its point: on the keypad 525 is 5.25, and nobody should get 525.00 here.
func (p *Presenter) ReadTip(text string, a payments.Attempt) (tip payments.Money, why Sentence, ok bool) {
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
func (p *Presenter) Tip(s checkout.CommandStep, now time.Time) string {
	tip, at := p.amount(s.Command.Settings.Tip.Tip), p.moment(s.At, now)
	switch s.State {
	case payments.CommandDone:
		if s.Command.Settings.Tip.Tip.Sign() == 0 {
			return p.say("tip.back", "Total", p.amount(s.Stated.Total), "Time", at)
		}
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
func (p *Presenter) TipTold(s checkout.CommandStep, now time.Time) Sentence {
	state := s.State
	if state == "" || state == payments.CommandAsked {
		state = payments.CommandUnknown
	}
	if state == payments.CommandDone && s.Command.Settings.Tip.Tip.Sign() == 0 {
		return Sentence{Title: p.say("tip.title.back"), Body: p.Tip(s, now)}
	}
	return Sentence{Title: p.say("tip.title." + string(state)), Body: p.Tip(s, now)}
}

// tips are all of them, newest first. Nobody is sent to undo what has another one after it.
func (p *Presenter) tips(all []checkout.CommandStep, now time.Time) []string {
	var lines []string
	for i, s := range all {
		if i > 0 && s.State == payments.CommandMisread && !adjusted(all) {
			lines = append(lines, p.say("tip.misread_before", "Tip", p.amount(s.Command.Settings.Tip.Tip), "Stated", p.amount(s.Stated.Tip), "Time", p.moment(s.At, now)))
			continue
		}
		lines = append(lines, p.Tip(s, now))
	}
	return lines
}

// A tip that is put on a sale once that is over is in no total: not in the window, not on a sheet or a closed
// day, not in what a spreadsheet sums up as moved, not in what is held against a batch. The answer to it names
// no amount, and what a provider's list states today it may drop when its batch is closed. Everywhere it
// stands beside the totals, by this rule: of several on one payment the newest that may have been taken
// counts, and its amount is the one that the provider states, or none.

// tipAfter is what counts of the tips on one payment.
type tipAfter struct {
	payment string
	state   payments.CommandState // done, misread, taken or unknown
	asked   payments.Money
	stated  payments.Money // zero Money where nothing is stated
	at      time.Time      // when it was asked for
}

// tipsAfter are those of a time, oldest first, as they were known at its end. What was not known at the end
// of the time before is there again, as it turned out. all are newest first.
func tipsAfter(all []checkout.CommandStep, since, until time.Time) []tipAfter {
	var tips []tipAfter
	seen := map[string]bool{}
	for _, s := range all {
		c := s.Command
		known := !s.At.After(until)
		if c.Created.After(until) || c.Created.Before(since) && s.At.Before(since) || seen[c.Settings.Receipt] ||
			known && (s.State == payments.CommandRefused || s.State == payments.CommandNotSent) {
			continue
		}
		seen[c.Settings.Receipt] = true
		t := tipAfter{payment: c.Settings.Receipt, state: payments.CommandUnknown, asked: c.Settings.Tip.Tip, at: c.Created}
		switch s.State {
		case payments.CommandDone, payments.CommandMisread:
			if known {
				t.state, t.stated = s.State, statedTip(s)
			}
		case payments.CommandTaken:
			if known {
				t.state = s.State
			}
		}
		tips = append(tips, t)
	}
	slices.Reverse(tips)
	return tips
}

// statedTip is the tip that is stated: one that is left out is none, in the currency of the payment.
func statedTip(s checkout.CommandStep) payments.Money {
	if !s.Stated.Tip.IsZero() {
		return s.Stated.Tip
	}
	none, _ := payments.NewMoney(0, s.Command.Settings.Tip.Of.Currency())
	return none
}

// tipOn is what counts of the tips on a payment now.
func tipOn(all []checkout.CommandStep, reference string) (tipAfter, bool) {
	for _, t := range tipsAfter(all, time.Time{}, endOfTime) {
		if t.payment == reference {
			return t, true
		}
	}
	return tipAfter{}, false
}

// endOfTime is later than anything in a journal.
var endOfTime = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)

// known says what is known of a tip, and which was asked for where that is not what is stated.
func (p *Presenter) known(t tipAfter) string {
	word := p.say("day.tip." + string(t.state))
	if t.stated == t.asked {
		return word
	}
	return dotted(word, p.say("tip.of_asked", "Tip", p.amount(t.asked)))
}

// statedTips sums what is stated, by currency.
func statedTips(tips []tipAfter) []payments.Money {
	var sums []payments.Money
	for _, t := range tips {
		if !t.stated.IsZero() {
			sums = added(sums, t.stated)
		}
	}
	return sums
}

// dayTips sets beside a day what was put on sales in it.
func (p *Presenter) dayTips(in DayInput) []DayGroup {
	d, g := in.Shown(), DayGroup{Title: p.say("day.tips")}
	tips := tipsAfter(in.Tips, d.Since, d.Until)
	for _, t := range tips {
		line := BalanceLine{Label: dotted(p.moment(t.at, in.Now), p.known(t))}
		if !t.stated.IsZero() {
			line.Amount = p.amount(t.stated)
		}
		g.Lines = append(g.Lines, line)
	}
	if len(tips) == 0 {
		return nil
	}
	for _, m := range statedTips(tips) {
		g.Lines = append(g.Lines, BalanceLine{Label: p.say("day.tips_stated"), Amount: p.amount(m)})
	}
	return []DayGroup{g}
}

// whyNotUndone says why a payment cannot be undone now: what a void would return with a tip that was
// adjusted nobody here can say.
func (p *Presenter) whyNotUndone(undo payments.Kind, in DetailInput) string {
	if adjusted(in.Tips) {
		return p.say("detail.why.tip")
	}
	return p.whyNotFor(undo, in)
}
