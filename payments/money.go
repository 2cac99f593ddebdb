package payments

import (
	"fmt"
	"strconv"
	"strings"
)

// Money is an amount in the minor unit of its currency: 1240 EUR is 12.40 euro.
// No float ever touches an amount. The zero value is "no amount" (see IsZero), which is
// different from an amount of 0 in some currency.
type Money struct {
	minor    int64
	currency Currency
}

// NewMoney makes an amount of minor units. A code outside ISO 4217 is ErrCurrency.
func NewMoney(minor int64, c Currency) (Money, error) {
	if !c.Valid() {
		return Money{}, fmt.Errorf("currency %q: %w", string(c), ErrCurrency)
	}
	return Money{minor: minor, currency: c}, nil
}

// MustMoney is NewMoney for constants in tests and tables; it panics on a bad currency.
func MustMoney(minor int64, c Currency) Money {
	m, err := NewMoney(minor, c)
	if err != nil {
		panic(err)
	}
	return m
}

// Minor is the amount in minor units.
func (m Money) Minor() int64 { return m.minor }

// Currency is the ISO 4217 code, empty for the zero value.
func (m Money) Currency() Currency { return m.currency }

// IsZero reports whether there is no amount at all (no currency).
func (m Money) IsZero() bool { return m == Money{} }

// Sign is -1, 0 or +1.
func (m Money) Sign() int {
	switch {
	case m.minor < 0:
		return -1
	case m.minor > 0:
		return 1
	}
	return 0
}

// Add sums two amounts. Different currencies are ErrMixedCurrencies, a sum outside int64
// is ErrOverflow.
func (m Money) Add(n Money) (Money, error) {
	if m.currency != n.currency {
		return Money{}, fmt.Errorf("add %s and %s: %w", m.currency, n.currency, ErrMixedCurrencies)
	}
	sum := m.minor + n.minor
	if (n.minor > 0 && sum < m.minor) || (n.minor < 0 && sum > m.minor) {
		return Money{}, fmt.Errorf("add amounts: %w", ErrOverflow)
	}
	return Money{sum, m.currency}, nil
}

// Sub subtracts n, with the errors of Add.
func (m Money) Sub(n Money) (Money, error) {
	if m.currency != n.currency {
		return Money{}, fmt.Errorf("subtract %s from %s: %w", n.currency, m.currency, ErrMixedCurrencies)
	}
	difference := m.minor - n.minor
	if (n.minor > 0 && difference > m.minor) || (n.minor < 0 && difference < m.minor) {
		return Money{}, fmt.Errorf("subtract amounts: %w", ErrOverflow)
	}
	return Money{difference, m.currency}, nil
}

// Cmp is -1, 0 or +1 as m is less than, equal to or more than n. Different currencies
// are ErrMixedCurrencies.
func (m Money) Cmp(n Money) (int, error) {
	if m.currency != n.currency {
		return 0, fmt.Errorf("compare %s and %s: %w", m.currency, n.currency, ErrMixedCurrencies)
	}
	switch {
	case m.minor < n.minor:
		return -1, nil
	case m.minor > n.minor:
		return 1, nil
	}
	return 0, nil
}

// Format writes the number without its currency: "1,240.50", "-5.00", "1240" for JPY.
// The minus is U+2212, as on a receipt, so that it lines up with the digits.
func (m Money) Format(f NumberFormat) string {
	digits, exponent := m.digits()
	whole, fraction := digits[:len(digits)-exponent], digits[len(digits)-exponent:]
	var b strings.Builder
	if m.minor < 0 {
		b.WriteString("−")
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(f.Group)
		}
		b.WriteRune(r)
	}
	if exponent > 0 {
		b.WriteString(f.decimal())
		b.WriteString(fraction)
	}
	return b.String()
}

// String is the plain form for logs and files: "12.40 EUR", a hyphen for negative.
func (m Money) String() string {
	if m.IsZero() {
		return ""
	}
	number := strings.Replace(m.Format(NumberFormat{Decimal: "."}), "−", "-", 1)
	return number + " " + string(m.currency)
}

// digits is the absolute amount in decimal digits, padded so that at least one digit
// stands before the decimals.
func (m Money) digits() (string, int) {
	exponent := max(m.currency.Exponent(), 0)
	magnitude := uint64(m.minor)
	if m.minor < 0 {
		magnitude = -magnitude
	}
	digits := strconv.FormatUint(magnitude, 10)
	if pad := exponent + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	return digits, exponent
}

// ParseMoney reads a number a person wrote in the format f: "12.40", "1,240.5", "12".
// A trailing decimal separator is allowed ("12."), more decimals than the currency has
// are ErrAmount, and so is everything that is not a number. Both "-" and U+2212 are a
// minus. Amounts outside int64 minor units are ErrOverflow.
func ParseMoney(s string, c Currency, f NumberFormat) (Money, error) {
	if !c.Valid() {
		return Money{}, fmt.Errorf("currency %q: %w", string(c), ErrCurrency)
	}
	sign, text := cutMinus(strings.TrimSpace(s))
	whole, fraction, _ := strings.Cut(text, f.decimal())
	whole, ok := ungroup(whole, f.Group)
	if !ok || len(fraction) > c.Exponent() || !onlyDigits(whole) || !onlyDigits(fraction) || whole+fraction == "" {
		return Money{}, fmt.Errorf("amount %q in %s: %w", s, c, ErrAmount)
	}
	fraction += strings.Repeat("0", c.Exponent()-len(fraction))
	minor, err := strconv.ParseInt(sign+whole+fraction, 10, 64)
	if err != nil {
		return Money{}, fmt.Errorf("amount %q in %s: %w", s, c, ErrOverflow)
	}
	return Money{minor, c}, nil
}

// cutMinus takes one minus off, a hyphen or U+2212.
func cutMinus(text string) (sign, rest string) {
	for _, minus := range []string{"-", "−"} {
		if rest, ok := strings.CutPrefix(text, minus); ok {
			return "-", rest
		}
	}
	return "", text
}

// ungroup takes the thousands separators out of a whole number. A separator anywhere
// but before three digits is refused: "12,40" must not be read as 1240. So is one after
// a leading zero, which no format writes: "0,012" is meant as a decimal.
func ungroup(whole, group string) (string, bool) {
	whole = typedGroups(whole, group)
	if group == "" || !strings.Contains(whole, group) {
		return whole, true
	}
	parts := strings.Split(whole, group)
	if len(parts[0]) == 0 || len(parts[0]) > 3 || parts[0][0] == '0' {
		return "", false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

// typedGroups replaces what a keyboard has for a separator by the separator: a space for
// the no-break spaces, a straight apostrophe for the curved one.
func typedGroups(whole, group string) string {
	switch group {
	case "\u00a0", "\u202f":
		return strings.NewReplacer(" ", group, "\u00a0", group, "\u202f", group).Replace(whole)
	case "’":
		return strings.ReplaceAll(whole, "'", group)
	}
	return whole
}

func onlyDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
