package widgets

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

const ellipsis = "…"

// textLine is one line of text that ends in an ellipsis where it has no room.
type textLine struct {
	*canvas.Text
	full  string
	width float32 // of the full text
}

func newTextLine() *textLine {
	return &textLine{Text: canvas.NewText("", color.Transparent)}
}

// set says what the line shows and how. It measures only when something changed.
func (l *textLine) set(text string, c color.Color, size float32, bold bool) {
	l.Color = c
	if l.full == text && l.TextSize == size && l.TextStyle.Bold == bold {
		return
	}
	l.full, l.TextSize, l.TextStyle.Bold = text, size, bold
	l.Text.Text = text
	l.width = textWidth(text, size, bold)
}

// put places the line in a width and cuts the text to it.
func (l *textLine) put(x, y, width float32) {
	l.Text.Text = cut(l.full, width, l.width, func(s string) float32 {
		return textWidth(s, l.TextSize, l.TextStyle.Bold)
	})
	Place(l.Text, x, y, width, lineHeight(l.TextSize))
}

// cut shortens a text to a width. The full width is known, so that the common case of enough
// room measures nothing.
func cut(text string, width, full float32, measure func(string) float32) string {
	if full <= width+0.5 || text == "" {
		return text
	}
	low, high := 0, utf8.RuneCountInString(text)
	runes := []rune(text)
	for low < high {
		middle := (low + high + 1) / 2
		if measure(string(runes[:middle])+ellipsis) <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimRight(string(runes[:low]), " ") + ellipsis
}

func textWidth(text string, size float32, bold bool) float32 {
	if text == "" {
		return 0
	}
	return fyne.MeasureText(text, size, fyne.TextStyle{Bold: bold}).Width
}

// lineHeight is the height of a line of text of a size, whatever it says.
func lineHeight(size float32) float32 {
	return fyne.MeasureText("Mg", size, fyne.TextStyle{}).Height
}

// baseline is how far below its top a line of text stands.
func baseline(size float32, bold bool) float32 {
	_, b := fyne.CurrentApp().Driver().RenderedTextSize("Mg", size, fyne.TextStyle{Bold: bold}, nil)
	return b
}
