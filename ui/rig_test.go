package ui

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/screen"
)

// noon is what the clock says when a test begins.
var noon = time.Date(2026, time.November, 20, 14, 5, 0, 0, time.UTC)

// rig is the window on Fyne's test driver, with a shop behind it. Everything the window
// posts goes into a queue that settle runs, so that widgets are touched on one goroutine
// alone.
type rig struct {
	*testing.T
	app   *App
	shop  *shop
	queue chan func()
	stop  context.CancelFunc
}

// inWindow runs a test in a bubble of virtual time, in a window of a size.
func inWindow(t *testing.T, size fyne.Size, prepare func(*shop), scenario func(*rig)) {
	t.Helper()
	t.Cleanup(forgetFonts)
	application := test.NewTempApp(t)
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		now := func() time.Time { return noon.Add(time.Since(began)) }
		r := &rig{T: t, shop: newShop(now), queue: make(chan func(), 1024)}
		r.shop.words = map[string]string{"environment": "training", "locale": "en", "theme": "light", "shop": "Harbour Books"}
		if prepare != nil {
			prepare(r.shop)
		}
		r.app = New(Params{
			App: application, Backend: r.shop, Post: func(f func()) { r.queue <- f },
			Providers: r.shop.providers, Version: "0.1.0", Releases: r.shop.releases, Now: now, Zone: time.UTC, Environment: r.shop.given.place, Hosts: r.shop.given.hosts,
		})
		ctx, cancel := context.WithCancel(t.Context())
		r.stop = cancel
		r.app.start(ctx)
		r.settle()
		r.app.window.Resize(size)
		r.settle()
		scenario(r)
		cancel()
		r.app.display.ticker.Every(0)
		r.app.customer.close()
		if slices.Contains(application.Driver().AllWindows(), r.app.window) {
			r.app.window.Close()
		}
		r.app.work.Wait(time.Hour)
		synctest.Wait()
	})
}

// inWide runs a test in an open shop, in a window of the usual size.
func inWide(t *testing.T, scenario func(*rig)) {
	t.Helper()
	inWindow(t, fyne.NewSize(1100, 720), nil, scenario)
}

// settle runs what was posted until nothing is left to do.
func (r *rig) settle() {
	for {
		synctest.Wait()
		ran := false
		for len(r.queue) > 0 {
			(<-r.queue)()
			ran = true
		}
		if !ran {
			return
		}
	}
}

// pass lets time go by, second by second, as the window would see it.
func (r *rig) pass(d time.Duration) {
	for d > 0 {
		step := min(d, time.Second)
		time.Sleep(step)
		d -= step
		r.settle()
	}
}

// keys types characters where the focus is: few at once, many as fast as a person.
func (r *rig) keys(text string) {
	if len(text) < parts.ScanLength {
		r.types(text, 0)
		return
	}
	r.types(text, 90*time.Millisecond)
}

// types types characters with a time between them.
func (r *rig) types(text string, gap time.Duration) {
	time.Sleep(time.Millisecond) // a key comes after what it is pressed on
	for _, c := range text {
		time.Sleep(gap)
		r.settle()
		if focused := r.app.window.Canvas().Focused(); focused != nil {
			focused.TypedRune(c)
		} else {
			r.app.window.Canvas().OnTypedRune()(c)
		}
	}
	r.settle()
}

// key presses keys where the focus is, as a person does who sees what is there first.
func (r *rig) key(names ...fyne.KeyName) {
	for _, name := range names {
		r.sees()
		r.hasty(name)
	}
}

// sees waits, as a person does, where something has only just come up.
func (r *rig) sees() {
	if a := r.app; a.access.Presses.Fresh() && (a.access.Dialogs.Modal != nil || !a.display.InFront(a.screens.sale) || a.access.Presses.Startled()) {
		r.pass(parts.Settling)
	}
	if entered := r.app.access.Presses.Entered; !entered.IsZero() && time.Since(entered) < parts.Settling {
		r.pass(parts.Settling)
	}
}

// hasty presses keys at once.
func (r *rig) hasty(names ...fyne.KeyName) {
	for _, name := range names {
		event := &fyne.KeyEvent{Name: name}
		if focused := r.app.window.Canvas().Focused(); focused != nil {
			focused.TypedKey(event)
		} else {
			r.app.window.Canvas().OnTypedKey()(event)
		}
		r.settle()
	}
}

