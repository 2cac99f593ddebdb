package ui

import (
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2/test"
)

// Fyne's queue panics when something comes to it while it is being closed. Once the window is
// closed, or the program is told to end, nothing comes any more, whoever posts it.
func TestNothingIsPostedAfterTheEnd(t *testing.T) {
	application := test.NewTempApp(t)
	synctest.Test(t, func(t *testing.T) {
		shop, posted := newShop(time.Now), 0
		app := New(Params{App: application, Backend: shop, Providers: shop.providers, Zone: time.UTC, Post: func(func()) { posted++ }})
		before := posted
		if app.Raise(); posted != before+1 {
			t.Fatalf("posted %d times before the end", posted-before)
		}
		if err := app.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		before = posted
		if app.Raise(); posted != before {
			t.Error("the window is raised after its end")
		}
	})
}
