package rest

import (
	"context"
	"slices"
	"sort"
	"sync"
	"time"

	"tillside/payments"
)

// Priority says which requests go first.
type Priority int

// The priorities.
const (
	Reading Priority = iota // looking: may wait
	Moving                  // starts or stops a payment, or is asked because of a press: a person is waiting at the till
)

// Limiter keeps requests within the rates of a provider, over all goroutines and hosts that
// share it: so many in any window, and so many under way at the same time. Reads leave a tenth
// of the places of each window free, and one at least where it has more than one, so that payments
// find some while others are being polled; a waiting payment goes before waiting reads, and those of a payment
// that runs before those that payments.Unhurried marks. Nor does a marked one keep any other
// waiting because of what is left of a rate. It gives way for half a minute at most.
//
// The window counts from the moment a request was written, not from the moment it was
// allowed: between the two lie the connection and its handshake, and two requests that
// were allowed a second apart may otherwise arrive together.
//
// The rate belongs to the key, and another till may have the same one: that it takes its share
// shows in a 429 alone. Every 429 halves the rate of the reads, which comes back slowly, so
// that tills that know nothing of each other come to share what there is. A payment keeps its
// pace: what it waits for is the pause that a 429 asks for.
//
// golang.org/x/time/rate is a token bucket. With a burst of two it lets three requests
// through within one second (two at once and a third as soon as half a second has filled
// its token), and it knows no priorities; hence a window of our own.
type Limiter struct {
	rates  []payments.Rate // the shortest first
	atOnce int
	window time.Duration // of the shortest

	mu     sync.Mutex
	apart  time.Duration                   // how far reads are apart: a window, or more after a 429
	eased  time.Time                       // when apart was last changed
	reads  time.Time                       // no read before then
	idle   time.Time                       // no read that gives way before then
	kept   map[time.Duration]time.Duration // how far reads are apart because of what the provider says is left, by rate
	places []*Place                        // taken: being sent, or sent so lately that somebody must wait for it
	queue  []*waiter                       // in order of arrival
	until  time.Time                       // paused until then
	alarm  *time.Timer
}

// margin is added to a provider's own time: two requests travel at different speed.
const margin = 60 * time.Millisecond

// How far apart reads come to be, in windows, and how that goes away again: a quarter closer
// after each time without a 429.
const (
	farthestApart = 8
	easeAfter     = 30 * time.Second
)

// longestWay is how long a read gives way: something else may be read without end.
const longestWay = 30 * time.Second

// longestPause bounds what a Retry-After can do to the till. A provider that wants more
// will say so again.
const longestPause = time.Minute

type waiter struct {
	priority Priority
	givesWay bool // to other reads
	since    time.Time
	ready    chan *Place
}

// Place is the permission to send one request. Done must be called exactly once.
type Place struct {
	limiter  *Limiter
	priority Priority
	sent     time.Time // zero while it is not known to have left
	done     bool
}

// NewLimiter keeps the rates of a provider, which has one at least, with a little time on top.
func NewLimiter(r payments.Rates) *Limiter {
	rates := slices.Clone(r.Requests)
	for i := range rates {
		rates[i].In += margin
	}
	sort.Slice(rates, func(i, j int) bool { return rates[i].In < rates[j].In })
	return &Limiter{rates: rates, atOnce: r.AtOnce, window: rates[0].In, apart: rates[0].In}
}

// forReads is how many of a rate's places reads may take. One press may take several of the others:
// what is asked before it, and what it sends.
func forReads(r payments.Rate) int { return max(1, r.Most-max(1, r.Most/10)) }

// Wait takes a place, or returns the context's error. It never holds a place when it
// returns an error.
func (l *Limiter) Wait(ctx context.Context, p Priority) (*Place, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if payments.Hurries(ctx) {
		p = Moving
	}
	w := &waiter{priority: p, givesWay: payments.GivesWay(ctx), since: time.Now(), ready: make(chan *Place, 1)}
	l.mu.Lock()
	l.queue = append(l.queue, w)
	l.advance()
	l.mu.Unlock()
	select {
	case place := <-w.ready:
		return place, nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.queue, w); i >= 0 {
		l.queue = slices.Delete(l.queue, i, i+1)
	} else {
		l.release(<-w.ready) // allowed in the same moment
	}
	l.advance()
	return nil, ctx.Err()
}

