package model

import (
	"maps"
	"sync"

	"tillside/ui/present"
)

// words are settings that the program keeps for itself.
type words struct {
	stored map[string]string // as they were read, and what was written since
	queue  queue
}

// queue writes them one after the other. What was put down while one ran is written after it,
// also when the environment was left or the window closed meanwhile. Its methods are safe for
// several goroutines.
type queue struct {
	mu      sync.Mutex
	pending map[string]string
	writing bool
}

// put takes a word down, and tells whether somebody has to begin to write.
func (q *queue) put(word, text string) (begin bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.pending == nil {
		q.pending = map[string]string{}
	}
	q.pending[word] = text
	begin, q.writing = !q.writing, true
	return begin
}

// next is what is to be written now; when that is nothing the writing ends.
func (q *queue) next() map[string]string {
	q.mu.Lock()
	defer q.mu.Unlock()
	words := maps.Clone(q.pending)
	clear(q.pending)
	q.writing = len(words) > 0
	return words
}

// ended notes that the writing broke off.
func (q *queue) ended() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.writing = false
}

// writer writes settings one after the other. What is shown is what was chosen; when a write
// fails it goes back to what is stored.
type writer struct {
	stored  present.Settings
	saving  bool
	pending bool
	failed  func(error)
	waiting []func() // for everything to be stored
}
