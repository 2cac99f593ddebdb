package ui

import "time"

// What a barcode scanner types, as opposed to a person. Characters wait in a queue while the
// window draws, which on a slow computer tears a row of them apart: so the average counts and
// not each gap, and a row ends only after a pause that is longer than a frame can be.
const (
	scanLength = 6                      // characters
	scanGap    = 35 * time.Millisecond  // between two of them, on average
	scanSlack  = 60 * time.Millisecond  // one frame
	scanPause  = 400 * time.Millisecond // after which another one begins, and Enter is a person's again
)

// scan recognises what a scanner types: many characters, faster than a person.
type scan struct {
	text  []rune
	first time.Time
	last  time.Time
}

// add takes a character, and tells whether a new row of them begins with it.
func (s *scan) add(r rune) (begins bool) {
	now := time.Now()
	if begins = len(s.text) == 0 || now.Sub(s.last) >= scanPause; begins {
		s.text, s.first = s.text[:0], now
	}
	s.text, s.last = append(s.text, r), now
	return begins
}

// done notes that the window has drawn the newest character: that time is not the scanner's.
func (s *scan) done() {
	now := time.Now()
	s.first, s.last = s.first.Add(now.Sub(s.last)), now
}

// is reports whether the row is a scanner's. One key that is held down is not.
func (s *scan) is() bool {
	if len(s.text) < scanLength || s.last.Sub(s.first) >= scanGap*time.Duration(len(s.text)-1)+scanSlack {
		return false
	}
	for _, r := range s.text {
		if r != s.text[0] {
			return true
		}
	}
	return false
}

// ends reports whether an Enter that came now is the scanner's own, which ends its row.
func (s *scan) ends() bool { return s.is() && time.Since(s.last) < scanPause }
