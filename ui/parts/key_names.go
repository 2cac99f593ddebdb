package parts

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
)

// Keys as the view-states print them.
const (
	KeyEnter  = "Enter"
	keyEscape = "Esc"
	keyDelete = "Del"
)

// IsEnter tells both Enter keys.
func IsEnter(key fyne.KeyName) bool { return key == fyne.KeyReturn || key == fyne.KeyEnter }

// EntryKey translates what is typed into a key of the amount entry; "" for none.
func EntryKey(r rune) string {
	switch {
	case r >= '0' && r <= '9':
		return string(r)
	case r == '.':
		return present.KeyPoint
	case r == ',':
		return present.KeyComma
	}
	return ""
}
