package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// choiceFields are what a shop decides about its payments at a provider, as many as any provider
// asks for.
type choiceFields struct {
	*choices
	Lists    []*parts.OptionSelect
	meanings []*widgets.Paragraph
	view     []present.ChoiceOptions
	Hidden   *lackFields
	Panel    *widgets.Panel
}

func newChoiceFields(c *choices) *choiceFields {
	p := &choiceFields{choices: c, Hidden: newLackFields(c.access)}
	var column []fyne.CanvasObject
	for i := range most(c.access.Model.Providers(), func(p payments.Provider) int { return len(p.Choices) }) {
		list := parts.NewOptionSelect(func(value string) { p.choose(i, value) })
		meaning := widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
		p.Lists, p.meanings = append(p.Lists, list), append(p.meanings, meaning)
		column = append(column, list.Root, meaning)
	}
	p.Panel = widgets.NewPanel(widgets.NewColumn(14, column...))
	return p
}

func (p *choiceFields) render(view []present.ChoiceOptions) {
	p.view = view
	p.Hidden.render()
	widgets.SetVisible(p.Panel, len(view) > 0)
	for i, list := range p.Lists {
		widgets.SetVisible(list.Root, i < len(view))
		widgets.SetVisible(p.meanings[i], i < len(view))
		if i < len(view) {
			list.Set(view[i].Options)
			parts.SetText(p.meanings[i], view[i].Meaning)
		}
	}
}

// choose counts from the next payment on. What is open is opened anew with it, and is checked
// again at once, so that nobody has to decide about it.
func (p *choiceFields) choose(index int, value string) {
	profile := p.access.Model.Edited()
	if index >= len(p.view) {
		return
	}
	choice := p.view[index].ID
	p.change(func(n *present.Settings) { *n = n.WithChoice(profile, choice, value) })
	p.reopen()
}
