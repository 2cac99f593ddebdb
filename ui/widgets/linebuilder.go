package widgets

import (
	"strings"
	"unicode/utf8"
)

// lineBuilder breaks words into lines of a width. A word wider than a line is broken where
// the line ends.
type lineBuilder struct {
	size, room float32
	lines      []wrapped
	current    wrapped
}

// add puts a word at the end. spaced tells that a space stands before it.
func (b *lineBuilder) add(word string, bold, spaced bool) {
	if word == "" && !spaced {
		return
	}
	text := word
	if spaced && len(b.current.runs) > 0 {
		text = " " + word
	}
	if b.append(text, bold) {
		return
	}
	if len(b.current.runs) > 0 {
		b.end()
	}
	if number, unit, ok := strings.Cut(word, " "); ok && !b.append(word, bold) { // together they need more than a line
		b.add(number, bold, false)
		b.add(unit, bold, true)
		return
	} else if ok {
		return
	}
	b.long(word, bold)
}

// append tries to add text to the current line: to its last run, if the weight is the same.
func (b *lineBuilder) append(text string, bold bool) bool {
	runs := b.current.runs
	if n := len(runs); n > 0 && runs[n-1].bold == bold {
		last := &runs[n-1]
		w := textWidth(last.text+text, b.size, bold)
		if last.x+w > b.room {
			return false
		}
		last.text, last.w = last.text+text, w
		b.current.width = last.x + w
		return true
	}
	w := textWidth(text, b.size, bold)
	if b.current.width+w > b.room {
		return false
	}
	b.current.runs = append(runs, run{text: text, bold: bold, x: b.current.width, w: w})
	b.current.width += w
	return true
}

// long adds a word to an empty line, in pieces if it must.
func (b *lineBuilder) long(word string, bold bool) {
	for word != "" && !b.append(word, bold) {
		n := b.prefix(word, bold)
		piece := word[:n]
		w := textWidth(piece, b.size, bold)
		b.current = wrapped{runs: []run{{text: piece, bold: bold, w: w}}, width: w}
		b.end()
		word = word[n:]
	}
}

// prefix gives how many bytes of a word fit in a line, one character at least.
func (b *lineBuilder) prefix(word string, bold bool) int {
	_, n := utf8.DecodeRuneInString(word)
	for n < len(word) {
		_, more := utf8.DecodeRuneInString(word[n:])
		if textWidth(word[:n+more], b.size, bold) > b.room {
			break
		}
		n += more
	}
	return n
}

func (b *lineBuilder) end() {
	b.lines = append(b.lines, b.current)
	b.current = wrapped{}
}

func (b *lineBuilder) done() []wrapped {
	return append(b.lines, b.current)
}

// phrases splits a text at its spaces, except between a number and its unit: "12.40 EUR",
// "4 s" and "54 %" stay on one line.
func phrases(text string) []string {
	words := strings.Split(text, " ")
	kept := words[:1]
	for _, word := range words[1:] {
		if last := kept[len(kept)-1]; isUnit(word) && last != "" && isDigit(last[len(last)-1]) {
			kept[len(kept)-1] = last + " " + word
			continue
		}
		kept = append(kept, word)
	}
	return kept
}

// isUnit tells a currency, a second, a minute or a per cent, with or without the end of the
// sentence.
func isUnit(word string) bool {
	word = strings.TrimRight(word, ".,;:?")
	switch word {
	case "s", "min", "%":
		return true
	}
	return len(word) == 3 && strings.Trim(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
