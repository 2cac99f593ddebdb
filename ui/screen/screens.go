package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// Screen is one place of the program. Views are built once; render shows what is known now.
type Screen interface {
	Object() fyne.CanvasObject
	Slot() present.Screen       // the entry of the rail it belongs to
	Enter()                     // it comes to the front
	Render()                    // something it shows may have changed
	Key(fyne.KeyName) bool      // whether it had a use for the key
	Typed(rune)                 // a character that no text field wanted
	Act(present.Action)         // a button, or the key that does the same
	Pace() time.Duration        // how often the clock changes what it shows; 0 for never
	Heard(checkout.Update) bool // an update of the engine, already in the model; whether it is shown
}

// Leaver is a Screen that ends something when another one comes to the front.
type Leaver interface{ Left() }

// still is the part of a screen that neither moves nor listens.
type still struct{}

func (still) Slot() present.Screen       { return present.ScreenSale }
func (still) Enter()                     {}
func (still) Key(fyne.KeyName) bool      { return false }
func (still) Typed(rune)                 {}
func (still) Act(present.Action)         {}
func (still) Pace() time.Duration        { return 0 }
func (still) Heard(checkout.Update) bool { return false }
