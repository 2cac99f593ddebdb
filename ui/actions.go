package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// actionBar shows the buttons of a view-state: the main one large, the others in a row
// above it. Widgets are made once and used again, so that buttons keep their places.
type actionBar struct {
	view   *viewport
	press  func(present.Action)
	main   *widgets.BigButton
	others []*widgets.Button
	shown  []present.Button // what the widgets in others stand for
	first  present.Button   // what main stands for
	row    *fyne.Container
	root   *fyne.Container
	flat   bool // small buttons in a row, the main one among them
}

func newActionBar(view *viewport, press func(present.Action)) *actionBar {
	b := &actionBar{view: view, press: press, row: widgets.NewActions(12)}
	b.main = widgets.NewBigButton("", func() { b.press(b.first.Action) })
	b.main.Hide()
	b.root = widgets.NewColumn(14, b.row, b.main)
	return b
}

// newFlatBar is for a place where the buttons are not the point: small ones, in as many
// rows as they need.
func newFlatBar(view *viewport, press func(present.Action)) *actionBar {
	b := newActionBar(view, press)
	b.flat = true
	b.row = widgets.NewFilledRows(8)
	b.root = widgets.NewColumn(0, b.row)
	return b
}

// set shows the buttons of a view-state.
func (b *actionBar) set(buttons []present.Button) {
	b.shown = b.shown[:0]
	b.first = present.Button{}
	for _, button := range buttons {
		if button.Main && !b.flat {
			b.first = button
			continue
		}
		b.shown = append(b.shown, button)
	}
	b.setMain()
	b.setOthers()
}

func (b *actionBar) setMain() {
	setVisible(b.main, b.first.Action != "")
	if b.first.Action == "" {
		return
	}
	b.main.Set(b.first.Label, b.first.Hint, b.first.Key == keyEnter)
	setEnabled(b.main, b.first.Enabled)
}

func (b *actionBar) setOthers() {
	for len(b.others) < len(b.shown) {
		index := len(b.others)
		button := widgets.NewButton("", func() { b.pressOther(index) })
		b.others = append(b.others, button)
		b.row.Add(button)
	}
	for i, widget := range b.others {
		setVisible(widget, i < len(b.shown))
		if i < len(b.shown) {
			state := buttonState(b.shown[i])
			state.Compact = b.flat || b.view.narrow
			widget.Set(state)
		}
	}
	setVisible(b.row, len(b.shown) > 0)
}

// pressOther presses by what the place shows now.
func (b *actionBar) pressOther(index int) {
	if index < len(b.shown) {
		b.press(b.shown[index].Action)
	}
}

// offers tells whether an action is shown and enabled.
func offers(buttons []present.Button, action present.Action) bool {
	for _, b := range buttons {
		if b.Action == action && b.Enabled {
			return true
		}
	}
	return false
}

// byKey finds the enabled button that a key presses. Enter presses the main one.
func byKey(buttons []present.Button, key fyne.KeyName) (present.Action, bool) {
	printed := string(key)
	switch key {
	case fyne.KeyReturn, fyne.KeyEnter:
		printed = keyEnter
	case fyne.KeyEscape:
		printed = keyEscape
	}
	for _, b := range buttons {
		if b.Enabled && b.Key == printed {
			return b.Action, true
		}
	}
	return "", false
}
