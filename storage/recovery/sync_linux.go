package recovery

import (
	"errors"
	"os"
	"syscall"
)

// syncData brings what was written into a file to the disk, and of what the file system
// knows about the file only what is needed to read it again: not when it was changed.
func syncData(file *os.File) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	failed := raw.Control(func(fd uintptr) {
		for {
			if err = syscall.Fdatasync(int(fd)); !errors.Is(err, syscall.EINTR) {
				return
			}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}
