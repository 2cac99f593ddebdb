package logfile_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"tillside/payments"
	"tillside/storage/logfile"
)

func open(t *testing.T, path string, limit int64, keep int) *logfile.File {
	t.Helper()
	f, err := logfile.Open(path, limit, keep)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func write(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatalf("write %q: %v", text, err)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFileRotatesBySizeAndKeepsTheNewest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tillside.log")
	f := open(t, path, 10, 2)
	for _, entry := range []string{"aaaa\n", "bbbb\n", "cccc\n", "dddd\n", "eeee\n", "ffff\n", "gggg\n"} {
		write(t, f, entry)
	}
	want := map[string]string{path: "gggg\n", path + ".1": "eeee\nffff\n", path + ".2": "cccc\ndddd\n"}
	for name, text := range want {
		if got := content(t, name); got != text {
			t.Errorf("%s holds %q, want %q", filepath.Base(name), got, text)
		}
	}
	if _, err := os.Stat(path + ".3"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a third older file was kept: %v", err)
	}
}

func TestFileKeepsNoOlderFileWhenToldSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tillside.log")
	f := open(t, path, 5, 0)
	write(t, f, "aaaa\n")
	write(t, f, "bbbb\n")
	if got := content(t, path); got != "bbbb\n" {
		t.Errorf("the file holds %q", got)
	}
	if all, _ := filepath.Glob(path + "*"); len(all) != 1 {
		t.Errorf("files: %v", all)
	}
}

func TestFileTakesAnEntryLargerThanTheLimitWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tillside.log")
	f := open(t, path, 4, 1)
	write(t, f, "a long first entry\n")
	write(t, f, "next\n")
	if got := content(t, path+".1"); got != "a long first entry\n" {
		t.Errorf("the older file holds %q", got)
	}
}

func TestFileContinuesAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tillside.log")
	first := open(t, path, 10, 1)
	write(t, first, "aaaa\n")
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t, path, 10, 1)
	write(t, second, "bbbb\n")
	write(t, second, "cccc\n")
	if got := content(t, path+".1"); got != "aaaa\nbbbb\n" {
		t.Errorf("the older file holds %q: the size before the restart was forgotten", got)
	}
}

func TestFileIsReadableByItsOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // Windows keeps rights in lists that the folder hands down
	}
	path := filepath.Join(t.TempDir(), "tillside.log")
	open(t, path, 10, 1)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode %o", mode)
	}
}

func TestFileRefusesWritesAfterClose(t *testing.T) {
	f := open(t, filepath.Join(t.TempDir(), "tillside.log"), 10, 1)
	for range 2 {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.Write([]byte("late")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("write after close: %v", err)
	}
}

func TestOpenSaysWhatItCouldNotOpen(t *testing.T) {
	_, err := logfile.Open(filepath.Join(t.TempDir(), "absent", "tillside.log"), 10, 1)
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestFileTakesEntriesFromManyGoroutines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tillside.log")
	f := open(t, path, 1<<20, 1)
	var all sync.WaitGroup
	for n := range 20 {
		all.Go(func() {
			for range 50 {
				_, _ = fmt.Fprintf(f, "entry of %02d\n", n)
			}
		})
	}
	all.Wait()
	for line := range strings.Lines(content(t, path)) {
		if len(line) != len("entry of 00\n") {
			t.Fatalf("torn entry %q", line)
		}
	}
}

// card stands for a struct that somebody logs without thinking.
type card struct{ Number string }

func TestHandlerLetsOnlyKnownAttributesThrough(t *testing.T) {
	const number, key = "4111111111111111", "AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD"
	tests := []struct {
		name  string
		attrs []any
		want  string // what the line must hold; "" when it must hold no attribute at all
	}{
		{"a word of ours", []any{"state", "approved"}, "state=approved"},
		{"a named string type", []any{"state", payments.StateApproved}, "state=approved"},
		{"a number", []any{"status", 202}, "status=202"},
		{"a yes", []any{"in_memory", true}, "in_memory=true"},
		{"an error", []any{"error", &payments.Error{Kind: payments.ErrorServer, Status: 503}}, `error="gateway: server (HTTP 503)"`},
		{"an unknown attribute", []any{"card", number}, ""},
		{"a key by its name", []any{"key", key}, ""},
		{"a secret under a known name", []any{"code", payments.NewSecret(key)}, "code=[redacted]"},
		{"a struct under a known name", []any{"error", card{number}}, "error=[logfile_test.card]"},
		{"a pointer under a known name", []any{"error", &card{number}}, "error=[*logfile_test.card]"},
		{"bytes under a known name", []any{"reason", []byte(number)}, "reason=[[]uint8]"},
		{"nothing under a known name", []any{"error", nil}, `error=[<nil>]`},
		{"a float under a known name", []any{"status", 1.5}, ""},
		{"a group", []any{slog.Group("state", "reference", number)}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var line strings.Builder
			slog.New(logfile.NewHandler(&line, slog.LevelInfo)).Info("shown", test.attrs...)
			got := line.String()
			if _, rest, ok := strings.Cut(got, "msg=shown"); !ok || strings.TrimSpace(rest) != test.want {
				t.Errorf("line %q, want attributes %q", got, test.want)
			}
			for _, secret := range []string{number, key} {
				if strings.Contains(got, secret) {
					t.Errorf("line %q shows %q", got, secret)
				}
			}
		})
	}
}

func TestHandlerKeepsEntriesShortAndOnOneLine(t *testing.T) {
	var text strings.Builder
	log := slog.New(logfile.NewHandler(&text, slog.LevelInfo))
	log.Info("shown", "reason", "first\nsecond\x1b[2J "+strings.Repeat("ä", 1000))
	log.Debug("screen")
	got := text.String()
	switch {
	case strings.Count(got, "\n") != 1:
		t.Errorf("several lines: %q", got)
	case strings.Contains(got, "\x1b") || strings.Contains(got, `\x1b`):
		t.Errorf("a control character: %q", got)
	case strings.Count(got, "ä") > 300 || !strings.Contains(got, "…"):
		t.Errorf("not cut: %d letters", strings.Count(got, "ä"))
	case strings.Contains(got, "screen"):
		t.Errorf("below the level: %q", got)
	}
}
