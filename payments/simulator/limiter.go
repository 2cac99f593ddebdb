package simulator

import (
	"cmp"
	"time"
)

// Handpoint allows two requests a second for a key, both hosts together. The window is a
// little shorter than a second: a client that keeps exactly half a second between its
// requests must not be refused because the network shifted one of them.
const (
	rateLimit  = 2
	rateWindow = 950 * time.Millisecond
)

// limiter is a sliding window per key. Refused requests do not count.
type limiter struct {
	recent map[string][]time.Time
	most   int // in a window; 0: rateLimit
}

// allow counts a request, or says that it is one too many.
func (l *limiter) allow(key string, now time.Time) bool {
	if l.recent == nil {
		l.recent = map[string][]time.Time{}
	}
	kept := l.recent[key][:0]
	for _, t := range l.recent[key] {
		if now.Sub(t) < rateWindow {
			kept = append(kept, t)
		}
	}
	if len(kept) >= cmp.Or(l.most, rateLimit) {
		l.recent[key] = kept
		return false
	}
	l.recent[key] = append(kept, now)
	return true
}
