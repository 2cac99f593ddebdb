package work

import "sync"

// Gate lets functions through to the UI goroutine until it is shut. A toolkit that is told to
// stop closes the queue of what is still to be run, and panics when something comes to it
// meanwhile; what comes after that it runs at once, on whatever goroutine it came from.
type Gate struct {
	post func(func())

	mu   sync.RWMutex
	shut bool
}

// NewGate makes a gate before a function that queues others and does not wait for them.
func NewGate(post func(func())) *Gate { return &Gate{post: post} }

// Post queues a function, or drops it once the gate is shut.
func (g *Gate) Post(f func()) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if !g.shut {
		g.post(f)
	}
}

// Shut lets one function through, where there is one, and nothing after it. What is on its way
// has passed when it returns.
func (g *Gate) Shut(last func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.shut && last != nil {
		g.post(last)
	}
	g.shut = true
}
