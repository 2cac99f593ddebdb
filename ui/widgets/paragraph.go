package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// TextSize names the sizes of running text.
type TextSize float32

// The sizes of running text.
const (
	TextCaption TextSize = TextSize(sizeCaption)
	TextBody    TextSize = TextSize(sizeBody)
	TextLarge   TextSize = TextSize(sizeLarge)
	TextTitle   TextSize = TextSize(sizeTitle)
	TextHeading TextSize = TextSize(sizeHeading)
)

// ParagraphStyle is how a paragraph looks.
type ParagraphStyle struct {
	Size    TextSize // TextBody when zero
	Bold    bool
	Muted   bool
	Tone    Tone // of the words; empty for plain text
	Align   fyne.TextAlign
	onPanel Tone // the tone of the panel below
	onPaper bool // on white in both variants
}

// Paragraph is text that wraps at its width and has the height that this needs.
type Paragraph struct {
	widget.BaseWidget
	text  string
	style ParagraphStyle
	most  float32 // the largest text there is room for; 0 for any
}

// NewParagraph makes a paragraph.
func NewParagraph(text string, style ParagraphStyle) *Paragraph {
	if style.Size == 0 {
		style.Size = TextBody
	}
	p := &Paragraph{text: text, style: style}
	p.ExtendBaseWidget(p)
	return p
}

// SetText changes the text.
func (p *Paragraph) SetText(text string) {
	if p.text != text {
		p.text = text
		p.Refresh()
	}
}

// limit keeps the text from growing over a size; 0 takes the limit away.
func (p *Paragraph) limit(most float32) {
	if p.most != most {
		p.most = most
		p.Refresh()
	}
}

// Text is the text now.
func (p *Paragraph) Text() string { return p.text }

// SetTone changes the tone of the words; empty for plain text.
func (p *Paragraph) SetTone(t Tone) {
	if p.style.Tone != t {
		p.style.Tone = t
		p.Refresh()
	}
}

// onTone puts the paragraph on a panel of a tone.
func (p *Paragraph) onTone(t Tone) {
	if p.style.onPanel != t {
		p.style.onPanel = t
		p.Refresh()
	}
}

// HeightFor implements WidthAware.
func (p *Paragraph) HeightFor(width float32) float32 {
	size := p.textSize(lookOf(p.Theme()))
	return float32(len(p.wrap(size, width))) * lineHeight(size)
}

// AccessibilityLabel implements fyne.Accessible.
func (p *Paragraph) AccessibilityLabel() string { return p.text }

// AccessibilityRole implements fyne.Accessible.
func (p *Paragraph) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// textSize is the size at the scale of the theme.
func (p *Paragraph) textSize(l look) float32 {
	size := l.px(float32(p.style.Size))
	if p.style.Size >= TextTitle {
		size = l.large(float32(p.style.Size))
	}
	if p.most > 0 {
		size = min(size, p.most)
	}
	return size
}

// run is a stretch of one line with one weight.
type run struct {
	text string
	bold bool
	x, w float32
}

type wrapped struct {
	runs  []run
	width float32
}

// wrap breaks the text into lines.
func (p *Paragraph) wrap(size, width float32) []wrapped {
	if p.text == "" {
		return nil
	}
	var lines []wrapped
	bold := p.style.Bold
	for part := range strings.SplitSeq(p.text, "\n") {
		line := lineBuilder{size: size, room: max(width, size)}
		for i, word := range phrases(part) {
			line.add(word, bold, i > 0)
		}
		lines = append(lines, line.done()...)
	}
	return lines
}

// CreateRenderer implements fyne.Widget.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	d := &paragraphDrawing{p: p}
	d.drawing = drawing{owner: p, paint: d.paintIt, place: d.placeIt, measure: d.measureIt}
	return d.ready()
}

type paragraphDrawing struct {
	drawing
	p    *Paragraph
	pool textPool
	ink  color.NRGBA
	size float32
}

func (d *paragraphDrawing) paintIt() {
	l := lookOf(d.p.Theme())
	d.size, d.ink = d.p.textSize(l), l.Text
	switch {
	case d.p.style.onPaper:
		d.ink = alpha(paperInk(), 0xB0)
	case d.p.style.onPanel != "":
		d.ink = l.Tone(d.p.style.onPanel).On
	case d.p.style.Tone != "":
		d.ink = l.Tone(d.p.style.Tone).Text
	case d.p.style.Muted:
		d.ink = l.Muted
	}
}

func (d *paragraphDrawing) placeIt(size fyne.Size) {
	high := lineHeight(d.size)
	d.objects, d.pool.used = d.objects[:0], 0
	for i, line := range d.p.wrap(d.size, size.Width) {
		left := float32(0)
		switch d.p.style.Align {
		case fyne.TextAlignCenter:
			left = (size.Width - line.width) / 2
		case fyne.TextAlignTrailing:
			left = size.Width - line.width
		}
		d.objects = d.pool.line(d.objects, line.runs, left, float32(i)*high, d.size, d.ink)
	}
	canvas.Refresh(d.p)
}

func (d *paragraphDrawing) measureIt() fyne.Size {
	var wide float32
	for word := range strings.FieldsSeq(d.p.text) {
		wide = max(wide, textWidth(word, d.size, d.p.style.Bold))
	}
	wide = min(wide, widestWord)
	return fyne.NewSize(wide, d.p.HeightFor(knownWidth(d.p.Size().Width, wide)))
}

// widestWord is where a word is broken rather than widening the window.
const widestWord float32 = 200
