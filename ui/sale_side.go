package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// lastRows is how many payments the side panel shows.
const lastRows = 4

// saleSide is the panel beside the keypad: terminals, the last payments, the day's sum.
type saleSide struct {
	access    *Access
	terminals *widgets.SectionHeader
	picker    *picker
	nothing   *widgets.EmptyState
	retry     *widgets.Button
	last      *widgets.SectionHeader
	rows      *paymentRows
	empty     *widgets.Paragraph
	today     *widgets.KeyValues
	root      fyne.CanvasObject
}

func newSaleSide(a *Access) *saleSide {
	s := &saleSide{access: a}
	s.terminals = widgets.NewSectionHeader("")
	s.picker = newPicker(a.PickTerminal)
	s.retry = widgets.NewButton("", func() { helpTerminals(a) })
	s.nothing = widgets.NewEmptyState(widgets.IconTerminals, "", "", s.retry)
	s.last = widgets.NewSectionHeader("")
	s.rows = newPaymentRows(lastRows, a.Go.Detail)
	s.empty = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.today = widgets.NewKeyValues()
	upper := widgets.NewColumn(10, s.terminals, s.nothing, s.picker.root, s.last, s.empty, s.rows.box)
	s.root = newSideSurface(sidePanel(upper, s.today, 16, 16))
	return s
}

func (s *saleSide) set(v present.SaleView) {
	s.terminals.Set(v.TerminalsTitle, v.TerminalsNote)
	setVisible(s.nothing, v.NoTerminals != nil)
	if v.NoTerminals != nil {
		help := helpButton(s.access)
		setVisible(s.retry, help.Label != "")
		s.retry.Set(compact(help))
		s.nothing.Set(v.NoTerminals.Title, joined(v.NoTerminals.Body, v.NoTerminals.Next))
	}
	s.picker.set(v.Terminals)
	s.last.Set(v.LastTitle, "")
	s.empty.SetText(v.LastEmpty)
	setVisible(s.empty, v.LastEmpty != "")
	s.rows.set(v.Last)
	pairs := make([]widgets.KeyValue, 0, len(v.Today))
	for _, line := range v.Today {
		pairs = append(pairs, widgets.KeyValue{Key: line.Label, Value: line.Amount, Bold: true})
	}
	s.today.Set(pairs...)
}
