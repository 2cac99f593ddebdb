package payments

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// CardNumberIn reports whether a text holds what looks like a whole card number: digits of
// a length and a beginning that cards have, the check digit right, in one piece or with
// blanks, dashes, dots or slashes between. Such a text is refused wherever a person may type, so that
// no card number reaches the journal, the log or the wire.
//
// What else has many digits is let through where it can be told apart: article numbers
// (EAN-13, and GTIN-14, whose check digit is another), telephone numbers with their "+",
// UUIDs and accounts (IBAN). One in ten other numbers of 16 digits has a right check digit
// by chance and is refused as well; the sentence asks for another way to write it.
func CardNumberIn(text string) bool { return len(cardNumbers(text)) > 0 }

// HideCardNumbers sets stars in place of what CardNumberIn finds.
func HideCardNumbers(text string) string {
	found := cardNumbers(text)
	if len(found) == 0 {
		return text
	}
	var b strings.Builder
	until := 0
	for i, r := range text {
		for ; len(found) > 0 && found[0].from <= i; found = found[1:] {
			until = max(until, found[0].to)
		}
		if i < until {
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// digits are some of a text, and where in it they begin and end.
type digits struct {
	text     string
	from, to int
}

// cardNumbers finds what looks like whole card numbers.
func cardNumbers(text string) (found []digits) {
	text = uuidForm.ReplaceAllStringFunc(text, crossedOut)
	text = ibanForm.ReplaceAllStringFunc(text, withoutIBAN)
	for _, groups := range digitGroups(text) {
		for from := range groups {
			if number, ok := cardFrom(groups[from:]); ok {
				found = append(found, number)
			}
		}
	}
	return found
}

// crossedOut is as long as a text and has no digit.
func crossedOut(text string) string { return strings.Repeat("x", len(text)) }

// Cards have 14 digits (Diners) to 19 (Maestro, UnionPay). Visa's of 13 are long gone, and
// an EAN has 13.
const shortestCard, longestCard = 14, 19

// cardFrom is the longest card number that begins with the first group and ends with any.
func cardFrom(groups []digits) (card digits, ok bool) {
	number := ""
	for _, g := range groups {
		if number += g.text; len(number) > longestCard {
			break
		}
		if len(number) >= shortestCard && ofAnIssuer(number) && luhn(number) {
			card, ok = digits{number, groups[0].from, g.to}, true
		}
	}
	return card, ok
}

// mostBetween is how many signs may stand between two groups: "4111 - 1111".
const mostBetween = 3

// digitGroups finds the digits of a text: runs of groups with no more between them than a
// person puts into a card number. A "+" belongs to a telephone number, whose first group
// counts for nothing.
func digitGroups(text string) [][]digits {
	var runs [][]digits
	var run []digits
	var group digits
	between, phone := 0, false
	endGroup := func() {
		if group.text != "" && !phone {
			run = append(run, group)
		}
		if group.text != "" {
			phone = false
		}
		group = digits{}
	}
	endRun := func() {
		endGroup()
		if len(run) > 0 {
			runs = append(runs, run)
		}
		run, between = nil, 0
	}
	for i, r := range text {
		digit, isDigit := digitOf(r)
		switch {
		case isDigit:
			if group.text == "" {
				group.from = i
			}
			if group.to = i + utf8.RuneLen(r); len(group.text) <= longestCard { // more digits make it no card
				group.text += digit
			}
			between = 0
		case isBetween(r) && between < mostBetween:
			endGroup()
			between++
		default:
			endRun()
			phone = r == '+'
		}
	}
	endRun()
	return runs
}

// digitOf reads a digit, also one of the wide form that some keyboards write.
func digitOf(r rune) (string, bool) {
	if r >= '０' && r <= '９' {
		r = r - '０' + '0'
	}
	return string(r), r >= '0' && r <= '9'
}

func isBetween(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune(".·•_/", r)
}

// issuers are the beginnings of card numbers and the lengths that go with them (ISO/IEC
// 7812; the ranges that the schemes publish for their merchants).
var issuers = []struct {
	from, to          string // of equal length
	shortest, longest int
}{
	{"2200", "2204", 16, 19}, // Mir
	{"2221", "2720", 16, 16}, // Mastercard
	{"300", "305", 14, 19},   // Diners Club
	{"309", "309", 14, 19},
	{"34", "34", 15, 15}, // American Express
	{"36", "36", 14, 19},
	{"37", "37", 15, 15},
	{"38", "39", 14, 19},
	{"3528", "3589", 16, 19}, // JCB
	{"4", "4", 16, 16},       // Visa
	{"4", "4", 18, 19},
	{"50", "50", 15, 19}, // Maestro
	{"51", "55", 16, 16}, // Mastercard
	{"56", "59", 15, 19}, // Maestro
	{"6", "6", 15, 19},   // Maestro, Discover, UnionPay, RuPay
}

func ofAnIssuer(number string) bool {
	for _, i := range issuers {
		begins := number[:len(i.from)]
		if i.from <= begins && begins <= i.to && i.shortest <= len(number) && len(number) <= i.longest {
			return true
		}
	}
	return false
}

// luhn checks the last digit (ISO/IEC 7812-1, annex B).
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

var (
	uuidForm = regexp.MustCompile(`(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	ibanForm = regexp.MustCompile(`(?i)\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]){11,30}\b`)
)

// withoutIBAN takes the number of an account out, whose own check digits tell it from
// anything else: 97 divides it with a rest of 1 (ISO 13616).
func withoutIBAN(found string) string {
	plain := strings.ToUpper(strings.ReplaceAll(found, " ", ""))
	rest := 0
	for _, r := range plain[4:] + plain[:4] {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		default:
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	if rest == 1 {
		return crossedOut(found)
	}
	return found
}
