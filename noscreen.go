package main

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"fyne.io/fyne/v2/lang"

	"tillside/assets"
	"tillside/ui/present"
)

// screenWatch reads what Fyne says with Go's standard logger. Where OpenGL is missing Fyne says
// so there and ends the process, and whoever has started Tillside from a desktop would see
// nothing at all. So that is told in a box of the system's own, once, before the process ends.
type screenWatch struct {
	next io.Writer
	tell func(string)
	once sync.Once
}

// noScreen holds what Fyne says (internal/driver/glfw and internal/painter/gl of version 2.8)
// when it cannot draw.
var noScreen = []string{"failed to initialise GLFW", "window creation error", "failed to initialise OpenGL"}

func (w *screenWatch) Write(line []byte) (int, error) {
	n, err := w.next.Write(line)
	if text, ok := bytes.CutPrefix(line, []byte("Fyne error:")); ok {
		for _, reason := range noScreen {
			if strings.TrimSpace(string(text)) == reason {
				w.once.Do(func() { w.tell(noScreenText(lang.SystemLocale().String(), reason)) })
			}
		}
	}
	return n, err
}

// noScreenText says that no window can be drawn, and what to do, in the computer's language.
func noScreenText(locale, reason string) string { return boxText(locale, present.ErrNoScreen, reason) }

// boxText is what a box says of an error, with the reason for whoever looks after the computer.
func boxText(locale string, err error, reason string) string {
	book, bad := present.ReadBook(assets.Translations, "translations")
	if bad != nil {
		return "Tillside: " + reason
	}
	s := present.New(book.Translate(locale), locale, nil).Error(err)
	return s.Title + "\n\n" + s.Body + "\n\n" + s.Next + "\n\n(" + reason + ")"
}
