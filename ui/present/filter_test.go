package present_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// filterScreens are the states of the journal's filter.
func filterScreens(w *page, p *present.Presenter, badges map[string]payments.Badge) {
	show := func(name string, f present.JournalFilter) {
		v := p.Filter(present.FilterInput{Filter: f, Badges: badges, Currency: "EUR", Now: now})
		w.head("%s", name)
		w.buttons(p.FilterDone())
		w.line(v.Toggle)
		for _, o := range []present.Options{v.Period, v.State, v.Kind, v.Terminal} {
			w.options(o, 9)
		}
		w.line(v.From.Label, v.From.Value, v.From.Placeholder, v.FromWrong)
		w.line(v.Until.Label, v.Until.Value, v.UntilWrong)
		w.line(v.AtLeast.Label, v.AtLeast.Value, v.LeastWrong)
		w.line(v.AtMost.Label, v.AtMost.Value, v.Wrong)
		w.line(v.Clear)
	}
	show("no filter", present.JournalFilter{})
	show("a filter", present.JournalFilter{Period: "week", State: "paid", Kind: "refunds", Terminal: door.ID(), From: "17.11.2026", AtLeast: "10"})
	show("a filter that cannot be read", present.JournalFilter{From: "someday", Until: "32.1.2026", AtLeast: "much", AtMost: "1.2.3"})
	show("a filter from behind", present.JournalFilter{From: "17.11.2026", Until: "3.11.2026", AtLeast: "10", AtMost: "9.99"})
	staffed := p.Filter(present.FilterInput{
		Filter: present.JournalFilter{Operator: "Anna"}, People: []checkout.Operator{{Name: "Anna"}, {Name: "Olga"}}, Currency: "EUR", Now: now,
	})
	w.head("a filter of a shop that has named people")
	w.options(staffed.Operator, 9)
	w.head("an export")
	w.question(p.AskExport(1))
	w.question(p.AskExport(1_000_000))
	for _, e := range []present.ExportState{{}, {Running: true, Done: 125_000, All: 1_000_000}, {Done: 1_000_000, File: "/home/shop/payments.csv"}} {
		w.line("["+p.ExportButton(e)+"]", p.ExportNote(e))
	}
	w.line(p.Export(badges).Head...)
	for _, month := range []string{"march", "marzo", "friday", "viernes"} { // in either language
		if _, named, _ := p.Wanted(present.FilterInput{Currency: "EUR", Now: now}, month); named != "" {
			w.line(named)
		}
	}
}

// What a caller says is read as days and amounts; what is none stays the text. It is Friday,
// 20 November 2026.
func TestWhatACallerSays(t *testing.T) {
	p := english(t)
	day := func(d int, m time.Month) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, time.UTC) }
	for text, want := range map[string]struct {
		text        string
		from, until time.Time
	}{
		"0936":               {"0936", time.Time{}, time.Time{}},
		"24.11":              {"24.11", time.Time{}, time.Time{}}, // an amount
		"tuesday 0936":       {"0936", day(17, 11), day(18, 11)},
		"0936 Tue":           {"0936", day(17, 11), day(18, 11)},
		"friday":             {"", day(13, 11), day(14, 11)},
		"today 40":           {"40", day(20, 11), day(21, 11)},
		"yesterday":          {"", day(19, 11), day(20, 11)},
		"2026-11-03":         {"", day(3, 11), day(4, 11)},
		"3.11. order 7":      {"order 7", day(3, 11), day(4, 11)},
		"3/11/2026":          {"", day(3, 11), day(4, 11)},
		"24.12.":             {"", day(24, 12).AddDate(-1, 0, 0), day(25, 12).AddDate(-1, 0, 0)},
		"march":              {"", day(1, 3), day(1, 4)},
		"Tuesdays":           {"Tuesdays", time.Time{}, time.Time{}},
		"31.2.2026":          {"31.2.2026", time.Time{}, time.Time{}},
		"tue wed":            {"wed", day(17, 11), day(18, 11)},
		"order ~ tue ~x 1/1": {"order ~ ~x 1/1", day(17, 11), day(18, 11)},
	} {
		q, _, ok := p.Wanted(present.FilterInput{Currency: "EUR", Now: now}, text)
		if !ok || q.Text != want.text || !q.After.Equal(want.from) || !q.Until.Equal(want.until) {
			t.Errorf("%q: %q from %s until %s", text, q.Text, q.After, q.Until)
		}
	}
	for text, want := range map[string]string{
		"Friday 0936": "Friday 13 November, a week ago. For today, type today", "fri": "Friday 13 November, a week ago. For today, type today",
		"13.11.2026": "Friday 13 November", "thursday": "Thursday 19 November", "today": "Friday 20 November",
	} {
		if _, named, _ := p.Wanted(present.FilterInput{Currency: "EUR", Now: now}, text); named != want {
			t.Errorf("%q is said to be %q, not %q", text, named, want)
		}
	}
	q, day0, _ := p.Wanted(present.FilterInput{Currency: "EUR", Now: now}, "~40 tue 0936")
	if q.Text != "0936" || q.AtLeast != eur(3600) || q.AtMost != eur(4400) || day0 != "Tuesday 17 November" {
		t.Errorf("about 40: %+v, %s", q, day0)
	}
}

