package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// afterwards is a tip of 5.25 on the sale of 12.40, in a state.
func afterwards(s payments.CommandState, tip, whole int64) checkout.CommandStep {
	return checkout.CommandStep{
		State: s, At: now, Stated: payments.Stated{Tip: eur(tip), Total: eur(whole)},
		Command: payments.Command{Kind: payments.CommandTip, Created: now, Settings: payments.CommandSettings{
			Receipt: string(s), Tip: payments.TipChange{Tip: eur(525), Of: eur(1240)},
		}},
	}
}

// everyTip has one in each state.
func everyTip() []checkout.CommandStep {
	var all []checkout.CommandStep
	for _, s := range payments.CommandStates() {
		tip, whole := int64(525), int64(1765)
		if s == payments.CommandMisread {
			tip, whole = 5, 1245
		}
		all = append(all, afterwards(s, tip, whole))
	}
	return all
}

// takesTips is a provider of which a person has settled how it reads a tip.
func takesTips() payments.Info {
	info := handpoint
	info.Can.Commands = payments.SetOf(payments.CommandTip)
	return info
}

func tipsAfterScreens(p present.Presenter) string {
	var w page
	sale := attempt(payments.KindSale, payments.StateApproved)
	in := present.DetailInput{Attempt: sale, Info: takesTips(), Now: now}
	w.head("a sale that can have a tip")
	w.buttons(p.Detail(in).Buttons...)
	in.Tips = everyTip()
	w.head("with tips in every state")
	w.line(p.Detail(in).Body)
	in.Tipping = true
	w.head("while one is asked for")
	w.buttons(p.Detail(in).Buttons...)
	in.Tipping, in.Refundable = false, &checkout.Refundable{Refunded: eur(100), Rest: eur(1140), Asked: true}
	w.head("where something went back")
	w.buttons(p.Detail(in).Buttons...)
	w.head("the question")
	w.question(p.AskTip(sale))
	_, why, _ := p.ReadTip("12.41", sale)
	w.sentence(&why)
	for _, s := range everyTip() {
		w.head("told: %s", s.State)
		told := p.TipTold(s, now)
		w.sentence(&told)
	}
	w.head("the day")
	for _, list := range p.Day(present.DayInput{Day: checkout.Day{Since: now.Add(-time.Hour), Until: now}, Tips: everyTip(), Now: now}).Lists {
		w.line(list.Title)
		for _, l := range list.Lines {
			w.line(l.Label, l.Amount)
		}
	}
	return w.String()
}

// Nothing but what the provider states is called charged, and both readings of a mismatch are shown.
func TestOnlyAStatedTipIsCalledCharged(t *testing.T) {
	p := english(t)
	for _, s := range everyTip() {
		told := p.TipTold(s, now)
		if charged := told.Title == "Tip charged"; charged != (s.State == payments.CommandDone) {
			t.Errorf("%s: %q", s.State, told.Title)
		}
		if both := strings.Contains(told.Body, "5.25 EUR") && strings.Contains(told.Body, "0.05 EUR"); both != (s.State == payments.CommandMisread) {
			t.Errorf("%s: %q", s.State, told.Body)
		}
	}
}

// A tip is offered where it can be meant and nowhere else, and read by the way of the country.
func TestWhereATipIsOffered(t *testing.T) {
	p, es := english(t), present.New(newSpeaker(t, "es").say, "es", time.UTC)
	offered := func(change func(*present.DetailInput)) bool {
		in := present.DetailInput{Attempt: attempt(payments.KindSale, payments.StateApproved), Info: takesTips(), Now: now}
		change(&in)
		for _, b := range p.Detail(in).Buttons {
			if b.Action == present.ActionTip {
				return b.Enabled
			}
		}
		return false
	}
	for name, test := range map[string]struct {
		change func(*present.DetailInput)
		want   bool
	}{
		"a sale":                   {func(*present.DetailInput) {}, true},
		"where nobody has settled": {func(in *present.DetailInput) { in.Info = handpoint }, false},
		"a refund":                 {func(in *present.DetailInput) { in.Attempt.Kind = payments.KindRefund }, false},
		"not approved":             {func(in *present.DetailInput) { in.Attempt.State = payments.StateDeclined }, false},
		"its terminal has asked":   {func(in *present.DetailInput) { in.Attempt.Tips.Percent[0] = 10 }, false},
		"it has one":               {func(in *present.DetailInput) { in.Attempt.Outcome.Amounts.Tip = eur(100) }, false},
		"it was refunded in part":  {func(in *present.DetailInput) { in.Refundable = &checkout.Refundable{Refunded: eur(1)} }, false},
		"one is being asked for":   {func(in *present.DetailInput) { in.Tipping = true }, false},
	} {
		if got := offered(test.change); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	sale := attempt(payments.KindSale, payments.StateApproved)
	for text, want := range map[string]int64{"5.25": 525, "0": 0, "12.40": 1240, "12.41": -1, "-1": -1, "": -1, "much": -1, "5": -1, "525": -1, "5.": 500, "5.5": 550} {
		if tip, _, ok := p.ReadTip(text, sale); ok != (want >= 0) || ok && tip != eur(want) {
			t.Errorf("%q: %s, %v", text, tip, ok)
		}
	}
	if tip, _, ok := es.ReadTip("5,25", sale); !ok || tip != eur(525) {
		t.Errorf("in Spanish: %s, %v", tip, ok)
	}
}
