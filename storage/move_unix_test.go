//go:build !windows

package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillside/payments/checkout"
	"tillside/storage"
)

// Where the journal's name is a link, the file that it leads to is moved: the old one is not left there.
func TestAMoveFollowsALink(t *testing.T) {
	file := earlier(t)
	path := filepath.Join(t.TempDir(), "journal.db")
	must(t, os.Symlink(file, path))
	other := raw(t, file)
	var n int
	must(t, other.QueryRow("SELECT count(*) FROM events").Scan(&n))
	if _, err := storage.OpenJournal(t.Context(), path, storage.Options{}); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("beside somebody else: %v", err)
	}
	must(t, other.Close())
	j := openAt(t, path)
	if names := beside(t, path); len(names) != 0 {
		t.Errorf("beside the link %v", names)
	}
	_, _, err := j.Erase(t.Context(), sale(1).Reference, "", noon.Add(100*time.Hour))
	must(t, err)
	if s, err := storage.InspectLive(t.Context(), file, nil); err != nil || s.Schema != 11 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := os.Stat(file + ".earlier"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
