package work_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/checkout"
	"tillside/ui/work"
)

// bench is a worker whose answers wait in a queue until the test takes them.
type bench struct {
	*work.Worker
	queue chan func()
	stop  context.CancelFunc
}

func inBubble(t *testing.T, test func(*testing.T, *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bench{queue: make(chan func(), 64)}
		b.Worker = work.New(func(do func()) { b.queue <- do }, slog.New(slog.DiscardHandler))
		ctx, cancel := context.WithCancel(t.Context())
		b.stop = cancel
		b.Begin(ctx)
		test(t, b)
		cancel()
		b.Wait(time.Hour)
	})
}

// pass lets time go by and takes what was posted.
func (b *bench) pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
	for len(b.queue) > 0 {
		(<-b.queue)()
	}
}

func TestWorkersThatPanicAreErrors(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bench) {
		var got error
		work.Run(b.Worker, func(context.Context) (int, error) { panic("boom") }, func(_ int, err error) { got = err })
		b.pass(0)
		if !errors.Is(got, work.ErrPanic) {
			t.Errorf("a panic became %v", got)
		}
	})
}

func TestAnswersAfterTheEndAreDropped(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bench) {
		answered, ended := false, make(chan struct{})
		work.Run(b.Worker, func(context.Context) (int, error) { <-ended; return 1, nil }, func(int, error) { answered = true })
		b.stop()
		close(ended)
		b.pass(0)
		if answered || !b.Ended() {
			t.Error("an answer reached a window that is closing")
		}
	})
}

func TestTheTickerTicksOnlyWhileItIsWanted(t *testing.T) {
	inBubble(t, func(t *testing.T, b *bench) {
		ticks := 0
		ticker := work.NewTicker(b.Worker, func() { ticks++ })
		ticker.Every(time.Second)
		b.pass(3500 * time.Millisecond)
		ticker.Every(time.Second) // the same again changes nothing
		b.pass(time.Second)
		if ticks != 4 {
			t.Errorf("%d ticks in 4.5 s, want 4", ticks)
		}
		ticker.Every(0)
		b.pass(3 * time.Second)
		if ticks != 4 {
			t.Errorf("%d ticks after it was stopped", ticks)
		}
	})
}

// How far work is is told once it takes longer than a moment, and not after its end.
func TestStagesAreToldOfWorkThatTakesItsTime(t *testing.T) {
	for took, want := range map[time.Duration]int{300 * time.Millisecond: 0, 3 * time.Second: 1} {
		inBubble(t, func(t *testing.T, b *bench) {
			told := 0
			ctx, done := work.Stages(b.Context(), b.Post, func(s checkout.Stage) { told++ })
			checkout.TellStage(ctx, checkout.Stage{Doing: checkout.StageChecking})
			b.pass(took)
			done()
			b.pass(time.Minute)
			if told != want {
				t.Errorf("after %v of work told %d times, want %d", took, told, want)
			}
		})
	}
}
