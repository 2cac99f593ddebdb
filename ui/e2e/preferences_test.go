//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Fyne keeps a file of preferences for each program. Tillside uses none of it, so one that a
// hasty end left empty must not be worth a word.
func TestAnEmptyFileOfPreferencesIsNotReported(t *testing.T) {
	s := newShop(t)
	folder := filepath.Join(filepath.Dir(s.data), "xdg_config_home", "fyne", "app.tillside.Tillside")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "preferences.json"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	w := s.open(t, "--training")
	w.on("sale")
	// Asked before the end: there Fyne writes the file, watches itself do so, and may read it
	// half written.
	if said := s.said.String(); strings.Contains(said, "Fyne error") {
		t.Errorf("at the start it printed:\n%s", said)
	}
	w.quit()
}
