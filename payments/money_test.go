package payments_test

import (
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tillside/payments"
)

var (
	plain   = payments.NumberFormat{Decimal: "."}
	english = payments.NumberFormatFor("en")
	spanish = payments.NumberFormatFor("es")
	french  = payments.NumberFormatFor("fr")
	swiss   = payments.NumberFormatFor("de-CH")
)

// locales has every row of the table of separators, and one that has none.
var locales = strings.Fields(`
	en es de it pt nl da is tr id el hr sl ro fr sv nb no fi pl cs sk hu ru uk bg ja zh ko he th
	es-MX es-US es-PE es-GT es-DO es-HN es-NI es-PA es-SV es-PR es-419 de-CH it-CH de-AT pt-PT en-ZA tlh`)

func drawCurrency(t *rapid.T) payments.Currency {
	return rapid.SampledFrom(payments.Currencies()).Draw(t, "currency")
}

func drawMoney(t *rapid.T, name string) payments.Money {
	return payments.MustMoney(rapid.Int64().Draw(t, name), drawCurrency(t))
}

func TestParseReadsWhatFormatWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoney(t, "minor")
		format := payments.NumberFormatFor(rapid.SampledFrom(locales).Draw(t, "locale"))
		text := m.Format(format)
		got, err := payments.ParseMoney(text, m.Currency(), format)
		if err != nil || got != m {
			t.Fatalf("%v written as %q was read as %v, %v", m, text, got, err)
		}
	})
}

func TestEveryCurrencyInEveryFormat(t *testing.T) {
	amounts := []int64{0, 1, 9, 10, 99, 100, 999, 1000, 123456, 1234567890123, math.MaxInt64, -1, -1000, math.MinInt64}
	for _, c := range payments.Currencies() {
		for _, locale := range locales {
			format := payments.NumberFormatFor(locale)
			for _, minor := range amounts {
				m := payments.MustMoney(minor, c)
				if got, err := payments.ParseMoney(m.Format(format), c, format); err != nil || got != m {
					t.Fatalf("%v in %s: %q was read as %v, %v", m, locale, m.Format(format), got, err)
				}
			}
		}
	}
}

func TestFormatHasTheCurrencysDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMoney(t, "minor")
		whole, fraction, found := strings.Cut(m.Format(plain), ".")
		if len(fraction) != m.Currency().Exponent() || found != (m.Currency().Exponent() > 0) {
			t.Fatalf("%v has the decimals %q", m, fraction)
		}
		digits := strings.TrimLeft(strings.TrimPrefix(whole, "−")+fraction, "0")
		want := strings.TrimLeft(new(big.Int).Abs(big.NewInt(m.Minor())).String(), "0")
		if digits != want {
			t.Fatalf("%d minor units have the digits %q", m.Minor(), digits)
		}
	})
}

func TestFormat(t *testing.T) {
	tests := []struct {
		minor    int64
		currency payments.Currency
		format   payments.NumberFormat
		want     string
	}{
		{1240, "EUR", english, "12.40"},
		{1240, "EUR", spanish, "12,40"},
		{124050, "EUR", english, "1,240.50"},
		{124050, "EUR", spanish, "1.240,50"},
		{124050, "EUR", french, "1\u202f240,50"},
		{124050, "CHF", swiss, "1’240.50"},
		{124050, "EUR", plain, "1240.50"},
		{124050, "EUR", payments.NumberFormat{}, "1240.50"},
		{123456789012345, "EUR", english, "1,234,567,890,123.45"},
		{5, "EUR", english, "0.05"},
		{50, "EUR", english, "0.50"},
		{0, "EUR", english, "0.00"},
		{-5, "EUR", english, "−0.05"},
		{-123456, "EUR", english, "−1,234.56"},
		{1240, "JPY", english, "1,240"},
		{0, "JPY", english, "0"},
		{1240, "KWD", english, "1.240"},
		{1, "KWD", english, "0.001"},
		{12345678, "CLF", english, "1,234.5678"},
		{1, "UYW", spanish, "0,0001"},
		{999, "EUR", english, "9.99"},
		{99900, "EUR", english, "999.00"},
		{100000, "EUR", english, "1,000.00"},
		{math.MaxInt64, "EUR", english, "92,233,720,368,547,758.07"},
		{math.MinInt64, "EUR", english, "−92,233,720,368,547,758.08"},
		{math.MinInt64, "JPY", plain, "−9223372036854775808"},
	}
	for _, c := range tests {
		if got := payments.MustMoney(c.minor, c.currency).Format(c.format); got != c.want {
			t.Errorf("%d %s: got %q, want %q", c.minor, c.currency, got, c.want)
		}
	}
	if got := (payments.Money{}).Format(english); got != "0" {
		t.Errorf("no amount: got %q", got)
	}
}

