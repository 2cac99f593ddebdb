package receipt

import (
	"strings"
	"unicode"
)

// DefaultWidth is what an 80 mm receipt printer puts in a line.
const DefaultWidth = 42

// Text writes the document with fixed letters, width to a line, for printing and saving.
// Lines that are too long are broken between words. Pictures are left out. A width below
// 8 means DefaultWidth. The result ends with a line end unless the document is empty.
func (d Document) Text(width int) string {
	if width < 8 {
		width = DefaultWidth
	}
	var b strings.Builder
	for _, l := range d.Lines {
		for _, text := range l.text(width) {
			b.WriteString(strings.TrimRight(text, " "))
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (l Line) text(width int) []string {
	switch l.Kind {
	case LineRule:
		return []string{strings.Repeat("-", width)}
	case LineSpace:
		return []string{""}
	case LineColumns:
		return columnsText(l.Left, l.Right, width)
	case LineText:
		lines := wrap(l.Text, width)
		for i, text := range lines {
			lines[i] = place(text, l.Align, width)
		}
		return lines
	}
	return nil
}

// columnsText keeps the right half whole on the last line of the left half, or below it
// when both do not fit.
func columnsText(left, right string, width int) []string {
	rights := wrap(right, width)
	first := rights[0]
	room := width - columns(first) - 1
	if room < width/3 {
		room = width
	}
	lines := wrap(left, room)
	last := len(lines) - 1
	if gap := width - columns(lines[last]) - columns(first); gap > 0 {
		lines[last] += strings.Repeat(" ", gap) + first
	} else {
		lines = append(lines, place(first, AlignRight, width))
	}
	for _, more := range rights[1:] {
		lines = append(lines, place(more, AlignRight, width))
	}
	return lines
}

func place(text string, align Align, width int) string {
	gap := max(width-columns(text), 0)
	switch align {
	case AlignRight:
		return strings.Repeat(" ", gap) + text
	case AlignCentre:
		return strings.Repeat(" ", gap/2) + text
	}
	return text
}

// wrap breaks a text into lines of at most width columns, between words where it can. A
// text that fits stays as it is, with the blanks that indent it. There is always at least
// one line.
func wrap(text string, width int) []string {
	if columns(text) <= width {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	for word := range strings.FieldsSeq(text) {
		for columns(word) > width {
			if line != "" {
				lines, line, used = append(lines, line), "", 0
			}
			var head string
			head, word = cut(word, width)
			lines = append(lines, head)
		}
		need := columns(word)
		switch {
		case need == 0:
		case line == "":
			line, used = word, need
		case used+1+need <= width:
			line, used = line+" "+word, used+1+need
		default:
			lines, line, used = append(lines, line), word, need
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// cut splits a word after as many letters as fit into width columns, at least one.
func cut(word string, width int) (head, tail string) {
	used := 0
	for i, r := range word {
		w := columnsOf(r)
		if i > 0 && used+w > width {
			return word[:i], word[i:]
		}
		used += w
	}
	return word, ""
}

// columns is how much room a text takes on a printer with letters of one width.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

// columnsOf is 0 for marks on the letter before, 2 for the wide letters of East Asia.
func columnsOf(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || (r >= 0xFF01 && r <= 0xFF60):
		return 2
	}
	return 1
}
