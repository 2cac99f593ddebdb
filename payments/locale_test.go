package payments_test

import (
	"strings"
	"testing"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"tillside/payments"
)

func TestNumberFormatFor(t *testing.T) {
	tests := []struct {
		locale, decimal, group string
	}{
		{"en", ".", ","}, {"en-GB", ".", ","}, {"en_US.UTF-8", ".", ","}, {"EN", ".", ","}, {"En_us", ".", ","},
		{"es", ",", "."}, {"es-ES", ",", "."}, {"es_CL.UTF-8", ",", "."}, {"es-AR", ",", "."}, {"es-CO", ",", "."},
		{"es-MX", ".", ","}, {"es_MX.UTF-8", ".", ","}, {"es_mx", ".", ","}, {"es-PE", ".", ","}, {"es-419", ".", ","},
		{"es-PA", ".", ","}, {"es-SV", ".", ","}, {"es-HN", ".", ","}, {"es-NI", ".", ","}, {"es-PR", ".", ","},
		{"de", ",", "."}, {"de-CH", ".", "’"}, {"DE-ch", ".", "’"}, {"de_AT@euro", ",", "\u00a0"}, {"de_DE@euro", ",", "."},
		{"fr", ",", "\u202f"}, {"fr-CA", ",", "\u202f"}, {"is_IS", ",", "."}, {"pt-PT", ",", "\u00a0"}, {"pt-BR", ",", "."},
		{"tlh", ".", ""}, {"", ".", ""}, {"C", ".", ""}, {"POSIX", ".", ""}, {"-", ".", ""}, {".UTF-8", ".", ""},
	}
	for _, c := range tests {
		if got := payments.NumberFormatFor(c.locale); got.Decimal != c.decimal || got.Group != c.group {
			t.Errorf("%q: got decimal %q and group %q, want %q and %q", c.locale, got.Decimal, got.Group, c.decimal, c.group)
		}
	}
}

// The separators are ours, but not our opinion: CLDR 32, as golang.org/x/text has it, must
// agree. Where a newer CLDR decided otherwise, the difference is named.
func TestSeparatorsAgreeWithCLDR(t *testing.T) {
	newer := map[string]string{
		"en-ZA": "changed in 2023 (CLDR-16247)",
	}
	for _, locale := range locales {
		if locale == "tlh" || locale == "no" || newer[locale] != "" {
			continue // not in CLDR, an alias of nb, decided otherwise since
		}
		text := message.NewPrinter(language.MustParse(locale)).Sprint(number.Decimal(1234567.5, number.MinFractionDigits(1)))
		format := payments.NumberFormatFor(locale)
		want := strings.Join([]string{"1", "234", "567"}, format.Group) + format.Decimal + "5"
		if spacesAlike(text) != spacesAlike(want) {
			t.Errorf("%s: CLDR writes %q, we write %q", locale, text, want)
		}
	}
}

// spacesAlike makes the no-break spaces equal: CLDR 34 changed the one of French.
func spacesAlike(s string) string { return strings.ReplaceAll(s, "\u202f", "\u00a0") }
