//go:build !linux

package recovery

import "os"

// syncData brings what was written into a file to the disk.
func syncData(file *os.File) error { return file.Sync() }
