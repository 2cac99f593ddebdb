package rest

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// Who gives up in the same moment in which he is allowed to go leaves the place to others.
func TestAPlaceGivenAtTheMomentOfGivingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter(Pace(time.Second))
		held := make([]*Place, 2)
		for i := range held {
			place, err := l.Wait(t.Context(), Moving)
			if err != nil {
				t.Fatal(err)
			}
			held[i] = place
		}
		ctx, giveUp := context.WithCancel(t.Context())
		gave := make(chan error, 1)
		go func() {
			_, err := l.Wait(ctx, Moving)
			gave <- err
		}()
		synctest.Wait() // it waits for one of the two places
		l.mu.Lock()
		giveUp()
		l.release(held[0])
		l.advance() // and is given one before it can say that it no longer wants it
		l.mu.Unlock()
		if err := <-gave; !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		next, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		place, err := l.Wait(next, Moving)
		if err != nil {
			t.Fatalf("the place is lost: %v", err)
		}
		place.Done(true)
		held[1].Done(true)
	})
}
