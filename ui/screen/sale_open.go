package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// openBanner names the payments without an end, above the keypad. A press of it looks at them.
type openBanner struct {
	view  *widgets.Viewport
	Text  *widgets.Paragraph
	look  *widgets.Paragraph
	panel *widgets.Panel
	Root  *widgets.Tappable
}

func newOpenBanner(a *Access) *openBanner {
	b := &openBanner{
		view: a.View,
		Text: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true}),
		look: widgets.NewParagraph("", widgets.ParagraphStyle{Align: fyne.TextAlignTrailing}),
	}
	b.panel = widgets.NewStrip(widgets.ToneUnknown, container.New(&besideText{view: a.View, gap: 12}, b.Text, b.look))
	b.Root = widgets.NewTappable("", b.panel, a.Go.OpenTray)
	b.Root.Hide()
	return b
}

func (b *openBanner) set(v present.UnfinishedView) {
	widgets.SetVisible(b.Root, len(v.Lines) > 0)
	b.Text.SetText(parts.JoinedLines(v.Lines))
	if b.view.Crowded() {
		b.Text.SetText(parts.JoinedLines(v.Short)) // the keys must not be pushed out
	}
	b.panel.SetTone(parts.Tone(v.Tone))
	b.look.SetText(parts.Joined(v.Look, v.Key))
	widgets.SetVisible(b.look, !b.view.Crowded())
	b.Root.SetLabel(parts.Joined(parts.JoinedLines(v.Lines), v.Look))
}

// lookWidth is how wide "Look F9" may be.
const lookWidth = 84

// besideText sets a short text at the right of a long one, which takes the rest of the width.
// Where there is little room the long one is alone.
type besideText struct {
	view *widgets.Viewport
	gap  float32
}

func (l *besideText) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text := objects[0].MinSize()
	if l.view.Crowded() {
		return text
	}
	short := objects[1].MinSize()
	return fyne.NewSize(text.Width+l.gap+l.view.Px(lookWidth), max(text.Height, short.Height))
}

func (l *besideText) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.view.Crowded() {
		widgets.Place(objects[0], 0, 0, size.Width, size.Height)
		return
	}
	short := l.view.Px(lookWidth)
	width := max(size.Width-l.gap-short, 0)
	for i, wide := range []float32{width, short} {
		objects[i].Resize(fyne.NewSize(wide, objects[i].Size().Height))
		high := objects[i].MinSize().Height
		widgets.Place(objects[i], float32(i)*(width+l.gap), max((size.Height-high)/2, 0), wide, high)
	}
}

// HeightFor implements widgets.WidthAwareLayout.
func (l *besideText) HeightFor(objects []fyne.CanvasObject, width float32) float32 {
	if l.view.Crowded() {
		return widgets.HeightFor(objects[0], width)
	}
	short := l.view.Px(lookWidth)
	return max(widgets.HeightFor(objects[0], width-l.gap-short), widgets.HeightFor(objects[1], short))
}
