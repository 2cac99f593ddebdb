package checkout

import (
	"time"

	"tillside/payments"
)

const (
	// notFoundMargin is added to the provider's own figures before "never seen" may be
	// believed and before a card flow is over, for clocks and for what travels slowly.
	notFoundMargin = 30 * time.Second
	// secondLook is how long after a first believed "never seen" it must be said again.
	secondLook = 5 * time.Second
	// twoSigns is how long two signs of life and the two words after them take at the most, at a
	// terminal that answers.
	twoSigns = 4*statusLook + 2*time.Second
	// idleFor is how old the word of a terminal that it does nothing may be, and idleAgain how old
	// it gets before the terminal is asked once more.
	idleFor   = 20 * time.Second
	idleAgain = 15 * time.Second
)

// instant is one moment on the clocks that matter. The monotonic clock stops while a
// laptop sleeps, the wall clock can be set by hand, the server's is a witness only where
// it was heard.
type instant struct {
	mono   time.Time // time.Now of this process, compared with its monotonic part
	wall   time.Time // the injected wall clock
	server time.Time // the gateway's clock, derived from its newest Date header; zero when never heard
}

// span is a time that has passed, measured so that it is never taken for more than it was.
type span struct {
	mono        time.Time     // when it began, or when the program was started again
	wall        time.Time     // when it began, on the wall clock; zero when the program died before it could tell
	offset      time.Duration // server clock minus wall clock at that time
	offsetKnown bool
	restarted   bool // mono is the restart, a later moment than the true beginning
}

// atLeast is a lower bound of the time that has passed. Within one process it is the
// monotonic clock, which stops at most. After a restart it is the time since the restart, or
// more where both the wall clock and the server's Date witness it.
func (s span) atLeast(now instant) time.Duration {
	mono := now.mono.Sub(s.mono)
	if !s.restarted || s.wall.IsZero() || !s.offsetKnown || now.server.IsZero() {
		return mono
	}
	wall := now.wall.Sub(s.wall)
	server := now.server.Sub(s.wall.Add(s.offset))
	return max(mono, min(wall, server))
}

// absence is the evidence for "the gateway never saw it and never will" ("Not charged means
// certain" in docs/architecture.md). The zero value proves nothing.
type absence struct {
	ended    span      // since the request's connection ended, or the attempt was taken up again
	rested   time.Time // when a terminal that was asked after the provider's own time first said that it does nothing; zero when it said otherwise since
	idle     bool      // it has said so twice, secondLook apart, and not since that it is at work: a copy that waits for a busy terminal begins as soon as that is free
	sign     time.Time // when a terminal was asked that said so last
	signed   time.Time // the same moment on the wall clock, which goes on while the computer sleeps
	busy     time.Time // when the terminal last said that it is at work; zero when it never did
	answers  bool      // the newest ping was answered: what is missing is likely to come in time
	said     bool      // the gateway has said "never seen" at least once
	counted  time.Time // when a "never seen" was first heard after the waiting time; zero if not yet
	date     time.Time // the server's clock then, zero when it did not say
	seen     bool      // the gateway has shown the attempt at least once: it can never be absent again
	pending  bool      // a result handle still answers "no result yet"
	accepted bool      // the gateway has taken the request and told a terminal
	vague    bool      // the newest list says neither what became of the attempt nor that it was never seen
	nameless bool      // nothing the gateway files it under is known: "never seen" cannot be said of it
}

// wait is how long an explicit "never seen" proves nothing. The provider's figure is for a
// request that has not reached a terminal. One that it has accepted is at a terminal, and
// there it may stay for as long as the longest card flow; one of which nothing is known may
// be there too, unless the terminal says that it does nothing.
func (x absence) wait(rules payments.RecoveryRules, idle bool) time.Duration {
	wait := rules.NotFoundFinal
	if x.accepted || !idle {
		wait = max(wait, rules.LongestFlow)
	}
	return wait + notFoundMargin
}

