package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"tillside/storage"
	"tillside/ui/present"
)

// taken is the data folder, with the lock on it and what there is to say about it.
type taken struct {
	dir    string
	lock   *storage.Lock
	notice present.FolderNotice
}

// takeFolder makes the data folder and locks it for this process. What there is to say about
// the folder is said in the terminal as well.
func takeFolder(o options, stderr io.Writer) (dir string, lock *storage.Lock, notice present.FolderNotice, err error) {
	dir = o.dataDir
	if dir == "" {
		if dir, err = storage.DataDir(); err != nil {
			return "", nil, notice, err
		}
	}
	if err := storage.EnsureDir(dir); err != nil {
		return dir, nil, notice, err
	}
	if notice, err = judgeFolder(dir); err != nil {
		fmt.Fprintf(stderr, "tillside: %v\n", err)
		return dir, nil, notice, err
	}
	if said := notice.Plain(); said != "" {
		fmt.Fprintln(stderr, "tillside:", said)
	}
	lock, err = storage.LockDir(dir)
	return dir, lock, notice, err
}

// changeFolder carries out a command that changes the data folder. Nothing is changed while Tillside
// is open on it.
func changeFolder(dataDir string, stderr io.Writer, change func(dir string) error) error {
	dir, lock, _, err := takeFolder(options{dataDir: dataDir}, stderr)
	switch {
	case errors.Is(err, storage.ErrLocked):
		return fmt.Errorf("nothing was changed: Tillside is open on %s, close it first", dir)
	case err != nil:
		return err
	}
	return errors.Join(change(dir), lock.Close())
}

// changeSettings is the same for a command that changes settings.
func changeSettings(ctx context.Context, dataDir string, stderr io.Writer, change func(*storage.Settings) error) error {
	return changeFolder(dataDir, stderr, func(dir string) error {
		store, err := storage.OpenSettings(ctx, dir)
		if err != nil {
			return err
		}
		return errors.Join(change(store), store.Close())
	})
}

// judgeFolder refuses a folder on a network drive and finds out what is to be said about
// any other. What cannot be found out stands in nobody's way.
func judgeFolder(dir string) (present.FolderNotice, error) {
	footing, kind, err := storage.Stands(dir)
	switch {
	case err == nil && footing == storage.FootingNetwork:
		return present.FolderNotice{}, fmt.Errorf("%s is on a network drive (%s), where the journal's locks and newest lines are not safe: %w",
			dir, kind, present.ErrFolderRemote)
	case err == nil && footing == storage.FootingShared:
		return present.FolderNotice{Kind: present.FolderShared, Path: dir, System: kind}, nil
	}
	if open, err := storage.OpenToOthers(dir); err == nil && open {
		return present.FolderNotice{Kind: present.FolderOpen, Path: dir}, nil
	}
	return present.FolderNotice{}, nil
}
