package ui

import (
	"log/slog"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments"
	"tillside/ui/present"
)

// Params are what the window works with.
type Params struct {
	App         fyne.App
	Backend     present.Backend
	Post        func(func()) // runs a function on the UI goroutine, later; fyne.Do in the program
	Log         *slog.Logger // nil means silence
	Version     string
	Releases    present.Releases // nil where the program knows of no list of versions
	Providers   payments.Providers
	Environment string            // a place, opened whatever the settings say; "" for what they say
	Currency    payments.Currency // of payments at that place; "" for what the settings say
	Hosts       map[string]string // addresses of the command line, in place of those of the settings
	Words       map[string]string // the settings, where they were read already; nil: the window reads them
	Now         func() time.Time  // the wall clock; nil means time.Now
	Zone        *time.Location    // nil means the computer's
	Ready       func()            // called once, when the first screen can be used; may be nil
}
