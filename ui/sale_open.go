package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// openBanner names the payments without an end, above the keypad. A press of it looks at them.
type openBanner struct {
	view  *viewport
	text  *widgets.Paragraph
	look  *widgets.Paragraph
	panel *widgets.Panel
	root  *widgets.Tappable
}

func newOpenBanner(a *Access) *openBanner {
	b := &openBanner{
		view: a.View,
		text: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true}),
		look: widgets.NewParagraph("", widgets.ParagraphStyle{Align: fyne.TextAlignTrailing}),
	}
	b.panel = widgets.NewStrip(widgets.ToneUnknown, container.New(&besideText{view: a.View, gap: 12}, b.text, b.look))
	b.root = widgets.NewTappable("", b.panel, a.Go.OpenTray)
	b.root.Hide()
	return b
}

func (b *openBanner) set(v present.UnfinishedView) {
	setVisible(b.root, len(v.Lines) > 0)
	b.text.SetText(joinedLines(v.Lines))
	if b.view.crowded() {
		b.text.SetText(joinedLines(v.Short)) // the keys must not be pushed out
	}
	b.panel.SetTone(tone(v.Tone))
	b.look.SetText(joined(v.Look, v.Key))
	setVisible(b.look, !b.view.crowded())
	b.root.SetLabel(joined(joinedLines(v.Lines), v.Look))
}

// lookWidth is how wide "Look F9" may be.
const lookWidth = 84

// besideText sets a short text at the right of a long one, which takes the rest of the width.
// Where there is little room the long one is alone.
type besideText struct {
	view *viewport
	gap  float32
}

func (l *besideText) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text := objects[0].MinSize()
	if l.view.crowded() {
		return text
	}
	short := objects[1].MinSize()
	return fyne.NewSize(text.Width+l.gap+l.view.px(lookWidth), max(text.Height, short.Height))
}

func (l *besideText) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.view.crowded() {
		place(objects[0], 0, 0, size.Width, size.Height)
		return
	}
	short := l.view.px(lookWidth)
	width := max(size.Width-l.gap-short, 0)
	for i, wide := range []float32{width, short} {
		objects[i].Resize(fyne.NewSize(wide, objects[i].Size().Height))
		high := objects[i].MinSize().Height
		place(objects[i], float32(i)*(width+l.gap), max((size.Height-high)/2, 0), wide, high)
	}
}

// HeightFor implements widgets.WidthAwareLayout.
func (l *besideText) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.view.crowded() {
		return widgets.HeightFor(objects[0], width)
	}
	short := l.view.px(lookWidth)
	return max(widgets.HeightFor(objects[0], width-l.gap-short), widgets.HeightFor(objects[1], short))
}
