// Package logfile is the program's log: a file that rotates by size, and a handler that
// lets only known messages and attributes through. What is not on the lists cannot be logged
// by accident, so a key, a card number or the body of an answer has no way into the file. Go's
// standard logger, where anybody writes anything, has no way into it either.
package logfile

import (
	"errors"
	"fmt"
	"os"
	"sync"
)

// File is a log file of limited size. When the next write would pass the limit it is
// renamed to NAME.1, the one before to NAME.2 and so on, and a new file begins. It is safe
// for use by several goroutines.
type File struct {
	path  string
	limit int64
	keep  int

	mu   sync.Mutex
	file *os.File
	size int64
}

// Open continues the log at path or begins it, readable by its owner alone. limit is the
// largest size in bytes; keep is how many older files stay.
func Open(path string, limit int64, keep int) (*File, error) {
	f := &File{path: path, limit: limit, keep: keep}
	if err := f.open(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *File) open() error {
	file, err := os.OpenFile(f.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("open log: %w", err)
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("open log: %w", err), file.Close())
	}
	f.file, f.size = file, info.Size()
	return nil
}

// Write appends one entry. An entry is never split between two files.
func (f *File) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return 0, os.ErrClosed
	}
	if f.size > 0 && f.size+int64(len(p)) > f.limit {
		if err := f.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := f.file.Write(p)
	f.size += int64(n)
	return n, err
}

// rotate makes room for a new file. A rename that fails (another program holds the file on
// Windows) is not worth losing the log over: writing goes on in the old file.
func (f *File) rotate() error {
	err := f.file.Close()
	f.file = nil
	if err != nil {
		return fmt.Errorf("close log: %w", err)
	}
	for n := f.keep - 1; n >= 1; n-- {
		_ = os.Rename(f.older(n), f.older(n+1)) // absent ones are no error
	}
	if f.keep > 0 {
		_ = os.Rename(f.path, f.older(1))
	} else {
		_ = os.Remove(f.path)
	}
	return f.open()
}

func (f *File) older(n int) string { return fmt.Sprintf("%s.%d", f.path, n) }

// Close ends the log. Later writes are refused.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}
