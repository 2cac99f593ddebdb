package storage_test

import (
	"path/filepath"
	"testing"

	"tillside/storage"
)

func TestWhatADataFolderMayStandOn(t *testing.T) {
	for name, want := range map[string]storage.Footing{
		"ext4": storage.FootingLocal, "apfs": storage.FootingLocal, "disk": storage.FootingLocal, "0xef53": storage.FootingLocal,
		"fuseblk": storage.FootingLocal, "fuse.gocryptfs": storage.FootingLocal, "fuse": storage.FootingLocal, "": storage.FootingLocal,
		"nfs": storage.FootingNetwork, "cifs": storage.FootingNetwork, "smb2": storage.FootingNetwork, "smbfs": storage.FootingNetwork,
		"SMBFS": storage.FootingNetwork, "fuse.sshfs": storage.FootingNetwork, "afs": storage.FootingNetwork, "ceph": storage.FootingNetwork,
		"remote": storage.FootingNetwork, "fuse.rclone": storage.FootingNetwork, "webdav": storage.FootingNetwork,
		"9p": storage.FootingShared, "vboxsf": storage.FootingShared, "fuse.vmhgfs-fuse": storage.FootingShared, "virtiofs": storage.FootingShared,
	} {
		if got := storage.FootingOf(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestThisFolderStandsOnSomething(t *testing.T) {
	dir := t.TempDir()
	footing, name, err := storage.Stands(dir)
	if err != nil || footing != storage.FootingOf(name) {
		t.Errorf("%s on %q, %v", footing, name, err)
	}
	if _, _, err := storage.Stands(filepath.Join(dir, "not there")); err == nil {
		t.Error("a folder that is not there stands on something")
	}
}
