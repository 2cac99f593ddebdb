package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// ButtonKind says how much weight a button has.
type ButtonKind string

// The kinds of buttons.
const (
	ButtonPlain   ButtonKind = "plain"   // outlined
	ButtonPrimary ButtonKind = "primary" // filled in the brand colour
	ButtonDanger  ButtonKind = "danger"  // outlined and worded in the colour of declined
	ButtonQuiet   ButtonKind = "quiet"   // no outline
)

// ButtonState is what a button shows.
type ButtonState struct {
	Text     string
	Key      string // the key that does the same, "Esc"
	Icon     Icon
	Kind     ButtonKind
	Compact  bool // 44 px instead of 64
	Disabled bool
}

// Button is any action besides the main one.
type Button struct {
	pressable
	state ButtonState
}

// NewButton makes a plain button.
func NewButton(text string, tapped func()) *Button {
	return NewButtonWith(ButtonState{Text: text}, tapped)
}

// NewButtonWith makes a button of any kind.
func NewButtonWith(s ButtonState, tapped func()) *Button {
	b := &Button{}
	b.become(b, tapped)
	b.Set(s)
	return b
}

// Set changes what the button shows.
func (b *Button) Set(s ButtonState) {
	if b.state == s && b.Disabled() == s.Disabled {
		return
	}
	b.state, b.label = s, s.Text
	if b.Disabled() == s.Disabled {
		b.Refresh()
		return
	}
	if s.Disabled {
		b.Disable()
	} else {
		b.Enable()
	}
}

// SetText changes the text alone.
func (b *Button) SetText(text string) {
	s := b.state
	s.Text = text
	s.Disabled = b.Disabled()
	b.Set(s)
}

