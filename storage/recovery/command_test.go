package recovery_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tillside/payments/checkout"
	"tillside/storage"
	"tillside/storage/recovery"
)

// spoken is what a command printed and how it ended.
type spoken struct {
	out, said string
	err       error
}

func call(t *testing.T, args ...string) spoken {
	t.Helper()
	var out, said bytes.Buffer
	err := recovery.Command(t.Context(), args, &out, &said)
	return spoken{out.String(), said.String(), err}
}

func TestCommandsThatMakeNoSense(t *testing.T) {
	for _, tt := range []struct{ args, says string }{
		{"", "wants verify, show, backup or restore"},
		{"repair", "wants verify, show, backup or restore"},
		{"verify --environment ../x", "wants a name"},
		{"verify everything", `"everything" is not wanted`},
		{"verify --deep", "not defined"},
		{"show", "wants the reference of a payment"},
		{"show a b", "not wanted"},
		{"backup", "--environment is needed"},
		{"restore --newest", "--environment is needed"},
		{"restore --environment production", "wants the name of a backup"},
		{"restore --environment production --newest a.db", "wants the name of a backup"},
		{"restore --environment production a.db b.db", "not wanted"},
	} {
		got := call(t, strings.Fields(tt.args)...)
		if !errors.Is(got.err, recovery.ErrUsage) || !strings.Contains(got.said, tt.says) || got.out != "" {
			t.Errorf("%q: %+v", tt.args, got)
		}
	}
	if got := call(t, "verify", "--help"); !errors.Is(got.err, flag.ErrHelp) || !strings.Contains(got.said, "-data-dir") {
		t.Errorf("%+v", got)
	}
}

func TestVerifyCommand(t *testing.T) {
	name := "a [folder]*"
	if runtime.GOOS == "windows" {
		name = "a [folder]" // no name has a star there
	}
	h := &house{t: t, dir: filepath.Join(t.TempDir(), name), now: noon}
	must(t, os.Mkdir(h.dir, 0o700))
	h.again()
	if got := call(t, "verify", "--data-dir", h.dir); got.err == nil || !strings.Contains(got.err.Error(), "no journal") {
		t.Errorf("an empty folder: %+v", got)
	}
	h.day(1, 3)
	must(t, os.WriteFile(h.path("journal-production.damaged-20261120T120000Z.db"), nil, 0o600))
	got := call(t, "verify", "--data-dir", h.dir)
	if got.err != nil || got.out != "journal-production.db: all 9 lines fit, 3 payments\n" {
		t.Errorf("%+v", got)
	}
	if got := call(t, "verify", "--data-dir", h.dir, "--environment", "custom"); got.err == nil || got.out != "" {
		t.Errorf("a journal that is not there: %+v", got)
	}

	edit(t, h, "UPDATE attempts SET amount = 1 WHERE note = 'order 2'")
	other, err := h.manager.Open(t.Context(), "training")
	must(t, err)
	approved(t, other, sale(7)) // verify runs beside the window
	got = call(t, "verify", "--data-dir", h.dir)
	want := "journal-production.db: the journal was changed from outside, event 6, attempt " + sale(2).Reference + ": it is not as its newest event left it\n" +
		"journal-training.db: all 3 lines fit, 1 payments\n"
	if !errors.Is(got.err, checkout.ErrTampered) || got.out != want {
		t.Errorf("%+v", got)
	}
	must(t, other.Close())
	must(t, os.Truncate(h.journal(), 0))
	got = call(t, "verify", "--data-dir", h.dir, "--environment", "production")
	if !errors.Is(got.err, checkout.ErrJournalBroken) || !strings.Contains(got.out, "is empty") {
		t.Errorf("zero bytes: %+v", got)
	}
}

