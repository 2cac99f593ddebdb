package screen

import (
	"tillside/payments"
	"tillside/ui/present"
)

// choices keep what is chosen in the settings.
type choices struct {
	access *Access
	wrong  error // the last choice could not be stored
}

// change keeps one changed setting. When it cannot be stored, the screen goes back to what
// is stored and says so.
func (c *choices) change(edit func(*present.Settings)) {
	next := c.access.Model.Settings
	edit(&next)
	c.wrong = nil
	c.access.Model.Keep(next, func(err error) { c.wrong = err })
	c.access.Display.Refresh()
}

// reopen works with the settings as they are now, once they are stored.
func (c *choices) reopen() {
	c.access.Model.WhenKept(func() { c.access.Places.Reopen(c.access.Model.Place()) })
}

// most is the largest number that any provider has of something.
func most(all payments.Providers, of func(payments.Provider) int) int {
	largest := 0
	for _, p := range all {
		largest = max(largest, of(p))
	}
	return largest
}
