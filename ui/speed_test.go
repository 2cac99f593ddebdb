package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/ui/screen"
)

// BenchmarkKeyPress is what lies between a key press and the frame that shows it: the
// presenter, the widgets and their layout, without the drawing itself.
func BenchmarkKeyPress(b *testing.B) {
	application := test.NewTempApp(b)
	shop := newShop(func() time.Time { return noon })
	shop.words["environment"] = "training"
	busyShop(shop)
	queue := make(chan func(), 1024)
	app := New(Params{App: application, Backend: shop, Providers: shop.providers, Post: func(f func()) { queue <- f }, Now: shop.now})
	app.start(b.Context())
	app.window.Resize(fyne.NewSize(1100, 720))
	for app.display.current != screen.Screen(app.screens.sale) {
		(<-queue)()
	}
	for b.Loop() {
		app.keys.typed('1')
		app.keys.route(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	}
	if got := app.screens.sale.Entry.Money(); got != payments.MustMoney(0, "EUR") {
		b.Fatalf("after as many digits as backspaces the amount is %v", got)
	}
}
