package present

import (
	"strings"

	"tillside/payments"
)

// Keys of the amount entry. Digits are "0" to "9".
const (
	KeyDouble = "00"
	KeyPoint  = "."
	KeyComma  = ","
	KeyBack   = "back"
	KeyClear  = "clear"
)

// MaxDigits is how many digits of minor units an amount may have: what the field of a
// provider has room for.
const MaxDigits = 12

// Remark is why a key was not taken; the screen says it gently.
type Remark string

// The remarks.
const (
	RemarkNone       Remark = ""
	RemarkRefused    Remark = "refused"     // a digit too many: nothing of what was typed is taken
	RemarkNoDecimals Remark = "no_decimals" // the currency has none
	RemarkDecimals   Remark = "decimals"    // the currency has no more
	RemarkCleared    Remark = "cleared"     // an amount in another currency was taken away
)

// Entry is an amount being typed, minor units first as on every card terminal: 1 2 4 0 is
// 12.40. A typed point says that the digits so far were whole units. It is a value; Press
// gives the next one.
//
// A digit too many refuses the whole entry, not that digit alone: the first twelve of the
// thirteen digits of a barcode are an amount that nobody meant. A refused entry takes no more
// digits until it is cleared.
type Entry struct {
	currency payments.Currency
	most     int64  // the largest amount in minor units; 0 for none but MaxDigits
	whole    string // the digits typed before a point, or all of them; no leading zero
	decimals string // the digits after the point
	pointed  bool
	given    bool // filled in by the program: the first digit begins anew
	remark   Remark
	before   payments.Money // that was taken away
}

// NewEntry is an empty entry.
func NewEntry(c payments.Currency) Entry { return Entry{currency: c} }

// In is an entry in another currency. An amount that was typed is none in that one, and the next key is
// told what was taken away.
func (e Entry) In(c payments.Currency) Entry {
	next := NewEntry(c)
	switch {
	case !e.Empty():
		next.remark, next.before = RemarkCleared, e.Money()
	case e.remark == RemarkCleared && e.before.Currency() != c:
		next.remark, next.before = RemarkCleared, e.before
	}
	return next
}

// EntryOf is filled with an amount. The first digit typed replaces it, Backspace edits it.
func EntryOf(m payments.Money) Entry {
	digits := strings.TrimLeft(strings.Map(onlyASCIIDigits, m.Format(payments.NumberFormat{Decimal: "."})), "0")
	return Entry{currency: m.Currency(), whole: digits, given: digits != ""}
}

// UpTo is the entry with a largest amount, in minor units; 0 leaves MaxDigits alone.
func (e Entry) UpTo(most int64) Entry {
	e.most = most
	return e
}

// Press is the entry after a key. Keys it does not know change nothing.
func (e Entry) Press(key string) Entry {
	if e.remark == RemarkRefused && key != KeyClear && key != KeyBack {
		return e
	}
	refused := e.remark == RemarkRefused
	e.remark = RemarkNone
	switch {
	case key == KeyClear, refused:
		return e.empty()
	case key == KeyBack:
		return e.back()
	case key == KeyPoint, key == KeyComma:
		return e.point()
	}
	if key == KeyDouble || len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
		return e.digits(key)
	}
	return e
}

func (e Entry) digits(key string) Entry {
	if e.given {
		e = e.empty()
	}
	if e.pointed {
		if len(e.decimals)+len(key) > e.exponent() {
			e.remark = RemarkDecimals
			return e
		}
		e.decimals += key
		return e.within()
	}
	next := strings.TrimLeft(e.whole+key, "0")
	if len(next) > MaxDigits {
		return e.refuse()
	}
	e.whole = next
	return e.within()
}

// within is the entry, or its refusal when it passes the largest amount.
func (e Entry) within() Entry {
	if e.most > 0 && e.Money().Minor() > e.most {
		return e.refuse()
	}
	return e
}

// refuse is the entry with nothing in it but the word that it was refused.
func (e Entry) refuse() Entry {
	e = e.empty()
	e.remark = RemarkRefused
	return e
}

func (e Entry) empty() Entry { return NewEntry(e.currency).UpTo(e.most) }

func (e Entry) point() Entry {
	switch {
	case e.exponent() == 0:
		e.remark = RemarkNoDecimals
		return e
	case e.given:
		e = e.empty()
	case e.pointed:
		return e
	case len(e.whole)+e.exponent() > MaxDigits:
		return e.refuse()
	}
	e.pointed = true
	return e.within()
}

// back takes one digit away, or the point when it was the last key.
func (e Entry) back() Entry {
	e.given = false
	switch {
	case e.decimals != "":
		e.decimals = e.decimals[:len(e.decimals)-1]
	case e.pointed:
		e.pointed = false
	case e.whole != "":
		e.whole = e.whole[:len(e.whole)-1]
	}
	return e
}

// Money is the amount typed so far, 0 for none. Without a valid currency it is zero Money.
func (e Entry) Money() payments.Money {
	digits := e.whole
	if e.pointed {
		digits += e.decimals + strings.Repeat("0", e.exponent()-len(e.decimals))
	}
	var minor int64
	for _, r := range digits { // at most MaxDigits, so it cannot overflow
		minor = minor*10 + int64(r-'0')
	}
	m, err := payments.NewMoney(minor, e.currency)
	if err != nil {
		return payments.Money{}
	}
	return m
}

// Empty reports whether nothing was typed.
func (e Entry) Empty() bool { return e.whole == "" && !e.pointed && !e.Refused() }

// Refused reports whether a digit too many was typed, and nothing is taken until the entry is
// cleared.
func (e Entry) Refused() bool { return e.remark == RemarkRefused }

// Given reports whether the amount was filled in by the program, and not touched since.
func (e Entry) Given() bool { return e.given }

// Currency is the currency of the entry.
func (e Entry) Currency() payments.Currency { return e.currency }

// Remark says why the last key was not taken.
func (e Entry) Remark() Remark { return e.remark }

func (e Entry) exponent() int { return max(e.currency.Exponent(), 0) }

func onlyASCIIDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}
