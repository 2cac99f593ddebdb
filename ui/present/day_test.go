package present_test

import (
	"fmt"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/paper"
	"tillside/ui/present"
)

// aDay is a day with a bit of everything.
func aDay() checkout.Day {
	sum := func(by checkout.DayBy, name string, count int, in, out int64) checkout.DaySum {
		return checkout.DaySum{By: by, Name: name, Currency: "EUR", Payments: count, In: in, Out: out}
	}
	morning := time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)
	return checkout.Day{
		Since: morning, Until: now,
		Sums: []checkout.DaySum{
			sum(checkout.DayAll, "", 12, 50000, 1240), {By: checkout.DayAll, Currency: "GBP", Payments: 1, In: 500},
			sum(checkout.DayHour, "09", 3, 10000, 0), sum(checkout.DayHour, "11", 9, 40000, 1240),
			sum(checkout.DayKind, "refund", 1, 0, 1240), sum(checkout.DayKind, "sale", 11, 50000, 0),
			sum(checkout.DayScheme, "", 1, 0, 1240), sum(checkout.DayScheme, "VISA", 11, 50000, 0),
			sum(checkout.DayTerminal, door.ID(), 11, 50000, 0), sum(checkout.DayTerminal, "", 1, 0, 1240),
			sum(checkout.DayOperator, "Anna", 11, 50000, 0), sum(checkout.DayTips, "", 3, 1525, 0),
		},
		Unproven: []checkout.DayLine{
			{Reference: "a", Kind: payments.KindSale, State: payments.StateUnknown, Amount: eur(4200), Terminal: door.ID(), Created: now.Add(-time.Minute)},
			{Reference: "b", Kind: payments.KindRefund, State: payments.StateClosed, Amount: eur(500), Terminal: door.ID(), Created: now.Add(-2 * time.Hour)},
			{Reference: "d", Kind: payments.KindSale, State: payments.StateFailed, Amount: eur(1200), Terminal: door.ID(), Created: now.Add(-3 * time.Hour)}, // and contradicted since
		},
		Late: []checkout.DayLine{
			{Reference: "c", Kind: payments.KindSale, State: payments.StateApproved, Amount: eur(990), Terminal: door.ID(), Created: now.AddDate(0, 0, -1)},
		},
	}
}

func closedDay(number int) checkout.Day {
	d := aDay()
	d.By = "Olga"
	d.Number, d.At, d.Until = number, d.Until, d.Until.AddDate(0, 0, number-10)
	return d
}

// dayScreens are the states of the sheet of a day.
func dayScreens(w *page, p *present.Presenter, badges map[string]payments.Badge) {
	show := func(name string, in present.DayInput) {
		in.Badges, in.Now, in.Place = badges, now, "production"
		v := p.Day(in)
		w.head("%s", name)
		w.line(v.Title, v.Span)
		for _, s := range v.Sums {
			w.line(s.String())
		}
		w.line(v.Count, v.Open)
		w.sentence(v.Problem)
		w.line(v.HoursOf)
		for _, h := range v.Hours {
			w.line(h.Label, h.Text)
		}
		for _, g := range append(v.Lists, v.Groups...) {
			w.line("-- " + g.Title)
			w.balance(g.Lines)
		}
		if len(v.Earlier.Choices) > 0 {
			w.options(v.Earlier, 9)
		}
		w.buttons(v.Close, v.Back, v.Paper.Print, v.Paper.Save)
		w.line(v.Paper.Note)
		w.sheet(p.DaySheet(in))
	}
	show("a day", present.DayInput{Day: aDay(), Closed: []checkout.Day{closedDay(2), closedDay(1)}})
	show("a day on its way to the printer", present.DayInput{Day: checkout.Day{Since: now.Add(-time.Hour), Until: now}, Paper: present.PaperState{Busy: true}})
	show("a day that was printed", present.DayInput{Day: checkout.Day{Since: now.Add(-time.Hour), Until: now}, Paper: present.PaperState{Printed: true}})
	show("a day that was saved", present.DayInput{Day: checkout.Day{Since: now.Add(-time.Hour), Until: now}, Paper: present.PaperState{File: "/home/olga/day-3.pdf"}})
	w.question(p.AskSavePDF())
	show("a closed day", present.DayInput{Day: aDay(), Closed: []checkout.Day{closedDay(2), closedDay(1)}, Number: 1})
	show("a day without a payment", present.DayInput{Day: checkout.Day{Since: now.Add(-time.Hour), Until: now}})
	one := aDay()
	one.Unproven = one.Unproven[:1]
	one.Sums = []checkout.DaySum{{By: checkout.DayAll, Currency: "EUR", Payments: 1, In: 990}}
	show("a day with one of each", present.DayInput{Day: one})
	show("a day that cannot be read", present.DayInput{Problem: checkout.ErrJournal})
	for _, d := range []checkout.Day{aDay(), one, {}} {
		w.question(p.AskCloseDay(d))
	}
	w.line(p.DayWay())
}

