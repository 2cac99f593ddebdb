// Emptywindow opens a window with a word in it and says when it is there: the least that a
// Fyne program can do, to measure Tillside against.
package main

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("app.tillside.Empty")
	w := a.NewWindow("Empty")
	w.SetContent(widget.NewLabel("Empty"))
	w.Resize(fyne.NewSize(1100, 720))
	a.Lifecycle().SetOnStarted(func() { fmt.Println("usable") })
	w.ShowAndRun()
}