// A filter that cannot be read asks for nothing.
func TestAFilterThatCannotBeRead(t *testing.T) {
	for _, f := range []present.JournalFilter{
		{From: "someday"}, {Until: "31.2.2026"}, {AtLeast: "x"}, {AtMost: "1.2.3"},
		{From: "17.11.2026", Until: "3.11.2026"}, {AtLeast: "10", AtMost: "9.99"},
	} {
		if _, _, ok := english(t).Wanted(present.FilterInput{Filter: f, Currency: "EUR", Now: now}, ""); ok {
			t.Errorf("%+v is taken", f)
		}
	}
	f := present.JournalFilter{Period: "last_month", From: "3.10.2026", Until: "5.10.2026", AtLeast: "10", AtMost: "10,50"}
	q, _, ok := english(t).Wanted(present.FilterInput{Filter: f, Currency: "EUR", Now: now}, "")
	from, until := time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC), time.Date(2026, 10, 6, 0, 0, 0, 0, time.UTC)
	if !ok || !q.After.Equal(from) || !q.Until.Equal(until) || q.AtLeast != eur(1000) || q.AtMost != eur(1050) {
		t.Errorf("%t %+v", ok, q)
	}
}

// Each state is in one of the groups that the filter offers.
func TestEveryStateIsInOneGroup(t *testing.T) {
	in := map[payments.State]int{}
	for _, group := range []string{"paid", "none", "open", "closed"} {
		q, _, _ := english(t).Wanted(present.FilterInput{Filter: present.JournalFilter{State: group}, Now: now}, "")
		for _, s := range q.States {
			in[s]++
			if paid := s.Info().Charged == payments.ChargedYes; paid != (group == "paid") {
				t.Errorf("%s is in %s", s, group)
			}
		}
	}
	for _, s := range payments.States() {
		if in[s.State] != 1 {
			t.Errorf("%s is in %d groups", s.State, in[s.State])
		}
	}
	kinds := map[payments.Kind]int{}
	for _, group := range []string{"sales", "refunds", "voids", "holds"} {
		q, _, _ := english(t).Wanted(present.FilterInput{Filter: present.JournalFilter{Kind: group}, Now: now}, "")
		for _, k := range q.Kinds {
			kinds[k]++
		}
	}
	for _, k := range payments.Kinds() {
		if kinds[k] != 1 {
			t.Errorf("%s is in %d groups", k, kinds[k])
		}
	}
}

// What a file for a spreadsheet has as moved is what was moved: whoever sums it up has the shop's
// income, in which a hold, its increase and its release have no part, and its charge has.
func TestAHoldIsNoIncomeInAnExport(t *testing.T) {
	e := english(t).Export(nil)
	for kind, want := range map[payments.Kind]string{
		payments.KindHold: "", payments.KindPhoneHold: "", payments.KindHoldIncrease: "", payments.KindHoldRelease: "",
		payments.KindHoldCapture: "100.00", payments.KindSale: "100.00", payments.KindRefund: "-100.00",
	} {
		row := e.Row(checkout.Line{Reference: "one", Kind: kind, State: payments.StateApproved, Asked: eur(10000), Moved: eur(10000), Created: now})
		if row[5] != want {
			t.Errorf("%s: under %q stands %q, want %q", kind, e.Head[5], row[5], want)
		}
	}
}

// Who did something is asked for and shown where people are named, and nowhere else.
func TestPeopleInTheListOfPayments(t *testing.T) {
	p := english(t)
	in := present.FilterInput{Currency: "EUR", Now: now}
	if o := p.Filter(in).Operator; len(o.Choices) != 0 {
		t.Errorf("a shop of one person is asked for %+v", o)
	}
	in.Filter.Operator = "Anna"
	if q, _, ok := p.Wanted(in, ""); !ok || q.Operator != "Anna" {
		t.Errorf("wanted %+v", q)
	}
	mine, hers := attempt(payments.KindSale, payments.StateApproved), attempt(payments.KindSale, payments.StateApproved)
	hers.By.Operator = "Anna"
	rows := p.Journal(present.JournalInput{Attempts: []payments.Attempt{mine, hers}, Now: now}).Days[0].Rows
	if rows[0].Who != "" || rows[1].Who != "Anna" || rows[1].Detail != "Visa ··0936" {
		t.Errorf("rows of %q and %q, %q", rows[0].Who, rows[1].Who, rows[1].Detail)
	}
}

// What the provider has contradicted since is in no sum of the day, and in none of a spreadsheet either;
// its state says why.
func TestWhatIsContradictedIsNoIncomeInAnExport(t *testing.T) {
	e := english(t).Export(nil)
	for _, state := range []payments.State{payments.StateApproved, payments.StatePartial, payments.StateDeclined} {
		l := checkout.Line{Kind: payments.KindSale, State: state, Asked: eur(10000), Moved: eur(10000), Notice: payments.NoticeContradiction}
		for name, row := range map[string][]string{"a text": e.Row(l), "a workbook": e.Cells(l)} {
			if row[5] != "" || row[3] != "Answers contradict" {
				t.Errorf("%s, %s: %q stands as %q", state, name, row[5], row[3])
			}
		}
	}
}
