package payments

import "errors"

// TipQuestion is what a terminal asks the customer of a sale beside the amount: how much to
// add. The zero value asks nothing. What the customer has chosen stands in the result, and
// Attempt.Compare holds the charged amount against it.
type TipQuestion struct {
	Percent [MostTips]int // on offer, in their order; 0 where there are fewer
	Heading string        // above the question; "" for the terminal's own
	Own     bool          // the customer may type an amount
	Skip    bool          // the customer may add nothing
	Base    Money         // what the percentages are of; zero Money means the amount
}

// MostTips is how many percentages one question offers at most, and LongestTipHeading how long
// its heading may be. No provider states either; they are what fits a terminal.
const (
	MostTips          = 4
	LongestTipHeading = 30
)

// mostTipPercent is the highest percentage on offer. More is a slip of the owner's.
const mostTipPercent = 100

// ErrTips is a question that no terminal can ask. Compare with errors.Is.
var ErrTips = errors.New("not a question for a tip")

// Asked reports whether there is a question.
func (q TipQuestion) Asked() bool { return q != TipQuestion{} }

// Check is ErrTips for a question without percentages, with one that is none, or about more
// money than the amount.
func (q TipQuestion) Check(amount Money) error {
	ended := false
	for i, p := range q.Percent {
		if p < 0 || p > mostTipPercent || p == 0 && i == 0 || p != 0 && ended {
			return ErrTips
		}
		ended = p == 0
	}
	if len([]rune(q.Heading)) > LongestTipHeading || CardNumberIn(q.Heading) {
		return ErrTips
	}
	if q.Base.IsZero() {
		return nil
	}
	if more, err := q.Base.Cmp(amount); err != nil || more > 0 || q.Base.Sign() <= 0 {
		return ErrTips
	}
	return nil
}

// Percentages are those on offer.
func (q TipQuestion) Percentages() []int {
	for i, p := range q.Percent {
		if p == 0 {
			return q.Percent[:i]
		}
	}
	return q.Percent[:]
}
