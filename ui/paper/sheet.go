package paper

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
)

// Format is the size of a page in points, 72 to an inch.
type Format struct {
	Wide, High, Margin float64
}

// A4 is the paper of an office. A slip printer's roll would be another format, and another way out.
func A4() Format { return Format{Wide: 595.28, High: 841.89, Margin: 54} }

// Fonts are what a sheet is written in.
type Fonts struct{ Regular, Bold *Font }

// Sheet is what is put on paper, from top to bottom. Its texts are finished.
type Sheet struct {
	Title  string
	Lines  []string // below the title
	Totals []Row    // large
	Warn   string   // framed; empty for nothing
	Parts  []Part
	Chart  Chart
	Foot   string // at the foot of each page, before its number
}

// Part is a list with a title.
type Part struct {
	Title string
	Rows  []Row
}

// Row is a name on the left and an amount on the right.
type Row struct {
	Label, Amount string
	Share         float64 // of the largest beside it, less than 0 for money that went out; 0 for no bar
}

// Chart is a row of columns.
type Chart struct {
	Title string
	Bars  []Bar
}

// Bar is a column of a chart.
type Bar struct {
	Label  string
	Amount string  // above it
	Share  float64 // of the tallest, 0 to 1
}

// style is how a text looks. Grey is 0 for black.
type style struct {
	font int // 0 regular, 1 bold
	size float64
	grey float64
}

// layout is how far down the page a sheet has come.
type layout struct {
	*drawing
	sheet Sheet
	y     float64
}

// PDF writes a sheet on as many pages as it takes.
func (s Sheet) PDF(w io.Writer, format Format, fonts Fonts) error {
	l := &layout{drawing: newDrawing(format, fonts), sheet: s}
	l.turn()
	title, plain, quiet := style{1, 20, 0}, style{0, 10, 0}, style{0, 10, 0.35}
	l.paragraph(title, s.Title)
	for _, line := range s.Lines {
		l.paragraph(quiet, line)
	}
	l.y += 6
	for _, r := range s.Totals {
		l.row(style{1, 14, 0}, style{1, 14, 0}, r)
	}
	l.warn()
	l.chart()
	for _, part := range s.Parts {
		l.part(plain, part)
	}
	for i := range l.pages {
		l.foot(i)
	}
	return l.write(w, s.Title)
}

// turn begins a new page.
func (l *layout) turn() {
	l.pages = append(l.pages, &bytes.Buffer{})
	l.y = l.format.Margin
}

// room turns the page where there is none for something.
func (l *layout) room(high float64) {
	if l.y+high > l.format.High-l.format.Margin {
		l.turn()
	}
}

func (l *layout) inner() float64 { return l.format.Wide - 2*l.format.Margin }

// paragraph writes a text in as many lines as it takes.
func (l *layout) paragraph(s style, text string) {
	for _, line := range l.wrapped(s, text, l.inner()) {
		l.room(s.size * 1.4)
		l.y += s.size * 1.15
		l.text(l.format.Margin, l.y, s, line)
		l.y += s.size * 0.3
	}
}

// wrapped breaks a text into lines of a width, between words, or in a word that is too long.
func (l *layout) wrapped(s style, text string, wide float64) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if l.width(s, longer) <= wide {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for word != "" && l.width(s, word) > wide {
			n := l.fits(s, word, wide)
			lines, word = append(lines, word[:n]), word[n:]
		}
		line = word
	}
	return append(lines, line)
}

// fits is how much of a word fits, in bytes: at least its first letter.
func (l *layout) fits(s style, word string, wide float64) int {
	end := 0
	for i, r := range word {
		if i > 0 && l.width(s, word[:i]+string(r)) > wide {
			break
		}
		end = i + len(string(r))
	}
	return end
}

// row writes a name, and its amount on the right of its first line.
func (l *layout) row(name, amount style, r Row) {
	wide := l.width(amount, r.Amount)
	lines := l.wrapped(name, r.Label, l.inner()-wide-14)
	l.room(float64(len(lines))*name.size*1.5 + 5)
	for i, line := range lines {
		l.y += name.size * 1.15
		l.text(l.format.Margin, l.y, name, line)
		if i == 0 {
			l.text(l.format.Wide-l.format.Margin-wide, l.y, amount, r.Amount)
		}
		l.y += name.size * 0.35
	}
	if r.Share != 0 {
		grey := 0.3
		if r.Share < 0 {
			grey = 0.7
		}
		l.box(l.format.Margin, l.y, max(l.inner()*min(math.Abs(r.Share), 1), 0.6), 2.5, grey)
		l.y += 5
	}
}

// warn frames what must not be overlooked.
func (l *layout) warn() {
	if l.sheet.Warn == "" {
		return
	}
	s, pad := style{1, 13, 0}, 9.0
	lines := l.wrapped(s, l.sheet.Warn, l.inner()-2*pad)
	high := float64(len(lines))*s.size*1.45 + 2*pad - 4
	l.room(high + 20)
	l.y += 10
	l.frame(l.format.Margin, l.y, l.inner(), high)
	y := l.y + pad
	for _, line := range lines {
		y += s.size * 1.1
		l.text(l.format.Margin+pad, y, s, line)
		y += s.size * 0.35
	}
	l.y += high + 4
}

func (l *layout) heading(text string, below float64) {
	l.room(34 + below)
	l.y += 26
	l.text(l.format.Margin, l.y, style{1, 10, 0.35}, text)
	l.y += 5
	l.box(l.format.Margin, l.y, l.inner(), 0.6, 0.6)
	l.y += 3
}

// part writes a list. Its heading is never the last thing on a page.
func (l *layout) part(s style, p Part) {
	l.heading(p.Title, 2*s.size)
	for _, r := range p.Rows {
		l.row(s, s, r)
	}
}

// chart draws columns with their amounts above them, as small as they have to be.
func (l *layout) chart() {
	bars := l.sheet.Chart.Bars
	if len(bars) == 0 {
		return
	}
	const high, most = 90.0, 46.0
	l.heading(l.sheet.Chart.Title, high+40)
	step := min(l.inner()/float64(len(bars)), most)
	s := style{0, 8, 0}
	for _, b := range bars {
		for s.size > 4 && l.width(s, b.Amount) > step-2 {
			s.size -= 0.5
		}
	}
	foot := l.y + 14 + high
	for i, b := range bars {
		x, tall := l.format.Margin+step*float64(i), max(high*b.Share, 0.6)
		l.box(x+step*0.16, foot-tall, step*0.68, tall, 0.25)
		l.text(x+(step-l.width(s, b.Amount))/2, foot-tall-3, s, b.Amount)
		name := style{0, 8, 0.35}
		l.text(x+(step-l.width(name, b.Label))/2, foot+10, name, b.Label)
	}
	l.y = foot + 16
}

// foot numbers a page.
func (l *layout) foot(page int) {
	s, y := style{0, 8, 0.35}, l.format.High-l.format.Margin/2
	number := fmt.Sprintf("%d / %d", page+1, len(l.pages))
	content := l.pages
	l.pages = content[:page+1] // what is drawn goes to the last
	l.text(l.format.Margin, y, s, l.sheet.Foot)
	l.text(l.format.Wide-l.format.Margin-l.width(s, number), y, s, number)
	l.pages = content
}
