package handpoint

import (
	"strings"

	"tillside/payments"
)

// The digits of a card number that may be shown: "at most the first six and last four".
const (
	leadingDigits  = 6
	trailingDigits = 4
	longestNumber  = 24
)

func card(r result) payments.Card {
	masked, overexposed := mask(firstOf(r.MaskedCardNumber, r.CardTypeID))
	entry := entries[strings.ToUpper(word(r.PaymentScenario))]
	if entry == payments.EntryUnknown {
		entry = entries[strings.ToUpper(word(r.CardEntryType))]
	}
	verification := strings.ToUpper(tidy(string(r.VerificationMethod), 30))
	if verification == "UNDEFINED" {
		verification = ""
	}
	return payments.Card{
		Scheme: tidy(string(r.CardSchemeName), 30), Masked: masked, Entry: entry,
		Verification: verification, UnmaskedByProvider: overexposed,
	}
}

// mask lets through what may be shown of a card number and tells whether the gateway sent
// more than that. A number that is too short to have a hidden middle, or too long to be
// one, keeps its last four.
func mask(number string) (masked string, overexposed bool) {
	var all []byte
	for _, r := range number {
		switch {
		case r == ' ' || r == '-':
			continue
		case r >= '0' && r <= '9':
			all = append(all, byte(r))
		default:
			all = append(all, '*')
		}
	}
	if !strings.ContainsAny(string(all), "0123456789") {
		return "", false
	}
	from, to := leadingDigits, len(all)-trailingDigits
	if from >= to || len(all) > longestNumber {
		from = 0
	}
	for i := from; i < to; i++ {
		if all[i] != '*' {
			all[i], overexposed = '*', true
		}
	}
	return string(all[max(0, len(all)-longestNumber):]), overexposed
}