func TestMoneyString(t *testing.T) {
	for want, m := range map[string]payments.Money{
		"12.40 EUR":                 payments.MustMoney(1240, "EUR"),
		"-12.40 EUR":                payments.MustMoney(-1240, "EUR"),
		"1240 JPY":                  payments.MustMoney(1240, "JPY"),
		"1.240 KWD":                 payments.MustMoney(1240, "KWD"),
		"0.1240 CLF":                payments.MustMoney(1240, "CLF"),
		"0.00 EUR":                  payments.MustMoney(0, "EUR"),
		"-92233720368547758.08 EUR": payments.MustMoney(math.MinInt64, "EUR"),
		"12345678901.23 EUR":        payments.MustMoney(1234567890123, "EUR"),
		"":                          {},
	} {
		if got := m.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestParseMoney(t *testing.T) {
	tests := []struct {
		text     string
		currency payments.Currency
		format   payments.NumberFormat
		want     int64
	}{
		{"12.40", "EUR", english, 1240},
		{"12,40", "EUR", spanish, 1240},
		{"12.4", "EUR", english, 1240},
		{"12.", "EUR", english, 1200},
		{"12", "EUR", english, 1200},
		{".5", "EUR", english, 50},
		{"0", "EUR", english, 0},
		{"007", "EUR", english, 700},
		{"  12.40\t", "EUR", english, 1240},
		{"1,240.50", "EUR", english, 124050},
		{"1.240,50", "EUR", spanish, 124050},
		{"1,234,567.89", "EUR", english, 123456789},
		{"1\u202f240,50", "EUR", french, 124050},
		{"1 240,50", "EUR", french, 124050},      // what a French keyboard types
		{"1\u00a0240,50", "EUR", french, 124050}, // what a French spreadsheet copies
		{"1240,50", "EUR", french, 124050},
		{"1’240.50", "CHF", swiss, 124050},
		{"1'240.50", "CHF", swiss, 124050}, // what a Swiss keyboard types
		{"1240.50", "EUR", english, 124050},
		{"-12.40", "EUR", english, -1240},
		{"−12.40", "EUR", english, -1240},
		{"-0", "EUR", english, 0},
		{"1240", "JPY", english, 1240},
		{"1,240", "JPY", english, 1240},
		{"1240.", "JPY", english, 1240},
		{"1.240", "KWD", english, 1240},
		{"1.24", "KWD", english, 1240},
		{"1.2345", "CLF", english, 12345},
		{"12.40", "EUR", payments.NumberFormat{}, 1240},
		{"12", "EUR", payments.NumberFormat{}, 1200},
		{"12345678901.23", "EUR", english, 1234567890123}, // thirteen digits
		{"92233720368547758.07", "EUR", english, math.MaxInt64},
		{"-92233720368547758.08", "EUR", english, math.MinInt64},
		{"000000000000000000000000012.40", "EUR", english, 1240},
	}
	for _, c := range tests {
		got, err := payments.ParseMoney(c.text, c.currency, c.format)
		if want := payments.MustMoney(c.want, c.currency); err != nil || got != want {
			t.Errorf("%q in %s: got %v, %v, want %v", c.text, c.currency, got, err, want)
		}
	}
}

func TestParseMoneyRefuses(t *testing.T) {
	tests := []struct {
		text     string
		currency payments.Currency
		format   payments.NumberFormat
		want     error
	}{
		{"", "EUR", english, payments.ErrAmount},
		{" ", "EUR", english, payments.ErrAmount},
		{".", "EUR", english, payments.ErrAmount},
		{"-", "EUR", english, payments.ErrAmount},
		{"-.", "EUR", english, payments.ErrAmount},
		{"+5", "EUR", english, payments.ErrAmount},
		{"--5", "EUR", english, payments.ErrAmount},
		{"-−5", "EUR", english, payments.ErrAmount},
		{"−-5", "EUR", english, payments.ErrAmount},
		{"- 5", "EUR", english, payments.ErrAmount},
		{"5-", "EUR", english, payments.ErrAmount},
		{"12.405", "EUR", english, payments.ErrAmount},
		{"12.400", "EUR", english, payments.ErrAmount},
		{"12.5", "JPY", english, payments.ErrAmount},
		{"1.2345", "KWD", english, payments.ErrAmount},
		{"1.23456", "CLF", english, payments.ErrAmount},
		{"12,40", "EUR", english, payments.ErrAmount}, // must not become 1240.00
		{"12.40", "EUR", spanish, payments.ErrAmount},
		{"1,24", "EUR", english, payments.ErrAmount},
		{"1,2400", "EUR", english, payments.ErrAmount},
		{",240", "EUR", english, payments.ErrAmount},
		{"1,,240", "EUR", english, payments.ErrAmount},
		{"1240,500", "EUR", english, payments.ErrAmount},
		{"1,240,", "EUR", english, payments.ErrAmount},
		{"0,012", "KWD", english, payments.ErrAmount}, // nobody groups after a zero: meant is 0.012
		{"00,120", "EUR", english, payments.ErrAmount},
		{"1 240", "EUR", english, payments.ErrAmount},
		{"1 24,00", "EUR", french, payments.ErrAmount},
		{"1\u202f240 500", "EUR", payments.NumberFormat{Decimal: ",", Group: "."}, payments.ErrAmount},
		{"1.240,5.0", "EUR", spanish, payments.ErrAmount},
		{"1.2.3", "EUR", english, payments.ErrAmount},
		{"12,40,", "EUR", spanish, payments.ErrAmount},
		{"1e3", "EUR", english, payments.ErrAmount},
		{"0x10", "EUR", english, payments.ErrAmount},
		{"1_000", "EUR", english, payments.ErrAmount},
		{"NaN", "EUR", english, payments.ErrAmount},
		{"Inf", "EUR", english, payments.ErrAmount},
		{"12.40 EUR", "EUR", english, payments.ErrAmount},
		{"€12", "EUR", english, payments.ErrAmount},
		{"１２", "EUR", english, payments.ErrAmount},
		{"١٢", "EUR", english, payments.ErrAmount},
		{"1\x00", "EUR", english, payments.ErrAmount},
		{"\xff", "EUR", english, payments.ErrAmount},
		{"92233720368547758.08", "EUR", english, payments.ErrOverflow},
		{"-92233720368547758.09", "EUR", english, payments.ErrOverflow},
		{"92233720368547759", "EUR", english, payments.ErrOverflow},
		{strings.Repeat("9", 400), "EUR", english, payments.ErrOverflow},
		{"12.40", "", english, payments.ErrCurrency},
		{"12.40", "eur", english, payments.ErrCurrency},
		{"12.40", "XXX", english, payments.ErrCurrency},
	}
	for _, c := range tests {
		got, err := payments.ParseMoney(c.text, c.currency, c.format)
		if !errors.Is(err, c.want) || got != (payments.Money{}) {
			t.Errorf("%q in %q: got %v, %v, want %v", c.text, c.currency, got, err, c.want)
		}
	}
}

// Whatever is typed: an error, or an amount that says the same as the text.
func TestParseMoneyNeverInvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-−]{0,2}[0-9., ’']{0,12}`).Draw(t, "text")
		c := drawCurrency(t)
		format := payments.NumberFormatFor(rapid.SampledFrom(locales).Draw(t, "locale"))
		m, err := payments.ParseMoney(text, c, format)
		if err != nil {
			return
		}
		whole, fraction, _ := strings.Cut(text, format.Decimal)
		typed := onlyDigits(whole) + fraction + strings.Repeat("0", c.Exponent()-len(strings.TrimSpace(fraction)))
		value, ok := new(big.Int).SetString("0"+onlyDigits(typed), 10)
		if !ok || new(big.Int).Abs(big.NewInt(m.Minor())).Cmp(value) != 0 {
			t.Fatalf("%q was read as %v", text, m)
		}
	})
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func TestAddAndSubtractAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurrency(t)
		a := payments.MustMoney(rapid.Int64().Draw(t, "a"), c)
		b := payments.MustMoney(rapid.OneOf(rapid.Int64(), rapid.Just[int64](math.MinInt64), rapid.Just[int64](math.MaxInt64)).Draw(t, "b"), c)
		x, y := big.NewInt(a.Minor()), big.NewInt(b.Minor())
		check := func(name string, got payments.Money, err error, want *big.Int) {
			switch {
			case want.IsInt64() && (err != nil || got != payments.MustMoney(want.Int64(), c)):
				t.Fatalf("%v %s %v: got %v, %v, want %v", a, name, b, got, err, want)
			case !want.IsInt64() && (!errors.Is(err, payments.ErrOverflow) || got != payments.Money{}):
				t.Fatalf("%v %s %v: got %v, %v, want an overflow", a, name, b, got, err)
			}
		}
		sum, err := a.Add(b)
		check("+", sum, err, new(big.Int).Add(x, y))
		difference, err := a.Sub(b)
		check("-", difference, err, new(big.Int).Sub(x, y))
	})
}

