package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Picker lets the cashier choose a terminal: cards below each other in a side panel, or a
// strip of small cards.
type Picker struct {
	Cards  []*widgets.TerminalCard
	shown  []present.TerminalCard
	small  bool
	silent func() string // the word for a terminal that does not answer, where there is no room for more
	choose func(id string)
	box    *fyne.Container
	Root   fyne.CanvasObject
}

// NewPicker makes the cards of a side panel.
func NewPicker(choose func(id string)) *Picker {
	p := &Picker{choose: choose, box: widgets.NewColumn(10)}
	p.Root = p.box
	return p
}

// NewStrip makes small cards, side by side, for where there is no side panel. silent is the
// word for a terminal that does not answer.
func NewStrip(silent func() string, choose func(id string)) *Picker {
	p := &Picker{choose: choose, small: true, silent: silent, box: container.New(&strip{gap: 8, columns: 3})}
	p.Root = p.box
	return p
}

func (p *Picker) Set(cards []present.TerminalCard) {
	for len(p.Cards) < len(cards) {
		index := len(p.Cards)
		card := widgets.NewTerminalCard(func() { p.press(index) })
		p.Cards = append(p.Cards, card)
		p.box.Add(card)
	}
	p.shown = cards
	for i, widget := range p.Cards {
		widgets.SetVisible(widget, i < len(cards))
		if i < len(cards) {
			widget.Set(p.state(cards[i]))
		}
	}
}

// state is a card with as many words as there is room for.
func (p *Picker) state(c present.TerminalCard) widgets.TerminalCardState {
	s := CardState(c)
	if c.Badge.Name == "" { // nobody has named it yet, so the machine itself must tell which one it is
		s.Health = JoinedLines([]string{c.Model, s.Health})
	}
	if p.small {
		s.Compact, s.Health, s.Battery = true, "", ""
		if c.Silent {
			s.Health = p.silent()
		}
	}
	return s
}

func (p *Picker) press(index int) {
	if index < len(p.shown) {
		p.choose(p.shown[index].ID)
	}
}

func CardState(c present.TerminalCard) widgets.TerminalCardState {
	s := widgets.TerminalCardState{
		Badge: payments.Badge{Letter: c.Badge.Letter, Colour: c.Badge.Colour, Name: c.Badge.Name},
		Name:  c.Name, Health: c.Health, Battery: c.Battery, Selected: c.Selected, Silent: c.Silent,
	}
	if c.Busy != "" {
		s.Battery = c.Busy
	}
	return s
}

// strip sets objects side by side with equal widths, in as many rows as it takes.
type strip struct {
	gap     float32
	columns int
	width   float32 // the last known
}

func (l *strip) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide, high float32
	shown := widgets.Visible(objects)
	for _, o := range shown {
		wide = max(wide, o.MinSize().Width)
	}
	if high = l.tallest(shown, l.each(len(shown), l.width)); l.width == 0 {
		high = l.tallest(shown, wide)
	}
	rows := float32((len(shown) + l.columns - 1) / l.columns)
	return fyne.NewSize(wide, max(rows*high+(rows-1)*l.gap, 0))
}

func (l *strip) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := widgets.Visible(objects)
	columns := min(len(shown), l.columns)
	l.width = size.Width
	if columns == 0 {
		return
	}
	each := l.each(len(shown), size.Width)
	high := l.tallest(shown, each)
	for i, o := range shown {
		widgets.Place(o, float32(i%columns)*(each+l.gap), float32(i/columns)*(high+l.gap), each, high)
	}
}

// each is the width of one of several objects.
func (l *strip) each(count int, width float32) float32 {
	columns := float32(max(min(count, l.columns), 1))
	return (width - (columns-1)*l.gap) / columns
}

// tallest is the height that the tallest object needs in a width.
func (l *strip) tallest(objects []fyne.CanvasObject, width float32) (high float32) {
	for _, o := range objects {
		high = max(high, widgets.HeightFor(o, width))
	}
	return high
}
