package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// textPool keeps the text objects of a widget that shows a changing number of lines, so that
// an update makes no new ones.
type textPool struct {
	texts []*canvas.Text
	used  int
}

// block writes wrapped lines below each other and adds the texts it took to the objects.
func (p *textPool) block(objects []fyne.CanvasObject, lines []wrapped, x, y, size float32, ink color.Color) []fyne.CanvasObject {
	high := lineHeight(size)
	for i, line := range lines {
		objects = p.line(objects, line.runs, x, y+float32(i)*high, size, ink)
	}
	return objects
}

// line writes the runs of one line.
func (p *textPool) line(objects []fyne.CanvasObject, runs []run, x, y, size float32, ink color.Color) []fyne.CanvasObject {
	high := lineHeight(size)
	for _, r := range runs {
		t := p.take()
		t.Text, t.Color, t.TextSize, t.TextStyle.Bold = r.text, ink, size, r.bold
		Place(t, x+r.x, y, r.w+1, high)
		objects = append(objects, t)
	}
	return objects
}

func (p *textPool) take() *canvas.Text {
	if p.used == len(p.texts) {
		p.texts = append(p.texts, canvas.NewText("", color.Transparent))
	}
	p.used++
	return p.texts[p.used-1]
}

// wrapText breaks a text of one weight into lines of a width.
func wrapText(text string, size, width float32, bold bool) []wrapped {
	p := Paragraph{text: text, style: ParagraphStyle{Bold: bold}}
	return p.wrap(size, width)
}
