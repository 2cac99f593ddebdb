package rest_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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
		l, start := rest.NewLimiter(window), time.Now()
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
		l, start := rest.NewLimiter(window), time.Now()
		for i, want := range []time.Duration{0, 0, window, window, 2 * window} {
			if at := pass(t, l, rest.Moving).Sub(start); at != want {
				t.Fatalf("payment %d left after %v", i, at)
			}
		}
	})
}

func TestAPaymentOvertakesWaitingReads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(window)
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

// However reads and payments come, however long they take to leave, and whether they leave
// at all: never more than two are written within a window.
func TestNeverMoreThanTwoInAnyWindow(t *testing.T) {
	for seed := range uint64(20) {
		synctest.Test(t, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(seed, 1))
			l := rest.NewLimiter(window)
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
		l, start := rest.NewLimiter(window), time.Now()
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
		l, start := rest.NewLimiter(window), time.Now()
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
				l, start := rest.NewLimiter(window), time.Now()
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
		l, start := rest.NewLimiter(window), time.Now()
		pass(t, l, rest.Reading)
		time.AfterFunc(window/2, func() { l.Pause(4 * time.Second) })
		if at := pass(t, l, rest.Reading).Sub(start); at != 4*time.Second+window/2 {
			t.Fatalf("left after %v", at)
		}
	})
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := rest.NewLimiter(window)
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
			l := rest.NewLimiter(window)
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
