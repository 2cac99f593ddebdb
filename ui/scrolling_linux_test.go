package ui

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
	"tillside/ui/screen"
)

// realWindow is the window in real time, for what is measured. What its goroutine does is
// timed by the processor, so that what else the computer does counts for nothing.
type realWindow struct {
	app   *App
	queue chan func()
	took  []time.Duration
}

func inRealTime(t *testing.T, prepare func(*shop)) *realWindow {
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	t.Cleanup(forgetFonts)
	application := test.NewTempApp(t)
	shop := newShop(func() time.Time { return noon })
	shop.words["environment"] = "training"
	prepare(shop)
	w := &realWindow{queue: make(chan func(), 1024)}
	w.app = New(Params{App: application, Backend: shop, Providers: shop.providers, Post: func(f func()) { w.queue <- f }, Now: shop.now})
	ctx, cancel := context.WithCancel(t.Context())
	w.app.start(ctx)
	t.Cleanup(func() {
		cancel()
		w.app.display.ticker.Every(0)
		w.app.work.Wait(time.Minute)
	})
	w.app.window.Resize(fyne.NewSize(1100, 720))
	w.until(func() bool { return w.app.display.current == screen.Screen(w.app.screens.sale) })
	return w
}

// ofThread is how long this thread has had the processor.
func ofThread() time.Duration {
	const thread = 1 // RUSAGE_THREAD
	var u syscall.Rusage
	if syscall.Getrusage(thread, &u) != nil {
		panic("getrusage")
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func (w *realWindow) do(f func()) {
	began := ofThread()
	f()
	w.took = append(w.took, ofThread()-began)
}

// until does what is posted, one after the other, until something is so.
func (w *realWindow) until(so func() bool) {
	for !so() {
		w.do(<-w.queue)
	}
}

// many are payments of the weeks before, one every seven minutes.
func many(s *shop, count int) {
	for i := range count {
		a := s.record(checkout.Request{
			Kind: payments.KindSale, Amount: payments.MustMoney(int64(100+i), "EUR"), Terminal: s.terminals[i%len(s.terminals)], RequestKey: fmt.Sprint(i),
			Note: fmt.Sprintf("order %d", i),
		})
		a.State, a.Created = payments.StateApproved, noon.Add(-time.Duration(count-i)*7*time.Minute)
		approval(&a)
		s.attempts[a.Reference] = a
	}
}

// Nothing that the window does between two frames takes longer than a frame, while somebody goes down a long
// journal by keyboard, page by page and payment by payment, and older ones are read.
func TestScrollingNeverHoldsTheWindow(t *testing.T) {
	const frame = 16 * time.Millisecond
	w := inRealTime(t, func(s *shop) { many(s, 4000) })
	journal := w.app.screens.journal
	w.app.nav.Visit(present.ScreenJournal)
	longest := time.Hour
	for try := 0; try < 3 && longest > frame; try++ { // a computer may be slow once
		w.app.nav.Visit(present.ScreenSale)
		w.app.nav.Visit(present.ScreenJournal)
		w.until(func() bool { return len(journal.Rows.Lines) > 0 && len(w.queue) == 0 })
		longest = min(longest, w.scroll(t, 200))
	}
	if longest > frame {
		t.Errorf("more than one thing of a hundred took %s", longest)
	}
}

// scroll goes down so many pages and a few payments, and tells how long all things took but one of a hundred, which
// a busy computer makes longer.
func (w *realWindow) scroll(t *testing.T, pages int) time.Duration {
	journal := w.app.screens.journal
	press := func(key fyne.KeyName) { w.do(func() { w.app.keys.route(&fyne.KeyEvent{Name: key}) }) }
	w.took = nil
	for range pages {
		press(fyne.KeyPageDown)
		w.until(func() bool { return !journal.Reading() })
	}
	shown := len(journal.Rows.Lines)
	if shown < 1500 {
		t.Errorf("after %d pages %d lines are shown", pages, shown)
	}
	for range 30 {
		press(fyne.KeyDown)
		w.until(func() bool { return len(w.queue) == 0 })
	}
	slices.Sort(w.took)
	longest := w.took[len(w.took)-1]
	t.Logf("%d lines; of %d things the longest took %s, one of a hundred %s, half %s", shown, len(w.took), longest, w.took[len(w.took)*99/100], w.took[len(w.took)/2])
	return w.took[len(w.took)*99/100]
}
