package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Segments is a choice of one of a few, side by side, or one below the other where they do
// not fit.
type Segments struct {
	widget.BaseWidget
	chips    []*Chip
	selected int
	changed  func(int)
}

// NewSegments makes a choice with the first selected. changed is called when a person chooses
// another one, not by Select.
func NewSegments(labels []string, changed func(index int)) *Segments {
	s := &Segments{changed: changed}
	for i, label := range labels {
		c := NewChip(label, func() { s.choose(i) })
		c.corner = radiusSmall
		c.Set(ChipState{Text: label, Selected: i == 0})
		s.chips = append(s.chips, c)
	}
	s.ExtendBaseWidget(s)
	return s
}

// Select shows one as chosen.
func (s *Segments) Select(index int) {
	s.selected = index
	for i, c := range s.chips {
		state := c.State()
		state.Selected = i == index
		c.Set(state)
	}
}

// SetText changes the label of one.
func (s *Segments) SetText(index int, label string) {
	state := s.chips[index].State()
	state.Text = label
	s.chips[index].Set(state)
}

// SetEnabled allows or forbids one.
func (s *Segments) SetEnabled(index int, enabled bool) {
	state := s.chips[index].State()
	state.Disabled = !enabled
	s.chips[index].Set(state)
}

// Selected is the index of the one chosen.
func (s *Segments) Selected() int { return s.selected }

// Chips are the parts, in order.
func (s *Segments) Chips() []*Chip { return s.chips }

func (s *Segments) choose(index int) {
	if index == s.selected {
		return
	}
	s.Select(index)
	if s.changed != nil {
		s.changed(index)
	}
}

// HeightFor implements WidthAware.
func (s *Segments) HeightFor(width float32) float32 {
	return actionsLayout{gap: 8}.HeightFor(s.objects(), width)
}

func (s *Segments) objects() []fyne.CanvasObject {
	objects := make([]fyne.CanvasObject, len(s.chips))
	for i, c := range s.chips {
		objects[i] = c
	}
	return objects
}

// CreateRenderer implements fyne.Widget.
func (s *Segments) CreateRenderer() fyne.WidgetRenderer {
	return LaidOut(s, widget.NewSimpleRenderer(NewActions(8, s.objects()...)))
}
