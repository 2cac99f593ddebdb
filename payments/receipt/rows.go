package receipt

import "strings"

// cellsOf lists the cells of a table row. Whatever else stands in a row counts as a cell.
func cellsOf(row *node) []*node {
	var cells []*node
	for _, c := range row.children {
		switch {
		case c.tag == "td" || c.tag == "th":
			cells = append(cells, c)
		case c.tag == "" && strings.TrimFunc(c.text, isSpace) == "":
		default:
			cells = append(cells, &node{tag: "td", children: []*node{c}})
		}
	}
	return cells
}

// halvesAt finds blocks that stand side by side: one of class left and one of class right,
// in either order, with nothing but blanks between them. next is i when there are none.
func halvesAt(siblings []*node, i int) (halves []*node, next int) {
	first := siblings[i]
	if !isHalf(first) {
		return nil, i
	}
	for j := i + 1; j < len(siblings); j++ {
		second := siblings[j]
		if second.tag == "" && strings.TrimFunc(second.text, isSpace) == "" {
			continue
		}
		if !isHalf(second) || second.side == first.side {
			return nil, i
		}
		if first.side == AlignRight {
			first, second = second, first
		}
		return []*node{first, second}, j + 1
	}
	return nil, i
}

func isHalf(n *node) bool { return n.side != "" && blocks[n.tag] }

// row lays out cells next to each other: the last one at the right, the others at the
// left. Cells of several lines are paired line by line. Cells that hold more than text
// cannot be, and follow one another.
func (f *flow) row(cells []*node, s style) {
	var filled [][]Line
	plain, lastOnly := true, false
	for i, c := range cells {
		lines := f.cell(c, s)
		if len(lines) == 0 {
			continue
		}
		for _, l := range lines {
			plain = plain && (l.Kind == LineText || l.Kind == LineSpace)
		}
		lastOnly = len(filled) == 0 && i > 0 && i == len(cells)-1
		filled = append(filled, lines)
	}
	switch {
	case plain && len(filled) > 1:
		f.pair(filled)
	case plain && lastOnly:
		for _, l := range filled[0] {
			l.Align = AlignRight
			f.add(l)
		}
	default:
		for _, lines := range filled {
			for _, l := range lines {
				f.add(l)
			}
		}
	}
}

// cell lays out one cell by itself.
func (f *flow) cell(n *node, s style) []Line {
	inner := s.within(n)
	inner.side = ""
	own := newFlow()
	own.box(n, inner)
	lines, cut := own.finish()
	f.truncated = f.truncated || cut
	return lines
}

func (f *flow) pair(cells [][]Line) {
	height := 0
	for _, lines := range cells {
		height = max(height, len(lines))
	}
	for i := range height {
		f.add(f.pairLine(cells, i))
	}
}

// pairLine is line i of cells side by side.
func (f *flow) pairLine(cells [][]Line, i int) Line {
	var left []string
	l := Line{Kind: LineColumns}
	for c, lines := range cells {
		if i >= len(lines) || lines[i].Text == "" {
			continue
		}
		l.Bold = l.Bold || lines[i].Bold
		l.Large = l.Large || lines[i].Large
		if c == len(cells)-1 {
			l.Right = strings.TrimSpace(lines[i].Text)
		} else {
			left = append(left, lines[i].Text)
		}
	}
	l.Left = strings.Join(left, "  ")
	if runes := []rune(l.Left); len(runes) > MaxLineRunes {
		l.Left = string(runes[:MaxLineRunes])
		f.truncated = true
	}
	switch {
	case l.Left == "" && l.Right == "":
		return Line{Kind: LineSpace}
	case l.Right == "":
		return Line{Kind: LineText, Text: l.Left, Align: AlignLeft, Bold: l.Bold, Large: l.Large}
	case l.Left == "":
		return Line{Kind: LineText, Text: l.Right, Align: AlignRight, Bold: l.Bold, Large: l.Large}
	}
	return l
}
