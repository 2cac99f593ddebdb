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
		high += s.measure(l, step, width).height
	}
	return high
}

// stepShape is how a step is laid out in a width: its note beside the text, or below it
// where both have no room in one line.
type stepShape struct {
	text, note []wrapped
	below      bool
	height     float32
}

const stepHeight float32 = 44

func (s *Steps) measure(l look, step Step, width float32) stepShape {
	room := max(width-s.indent(l), 60)
	shape := stepShape{
		text: wrapText(step.Text, l.px(sizeLarge), room, step.State == StepRunning),
		note: wrapText(step.Note, l.px(sizeBody), room, false),
	}
	high := float32(len(shape.text)) * lineHeight(l.px(sizeLarge))
	if len(shape.note) > 0 {
		shape.below = len(shape.text) != 1 || len(shape.note) != 1 ||
			shape.text[0].width+stepNoteGap+shape.note[0].width > room
	}
	if shape.below {
		high += float32(len(shape.note)) * lineHeight(l.px(sizeBody))
	}
	shape.height = max(stepHeight, high+2*gapSmall)
	return shape
}

const stepNoteGap float32 = 14

func (s *Steps) dot(l look) float32 { return l.shape(26) }

func (s *Steps) indent(l look) float32 { return s.dot(l) + 14 }

// CreateRenderer implements fyne.Widget.
func (s *Steps) CreateRenderer() fyne.WidgetRenderer {
	d := &stepsDrawing{s: s}
	d.drawing = drawing{owner: s, paint: d.paintIt, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type stepDot struct {
	dot  *canvas.Circle
	mark *glyph
}

type stepsDrawing struct {
	drawing
	s     *Steps
	dots  []stepDot
	texts textPool
	look  look
}

func (d *stepsDrawing) paintIt() {
	d.look = lookOf(d.s.Theme())
	for len(d.dots) < len(d.s.steps) {
		d.dots = append(d.dots, stepDot{canvas.NewCircle(color.Transparent), newGlyph()})
	}
	for i, step := range d.s.steps {
		tone, icon := d.colours(step)
		d.dots[i].dot.FillColor = tone.Fill
		d.dots[i].mark.set(icon, tone.On)
	}
}

func (d *stepsDrawing) colours(step Step) (ToneColours, Icon) {
	l := d.look
	switch step.State {
	case StepDone:
		return l.Tone(ToneApproved), IconTick
	case StepRunning:
		return l.Tone(d.s.tone), IconDot
	case StepQuestion:
		return l.Tone(ToneUnknown), IconQuestion
	case StepFailed:
		return l.Tone(ToneDeclined), IconCross
	}
	return ToneColours{Fill: l.Outline, On: l.Outline}, IconNone
}

func (d *stepsDrawing) placeIt(size fyne.Size) {
	d.objects, d.texts.used = d.objects[:0], 0
	var y float32
	for i, step := range d.s.steps {
		shape := d.s.measure(d.look, step, size.Width)
		d.placeStep(d.dots[i], step, shape, y)
		y += shape.height
	}
	canvas.Refresh(d.s)
}

func (d *stepsDrawing) placeStep(dot stepDot, step Step, shape stepShape, y float32) {
	l, x, side := d.look, d.s.indent(d.look), d.s.dot(d.look)
	line, note := lineHeight(l.px(sizeLarge)), lineHeight(l.px(sizeBody))
	high := float32(len(shape.text)) * line
	top := y + (shape.height-high)/2
	ink := l.Text
	if step.State == StepPending {
		ink = l.Faint
	}
	noteX, noteY := x, top+high
	if shape.below {
		top -= float32(len(shape.note)) * note / 2
		noteY = top + high
	} else if len(shape.text) > 0 {
		noteX += shape.text[0].width + stepNoteGap
		noteY = top + baseline(l.px(sizeLarge), false) - baseline(l.px(sizeBody), false)
	}
	Place(dot.dot, 0, top+(line-side)/2, side, side)
	dot.mark.put(side/2, top+line/2, side*0.62)
	d.objects = append(d.objects, dot.dot, dot.mark.Image)
	d.objects = d.texts.block(d.objects, shape.text, x, top, l.px(sizeLarge), ink)
	d.objects = d.texts.block(d.objects, shape.note, noteX, noteY, l.px(sizeBody), l.Muted)
}

func (d *stepsDrawing) measureIt() fyne.Size {
	wide := d.s.indent(d.look) + 160
	return fyne.NewSize(wide, d.s.HeightFor(knownWidth(d.s.Size().Width, wide)))
}
