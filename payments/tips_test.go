package payments_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"tillside/payments"
)

func asked(percent ...int) payments.TipQuestion {
	q := payments.TipQuestion{Own: true, Skip: true}
	copy(q.Percent[:], percent)
	return q
}

// Where the terminal was told to ask for a tip, what was charged is what was asked and the tip
// that the answer states, and nothing else.
func TestCompareHoldsTheTipThatWasAskedFor(t *testing.T) {
	tests := []struct {
		name                        string
		requested, charged, tip, ex int64
		fits                        bool
	}{
		{"no tip", 1240, 1240, 0, 0, true},
		{"a tip", 1240, 1364, 124, 0, true},
		{"a tip and a fee", 1240, 1384, 124, 20, true},
		{"a tip, and a fee outside of the total", 1240, 1364, 124, 20, true},
		{"a tip that was not charged", 1240, 1240, 124, 0, false},
		{"a charge without its tip", 1240, 1364, 0, 0, false},
		{"a tip a hundred times too small", 1240, 1364, 1, 0, false},
		{"a tip a hundred times too large", 1240, 1364, 12400, 0, false},
		{"a fee in the tip's place", 1240, 1260, 124, 20, false},
		{"another amount", 1250, 1374, 124, 0, false},
		{"less than was asked", 1240, 1239, 0, 0, false},
	}
	for _, test := range tests {
		a, o := sale(), answer()
		a.Tips = asked(10)
		o.Amounts = payments.Amounts{Requested: eur(test.requested), Charged: eur(test.charged), Tip: eur(test.tip), Extra: eur(test.ex)}
		if got := a.Compare(o); (got == nil) != test.fits {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
	unstated := answer()
	a := sale()
	a.Tips = asked(10)
	if got := a.Compare(unstated); got != nil {
		t.Errorf("an answer without a tip of which nothing was charged on top: %v", got)
	}
}

// A tip that the shop knew before is a part of the amount: a charge of both is not what was asked for.
func TestCompareHoldsATipThatIsWithinTheAmount(t *testing.T) {
	for _, test := range []struct {
		name                        string
		requested, charged, tip, ex int64
		fits                        bool
	}{
		{"the amount", 1240, 1240, 240, 0, true},
		{"the amount, the tip not stated", 1240, 1240, 0, 0, true},
		{"asked for without the tip", 1000, 1240, 240, 0, true},
		{"a fee on top", 1240, 1260, 240, 20, true},
		{"the tip on top", 1240, 1480, 240, 0, false},
		{"the tip left out", 1240, 1000, 240, 0, false},
		{"asked for without the tip, and charged so", 1000, 1000, 240, 0, false},
		{"asked for with the tip twice", 1480, 1240, 240, 0, false},
	} {
		a, o := sale(), answer()
		a.Tip = eur(240)
		o.Amounts = payments.Amounts{Requested: eur(test.requested), Charged: eur(test.charged), Tip: eur(test.tip), Extra: eur(test.ex)}
		if got := a.Compare(o); (got == nil) != test.fits {
			t.Errorf("%s: got %v", test.name, got)
		}
	}
}

func TestCompareLetsNoOtherTipPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, o := sale(), answer()
		a.Tips = asked(10, 15)
		tip, over := rapid.Int64Range(0, 1e6).Draw(t, "tip"), rapid.Int64Range(-1239, 1e6).Draw(t, "over")
		o.Amounts.Charged, o.Amounts.Tip = eur(1240+over), eur(tip)
		if passed := a.Compare(o) == nil; passed != (tip == over) {
			t.Fatalf("tip %d, %d more charged: passed %v", tip, over, passed)
		}
	})
}

func TestTipQuestions(t *testing.T) {
	based := func(base payments.Money) payments.TipQuestion {
		q := asked(10)
		q.Base = base
		return q
	}
	headed := func(heading string) payments.TipQuestion {
		q := asked(10)
		q.Heading = heading
		return q
	}
	for name, q := range map[string]payments.TipQuestion{
		"one": asked(10), "all there is room for": asked(1, 2, 3, 100), "of a part": based(eur(1000)), "of all": based(eur(1240)), "headed": headed("Service"),
	} {
		if err := q.Check(eur(1240)); err != nil || !q.Asked() {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, q := range map[string]payments.TipQuestion{
		"nothing on offer": asked(), "a gap": asked(10, 0, 20), "too much": asked(101), "negative": asked(10, -5),
		"of more than the amount": based(eur(1241)), "of another currency": based(payments.MustMoney(10, "GBP")), "of nothing": based(eur(0)),
		"a heading without an end": headed("0123456789012345678901234567890"), "a card number": headed("4111 1111 1111 1111"),
	} {
		if err := q.Check(eur(1240)); !errors.Is(err, payments.ErrTips) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if (payments.TipQuestion{}).Asked() {
		t.Error("the zero question asks something")
	}
	if got := asked(5, 10).Percentages(); !slices.Equal(got, []int{5, 10}) {
		t.Errorf("got %v", got)
	}
}
