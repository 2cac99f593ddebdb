//go:build planted

package kushki_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPlantedBugs builds the tests with each of the bugs in the adapter: the schedules must
// find it.
func TestPlantedBugs(t *testing.T) {
	seed := regexp.MustCompile(`seed (\d+):`)
	for _, b := range bugs {
		t.Run(b.name, func(t *testing.T) {
			source, err := os.ReadFile(b.file)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			here, err := filepath.Abs(b.file)
			if err != nil {
				t.Fatal(err)
			}
			wrong, plan := filepath.Join(dir, b.file), filepath.Join(dir, "overlay.json")
			overlay, err := json.Marshal(map[string]map[string]string{"Replace": {here: wrong}})
			if err != nil {
				t.Fatal(err)
			}
			for path, text := range map[string][]byte{wrong: []byte(strings.Replace(string(source), b.old, b.bad, 1)), plan: overlay} {
				if err := os.WriteFile(path, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			out, err := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-overlay", plan, "-run", "^TestSchedules$", ".", "-schedules", "1000").CombinedOutput()
			found := seed.FindStringSubmatch(string(out))
			if err == nil || found == nil {
				t.Fatalf("not found:\n%s", out)
			}
			t.Logf("found by seed %s", found[1])
		})
	}
}
