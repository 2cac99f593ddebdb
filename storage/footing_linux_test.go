package storage_test

import (
	"bufio"
	"strings"
	"testing"

	"tillside/storage"
)

const mounts = `22 27 0:21 / / rw,relatime - ext4 /dev/sda1 rw
40 27 0:50 / /home/ana/cloud rw,nosuid,nodev shared:9 - fuse.sshfs ana@host: rw,user_id=1000
41 27 0:51 / /home/ana/cloud/own rw,nosuid - fuse.gocryptfs enc rw
42 27 0:52 / /mnt/a\040b rw - fuseblk /dev/sdb1 rw
not a line of it
`

func TestTheTableOfMounts(t *testing.T) {
	for dir, want := range map[string]string{
		"/": "ext4", "/home/ana": "ext4", "/home/ana/cloudy": "ext4", "/home/ana/cloud": "fuse.sshfs", "/home/ana/cloud/x": "fuse.sshfs",
		"/home/ana/cloud/own/x": "fuse.gocryptfs", "/mnt/a b/till": "fuseblk",
	} {
		if got := storage.MountedAt(bufio.NewScanner(strings.NewReader(mounts)), dir); got != want {
			t.Errorf("%s is on %q, want %q", dir, got, want)
		}
	}
}
