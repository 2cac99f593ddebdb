package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// PaymentRowState is what a row of the journal shows.
type PaymentRowState struct {
	Time    string
	Badge   BadgeState
	Tone    Tone
	Mark    Mark
	Word    string // the state in words, in its tone
	After   string // more about the state, in plain text: ", 5.00 refunded"
	Detail  string // card and reference, muted
	Who     string // asked for it, in a column of its own where there is room; muted
	Amount  string
	Unmoved bool // no money moved: the amount is muted
	Brief   bool // none of its list has a detail: no room is kept for one
}

// PaymentRow is one payment in the journal. It only shows, so that the list around it can
// take the press and the keyboard.
type PaymentRow struct {
	widget.BaseWidget
	state PaymentRowState
}

// NewPaymentRow makes an empty row, as a list asks for.
func NewPaymentRow() *PaymentRow {
	r := &PaymentRow{}
	r.ExtendBaseWidget(r)
	return r
}

// Set changes what the row shows.
func (r *PaymentRow) Set(s PaymentRowState) {
	if r.state != s {
		r.state = s
		r.Refresh()
	}
}

// State is what the row shows now.
func (r *PaymentRow) State() PaymentRowState { return r.state }

// AccessibilityLabel implements fyne.Accessible.
func (r *PaymentRow) AccessibilityLabel() string {
	return r.state.Time + ", " + r.state.Badge.Letter + ", " + r.state.Word + r.state.After + ", " + r.state.Amount + named(", ", r.state.Who)
}

// named is a name behind what separates it; empty for none.
func named(separator, name string) string {
	if name == "" {
		return ""
	}
	return separator + name
}

