package parts

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// ActionBar shows the buttons of a view-state: the main one large, the others in a row
// above it. Widgets are made once and used again, so that buttons keep their places.
type ActionBar struct {
	view   *widgets.Viewport
	press  func(present.Action)
	Main   *widgets.BigButton
	Others []*widgets.Button
	Shown  []present.Button // what the widgets in others stand for
	First  present.Button   // what main stands for
	row    *fyne.Container
	Root   *fyne.Container
	flat   bool // small buttons in a row, the main one among them
}

func NewActionBar(view *widgets.Viewport, press func(present.Action)) *ActionBar {
	b := &ActionBar{view: view, press: press, row: widgets.NewActions(12)}
	b.Main = widgets.NewBigButton("", func() { b.press(b.First.Action) })
	b.Main.Hide()
	b.Root = widgets.NewColumn(14, b.row, b.Main)
	return b
}

// NewFlatBar is for a place where the buttons are not the point: small ones, in as many
// rows as they need.
func NewFlatBar(view *widgets.Viewport, press func(present.Action)) *ActionBar {
	b := NewActionBar(view, press)
	b.flat = true
	b.row = widgets.NewFilledRows(8)
	b.Root = widgets.NewColumn(0, b.row)
	return b
}

// Set shows the buttons of a view-state.
func (b *ActionBar) Set(buttons []present.Button) {
	b.Shown = b.Shown[:0]
	b.First = present.Button{}
	for _, button := range buttons {
		if button.Main && !b.flat {
			b.First = button
			continue
		}
		b.Shown = append(b.Shown, button)
	}
	b.setMain()
	b.setOthers()
}

func (b *ActionBar) setMain() {
	widgets.SetVisible(b.Main, b.First.Action != "")
	if b.First.Action == "" {
		return
	}
	b.Main.Set(b.First.Label, b.First.Hint, b.First.Key == KeyEnter)
	SetEnabled(b.Main, b.First.Enabled)
}

func (b *ActionBar) setOthers() {
	for len(b.Others) < len(b.Shown) {
		index := len(b.Others)
		button := widgets.NewButton("", func() { b.pressOther(index) })
		b.Others = append(b.Others, button)
		b.row.Add(button)
	}
	for i, widget := range b.Others {
		widgets.SetVisible(widget, i < len(b.Shown))
		if i < len(b.Shown) {
			state := ButtonState(b.Shown[i])
			state.Compact = b.flat || b.view.Narrow
			widget.Set(state)
		}
	}
	widgets.SetVisible(b.row, len(b.Shown) > 0)
}

// pressOther presses by what the place shows now.
func (b *ActionBar) pressOther(index int) {
	if index < len(b.Shown) {
		b.press(b.Shown[index].Action)
	}
}

// Offers tells whether an action is shown and enabled.
func Offers(buttons []present.Button, action present.Action) bool {
	for _, b := range buttons {
		if b.Action == action && b.Enabled {
			return true
		}
	}
	return false
}

// ByKey finds the enabled button that a key presses. Enter presses the main one.
func ByKey(buttons []present.Button, key fyne.KeyName) (present.Action, bool) {
	printed := string(key)
	switch key {
	case fyne.KeyReturn, fyne.KeyEnter:
		printed = KeyEnter
	case fyne.KeyEscape:
		printed = keyEscape
	case fyne.KeyDelete:
		printed = keyDelete
	}
	for _, b := range buttons {
		if b.Enabled && b.Key == printed {
			return b.Action, true
		}
	}
	return "", false
}