// Refused takes in a 429: nothing leaves for as long as it asks for, and reads go at half the
// rate from then on. Two that were refused together count as one.
func (l *Limiter) Refused(retryAfter time.Duration) {
	l.mu.Lock()
	if now := time.Now(); l.apart == l.window || now.Sub(l.eased) >= l.window {
		l.ease(now)
		l.apart, l.eased = min(2*l.apart, farthestApart*l.window), now
		step := l.apart / time.Duration(forReads(l.rates[0]))
		l.reads = now.Add(step + scatter(now, step))
		l.idle = l.reads
	}
	l.mu.Unlock()
	l.Pause(retryAfter)
}

// scatter is a part of d that differs from till to till, as the moments of their clocks do:
// two that were in each other's way must not meet again one turn later.
func scatter(now time.Time, d time.Duration) time.Duration {
	x := uint64(now.UnixNano())
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	return time.Duration((x ^ x>>33) % uint64(d))
}

// ease lets reads come closer again. The lock is held.
func (l *Limiter) ease(now time.Time) {
	for l.apart > l.window && now.Sub(l.eased) >= easeAfter {
		l.apart = max(l.apart-l.apart/4, l.window)
		l.eased = l.eased.Add(easeAfter)
	}
}

// Pause lets nothing leave for a while.
func (l *Limiter) Pause(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(min(d, longestPause)); until.After(l.until) {
		l.until = until
	}
	l.advance()
}

// Sent says that the request is on the wire now.
func (p *Place) Sent() {
	p.limiter.mu.Lock()
	defer p.limiter.mu.Unlock()
	if p.sent.IsZero() {
		p.sent = time.Now()
	}
	p.limiter.advance()
}

// Done ends the use of a place. A request that never left gives it back at once; for any
// other the window runs from when it was sent.
func (p *Place) Done(unsent bool) {
	l := p.limiter
	l.mu.Lock()
	defer l.mu.Unlock()
	if unsent {
		l.release(p)
	} else if p.sent.IsZero() {
		p.sent = time.Now()
	}
	p.done = true
	l.advance()
}

func (l *Limiter) release(p *Place) {
	l.places = slices.DeleteFunc(l.places, func(q *Place) bool { return q == p })
}

// advance hands out the places that are free and sets the alarm for the next one. The
// lock is held.
func (l *Limiter) advance() {
	now := time.Now()
	l.ease(now)
	l.places = slices.DeleteFunc(l.places, func(p *Place) bool {
		return p.done && p.past(now, max(l.counts(p.priority), l.rates[len(l.rates)-1].In))
	})
	for now.Compare(l.until) >= 0 {
		i := l.next(now)
		if i < 0 {
			break
		}
		w := l.queue[i]
		l.queue = slices.Delete(l.queue, i, i+1)
		if w.priority == Reading {
			l.keepApart(now, w.givesWay)
		}
		place := &Place{limiter: l, priority: w.priority}
		l.places = append(l.places, place)
		w.ready <- place
	}
	l.setAlarm(now)
}

// counts is how long a request of a priority is counted: in the provider's window, and reads
// among each other for longer after a 429.
func (l *Limiter) counts(p Priority) time.Duration {
	if p == Reading {
		return l.apart
	}
	return l.window
}

// spans are the times after which a place of a priority may make room.
func (l *Limiter) spans(p Priority) []time.Duration {
	all := []time.Duration{l.counts(p)}
	for _, r := range l.rates {
		all = append(all, r.In)
	}
	return all
}

// past reports whether a place was sent so long ago.
func (p *Place) past(now time.Time, d time.Duration) bool {
	return !p.sent.IsZero() && now.Sub(p.sent) >= d
}

