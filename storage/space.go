package storage

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"

	"tillside/payments/checkout"
)

// What the program uses: the free space below which no new payment starts, and the reserve
// that is given up so that the result of a running one can still be written.
const (
	DefaultFloor   = 32 << 20
	DefaultReserve = 16 << 20
)

// reserveFile is the reserve in the data folder.
const reserveFile = "ballast"

// Space watches the disk that the journal is on. On a full disk even a result cannot be
// written, so a reserve is held that can be freed in that moment. It is a checkout.Space.
type Space struct {
	dir            string
	floor, reserve int64
	free           func(dir string) (int64, error)
	mu             sync.Mutex // guards the reserve file
}

var _ checkout.Space = (*Space)(nil)

// NewSpace guards a folder and makes the reserve where it is missing and there is room. A
// disk that is too full for it is no error here: Check refuses payments then.
func NewSpace(dir string, floor, reserve int64) (*Space, error) {
	return newSpace(dir, floor, reserve, freeSpace)
}

func newSpace(dir string, floor, reserve int64, free func(string) (int64, error)) (*Space, error) {
	s := &Space{dir: dir, floor: floor, reserve: reserve, free: free}
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.restore()
	if err != nil && !errors.Is(err, checkout.ErrJournalFull) {
		return nil, err
	}
	return s, nil
}

// Check implements checkout.Space: a *checkout.NoSpace below the floor, or while the reserve
// is spent and there is no room for a new one. It takes a look at the disk and no more, so
// screens may ask at any time, but not on their own goroutine.
func (s *Space) Check() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	free, err := s.free(s.dir)
	if err != nil {
		return translate("measure free space", err)
	}
	if free < s.floor {
		return s.tooLittle(free)
	}
	return s.restore()
}

// tooLittle says how much has to be free for Check to be content, the reserve included that
// may have to be made again.
func (s *Space) tooLittle(free int64) error {
	size, err := sizeOf(s.path())
	if err != nil {
		return translate("look at the reserve", err)
	}
	needed := s.floor
	if size != s.reserve {
		needed += s.reserve - max(size, 0)
	}
	return &checkout.NoSpace{Folder: s.dir, Free: free, Needed: needed}
}

// Release implements checkout.Space. Releasing twice is no error.
func (s *Space) Release() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return translate("free the reserve", removeAll(s.path()))
}

func (s *Space) path() string { return filepath.Join(s.dir, reserveFile) }

// restore makes the reserve if it is not there in full.
func (s *Space) restore() error {
	size, err := sizeOf(s.path())
	if err != nil || size == s.reserve {
		return translate("look at the reserve", err)
	}
	free, err := s.free(s.dir)
	switch {
	case err != nil:
		return translate("measure free space", err)
	case free+max(size, 0)-s.reserve < s.floor:
		return s.tooLittle(free)
	}
	if err := s.fill(); err != nil {
		return translate("make the reserve", errors.Join(err, removeAll(s.path())))
	}
	return nil
}

// fill writes the reserve with noise. Blocks of zeros would take no room on a file system
// that compresses or leaves holes.
func (s *Space) fill() error {
	f, err := os.OpenFile(s.path(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, rand.NewChaCha8([32]byte{}), s.reserve)
	return errors.Join(err, f.Sync(), f.Close())
}
