package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

// ErrPanic is what a worker that panicked reports. The window goes on; the log has the story.
var ErrPanic = errors.New("work in the background ended unexpectedly")

// Worker runs work on goroutines of its own and brings the answer back to the goroutine it posts
// to. It owns its goroutines: they end with the context of Begin.
type Worker struct {
	ctx  context.Context
	post func(func())
	log  *slog.Logger
	busy sync.WaitGroup
}

// New makes a worker. post runs a function on the goroutine that gets the answers, later.
func New(post func(func()), log *slog.Logger) *Worker { return &Worker{post: post, log: log} }

// Begin gives the worker the context under which it works. It comes before any work.
func (w *Worker) Begin(ctx context.Context) { w.ctx = ctx }

// Context is the one of Begin.
func (w *Worker) Context() context.Context { return w.ctx }

// Ended tells that no answer is taken any more.
func (w *Worker) Ended() bool { return w.ctx.Err() != nil }

// Post runs a function on the goroutine that gets the answers, later.
func (w *Worker) Post(do func()) { w.post(do) }

// Run calls work on a goroutine of its own and then done, on the goroutine that gets the answers,
// with what came of it. Once the context has ended the answer is dropped. work must not touch
// what belongs to that goroutine: what it needs is copied before.
func Run[T any](w *Worker, work func(context.Context) (T, error), done func(T, error)) {
	var value T
	w.Do(func(ctx context.Context) (err error) { value, err = work(ctx); return err },
		func(err error) { done(value, err) })
}

// Do is Run for work that has no value.
func (w *Worker) Do(work func(context.Context) error, done func(error)) {
	w.busy.Go(func() {
		err := w.guarded(work)
		if w.ctx.Err() != nil {
			return
		}
		w.post(func() {
			if w.ctx.Err() == nil {
				done(err)
			}
		})
	})
}

// guarded turns a panic into an error, so that one broken answer does not take the window,
// and with it the running payments, down.
func (w *Worker) guarded(work func(context.Context) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			w.log.Error("worker panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = ErrPanic
		}
	}()
	return work(w.ctx)
}

// Wait gives the workers a moment to end after the context is cancelled.
func (w *Worker) Wait(atMost time.Duration) {
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
