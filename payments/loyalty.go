package payments

import "strings"

// CardNumber is what a terminal tells of the number of a card that was presented for no payment, such as a
// loyalty card. The zero value is no number.
type CardNumber struct {
	Whole   Secret // for whoever stands at the till, once; empty of a payment card
	Payment bool   // it is the number of a payment card, which is not here
}

// The shortest and the longest number of a card that is no payment card, in digits. ISO/IEC 7812 allows 19; some
// shops number their cards without it.
const shortestLoyalty, longestLoyalty = 4, 30

// ReadCardNumber takes the number of a card as a provider wrote it. That of a payment card by Luhn and range
// is dropped here, and so is what has any sign but digits, blanks and dashes.
func ReadCardNumber(written string) CardNumber {
	number := strings.NewReplacer(" ", "", "-", "").Replace(written)
	switch {
	case CardNumberIn(written), CardNumberIn(number), mayPay(number):
		return CardNumber{Payment: true}
	case len(number) < shortestLoyalty, len(number) > longestLoyalty, !onlyDigits(number):
		return CardNumber{}
	}
	return CardNumber{Whole: NewSecret(number)}
}

// mayPay is wider than CardNumberIn, which has to let through what people type: payment cards have 12 digits
// (Maestro) to 19, and 2 to 6 in front.
func mayPay(number string) bool {
	return onlyDigits(number) && len(number) >= 12 && len(number) <= longestCard && number[0] >= '2' && number[0] <= '6' && luhn(number)
}

// Masked is all that may be written down: the last four digits where there are at least as many before them,
// "" where there is no number.
func (n CardNumber) Masked() string {
	whole := n.Whole.Reveal()
	from := len(whole) - 4
	if from < 4 {
		from = len(whole)
	}
	return strings.Repeat("*", from) + whole[from:]
}
