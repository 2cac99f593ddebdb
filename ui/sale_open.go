package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// openBanner names the payments without an end, above the keypad.
type openBanner struct {
	text  *widgets.Paragraph
	look  *widgets.Button
	panel *widgets.Panel
	root  *fyne.Container
}

func newOpenBanner(a *App) *openBanner {
	b := &openBanner{text: widgets.NewParagraph("", widgets.ParagraphStyle{Bold: true}), look: widgets.NewButton("", a.openTray)}
	b.panel = widgets.NewNotice(widgets.ToneUnknown, container.New(&besideText{gap: 12}, b.text, b.look))
	b.root = container.NewStack(b.panel)
	b.root.Hide()
	return b
}

func (b *openBanner) set(v present.UnfinishedView) {
	setVisible(b.root, len(v.Lines) > 0)
	b.text.SetText(joinedLines(v.Lines))
	b.panel.SetTone(tone(v.Tone))
	b.look.Set(widgets.ButtonState{Text: v.Look, Key: v.Key, Compact: true})
}

// besideText sets a button at the right of a text, which takes the rest of the width.
type besideText struct{ gap float32 }

func (l *besideText) MinSize(objects []fyne.CanvasObject) fyne.Size {
	text, button := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(text.Width+l.gap+button.Width, max(text.Height, button.Height))
}

func (l *besideText) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	button := objects[1].MinSize()
	width := max(size.Width-l.gap-button.Width, 0)
	objects[0].Resize(fyne.NewSize(width, objects[0].Size().Height))
	high := objects[0].MinSize().Height
	place(objects[0], 0, max((size.Height-high)/2, 0), width, high)
	place(objects[1], size.Width-button.Width, max((size.Height-button.Height)/2, 0), button.Width, button.Height)
}
