package ui

import "time"

// How long hands need. What comes up by itself must not meet a finger that is on its way.
const (
	settling  = 700 * time.Millisecond // something came up: until then Enter was meant for what was there before
	undivided = 5 * time.Second        // without a key: until then nothing comes to the front by itself
)

// hands is what the hands at the keyboard did lately. It belongs to the UI goroutine, and
// counts with the clock that nobody sets.
type hands struct {
	came    time.Time // when what is in front came up
	touched time.Time // the newest key but Enter
	entered time.Time // the newest Enter, while no other key came after it
	before  time.Time // the Enter before that one
	row     scan      // the characters that no text field took
}

// up notes that something else is in front now.
func (h *hands) up() { h.came = time.Now() }

// touch notes a key that is not Enter.
func (h *hands) touch() { h.touched, h.entered, h.before = time.Now(), time.Time{}, time.Time{} }

// enter notes an Enter.
func (h *hands) enter() {
	h.before, h.entered = h.entered, time.Now()
}

// fresh reports whether what is in front has only just come up.
func (h *hands) fresh() bool { return time.Since(h.came) < settling }

// startled reports whether a press can only have been meant for what was there before: what is
// in front has just come up, and no key was pressed since.
func (h *hands) startled() bool { return h.fresh() && !h.touched.After(h.came) }

// held reports whether the Enter that is being handled follows another one so closely that it
// is the same press: a key that is held down, or a finger that trembles.
func (h *hands) held() bool { return !h.before.IsZero() && h.entered.Sub(h.before) < settling }

// busy reports whether keys were pressed in the last seconds.
func (h *hands) busy() bool {
	return !h.touched.IsZero() && time.Since(h.touched) < undivided || !h.entered.IsZero() && time.Since(h.entered) < undivided
}
