package work

import (
	"context"
	"sync"
	"time"

	"tillside/payments/checkout"
)

// patience is how long work may take before it says how far it is.
const patience = time.Second

// Stages makes work under the context tell how far it is, on the goroutine that post posts to,
// once it takes longer than a moment. done ends it.
func Stages(ctx context.Context, post func(func()), show func(checkout.Stage)) (told context.Context, done func()) {
	var mu sync.Mutex
	var newest checkout.Stage
	var late, ended bool
	tell := func() { // with mu held
		if s := newest; late && !ended && s.Doing != "" {
			post(func() { show(s) })
		}
	}
	timer := time.AfterFunc(patience, func() {
		mu.Lock()
		defer mu.Unlock()
		late = true
		tell()
	})
	told = checkout.WithStages(ctx, func(s checkout.Stage) {
		mu.Lock()
		defer mu.Unlock()
		newest = s
		tell()
	})
	return told, func() {
		timer.Stop()
		mu.Lock()
		defer mu.Unlock()
		ended = true
	}
}
