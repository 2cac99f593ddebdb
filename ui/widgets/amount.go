package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// AmountState is what an amount display shows: text that was formatted elsewhere.
type AmountState struct {
	Number   string // "12.40"
	Currency string // "EUR"
	Faint    bool   // nothing entered yet
}

// AmountDisplay shows an amount in large figures. It shrinks them to fit its width.
type AmountDisplay struct {
	widget.BaseWidget
	state  AmountState
	right  bool
	figure float32
	tone   Tone // of the panel it stands on; empty on the background
}

// NewAmountDisplay makes a display aligned to the left.
func NewAmountDisplay() *AmountDisplay {
	a := &AmountDisplay{figure: sizeAmount}
	a.ExtendBaseWidget(a)
	return a
}

// NewAmountEntry makes a display aligned to the right, as while an amount is typed.
func NewAmountEntry() *AmountDisplay {
	a := NewAmountDisplay()
	a.right = true
	return a
}

// NewAmountDetail makes a smaller display, for a detail beside a list.
func NewAmountDetail() *AmountDisplay {
	a := NewAmountDisplay()
	a.figure = 44
	return a
}

// Set changes the amount.
func (a *AmountDisplay) Set(s AmountState) {
	if a.state != s {
		a.state = s
		a.Refresh()
	}
}

// State is what is shown now.
func (a *AmountDisplay) State() AmountState { return a.state }

// onTone puts the display on a panel of a tone.
func (a *AmountDisplay) onTone(t Tone) {
	if a.tone != t {
		a.tone = t
		a.Refresh()
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (a *AmountDisplay) AccessibilityLabel() string {
	return a.state.Number + " " + a.state.Currency
}

// AccessibilityRole implements fyne.Accessible.
func (a *AmountDisplay) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (a *AmountDisplay) CreateRenderer() fyne.WidgetRenderer {
	d := &amountDrawing{a: a, number: newTextLine(), currency: newTextLine()}
	d.drawing = drawing{
		owner: a, paint: d.paintIt, place: d.placeIt, measure: d.measureIt,
		objects: []fyne.CanvasObject{d.number.Text, d.currency.Text},
	}
	return d.ready()
}

type amountDrawing struct {
	drawing
	a                *AmountDisplay
	number, currency *textLine
	look             look
	ink, faded       color.NRGBA
}

func (d *amountDrawing) paintIt() {
	l := lookOf(d.a.Theme())
	d.look, d.ink, d.faded = l, l.Text, l.Muted
	if d.a.tone != "" {
		on := l.Tone(d.a.tone).On
		d.ink, d.faded = on, on
	}
	if d.a.state.Faint {
		d.ink = l.Faint
	}
	d.size(1)
}

// size sets the figures to a part of their full size.
func (d *amountDrawing) size(part float32) {
	full := d.look.figure(d.a.figure)
	d.number.set(d.a.state.Number, d.ink, full*part, true)
	d.currency.set(d.a.state.Currency, d.faded, max(full*sizeCurrency/sizeAmount*part, d.look.px(sizeBody)), false)
}

func (d *amountDrawing) space() float32 {
	if d.a.state.Currency == "" {
		return 0
	}
	return d.number.TextSize / 6
}

func (d *amountDrawing) wide() float32 {
	return d.number.width + d.space() + d.currency.width
}

// leastPart is how far the figures shrink before they are cut off.
const leastPart = 0.3

func (d *amountDrawing) placeIt(size fyne.Size) {
	d.size(1)
	// Text does not grow quite in step with its size, hence the second look.
	for range 2 {
		if full := d.wide(); full > size.Width && full > 0 {
			part := d.number.TextSize / d.look.figure(d.a.figure)
			d.size(max(part*size.Width/full*0.99, leastPart))
		}
	}
	number := min(d.number.width, max(size.Width-d.space()-d.currency.width, 0))
	x := float32(0)
	if d.a.right {
		x = max(size.Width-number-d.space()-d.currency.width, 0)
	}
	top := (size.Height - lineHeight(d.number.TextSize)) / 2
	d.number.put(x, top, number+1)
	stand := top + baseline(d.number.TextSize, true)
	d.currency.put(x+number+d.space(), stand-baseline(d.currency.TextSize, false), d.currency.width+1)
}

func (d *amountDrawing) measureIt() fyne.Size {
	high := lineHeight(d.look.figure(d.a.figure))
	if d.a.right && d.look.scale > 1 { // above a keypad every pixel counts
		high = max(high/d.look.scale, d.look.figure(d.a.figure)*1.12)
	}
	return fyne.NewSize(120, high)
}
