package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"tillside/payments/receipt"
)

const (
	paperSize  float32 = 14
	paperLarge float32 = 18
	paperSpace float32 = 14
	paperRule  float32 = 18
	paperImage float32 = 220 // the widest picture
	dashLong   float32 = 5
	dashGap    float32 = 3
)

// paperInk is the ink of the paper, whatever the theme.
func paperInk() color.NRGBA { return hex(0x141A26) }

// sheetItem is one thing on the sheet, placed.
type sheetItem struct {
	runs []run
	size float32
	x, y float32
	h    float32
	rule bool
	line int // the image of this line
}

// flow places the lines of the receipt in a width.
func (s *sheet) flow(width float32) (items []sheetItem, height float32) {
	l := lookOf(s.Theme())
	room, y := max(width-2*paperPad, 40), paperPad
	for i, line := range s.doc.Lines {
		size := l.px(paperSize)
		if line.Large {
			size = l.px(paperLarge)
		}
		switch line.Kind {
		case receipt.LineSpace:
			y += paperSpace
		case receipt.LineRule:
			items = append(items, sheetItem{rule: true, line: -1, x: paperPad, y: y + paperRule/2})
			y += paperRule
		case receipt.LineImage:
			if s.images[i] != nil {
				high := s.imageHeight(i, room)
				items = append(items, sheetItem{line: i, x: paperPad, y: y + gapSmall, h: high})
				y += high + 2*gapSmall
			}
		case receipt.LineColumns:
			items, y = columns(items, line, size, room, y)
		default:
			items, y = paragraphs(items, wrapText(line.Text, size, room, line.Bold), line.Align, size, room, y)
		}
	}
	return items, y + paperPad
}

// imageHeight keeps the shape of a picture within the width of the paper.
func (s *sheet) imageHeight(i int, room float32) float32 {
	bounds := s.images[i].Image.Bounds()
	wide := min(room, paperImage, max(float32(bounds.Dx()), 96))
	return wide * float32(bounds.Dy()) / float32(bounds.Dx())
}

func paragraphs(items []sheetItem, lines []wrapped, align receipt.Align, size, room, y float32) ([]sheetItem, float32) {
	high := lineHeight(size)
	for _, line := range lines {
		x := paperPad
		switch align {
		case receipt.AlignCentre:
			x += (room - line.width) / 2
		case receipt.AlignRight:
			x += room - line.width
		}
		items = append(items, sheetItem{runs: line.runs, size: size, x: x, y: y, h: high, line: -1})
		y += high
	}
	if len(lines) == 0 {
		y += high / 2
	}
	return items, y
}

// columns sets both texts in one row, or the right one below where they do not fit.
func columns(items []sheetItem, line receipt.Line, size, room, y float32) ([]sheetItem, float32) {
	left, right := textWidth(line.Left, size, line.Bold), textWidth(line.Right, size, line.Bold)
	if left+gap+right <= room {
		items, _ = paragraphs(items, wrapText(line.Left, size, room, line.Bold), receipt.AlignLeft, size, room, y)
		return paragraphs(items, wrapText(line.Right, size, right+1, line.Bold), receipt.AlignRight, size, room, y)
	}
	items, y = paragraphs(items, wrapText(line.Left, size, room, line.Bold), receipt.AlignLeft, size, room, y)
	return paragraphs(items, wrapText(line.Right, size, room, line.Bold), receipt.AlignRight, size, room, y)
}

// HeightFor implements WidthAware.
func (s *sheet) HeightFor(width float32) float32 {
	_, high := s.flow(width)
	return high
}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer {
	d := &sheetDrawing{s: s}
	d.drawing = drawing{owner: s, paint: func() {}, place: d.placeIt, measure: func() fyne.Size {
		return fyne.NewSize(paperLeast-2, s.HeightFor(max(s.Size().Width, paperLeast-2)))
	}}
	return d.ready()
}

type sheetDrawing struct {
	drawing
	s     *sheet
	texts textPool
	rules []*canvas.Raster
}

func (d *sheetDrawing) placeIt(size fyne.Size) {
	items, _ := d.s.flow(size.Width)
	room := max(size.Width-2*paperPad, 40)
	d.objects = d.objects[:0]
	d.texts.used = 0
	rules := 0
	for _, item := range items {
		switch {
		case item.rule:
			if rules == len(d.rules) {
				d.rules = append(d.rules, newDashes())
			}
			Place(d.rules[rules], item.x, item.y, room, 1)
			d.objects = append(d.objects, d.rules[rules])
			rules++
		case item.line >= 0:
			Place(d.s.images[item.line], item.x, item.y, room, item.h)
			d.objects = append(d.objects, d.s.images[item.line])
		default:
			d.objects = d.texts.line(d.objects, item.runs, item.x, item.y, item.size, paperInk())
		}
	}
	canvas.Refresh(d.s)
}
