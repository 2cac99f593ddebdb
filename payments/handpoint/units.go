package handpoint

import (
	"strconv"
	"strings"

	"tillside/payments"
)

// units are how the amounts of /moto/* are written, of which the pages say two things: "String amount in
// minor units (e.g. "2000" for 20.00)" (Endpoints) and a decimal of major units (Objects). The zero
// value is that nobody has settled it.
type units string

// unitsOfHolds are those of /preauthorization/*, whatever was settled for the others: each page that
// shows such an amount writes it as "10.00" or "120.00" (Endpoints). 10.00 written as 1000 would hold
// a hundred times as much where that is right.
const unitsOfHolds units = payments.UnitsMajor

func (u units) settled() bool { return u == payments.UnitsMinor || u == payments.UnitsMajor }

// write is an amount in those units.
func (u units) write(m payments.Money) string {
	if u == payments.UnitsMajor {
		major, _, _ := strings.Cut(m.String(), " ")
		return major
	}
	return strconv.FormatInt(m.Minor(), 10)
}

// majorMoney reads an amount that shows by its form that it is one of major units: all the decimals of
// its currency, behind a point. Where the currency has none both units are the same. Whatever else
// is written states no amount, because each way to guess on could be wrong by a factor of a hundred.
func majorMoney(t text, currency payments.Currency) (payments.Money, bool) {
	whole, decimals, pointed := strings.Cut(word(t), ".")
	exponent := currency.Exponent()
	if exponent < 0 || pointed != (exponent > 0) || len(decimals) != exponent || whole == "" || strings.Trim(whole+decimals, "0123456789") != "" {
		return payments.Money{}, false
	}
	minor, err := strconv.ParseInt(whole+decimals, 10, 64)
	if err != nil {
		return payments.Money{}, false
	}
	m, err := payments.NewMoney(minor, currency)
	return m, err == nil
}

// otherUnit reports whether an amount is what another would be in the other unit.
func otherUnit(one, other payments.Money) bool {
	if one.Currency() != other.Currency() || one.Sign() <= 0 || other.Sign() <= 0 {
		return false
	}
	smaller, larger, factor := min(one.Minor(), other.Minor()), max(one.Minor(), other.Minor()), int64(1)
	for range one.Currency().Exponent() {
		factor *= 10
	}
	return factor > 1 && larger/factor == smaller
}
