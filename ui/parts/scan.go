package parts

import (
	"time"
)

// What a barcode scanner types, as opposed to a person. Characters wait in a queue while the
// window draws, which on a slow computer tears a row of them apart: so the average counts and
// not each gap, and a row ends only after a pause that is longer than a frame can be.
const (
	ScanLength = 6                      // characters
	scanGap    = 35 * time.Millisecond  // between two of them, on average
	scanSlack  = 60 * time.Millisecond  // one frame
	scanPause  = 400 * time.Millisecond // after which another one begins, and Enter is a person's again
)

// Scan recognises what a scanner types: many characters, faster than a person.
type Scan struct {
	Text  []rune
	first time.Time
	last  time.Time
	found bool // it is one, and stays one until its row ends
}

// Add takes a character, and tells whether a new row of them begins with it.
func (s *Scan) Add(r rune) (begins bool) {
	now := time.Now()
	if begins = len(s.Text) == 0 || now.Sub(s.last) >= scanPause; begins {
		*s = Scan{Text: s.Text[:0], first: now}
	}
	s.Text, s.last = append(s.Text, r), now
	s.found = s.found || s.fast() && !s.held()
	return begins
}

// fast reports whether the row came faster than a person types.
func (s *Scan) fast() bool {
	count := len(s.Text)
	return count >= ScanLength && s.last.Sub(s.first) < scanGap*time.Duration(count-1)+scanSlack
}

// held reports whether the row is one key that is held down.
func (s *Scan) held() bool {
	for _, r := range s.Text {
		if r != s.Text[0] {
			return false
		}
	}
	return true
}

// Is reports whether the row is a scanner's.
func (s *Scan) Is() bool { return s.found }

// Ends reports whether an Enter that came now is the scanner's own, which ends its row.
func (s *Scan) Ends() bool { return s.found && time.Since(s.last) < scanPause }
