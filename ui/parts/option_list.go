package parts

import (
	"strings"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// fewChoices is how many choices a list shows without a field to find one in.
const fewChoices = 8

// OptionList shows a choice as rows, one below the other. A long one has a field above it, in
// which a part of a name finds its rows; the one that is chosen is always there.
type OptionList struct {
	Rows   []*widgets.Chip
	Find   *widgets.Entry
	Root   *widgets.Field
	rows   *fyne.Container
	all    present.Options
	shown  []present.Choice
	chosen func(value string)
}

// NewOptionList makes an empty list. chosen is told the value of the row that is pressed.
func NewOptionList(words *present.Presenter, chosen func(value string)) *OptionList {
	o := &OptionList{Find: NewEntry(nil), rows: widgets.NewColumn(6), chosen: chosen}
	Watch(words, o.Find, func(sentence string) { o.Root.SetError(sentence) }, func(string) { o.draw() })
	o.Root = widgets.NewField("", widgets.NewColumn(8, o.Find, o.rows))
	return o
}

// Set shows the choices. find is what the empty field says.
func (o *OptionList) Set(v present.Options, find string) {
	o.all = v
	o.Root.SetLabel(v.Label)
	o.Find.SetPlaceHolder(find)
	widgets.SetVisible(o.Find, len(v.Choices) > fewChoices)
	o.draw()
}

func (o *OptionList) draw() {
	o.shown = o.shown[:0]
	sought := strings.ToLower(Trimmed(o.Find.Text))
	for _, choice := range o.all.Choices {
		if choice.Chosen || !o.Find.Visible() || strings.Contains(strings.ToLower(choice.Label), sought) {
			o.shown = append(o.shown, choice)
		}
	}
	for len(o.Rows) < len(o.shown) {
		index := len(o.Rows)
		row := widgets.NewRow(func() { o.press(index) })
		o.Rows = append(o.Rows, row)
		o.rows.Add(row)
	}
	for i, row := range o.Rows {
		widgets.SetVisible(row, i < len(o.shown))
		if i < len(o.shown) {
			row.Set(widgets.ChipState{Text: o.shown[i].Label, Selected: o.shown[i].Chosen})
		}
	}
	o.Root.Refresh()
}

func (o *OptionList) press(index int) {
	if index < len(o.shown) {
		o.chosen(o.shown[index].Value)
	}
}
