package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Movement lies below everything in a window, draws nothing and tells that the mouse moves. Over what
// is pressed with a mouse that is told to the thing itself; on the way to it and from it, here.
type Movement struct {
	widget.BaseWidget
	moved func()
}

var _ desktop.Hoverable = (*Movement)(nil)

// NewMovement makes one.
func NewMovement(moved func()) *Movement {
	m := &Movement{moved: moved}
	m.ExtendBaseWidget(m)
	return m
}

// CreateRenderer implements fyne.Widget.
func (m *Movement) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(NewColumn(0))
}

// MouseIn implements desktop.Hoverable.
func (m *Movement) MouseIn(*desktop.MouseEvent) { m.moved() }

// MouseMoved implements desktop.Hoverable.
func (m *Movement) MouseMoved(*desktop.MouseEvent) { m.moved() }

// MouseOut implements desktop.Hoverable.
func (m *Movement) MouseOut() { m.moved() }
