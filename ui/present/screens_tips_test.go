package present_test

import (
	"slices"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// tipped is a sale of 12.40 that was paid with a tip.
func tipped(tip int64) payments.Attempt {
	a := attempt(payments.KindSale, payments.StateApproved)
	a.Outcome.Amounts.Charged, a.Outcome.Amounts.Tip = eur(a.Amount.Minor()+tip), eur(tip)
	return a
}

func tipScreens(p *present.Presenter) string {
	var w page
	for _, t := range []present.TipSettings{
		{}, {On: true, Percent: []int{10, 15, 20}, Own: true, Skip: true}, {On: true, Percent: []int{5}, Tax: 8875, Heading: "Service"},
	} {
		w.head("settings: tips of %v, %d", t.Percent, t.Tax)
		v := p.Tips(t)
		w.options(v.Choice, 9)
		if t.On {
			w.field(v.Percent)
			w.options(v.Own, 9)
			w.options(v.Skip, 9)
			w.field(v.Heading)
			w.field(v.Tax)
		}
	}
	w.head("settings: what is no percentage, and no tax")
	w.line(p.TipsWrong(false))
	w.line(p.TipsWrong(true))
	for _, tip := range []int64{120, 5000} {
		a := tipped(tip)
		w.head("a sale with a tip of %d", tip)
		in := paymentInput(payments.KindSale, payments.StateApproved)
		in.Attempt = a
		w.payment(p.Payment(in))
		facts := p.Detail(present.DetailInput{Attempt: a, Now: now}).Facts
		w.line(facts[0].Name, facts[0].Value)
	}
	totals := []checkout.Total{{Currency: "EUR", Payments: 2, Net: eur(2600), Tips: eur(120)}}
	w.head("the journal and the day")
	journal := p.Journal(present.JournalInput{
		Attempts: []payments.Attempt{tipped(120)}, Now: now, Totals: map[time.Time][]checkout.Total{time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC): totals},
	})
	w.line(journal.Days[0].Sum)
	w.line(journal.Days[0].Rows[0].Amount.Number, journal.Days[0].Rows[0].Detail)
	sale := present.SaleInput{Entry: present.NewEntry("EUR")}
	sale.Today = totals
	for _, line := range p.Sale(sale).Today {
		w.line(line.Label, line.Amount)
	}
	return w.String()
}

// What is not plainly charged shows no tip: that of a decline is what would have been added.
func TestATipIsToldWhereMoneyMoved(t *testing.T) {
	p := english(t)
	declined := tipped(120)
	declined.State, declined.Outcome.State = payments.StateDeclined, payments.StateDeclined
	for _, f := range p.Detail(present.DetailInput{Attempt: declined, Now: now}).Facts {
		if f.Name == "Tip" {
			t.Errorf("a declined sale has the tip %s", f.Value)
		}
	}
	if facts := p.Detail(present.DetailInput{Attempt: attempt(payments.KindSale, payments.StateApproved), Now: now}).Facts; facts[0].Name == "Tip" {
		t.Error("a sale without a tip has one")
	}
}

func TestTipSettingsAreKept(t *testing.T) {
	want := present.TipSettings{On: true, Percent: []int{5, 10}, Own: true, Tax: 8875, Heading: "Service; charge"}
	s := present.DefaultSettings().WithTips("production:bar", want)
	back := present.ParseSettings(s.Words())
	got := back.TipsOf("production:bar")
	if got.On != want.On || !slices.Equal(got.Percent, want.Percent) || got.Own != want.Own || got.Skip != want.Skip || got.Tax != want.Tax || got.Heading != want.Heading {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if other := back.TipsOf("production"); other.On || len(other.Percent) == 0 {
		t.Errorf("another profile asks %+v", other)
	}
	for _, word := range []string{"", "on", "on;x;on;on;0;", "on;;on;on;0;", "on;101;on;on;0;"} {
		if got := present.ParseSettings(map[string]string{"tips:production": word}).TipsOf("production"); got.On {
			t.Errorf("%q asks %+v", word, got)
		}
	}
	if gone := s.WithoutProfile(payments.Providers{provider}, "production:bar").Words(); gone["tips:production:bar"] != "" {
		t.Error("the tips of a profile that was forgotten are kept")
	}
}

func TestTheQuestionForATip(t *testing.T) {
	t21 := present.TipSettings{On: true, Percent: []int{10, 20}, Own: true, Skip: true, Tax: 21000}
	for amount, base := range map[int64]int64{1210: 1000, 100: 83, 1: 1, 2: 2, 999_999_999_998: 826446280990} {
		q := t21.Question(eur(amount))
		if q.Base != eur(base) || q.Check(eur(amount)) != nil {
			t.Errorf("of %d: %v, want %d", amount, q.Base, base)
		}
	}
	t21.On = false
	if t21.Question(eur(1210)).Asked() {
		t.Error("a terminal asks although it should not")
	}
	if q := (present.TipSettings{On: true, Percent: []int{10}}).Question(eur(1210)); !q.Base.IsZero() || !q.Asked() {
		t.Errorf("without a tax: %+v", q)
	}
}

func TestPercentagesAndTaxesAreRead(t *testing.T) {
	for text, want := range map[string][]int{"10 15 20": {10, 15, 20}, "10,15%": {10, 15}, " 100 ": {100}} {
		if got, ok := present.ReadPercentages(text); !ok || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "ten", "0", "101", "-5", "10.5", "1 2 3 4 5", "10 10"} {
		if got, ok := present.ReadPercentages(text); ok {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
	for text, want := range map[string]int{"": 0, "21": 21000, "8.875": 8875, "8,25 %": 8250, "0.5": 500, "99.999": 99999} {
		if got, ok := present.ReadTax(text); !ok || got != want {
			t.Errorf("%q: %v %v", text, got, ok)
		}
	}
	for _, text := range []string{"x", "100", "8.8755", ".5", "-1", "1.2.3"} {
		if got, ok := present.ReadTax(text); ok {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}