// inLine is how long a copy of the request may still be at work that has waited for a busy
// terminal: it begins when that is free, and no rule says when that was. Of a request that was
// accepted a copy is no more than a copy.
func (x absence) inLine(rules payments.RecoveryRules, now instant) time.Duration {
	if x.accepted || x.idle || x.busy.IsZero() {
		return 0
	}
	return rules.LongestFlow + notFoundMargin - now.mono.Sub(x.busy)
}

// isIdle reports whether the terminal does nothing by a word that is not too old to be a proof: a
// copy of the request that was under way longer than the provider thinks possible could have
// begun on it since.
func (x absence) isIdle(now instant) bool { return x.idle && x.signAge(now) <= idleFor }

// signAge is how old the newest word of the terminal is, by the clock that says most.
func (x absence) signAge(now instant) time.Duration {
	if x.signed.IsZero() {
		return now.mono.Sub(x.sign)
	}
	return max(now.mono.Sub(x.sign), now.wall.Sub(x.signed))
}

// elapsed is a lower bound of the time since the request ended, by the most pessimistic
// clock that can be trusted: within one process the smaller of the monotonic and the wall
// clock.
func (x absence) elapsed(now instant) time.Duration {
	least := x.ended.atLeast(now)
	if x.ended.restarted {
		return least
	}
	return min(least, now.wall.Sub(x.ended.wall))
}

// wantsPing reports whether a terminal that does nothing would be a proof by now.
func (x absence) wantsPing(rules payments.RecoveryRules, now instant) bool {
	if !x.applies(rules) || x.accepted || x.elapsed(now) < rules.NotFoundFinal {
		return false
	}
	if x.idle {
		return x.signAge(now) >= idleAgain
	}
	return x.rested.IsZero() || now.mono.Sub(x.rested) >= secondLook
}

// rest takes in that the terminal, asked at a time after the provider's own, does nothing.
func (x *absence) rest(asked time.Time) {
	if x.rested.IsZero() {
		x.rested = asked
	}
	x.sign = asked
	x.idle = x.idle || asked.Sub(x.rested) >= secondLook
}

// applies reports whether the rule can lead anywhere for this attempt.
func (x absence) applies(rules payments.RecoveryRules) bool {
	return rules.NotFoundFinal > 0 && !x.seen && !x.pending && !x.nameless && !x.ended.mono.IsZero()
}

// hear takes in one explicit "never seen", with the server's time where it was said, and
// reports whether absence is now proven. The second word must be a newer one: an answer that
// something on the way has kept says the same thing twice.
func (x *absence) hear(rules payments.RecoveryRules, now instant, date time.Time) bool {
	x.said = true
	if !x.applies(rules) || x.elapsed(now) < x.wait(rules, x.isIdle(now)) || x.inLine(rules, now) > 0 {
		x.counted = time.Time{}
		return false
	}
	if x.counted.IsZero() {
		x.counted, x.date = now.mono, date
		return false
	}
	return now.mono.Sub(x.counted) >= secondLook && newer(date, x.date)
}

// newer reports whether two statements that are secondLook apart have the times that go with
// it. Dates have whole seconds; a server that gives none cannot be held to them.
func newer(date, before time.Time) bool {
	return date.IsZero() || before.IsZero() || date.Sub(before) >= secondLook-2*time.Second
}

// certainIn is how long until the rule decides at the latest, if the gateway answers and
// goes on saying that it never saw the attempt. Zero means that the rule cannot decide.
func (x absence) certainIn(rules payments.RecoveryRules, now instant) time.Duration {
	if !x.applies(rules) {
		return 0
	}
	if !x.counted.IsZero() {
		return max(secondLook-now.mono.Sub(x.counted), 0) + time.Second
	}
	// The look that counts comes up to statusLook after the waiting time, the second one later.
	left := max(x.wait(rules, x.isIdle(now) || x.answers)-x.elapsed(now), 0) + statusLook + secondLook + time.Second
	switch {
	case x.isIdle(now) || x.accepted:
	case x.idle && x.answers:
		left = max(left, 3*statusLook+2*time.Second) // one more sign, and two words after it
	case x.answers:
		left = max(left, rules.NotFoundFinal-x.elapsed(now)+twoSigns)
	default:
		left = max(left, x.inLine(rules, now)+statusLook+secondLook+time.Second)
	}
	return left
}
