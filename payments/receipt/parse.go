package receipt

import (
	"strings"
	"unicode"
)

// Parse reads a receipt's body, HTML or plain text, into a Document. It never fails: what
// cannot be read or is not allowed is left out. A body whose first character that is not
// blank is "<" is HTML, the rule of Handpoint's receipt field; everything else is plain
// text, line by line.
func Parse(raw []byte) Document {
	truncated := len(raw) > MaxBytes
	if truncated {
		raw = raw[:MaxBytes]
	}
	text := decode(raw)
	root := &node{pre: true, children: []*node{{text: text}}}
	if looksLikeHTML(text) {
		var cut bool
		root, cut = buildTree(text)
		truncated = truncated || cut
	}
	f := newFlow()
	f.box(root, style{align: AlignLeft, pre: root.pre})
	lines, cut := f.finish()
	return Document{Lines: lines, Truncated: truncated || cut}
}

func looksLikeHTML(s string) bool { return strings.HasPrefix(trimBlank(s), "<") }

// trimBlank takes blanks and byte order marks off both ends.
func trimBlank(s string) string {
	return strings.TrimFunc(s, func(r rune) bool { return r == '\uFEFF' || unicode.IsSpace(r) })
}