// State is what the button shows now.
func (b *Button) State() ButtonState {
	s := b.state
	s.Disabled = b.Disabled()
	return s
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	d := &buttonDrawing{b: b, base: box(radius), cover: box(radius), ring: box(radius), text: newTextLine(), key: newTextLine(), icon: newGlyph()}
	d.drawing = drawing{owner: b, paint: d.paintIt, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type buttonDrawing struct {
	drawing
	b                 *Button
	base, cover, ring *canvas.Rectangle
	text, key         *textLine
	texts             textPool // the text in lines of its own
	icon              *glyph
	look              look
}

func (d *buttonDrawing) paintIt() {
	l := lookOf(d.b.Theme())
	d.look = l
	ground, outline, ink := d.colours()
	fill(d.base, ground, outline, edge)
	if outline.A == 0 {
		d.base.StrokeWidth = 0
	}
	d.b.wash(l, d.cover)
	if d.b.state.Kind == ButtonPrimary {
		d.b.washFilled(l, d.cover)
	}
	SetVisible(d.ring, d.b.focused && !d.b.Disabled())
	fill(d.ring, color.Transparent, l.Focus, ring)
	if d.b.state.Kind == ButtonPrimary {
		fill(d.ring, color.Transparent, l.OnBrand, 2)
	}
	d.write()
	d.icon.set(d.b.state.Icon, ink)
}

// write sets the texts at their full size.
func (d *buttonDrawing) write() {
	_, _, ink := d.colours()
	size, small := sizeLarge, float32(15)
	if d.b.state.Compact {
		size, small = sizeBody, sizeCaption
	}
	d.text.set(d.b.state.Text, ink, d.look.px(size), true)
	faded := d.look.Muted
	if d.b.state.Kind == ButtonPrimary || d.b.Disabled() {
		faded = ink
	}
	d.key.set(d.b.state.Key, faded, d.look.px(small), true)
}

func (d *buttonDrawing) colours() (ground, outline, ink color.NRGBA) {
	l := d.look
	none := alpha(l.Surface, 0)
	ground, outline, ink = l.Surface, l.Outline, l.Text
	switch d.b.state.Kind {
	case ButtonPrimary:
		ground, outline, ink = l.Brand, none, l.OnBrand
	case ButtonDanger:
		outline, ink = l.Tone(ToneDeclined).Edge, l.Tone(ToneDeclined).Text
	case ButtonQuiet:
		ground, outline, ink = none, none, l.Tone(ToneBrand).Text
	}
	if d.b.Disabled() {
		ink = l.Faint
		if d.b.state.Kind != ButtonQuiet {
			ground, outline = l.Background, l.Line
		}
	}
	return ground, outline, ink
}

func (d *buttonDrawing) side() float32 { return d.look.px(22) }

func (d *buttonDrawing) pad() float32 {
	if d.b.state.Compact {
		return 14
	}
	return 22
}

// parts gives the widths of icon, text and key with the gaps before them.
func (d *buttonDrawing) parts() (icon, text, key float32) {
	if d.b.state.Icon != IconNone {
		icon = d.side()
		if d.b.state.Text != "" {
			icon += 8
		}
	}
	if d.b.state.Key != "" {
		key = gapSmall + d.key.width
	}
	return icon, d.text.width, key
}

func (d *buttonDrawing) placeIt(size fyne.Size) {
	d.write()
	Place(d.base, 0, 0, size.Width, size.Height)
	Place(d.cover, 0, 0, size.Width, size.Height)
	inset := float32(0)
	if d.b.state.Kind == ButtonPrimary {
		inset = 3
	}
	Place(d.ring, inset, inset, size.Width-2*inset, size.Height-2*inset)
	d.objects = append(d.objects[:0], d.base, d.cover, d.icon.Image, d.text.Text, d.key.Text, d.ring)
	icon, text, key := d.parts()
	beside := icon+text+key <= size.Width-2*gap
	SetVisible(d.text.Text, beside)
	SetVisible(d.key.Text, beside && key > 0) // what the button does matters more than its key
	if !beside {
		d.placeFitted(size, icon)
		return
	}
	x := (size.Width - icon - text - key) / 2
	d.icon.put(x+d.side()/2, size.Height/2, d.side())
	x += icon
	top := (size.Height - lineHeight(d.text.TextSize)) / 2
	d.text.put(x, top, text+1)
	stand := top + baseline(d.text.TextSize, true)
	d.key.put(x+text+gapSmall, stand-baseline(d.key.TextSize, true), d.key.width+1)
}

// placeFitted places icon and text where they have no room in full size.
func (d *buttonDrawing) placeFitted(size fyne.Size, icon float32) {
	f := fitText(d.b.state.Text, d.text.TextSize, size.Width-2*gap-icon, size.Height-2)
	x := (size.Width - icon - f.width()) / 2
	d.icon.put(x+d.side()/2, size.Height/2, d.side())
	d.texts.used = 0
	d.texts.centred(&d.drawing, f, x+icon, (size.Height-f.height())/2, f.width(), d.text)
	canvas.Refresh(d.b)
}

// heightFor is the height in a width: more than usual only where the text needs lines.
func (d *buttonDrawing) heightFor(width float32) float32 {
	least := plainHeight
	if d.b.state.Compact {
		least = leastPress
	}
	icon, _, _ := d.parts()
	f := fitTall(d.b.state.Text, d.text.TextSize, width-2*gap-icon)
	return max(least, f.height()+2*gapSmall)
}

// HeightFor implements WidthAware.
func (b *Button) HeightFor(width float32) float32 {
	d := &buttonDrawing{b: b, text: newTextLine(), key: newTextLine(), look: lookOf(b.Theme())}
	d.write()
	return d.heightFor(width)
}

// widestButton is what a button may ask for, so that it fits a window of 420 px at any size of
// text.
const widestButton float32 = 360

func (d *buttonDrawing) measureIt() fyne.Size {
	icon, text, key := d.parts()
	width := icon + text + key + 2*d.pad()
	if width > widestButton {
		width = min(icon+text+2*d.pad(), widestButton) // the key is left out, then the text is cut
	}
	width = max(width, leastPress)
	return fyne.NewSize(width, d.heightFor(knownWidth(d.b.Size().Width, width)))
}
