package parts

import (
	"strconv"
	"strings"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// NewEntry makes a text field. Enter calls entered; nil gives Enter to the screen.
func NewEntry(entered func()) *widgets.Entry {
	e := widgets.NewEntry("")
	if entered != nil {
		e.OnSubmitted = func(string) { entered() }
	}
	return e
}

// Watch hands what is typed into a field to changed. A card number goes no further: it is
// taken out at once, and tell says so; any other text takes that back.
func Watch(words *present.Presenter, e *widgets.Entry, tell, changed func(string)) {
	e.OnChanged = func(text string) {
		if present.HoldsCardNumber(text) {
			e.SetText("") // calls this once more
			tell(words.CardRefused())
			return
		}
		tell("")
		changed(text)
	}
}

// Shorten keeps a field within a number of characters and tells whether it was. What is too
// long is cut where it is typed, so that nobody writes what will not be sent. Nothing is cut
// for a limit of 0.
func Shorten(e *widgets.Entry, limit int) bool {
	text := []rune(e.Text)
	if limit <= 0 || len(text) <= limit {
		return false
	}
	e.SetText(string(text[:limit]))
	return true
}

func Trimmed(s string) string { return strings.TrimSpace(s) }

// Atoi reads a whole number, or keeps what was.
func Atoi(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return n
}

// JoinedDot sets facts beside each other.
func JoinedDot(facts ...string) string {
	kept := facts[:0:0]
	for _, fact := range facts {
		if fact != "" {
			kept = append(kept, fact)
		}
	}
	return strings.Join(kept, " · ")
}