// A person reads the line of a payment as the hashes know it, whatever bytes it is kept in.
func TestShowCommand(t *testing.T) {
	h := newHouse(t)
	h.day(1, 3)
	before, err := os.ReadFile(h.journal())
	must(t, err)
	for _, reference := range []string{sale(2).Reference, strings.ToUpper(sale(2).Reference)} {
		got := call(t, "show", "--data-dir", h.dir, reference)
		for _, want := range []string{
			"reference       " + sale(2).Reference + "\n", "note            order 2\n", `"terminal":{"serial":`, "state           approved\n",
			`progress        {"v":2,"sent":`, "event 4  ", "  recorded  recorded → recorded  ", "  result  ", " → approved  ", "  hash ",
		} {
			if got.err != nil || !strings.Contains(got.out, want) {
				t.Errorf("%q is not in %+v", want, got)
			}
		}
	}
	for _, none := range []string{sale(9).Reference, sale(2).Reference[:8]} { // the second is how all of them begin
		if got := call(t, "show", "--data-dir", h.dir, "--environment", "production", none); !errors.Is(got.err, checkout.ErrNoAttempt) || got.out != "" {
			t.Errorf("%s: %+v", none, got)
		}
	}
	if after, err := os.ReadFile(h.journal()); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the journal is another one, %v", err)
	}
}

// Looking changes nothing.
func TestVerifyLeavesTheFolderAlone(t *testing.T) {
	h := newHouse(t)
	h.day(1, 1)
	before, err := os.ReadFile(h.journal())
	must(t, err)
	if got := call(t, "verify", "--data-dir", h.dir); got.err != nil {
		t.Fatal(got.err)
	}
	after, err := os.ReadFile(h.journal())
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the journal is another one")
	}
	h.again()
	j := h.open()
	if j.Recovery().Cause != checkout.RecoveryNone {
		t.Errorf("%+v", j.Recovery())
	}
	must(t, j.Close())
}

func TestBackupAndRestoreCommands(t *testing.T) {
	h := newHouse(t)
	if got := call(t, "backup", "--data-dir", h.dir, "--environment", shop); got.err == nil {
		t.Errorf("no journal: %+v", got)
	}
	if got := call(t, "restore", "--newest", "--data-dir", h.dir, "--environment", shop); !errors.Is(got.err, checkout.ErrNoBackup) {
		t.Errorf("no backup: %+v", got)
	}
	if got := call(t, "backup", "--data-dir", h.path("nowhere"), "--environment", shop); got.err == nil || !strings.Contains(got.err.Error(), "no such folder") {
		t.Errorf("no folder: %+v", got)
	}
	h.day(1, 2)
	must(t, erase(h.path("backups")))
	got := call(t, "backup", "--data-dir", h.dir, "--environment", shop)
	if got.err != nil || !strings.Contains(got.out, "2 payments") || len(h.backups()) != 1 {
		t.Fatalf("%+v, %v", got, h.backups())
	}
	name := h.backups()[0]
	h.day(3, 1)
	lock, err := storage.LockDir(h.dir)
	must(t, err)
	if got := call(t, "restore", name, "--data-dir", h.dir, "--environment", shop); !errors.Is(got.err, recovery.ErrUsage) {
		t.Errorf("flags behind the name: %+v", got)
	}
	if got := call(t, "restore", "--data-dir", h.dir, "--environment", shop, name); !errors.Is(got.err, storage.ErrLocked) {
		t.Errorf("beside the window: %+v", got)
	}
	must(t, lock.Close())
	if got := call(t, "restore", "--data-dir", h.dir, "--environment", shop, "other.db"); !errors.Is(got.err, checkout.ErrNoBackup) {
		t.Errorf("%+v", got)
	}
	got = call(t, "restore", "--data-dir", h.dir, "--environment", shop, "--newest")
	if got.err != nil || !strings.Contains(got.out, "is kept as") {
		t.Fatalf("%+v", got)
	}
	got = call(t, "verify", "--data-dir", h.dir)
	if got.err != nil || !strings.Contains(got.out, "3 payments") {
		t.Errorf("%+v", got)
	}
	h.now = h.now.AddDate(1, 0, 0)
	h.again()
	j := h.open()
	if got := states(t, j, 3); got != "approved approved approved" && got != "approved approved unknown" {
		t.Error(got)
	}
	must(t, j.Close())
}

// A journal that nothing may be written beside is said to be just that.
func TestDamagedJournalsAreNotBackedUp(t *testing.T) {
	h := newHouse(t)
	must(t, os.WriteFile(h.journal(), []byte("nothing"), 0o600))
	if got := call(t, "backup", "--data-dir", h.dir, "--environment", shop); !errors.Is(got.err, checkout.ErrJournalBroken) {
		t.Errorf("%+v", got)
	}
}
