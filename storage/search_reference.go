package storage

import (
	"encoding/hex"
	"strings"
)

// reference asks for the start of our reference, or of one of its groups.
func (w *where) reference(text, literal string) {
	if len(text) < shortestPart {
		return
	}
	w.and(`typeof(reference) = 'text' AND reference LIKE ? ESCAPE '\'`, "%-"+literal+"%")
	w.and(`typeof(reference) = 'text' AND reference LIKE ? ESCAPE '\'`, literal+"%")
	for i, at := range uuidGroups {
		if digits, ok := uuidPart(text, i); ok {
			w.and("typeof(reference) = 'blob' AND substr(hex(reference), ?, ?) = ?", at+1, len(digits), strings.ToUpper(digits))
		}
	}
}

// uuidGroups are where the groups of a UUID begin among its digits.
var uuidGroups = []int{0, 8, 12, 16, 20}

// uuidPart reads a text as a part of a UUID from the beginning of a group on, and returns its digits.
func uuidPart(text string, group int) (digits string, ok bool) {
	parts := strings.Split(text, "-")
	ends := append(uuidGroups[1:], 32)
	for i, part := range parts {
		n := group + i
		if n >= len(ends) {
			return "", false
		}
		size := ends[n] - uuidGroups[n]
		if len(part) > size || i < len(parts)-1 && len(part) < size || strings.Trim(part, "0123456789abcdefABCDEF") != "" {
			return "", false
		}
		digits += part
	}
	return strings.ToLower(digits), digits != ""
}

// uuidBound is the first or the last UUID that begins with some digits; behind the last comes a byte more.
func uuidBound(digits string, fill byte) []byte {
	bound, err := hex.DecodeString(digits + strings.Repeat(string(fill), 32-len(digits)))
	if err == nil && fill == 'f' {
		bound = append(bound, 0)
	}
	return bound
}
