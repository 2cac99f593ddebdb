package storage_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// What a person has given back is summed by who asked for it, and what is proven not to have gone
// is not in it.
func TestWhatAPersonHasGivenBack(t *testing.T) {
	j := journal(t)
	by := func(a payments.Attempt, who string) payments.Attempt {
		a.By.Operator = who
		return a
	}
	first := finished(t, j, by(sale(1), "Anna"), payments.StateApproved, 5)
	waiting(t, j, by(refund(2, first), "Anna"))
	second := finished(t, j, sale(3), payments.StateApproved, 5)
	finished(t, j, by(refund(4, second), "Anna"), payments.StateDeclined, 5)
	third := finished(t, j, sale(5), payments.StateApproved, 5)
	waiting(t, j, refund(6, third))
	given := func(who string, since time.Time, c payments.Currency) int64 {
		t.Helper()
		sum, err := j.GivenBack(t.Context(), who, since, c)
		must(t, err)
		return sum
	}
	amount := first.Amount.Minor()
	for what, c := range map[string][2]int64{
		"Anna's":         {given("Anna", noon.Add(-time.Hour), "EUR"), amount},
		"no name's":      {given("", noon.Add(-time.Hour), "EUR"), amount},
		"Ben's":          {given("Ben", noon.Add(-time.Hour), "EUR"), 0},
		"in dollars":     {given("Anna", noon.Add(-time.Hour), "USD"), 0},
		"of an hour ago": {given("Anna", noon.Add(24*time.Hour), "EUR"), 0},
	} {
		if c[0] != c[1] {
			t.Errorf("%s refunds are %d, want %d", what, c[0], c[1])
		}
	}
	day, err := j.CloseDay(t.Context(), checkout.Closing{By: "Olga", Since: noon.Add(-time.Hour), Now: noon.Add(time.Hour), Zone: time.UTC})
	must(t, err)
	if got := sumOf(day, checkout.DayOperator, "Anna"); got.Payments != 1 || got.In != amount {
		t.Errorf("Anna's day is %+v of %+v", got, day.Sums)
	}
	all, err := j.Closings(t.Context(), 1)
	must(t, err)
	if all[0].By != "Olga" {
		t.Errorf("closed by %q", all[0].By)
	}
	var names []string
	must(t, j.Lines(t.Context(), checkout.Query{}, func(l checkout.Line) error {
		names = append(names, l.Operator)
		return nil
	}))
	if len(names) != 6 || names[5] != "Anna" || names[3] != "" {
		t.Errorf("a list outside names %q", names)
	}
}
