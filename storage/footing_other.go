//go:build !linux && !darwin && !windows

package storage

// fileSystemOf is not known on this system.
func fileSystemOf(string) (string, error) { return "", nil }
