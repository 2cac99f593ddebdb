package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Pill is a small label with a ground: LIVE, or TRAINING.
type Pill struct {
	widget.BaseWidget
	state PillState
}

// NewPill makes a pill.
func NewPill(s PillState) *Pill {
	p := &Pill{state: s}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes what the pill shows.
func (p *Pill) Set(s PillState) {
	if p.state != s {
		p.state = s
		p.Refresh()
	}
}

// State is what the pill shows now.
func (p *Pill) State() PillState { return p.state }

// AccessibilityLabel implements fyne.Accessible.
func (p *Pill) AccessibilityLabel() string { return p.state.Text }

// AccessibilityRole implements fyne.Accessible.
func (p *Pill) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (p *Pill) CreateRenderer() fyne.WidgetRenderer {
	inner := newPillDrawing()
	d := &drawing{owner: p, objects: inner.objects()}
	d.paint = func() {
		inner.state = p.state
		inner.paint(lookOf(p.Theme()))
	}
	d.place = func(size fyne.Size) {
		high := min(inner.least().Height, size.Height)
		inner.place(0, (size.Height-high)/2, size.Width, high)
	}
	d.measure = func() fyne.Size {
		if p.state.Text == "" {
			return fyne.Size{}
		}
		return inner.least()
	}
	return d.ready()
}
