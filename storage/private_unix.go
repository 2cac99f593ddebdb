//go:build !windows

package storage

import "os"

// makePrivate makes a folder, and those above it, for its owner alone.
func makePrivate(dir string) error { return os.MkdirAll(dir, 0o700) }

func openToOthers(dir string) (bool, error) {
	info, err := os.Stat(dir)
	return err == nil && info.Mode().Perm()&0o077 != 0, err
}
