package rest_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

const window = time.Second

// pass takes a place, sends at once and says when.
func pass(t *testing.T, l *rest.Limiter, p rest.Priority) time.Time {
	t.Helper()
	place, err := l.Wait(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	place.Sent()
	now := time.Now()
	place.Done(false)
	return now
}

func TestReadsTakeOnePlaceOfTwo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := rest.NewLimiter(rest.Pace(window)), time.Now()
		for i := range 4 {
			if at := pass(t, l, rest.Reading).Sub(start); at != time.Duration(i)*window {
				t.Fatalf("read %d left after %v", i, at)
			}
			if at := pass(t, l, rest.Moving).Sub(start); at != time.Duration(i)*window {
				t.Fatalf("a payment waited behind a read until %v", at)
			}
		}
	})
}

func TestPaymentsMayTakeBothPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := rest.NewLimiter(rest.Pace(window)), time.Now()
		for i, want := range []time.Duration{0, 0, window, window, 2 * window} {
			if at := pass(t, l, rest.Moving).Sub(start); at != want {
				t.Fatalf("payment %d left after %v", i, at)
			}
		}
	})
}

func TestAPaymentOvertakesWaitingReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(rest.Pace(window))
		pass(t, l, rest.Moving)
		pass(t, l, rest.Moving)
		var mu sync.Mutex
		var order []rest.Priority
		var all sync.WaitGroup
		for _, p := range []rest.Priority{rest.Reading, rest.Reading, rest.Moving} {
			all.Go(func() {
				place, err := l.Wait(t.Context(), p)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, p)
				mu.Unlock()
				time.Sleep(time.Millisecond) // the two of one window in a known order
				place.Done(false)
			})
			synctest.Wait()
		}
		all.Wait()
		if len(order) != 3 || order[2] != rest.Reading {
			t.Fatalf("got %v", order)
		}
	})
}

// What is only looked at waits while a payment that runs has something to ask, and is asked then.
func TestALookGivesWayToAPaymentThatRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(rest.Pace(window))
		pass(t, l, rest.Reading)
		var order []string
		var mu sync.Mutex
		var all sync.WaitGroup
		wait := func(name string, ctx context.Context) {
			all.Go(func() {
				place, err := l.Wait(ctx, rest.Reading)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, name)
				mu.Unlock()
				place.Done(true)
			})
			synctest.Wait()
		}
		wait("look", payments.Unhurried(t.Context()))
		wait("payment", t.Context())
		wait("payment", t.Context())
		all.Wait()
		if got := strings.Join(order, " "); got != "payment payment look" {
			t.Fatalf("asked in the order %s", got)
		}
	})
}

// However reads and payments come, however long they take to leave, and whether they leave
// at all: never more than two are written within a window.
func TestNeverMoreThanTwoInAnyWindow(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			l := rest.NewLimiter(rest.Pace(window))
			var mu sync.Mutex
			var sent []time.Time
			var all sync.WaitGroup
			for range 40 {
				priority, unsent := rest.Priority(rnd.IntN(2)), rnd.IntN(5) == 0
				dial := time.Duration(rnd.IntN(700)) * time.Millisecond
				rest := time.Duration(rnd.IntN(1500)) * time.Millisecond
				all.Go(func() {
					place, err := l.Wait(t.Context(), priority)
					if err != nil {
						t.Error(err)
						return
					}
					time.Sleep(dial)
					if !unsent {
						mu.Lock()
						sent = append(sent, time.Now())
						mu.Unlock()
						place.Sent()
						time.Sleep(rest)
					}
					place.Done(unsent)
				})
				time.Sleep(time.Duration(rnd.IntN(200)) * time.Millisecond)
			}
			all.Wait()
			for i := 2; i < len(sent); i++ {
				if gap := sent[i].Sub(sent[i-2]); gap < window {
					t.Fatalf("seed %d: three within %v", seed, gap)
				}
			}
			if len(sent) < 20 {
				t.Fatalf("seed %d: only %d were sent", seed, len(sent))
			}
		})
	}
}

