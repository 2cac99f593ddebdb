package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode"

	"tillside/payments"
)

// Text is a string of an answer: null and structures read as empty, a bare number as its
// digits.
type Text string

// ErrTwice says that an answer states one field twice, and not alike. Which of the two is meant nobody
// can know: a reader of JSON takes the last, in whatever case the name is written.
var ErrTwice = errors.New("a field is stated twice, and not alike")

// UnmarshalJSON implements json.Unmarshaler. The error is ErrTwice, or one of the JSON.
func (t *Text) UnmarshalJSON(raw []byte) error {
	var said string
	switch raw[0] {
	case '"':
		if err := json.Unmarshal(raw, &said); err != nil {
			return err
		}
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		said = string(raw)
	}
	if *t != "" && said != string(*t) {
		return ErrTwice
	}
	*t = Text(said)
	return nil
}

// Word is the text without blanks around it.
func (t Text) Word() string { return strings.TrimSpace(string(t)) }

// Is reports whether the text is a word, in any case.
func (t Text) Is(word string) bool { return strings.EqualFold(t.Word(), word) }

// IsObject reports whether JSON begins as an object does.
func IsObject(raw []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) }

// IsArray reports whether JSON begins as an array does.
func IsArray(raw []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(raw), []byte("[")) }

// Tidy makes a gateway's word fit to be shown, logged and kept: one line, no control
// characters, bounded.
func Tidy(s string, longest int) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			r = ' '
		}
		b.WriteRune(r)
	}
	s = strings.Join(strings.Fields(b.String()), " ")
	if runes := []rune(s); len(runes) > longest {
		return strings.TrimSpace(string(runes[:longest]))
	}
	return s
}

// Clean is Tidy for free text, which must not hold a card number either, however it is written.
func Clean(s string, longest int) string {
	return Tidy(hideNumbers(payments.HideCardNumbers(Tidy(s, len(s)))), longest)
}

// hideNumbers replaces runs of 12 and more digits, blanks and dashes inside them allowed,
// by stars. Card numbers have 12 to 19.
func hideNumbers(s string) string {
	runes := []rune(s)
	for i := 0; i < len(runes); {
		end, digits := i, 0
		for j := i; j < len(runes); j++ {
			if runes[j] >= '0' && runes[j] <= '9' {
				digits, end = digits+1, j+1
			} else if digits == 0 || runes[j] != ' ' && runes[j] != '-' {
				break
			}
		}
		if digits >= 12 {
			for j := i; j < end; j++ {
				runes[j] = '*'
			}
		}
		i = max(end, i+1)
	}
	return string(runes)
}
