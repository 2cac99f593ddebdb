package checkout

import (
	"time"

	"tillside/payments"
)

const (
	// notFoundMargin is added to the provider's own figure before "never seen" may be
	// believed, for clocks and for requests that travel slowly.
	notFoundMargin = 30 * time.Second
	// secondLook is how long after a first believed "never seen" it must be said again.
	secondLook = 5 * time.Second
)

// instant is one moment on the clocks that matter. The monotonic clock stops while a
// laptop sleeps, the wall clock can be set by hand, the server's is a witness only where
// it was heard.
type instant struct {
	mono   time.Time // time.Now of this process, compared with its monotonic part
	wall   time.Time // the injected wall clock
	server time.Time // the gateway's clock, derived from its newest Date header; zero when never heard
}

// absence is the evidence for "the gateway never saw it and never will": rule 3 of the
// money rules. The zero value proves nothing.
type absence struct {
	endedMono   time.Time     // when the request's connection ended, or the attempt was taken up again
	endedWall   time.Time     // the same on the wall clock; zero when the program died in between
	offset      time.Duration // server clock minus wall clock when it was sent
	offsetKnown bool
	restarted   bool      // endedMono is the restart, a later moment than the true end
	counted     time.Time // when a "never seen" was first heard after the waiting time; zero if not yet
	seen        bool      // the gateway has shown the attempt at least once: it can never be absent again
	pending     bool      // a result handle still answers "no result yet"
	accepted    bool      // the gateway has taken the request and told a terminal
}

// wait is how long an explicit "never seen" proves nothing. The provider's figure is for a
// request of which nothing is known; one that it has accepted is at a terminal, and there
// it may stay for as long as the longest card flow.
func (x absence) wait(rules payments.RecoveryRules) time.Duration {
	wait := rules.NotFoundFinal
	if x.accepted {
		wait = max(wait, rules.LongestFlow)
	}
	return wait + notFoundMargin
}

// elapsed is a lower bound of the time since the request ended, by the most pessimistic
// clock that can be trusted. Within one process it is the smaller of the monotonic and
// the wall clock. After a restart it is the time since the restart, or more where both
// the wall clock and the server's Date witness it.
func (x absence) elapsed(now instant) time.Duration {
	mono := now.mono.Sub(x.endedMono)
	if !x.restarted {
		return min(mono, now.wall.Sub(x.endedWall))
	}
	if x.endedWall.IsZero() || !x.offsetKnown || now.server.IsZero() {
		return mono
	}
	wall := now.wall.Sub(x.endedWall)
	server := now.server.Sub(x.endedWall.Add(x.offset))
	return max(mono, min(wall, server))
}

// applies reports whether the rule can lead anywhere for this attempt.
func (x absence) applies(rules payments.RecoveryRules) bool {
	return rules.NotFoundFinal > 0 && !x.seen && !x.pending && !x.endedMono.IsZero()
}

// hear takes in one explicit "never seen" and reports whether absence is now proven.
func (x *absence) hear(rules payments.RecoveryRules, now instant) bool {
	if !x.applies(rules) || x.elapsed(now) < x.wait(rules) {
		return false
	}
	if x.counted.IsZero() {
		x.counted = now.mono
		return false
	}
	return now.mono.Sub(x.counted) >= secondLook
}

// certainIn is how long until the rule decides at the latest, if the gateway answers and
// goes on saying that it never saw the attempt. Zero means that the rule cannot decide.
func (x absence) certainIn(rules payments.RecoveryRules, now instant) time.Duration {
	if !x.applies(rules) {
		return 0
	}
	if !x.counted.IsZero() {
		return max(secondLook-now.mono.Sub(x.counted), time.Second)
	}
	return max(x.wait(rules)-x.elapsed(now), 0) + secondLook + time.Second
}
