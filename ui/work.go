package ui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// errWorker is what a worker that panicked reports. The window goes on; the log has the
// story.
var errWorker = errors.New("work in the background ended unexpectedly")

// worker runs what may wait for a disk or the network away from the UI goroutine, and
// brings the answer back to it. It owns its goroutines: they end with ctx.
type worker struct {
	ctx  context.Context
	post func(func())
	log  *slog.Logger
	busy sync.WaitGroup
}

// run calls work on a goroutine of its own and then done on the UI goroutine with what came
// of it. Once the window is closing the answer is dropped. work must not touch a widget or
// a field of a screen: what it needs is copied before.
func run[T any](w *worker, work func(context.Context) (T, error), done func(T, error)) {
	w.busy.Go(func() {
		value, err := guarded(w, work)
		if w.ctx.Err() != nil {
			return
		}
		w.post(func() {
			if w.ctx.Err() == nil {
				done(value, err)
			}
		})
	})
}

// do is run for work that has no value.
func (w *worker) do(work func(context.Context) error, done func(error)) {
	run(w, func(ctx context.Context) (struct{}, error) { return struct{}{}, work(ctx) },
		func(_ struct{}, err error) { done(err) })
}

// guarded turns a panic into an error, so that one broken answer does not take the window,
// and with it the running payments, down.
func guarded[T any](w *worker, work func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if r := recover(); r != nil {
			w.log.Error("worker panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = errWorker
		}
	}()
	return work(w.ctx)
}

// wait gives the workers a moment to end after ctx is cancelled.
func (w *worker) wait(atMost time.Duration) {
	ended := make(chan struct{})
	go func() {
		w.busy.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(atMost):
		w.log.Warn("workers still busy at the end")
	}
}

// pulse posts a tick every interval while one is wanted, and nothing at all otherwise: an
// idle window stays quiet. Its methods belong to the UI goroutine.
type pulse struct {
	work *worker
	tick func()
	stop context.CancelFunc
	rate time.Duration
}

// every sets the interval; zero stops the ticks.
func (p *pulse) every(interval time.Duration) {
	if interval == p.rate {
		return
	}
	p.rate = interval
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	if interval == 0 {
		return
	}
	ctx, cancel := context.WithCancel(p.work.ctx)
	p.stop = cancel
	p.work.busy.Go(func() {
		beat(ctx, interval, p.work.post, p.tick)
	})
}

// beat posts tick until ctx ends. A tick that is still queued when ctx ends does nothing.
func beat(ctx context.Context, interval time.Duration, post func(func()), tick func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			post(func() {
				if ctx.Err() == nil {
					tick()
				}
			})
		}
	}
}
