package screen

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// pickList is rows of which one is chosen, below a heading and above the buttons of what can be done
// with it.
type pickList struct {
	pick  func(reference string)
	title *widgets.Paragraph
	body  *widgets.Paragraph
	empty *widgets.EmptyState
	rows  *parts.PaymentList
	small []*widgets.Button
	main  *widgets.BigButton // what Enter does
	root  fyne.CanvasObject
}

// newPickList makes it. pick is told which row somebody has gone to; act, which button was pressed:
// the big one, main, or one of the others, which stand in their order.
func newPickList(a *Access, pick func(reference string), act func(present.Action), main present.Action, others ...present.Action) *pickList {
	c := &pickList{pick: pick, rows: parts.NewPaymentList(pick)}
	c.title = widgets.NewParagraph("", widgets.ParagraphStyle{Size: widgets.TextHeading, Bold: true})
	c.body = widgets.NewParagraph("", widgets.ParagraphStyle{Muted: true})
	c.empty = widgets.NewEmptyState(widgets.IconJournal, "", "")
	c.main = widgets.NewBigButton("", func() { act(main) })
	var small []fyne.CanvasObject
	for _, other := range others {
		button := widgets.NewButton("", func() { act(other) })
		c.small, small = append(c.small, button), append(small, button)
	}
	head := widgets.Pad(widgets.NewColumn(10, c.title, c.body), 0, 6)
	foot := widgets.NewColumn(10, widgets.NewFlow(8, small...), c.main)
	body := container.NewBorder(head, foot, nil, nil, container.NewStack(c.empty, c.rows.Root))
	c.root = container.New(&widgets.Gutter{View: a.View, Wide: 32, High: 22, Low: 16}, body)
	return c
}

// pickListView is what it shows.
type pickListView struct {
	title, body string
	rows        []present.PaymentRow
	chosen      string            // the reference of the chosen row; "" for none
	empty       *present.Sentence // why there are no rows; nil where there are
	main        present.Button
	small       []present.Button // one without a label is not there
}

func (c *pickList) set(v pickListView) {
	c.title.SetText(v.title)
	parts.SetText(c.body, v.body)
	widgets.SetVisible(c.empty, v.empty != nil)
	widgets.SetVisible(c.rows.Root, v.empty == nil)
	if v.empty != nil {
		c.empty.Set(v.empty.Title, parts.Joined(v.empty.Body, v.empty.Next))
	}
	c.rows.Selected = v.chosen
	c.rows.Set(v.rows, "")
	for i, state := range v.small {
		c.small[i].Set(parts.Compact(state))
		widgets.SetVisible(c.small[i], state.Label != "")
	}
	c.main.Set(v.main.Label, v.main.Hint, v.main.Enabled)
	parts.SetEnabled(c.main, v.main.Enabled)
}

// step goes to the row above or below, where a key asks for that.
func (c *pickList) step(key fyne.KeyName) bool {
	by, ok := map[fyne.KeyName]int{fyne.KeyUp: -1, fyne.KeyDown: 1}[key]
	if !ok {
		return false
	}
	if reference, ok := c.rows.Step(by); ok {
		c.pick(reference)
	}
	return true
}
