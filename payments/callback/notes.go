package callback

import (
	"log/slog"
	"sync"
	"time"
)

// noteEvery is the distance between two lines in the log about the same status, so that a
// stranger who posts a thousand times a second cannot push the useful lines out of it.
const noteEvery = time.Minute

// notes writes down what was not taken: the status, how often, and the error of ours. Of
// the request itself nothing is logged.
type notes struct {
	log *slog.Logger

	mu   sync.Mutex
	seen map[int]*tally
}

// tally counts the requests of one status since the last line about it.
type tally struct {
	told  time.Time
	count int
}

func (n *notes) note(status int, err error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	t := n.seen[status]
	if t == nil {
		t = &tally{}
		if n.seen == nil {
			n.seen = map[int]*tally{}
		}
		n.seen[status] = t
	}
	t.count++
	if !t.told.IsZero() && time.Since(t.told) < noteEvery {
		return
	}
	args := []any{"status", status, "count", t.count}
	if err != nil {
		args = append(args, "error", err)
	}
	n.log.Warn("callback not taken", args...)
	t.told, t.count = time.Now(), 0
}
