//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	_ "image/png" // decoder
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for a state before it gives up. It is the only way a
// test waits: no step is timed.
const patience = 60 * time.Second

// until waits for a condition. It looks every 5 ms, and fails with what it waited for.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !condition() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited %s in vain for %s", patience, what)
		}
	}
}

// need fails at once when a tool is not there: a skipped end-to-end test proves nothing.
func need(t testing.TB, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is not installed; make test installs it: %v", tool, err)
		}
	}
}

// start runs a command until the test ends. Lines of its standard output go to the
// returned channel, which is closed with the output.
func start(t testing.TB, cmd *exec.Cmd) <-chan string {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", cmd.Path, err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return lines
}

// next takes a line from a channel of lines.
func next(t testing.TB, what string, lines <-chan string) string {
	t.Helper()
	select {
	case line, ok := <-lines:
		if !ok {
			t.Fatalf("%s ended without a line", what)
		}
		return line
	case <-time.After(patience):
		t.Fatalf("%s said nothing for %s", what, patience)
		return ""
	}
}

// display is a virtual screen.
type display struct{ name string }

// newDisplay starts an X server of the size of a small laptop's screen, on a number that it
// chooses itself. It does not reset itself when its last client leaves, because it would
// turn away whoever comes in that moment.
func newDisplay(t testing.TB) display {
	t.Helper()
	need(t, "Xvfb", "xdotool", "import")
	cmd := exec.Command("Xvfb", "-displayfd", "1", "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-noreset")
	return display{name: ":" + next(t, "Xvfb", start(t, cmd))}
}

func (d display) env() string { return "DISPLAY=" + d.name }

func (d display) tool(name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), d.env())
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return out, nil
}

// xdotool does what a person does with keyboard and mouse.
func (d display) xdotool(t *testing.T, args ...string) {
	t.Helper()
	if _, err := d.tool("xdotool", args...); err != nil {
		t.Fatal(err)
	}
}

// window waits for a visible window of a process and returns its number.
func (d display) window(t *testing.T, pid int, title string) string {
	t.Helper()
	var id string
	until(t, "a window called "+title, func() bool {
		out, err := d.tool("xdotool", "search", "--all", "--onlyvisible", "--pid", fmt.Sprint(pid), "--name", title)
		id = strings.TrimSpace(string(out))
		return err == nil && id != "" && !strings.Contains(id, "\n")
	})
	return id
}

// settled waits until nothing on the screen moves any more, clocks apart: two pictures one
// after the other differ in less than one pixel of two hundred.
func (d display) settled(t *testing.T) []byte {
	t.Helper()
	var last []byte
	until(t, "a screen that stands still", func() bool {
		picture, err := d.tool("import", "-window", "root", "png:-")
		if err != nil {
			t.Fatal(err)
		}
		still := last != nil && difference(t, last, picture) < 0.005
		last = picture
		return still
	})
	return last
}

// shot leaves a picture of the screen in the folder TILLSIDE_SHOTS, if there is one, once
// the screen stands still.
func (d display) shot(t *testing.T, name string) {
	t.Helper()
	picture := d.settled(t)
	folder := os.Getenv("TILLSIDE_SHOTS")
	if folder == "" {
		return
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, name+".png")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("picture %s", file)
}

// difference is the share of the pixels that two pictures do not have in common.
func difference(t *testing.T, a, b []byte) float64 {
	t.Helper()
	first, _, err := image.Decode(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	size, differ := first.Bounds(), 0
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			if first.At(x, y) != second.At(x, y) {
				differ++
			}
		}
	}
	return float64(differ) / float64(size.Dx()*size.Dy())
}
