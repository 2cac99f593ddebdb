package ui

import (
	"context"
	"maps"
	"sync"
)

// notebook writes settings that the program keeps for itself, one write after the other. What
// was put down while one ran is written after it, also when the environment was left or the
// window closed meanwhile. Its methods are safe for several goroutines.
type notebook struct {
	mu      sync.Mutex
	pending map[string]string
	writing bool
}

// put takes a word down, and tells whether somebody has to begin to write.
func (n *notebook) put(word, text string) (begin bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.pending == nil {
		n.pending = map[string]string{}
	}
	n.pending[word] = text
	begin, n.writing = !n.writing, true
	return begin
}

// next is what is to be written now; when that is nothing the writing ends.
func (n *notebook) next() map[string]string {
	n.mu.Lock()
	defer n.mu.Unlock()
	words := maps.Clone(n.pending)
	clear(n.pending)
	n.writing = len(words) > 0
	return words
}

// ended notes that the writing broke off.
func (n *notebook) ended() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.writing = false
}

// write stores a word, soon.
func (a *App) write(word, text string) {
	if !a.notebook.put(word, text) {
		return
	}
	backend, log, n := a.p.Backend, a.p.Log, &a.premises.notebook
	a.work.do(func(ctx context.Context) error {
		ctx = context.WithoutCancel(ctx) // the window may be on its way out
		for words := n.next(); len(words) > 0; words = n.next() {
			if err := backend.SaveSettings(ctx, words); err != nil {
				log.Warn("unseen payments not kept", "error", err)
			}
		}
		return nil
	}, func(err error) {
		if err != nil { // it panicked
			n.ended()
		}
	})
}
