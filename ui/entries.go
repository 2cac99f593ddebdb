package ui

import (
	"strconv"
	"strings"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// newEntry makes a text field. Enter calls entered; nil gives Enter to the screen.
func newEntry(entered func()) *widgets.Entry {
	e := widgets.NewEntry("")
	if entered != nil {
		e.OnSubmitted = func(string) { entered() }
	}
	return e
}

// watch hands what is typed into a field to changed. A card number goes no further: it is
// taken out at once, and tell says so; any other text takes that back.
func watch(words *present.Presenter, e *widgets.Entry, tell, changed func(string)) {
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

// shorten keeps a field within a number of characters and tells whether it was. What is too
// long is cut where it is typed, so that nobody writes what will not be sent. Nothing is cut
// for a limit of 0.
func shorten(e *widgets.Entry, limit int) bool {
	text := []rune(e.Text)
	if limit <= 0 || len(text) <= limit {
		return false
	}
	e.SetText(string(text[:limit]))
	return true
}

func trimmed(s string) string { return strings.TrimSpace(s) }

// atoi reads a whole number, or keeps what was.
func atoi(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return otherwise
	}
	return n
}

// joinedDot sets facts beside each other.
func joinedDot(facts ...string) string {
	kept := facts[:0:0]
	for _, fact := range facts {
		if fact != "" {
			kept = append(kept, fact)
		}
	}
	return strings.Join(kept, " · ")
}
