package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Key is a key of the keypad, by what is on it.
type Key string

// The keys besides the digits "0" to "9".
const (
	KeyDoubleZero Key = "00"
	KeyBackspace  Key = "back"
)

const keypadColumns = 3

// Keypad enters an amount. Its keys stand in phone order. The twelve of them are no stops of
// the Tab key, since a keyboard has digits of its own.
type Keypad struct {
	widget.BaseWidget
	keys []*padKey
}

// NewKeypad makes a keypad. backspace is what assistive technology reads for that key.
func NewKeypad(backspace string, pressed func(Key)) *Keypad {
	k := &Keypad{}
	for _, key := range []Key{"1", "2", "3", "4", "5", "6", "7", "8", "9", KeyDoubleZero, "0", KeyBackspace} {
		label := string(key)
		if key == KeyBackspace {
			label = backspace
		}
		k.keys = append(k.keys, newPadKey(key, label, func() { pressed(key) }))
	}
	k.ExtendBaseWidget(k)
	return k
}

// SetEnabled allows or forbids all keys.
func (k *Keypad) SetEnabled(enabled bool) {
	for _, key := range k.keys {
		switch {
		case enabled == !key.Disabled():
		case enabled:
			key.Enable()
		default:
			key.Disable()
		}
	}
}

// Press does what a press of the key on the screen does, and shows nothing. Tests use it.
func (k *Keypad) Press(key Key) {
	for _, c := range k.keys {
		if c.key == key {
			c.Tapped(&fyne.PointEvent{})
		}
	}
}

// CreateRenderer implements fyne.Widget.
func (k *Keypad) CreateRenderer() fyne.WidgetRenderer {
	d := &drawing{owner: k}
	for _, key := range k.keys {
		d.objects = append(d.objects, key)
	}
	d.paint = func() {
		for _, key := range k.keys {
			key.Refresh()
		}
	}
	d.place = k.placeKeys
	d.measure = func() fyne.Size {
		least := k.keys[0].MinSize()
		rows := float32(len(k.keys) / keypadColumns)
		return fyne.NewSize(keypadColumns*least.Width+(keypadColumns-1)*gap, rows*least.Height+(rows-1)*gap)
	}
	return d
}

func (k *Keypad) placeKeys(size fyne.Size) {
	rows := float32(len(k.keys) / keypadColumns)
	wide := (size.Width - (keypadColumns-1)*gap) / keypadColumns
	high := (size.Height - (rows-1)*gap) / rows
	for i, key := range k.keys {
		column, row := float32(i%keypadColumns), float32(i/keypadColumns)
		Place(key, column*(wide+gap), row*(high+gap), wide, high)
	}
}

// padKey is one key. It is not focusable; its pressable is a field and not embedded, so that
// only what it shows of it is offered.
type padKey struct {
	widget.DisableableWidget
	key              Key
	label            string
	tapped           func()
	hovered, pressed bool
}

func newPadKey(key Key, label string, tapped func()) *padKey {
	k := &padKey{key: key, label: label, tapped: tapped}
	k.ExtendBaseWidget(k)
	return k
}

// CreateRenderer implements fyne.Widget.
func (k *padKey) CreateRenderer() fyne.WidgetRenderer {
	base, cover := box(radius), box(radius)
	text, icon := newTextLine(), newGlyph()
	d := &drawing{owner: k, objects: []fyne.CanvasObject{base, cover, text.Text, icon.Image}}
	d.paint = func() { k.colour(base, cover, text, icon) }
	d.place = func(size fyne.Size) {
		Place(base, 0, 0, size.Width, size.Height)
		Place(cover, 0, 0, size.Width, size.Height)
		sizeText(text, min(lookOf(k.Theme()).large(sizeKey), max(size.Height*0.7, sizeKey)))
		text.put((size.Width-text.width)/2, (size.Height-lineHeight(text.TextSize))/2, text.width+1)
		icon.put(size.Width/2, size.Height/2, text.TextSize*1.25)
	}
	d.measure = func() fyne.Size {
		return fyne.NewSize(leastPress*1.5, leastKey(lookOf(k.Theme())))
	}
	return d.ready()
}

// leastKey is how low a key may be. Digits are large at any setting, so that where a person
// has made all text larger the keys leave their room to the rest of the screen: all of them
// are to be reached without scrolling.
func leastKey(l look) float32 {
	return max(keyLeast-max(l.scale-1, 0)*(keyLeast-leastPress), leastPress)
}

// sizeText sets a text to another size.
func sizeText(t *textLine, size float32) {
	if t.TextSize != size {
		t.set(t.full, t.Color, size, t.TextStyle.Bold)
	}
}

func (k *padKey) colour(base, cover *canvas.Rectangle, text *textLine, icon *glyph) {
	l := lookOf(k.Theme())
	ground, ink := l.Surface, l.Text
	if k.Disabled() {
		ground, ink = l.Background, l.Faint
	}
	fill(base, ground, l.Line, edge)
	var wash color.Color = alpha(l.Hover, 0)
	switch {
	case k.Disabled():
	case k.pressed:
		wash = l.Press
	case k.hovered:
		wash = l.Hover
	}
	fill(cover, wash, color.Transparent, 0)
	if k.key == KeyBackspace {
		text.set("", ink, l.large(sizeKey), true)
		icon.set(IconBackspace, ink)
		return
	}
	text.set(string(k.key), ink, l.large(sizeKey), true)
}