func TestArithmeticAtTheEdges(t *testing.T) {
	eur := func(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }
	tests := []struct {
		name string
		got  func() (payments.Money, error)
		want payments.Money
		err  error
	}{
		{"max + 0", func() (payments.Money, error) { return eur(math.MaxInt64).Add(eur(0)) }, eur(math.MaxInt64), nil},
		{"max + 1", func() (payments.Money, error) { return eur(math.MaxInt64).Add(eur(1)) }, payments.Money{}, payments.ErrOverflow},
		{"min + -1", func() (payments.Money, error) { return eur(math.MinInt64).Add(eur(-1)) }, payments.Money{}, payments.ErrOverflow},
		{"min - 1", func() (payments.Money, error) { return eur(math.MinInt64).Sub(eur(1)) }, payments.Money{}, payments.ErrOverflow},
		{"-1 - min", func() (payments.Money, error) { return eur(-1).Sub(eur(math.MinInt64)) }, eur(math.MaxInt64), nil},
		{"0 - min", func() (payments.Money, error) { return eur(0).Sub(eur(math.MinInt64)) }, payments.Money{}, payments.ErrOverflow},
		{"min - min", func() (payments.Money, error) { return eur(math.MinInt64).Sub(eur(math.MinInt64)) }, eur(0), nil},
		{"12.40 - 5.00", func() (payments.Money, error) { return eur(1240).Sub(eur(500)) }, eur(740), nil},
	}
	for _, c := range tests {
		if got, err := c.got(); !errors.Is(err, c.err) || got != c.want {
			t.Errorf("%s: got %v, %v, want %v, %v", c.name, got, err, c.want, c.err)
		}
	}
}

