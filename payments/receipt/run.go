package receipt

import (
	"strings"
	"unicode/utf8"
)

// run is a line while it is being written: two halves, of which most lines use one.
type run struct {
	left, right half
	align       Align // of the first text
	letters     int
	bold, large int // how many of the letters are
}

// half is one side of a line.
type half struct {
	text  strings.Builder
	runes int
	gap   bool // white space was seen since the last letter
}

func (r *run) side(s style) *half {
	if s.side == AlignRight {
		return &r.right
	}
	return &r.left
}

// started reports whether anything that takes room was written.
func (r *run) started() bool { return r.left.runes+r.right.runes > 0 }

// full reports whether both halves are taken, so that a text for side needs a new line.
func (r *run) full(side Align) bool {
	mine, other := r.left.runes, r.right.runes
	if side == AlignRight {
		mine, other = other, mine
	}
	return mine > 0 && other > 0
}

// write adds text with its white space collapsed, as HTML wants it.
func (r *run) write(text string, s style) {
	h := r.side(s)
	for _, c := range clean(text) {
		if isSpace(c) {
			h.gap = true
			continue
		}
		if h.gap && h.runes > 0 {
			h.put(' ')
		}
		h.gap = false
		r.count(c, s)
		h.put(c)
	}
}

// writeExactly adds text as it stands.
func (r *run) writeExactly(text string, s style) {
	h := r.side(s)
	for _, c := range text {
		if c != ' ' {
			r.count(c, s)
		}
		h.put(c)
	}
}

func (r *run) count(c rune, s style) {
	if r.letters == 0 {
		r.align = s.align
	}
	if c == '\u00A0' {
		return
	}
	r.letters++
	if s.bold {
		r.bold++
	}
	if s.large {
		r.large++
	}
}

// put writes up to the limit and counts beyond it.
func (h *half) put(c rune) {
	if h.runes < MaxLineRunes {
		h.text.WriteRune(c)
	}
	h.runes++
}

func (h *half) string() string { return strings.ReplaceAll(h.text.String(), "\u00A0", " ") }

// line is what was written. A line is bold or large when most of its letters are.
func (r *run) line() (l Line, cut bool) {
	cut = r.left.runes > MaxLineRunes || r.right.runes > MaxLineRunes
	left := strings.TrimRight(r.left.string(), " ")
	right := strings.TrimSpace(r.right.string())
	l = Line{Kind: LineText, Align: r.align, Bold: 2*r.bold > r.letters, Large: 2*r.large > r.letters}
	switch {
	case r.letters == 0:
		return Line{Kind: LineSpace}, cut
	case strings.TrimSpace(left) != "" && right != "":
		l.Kind, l.Left, l.Right, l.Align = LineColumns, strings.TrimSpace(left), right, ""
	case right != "":
		l.Text, l.Align = right, AlignRight
	case isRule(left):
		return Line{Kind: LineRule}, cut
	case l.Align == AlignLeft:
		l.Text = left
	default:
		l.Text = strings.TrimSpace(left)
	}
	return l, cut
}

// isRule recognises a separator that was drawn with characters.
func isRule(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	if utf8.RuneCountInString(s) < 4 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(s)
	return strings.ContainsRune("-_=~─━═–—", first) && strings.Trim(s, string(first)) == ""
}
