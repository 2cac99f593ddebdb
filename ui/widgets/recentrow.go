package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// RecentRow is one of the last payments in a side panel: time and amount at the left, the
// state at the right. Pressing it opens the payment.
type RecentRow struct {
	pressable
	state PaymentRowState
}

// NewRecentRow makes an empty row.
func NewRecentRow(tapped func()) *RecentRow {
	r := &RecentRow{}
	r.become(r, tapped)
	return r
}

// Set changes what the row shows. Badge and After are not shown.
func (r *RecentRow) Set(s PaymentRowState) {
	if r.state != s {
		r.state = s
		r.label = s.Time + ", " + s.Amount + ", " + s.Word
		r.Refresh()
	}
}

// State is what the row shows now.
func (r *RecentRow) State() PaymentRowState { return r.state }

// CreateRenderer implements fyne.Widget.
func (r *RecentRow) CreateRenderer() fyne.WidgetRenderer {
	d := &recentRowDrawing{
		r: r, cover: box(radiusSmall), ring: box(radiusSmall), line: canvas.NewRectangle(color.Transparent),
		time: newTextLine(), amount: newTextLine(), word: newTextLine(), mark: newGlyph(),
	}
	d.drawing = drawing{
		owner: r, paint: d.paintIt, place: d.placeIt, measure: d.measureIt,
		objects: []fyne.CanvasObject{d.line, d.cover, d.time.Text, d.amount.Text, d.mark.Image, d.word.Text, d.ring},
	}
	return d.ready()
}

type recentRowDrawing struct {
	drawing
	r                  *RecentRow
	cover, ring, line  *canvas.Rectangle
	time, amount, word *textLine
	mark               *glyph
	look               look
}

func (d *recentRowDrawing) paintIt() {
	l, s := lookOf(d.r.Theme()), d.r.state
	d.look = l
	size, tone := l.px(15), l.Tone(s.Tone)
	d.line.FillColor = l.Line
	d.r.wash(l, d.cover)
	fill(d.ring, color.Transparent, l.Focus, ring)
	show(d.ring, d.r.focused)
	ink := l.Text
	if s.Unmoved {
		ink = l.Muted
	}
	word := s.Word
	if s.Detail != "" {
		word += " · " + s.Detail
	}
	d.time.set(s.Time, l.Text, size, false)
	d.amount.set(s.Amount, ink, size, true)
	d.word.set(word, tone.Text, size, true)
	d.mark.set(Icon(s.Mark), tone.Text)
}

func (d *recentRowDrawing) markWide() float32 {
	if d.r.state.Mark == MarkNone {
		return 0
	}
	return d.look.px(13) + 5
}

func (d *recentRowDrawing) placeIt(size fyne.Size) {
	put(d.line, 0, size.Height-edge, size.Width, edge)
	put(d.cover, 0, 0, size.Width, size.Height-edge)
	put(d.ring, 0, 0, size.Width, size.Height-edge)
	high := lineHeight(d.time.TextSize)
	y, x := (size.Height-high)/2, float32(2)
	d.time.put(x, y, d.time.width+1)
	x += d.time.width + 5
	d.amount.put(x, y, d.amount.width+1)
	x += d.amount.width + gap
	word := min(d.word.width, max(size.Width-2-x-d.markWide(), 0))
	d.word.put(size.Width-2-word, y, word+1)
	d.mark.put(size.Width-2-word-d.markWide()+d.look.px(6.5), size.Height/2, d.look.px(13))
}

func (d *recentRowDrawing) measureIt() fyne.Size {
	return fyne.NewSize(180, max(48, lineHeight(d.look.px(15))+2*gap))
}