func TestCurrenciesDoNotMix(t *testing.T) {
	eur, gbp := payments.MustMoney(100, "EUR"), payments.MustMoney(math.MinInt64, "GBP")
	for _, other := range []payments.Money{gbp, payments.MustMoney(100, "USD"), {}} {
		if got, err := eur.Add(other); !errors.Is(err, payments.ErrMixedCurrencies) || got != (payments.Money{}) {
			t.Errorf("add %v: got %v, %v", other, got, err)
		}
		if got, err := eur.Sub(other); !errors.Is(err, payments.ErrMixedCurrencies) || got != (payments.Money{}) {
			t.Errorf("subtract %v: got %v, %v", other, got, err)
		}
		if got, err := eur.Cmp(other); !errors.Is(err, payments.ErrMixedCurrencies) || got != 0 {
			t.Errorf("compare %v: got %v, %v", other, got, err)
		}
	}
}

func TestCmpAndSign(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCurrency(t)
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		got, err := payments.MustMoney(a, c).Cmp(payments.MustMoney(b, c))
		if want := big.NewInt(a).Cmp(big.NewInt(b)); err != nil || got != want {
			t.Fatalf("compare %d and %d: got %d, %v", a, b, got, err)
		}
		if got, want := payments.MustMoney(a, c).Sign(), big.NewInt(a).Sign(); got != want {
			t.Fatalf("sign of %d: got %d", a, got)
		}
	})
	if got, err := payments.MustMoney(7, "EUR").Cmp(payments.MustMoney(7, "EUR")); got != 0 || err != nil {
		t.Errorf("equal amounts: got %d, %v", got, err)
	}
	if got := payments.MustMoney(0, "EUR").Sign(); got != 0 {
		t.Errorf("sign of nothing: got %d", got)
	}
}

func TestNewMoney(t *testing.T) {
	m, err := payments.NewMoney(1240, "EUR")
	if err != nil || m.Minor() != 1240 || m.Currency() != "EUR" || m.IsZero() {
		t.Errorf("got %v, %v", m, err)
	}
	for _, c := range []payments.Currency{"", "eur", "EURO", "XXX", "XAU", "HRK"} {
		if got, err := payments.NewMoney(1240, c); !errors.Is(err, payments.ErrCurrency) || !got.IsZero() {
			t.Errorf("%q: got %v, %v", c, got, err)
		}
	}
	if payments.MustMoney(0, "EUR").IsZero() {
		t.Error("0.00 EUR is an amount")
	}
	if !(payments.Money{}).IsZero() {
		t.Error("the zero value is no amount")
	}
}

func TestMustMoneyPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a bad currency did not panic")
		}
	}()
	payments.MustMoney(1, "???")
}
