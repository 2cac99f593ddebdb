package widgets

import "unicode/utf8"

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
