package ui

import (
	"fmt"
	"log/slog"
	"runtime/debug"

	"fyne.io/fyne/v2"
)

// readFonts has Fyne read the fonts of the first screens on a goroutine of its own, which
// costs as much time as the way to the display does. Fyne's memory of fonts belongs to the
// UI goroutine: it must call wait before it measures or shows a text itself.
func readFonts(log *slog.Logger) (wait func()) {
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer func() {
			if r := recover(); r != nil { // what is missing is read when it is needed
				log.Error("worker panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			}
		}()
		for _, bold := range []bool{false, true} {
			fyne.MeasureText("M", 1, fyne.TextStyle{Bold: bold})
		}
	}()
	return func() { <-read }
}