// ctrl presses a key together with Ctrl. The test driver's canvas keeps shortcuts to itself,
// so this calls what was registered.
func (r *rig) ctrl(name fyne.KeyName) {
	r.Helper()
	do, ok := r.app.keys.shortcuts()[name]
	if !ok {
		r.Fatalf("Ctrl+%s is no shortcut", name)
	}
	do()
	r.settle()
}

func (r *rig) tap(o fyne.Tappable) {
	r.Helper()
	if o == nil {
		r.Fatal("nothing to press")
	}
	r.sees()
	test.Tap(o)
	r.settle()
}

// wants fails the test unless two texts are the same.
func (r *rig) wants(what, got, want string) {
	r.Helper()
	if got != want {
		r.Errorf("%s = %q, want %q", what, got, want)
	}
}

// in fails the test unless a screen is in front.
func (r *rig) in(want screen.Screen) {
	r.Helper()
	if r.app.display.current != want {
		r.Fatalf("in front is %T, want %T", r.app.display.current, want)
	}
}

// amount is what the sale screen shows.
func (r *rig) amount() string { return r.app.screens.sale.Amount.State().Number }

// heading is what the payment screen says.
func (r *rig) heading() string { return r.app.screens.payment.View.Heading }

// charge types an amount, charges it and has the cloud accept it, in no time at all.
func (r *rig) charge(digits string) payments.Attempt {
	r.Helper()
	r.types(digits, 0)
	r.hasty(fyne.KeyReturn)
	a := r.shop.newest()
	if a.State != payments.StateSending {
		r.Fatalf("after Enter the newest attempt is %q, want sending", a.State)
	}
	r.waiting(a)
	return r.shop.newest()
}

// waiting has the cloud accept an attempt.
func (r *rig) waiting(a payments.Attempt) {
	r.pass(400 * time.Millisecond)
	r.shop.move(a.Reference, checkout.EventAccepted, payments.StateWaiting, func(a *payments.Attempt) {
		a.Sent.AnsweredAt, a.Sent.ResultID = a.Updated, "result-1"
	})
	r.settle()
}

// approve ends an attempt well, with its receipts.
func (r *rig) approve(a payments.Attempt) {
	r.shop.mu.Lock()
	r.shop.receipts[a.Reference] = paperOf(a)
	r.shop.mu.Unlock()
	r.shop.move(a.Reference, checkout.EventResult, payments.StateApproved, approval)
	r.settle()
}

// approval is what the terminal says of an approved card.
func approval(a *payments.Attempt) {
	a.Outcome = payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceResult,
		IDs:     payments.IDs{Transaction: "01236fc0-8192-11eb-9aca-ad4b0e95f241", Authorisation: "123456", RRN: "109300000123"},
		Amounts: payments.Amounts{Requested: a.Amount, Charged: a.Amount},
		Card:    payments.Card{Scheme: "Visa", Masked: "************0936", Entry: payments.EntryContactless},
		Device:  payments.Health{Battery: "54", Charging: true},
	}
}

// paperOf are the receipts of an approved attempt.
func paperOf(a payments.Attempt) []checkout.Receipt {
	at := a.Created // a receipt is never older than its sale
	if a.Updated.After(at) {
		at = a.Updated
	}
	paper := func(copyName string) []byte {
		return []byte(`<html><body><div style="text-align:center"><h2>Harbour Books</h2>12 Quay Street<br><br><b>` + copyName + `</b></div>
<table><tr><td>Visa</td><td align="right">************0936</td></tr><tr><td>AID</td><td align="right">A0000000031010</td></tr>
<tr><td>Auth code</td><td align="right">123456</td></tr></table><hr>
<table><tr><td><b>TOTAL</b></td><td align="right"><b>` + a.Amount.String() + `</b></td></tr></table>
<p align="center"><b>APPROVED</b><br>` + at.Format("2 Jan 2006 15:04") + `</p></body></html>`)
	}
	location := "https://receipts.example/" + a.Reference + "/customer.html"
	return []checkout.Receipt{
		{Copy: checkout.CopyCustomer, Location: location, Type: "text/html", Body: paper("CUSTOMER COPY")},
		{Copy: checkout.CopyMerchant, Type: "text/html", Body: paper("MERCHANT COPY")},
	}
}

// buttonOf finds what stands for an action, nil when it is not shown.
func buttonOf(b *parts.ActionBar, action present.Action) fyne.Tappable {
	if b.First.Action == action {
		return b.Main
	}
	for i, button := range b.Shown {
		if button.Action == action {
			return b.Others[i]
		}
	}
	return nil
}
