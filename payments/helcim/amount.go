package helcim

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// decimals is how many of them both currencies have.
const decimals = 2

// written is an amount as it goes out: dollars with exactly two decimals.
func written(m payments.Money) json.Number {
	return json.Number(fmt.Sprintf("%d.%02d", m.Minor()/100, m.Minor()%100))
}

// amount is one that came in, in cents. It is stated where it is a whole number of them.
type amount struct {
	cents  int64
	stated bool
}

// UnmarshalJSON reads a number or a text that holds one. What is neither, or no whole number of
// cents, is not stated: an approval without an amount fits no question, so that a person sees it.
func (a *amount) UnmarshalJSON(raw []byte) error {
	var t rest.Text
	if err := t.UnmarshalJSON(raw); err != nil {
		return err
	}
	a.cents, a.stated = cents(t.Word())
	return nil
}

// mostDigits is how many digits an amount may have. More would not fit 64 bits.
const mostDigits = 17

// cents reads a decimal number as JSON writes them, by its digits.
func cents(s string) (int64, bool) {
	number, exponent, scaled := strings.Cut(strings.ToLower(s), "e")
	shift := 0
	if scaled {
		var err error
		if shift, err = strconv.Atoi(exponent); err != nil || shift < -mostDigits || shift > mostDigits {
			return 0, false
		}
	}
	number, minus := strings.CutPrefix(number, "-")
	whole, part, _ := strings.Cut(number, ".")
	digits := whole + part
	if whole == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	shift += decimals - len(part) // what the digits have to be multiplied by to be cents
	for ; shift < 0; shift++ {
		if !strings.HasSuffix(digits, "0") {
			return 0, false
		}
		digits = digits[:len(digits)-1]
	}
	digits = strings.TrimLeft(digits+strings.Repeat("0", shift), "0")
	if len(digits) > mostDigits {
		return 0, false
	}
	if digits == "" {
		return 0, true
	}
	value, err := strconv.ParseInt(digits, 10, 64)
	if minus {
		value = -value
	}
	return value, err == nil
}

// money is an amount in a currency; none where either is not stated.
func (a amount) money(currency rest.Text) payments.Money {
	c, err := payments.ParseCurrency(currency.Word())
	if err != nil || !a.stated || c.Exponent() != decimals {
		return payments.Money{}
	}
	m, err := payments.NewMoney(a.cents, c)
	if err != nil {
		return payments.Money{}
	}
	return m
}
