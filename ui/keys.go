package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
)

// keyboard hands keys to the dialog, the program or the screen.
type keyboard struct {
	access  *screen.Access
	display *display
	nav     *navigation
}

// bind connects the keyboard. Everything goes through route and typed, whether it comes
// from the canvas or from a focused widget that had no use for it.
func (k *keyboard) bind() {
	c := k.access.Canvas
	c.SetOnTypedKey(k.route)
	c.SetOnTypedRune(k.typed)
	k.bindShortcuts(c)
}

// lend has what is pressed in a second window count as pressed in this one, where its own widgets
// have no use for it. A display gives the keyboard to a window that opens, and under Wayland Fyne
// cannot ask for it back.
func (k *keyboard) lend(c fyne.Canvas) {
	c.SetOnTypedKey(func(ev *fyne.KeyEvent) {
		switch focused := k.access.Canvas.Focused(); {
		case ev.Name == widgets.KeyFocused: // is about a widget of the second window
		case focused != nil:
			focused.TypedKey(ev)
		default:
			k.route(ev)
		}
	})
	c.SetOnTypedRune(func(r rune) {
		if focused := k.access.Canvas.Focused(); focused != nil {
			focused.TypedRune(r)
			return
		}
		k.typed(r)
	})
	k.bindShortcuts(c)
}

func (k *keyboard) bindShortcuts(c fyne.Canvas) {
	for key, do := range k.shortcuts() {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault},
			func(fyne.Shortcut) { do() })
	}
}

// shortcuts are the keys that go with Ctrl. A dialog blocks them: it wants its own answer.
func (k *keyboard) shortcuts() map[fyne.KeyName]func() {
	free := func(do func()) func() {
		return func() {
			k.access.Presses.Touch()
			k.display.somebody()
			if !k.access.Dialogs.IsOpen() {
				do()
			}
		}
	}
	act := func(action present.Action) func() { return free(func() { k.display.Act(action) }) }
	keys := map[fyne.KeyName]func(){
		fyne.KeyT: free(k.nav.nextTerminal),
		fyne.KeyF: free(k.nav.find),
		fyne.Key5: free(k.nav.day),
		fyne.KeyL: free(k.nav.Lock),
		fyne.KeyN: act(present.ActionServeNext),
		fyne.KeyR: act(present.ActionReceipt),
		fyne.KeyP: act(present.ActionOpenReceipt),
	}
	for _, place := range rail {
		keys[place.key] = free(func() { k.nav.Visit(place.name) })
	}
	return keys
}

// route gives a key to the dialog, the program or the screen, in this order.
func (k *keyboard) route(ev *fyne.KeyEvent) {
	key := ev.Name
	k.pressed(key)
	switch dialogs, current := k.access.Dialogs, k.display.current; {
	case key == widgets.KeyFocused:
		widgets.Reveal(k.display.front(), k.access.Canvas.Focused())
	case key == fyne.KeyPageDown && widgets.ScrollPage(k.display.front(), 1):
	case key == fyne.KeyPageUp && widgets.ScrollPage(k.display.front(), -1):
	case dialogs.IsOpen():
		dialogs.Modal.Key(key)
	case key == fyne.KeyF12:
		dialogs.ShowKeys()
	case key == present.KeyUnfinished:
		k.nav.OpenTray()
	case current == nil || current.Key(key):
	case key >= fyne.KeyF1 && len(key) == 2 && key <= fyne.KeyF8:
		k.nav.chooseLetter(int(key[1] - '1'))
	case key == fyne.KeyF5:
		k.display.Act(present.ActionAskNow)
	}
}

// pressed notes that a person pressed a key. That the focus has moved is none.
func (k *keyboard) pressed(key fyne.KeyName) {
	if key == widgets.KeyFocused {
		return
	}
	k.display.somebody()
	if parts.IsEnter(key) {
		k.access.Presses.Enter()
	} else {
		k.access.Presses.Touch()
	}
}

// typed gives a character to the dialog, the program or the screen.
func (k *keyboard) typed(r rune) {
	k.access.Presses.Touch()
	k.display.somebody()
	k.access.Presses.Row.Add(r)
	switch current := k.display.current; {
	case k.access.Dialogs.IsOpen():
	case r == '?' && !k.nav.scanning():
		k.access.Dialogs.ShowKeys()
	case current != nil:
		current.Typed(r)
	}
}
