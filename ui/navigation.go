package ui

import (
	"slices"

	"tillside/ui/present"
)

// screens are all of them, made once.
type screens struct {
	opening   *openingScreen
	closing   *closingScreen
	trouble   *troubleScreen
	firstRun  *firstRunScreen
	sale      *saleScreen
	payment   *paymentScreen
	refund    *refundScreen
	unlinked  *unlinkedScreen
	choose    *chooseScreen
	journal   *journalScreen
	terminals *terminalsScreen
	settings  *settingsScreen
}

func newScreens(a *App) screens {
	return screens{
		opening: newOpeningScreen(a), closing: newClosingScreen(a), trouble: newTroubleScreen(a), firstRun: newFirstRunScreen(a),
		sale: newSaleScreen(a), payment: newPaymentScreen(a), refund: newRefundScreen(a),
		unlinked: newUnlinkedScreen(a), choose: newChooseScreen(a), journal: newJournalScreen(a),
		terminals: newTerminalsScreen(a), settings: newSettingsScreen(a),
	}
}

// visit goes to a place of the rail. Without an open environment only the settings can be
// visited, and nothing any more while the program closes.
func (a *App) visit(place present.Screen) {
	a.somebody()
	if a.open == nil && place != present.ScreenSettings || a.inFront(a.screens.closing) {
		return
	}
	switch place {
	case present.ScreenSale:
		a.visitSale()
	case present.ScreenRefund:
		a.show(a.screens.choose)
	case present.ScreenJournal:
		a.show(a.screens.journal)
	case present.ScreenTerminals:
		a.show(a.screens.terminals)
	case present.ScreenSettings:
		a.show(a.screens.settings)
	}
}

// visitSale goes to the payment that is followed, and from there to the keypad: one that runs
// is put aside, one that has its end was seen.
func (a *App) visitSale() {
	payment := a.screens.payment
	reference, running := payment.running()
	switch {
	case !payment.busy():
		a.show(a.screens.sale)
	case !a.inFront(payment):
		a.show(payment)
	case running:
		a.putAside(reference)
	case payment.attempt.State.Final():
		payment.leave(present.ActionNewSale)
	}
}

// find goes to the journal's search.
func (a *App) find() {
	if a.open == nil {
		return
	}
	a.show(a.screens.journal)
	a.screens.journal.focusSearch()
}

// terminalChooser is a screen on which a terminal can be chosen.
type terminalChooser interface {
	chooses() bool
}

// chooseTerminal selects by position, as F1 to F8 do.
func (a *App) chooseTerminal(index int) {
	chooser, ok := a.current.(terminalChooser)
	if !ok || !chooser.chooses() || index < 0 || index >= len(a.book.list) {
		return
	}
	a.selectTerminal(a.book.list[index].ID())
}

// nextTerminal selects the one after the chosen one.
func (a *App) nextTerminal() {
	index := a.chosenIndex() + 1
	if index >= len(a.book.list) {
		index = 0
	}
	a.chooseTerminal(index)
}

func (a *App) chosenIndex() int {
	for i, t := range a.book.list {
		if t.ID() == a.settings.LastTerminal {
			return i
		}
	}
	return -1
}

// selectTerminal chooses a terminal and keeps the choice. One that was silent is asked
// whether it is there again. The focus goes back to the screen, so that the next Enter is
// its main action.
func (a *App) selectTerminal(id string) {
	a.window.Canvas().Unfocus()
	if _, silent := a.book.silent[id]; silent {
		a.ping(id, false)
	}
	if a.settings.LastTerminal == id {
		return
	}
	next := a.settings
	next.LastTerminal = id
	a.keep(next, nil)
	a.refresh()
}

// pickTerminal is a press on the card of a terminal. The Enter that pressed it may be held
// down, and is none for what comes next.
func (a *App) pickTerminal(id string) {
	a.hands.enter()
	a.selectTerminal(id)
}

// putAside lays the payment in front into the tray and brings the empty keypad.
func (a *App) putAside(reference string) {
	a.book.aside(reference)
	a.screens.payment.forget()
	a.screens.sale.fresh()
	a.show(a.screens.sale)
}

// bring takes a payment out of the tray and shows it.
func (a *App) bring(reference string) {
	if !slices.Contains(a.book.tray, reference) {
		return
	}
	if running, ok := a.screens.payment.running(); ok {
		a.book.aside(running)
	}
	a.book.takeUp(reference)
	a.screens.payment.follow(a.book.seen[reference])
	a.show(a.screens.payment)
}
