package screen

import (
	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// fieldNames are how the shop names what is typed beside a sale.
type fieldNames struct {
	*choices
	Names []*parts.Labelled
	Panel fyne.CanvasObject // not shown where the provider takes nothing beside a sale
	about *widgets.Paragraph
}

func newFieldNames(c *choices) *fieldNames {
	f := &fieldNames{choices: c}
	f.about = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	column := []fyne.CanvasObject{f.about}
	for i := range payments.MostFields {
		name := parts.NewLabelled(c.access.Words, c.access.Display.Refresh, false, nil, func(text string) {
			if next := c.access.Model.Settings.WithField(i, text); next.Limits.Fields != c.access.Model.Settings.Limits.Fields {
				f.change(func(n *present.Settings) { *n = n.WithField(i, text) })
			}
		})
		f.Names = append(f.Names, name)
		column = append(column, name.Field)
	}
	f.Panel = widgets.NewPanel(widgets.NewColumn(14, column...))
	return f
}

// enter starts with what is kept.
func (f *fieldNames) enter() {
	for i, name := range f.Names {
		name.Problem = ""
		name.Entry.SetText(f.access.Model.Settings.Limits.Fields[i])
	}
}

func (f *fieldNames) render(info payments.Info) {
	v := f.access.Words.FieldNames()
	widgets.SetVisible(f.Panel, info.Traits.TakesFields)
	f.about.SetText(v.About)
	for i, name := range f.Names {
		name.Set(v.Names[i])
	}
}