// sheet is a sheet as it is put on paper.
func (w *page) sheet(s paper.Sheet) {
	w.line("| " + s.Title)
	for _, line := range s.Lines {
		w.line("| " + line)
	}
	for _, r := range s.Totals {
		w.line("| "+r.Label, r.Amount)
	}
	w.line("| [" + s.Warn + "]")
	for _, b := range s.Chart.Bars {
		w.line("| "+b.Label, b.Amount)
	}
	for _, p := range s.Parts {
		w.line(fmt.Sprintf("| %s: %v", p.Title, p.Rows))
	}
	w.line("| " + s.Foot)
}

// What is not confirmed is on paper before anything but the total, and by name.
func TestPaperHidesNothingEither(t *testing.T) {
	in := present.DayInput{Day: aDay(), Closed: []checkout.Day{closedDay(3)}, Number: 3, Shop: "Harbour Books", Place: "production", Now: now}
	s := english(t).DaySheet(in)
	if s.Warn != "3 not confirmed, not in total" || s.Title != "Day 3, closed" || s.Totals[0] != (paper.Row{Label: "Total", Amount: "487.60 EUR"}) || len(s.Parts[0].Rows) != 3 {
		t.Errorf("%+v", s)
	}
	in.Place = "training"
	if lines := english(t).DaySheet(in).Lines; lines[0] != "TRAINING · no money moves" {
		t.Errorf("in training: %q", lines)
	}
	in.Number, in.Place = 0, "production"
	if open := english(t).DaySheet(in); open.Lines[len(open.Lines)-1] != "Not closed yet: more may follow" {
		t.Errorf("a day that goes on: %q", open.Lines)
	}
}

// What is not confirmed is counted above everything, listed by name, and is in no sum.
func TestTheSheetHidesNothing(t *testing.T) {
	v := english(t).Day(present.DayInput{Day: aDay(), Badges: map[string]payments.Badge{door.ID(): badgeB}, Now: now})
	if v.Open != "3 not confirmed, not in total" || len(v.Lists) != 2 || len(v.Lists[0].Lines) != 3 {
		t.Errorf("%q, %+v", v.Open, v.Lists)
	}
	if kinds := v.Groups[0].Lines; kinds[1].Share != 1 || kinds[0].Share > -0.02 || kinds[0].Share < -0.03 || v.Lists[0].Lines[0].Share != 0 {
		t.Errorf("the shares of %+v and of %+v", kinds, v.Lists[0].Lines)
	}
	if v.Sums[0].String() != "487.60 EUR" || len(v.Sums) != 2 || len(v.Hours) != 3 || v.Hours[0].Share != 0.25 {
		t.Errorf("%v, %+v", v.Sums, v.Hours)
	}
	closed := english(t).Day(present.DayInput{Day: checkout.Day{}, Closed: []checkout.Day{closedDay(3)}, Number: 3, Now: now})
	if closed.Close.Enabled || closed.Open != v.Open || closed.Title != "Day 3, closed" {
		t.Errorf("%+v", closed)
	}
}
