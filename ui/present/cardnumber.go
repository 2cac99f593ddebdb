package present

// HoldsCardNumber reports whether a text that a person typed, pasted or scanned holds the
// number of a payment card. Such a text is taken by no field.
func HoldsCardNumber(text string) bool { return cardNumberIn(text) }

// CardRefused is said where a card number was typed.
func (p Presenter) CardRefused() string { return p.say("field.card_number") }

// cardNumberIn looks for 13 to 19 digits, with blanks and dashes between them, that have the
// check digit of a card number.
func cardNumberIn(text string) bool {
	var digits []int
	for _, r := range text + "." {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, int(r-'0'))
		case r == ' ' || r == '-' || r == '\u00a0':
		default:
			if holdsNumber(digits) {
				return true
			}
			digits = digits[:0]
		}
	}
	return false
}

func holdsNumber(digits []int) bool {
	for length := 13; length <= 19; length++ {
		for from := 0; from+length <= len(digits); from++ {
			if luhn(digits[from : from+length]) {
				return true
			}
		}
	}
	return false
}

func luhn(digits []int) bool {
	if digits[0] == 0 {
		return false
	}
	sum := 0
	for i := range digits {
		d := digits[len(digits)-1-i]
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
