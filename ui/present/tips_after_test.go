package present_test

import (
	"slices"
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

func tipsAfterScreens(p *present.Presenter) string {
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
	misread := present.DetailInput{Attempt: sale, Info: handpoint, Asked: present.Asked{Tips: everyTip()[6:]}, Now: now}
	w.head("after one that was read otherwise")
	w.buttons(p.Detail(misread).Buttons...)
	w.question(p.AskTipBack(sale))
	back := afterwards(payments.CommandDone, 0, 1240)
	back.Command.Settings.Tip.Tip = eur(0)
	voided := p.TipTold(back, now)
	w.sentence(&voided)
	misread.Tips = append([]checkout.CommandStep{back}, misread.Tips...)
	w.line(p.Detail(misread).Body)
	w.buttons(p.Detail(misread).Buttons...)
	w.head("the question")
	w.question(p.AskTip(sale))
	_, why, _ := p.ReadTip("12.41", sale)
	w.sentence(&why)
	for _, s := range everyTip() {
		w.head("told: %s", s.State)
		told := p.TipTold(s, now)
		w.sentence(&told)
	}
	for _, state := range []payments.CommandState{payments.CommandDone, payments.CommandTaken, payments.CommandUnknown} {
		tip := []checkout.CommandStep{tipAt(sale.Reference, state, 525, -time.Minute, -time.Minute)}
		w.head("below its receipt: %s", state)
		w.line(p.Receipts(present.ReceiptsInput{Attempt: sale, Tips: tip, Now: now}).Since)
		w.head("beside a batch: %s", state)
		in := batchDay()
		in.Own = []payments.Attempt{ofBatch(payments.KindSale, payments.StateApproved, 1240, 10, "A1"), ofBatch(payments.KindSale, payments.StateApproved, 1240, 10, "A2")}
		in.Own[1].Reference, in.Tips = "another", append(tip, tipAt("another", state, 100, -time.Minute, -time.Minute))
		for _, own := range []int{1, 2} {
			in := in
			in.Own, in.Newest = in.Own[:own], append(in.Newest, saidOf(payments.CommandBatchSummary, "3", 1, payments.Batch{Count: own}))
			for _, row := range p.Controls(in).Rows {
				w.line(row.Beside...)
			}
		}
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

// A tip that was voided is not missing on the receipt, and nobody is told to void it once more.
func TestATipThatWasVoidedIsOver(t *testing.T) {
	p, sale := english(t), attempt(payments.KindSale, payments.StateApproved)
	misread := afterwards(payments.CommandMisread, 5, 1245)
	misread.Command.Settings.Receipt = sale.Reference
	tips := []checkout.CommandStep{tipAt(sale.Reference, payments.CommandDone, 0, 0, 0), misread}
	if v := p.Receipts(present.ReceiptsInput{Attempt: sale, Tips: tips, Now: now}); v.Since != "" {
		t.Errorf("below the receipt stands %q", v.Since)
	}
	in := present.DetailInput{Attempt: sale, Info: handpoint, Asked: present.Asked{Tips: tips}, Now: now}
	if body := p.Detail(in).Body; strings.Contains(body, "F10") || !strings.Contains(body, "0.05 EUR") {
		t.Errorf("the detail says %q", body)
	}
	in.Tips = tips[1:]
	if body := p.Detail(in).Body; !strings.Contains(body, "Void the tip with F10") {
		t.Errorf("before that it said %q", body)
	}
}

// tipAt is a tip on a payment, asked for and known at times.
func tipAt(payment string, s payments.CommandState, tip int64, asked, known time.Duration) checkout.CommandStep {
	step := afterwards(s, tip, 1240+tip)
	step.Command.Settings.Receipt, step.Command.Settings.Tip.Tip = payment, eur(tip)
	step.Command.Created, step.At = now.Add(asked), now.Add(known)
	return step
}

// A tip afterwards is in no total, wherever one is: on the sheet of the day, open, closed and on paper, in what a
// spreadsheet sums up, and in what is held against a batch. Each has it on a line of its own, with the same
// amount.
func TestATipAfterwardsIsBesideEveryTotal(t *testing.T) {
	p := english(t)
	sale := ofBatch(payments.KindSale, payments.StateApproved, 1240, 10, "A1")
	tips := []checkout.CommandStep{
		tipAt(sale.Reference, payments.CommandDone, 525, -8*time.Minute, -7*time.Minute),
		tipAt(sale.Reference, payments.CommandDone, 300, -9*time.Minute, -9*time.Minute), // written over
	}
	for number := range 2 {
		d := checkout.Day{Number: number, Since: now.Add(-time.Hour), Until: now, Sums: []checkout.DaySum{{By: checkout.DayAll, Currency: "EUR", Payments: 1, In: 1240}}}
		in := present.DayInput{Day: d, Closed: []checkout.Day{d}, Number: number, Tips: tips, Now: now}
		if v := p.Day(in); v.Sums[0].String() != "12.40 EUR" {
			t.Errorf("day %d comes to %s", number, v.Sums[0])
		}
		sheet := p.DaySheet(in)
		if len(sheet.Parts) != 1 || sheet.Parts[0].Title != "Tips afterwards, not in total" || sheet.Totals[0].Amount != "12.40 EUR" {
			t.Fatalf("the paper of day %d has %+v", number, sheet)
		}
		for _, row := range sheet.Parts[0].Rows {
			if row.Amount != "5.25 EUR" {
				t.Errorf("the paper of day %d says %+v", number, row)
			}
		}
	}
	e := p.Export(nil)
	line := checkout.Line{Reference: sale.Reference, Kind: sale.Kind, State: sale.State, Asked: eur(1240), Moved: eur(1240), LineTips: checkout.LineTips{Tips: tips}}
	for name, row := range map[string][]string{"a text": e.Row(line), "a workbook": e.Cells(line)} {
		at := slices.Index(e.Head, "Tip afterwards, not in what moved")
		if row[5] != "12.40" || row[at] != "5.25" || row[at+1] != "stated by the provider" || row[at-1] != "" {
			t.Errorf("%s: %q", name, row)
		}
	}
	for net, differ := range map[string]bool{"12.40": false, "17.65": false, "15.40": true, "20.65": true} {
		in := batchDay()
		in.Own, in.Tips = []payments.Attempt{sale}, tips
		in.Newest = append(in.Newest, saidOf(payments.CommandBatchDetail, "3", 1, payments.Batch{Net: net, Count: 1, Lines: []payments.BatchLine{{Kind: "SALE", Amount: net, RetrievalNumber: "A1"}}}))
		ours, differs := beside(t, payments.CommandBatchDetail, in)
		if said := strings.Join(ours, " "); !strings.Contains(said, "net 12.40 EUR") || !strings.Contains(said, "not in that: 5.25 EUR") {
			t.Errorf("beside a batch of %s stands %q", net, said)
		}
		if (len(differs) > 0) != differ {
			t.Errorf("a batch of %s differs: %q", net, differs)
		}
	}
}

// A closed day says of a tip what was known when it was closed, and the next one says how it turned out. What
// was refused is on neither, once that is known.
func TestATipOverTheCloseOfADay(t *testing.T) {
	p, closed := english(t), now.Add(-time.Hour)
	says := func(since, until time.Time, tips ...checkout.CommandStep) string {
		var said []string
		for _, list := range p.Day(present.DayInput{Day: checkout.Day{Since: since, Until: until}, Tips: tips, Now: now}).Lists {
			for _, l := range list.Lines {
				said = append(said, l.Label+" "+l.Amount)
			}
		}
		return strings.Join(said, ", ")
	}
	for state, then := range map[payments.CommandState]string{
		payments.CommandDone: "stated by the provider 5.25 EUR", payments.CommandTaken: "amount not stated · 5.25 EUR asked for", payments.CommandRefused: "",
	} {
		over := tipAt("a", state, 525, -time.Hour-10*time.Second, -time.Hour+10*time.Second)
		if got := says(closed.Add(-time.Hour), closed, over); !strings.Contains(got, "not confirmed · 5.25 EUR asked for") {
			t.Errorf("%s: the closed day says %q", state, got)
		}
		if got := says(closed, now, over); !strings.Contains(got, then) || (got == "") != (then == "") {
			t.Errorf("%s: the next says %q", state, got)
		}
		if got := says(now, now.Add(time.Hour), over); got != "" {
			t.Errorf("%s: the one after says %q", state, got)
		}
	}
}

// What stands below a receipt is what came after it, and a terminal prints it with that.
func TestATipAfterwardsIsBelowTheReceipt(t *testing.T) {
	p, sale := english(t), attempt(payments.KindSale, payments.StateApproved)
	kept := []checkout.Receipt{{Copy: checkout.CopyCustomer, Location: "https://receipts.example/1", Body: []byte("<html><BODY>Paid</BODY></html>")}}
	show := func(tips ...checkout.CommandStep) present.ReceiptsView {
		return p.Receipts(present.ReceiptsInput{Attempt: sale, Receipts: kept, Tips: tips, Now: now})
	}
	if v := show(); v.Since != "" || v.Paper() != kept[0].Location {
		t.Errorf("without a tip: %q, %q", v.Since, v.Paper())
	}
	for state, want := range map[payments.CommandState]string{
		payments.CommandDone: "tip of 5.25 EUR, added", payments.CommandTaken: "does not say which amount", payments.CommandUnknown: "It is not confirmed", payments.CommandRefused: "",
	} {
		v := show(tipAt(sale.Reference, state, 525, -time.Minute, -time.Minute))
		if !strings.Contains(v.Since, want) || (v.Since == "") != (want == "") {
			t.Errorf("%s: %q", state, v.Since)
		}
		if paper := v.Paper(); want != "" && paper != "<html><BODY>Paid<p>"+v.Since+"</p></BODY></html>" {
			t.Errorf("%s: printed is %q", state, paper)
		}
	}
}
