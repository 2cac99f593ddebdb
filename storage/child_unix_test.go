//go:build !windows

package storage_test

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"tillside/payments"
	"tillside/storage"
)

const nobody = 65534

// becomeNobody gives up the rights of root, before whom no file is read-only.
func becomeNobody() error {
	if os.Geteuid() != 0 {
		return nil
	}
	return syscall.Setuid(nobody)
}

// A process is killed after each of its first steps. What it had said was committed must
// be there, in order, with at most one step more that it had no time to say.
func TestKilledBetweenSendingAndAnswer(t *testing.T) {
	for said := 1; said <= 9; said++ {
		path := filepath.Join(t.TempDir(), "journal.db")
		cmd := child(t, "till", path)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		heard := lines(t, bufio.NewScanner(out), said)
		must(t, cmd.Process.Kill())
		if err := cmd.Wait(); err == nil {
			t.Fatal("the child ended by itself")
		}
		j := openAt(t, path)
		if _, err := j.Verify(t.Context()); err != nil {
			t.Fatalf("after %d steps: %v", said, err)
		}
		checkHeard(t, j, heard)
	}
}

// A process is killed while it moves an earlier journal, which then is as it was or whole in its new form.
func TestKilledWhileAJournalMoves(t *testing.T) {
	whole := many(t)
	text, err := os.ReadFile(whole)
	must(t, err)
	for said := 1; said <= 4; said++ {
		path := filepath.Join(t.TempDir(), "journal.db")
		must(t, os.WriteFile(path, text, 0o600))
		cmd := child(t, "mover", path)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		lines(t, bufio.NewScanner(out), said)
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
		holdsMany(t, openAt(t, path))
		must(t, openAt(t, path).Close())
		for _, name := range beside(t, path) {
			if strings.Contains(name, "moving") || strings.Contains(name, "earlier") {
				t.Errorf("killed after %d reports: left %s", said, name)
			}
		}
	}
}

func checkHeard(t *testing.T, j *storage.Journal, heard []string) {
	t.Helper()
	for i, line := range heard {
		reference, state, _ := strings.Cut(line, " ")
		events, err := j.Timeline(t.Context(), reference)
		must(t, err)
		place := i % 4
		if len(events) <= place || string(events[place].To) != state {
			t.Fatalf("%q was said but is not in %+v", line, events)
		}
		a, err := j.Attempt(t.Context(), reference)
		must(t, err)
		if last := events[len(events)-1]; a.Version != int64(len(events)) || a.State != last.To {
			t.Fatalf("%s stands at %s, version %d, its events end at %s", reference, a.State, a.Version, last.To)
		}
	}
	open, err := j.Open(t.Context())
	must(t, err)
	for _, a := range open {
		if a.State == payments.StateDeclined {
			t.Errorf("%s is open and final at once", a.Reference)
		}
	}
}

func TestReadOnly(t *testing.T) {
	tests := []struct {
		name         string
		exists, mine bool
		file, folder os.FileMode
		want         string
	}{
		{name: "folder without a journal", folder: 0o555, want: "read only"},
		{name: "folder with a journal", exists: true, file: 0o444, folder: 0o555, want: "read only"},
		{name: "file in a folder that takes files", exists: true, file: 0o444, folder: 0o777, want: "read only"},
		{name: "own file that was made read-only", exists: true, mine: true, file: 0o400, folder: 0o777, want: "read only"},
		{name: "own file", exists: true, mine: true, file: 0o600, folder: 0o777, want: "opened"},
		{name: "nobody may look", exists: true, file: 0o000, folder: 0o555, want: "read only"},
		{name: "everything allowed", folder: 0o777, want: "opened"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			// t.TempDir lies in a folder that only its owner may enter.
			dir, err := os.MkdirTemp("", "tillside")
			must(t, err)
			t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
			path := filepath.Join(dir, "journal.db")
			if tt.exists {
				j := openAt(t, path)
				must(t, j.Close())
				must(t, os.Chmod(path, tt.file))
				if tt.mine && os.Geteuid() == 0 {
					must(t, os.Chown(path, nobody, nobody))
				}
			}
			must(t, os.Chmod(dir, tt.folder))
			t.Cleanup(func() { must(t, os.Chmod(dir, 0o700)) })
			out, err := child(t, "reader", path).Output()
			must(t, err)
			if got := strings.TrimSpace(string(out)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
