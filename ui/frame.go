package ui

import (
	"time"

	"fyne.io/fyne/v2"
)

// afterFrame does something as soon as what is on screen now was drawn. What takes its time
// on the UI goroutine, as another window does, waits for that.
func afterFrame(post func(func()), do func()) {
	var frames *fyne.Animation
	frames = fyne.NewAnimation(time.Second, drawn(func() {
		frames.Stop()
		post(do)
	}))
	frames.Start()
}

// drawn makes the function that Fyne calls before each frame: at the second one the first was
// drawn. It calls told once, and at the end of the animation at the latest.
func drawn(told func()) func(float32) {
	calls, said := 0, false
	return func(done float32) {
		if calls++; !said && (calls == 2 || done >= 1) {
			said = true
			told()
		}
	}
}
