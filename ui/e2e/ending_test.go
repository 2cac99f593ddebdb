//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What is inserted into Fyne's event loop, so that what is queued while it stops always comes too
// late: it closes the queue after a while, and what was meant for the queue comes later still.
var lateQueue = map[string]string{
	"			// as we are shutting down make sure":     "			time.Sleep(10 * time.Millisecond)\n",
	"	if wait {\n		done := common.DonePool.Get()": "	if wait {\n		time.Sleep(50 * time.Millisecond)\n	}\n",
}

// goTool runs the go command at the root of the project.
func goTool(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = filepath.Join("..", "..")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, out)
	}
	return strings.TrimSpace(string(out))
}

// buildLate builds the program on a copy of the toolkit whose queue is closed at the worst moment.
// The copy stands beside the programs while the test runs, always at the same place, so that what
// was built of it once is built.
func buildLate(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "bin", "late"))
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	toolkit, program := filepath.Join(dir, "fyne"), filepath.Join(dir, "tillside")
	if err := os.CopyFS(toolkit, os.DirFS(goTool(t, "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2"))); err != nil {
		t.Fatal(err)
	}
	edit(t, filepath.Join(toolkit, "internal", "driver", "glfw", "loop.go"), func(text string) string {
		for at, late := range lateQueue {
			if strings.Count(text, at) != 1 {
				t.Fatalf("%q is not in the event loop", at)
			}
			text = strings.Replace(text, at, late+at, 1)
		}
		return text
	})
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join("..", "..", name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	edit(t, filepath.Join(dir, "go.mod"), func(text string) string { return text + "\nreplace fyne.io/fyne/v2 => " + toolkit + "\n" })
	goTool(t, "build", "-modfile", filepath.Join(dir, "go.mod"), "-o", program, ".")
	return program
}

func edit(t *testing.T, path string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, []byte(change(string(text))), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Fyne calls its hook for the end of a program beside the closing of its own queue. With the
// hook, a program whose goroutines come at the wrong moment panics after everything was closed.
func TestTheEndComesAtTheWorstMoment(t *testing.T) {
	t.Setenv("TILLSIDE_BINARY", buildLate(t))
	s := newShop(t)
	for range 3 {
		w := s.open(t, "--training")
		w.on("sale")
		w.quit()
	}
	if strings.Contains(s.said.String(), "panic") {
		t.Errorf("printed:\n%s", s.said)
	}
}
