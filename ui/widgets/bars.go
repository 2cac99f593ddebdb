package widgets

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// Bar is a column of a chart.
type Bar struct {
	Label string
	Share float32 // of the tallest, 0 to 1
	Text  string  // what it stands for, to be read out
}

// mostBars is a day of hours.
const mostBars = 24

// Bars is a chart of columns side by side, as tall as what they stand for.
type Bars struct {
	widget.BaseWidget
	bars []Bar
}

// NewBars makes an empty chart.
func NewBars() *Bars {
	b := &Bars{}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the columns, 24 at most.
func (b *Bars) Set(bars []Bar) {
	bars = bars[:min(len(bars), mostBars)]
	if !slices.Equal(b.bars, bars) {
		b.bars = slices.Clone(bars)
		b.Refresh()
	}
}

// AccessibilityLabel implements fyne.Accessible.
func (b *Bars) AccessibilityLabel() string {
	texts := make([]string, 0, len(b.bars))
	for _, bar := range b.bars {
		texts = append(texts, bar.Text)
	}
	return strings.Join(texts, ", ")
}

// AccessibilityRole implements fyne.Accessible.
func (b *Bars) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (b *Bars) CreateRenderer() fyne.WidgetRenderer {
	d := &barsDrawing{b: b}
	for range mostBars {
		r, t := box(3), newTextLine()
		d.columns, d.labels = append(d.columns, r), append(d.labels, t)
		d.drawing.objects = append(d.drawing.objects, r, t.Text)
	}
	d.owner, d.paint, d.place, d.measure = b, d.paintIt, d.placeIt, d.measureIt
	return d.ready()
}

type barsDrawing struct {
	drawing
	b       *Bars
	columns []*canvas.Rectangle
	labels  []*textLine
	look    look
}

const barsHigh float32 = 96

func (d *barsDrawing) paintIt() {
	d.look = lookOf(d.b.Theme())
	for i := range mostBars {
		SetVisible(d.columns[i], i < len(d.b.bars))
		SetVisible(d.labels[i].Text, i < len(d.b.bars))
		if i < len(d.b.bars) {
			fill(d.columns[i], d.look.Brand, nil, 0)
			d.labels[i].set(d.b.bars[i].Label, d.look.Muted, d.look.figure(12), false)
		}
	}
}

func (d *barsDrawing) measureIt() fyne.Size {
	return fyne.NewSize(0, barsHigh+d.look.figure(12)*1.6)
}

func (d *barsDrawing) placeIt(size fyne.Size) {
	if len(d.b.bars) == 0 {
		return
	}
	step := size.Width / float32(len(d.b.bars))
	wide, foot := min(step*0.7, 36), d.look.figure(12)*1.6
	room := size.Height - foot
	for i, bar := range d.b.bars {
		high := max(room*bar.Share, 2)
		x := step*float32(i) + (step-wide)/2
		Place(d.columns[i], x, room-high, wide, high)
		label := d.labels[i].Text
		Place(label, step*float32(i)+(step-label.MinSize().Width)/2, room+foot*0.2, label.MinSize().Width, foot*0.8)
	}
}
