package work

import (
	"context"
	"time"
)

// Ticker posts a tick every interval while one is wanted, and nothing at all otherwise: an idle
// window stays quiet. Its methods belong to the goroutine that gets the ticks.
type Ticker struct {
	work *Worker
	tick func()
	stop context.CancelFunc
	rate time.Duration
}

// NewTicker makes one that stands still.
func NewTicker(w *Worker, tick func()) *Ticker { return &Ticker{work: w, tick: tick} }

// Every sets the interval; zero stops the ticks.
func (t *Ticker) Every(interval time.Duration) {
	if interval == t.rate {
		return
	}
	t.rate = interval
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	if interval == 0 {
		return
	}
	ctx, cancel := context.WithCancel(t.work.ctx)
	t.stop = cancel
	t.work.busy.Go(func() {
		tick(ctx, interval, t.work.post, t.tick)
	})
}

// tick posts until ctx ends. A tick that is still queued when ctx ends does nothing.
func tick(ctx context.Context, interval time.Duration, post func(func()), do func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			post(func() {
				if ctx.Err() == nil {
					do()
				}
			})
		}
	}
}
