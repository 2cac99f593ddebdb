package payments_test

import (
	"fmt"
	"strings"
	"testing"

	"tillside/payments"
)

// The number of a card that pays is dropped, however it is written; that of any other is masked before it is
// written down.
func TestTheNumberOfACardThatPaysIsDropped(t *testing.T) {
	for written, want := range map[string]struct {
		whole, masked string
		pays          bool
	}{
		"9826000012345":           {"9826000012345", "*********2345", false},
		"98 2600-0012345":         {"9826000012345", "*********2345", false},
		"12345678":                {"12345678", "****5678", false},
		"1234567":                 {"1234567", "*******", false},
		"4111111111111112":        {"4111111111111112", "************1112", false}, // no check digit of a card
		"123":                     {},
		"":                        {},
		"************3555":        {},
		"LOY-123456":              {},
		strings.Repeat("1", 31):   {},
		"4111111111111111":        {pays: true},
		"4111 1111 1111 1111":     {pays: true},
		"4111-1111-1111-1111":     {pays: true},
		"+4111111111111111":       {}, // not digits alone
		"378282246310005":         {pays: true},
		"5555555555554444":        {pays: true},
		"2223003122003222":        {pays: true},
		"6304000000000000":        {pays: true},
		"4222222222222":           {pays: true}, // 13 digits, as old Visa cards
		"501800000009":            {pays: true}, // 12, as some Maestro cards
		"6212345678901234567890":  {"6212345678901234567890", strings.Repeat("*", 18) + "7890", false},
		"PAN 4111 1111 1111 1111": {pays: true},
	} {
		got := payments.ReadCardNumber(written)
		if got.Whole.Reveal() != want.whole || got.Payment != want.pays || got.Masked() != want.masked {
			t.Errorf("%q: %q, pays %v, masked %q", written, got.Whole.Reveal(), got.Payment, got.Masked())
		}
		if want.whole != "" && strings.Contains(fmt.Sprintf("%v %+v", got, got), want.whole) {
			t.Errorf("%q is printed", written)
		}
	}
}
