//go:build e2e && wine

package e2e

import (
	"os"
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
