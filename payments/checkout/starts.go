package checkout

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"sync"
	"time"

	"tillside/payments"
)

// ErrTooSoon is a payment that the provider would refuse, because it takes so many in so long
// at one terminal and no more. Compare with errors.Is.
var ErrTooSoon = errors.New("the terminal does not take another payment yet")

// TooSoon says how long it is until the terminal does. It is ErrTooSoon to errors.Is.
type TooSoon struct{ Wait time.Duration }

func (t *TooSoon) Error() string { return fmt.Sprintf("%s, but in %s", ErrTooSoon, t.Wait) }

// Is makes every TooSoon an ErrTooSoon.
func (t *TooSoon) Is(target error) bool { return target == ErrTooSoon }

// startMargin is added to a provider's time: what was started later may arrive sooner.
const startMargin = time.Second

// starts keeps the rates at which payments may be started at a terminal. What would be
// refused is refused here, before anything is written down: a refusal that comes from the
// provider has to be told from one that a copy of the request got.
type starts struct {
	mu sync.Mutex
	at map[string][]begun // by terminal, oldest first

	until map[string]time.Time // by terminal: the provider itself asked to wait
}

// begun is one start.
type begun struct {
	requestKey string // the press of the button
	at         time.Time
}

// take marks a start, or says how long to wait for one. giveBack is for a start that was not
// written down, so that nothing was sent. A press that was taken already is left to the
// journal, which knows its own. Without rates nothing is remembered.
func (s *starts) take(terminal, requestKey string, rates []payments.Rate, now time.Time) (giveBack func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	past := s.at[terminal]
	same := func(b begun) bool { return b.requestKey == requestKey }
	if slices.ContainsFunc(past, same) {
		return func() {}, nil
	}
	if wait := s.wait(terminal, rates, now); wait > 0 {
		return nil, &TooSoon{wait}
	}
	if len(rates) == 0 {
		return func() {}, nil
	}
	s.mark(terminal, begun{requestKey, now}, rates, now)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.at[terminal] = slices.DeleteFunc(s.at[terminal], same)
	}, nil
}

// wait is how long a terminal takes no other payment. The lock is held.
func (s *starts) wait(terminal string, rates []payments.Rate, now time.Time) time.Duration {
	wait := max(s.until[terminal].Sub(now), 0)
	past := s.at[terminal]
	for _, r := range rates {
		if len(past) >= r.Most {
			wait = max(wait, r.In+startMargin-now.Sub(past[len(past)-r.Most].at))
		}
	}
	return wait
}

// hold keeps payments off a terminal for as long as the provider has asked for.
func (s *starts) hold(terminal string, d time.Duration, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.until == nil {
		s.until = make(map[string]time.Time)
	}
	if until := now.Add(min(d, longestHold)); d > 0 && until.After(s.until[terminal]) {
		s.until[terminal] = until
	}
}

// longestHold bounds what a provider's answer can do to a terminal.
const longestHold = 5 * time.Minute

// StartsIn is how long it is until a payment may be started at a terminal, zero for now. It
// does no I/O and never waits.
func (e *Engine) StartsIn(t payments.Terminal) time.Duration {
	rates := e.p.Gateway.Info().Starts
	e.starts.mu.Lock()
	defer e.starts.mu.Unlock()
	return e.starts.wait(t.ID(), rates, time.Now())
}

// mark keeps a start in its order and forgets those that count no longer. The lock is held.
func (s *starts) mark(terminal string, b begun, rates []payments.Rate, now time.Time) {
	var longest time.Duration
	for _, r := range rates {
		longest = max(longest, r.In+startMargin)
	}
	kept := append(slices.Clone(s.at[terminal]), b)
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].at.Before(kept[j].at) })
	if s.at == nil {
		s.at = make(map[string][]begun)
	}
	s.at[terminal] = slices.DeleteFunc(kept, func(b begun) bool { return now.Sub(b.at) >= longest })
}

// takeStart marks the start of an attempt; one without a terminal has no rate.
func (e *Engine) takeStart(a payments.Attempt) (giveBack func(), err error) {
	if a.Terminal.Serial == "" {
		return func() {}, nil
	}
	return e.starts.take(a.Terminal.ID(), a.RequestKey, e.p.Gateway.Info().Starts, time.Now())
}

// noteStarts marks what was started before this run. Where the clock was set back since, it
// was just now.
func (e *Engine) noteStarts(attempts []payments.Attempt) {
	rates, now := e.p.Gateway.Info().Starts, time.Now()
	for _, a := range attempts {
		if ago := max(e.wall().Sub(a.Sent.At), 0); !a.Sent.At.IsZero() && len(rates) > 0 && a.Terminal.Serial != "" {
			e.starts.mu.Lock()
			e.starts.mark(a.Terminal.ID(), begun{a.RequestKey, now.Add(-ago)}, rates, now)
			e.starts.mu.Unlock()
		}
	}
}
