package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// Names in the data folder, and how often and how long the other side is looked for.
const (
	lockFile    = "lock"
	raiseFile   = "raise"
	raiseEvery  = 200 * time.Millisecond
	raiseAnswer = 3 * time.Second
)

// Lock is the right to work in a data folder. The kernel takes it back when the process
// ends, however it ends, so nothing stale is ever left.
type Lock struct {
	flock *flock.Flock
	dir   string
}

// LockDir takes the lock of a data folder, which must exist. ErrLocked means that another
// Tillside has it: AskToRaise brings that one's window to the front.
func LockDir(dir string) (*Lock, error) {
	f := flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o600))
	taken, err := f.TryLock()
	switch {
	case err != nil:
		return nil, translate("lock the data folder", errors.Join(err, f.Close()))
	case !taken:
		return nil, fmt.Errorf("lock %s: %w", dir, errors.Join(ErrLocked, f.Close()))
	}
	l := &Lock{flock: f, dir: dir}
	// A request that nobody answered before must not raise this window now.
	if _, err := l.takeRequest(); err != nil {
		return nil, translate("lock the data folder", errors.Join(err, f.Close()))
	}
	return l, nil
}

// Close gives the lock back. The file stays: removing it would let two processes lock two
// files of the same name.
func (l *Lock) Close() error { return l.flock.Close() }

// OnRaise calls raise each time another start asks for the window, until ctx ends. It
// blocks; the caller gives it a goroutine. A file that is looked for works alike on every
// system and file system, and needs no port, no socket and no length of path.
func (l *Lock) OnRaise(ctx context.Context, raise func()) {
	ticker := time.NewTicker(raiseEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			// A request that cannot be taken is tried again; the other side says so if
			// nobody answers.
			if asked, err := l.takeRequest(); asked && err == nil {
				raise()
			}
		}
	}
}

// takeRequest removes a request and reports whether there was one.
func (l *Lock) takeRequest() (bool, error) {
	err := os.Remove(filepath.Join(l.dir, raiseFile))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// AskToRaise asks the Tillside that works in the folder to show its window, and waits
// until it has taken the request. ErrNoAnswer means that it did not within three seconds.
func AskToRaise(ctx context.Context, dir string) error {
	request := filepath.Join(dir, raiseFile)
	if err := os.WriteFile(request, nil, 0o600); err != nil {
		return translate("ask the other window", err)
	}
	ctx, cancel := context.WithTimeout(ctx, raiseAnswer)
	defer cancel()
	ticker := time.NewTicker(raiseEvery / 4)
	defer ticker.Stop()
	for {
		if _, err := os.Stat(request); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return noAnswer(ctx, request)
		}
	}
}

// noAnswer takes the request back, so that it does not raise a window much later.
func noAnswer(ctx context.Context, request string) error {
	err := removeAll(request)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.Join(ErrNoAnswer, err)
	}
	return errors.Join(ctx.Err(), err)
}
