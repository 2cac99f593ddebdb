package ui

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// display is what is drawn: the screen in front, and what stands around it.
type display struct {
	access  *screen.Access
	post    func(func())
	shell   *shell
	ticker  *work.Ticker
	current screen.Screen
	// payment follows the payment in front; on firstRun there is nowhere to go yet.
	payment, firstRun screen.Screen
	guard             *guard
}

// bare tells that there is nowhere to go yet.
func (d *display) bare() bool { return d.current == d.firstRun }

// Show brings a screen to the front.
func (d *display) Show(s screen.Screen) {
	s = d.guard.instead(s)
	d.access.Canvas.Unfocus()
	if l, ok := d.current.(screen.Leaver); ok && d.current != s {
		l.Left()
	}
	d.current = s
	d.access.Presses.Up()
	d.shell.show(s)
	s.Enter()
	d.Refresh()
	d.access.Model.Log().Info("screen", "screen", nameOf(s))
}

// nameOf is the name of a screen for the log: "sale", "payment".
func nameOf(s screen.Screen) string {
	name := strings.TrimPrefix(fmt.Sprintf("%T", s), "*screen.")
	return strings.ToLower(name[:1]) + name[1:]
}

// InFront reports whether a screen is in front: answers of workers ask it before they draw.
func (d *display) InFront(s screen.Screen) bool { return d.current == s }

// Act hands an action to the screen in front.
func (d *display) Act(action present.Action) {
	d.somebody()
	if d.current != nil {
		d.current.Act(action)
	}
}

// Refresh draws the header, the screen in front and the dialog over it from what is known now.
// While the window is being built there is nothing to draw.
func (d *display) Refresh() {
	if d.current != nil {
		d.draw(true)
	}
}

// draw draws the header and the dialog, and the screen in front where it shows what has changed.
func (d *display) draw(inFront bool) {
	d.access.Model.Drawn(d.onScreen())
	d.shell.render(d.current)
	if inFront {
		d.current.Render()
	}
	d.access.Dialogs.Render()
	widgets.SettleLayout(d.shell.root)
	d.ticker.Every(d.pace())
	d.guard.watch()
}

// onScreen reports whether the payment that is followed is on the screen, with nothing over it.
func (d *display) onScreen() bool { return d.current == d.payment && !d.access.Dialogs.IsOpen() }

// somebody notes that a person did something: what has been on the screen for a moment was seen.
func (d *display) somebody() {
	d.guard.touched()
	d.access.Model.Somebody(d.onScreen())
}

// pace is how often the clock changes something that is on screen.
func (d *display) pace() time.Duration {
	if len(d.access.Model.Payments.Tray) > 0 {
		return time.Second
	}
	return d.current.Pace()
}

// front is the dialog, or else the screen.
func (d *display) front() fyne.CanvasObject {
	if modal := d.access.Dialogs.Modal; modal != nil {
		return modal.Root
	}
	return d.shell.page
}

// reshaped is called while the window is being laid out in its other shape. What depends on
// the shape is drawn afterwards.
func (d *display) reshaped() { d.post(d.Refresh) }
