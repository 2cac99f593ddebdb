package widgets

import (
	"math"
	"strings"
)

// fitted is the text of an action as it fits into a place.
type fitted struct {
	lines []wrapped
	size  float32
}

func (f fitted) height() float32 { return float32(len(f.lines)) * lineHeight(f.size) }

func (f fitted) width() (wide float32) {
	for _, line := range f.lines {
		wide = max(wide, line.width)
	}
	return wide
}

const (
	fitLine  = 0.8 // how far a text shrinks to stay in one line
	fitLeast = 0.5 // how far it shrinks at all
	fitStep  = 0.1
)

// fitText makes a bold text fit: in one line if it can, a little smaller if that helps, then in
// several lines, then smaller still. What an action does, and the amount in it, must be seen
// whole; only where nothing helps are the last lines left out.
func fitText(text string, size, width, height float32) fitted {
	for part := float32(1); part >= fitLine-0.01; part -= fitStep {
		if wide := textWidth(text, size*part, true); wide <= width && lineHeight(size*part) <= height {
			return fitted{lines: wrapText(text, size*part, width+1, true), size: size * part}
		}
	}
	var f fitted
	for part := float32(fitLine); part >= fitLeast-0.01; part -= fitStep {
		f = fitted{lines: wrapText(text, size*part, width, true), size: size * part}
		if f.height() <= height && widestOf(text, f.size) <= width { // no word, and no number, in pieces
			return f
		}
	}
	if fits := int(height / lineHeight(f.size)); fits >= 1 && fits < len(f.lines) {
		f.lines = f.lines[:fits]
	}
	return f
}

// widestOf is how wide the widest word is in bold.
func widestOf(text string, size float32) (wide float32) {
	for word := range strings.FieldsSeq(text) {
		wide = max(wide, textWidth(word, size, true))
	}
	return wide
}

// fitTall is fitText where there is any height.
func fitTall(text string, size, width float32) fitted {
	return fitText(text, size, width, math.MaxFloat32)
}

// centred writes the lines in the middle of a width.
func (p *textPool) centred(d *drawing, f fitted, x, y, width float32, t *textLine) {
	high := lineHeight(f.size)
	for i, line := range f.lines {
		d.objects = p.line(d.objects, line.runs, x+(width-line.width)/2, y+float32(i)*high, f.size, t.Color)
	}
}
