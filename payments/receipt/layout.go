package receipt

import "strings"

// style is what a text inherits from the elements around it.
type style struct {
	align       Align
	side        Align
	bold, large bool
	pre         bool
}

func (s style) within(n *node) style {
	if n.align != "" {
		s.align = n.align
	}
	if n.side != "" {
		s.side = n.side
	}
	s.bold = s.bold || n.bold
	s.large = s.large || n.large
	s.pre = s.pre || n.pre
	return s
}

// flow turns a part of the tree into lines.
type flow struct {
	lines     []Line
	current   run
	truncated bool
}

func newFlow() *flow { return &flow{} }

// box lays out the content of a block, from a line of its own to a line of its own.
func (f *flow) box(n *node, s style) {
	f.flush()
	f.content(n, s)
	f.flush()
	if n.rule {
		f.add(Line{Kind: LineRule})
	}
}

// content lays out children. Neighbours that are the two halves of a line become rows.
func (f *flow) content(n *node, s style) {
	if n.tag == "tr" {
		f.row(cellsOf(n), s)
		return
	}
	for i := 0; i < len(n.children); {
		if halves, next := halvesAt(n.children, i); next > i {
			f.flush()
			f.row(halves, s)
			i = next
			continue
		}
		f.node(n.children[i], s)
		i++
	}
}

func (f *flow) node(n *node, s style) {
	switch {
	case n.tag == "":
		f.text(n.text, s)
	case n.tag == "br":
		f.lineBreak()
	case n.tag == "img":
		f.image(n, s)
	case blocks[n.tag]:
		inner := s.within(n)
		inner.side = "" // a block has lines of its own
		f.box(n, inner)
	default:
		f.inline(n, s)
	}
}

func (f *flow) inline(n *node, s style) {
	inner := s.within(n)
	if n.side != "" && f.current.full(n.side) {
		f.flush() // the next pair of halves begins
	}
	f.content(n, inner)
	if n.rule {
		f.flush()
		f.add(Line{Kind: LineRule})
	}
}

func (f *flow) image(n *node, s style) {
	inner := s.within(n)
	if n.image == nil {
		f.text(n.text, inner)
		return
	}
	f.flush()
	f.add(Line{Kind: LineImage, Image: n.image, Align: inner.align})
}

func (f *flow) text(text string, s style) {
	if !s.pre {
		f.current.write(text, s)
		return
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", "\n").Replace(clean(text))
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			f.lineBreak()
		}
		f.current.writeExactly(strings.ReplaceAll(line, "\t", "    "), s)
	}
}

// lineBreak ends the line; on an empty line it leaves an empty one.
func (f *flow) lineBreak() {
	if !f.flush() {
		f.add(Line{Kind: LineSpace})
	}
}

// flush ends the current line and reports whether there was one.
func (f *flow) flush() bool {
	if !f.current.started() {
		return false
	}
	line, cut := f.current.line()
	f.truncated = f.truncated || cut
	f.current = run{}
	f.add(line)
	return true
}

// add appends a line. Empty lines and rules do not pile up.
func (f *flow) add(l Line) {
	if last := len(f.lines) - 1; last >= 0 && f.lines[last].Kind == l.Kind && (l.Kind == LineSpace || l.Kind == LineRule) {
		return
	}
	if len(f.lines) >= MaxLines {
		f.truncated = true
		return
	}
	f.lines = append(f.lines, l)
}

// finish gives the lines without empty ones at the ends.
func (f *flow) finish() ([]Line, bool) {
	lines := f.lines
	for len(lines) > 0 && lines[0].Kind == LineSpace {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1].Kind == LineSpace {
		lines = lines[:len(lines)-1]
	}
	return lines, f.truncated
}
