package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// StepState says how far a step is.
type StepState string

// The states of a step.
const (
	StepDone     StepState = "done"
	StepRunning  StepState = "running"
	StepQuestion StepState = "question"
	StepFailed   StepState = "failed"
	StepPending  StepState = "pending"
)

// Step is one row of the steps of a payment.
type Step struct {
	State StepState
	Text  string
	Note  string // a time, or how long: smaller and muted
}

// Steps shows how far a payment is, one row a step.
type Steps struct {
	widget.BaseWidget
	steps []Step
	tone  Tone
}

// NewSteps makes an empty list.
func NewSteps() *Steps {
	s := &Steps{tone: ToneWaiting}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the steps. The tone is that of the running step.
func (s *Steps) Set(tone Tone, steps []Step) {
	if s.tone == tone && slices.Equal(s.steps, steps) {
		return
	}
	s.tone, s.steps = tone, slices.Clone(steps)
	s.Refresh()
}

// Steps are the steps shown now.
func (s *Steps) Steps() []Step { return s.steps }

// HeightFor implements WidthAware.
func (s *Steps) HeightFor(width float32) float32 {
	l := lookOf(s.Theme())
	var high float32
	for _, step := range s.steps {
		high += s.rowHeight(l, step, width)
	}
	return high
}

// textWide is how wide the text of a step is.
func (s *Steps) textWide(l look, step Step) float32 {
	return textWidth(step.Text, l.px(sizeLarge), step.State == StepRunning)
}

// below tells whether the note has no room beside the text.
func (s *Steps) below(l look, step Step, width float32) bool {
	if step.Note == "" {
		return false
	}
	return s.indent(l)+s.textWide(l, step)+14+textWidth(step.Note, l.px(sizeBody), false) > width
}

func (s *Steps) rowHeight(l look, step Step, width float32) float32 {
	high := max(44, lineHeight(l.px(sizeLarge))+gapSmall)
	if s.below(l, step, width) {
		high += lineHeight(l.px(sizeBody))
	}
	return high
}

func (s *Steps) dot(l look) float32 { return l.px(26) }

func (s *Steps) indent(l look) float32 { return s.dot(l) + 14 }

// CreateRenderer implements fyne.Widget.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer {
	d := &stepsDrawing{s: s}
	d.drawing = drawing{owner: s, paint: d.paintIt, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type stepRow struct {
	dot        *canvas.Circle
	mark       *glyph
	text, note *textLine
}

type stepsDrawing struct {
	drawing
	s    *Steps
	rows []*stepRow
	look look
}

func (d *stepsDrawing) paintIt() {
	d.look = lookOf(d.s.Theme())
	for len(d.rows) < len(d.s.steps) {
		r := &stepRow{dot: canvas.NewCircle(color.Transparent), mark: newGlyph(), text: newTextLine(), note: newTextLine()}
		d.rows = append(d.rows, r)
	}
	d.objects = d.objects[:0]
	for i, step := range d.s.steps {
		r := d.rows[i]
		d.paintRow(r, step)
		d.objects = append(d.objects, r.dot, r.mark.Image, r.text.Text, r.note.Text)
	}
}

func (d *stepsDrawing) paintRow(r *stepRow, step Step) {
	l := d.look
	tone, icon, ink := l.Tone(d.s.tone), IconNone, l.Text
	switch step.State {
	case StepDone:
		tone, icon = l.Tone(ToneApproved), IconTick
	case StepRunning:
		icon = IconDot
	case StepQuestion:
		tone, icon = l.Tone(ToneUnknown), IconQuestion
	case StepFailed:
		tone, icon = l.Tone(ToneDeclined), IconCross
	default:
		tone, ink = ToneColours{Fill: l.Outline, On: l.Outline}, l.Faint
	}
	r.dot.FillColor = tone.Fill
	r.mark.set(icon, tone.On)
	r.text.set(step.Text, ink, l.px(sizeLarge), step.State == StepRunning)
	r.note.set(step.Note, l.Muted, l.px(sizeBody), false)
}

func (d *stepsDrawing) placeIt(size fyne.Size) {
	l, y := d.look, float32(0)
	dot, x := d.s.dot(l), d.s.indent(l)
	text, note := lineHeight(l.px(sizeLarge)), lineHeight(l.px(sizeBody))
	for i, step := range d.s.steps {
		r, high := d.rows[i], d.s.rowHeight(l, step, size.Width)
		below := d.s.below(l, step, size.Width)
		top := y + (high-text)/2
		if below {
			top = y + (high-text-note)/2
		}
		put(r.dot, 0, top+(text-dot)/2, dot, dot)
		r.mark.put(dot/2, top+text/2, dot*0.62)
		room := max(size.Width-x, 0)
		if below {
			r.text.put(x, top, room)
			r.note.put(x, top+text, room)
		} else {
			r.text.put(x, top, min(r.text.width+1, room))
			stand := top + baseline(l.px(sizeLarge), false) - baseline(l.px(sizeBody), false)
			r.note.put(x+r.text.width+14, stand, r.note.width+1)
		}
		y += high
	}
}

func (d *stepsDrawing) measureIt() fyne.Size {
	wide := d.s.indent(d.look) + 160
	return fyne.NewSize(wide, d.s.HeightFor(max(d.s.Size().Width, wide)))
}
