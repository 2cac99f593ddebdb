package disktest

/*
#cgo LDFLAGS: -Wl,--unresolved-symbols=ignore-in-object-files
#include <stdlib.h>
#include "disk_linux.h"
*/
import "C"

import (
	"errors"
	"os"
	"sync"
	"unsafe"

	_ "github.com/mattn/go-sqlite3" // brings SQLite along
)

// Op is what a disk is asked to do.
type Op C.int

// The operations that can be let fail. A write that fails has written half of what it
// should; a sync that fails has made nothing durable.
const (
	Write Op = C.OP_WRITE
	Sync  Op = C.OP_SYNC
)

// For ever is how many operations fail when none succeeds any more.
const ForEver = 1<<31 - 1

// Disk is one disk below SQLite. It is safe for use by several goroutines.
type Disk struct {
	c *C.Disk
}

var install = sync.OnceValue(func() error {
	if C.disk_install() != 0 {
		return errors.New("disktest: SQLite does not take the file system")
	}
	return nil
})

// New puts a disk below every database whose path begins with root and that is opened from
// now on. Only one that forgets remembers what was not synced, which costs a little.
func New(root string, forgets bool) (*Disk, error) {
	if err := install(); err != nil {
		return nil, err
	}
	name := C.CString(root)
	defer C.free(unsafe.Pointer(name))
	remember := C.int(0)
	if forgets {
		remember = 1
	}
	d := C.disk_new(name, remember)
	if d == nil {
		return nil, errors.New("disktest: no memory")
	}
	return &Disk{d}, nil
}

// Fail lets the nth operation from now on fail, and count in all. n = 0 mends the disk.
func (d *Disk) Fail(op Op, n, count int) {
	C.disk_fail(d.c, C.int(op), C.long(n), C.long(count))
}

// Count is how many operations of a kind there were.
func (d *Disk) Count(op Op) int { return int(C.disk_count(d.c, C.int(op))) }

// Remove takes the disk away when the last file on it is closed. It must not be used again.
func (d *Disk) Remove() { C.disk_free(d.c) }

// PowerLoss takes from the copy of a file what the file's writer had not synced, and
// returns how many writes that were. It forgets them, so it can be asked once.
func (d *Disk) PowerLoss(path, copied string) (lost int, err error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	list := C.disk_take(d.c, name)
	if list == nil {
		return 0, nil
	}
	defer C.undo_free(list)
	file, err := os.OpenFile(copied, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for u := list; u != nil; u = u.next {
		old := C.GoBytes(unsafe.Pointer(uintptr(unsafe.Pointer(u))+C.sizeof_Undo), C.int(u.len))
		if _, err := file.WriteAt(old, int64(u.offset)); err != nil {
			return lost, err
		}
		if err := file.Truncate(int64(u.size)); err != nil {
			return lost, err
		}
		lost++
	}
	return lost, nil
}
