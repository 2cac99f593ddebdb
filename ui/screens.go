package ui

import (
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// screen is one place of the program. Views are built once; render shows what is known now.
type screen interface {
	object() fyne.CanvasObject
	slot() present.Screen       // the entry of the rail it belongs to
	enter()                     // it comes to the front
	render()                    // something it shows may have changed
	key(fyne.KeyName) bool      // whether it had a use for the key
	typed(rune)                 // a character that no text field wanted
	act(present.Action)         // a button, or the key that does the same
	pace() time.Duration        // how often the clock changes what it shows; 0 for never
	heard(checkout.Update) bool // an update of the engine, already in the model; whether it is shown
}

// still is the part of a screen that neither moves nor listens.
type still struct{}

func (still) slot() present.Screen       { return present.ScreenSale }
func (still) enter()                     {}
func (still) key(fyne.KeyName) bool      { return false }
func (still) typed(rune)                 {}
func (still) act(present.Action)         {}
func (still) pace() time.Duration        { return 0 }
func (still) heard(checkout.Update) bool { return false }
