package parts

import (
	"time"
)

// How long hands need. What comes up by itself must not meet a finger that is on its way.
const (
	Settling  = 700 * time.Millisecond // something came up: until then Enter was meant for what was there before
	Undivided = 5 * time.Second        // without a key: until then nothing comes to the front by itself
)

// Presses are what was pressed at the keyboard lately. They belong to the UI goroutine, and
// count with the clock that nobody sets.
type Presses struct {
	came    time.Time // when what is in front came up
	touched time.Time // the newest key but Enter
	Entered time.Time // the newest Enter, while no other key came after it
	before  time.Time // the Enter before that one
	Row     Scan      // the characters that no text field took
}

// Up notes that something else is in front now.
func (p *Presses) Up() { p.came = time.Now() }

// Touch notes a key that is not Enter.
func (p *Presses) Touch() { p.touched, p.Entered, p.before = time.Now(), time.Time{}, time.Time{} }

// Enter notes an Enter.
func (p *Presses) Enter() {
	p.before, p.Entered = p.Entered, time.Now()
}

// Fresh reports whether what is in front has only just come up.
func (p *Presses) Fresh() bool { return time.Since(p.came) < Settling }

// Startled reports whether a press can only have been meant for what was there before: what is
// in front has just come up, and no key was pressed since.
func (p *Presses) Startled() bool { return p.Fresh() && !p.touched.After(p.came) }

// Held reports whether the Enter that is being handled follows another one so closely that it
// is the same press: a key that is held down, or a finger that trembles.
func (p *Presses) Held() bool { return !p.before.IsZero() && p.Entered.Sub(p.before) < Settling }

// Newest is when the newest key was pressed.
func (p *Presses) Newest() time.Time {
	if p.Entered.After(p.touched) {
		return p.Entered
	}
	return p.touched
}

// Busy reports whether keys were pressed in the last seconds.
func (p *Presses) Busy() bool {
	return !p.touched.IsZero() && time.Since(p.touched) < Undivided || !p.Entered.IsZero() && time.Since(p.Entered) < Undivided
}
