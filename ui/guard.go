package ui

import (
	"time"

	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/work"
)

// guard keeps the screens behind the lock as long as nobody is at the till, and locks it when
// nobody has touched it for a while. A shop that has named nobody never meets it.
type guard struct {
	access  *screen.Access
	screens *screens
	current func() screen.Screen
	ticker  *work.Ticker
	last    time.Time // of the newest key or press
	behind  screen.Screen
	left    string // the name of who was at the till before
}

// lookEvery is how often the guard looks at the time.
const lookEvery = 5 * time.Second

// instead is the screen that is shown for another one: the lock where the till is locked. What
// belongs to the program and to no person is shown all the same.
func (g *guard) instead(s screen.Screen) screen.Screen {
	if !g.locked() {
		return s
	}
	all := g.screens
	switch s {
	case screen.Screen(all.lock), screen.Screen(all.opening), screen.Screen(all.closing), screen.Screen(all.trouble), screen.Screen(all.firstRun):
		return s
	}
	g.behind = s
	return all.lock
}

// locked reports whether nobody is at the till.
func (g *guard) locked() bool {
	if g.screens == nil {
		return false // the window is being built
	}
	_, locked := g.access.Model.Operator()
	return locked
}

// lock sends whoever is at the till away.
func (g *guard) lock() {
	people := g.access.Model.People()
	o, locked := g.access.Model.Operator()
	if people == nil || locked || o.Name == "" {
		return
	}
	g.left, g.behind = o.Name, g.current()
	people.Lock()
	g.access.Dialogs.Close()
	g.access.Display.Show(g.screens.lock)
}

// came brings what was in front to the one who was here before, and the keypad, or the payment
// that is followed, to another.
func (g *guard) came(o checkout.Operator) {
	g.touched()
	behind := g.behind
	if g.behind = nil; o.Name == g.left && behind != nil {
		g.access.Display.Show(behind)
		return
	}
	if g.access.Model.Front.Busy() {
		g.access.Display.Show(g.screens.payment)
		return
	}
	g.screens.sale.Fresh()
	g.access.Go.Visit(present.ScreenSale)
}

// touched notes that somebody is there.
func (g *guard) touched() { g.last = time.Now() }

// watch has the time looked at where the till locks by itself.
func (g *guard) watch() {
	every := time.Duration(0)
	if o, locked := g.access.Model.Operator(); !locked && o.Name != "" && g.access.Model.Settings.Limits.LockAfter > 0 {
		every = lookEvery
	}
	g.ticker.Every(every)
}

// look locks the till that nobody has touched for long enough. While a customer is at the
// terminal of the payment in front, somebody is there.
func (g *guard) look() {
	after := g.access.Model.Settings.Limits.LockAfter
	if _, running := g.access.Model.Front.Running(); running && g.access.Display.InFront(g.screens.payment) {
		g.touched()
	}
	if newest := g.access.Presses.Newest(); newest.After(g.last) {
		g.last = newest
	}
	if after > 0 && time.Since(g.last) >= after {
		g.lock()
	}
}
