package present

import (
	"fmt"
	"strings"
)

// sentence is a text with placeholders, cut into pieces once. The form "{{.Amount}}" is
// the one Fyne's translation files use. Of the language behind it, text/template, nothing
// but plain names is needed, and the window waits at every start until all is read.
type sentence []piece

// piece is a stretch of text and the name of the placeholder behind it, "" at the end.
type piece struct{ text, name string }

const opening, closing = "{{", "}}"

func isName(s string) bool {
	for i, r := range s {
		if letter := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'; !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

// cutSentence reads a sentence. One whose placeholders are not whole is an error.
func cutSentence(text string) (sentence, error) {
	var s sentence
	for rest := text; ; {
		before, after, found := strings.Cut(rest, opening)
		if !found {
			return append(s, piece{text: rest}), nil
		}
		inner, behind, closed := strings.Cut(after, closing)
		name, dotted := strings.CutPrefix(inner, ".")
		if !closed || !dotted || !isName(name) {
			return nil, fmt.Errorf("placeholder in %q", text)
		}
		s, rest = append(s, piece{text: before, name: name}), behind
	}
}

// say fills the placeholders in. It reports false when one has no value.
func (s sentence) say(data map[string]any) (string, bool) {
	if len(s) == 1 {
		return s[0].text, true
	}
	var b strings.Builder
	for _, p := range s {
		b.WriteString(p.text)
		if p.name == "" {
			continue
		}
		value, ok := data[p.name]
		if !ok {
			return "", false
		}
		fmt.Fprint(&b, value)
	}
	return b.String(), true
}
