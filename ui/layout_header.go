package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// headerPad leaves more room around the header where there is more.
type headerPad struct{ view *viewport }

func (l *headerPad) pads() (x, y float32) {
	if l.view.narrow {
		return 4, 0
	}
	return 10, 4
}

func (l *headerPad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.pads()
	return objects[0].MinSize().AddWidthHeight(2*x+titlePad, 2*y)
}

// titlePad is the room that the title keeps at its left by itself.
const titlePad = 8

func (l *headerPad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.pads()
	place(objects[0], x, y, size.Width-2*x-titlePad, size.Height-2*y)
}

// headerRow sets objects side by side in the middle of the height. The first may shrink;
// the spacer takes the rest.
type headerRow struct {
	view *viewport
	gap  float32
}

func (l *headerRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide float32
	for i, o := range visible(objects) {
		if i > 0 {
			wide += o.MinSize().Width + l.gap
		}
	}
	return fyne.NewSize(wide+80, max(44, l.view.px(36)))
}

func (l *headerRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := visible(objects)
	free := size.Width
	for i, o := range shown {
		if i > 0 {
			free -= o.MinSize().Width + l.gap
		}
	}
	var x float32
	for i, o := range shown {
		least := o.MinSize()
		width := least.Width
		if i == 0 {
			width = min(titleWidth(o), free)
		} else if _, spacer := o.(layout.SpacerObject); spacer {
			width = max(free-shown[0].Size().Width, 0)
		}
		place(o, x, (size.Height-least.Height)/2, width, least.Height)
		x += width + l.gap
	}
}

// titleWidth is how wide the text of a label wants to be, which may be cut short.
func titleWidth(o fyne.CanvasObject) float32 {
	label, ok := o.(*widget.Label)
	if !ok {
		return o.MinSize().Width
	}
	size := label.Theme().Size(theme.SizeNameText)
	return fyne.MeasureText(label.Text, size, label.TextStyle).Width + 2*label.Theme().Size(theme.SizeNameInnerPadding) + 1
}
