package secrets

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"
)

// write is one change of the keyring with all calls that belong to it. One is under way at a
// time, and it lasts until the system has answered its last call, however long that takes and
// whoever waits for it: a write that hung and goes through later would undo one that came after
// it. Reads do not wait for it.
type write struct {
	keyring *Keyring
	open    atomic.Int32 // the calls that are not answered, and one for the change itself
}

// begin waits for its turn to write, no longer than patience and ctx.
func (k *Keyring) begin(ctx context.Context) (*write, error) {
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case k.writes <- struct{}{}:
		return k.newWrite(), nil
	case <-deadline.C:
		return nil, fmt.Errorf("%w: an earlier write is not answered", ErrUnavailable)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// beginNow begins to write where nothing is being written.
func (k *Keyring) beginNow() (w *write, ok bool) {
	select {
	case k.writes <- struct{}{}:
		return k.newWrite(), true
	default:
		return nil, false
	}
}

func (k *Keyring) newWrite() *write {
	w := &write{keyring: k}
	w.open.Add(1)
	return w
}

// called notes a call that is given to the system; nil is a read, which belongs to no write.
func (w *write) called() {
	if w != nil {
		w.open.Add(1)
	}
}

// done notes that a call is answered, or that the change has nothing more to do.
func (w *write) done() {
	if w != nil && w.open.Add(-1) == 0 {
		<-w.keyring.writes
	}
}
