package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// bindKeys connects the keyboard. Everything goes through route and typed, whether it comes
// from the canvas or from a focused widget that had no use for it.
func (a *App) bindKeys() {
	c := a.window.Canvas()
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) { a.route(ev.Name) })
	c.SetOnTypedRune(a.typed)
	for key, do := range a.shortcuts() {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault},
			func(fyne.Shortcut) { do() })
	}
}

// shortcuts are the keys that go with Ctrl. A dialog blocks them: it wants its own answer.
func (a *App) shortcuts() map[fyne.KeyName]func() {
	free := func(do func()) func() {
		return func() {
			a.hands.touch()
			a.somebody()
			if a.modal == nil {
				do()
			}
		}
	}
	visit := func(s present.Screen) func() { return free(func() { a.visit(s) }) }
	return map[fyne.KeyName]func(){
		fyne.Key1:     visit(present.ScreenSale),
		fyne.Key2:     visit(present.ScreenRefund),
		fyne.Key3:     visit(present.ScreenJournal),
		fyne.Key4:     visit(present.ScreenTerminals),
		fyne.KeyComma: visit(present.ScreenSettings),
		fyne.KeyT:     free(a.nextTerminal),
		fyne.KeyF:     free(a.find),
		fyne.KeyN:     free(func() { a.act(present.ActionServeNext) }),
		fyne.KeyR:     free(func() { a.act(present.ActionReceipt) }),
		fyne.KeyP:     free(func() { a.act(present.ActionOpenReceipt) }),
	}
}

// route gives a key to the dialog, the program or the screen, in this order.
func (a *App) route(key fyne.KeyName) {
	a.pressed(key)
	switch {
	case key == widgets.KeyFocused:
		a.reveal()
	case key == fyne.KeyPageDown:
		a.leaf(1)
	case key == fyne.KeyPageUp:
		a.leaf(-1)
	case a.modal != nil:
		a.modal.key(key)
	case key == fyne.KeyF12:
		a.showKeys()
	case key == present.KeyUnfinished:
		a.openTray()
	case a.current == nil || a.current.key(key):
	case key >= fyne.KeyF1 && len(key) == 2 && key <= fyne.KeyF8:
		a.chooseTerminal(int(key[1] - '1'))
	case key == fyne.KeyF5:
		a.act(present.ActionAskNow)
	}
}

// pressed notes that a person pressed a key. That the focus has moved is none.
func (a *App) pressed(key fyne.KeyName) {
	if key == widgets.KeyFocused {
		return
	}
	a.somebody()
	if isEnter(key) {
		a.hands.enter()
	} else {
		a.hands.touch()
	}
}

// typed gives a character to the dialog, the program or the screen.
func (a *App) typed(r rune) {
	a.hands.touch()
	a.somebody()
	a.hands.row.add(r)
	switch {
	case a.modal != nil:
	case r == '?' && !a.screens.sale.scanning():
		a.showKeys()
	case a.current != nil:
		a.current.typed(r)
	}
}

// isEnter tells both Enter keys.
func isEnter(key fyne.KeyName) bool { return key == fyne.KeyReturn || key == fyne.KeyEnter }

// entryKey translates what is typed into a key of the amount entry; "" for none.
func entryKey(r rune) string {
	switch {
	case r >= '0' && r <= '9':
		return string(r)
	case r == '.':
		return present.KeyPoint
	case r == ',':
		return present.KeyComma
	}
	return ""
}
