package ui

import (
	"slices"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/screen"
)

// navigation leads from one screen to another. It implements Navigation.
type navigation struct {
	access  *screen.Access
	display *display
	screens *screens
	quit    func()
}

// Visit goes to a place of the rail. Without an open environment only the settings can be
// visited, and nothing any more while the program closes.
func (n *navigation) Visit(name present.Screen) {
	n.display.somebody()
	if n.access.Model.Open() == nil && name != present.ScreenSettings || n.display.InFront(n.screens.closing) || n.display.guard.locked() {
		return
	}
	if o, _ := n.access.Model.Operator(); name == present.ScreenSettings && !o.May(checkout.RightSettings) {
		n.access.Dialogs.Explain(n.access.Words.OwnersSettings(), nil)
		return
	}
	for _, p := range rail {
		switch {
		case p.name != name:
		case name == present.ScreenSale:
			n.visitSale()
		default:
			n.display.Show(p.screen(n.screens))
		}
	}
}

// visitSale goes to the payment that is followed, and from there to the keypad: one that runs
// is put aside, one that has its end was seen.
func (n *navigation) visitSale() {
	front, payment := &n.access.Model.Front, n.screens.payment
	reference, running := front.Running()
	switch {
	case !front.Busy():
		n.display.Show(n.screens.sale)
	case !n.display.InFront(payment):
		n.display.Show(payment)
	case running:
		n.Park(reference)
	case front.Attempt.State.Final():
		payment.Leave(present.ActionNewSale)
	}
}

// Pay starts a payment and shows it. back brings the screen from which it was started again,
// when nothing was even written down.
func (n *navigation) Pay(r checkout.Request, back func()) {
	n.access.Model.Start(r, func(err error) {
		back()
		if checkout.Liftable(err) && n.access.Model.Named() {
			screen.AskApproval(n.access, r, err, func() { n.Pay(r, back) })
			return
		}
		n.access.Dialogs.Fail(err)
	})
	n.display.Show(n.screens.payment)
}

// Refund gives back all or a part of a payment.
func (n *navigation) Refund(original payments.Attempt) { n.screens.refund.Begin(original) }

// RefundSeen gives back all or a part of a payment that this till did not take.
func (n *navigation) RefundSeen(seen checkout.Seen) { n.screens.refund.BeginSeen(seen) }

// RefundUnlinked gives money back without a payment behind it.
func (n *navigation) RefundUnlinked() { n.screens.unlinked.Begin() }

// Detail shows one payment in the list.
func (n *navigation) Detail(reference string) { n.screens.journal.Open(reference) }

// Sell brings the keypad. Nothing starts by this.
func (n *navigation) Sell(amount present.Entry, note string, beside payments.Fields) {
	n.screens.sale.Fill(amount, note)
	n.screens.sale.Beside.Fill(beside)
	n.display.Show(n.screens.sale)
}

// Typed hands a character to the screen in front.
func (n *navigation) Typed(r rune) { n.display.current.Typed(r) }

// Park lays the payment in front into the tray and brings the empty keypad.
func (n *navigation) Park(reference string) {
	n.access.Model.Park(reference)
	n.screens.sale.Fresh()
	n.display.Show(n.screens.sale)
}

// Lock sends whoever is at the till away.
func (n *navigation) Lock() { n.display.guard.lock() }

// Quit closes the window.
func (n *navigation) Quit() { n.quit() }

// find goes to the journal's search.
func (n *navigation) find() {
	if n.access.Model.Open() == nil || n.display.guard.locked() {
		return
	}
	n.display.Show(n.screens.journal)
	n.screens.journal.FocusSearch()
}

// day goes to the sheet of the day.
func (n *navigation) day() {
	if n.access.Model.Open() != nil && !n.display.guard.locked() {
		n.screens.journal.Tools.Day.Open()
	}
}

// OpenTray brings the payment that was put aside, or lets the cashier choose one of several.
func (n *navigation) OpenTray() {
	n.display.somebody()
	if n.display.guard.locked() {
		return
	}
	switch tray := n.access.Model.Payments.Tray; len(tray) {
	case 0:
	case 1:
		n.resume(tray[0])
	default:
		screen.AskTray(n.access, n.resume)
	}
}

// resume takes a payment out of the tray and shows it.
func (n *navigation) resume(reference string) {
	if n.access.Model.Resume(reference) {
		n.display.Show(n.screens.payment)
	}
}

// updated draws a payment that has changed, and brings one that ended in the tray.
func (n *navigation) updated(u checkout.Update) {
	if current := n.display.current; current != nil {
		n.display.draw(current.Heard(u))
	}
	n.bringEnded()
}

// bringEnded brings a payment that ended in the tray to the front, once nobody has pressed a
// key for some seconds and nothing is typed. Several never come one after the other: the pill
// in the header says that they wait to be looked at.
func (n *navigation) bringEnded() {
	reference, ok := n.access.Model.LonelyEnd()
	if ok && !n.access.Dialogs.IsOpen() && !n.access.Presses.Busy() && n.display.InFront(n.screens.sale) && n.screens.sale.Untouched() {
		n.resume(reference)
	}
}

// scanning reports whether a scanner is in the middle of its row.
func (n *navigation) scanning() bool {
	return n.display.InFront(n.screens.sale) && n.screens.sale.Scan.Row.Ends()
}

// terminalChooser is a screen on which a terminal can be chosen.
type terminalChooser interface {
	Chooses() bool
}

// chooseLetter selects the terminal of a letter, A for 0, as F1 to F8 do; where no terminal has
// that letter, the one in that place of the list.
func (n *navigation) chooseLetter(index int) {
	badges := n.access.Model.Settings.Badges
	letter := string(rune('A' + index))
	named := slices.IndexFunc(n.access.Model.Terminals.List(), func(t payments.Terminal) bool { return badges[t.ID()].Letter == letter })
	if named >= 0 {
		index = named
	}
	n.chooseTerminal(index)
}

// chooseTerminal selects the terminal in a place of the list. On a result that is the one of the
// next sale, so that the keypad comes, where it is in view.
func (n *navigation) chooseTerminal(index int) {
	chooser, ok := n.display.current.(terminalChooser)
	list := n.access.Model.Terminals.List()
	if !ok || !chooser.Chooses() || index < 0 || index >= len(list) {
		return
	}
	if n.display.InFront(n.screens.payment) {
		n.screens.payment.MoveOn()
	}
	n.access.SelectTerminal(list[index].ID())
}

// nextTerminal selects the one after the chosen one.
func (n *navigation) nextTerminal() {
	list, next := n.access.Model.Terminals.List(), 0
	for i, t := range list {
		if t.ID() == n.access.Model.Settings.Program.LastTerminal && i+1 < len(list) {
			next = i + 1
		}
	}
	n.chooseTerminal(next)
}
