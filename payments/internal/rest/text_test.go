package rest

import (
	"strings"
	"testing"
)

func TestCleanTexts(t *testing.T) {
	tests := []struct{ in, want string }{
		{"  two\n words\t\x00 ", "two words"},
		{"card 4761730000000936 declined", "card **************** declined"},
		{"card 4761 7300 0000 0936!", "card *******************!"},
		{"4761-7300-0000-0936", "*******************"},
		{"4761\x007300\x000000\x000936", "*******************"},
		{"card 4111.1111.1111.1111", "card *******************"},
		{"card 4111_1111_1111_1111", "card *******************"},
		{"card 4111/1111/1111/1111", "card *******************"},
		{"card ４１１１１１１１１１１１１１１１", "card ****************"},
		{"card 4111 – 1111 – 1111 – 1111", "card *************************"},
		{"call 0800 123 4567", "call 0800 123 4567"},
		{"on 2026-11-20 10", "on 2026-11-20 10"},
		{"", ""},
		{"Aprobado o completado con éxito", "Aprobado o completado con éxito"},
	}
	for _, test := range tests {
		if got := Clean(test.in, 60); got != test.want {
			t.Errorf("%q: got %q", test.in, got)
		}
	}
	if got := Clean(strings.Repeat("é", 30), 20); got != strings.Repeat("é", 20) {
		t.Errorf("cut to %q", got)
	}
	if got := Clean("12345678901 4761730000000936", 20); strings.Contains(got, "4761") {
		t.Errorf("hidden before it is cut: %q", got)
	}
	if got := Tidy("000041555818012", 40); got != "000041555818012" {
		t.Errorf("a retrieval number is kept: %q", got)
	}
}

// Digits that might be a card's are hidden from twelve on, wherever they stand.
func TestDigitsAreHiddenFromTwelveOn(t *testing.T) {
	for said, want := range map[string]string{
		"12345678901":                  "12345678901",
		"123456789012":                 "************",
		"x 1234 5678 9012 y":           "x ************** y",
		"a123456789012b 3456789012 34": "a************b *************",
		"12345678901 a 23":             "12345678901 a 23",
		"12-34-56-78-90-12.":           "*****************.",
	} {
		if got := Clean(said, 160); got != want {
			t.Errorf("%q became %q", said, got)
		}
	}
	if got := hideNumbers("123456789012 "); got != "************ " {
		t.Errorf("%q", got)
	}
}
