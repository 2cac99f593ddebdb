package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// HeaderPad leaves more room around the header where there is more.
type HeaderPad struct{ View *Viewport }

func (l *HeaderPad) pads() (x, y float32) {
	if l.View.Narrow {
		return 4, 0
	}
	return 10, 4
}

func (l *HeaderPad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.pads()
	return objects[0].MinSize().AddWidthHeight(2*x+titlePad, 2*y)
}

// titlePad is the room that the title keeps at its left by itself.
const titlePad = 8

func (l *HeaderPad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.pads()
	Place(objects[0], x, y, size.Width-2*x-titlePad, size.Height-2*y)
}

// HeaderRow sets objects side by side in the middle of the height. The first may shrink;
// the spacer takes the rest.
type HeaderRow struct {
	View *Viewport
	Gap  float32
}

func (l *HeaderRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide float32
	for i, o := range Visible(objects) {
		if i > 0 {
			wide += o.MinSize().Width + l.Gap
		}
	}
	return fyne.NewSize(wide+80, max(44, l.View.Px(36)))
}

func (l *HeaderRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := Visible(objects)
	free := size.Width
	for i, o := range shown {
		if i > 0 {
			free -= o.MinSize().Width + l.Gap
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
		Place(o, x, (size.Height-least.Height)/2, width, least.Height)
		x += width + l.Gap
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
