//go:build e2e && (bare || wine)

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// disk is a folder with a disk of its own, whose size a test says.
type disk struct {
	t      *testing.T
	folder string
	there  bool
}

// newDisk puts a large disk below a folder, with what was in it. It wants root.
func newDisk(t *testing.T, folder string) *disk {
	t.Helper()
	d := &disk{t: t, folder: folder, there: true}
	kept := filepath.Join(t.TempDir(), "kept")
	d.run("cp", "-a", folder, kept)
	d.run("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", folder)
	t.Cleanup(d.gone)
	d.run("cp", "-a", kept+"/.", folder)
	return d
}

// gone takes the disk away, with what is on it.
func (d *disk) gone() {
	if d.there {
		d.there = false
		d.run("umount", "--lazy", d.folder)
	}
}

func (d *disk) run(name string, args ...string) {
	d.t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		d.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// leave leaves so much room on the disk, in MiB; 0 is as much as anybody wants.
func (d *disk) leave(room int64) {
	d.t.Helper()
	size := "1g"
	if room > 0 {
		var used int64
		err := filepath.WalkDir(d.folder, func(path string, _ os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := os.Lstat(path)
			used += (info.Size() + 4095) / 4096 * 4
			return err
		})
		if err != nil {
			d.t.Fatal(err)
		}
		size = fmt.Sprintf("%dk", used+room<<10)
	}
	d.run("mount", "-o", "remount,size="+size, d.folder)
}
