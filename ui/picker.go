package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// picker lets the cashier choose a terminal: cards below each other in a side panel, or a
// strip of small cards.
type picker struct {
	cards  []*widgets.TerminalCard
	shown  []present.TerminalCard
	small  bool
	choose func(id string)
	box    *fyne.Container
	root   fyne.CanvasObject
}

// newPicker makes the cards of a side panel.
func newPicker(choose func(id string)) *picker {
	p := &picker{choose: choose, box: widgets.NewColumn(10)}
	p.root = p.box
	return p
}

// newStrip makes the strip of a narrow window; it scrolls when there are many terminals.
func newStrip(choose func(id string)) *picker {
	p := &picker{choose: choose, small: true, box: container.New(&strip{gap: 8, least: 118})}
	p.root = container.NewHScroll(p.box)
	return p
}

func (p *picker) set(cards []present.TerminalCard) {
	for len(p.cards) < len(cards) {
		index := len(p.cards)
		card := widgets.NewTerminalCard(func() { p.press(index) })
		p.cards = append(p.cards, card)
		p.box.Add(card)
	}
	p.shown = cards
	for i, widget := range p.cards {
		setVisible(widget, i < len(cards))
		if i < len(cards) {
			widget.Set(cardState(cards[i], p.small))
		}
	}
	p.box.Refresh()
}

func (p *picker) press(index int) {
	if index < len(p.shown) {
		p.choose(p.shown[index].ID)
	}
}

func cardState(c present.TerminalCard, small bool) widgets.TerminalCardState {
	s := widgets.TerminalCardState{
		Badge: payments.Badge{Letter: c.Badge.Letter, Colour: c.Badge.Colour, Name: c.Badge.Name},
		Name:  c.Name, Health: c.Health, Battery: c.Battery, Selected: c.Selected, Silent: c.Silent, Compact: small,
	}
	if c.Busy != "" {
		s.Battery = c.Busy
	}
	return s
}

// strip sets objects side by side with equal widths that never fall below least.
type strip struct{ gap, least float32 }

func (l *strip) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var high float32
	shown := visible(objects)
	for _, o := range shown {
		high = max(high, o.MinSize().Height)
	}
	n := float32(len(shown))
	return fyne.NewSize(max(n*l.least+(n-1)*l.gap, 0), high)
}

func (l *strip) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := visible(objects)
	n := float32(len(shown))
	if n == 0 {
		return
	}
	each := (size.Width - (n-1)*l.gap) / n
	for i, o := range shown {
		place(o, float32(i)*(each+l.gap), 0, each, size.Height)
	}
}