// AccessibilityRole implements fyne.Accessible.
func (r *PaymentRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (r *PaymentRow) CreateRenderer() fyne.WidgetRenderer {
	d := &paymentRowDrawing{
		r: r, badge: NewBadge(BadgeSmall), mark: newGlyph(), line: canvas.NewRectangle(color.Transparent),
		time: newTextLine(), word: newTextLine(), after: newTextLine(), detail: newTextLine(), who: newTextLine(), amount: newTextLine(),
	}
	d.drawing = drawing{
		owner: r, paint: d.paintIt, place: d.placeIt, measure: d.measureIt,
		objects: []fyne.CanvasObject{
			d.line, d.badge, d.mark.Image, d.time.Text, d.word.Text, d.after.Text, d.detail.Text, d.who.Text, d.amount.Text,
		},
	}
	return d.ready()
}

type paymentRowDrawing struct {
	drawing
	r                                      *PaymentRow
	badge                                  *Badge
	mark                                   *glyph
	line                                   *canvas.Rectangle
	time, word, after, detail, who, amount *textLine
	look                                   look
}

func (d *paymentRowDrawing) paintIt() {
	l, s := lookOf(d.r.Theme()), d.r.state
	d.look = l
	size, tone := l.px(sizeBody), l.Tone(s.Tone)
	ink := l.Text
	if s.Unmoved {
		ink = l.Muted
	}
	d.line.FillColor = l.Line
	d.badge.Set(s.Badge)
	SetVisible(d.badge, s.Badge.Letter != "" || s.Badge.Mark != MarkNone)
	d.mark.set(Icon(s.Mark), tone.Text)
	d.time.set(s.Time, l.Text, size, false)
	d.word.set(s.Word, tone.Text, size, true)
	d.after.set(s.After, l.Text, size, false)
	d.detail.set(s.Detail, l.Muted, size, false)
	d.who.set(s.Who, l.Muted, size, false)
	d.amount.set(s.Amount, ink, size, true)
}

const (
	rowPad    float32 = 16
	rowSingle float32 = 50
)

func (d *paymentRowDrawing) side() float32 { return d.look.shape(float32(BadgeSmall)) }

// markWide is the room of the mark and the gap after it.
func (d *paymentRowDrawing) markWide() float32 {
	if d.r.state.Mark == MarkNone {
		return 0
	}
	return d.look.px(14) + 5
}

// timeWide is the same in all rows, so that they stand below each other.
func (d *paymentRowDrawing) timeWide() float32 {
	return max(textWidth("00:00", d.look.px(sizeBody), false), d.time.width)
}

// lead is where the words begin.
func (d *paymentRowDrawing) lead() float32 {
	return rowPad + d.timeWide() + gapLarge + d.side() + 12
}

// stacked tells whether the row has two lines: in a narrow window, or with large text.
func (d *paymentRowDrawing) stacked(width float32) bool {
	return rowLines(width, d.look) > 1 ||
		d.lead()+d.markWide()+d.word.width+d.after.width+gapLarge+d.amount.width+rowPad > width
}

func (d *paymentRowDrawing) placeIt(size fyne.Size) {
	Place(d.line, 0, size.Height-edge, size.Width, edge)
	high := lineHeight(d.look.px(sizeBody))
	if d.stacked(size.Width) {
		d.placeStacked(size, high)
		return
	}
	y, side := (size.Height-high)/2, d.side()
	d.time.put(rowPad, y, d.timeWide()+1)
	Place(d.badge, d.lead()-12-side, (size.Height-side)/2, side, side)
	x, end := d.lead(), size.Width-rowPad-d.amount.width
	d.amount.put(end, y, d.amount.width+1)
	d.setDetail(false)
	end = d.placeWho(y, end, size.Width)
	x = d.placeWords(x, y, end-gap)
	if d.r.state.Detail != "" {
		x += 5
	}
	d.detail.put(x, y, max(end-gap-x, 0))
}

// The column of who asked for a payment: how wide it is, and where its names begin before the edge, so
// that they stand below each other whatever the amounts are.
const (
	whoWide = 160
	whoFrom = 304
)

// placeWho places who asked for it before the amount, and gives where the rest of the line ends.
func (d *paymentRowDrawing) placeWho(y, end, width float32) float32 {
	SetVisible(d.who.Text, d.r.state.Who != "")
	if d.r.state.Who == "" {
		return end
	}
	from := min(width-d.look.px(whoFrom), end-gapLarge-d.look.px(whoWide))
	d.who.put(from, y, min(d.look.px(whoWide), end-gapLarge-from))
	return from
}

// setDetail says who asked for it behind the details, where there is no column for that.
func (d *paymentRowDrawing) setDetail(withName bool) {
	text := d.r.state.Detail
	if withName && text != "" {
		text += named(" · ", d.r.state.Who)
	} else if withName {
		text = d.r.state.Who
	}
	d.detail.set(text, d.detail.Color, d.detail.TextSize, false)
}

// placeWords places mark, word and what follows it, and gives where they end.
func (d *paymentRowDrawing) placeWords(x, y, end float32) float32 {
	high := lineHeight(d.look.px(sizeBody))
	d.mark.put(x+d.look.px(7), y+high/2+d.look.px(1), d.look.px(14))
	x += d.markWide()
	word := min(d.word.width, max(end-x, 0))
	d.word.put(x, y, word+1)
	x += word
	after := min(d.after.width, max(end-x, 0))
	d.after.put(x, y, after+1)
	return x + after
}

// placeStacked sets the state in a line of its own, and in a very narrow row the detail too.
func (d *paymentRowDrawing) placeStacked(size fyne.Size, high float32) {
	side, lines := d.side(), float32(max(d.r.lines(size.Width, d.look), 2))
	if lines*high > size.Height {
		lines = 2 // a list that gives less height still shows whole lines
	}
	y := (size.Height - lines*high) / 2
	x, end := rowPad, size.Width-rowPad
	if d.badge.Visible() {
		Place(d.badge, x, (size.Height-side)/2, side, side)
		x += side + 12
	}
	d.placeWords(x, y, end)
	d.setDetail(true)
	d.who.Hide()
	y += high
	amount := min(d.amount.width, max(end-x-d.time.width-gap, size.Width/3))
	d.amount.put(end-amount, y, amount+1)
	d.time.put(x, y, d.time.width+1)
	if lines > 2 {
		d.detail.put(x, y+high, max(end-x, 0))
		return
	}
	from := x + d.time.width + 8
	d.detail.put(from, y, max(end-amount-gap-from, 0))
}

func (d *paymentRowDrawing) measureIt() fyne.Size {
	least := d.side() + 160
	return fyne.NewSize(least, d.r.HeightFor(knownWidth(d.r.Size().Width, least)))
}

// rowLines is how many lines a row has in a width. It does not depend on what the row says,
// so that all rows of a list have one height.
func rowLines(width float32, l look) int {
	switch {
	case width < 300*l.scale:
		return 3
	case width < 520*l.scale:
		return 2
	}
	return 1
}

// lines is how many lines the row has.
func (r *PaymentRow) lines(width float32, l look) int {
	if r.state.Brief {
		return min(rowLines(width, l), 2)
	}
	return rowLines(width, l)
}

// HeightFor implements WidthAware. A list needs it for the height of its items, since it
// never places the row it measures.
func (r *PaymentRow) HeightFor(width float32) float32 {
	l := lookOf(r.Theme())
	high := float32(r.lines(width, l)) * lineHeight(l.px(sizeBody))
	return max(rowSingle, high+gapLarge)
}
