//go:build planted

package proof

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPlantedBugs holds the schedules against wrong variants of the program: each must be
// found within 20,000 schedules.
func TestPlantedBugs(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	var table []string
	for i, bug := range slices.Concat(bugs, lossBugs) {
		began := time.Now()
		test := "TestSchedules"
		if i >= len(bugs) {
			test = "TestLostJournals"
		}
		out, failed := hunt(t, root, bug, test)
		line := fmt.Sprintf("%-48s NOT FOUND", bug.name)
		if m := firstFinding.FindStringSubmatch(out); failed && m != nil {
			line = fmt.Sprintf("%-48s seed %5s, %6s: %s", bug.name, m[1], time.Since(began).Round(100*time.Millisecond), m[2])
		} else {
			t.Errorf("%s was not found:\n%s", bug.name, last(out, 2000))
		}
		t.Log(line)
		table = append(table, line)
	}
	t.Logf("%d planted bugs:\n%s", len(table), strings.Join(table, "\n"))
}

var firstFinding = regexp.MustCompile(`seed (\d+): ([^\n]*)`)

// hunt runs the schedules on the wrong variant.
func hunt(t *testing.T, root string, bug planted, test string) (output string, failed bool) {
	dir := t.TempDir()
	path := filepath.Join(root, filepath.FromSlash(bug.file))
	source := bug.source(t, root)
	wrong := filepath.Join(dir, "wrong.go")
	if err := os.WriteFile(wrong, []byte(strings.Replace(source, bug.old, bug.bad, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {path: wrong}})
	if err != nil {
		t.Fatal(err)
	}
	plan := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(plan, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-overlay", plan, "-timeout", "20m",
		"./payments/checkout/proof", "-run", "^"+test+"$", "-args", "-schedules", "20000", "-losses", "20000", "-seed", fmt.Sprint(*firstSeed))
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err != nil
}

func last(s string, n int) string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}
