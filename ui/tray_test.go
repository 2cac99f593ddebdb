package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// The list of what was put aside says what is true now, not what was when it came up.
func TestTheListOfThePaymentsFollowsThem(t *testing.T) {
	inWide(t, func(r *rig) {
		first := r.charge("1995")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF2)
		r.charge("300")
		r.ctrl(fyne.KeyN)
		r.hasty(fyne.KeyF9)
		r.wants("in the list", r.app.dialog.rows[0].AccessibilityLabel(), "19.95 EUR Waiting")
		r.approve(first)
		r.wants("in the list", r.app.dialog.rows[0].AccessibilityLabel(), "19.95 EUR Paid")
	})
}
