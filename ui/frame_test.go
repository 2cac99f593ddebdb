package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"tillside/ui/parts"
)

func TestTheFirstFrameIsDrawnBeforeTheSecondCall(t *testing.T) {
	for name, test := range map[string]struct {
		progress []float32
		told     int // the call that tells
	}{
		"frame by frame":          {[]float32{0.01, 0.02, 0.03, 1}, 2},
		"over before the first":   {[]float32{1}, 1},
		"over before the second":  {[]float32{0.02, 1}, 2},
		"called again at the end": {[]float32{1, 1}, 1},
	} {
		told, at := 0, 0
		frames := drawn(func() { told++ })
		for i, progress := range test.progress {
			if frames(progress); told == 1 && at == 0 {
				at = i + 1
			}
		}
		if at != test.told {
			t.Errorf("%s: told at call %d, want %d", name, at, test.told)
		}
		if told != 1 {
			t.Errorf("%s: told %d times", name, told)
		}
	}
}

// countedWindow counts how often it was shown.
type countedWindow struct {
	fyne.Window
	shown int
}

func (w *countedWindow) Show() {
	w.shown++
	w.Window.Show()
}

// The window of the virtual terminals takes as long to open as the first one. The sale screen
// is drawn before that.
func TestTheCustomersWindowWaitsForTheSaleScreen(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.customer = newPlayer() }, func(r *rig) {
		for _, leaves := range []bool{false, true} {
			r.app.customer.close()
			r.app.customer.open()
			window := &countedWindow{Window: r.app.customer.shown.window}
			r.app.customer.shown.window = window
			if leaves {
				r.app.customer.close()
			}
			r.settle()
			if want := map[bool]int{false: 1, true: 0}[leaves]; window.shown != want {
				t.Errorf("left before the first frame: %v; shown %d times after it, want %d", leaves, window.shown, want)
			}
		}
	})
}

// The window of the virtual terminals has the keyboard while it opens, and longer where the
// display does not give it back. What is typed then belongs to the till: a digit that were lost
// would charge another amount.
func TestWhatIsTypedInTheCustomersWindowReachesTheTill(t *testing.T) {
	inWindow(t, usual, func(s *shop) { s.customer = newPlayer() }, func(r *rig) {
		theirs := r.app.customer.shown.window.Canvas()
		r.keys("12")
		theirs.OnTypedRune()('4')
		theirs.OnTypedRune()('9')
		theirs.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		theirs.OnTypedRune()('0')
		r.wants("amount", fmt.Sprint(r.app.screens.sale.Entry.Money().Minor()), "1240")
		note := r.app.screens.sale.Note
		r.app.window.Canvas().Focus(note)
		theirs.OnTypedRune()('5')
		theirs.OnTypedRune()('6')
		theirs.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyBackspace})
		r.wants("note", note.Text, "5")
		r.pass(parts.Settling)
		theirs.OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
		r.settle()
		if len(r.shop.requests) != 1 || r.shop.requests[0].Amount.Minor() != 1240 {
			t.Errorf("charged %+v, want 12.40 once", r.shop.requests)
		}
	})
}
