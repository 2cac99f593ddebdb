package screen

import (
	"fyne.io/fyne/v2"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// LastRows is how many payments the side panel shows.
const LastRows = 4

// saleSide is the panel beside the keypad: terminals, the last payments, the day's sum.
type saleSide struct {
	access    *Access
	terminals *widgets.SectionHeader
	Picker    *parts.Picker
	Nothing   *widgets.EmptyState
	Retry     *widgets.Button
	last      *widgets.SectionHeader
	Rows      *parts.PaymentRows
	empty     *widgets.Paragraph
	Today     *widgets.KeyValues
	Root      fyne.CanvasObject
}

func newSaleSide(a *Access) *saleSide {
	s := &saleSide{access: a}
	s.terminals = widgets.NewSectionHeader("")
	s.Picker = parts.NewPicker(a.PickTerminal)
	s.Retry = widgets.NewButton("", func() { HelpTerminals(a) })
	s.Nothing = widgets.NewEmptyState(widgets.IconTerminals, "", "", s.Retry)
	s.last = widgets.NewSectionHeader("")
	s.Rows = parts.NewPaymentRows(LastRows, a.Go.Detail)
	s.empty = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	s.Today = widgets.NewKeyValues()
	upper := widgets.NewColumn(10, s.terminals, s.Nothing, s.Picker.Root, s.last, s.empty, s.Rows.Box)
	s.Root = widgets.NewSideSurface(widgets.SidePanel(upper, s.Today, 16, 16))
	return s
}

func (s *saleSide) set(v present.SaleView) {
	s.terminals.Set(v.TerminalsTitle, v.TerminalsNote)
	widgets.SetVisible(s.Nothing, v.NoTerminals != nil)
	if v.NoTerminals != nil {
		help := helpButton(s.access)
		widgets.SetVisible(s.Retry, help.Label != "")
		s.Retry.Set(parts.Compact(help))
		s.Nothing.Set(v.NoTerminals.Title, parts.Joined(v.NoTerminals.Body, v.NoTerminals.Next))
	}
	s.Picker.Set(v.Terminals)
	s.last.Set(v.LastTitle, "")
	s.empty.SetText(v.LastEmpty)
	widgets.SetVisible(s.empty, v.LastEmpty != "")
	s.Rows.Set(v.Last)
	pairs := make([]widgets.KeyValue, 0, len(v.Today))
	for _, line := range v.Today {
		pairs = append(pairs, widgets.KeyValue{Key: line.Label, Value: line.Amount, Bold: true})
	}
	s.Today.Set(pairs...)
}
