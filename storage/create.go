package storage

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"
)

// createFile builds a database under another name and puts it in its place when it is
// complete and on the disk, so that a crash half way leaves no half of a journal.
func createFile(ctx context.Context, path string, s schema, wait time.Duration) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.new")
	if err != nil {
		return err
	}
	made := f.Name()
	defer func() { err = errors.Join(err, removeAll(made, made+"-wal", made+"-shm")) }()
	if err := errors.Join(f.Chmod(0o600), f.Close()); err != nil {
		return err
	}
	db := connect(made, false, wait)
	if err := errors.Join(migrate(ctx, db, s), db.Close()); err != nil {
		return err
	}
	if err := syncFile(made); err != nil {
		return err
	}
	return settle(made, path)
}

// settle gives the new file its name without ever replacing one that came into being in
// the meantime. A file system without hard links cannot promise that; there the folder's
// lock has to do.
func settle(made, path string) error {
	err := os.Link(made, path)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		if err := os.Rename(made, path); err != nil {
			return err
		}
	}
	return syncFolder(filepath.Dir(path))
}

func removeAll(paths ...string) error {
	var all error
	for _, p := range paths {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolder makes a new name in a folder durable. Windows keeps names with the file and
// cannot open a folder for it.
func syncFolder(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// restrict takes a file away from everybody but its owner. SQLite gives -wal and -shm the
// mode of the file they belong to.
func restrict(path string) error {
	if runtime.GOOS == "windows" {
		return nil // the folder below %LOCALAPPDATA% is the person's own
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return os.Chmod(path, info.Mode().Perm()&0o700)
}
