package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// lackFields are the lines about what is hidden, because the provider has said that the merchant does not
// have it. Where nothing is hidden there is no line.
type lackFields struct {
	access *Access
	Lines  []*widgets.Paragraph
	Show   []*widgets.Button
	view   []present.HiddenFeature
	Panel  *widgets.Panel
}

func newLackFields(a *Access) *lackFields {
	p := &lackFields{access: a}
	var column []fyne.CanvasObject
	for i := range payments.Features() {
		p.Lines = append(p.Lines, widgets.NewParagraph("", widgets.ParagraphStyle{}))
		p.Show = append(p.Show, widgets.NewButton("", func() { p.show(i) }))
		column = append(column, p.Lines[i], widgets.NewFlow(8, p.Show[i]))
	}
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, column...))
	return p
}

func (p *lackFields) render() {
	m := p.access.Model
	p.view = m.HiddenAt(m.Edited(), p.access.Words)
	widgets.SetVisible(p.Panel, len(p.view) > 0)
	for i, line := range p.Lines {
		widgets.SetVisible(line, i < len(p.view))
		widgets.SetVisible(p.Show[i], i < len(p.view))
		if i < len(p.view) {
			parts.SetText(line, p.view[i].Line())
			p.Show[i].Set(parts.Compact(p.view[i].Show))
		}
	}
}

func (p *lackFields) show(index int) {
	if index < len(p.view) {
		p.access.Model.ShowAgain(p.view[index].Feature, p.access.Model.Edited())
	}
}
