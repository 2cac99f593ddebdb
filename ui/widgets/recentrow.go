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
	d.line.FillColor = l.Line
	d.r.wash(l, d.cover)
	fill(d.ring, color.Transparent, l.Focus, ring)
	SetVisible(d.ring, d.r.focused)
	d.mark.set(Icon(s.Mark), l.Tone(s.Tone).Text)
	d.write()
}

// write sets the texts.
func (d *recentRowDrawing) write() {
	l, s := d.look, d.r.state
	ink, size := l.Text, l.px(15)
	if s.Unmoved {
		ink = l.Muted
	}
	d.time.set(s.Time, l.Text, size, false)
	d.amount.set(s.Amount, ink, size, true)
	d.say(true)
}

// say sets the state in words, with the detail or without.
func (d *recentRowDrawing) say(detail bool) {
	s, word := d.r.state, d.r.state.Word
	if detail && s.Detail != "" {
		word += " · " + s.Detail
	}
	d.word.set(word, d.look.Tone(s.Tone).Text, d.look.px(15), true)
}

func (d *recentRowDrawing) markWide() float32 {
	if d.r.state.Mark == MarkNone {
		return 0
	}
	return d.look.px(13) + 5
}

const recentPad float32 = 5

// stacked chooses the words for a width, and tells whether they need a line of their own. The
// detail is left out first: rows of one height are easier to read.
func (d *recentRowDrawing) stacked(width float32) bool {
	room := width - (2*recentPad + d.time.width + 5 + d.amount.width + gap + d.markWide())
	if d.say(true); d.word.width <= room {
		return false
	}
	if d.say(false); d.word.width <= room {
		return false
	}
	d.say(true)
	return true
}

func (d *recentRowDrawing) placeIt(size fyne.Size) {
	Place(d.line, 0, size.Height-edge, size.Width, edge)
	Place(d.cover, 0, 0, size.Width, size.Height-edge)
	Place(d.ring, 0, 0, size.Width, size.Height-edge)
	high := lineHeight(d.time.TextSize)
	y, from := (size.Height-high)/2, recentPad+d.time.width+5
	stacked := d.stacked(size.Width)
	end := size.Width - recentPad - min(d.word.width, max(size.Width-2*recentPad-d.markWide(), 0))
	wordY := y
	if stacked {
		y = size.Height/2 - high
		wordY, end = size.Height/2, recentPad+d.markWide()
	}
	d.time.put(recentPad, y, d.time.width+1)
	d.amount.put(from, y, min(d.amount.width+1, max(size.Width-from-recentPad, 0)))
	d.word.put(end, wordY, min(d.word.width+1, max(size.Width-recentPad-end, 0)))
	d.mark.put(end-d.markWide()+d.look.px(6.5), wordY+high/2+d.look.px(1), d.look.px(13))
}

func (d *recentRowDrawing) measureIt() fyne.Size {
	const least = 160
	return fyne.NewSize(least, d.r.HeightFor(knownWidth(d.r.Size().Width, least)))
}

// HeightFor implements WidthAware.
func (r *RecentRow) HeightFor(width float32) float32 {
	l := lookOf(r.Theme())
	d := recentRowDrawing{r: r, look: l, time: newTextLine(), amount: newTextLine(), word: newTextLine()}
	d.write()
	lines := float32(1)
	if d.stacked(width) {
		lines = 2
	}
	return max(48, lines*lineHeight(l.px(15))+2*gap)
}
