package storage_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

func TestDataDir(t *testing.T) {
	tests := []struct {
		name, system string
		env          map[string]string
		want         string
	}{
		{"linux", "linux", nil, "/home/ana/.local/share/tillside"},
		{"linux with XDG that is not absolute", "linux", map[string]string{"XDG_DATA_HOME": "data"}, "/home/ana/.local/share/tillside"},
		{"freebsd", "freebsd", nil, "/home/ana/.local/share/tillside"},
		{"mac", "darwin", map[string]string{"XDG_DATA_HOME": "/data"}, "/home/ana/Library/Application Support/Tillside"},
		{"windows", "windows", map[string]string{"LOCALAPPDATA": "/c/ana/Local", "XDG_DATA_HOME": "/data"}, "/c/ana/Local/Tillside"},
		{"windows without its variable", "windows", nil, "/home/ana/AppData/Local/Tillside"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := storage.DataDirFor(tt.system,
				func(name string) string { return tt.env[name] },
				func() (string, error) { return filepath.FromSlash("/home/ana"), nil })
			if want := filepath.FromSlash(tt.want); err != nil || got != want {
				t.Errorf("got %q, %v, want %q", got, err, want)
			}
		})
	}
	root, err := filepath.Abs("/") // a path is absolute on Windows with its drive alone
	must(t, err)
	data := filepath.Join(root, "data", "ana")
	if got, err := storage.DataDirFor("linux", func(string) string { return data }, os.UserHomeDir); err != nil || got != filepath.Join(data, "tillside") {
		t.Errorf("linux with XDG: got %q, %v", got, err)
	}
	nobody := func() (string, error) { return "", errors.New("no home") }
	if _, err := storage.DataDirFor("linux", func(string) string { return "" }, nobody); err == nil {
		t.Error("a person without a home has a data folder")
	}
	if dir, err := storage.DataDir(); err != nil || !filepath.IsAbs(dir) {
		t.Errorf("here: %q, %v", dir, err)
	}
}

func TestEnsureDir(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // modes say nothing there
	}
	base := t.TempDir()
	fresh, open, shared := filepath.Join(base, "a", "b"), filepath.Join(base, "open"), filepath.Join(base, "shared")
	must(t, os.Mkdir(open, 0o755))
	must(t, os.Mkdir(shared, 0o700))
	must(t, os.Chmod(shared, 0o777|os.ModeSticky))
	for dir, want := range map[string]os.FileMode{fresh: 0o700, open: 0o755} {
		must(t, storage.EnsureDir(dir))
		info, err := os.Stat(dir)
		must(t, err)
		if mode := info.Mode().Perm(); mode != want {
			t.Errorf("%s has mode %o, want %o", dir, mode, want)
		}
		if others, err := storage.OpenToOthers(dir); err != nil || others != (want != 0o700) {
			t.Errorf("%s is open to others: %t, %v", dir, others, err)
		}
	}
	if err := storage.EnsureDir(shared); !errors.Is(err, checkout.ErrJournalRead) {
		t.Errorf("a shared folder: got %v", err)
	}
	info, err := os.Stat(shared)
	must(t, err)
	if info.Mode().Perm() != 0o777 {
		t.Error("the mode of a shared folder was changed")
	}
	file := filepath.Join(base, "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if err := storage.EnsureDir(filepath.Join(file, "below")); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("below a file: got %v", err)
	}
}

func lock(t *testing.T, dir string) *storage.Lock {
	t.Helper()
	l, err := storage.LockDir(dir)
	must(t, err)
	t.Cleanup(func() { must(t, l.Close()) })
	return l
}

func TestOneLockAFolder(t *testing.T) {
	dir := t.TempDir()
	first := lock(t, dir)
	for range 2 {
		if _, err := storage.LockDir(dir); !errors.Is(err, storage.ErrLocked) {
			t.Fatalf("got %v, want ErrLocked", err)
		}
	}
	lock(t, t.TempDir()) // another folder is another till
	must(t, first.Close())
	lock(t, dir)
	if _, err := storage.LockDir(filepath.Join(dir, "nowhere")); err == nil || errors.Is(err, storage.ErrLocked) {
		t.Errorf("a folder that is not there: got %v", err)
	}
}

func TestASecondStartRaisesTheFirst(t *testing.T) {
	dir := t.TempDir()
	l := lock(t, dir)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		raised, ended := 0, make(chan struct{})
		go func() {
			defer close(ended)
			l.OnRaise(ctx, func() { raised++ })
		}()
		for want := 1; want <= 3; want++ {
			began := time.Now()
			must(t, storage.AskToRaise(ctx, dir))
			if took := time.Since(began); took > time.Second {
				t.Errorf("it took %s", took)
			}
			synctest.Wait()
			if raised != want {
				t.Errorf("raised %d times, want %d", raised, want)
			}
		}
		time.Sleep(time.Minute)
		if raised != 3 {
			t.Errorf("raised %d times without being asked", raised-3)
		}
		cancel()
		<-ended
	})
}

func TestAskingWithoutAnAnswer(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		if err := storage.AskToRaise(t.Context(), dir); !errors.Is(err, storage.ErrNoAnswer) {
			t.Errorf("got %v, want ErrNoAnswer", err)
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("it took %s", took)
		}
		stopped, stop := context.WithCancel(t.Context())
		time.AfterFunc(500*time.Millisecond, stop)
		if err := storage.AskToRaise(stopped, dir); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want Canceled", err)
		}
	})
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 0 {
		t.Errorf("a request was left behind: %v", files)
	}
	if err := storage.AskToRaise(t.Context(), filepath.Join(dir, "nowhere")); err == nil {
		t.Error("a folder that is not there was asked")
	}
}

func TestAnOldRequestRaisesNothing(t *testing.T) {
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "raise"), nil, 0o600))
	l := lock(t, dir)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		l.OnRaise(ctx, func() { t.Error("raised") })
	})
}