// next is the waiter that may go now, -1 for none.
func (l *Limiter) next(now time.Time) int {
	for _, r := range l.rates {
		if l.count(now, r.In, false) >= r.Most {
			return -1
		}
	}
	if l.atOnce != payments.Unlimited && l.underWay() >= l.atOnce {
		return -1
	}
	moving := slices.IndexFunc(l.queue, func(w *waiter) bool { return w.priority == Moving })
	if moving >= 0 {
		return moving
	}
	if l.count(now, l.apart, true) >= forReads(l.rates[0]) {
		return -1
	}
	for _, r := range l.rates[1:] {
		if l.count(now, r.In, true) >= forReads(r) {
			return -1
		}
	}
	return l.nextRead(now)
}

// nextRead is the read that may go now, -1 for none. One that gives way goes where nothing else is to
// be read, or once it has done so for long enough.
func (l *Limiter) nextRead(now time.Time) int {
	hurried := slices.IndexFunc(l.queue, func(w *waiter) bool { return !w.givesWay })
	if hurried >= 0 && !now.Before(l.reads) {
		return hurried
	}
	i := slices.IndexFunc(l.queue, func(w *waiter) bool {
		return w.givesWay && (hurried < 0 || now.Sub(w.since) >= longestWay)
	})
	if now.Before(l.idle) {
		return -1
	}
	return i
}

// count is how many places were taken in the last d, or how many of them by reads.
func (l *Limiter) count(now time.Time, d time.Duration, reads bool) int {
	n := 0
	for _, p := range l.places {
		if !p.past(now, d) && (!reads || p.priority == Reading) {
			n++
		}
	}
	return n
}

// underWay is how many requests are neither answered nor given up.
func (l *Limiter) underWay() int {
	n := 0
	for _, p := range l.places {
		if !p.done {
			n++
		}
	}
	return n
}

// setAlarm wakes the limiter when the pause ends or the next place counts no longer. One that
// is still being sent has no time yet; Sent and Done wake the limiter for it.
func (l *Limiter) setAlarm(now time.Time) {
	if l.alarm != nil {
		l.alarm.Stop()
		l.alarm = nil
	}
	if len(l.queue) == 0 {
		return
	}
	var at time.Time
	for _, p := range l.places {
		for _, d := range l.spans(p.priority) {
			if end := p.sent.Add(d); !p.sent.IsZero() && end.After(now) && (at.IsZero() || end.Before(at)) {
				at = end
			}
		}
	}
	if t := l.nextReadAt(now); !t.IsZero() && (at.IsZero() || t.Before(at)) {
		at = t
	}
	if now.Before(l.until) {
		at = l.until
	}
	if at.IsZero() {
		return
	}
	l.alarm = time.AfterFunc(at.Sub(now), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.advance()
	})
}

// nextReadAt is when another of the reads that wait may go, as far as that is a matter of time; zero
// for now.
func (l *Limiter) nextReadAt(now time.Time) (at time.Time) {
	times := []time.Time{l.reads, l.idle}
	for _, w := range l.queue {
		if w.givesWay {
			times = append(times, w.since.Add(longestWay))
		}
	}
	for _, t := range times {
		if t.After(now) && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	return at
}

// Limiters shares the rate of a key between clients, such as the one at work and the one that
// tests a key in the settings. The zero value is ready for use; nil shares nothing.
type Limiters struct {
	mu    sync.Mutex
	byKey map[string]*Limiter
}

// Of is the limiter of a key at a host.
func (l *Limiters) Of(key payments.Secret, host string, r payments.Rates) *Limiter {
	if l == nil {
		return NewLimiter(r)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	name := host + " " + key.Fingerprint()
	if l.byKey == nil {
		l.byKey = make(map[string]*Limiter)
	}
	if l.byKey[name] == nil {
		l.byKey[name] = NewLimiter(r)
	}
	return l.byKey[name]
}
