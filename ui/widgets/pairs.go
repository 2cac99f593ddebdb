package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// pair is a row with a text at the left and one at the right. Where they do not fit beside
// each other the left one wraps, above the right one.
type pair struct {
	left, right string
	bold        bool // both
	heavy       bool // the right one
	muted       bool // the left one
	above       bool // a line above the row
	indent      float32
	fixed       float32 // the width of the left one; 0 lets it have what it needs
	tone        Tone    // of the right one; empty is plain
	share       float32 // the length of a bar below the row, less than 0 for a pale one; 0 for none
}

// pairs draws rows of pairs with as few objects as there are texts. It is the body of
// several widgets.
type pairs struct {
	widget.BaseWidget
	rows []pair
	size float32
	gap  float32
}

func newPairs(size, space float32) *pairs {
	p := &pairs{size: size, gap: space}
	p.ExtendBaseWidget(p)
	return p
}

func (p *pairs) set(rows []pair) {
	p.rows = rows
	p.Refresh()
}

// HeightFor implements WidthAware.
func (p *pairs) HeightFor(width float32) float32 {
	l := lookOf(p.Theme())
	var high float32
	for _, row := range p.rows {
		high += p.split(l, row, width).height + p.gap
	}
	return max(high-p.gap, 0)
}

// split is how a row is divided in a width.
type split struct {
	left, right []wrapped
	rightX      float32
	rightY      float32
	height      float32
}

const (
	pairLine float32 = 9 // room for the line above a row
	pairBar  float32 = 5 // of the bar below one
)

func (p *pairs) split(l look, row pair, width float32) split {
	size, s := l.px(p.size), split{}
	high := lineHeight(size)
	lead := row.indent * l.scale
	if row.fixed > 0 {
		return p.splitFixed(l, row, width)
	}
	left := textWidth(row.left, size, row.bold)
	right := textWidth(row.right, size, row.bold || row.heavy)
	if row.right == "" || lead+left+gap+right <= width {
		s.rightX = width - right
		s.left = wrapText(row.left, size, width-lead, row.bold)
		s.right = wrapText(row.right, size, right+1, row.bold || row.heavy)
		s.height = high * float32(max(len(s.left), 1))
	} else if right <= width*0.55 {
		s.left = wrapText(row.left, size, width-lead-right-gap, row.bold)
		s.rightX = width - right
		s.right = wrapText(row.right, size, right+1, row.bold || row.heavy)
		s.height = high * float32(max(len(s.left), 1))
	} else {
		s.left = wrapText(row.left, size, width-lead, row.bold)
		s.right = wrapText(row.right, size, width-lead, row.bold || row.heavy)
		s.rightX, s.rightY = lead, high*float32(len(s.left))
		s.height = high * float32(len(s.left)+len(s.right))
	}
	if row.above {
		s.height += 2 * pairLine
	}
	if row.share != 0 {
		s.height += pairBar + 4
	}
	return s
}

// splitFixed is for a column of the same width at the left, such as times.
func (p *pairs) splitFixed(l look, row pair, width float32) split {
	size := l.px(p.size)
	column := row.fixed*l.scale + gapLarge
	s := split{left: wrapText(row.left, size, column, row.bold), rightX: column}
	s.right = wrapText(row.right, size, max(width-column, size*4), row.bold || row.heavy)
	if width-column < size*8 { // no room for a column of its own
		s.right = wrapText(row.right, size, width, row.bold || row.heavy)
		s.rightX, s.rightY = 0, lineHeight(size)
		s.height = lineHeight(size) * float32(1+len(s.right))
		return s
	}
	s.height = lineHeight(size) * float32(max(len(s.right), 1))
	return s
}

// CreateRenderer implements fyne.Widget.
func (p *pairs) CreateRenderer() fyne.WidgetRenderer {
	d := &pairsDrawing{p: p}
	d.drawing = drawing{owner: p, paint: func() { d.look = lookOf(p.Theme()) }, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type pairsDrawing struct {
	drawing
	p     *pairs
	texts textPool
	lines []*canvas.Rectangle
	look  look
}

func (d *pairsDrawing) placeIt(area fyne.Size) {
	d.objects = d.objects[:0]
	d.texts.used = 0
	lines, size, y := 0, d.look.px(d.p.size), float32(0)
	for _, row := range d.p.rows {
		s := d.p.split(d.look, row, area.Width)
		top := y
		if row.above {
			d.line(lines, 0, top+pairLine, area.Width, edge, d.look.Line)
			lines++
			top += 2 * pairLine
		}
		left, right := d.inks(row)
		d.objects = d.texts.block(d.objects, s.left, row.indent*d.look.scale, top, size, left)
		d.objects = d.texts.block(d.objects, s.right, s.rightX, top+s.rightY, size, right)
		y += s.height + d.p.gap
		if ink := d.look.Brand; row.share != 0 {
			if row.share < 0 {
				ink = d.look.Muted
			}
			d.line(lines, 0, y-d.p.gap-pairBar-2, max(area.Width*min(max(row.share, -row.share), 1), 2), pairBar, ink)
			lines++
		}
	}
	canvas.Refresh(d.p)
}

func (d *pairsDrawing) inks(row pair) (left, right color.NRGBA) {
	left, right = d.look.Text, d.look.Text
	if row.tone != "" {
		right = d.look.Tone(row.tone).Text
	}
	if row.muted {
		left = d.look.Muted
	}
	return left, right
}

// line draws a bar: the rule above a row, or what a row is a share of.
func (d *pairsDrawing) line(next int, x, y, width, high float32, ink color.NRGBA) {
	if next == len(d.lines) {
		d.lines = append(d.lines, canvas.NewRectangle(color.Transparent))
	}
	d.lines[next].FillColor = ink
	Place(d.lines[next], x, y, width, high)
	d.objects = append(d.objects, d.lines[next])
}

func (d *pairsDrawing) measureIt() fyne.Size {
	const wide = 160
	return fyne.NewSize(wide, d.p.HeightFor(knownWidth(d.p.Size().Width, wide)))
}
