package rest

import (
	"time"

	"tillside/payments"
)

// shares says how far reads keep apart when less than a share of a rate is left, in thousandths
// of the rate, and as a multiple of the time that one request takes of it. Several tills of one
// account that know nothing of each other come to share what there is, because each is told
// what all of them have left; and something is left for the shop's other systems.
var shares = []struct {
	below int
	times int
}{{70, 30}, {150, 20}, {300, 10}, {500, 5}}

// exhausted is how long nothing leaves when nothing is left.
const exhausted = 2 * time.Second

// Left takes in how many requests of a rate the provider says are left. A payment does not wait
// for it while there is one.
func (l *Limiter) Left(left int, of payments.Rate) {
	apart := time.Duration(0)
	for _, s := range shares {
		if left*1000 < s.below*of.Most {
			apart = time.Duration(int64(of.In) * int64(s.times) / int64(of.Most))
			break
		}
	}
	l.mu.Lock()
	if l.kept == nil {
		l.kept = map[time.Duration]time.Duration{}
	}
	l.kept[of.In] = apart
	l.mu.Unlock()
	if left <= 0 {
		l.Pause(exhausted)
	}
}

// keepApart dates the next read after one that leaves now. One that gives way keeps those of its kind
// waiting alone, and for twice as long, so that what is left is for the others. The lock is held.
func (l *Limiter) keepApart(now time.Time, givesWay bool) {
	for _, apart := range l.kept {
		next, until := &l.reads, now.Add(apart)
		if givesWay {
			next, until = &l.idle, now.Add(2*apart)
		}
		if apart > 0 && until.After(*next) {
			*next = until
		}
	}
}
