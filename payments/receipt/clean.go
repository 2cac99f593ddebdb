package receipt

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// decode makes text of a body. Valid UTF-8 is taken as it is, whatever the page claims;
// anything else goes through the encoding that its byte order mark or its meta element
// names, Windows-1252 when there is none.
func decode(raw []byte) string {
	if utf8.Valid(raw) {
		return string(raw)
	}
	encoding, _, _ := charset.DetermineEncoding(raw, "text/html")
	// A decoder stops at most early; what it gave until then is still worth showing.
	text, _ := io.ReadAll(io.LimitReader(encoding.NewDecoder().Reader(strings.NewReader(string(raw))), 4*MaxBytes))
	return strings.ToValidUTF8(string(text), "\uFFFD")
}

// clean takes out every character that has no shape of its own but could change how
// others look: control characters, bidirectional overrides and isolates, zero-width
// marks, soft hyphens, private use. Separators of lines and paragraphs become a line end,
// the many spaces of Unicode the no-break space.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= ' ' && r < 0x7f: // most of every receipt
			return r
		case r == '\n' || r == '\t' || r == '\r' || r == '\f':
			return r
		case r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case unicode.Is(unicode.Zs, r): // spaces of other widths, all of them kept
			return '\u00A0'
		case r == '\u200C' || r == '\u200D': // the joiners that Persian and Indic writing needs
			return r
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point):
			return -1
		}
		return r
	}, s)
}

// isSpace is HTML's idea of white space: a no-break space is not one.
func isSpace(r rune) bool {
	return r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f'
}
