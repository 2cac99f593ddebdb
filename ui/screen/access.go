package screen

import (
	"context"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// Access is what a screen works with. It is the same for all of them.
type Access struct {
	Model    *model.Model
	View     *widgets.Viewport
	Words    *present.Presenter // in the language of the moment
	Presses  *parts.Presses
	Canvas   fyne.Canvas
	Dialogs  *parts.Dialogs
	Display  Display
	Go       Navigation
	Places   Places
	Customer Customer
	Version  string
	Copy     func(text string) // to the clipboard
	Releases present.Releases  // nil where the program knows of no list of versions
}

// Display draws screens.
type Display interface {
	Refresh()            // draws anew what may have changed
	Show(s Screen)       // brings a screen to the front
	InFront(Screen) bool // answers of workers ask it before they draw
	Act(present.Action)  // hands an action to the screen in front
}

// Navigation leads from one screen to another.
type Navigation interface {
	Visit(place present.Screen)
	Pay(r checkout.Request, back func()) // starts a payment and follows it
	Refund(original payments.Attempt)
	RefundSeen(seen checkout.Seen) // of a payment that this till did not take
	RefundUnlinked()
	Detail(reference string)
	Sell(amount present.Entry, note string, beside payments.Fields) // brings the keypad; nothing starts by this
	Typed(rune)                                                     // hands a character to the screen in front
	Park(reference string)                                          // lays a payment into the tray and brings the empty keypad
	OpenTray()
	Lock() // sends whoever is at the till away; nothing where the shop has named nobody
	Quit()
}

// Places opens environments.
type Places interface {
	Leaving(leave func())               // asks where somebody has to decide that nobody asks about payments any more
	Choose(place string)                // makes it the one of the settings and opens it
	Connect(place string)               // opens the real thing, and the settings with the field for its key
	Reopen(place string)                // opens it with the settings in front
	Closed(func(context.Context) error) // closes what is open, does something, and opens it again
}

// Customer is the window of the virtual terminals.
type Customer interface {
	Title() string // "" while there is none
	Show()
}

// SelectTerminal chooses a terminal. The focus goes back to the screen, so that the next Enter is
// its main action.
func (a *Access) SelectTerminal(id string) {
	a.Canvas.Unfocus()
	a.Model.SelectTerminal(id)
}

// PickTerminal is a press on the card of a terminal. The Enter that pressed it may be held
// down, and is none for what comes next.
func (a *Access) PickTerminal(id string) {
	a.Presses.Enter()
	a.SelectTerminal(id)
}
