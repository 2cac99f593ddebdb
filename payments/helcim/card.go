package helcim

import (
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// schemes are the codes of "cardType" that are certain. A code that is not here, and a name in
// full, is shown as it came.
var schemes = map[string]string{
	"VI": "Visa", "MC": "Mastercard", "AX": "American Express", "DI": "Discover", "DCI": "Diners Club",
	"JCB": "JCB", "UP": "UnionPay", "IN": interac, "DB": debit,
}

// What a debit card's scheme is called here: its payments are refunded at a terminal.
const (
	interac = "Interac"
	debit   = "Debit"
)

func card(t transaction) payments.Card {
	masked, overexposed := mask(t.Card.Word())
	return payments.Card{Scheme: scheme(t.CardType.Word()), Masked: masked, UnmaskedByProvider: overexposed}
}

func scheme(word string) string {
	if name := schemes[strings.ToUpper(word)]; name != "" {
		return name
	}
	if strings.Contains(strings.ToUpper(word), "INTERAC") {
		return interac
	}
	return rest.Tidy(word, 30)
}

// The digits of a card number that may be shown.
const (
	leadingDigits  = 6
	trailingDigits = 4
	wholeNumber    = 12 // a number with so many digits is not "the first six and the last four"
)

// mask writes the first six and last four digits, which come as a bare number of ten digits or with
// signs between them, and tells whether more of them came.
func mask(number string) (masked string, overexposed bool) {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	stars := strings.Repeat("*", leadingDigits)
	switch n := len(digits); {
	case n == leadingDigits+trailingDigits:
		return digits[:leadingDigits] + stars + digits[leadingDigits:], false
	case n >= wholeNumber:
		return digits[:leadingDigits] + stars + digits[n-trailingDigits:], true
	case n > trailingDigits:
		return stars + digits[n-trailingDigits:], n > leadingDigits+trailingDigits
	case n > 0:
		return stars + digits, false
	}
	return "", false
}
