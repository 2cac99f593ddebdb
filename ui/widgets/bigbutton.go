package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// BigButton is the main action of a screen. A hint says where it acts ("on B · by the
// door"), beside the text where there is room and below it where there is not.
type BigButton struct {
	pressable
	text, hint string
	enter      bool
}

// NewBigButton makes a main action.
func NewBigButton(text string, tapped func()) *BigButton {
	b := &BigButton{text: text}
	b.label = text
	b.become(b, tapped)
	return b
}

// Set changes text and hint. enter shows the sign of the Enter key.
func (b *BigButton) Set(text, hint string, enter bool) {
	if b.text == text && b.hint == hint && b.enter == enter {
		return
	}
	b.text, b.hint, b.enter = text, hint, enter
	b.label = text
	if hint != "" {
		b.label += ", " + hint
	}
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *BigButton) CreateRenderer() fyne.WidgetRenderer {
	d := &bigButtonDrawing{
		b: b, base: box(radiusLarge), cover: box(radiusLarge), ring: box(radius),
		text: newTextLine(), hint: newTextLine(), key: newGlyph(),
	}
	d.drawing = drawing{owner: b, paint: d.paintIt, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type bigButtonDrawing struct {
	drawing
	b                 *BigButton
	base, cover, ring *canvas.Rectangle
	text, hint        *textLine
	texts             textPool // text and hint in lines of their own
	key               *glyph
	look              look
}

func (d *bigButtonDrawing) paintIt() {
	l := lookOf(d.b.Theme())
	d.look = l
	ground, ink, soft := l.Brand, l.OnBrand, alpha(l.OnBrand, 0xE0)
	if d.b.Disabled() {
		ground, ink, soft = l.Line, l.Faint, l.Faint
	}
	fill(d.base, ground, color.Transparent, 0)
	d.b.washFilled(l, d.cover)
	SetVisible(d.ring, d.b.focused && !d.b.Disabled())
	fill(d.ring, color.Transparent, ink, 2)
	d.write(ink, soft)
	icon := IconNone
	if d.b.enter {
		icon = IconEnter
	}
	d.key.set(icon, soft)
}

// write sets the texts.
func (d *bigButtonDrawing) write(ink, soft color.Color) {
	d.text.set(d.b.text, ink, d.look.large(sizeAction), true)
	d.hint.set(d.b.hint, soft, d.look.large(18), false)
}

// beside tells whether text, hint and sign fit in one row.
func (d *bigButtonDrawing) beside(width float32) bool {
	return d.row() <= width-2*gapLarge
}

func (d *bigButtonDrawing) row() float32 {
	w := d.text.width
	if d.b.hint != "" {
		w += 14 + d.hint.width
	}
	if d.b.enter {
		w += gap + d.keySide()
	}
	return w
}

func (d *bigButtonDrawing) keySide() float32 { return d.look.large(20) }

func (d *bigButtonDrawing) placeIt(size fyne.Size) {
	d.write(d.text.Color, d.hint.Color)
	d.objects = append(d.objects[:0], d.base, d.cover, d.text.Text, d.hint.Text, d.key.Image, d.ring)
	Place(d.base, 0, 0, size.Width, size.Height)
	Place(d.cover, 0, 0, size.Width, size.Height)
	Place(d.ring, 4, 4, size.Width-8, size.Height-8)
	if d.beside(size.Width) {
		d.placeRow(size)
		return
	}
	d.placeStack(size)
}

func (d *bigButtonDrawing) placeRow(size fyne.Size) {
	x := (size.Width - d.row()) / 2
	high := lineHeight(d.text.TextSize)
	top := (size.Height - high) / 2
	stand := top + baseline(d.text.TextSize, true)
	d.text.put(x, top, d.text.width+1)
	x += d.text.width
	if d.b.hint != "" {
		x += 14
		d.hint.put(x, stand-baseline(d.hint.TextSize, false), d.hint.width+1)
		x += d.hint.width
	}
	SetVisible(d.key.Image, d.b.enter)
	SetVisible(d.hint.Text, d.b.hint != "")
	SetVisible(d.text.Text, true)
	if d.b.enter {
		d.key.put(x+gap+d.keySide()/2, size.Height/2+2, d.keySide())
	}
}

func (d *bigButtonDrawing) placeStack(size fyne.Size) {
	hint := d.hintLines(size.Width)
	room := size.Width - 2*gapLarge
	text := fitText(d.b.text, d.look.large(sizeAction), room, size.Height-hint.height()-gapSmall)
	y := max((size.Height-text.height()-hint.height())/2, 0)
	d.texts.used = 0
	d.texts.centred(&d.drawing, text, gapLarge, y, room, d.text)
	d.texts.centred(&d.drawing, hint, gapLarge, y+text.height(), room, d.hint)
	// In the stack the sign of the key has no place of its own; the hint says enough.
	SetVisible(d.key.Image, false)
	SetVisible(d.hint.Text, false)
	SetVisible(d.text.Text, false)
	canvas.Refresh(d.b)
}

// hintLines is the hint in lines of its own, a little smaller than beside the text.
func (d *bigButtonDrawing) hintLines(width float32) fitted {
	size := d.look.large(sizeBody)
	return fitted{lines: wrapText(d.b.hint, size, width-2*gapLarge, false), size: size}
}

// heightFor is the height in a width: more than usual only where the words are long.
func (d *bigButtonDrawing) heightFor(width float32) float32 {
	if d.beside(width) {
		return mainHeight
	}
	text := fitTall(d.b.text, d.look.large(sizeAction), width-2*gapLarge)
	return max(mainHeight, text.height()+d.hintLines(width).height()+2*gapSmall)
}

func (d *bigButtonDrawing) measureIt() fyne.Size {
	wide := min(d.text.width+2*gapLarge, 260)
	return fyne.NewSize(wide, d.heightFor(knownWidth(d.b.Size().Width, wide)))
}

// HeightFor implements WidthAware.
func (b *BigButton) HeightFor(width float32) float32 {
	d := &bigButtonDrawing{b: b, text: newTextLine(), hint: newTextLine(), look: lookOf(b.Theme())}
	d.write(color.Transparent, color.Transparent)
	return d.heightFor(width)
}
