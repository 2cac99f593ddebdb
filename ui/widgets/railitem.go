package widgets

import (
	"image/color"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

type railItem struct {
	pressable
	item     RailItem
	selected bool
	size     float32 // of the label, given by a bar so that all are alike; 0 takes the caption's
}

func newRailItem(item RailItem, tapped func()) *railItem {
	i := &railItem{item: item}
	i.label = item.Label
	i.become(i, tapped)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *railItem) CreateRenderer() fyne.WidgetRenderer {
	d := &railItemDrawing{
		i: i, cover: box(radiusSmall), ring: box(radiusSmall), icon: newGlyph(), text: newTextLine(),
		dot: box(9), note: newTextLine(),
	}
	d.drawing = drawing{
		owner: i, paint: d.paintIt, place: d.placeIt, measure: d.measureIt,
		objects: []fyne.CanvasObject{d.cover, d.icon.Image, d.text.Text, d.dot, d.note.Text, d.ring},
	}
	return d.ready()
}

type railItemDrawing struct {
	drawing
	i                *railItem
	cover, ring, dot *canvas.Rectangle
	icon             *glyph
	text, note       *textLine
	look             look
}

func (d *railItemDrawing) paintIt() {
	l := lookOf(d.i.Theme())
	d.look = l
	ink := l.Muted
	d.i.wash(l, d.cover)
	if d.i.selected {
		ink = l.Tone(ToneBrand).Text
		if !d.i.pressed {
			d.cover.FillColor = l.Selection
		}
	}
	d.icon.set(d.i.item.Icon, ink)
	d.text.set(d.i.item.Label, ink, d.i.textSize(), d.i.selected)
	fill(d.ring, color.Transparent, l.Focus, ring)
	SetVisible(d.ring, d.i.focused)
	unknown := l.Tone(ToneUnknown)
	number := ""
	if d.i.item.Note > 0 {
		number = strconv.Itoa(min(d.i.item.Note, 99))
	}
	fill(d.dot, unknown.Panel, color.Transparent, 0)
	d.note.set(number, unknown.On, l.px(11), true)
	SetVisible(d.dot, number != "")
	SetVisible(d.note.Text, number != "")
}

func (d *railItemDrawing) side() float32 { return d.look.px(21) }

func (d *railItemDrawing) placeIt(size fyne.Size) {
	Place(d.cover, 0, 0, size.Width, size.Height)
	Place(d.ring, 0, 0, size.Width, size.Height)
	text := lineHeight(d.look.px(sizeCaption))
	y := (size.Height - d.side() - text - 3) / 2
	d.icon.put(size.Width/2, y+d.side()/2, d.side())
	d.text.set(d.text.full, d.text.Color, d.i.textSize(), d.i.selected)
	wide := min(d.text.width, max(size.Width-4, 0))
	d.text.put((size.Width-wide)/2, y+d.side()+3, wide+1)
	high := lineHeight(d.note.TextSize)
	dot := max(d.note.width+8, high)
	x := size.Width/2 + d.side()*0.35
	Place(d.dot, x, y-3, dot, high)
	d.dot.CornerRadius = high / 2
	d.note.put(x+(dot-d.note.width)/2, y-3, d.note.width+1)
}

func (i *railItem) textSize() float32 {
	if i.size > 0 {
		return i.size
	}
	return lookOf(i.Theme()).px(sizeCaption)
}

func (d *railItemDrawing) measureIt() fyne.Size {
	// The bold text of the chosen item is wider: measure it, so that nothing moves.
	wide := textWidth(d.i.item.Label, d.look.px(sizeCaption), true)
	high := d.side() + lineHeight(d.look.px(sizeCaption)) + 3 + 2*8
	return fyne.NewSize(max(wide+8, leastPress), max(high, leastPress))
}