func TestAPlaceThatWasNotUsedIsFreeAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := rest.NewLimiter(rest.Pace(window)), time.Now()
		for range 5 {
			place, err := l.Wait(t.Context(), rest.Reading)
			if err != nil {
				t.Fatal(err)
			}
			place.Done(true)
		}
		if time.Since(start) != 0 {
			t.Fatalf("took %v", time.Since(start))
		}
	})
}

func TestAPlaceIsHeldUntilTheRequestIsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := rest.NewLimiter(rest.Pace(window)), time.Now()
		place, err := l.Wait(t.Context(), rest.Reading)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(5*time.Second, place.Sent)
		if at := pass(t, l, rest.Reading).Sub(start); at != 6*time.Second {
			t.Fatalf("the next left after %v", at)
		}
		place.Done(false)
	})
}

func TestPauseHoldsEverything(t *testing.T) {
	tests := []struct {
		ask, want time.Duration
	}{
		{3 * time.Second, 3 * time.Second},
		{time.Hour, time.Minute},
		{-time.Second, 0},
		{0, 0},
	}
	for _, test := range tests {
		for _, p := range []rest.Priority{rest.Reading, rest.Moving} {
			synctest.Test(t, func(t *testing.T) {
				l, start := rest.NewLimiter(rest.Pace(window)), time.Now()
				l.Pause(test.ask)
				l.Pause(test.ask / 2)
				if at := pass(t, l, p).Sub(start); at != test.want {
					t.Fatalf("paused %v: left after %v", test.ask, at)
				}
			})
		}
	}
}

func TestAPauseHoldsThoseWhoWaitAlready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, start := rest.NewLimiter(rest.Pace(window)), time.Now()
		pass(t, l, rest.Reading)
		time.AfterFunc(window/2, func() { l.Pause(4 * time.Second) })
		if at := pass(t, l, rest.Reading).Sub(start); at != 4*time.Second+window/2 {
			t.Fatalf("left after %v", at)
		}
	})
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(rest.Pace(window))
		pass(t, l, rest.Reading)
		ctx, cancel := context.WithTimeout(t.Context(), window/2)
		defer cancel()
		if place, err := l.Wait(ctx, rest.Reading); place != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, %v", place, err)
		}
		if place, err := l.Wait(ctx, rest.Moving); place != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("an ended context takes no place: %v, %v", place, err)
		}
		start := time.Now()
		if pass(t, l, rest.Reading); time.Since(start) != window/2 {
			t.Fatalf("the one that left keeps the place: %v", time.Since(start))
		}
	})
}

// A context that ends in the very moment its place comes free must not lose the place.
func TestAPlaceIsNotLostInTheMoment(t *testing.T) {
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			l := rest.NewLimiter(rest.Pace(window))
			pass(t, l, rest.Reading)
			ctx, cancel := context.WithTimeout(t.Context(), window)
			defer cancel()
			if place, err := l.Wait(ctx, rest.Reading); err == nil {
				place.Done(true)
			}
			start := time.Now()
			if pass(t, l, rest.Reading); time.Since(start) != 0 {
				t.Fatalf("waited %v", time.Since(start))
			}
		})
	}
}

// After a 429 reads go at half the rate, and come back to it slowly. A payment keeps its pace.
func TestReadsSlowDownAfterARefusal(t *testing.T) {
	tests := []struct {
		name     string
		refusals int
		apart    []time.Duration // between the reads that follow
	}{
		{"none", 0, []time.Duration{window, window}},
		{"one", 1, []time.Duration{2 * window, 2 * window, 2 * window}},
		{"two", 2, []time.Duration{4 * window, 4 * window}},
		{"three", 3, []time.Duration{8 * window}},
		{"many", 9, []time.Duration{8 * window}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := rest.NewLimiter(rest.Pace(window))
				for range test.refusals {
					l.Refused(window)
					l.Refused(window) // another one in the same moment counts once
					time.Sleep(window)
				}
				last := pass(t, l, rest.Reading)
				for i, want := range test.apart {
					before := time.Now()
					if at := pass(t, l, rest.Moving).Sub(before); at != 0 {
						t.Fatalf("a payment waited %v", at)
					}
					at := pass(t, l, rest.Reading)
					if got := at.Sub(last); got != want {
						t.Fatalf("read %d came %v after the last, want %v", i, got, want)
					}
					last = at
				}
			})
		})
	}
}

func TestReadsComeBackToTheirRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(rest.Pace(window))
		l.Refused(0)
		start := time.Now()
		for {
			last := pass(t, l, rest.Reading)
			apart := pass(t, l, rest.Reading).Sub(last)
			elapsed := time.Since(start)
			if apart < window || apart > 2*window {
				t.Fatalf("%v apart after %v", apart, elapsed)
			}
			if apart == window {
				if elapsed < 90*time.Second {
					t.Fatalf("as fast as before after %v", elapsed)
				}
				return
			}
			if elapsed > 2*time.Minute {
				t.Fatalf("still %v apart after %v", apart, elapsed)
			}
		}
	})
}

// provider allows two requests in a second for a key, whoever sends them.
type provider struct {
	mu      sync.Mutex
	taken   []time.Time
	refused []time.Time
}

func (p *provider) take() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	for len(p.taken) > 0 && now.Sub(p.taken[0]) >= window {
		p.taken = p.taken[1:]
	}
	if len(p.taken) >= 2 {
		p.refused = append(p.refused, now)
		return false
	}
	p.taken = append(p.taken, now)
	return true
}

// Tills with one key know nothing of each other. They come to share the rate, and no payment
// waits for long behind what the others ask.
func TestTillsWithOneKeyShareItsRate(t *testing.T) {
	for _, tills := range []int{2, 3, 5, 8} {
		synctest.Test(t, func(t *testing.T) {
			cloud := &provider{}
			ctx, cancel := context.WithCancel(t.Context())
			var all sync.WaitGroup
			var mu sync.Mutex
			var asked, longest int64
			rnd := rand.New(rand.NewPCG(uint64(tills), 2))
			send := func(l *rest.Limiter, p rest.Priority) bool {
				place, err := l.Wait(ctx, p)
				if err != nil {
					return false
				}
				place.Sent()
				mu.Lock()
				travel := time.Duration(rnd.IntN(150)) * time.Millisecond
				mu.Unlock()
				time.Sleep(travel)
				taken := cloud.take()
				place.Done(false)
				if !taken {
					l.Refused(time.Second)
				}
				return taken
			}
			for till := range tills {
				l := rest.NewLimiter(rest.Pace(window + 60*time.Millisecond))
				all.Go(func() { // polling without a rest
					for ctx.Err() == nil {
						send(l, rest.Reading)
						mu.Lock()
						asked++
						mu.Unlock()
					}
				})
				all.Go(func() { // a payment now and then
					for i := 0; ctx.Err() == nil; i++ {
						time.Sleep(time.Duration(17+5*till+i%7) * time.Second)
						before := time.Now()
						send(l, rest.Moving)
						mu.Lock()
						longest = max(longest, int64(time.Since(before)))
						mu.Unlock()
					}
				})
			}
			time.Sleep(30 * time.Minute)
			cancel()
			all.Wait()
			if share := int64(len(cloud.refused)) * 100 / asked; share > 33 {
				t.Errorf("%d tills: %d of a hundred requests were refused", tills, share)
			}
			if time.Duration(longest) > 3*time.Second {
				t.Errorf("%d tills: a payment waited %v", tills, time.Duration(longest))
			}
			if asked < 30*60/2 {
				t.Errorf("%d tills: %d requests in half an hour: they starve", tills, asked)
			}
		})
	}
}
