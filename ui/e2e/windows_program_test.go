//go:build e2e && wine

package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tillside/payments/simulator"
)

// The program of Windows, as a build leaves it and nobody has installed it: it takes payments and
// takes up the one it was killed in. The program of this system reads the journal it leaves, which
// agrees with the cloud's ledger.
func TestTheProgramOfWindows(t *testing.T) {
	exe := os.Getenv("TILLSIDE_EXE")
	if exe == "" {
		t.Fatal("TILLSIDE_EXE names no program of Windows; .ci/wine/try makes one")
	}
	w := newWindows(t)
	w.exe = filepath.Join(w.prefix, "drive_c", "Käse laden", "tillside.exe")
	program, err := os.ReadFile(exe)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(w.exe), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(w.exe, program, 0o700); err != nil {
		t.Fatal(err)
	}
	c := w.openCloud(t)
	till, _, _ := w.liveThrough(t, c, []string{"--cloud-url", c.api, "--status-url", c.status})
	till.shut()
	w.verify(t)
	compare(t, w.journal(t, "custom"), c.ledger(t))
	w.clean(t, c.key, simulator.SharedSecret, simulator.Cardholder)
}

// fullDisk has the disk full in the middle of an update: it is not done, says so by its exit code,
// and the version that was there stays.
func (w *windows) fullDisk(t *testing.T) {
	t.Helper()
	folder := filepath.Dir(w.program(t))
	d := newDisk(t, folder)
	before, err := os.ReadFile(w.program(t))
	if err != nil {
		t.Fatal(err)
	}
	d.leave(8)
	var exit *exec.ExitError
	if err := w.run("wine", installer(t), "/S"); !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("an update on a full disk ended with %v", err)
	}
	after, err := os.ReadFile(w.program(t))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the program that was there was touched: %v", err)
	}
	if _, err := os.Stat(filepath.Join(folder, "tillside.new.exe")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half a program was left: %v", err)
	}
	d.leave(0)
	w.install(t)
	d.gone()
}
