//go:build e2e

package e2e

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the program under test.
func binary(t testing.TB) string {
	t.Helper()
	path := os.Getenv("TILLSIDE_BINARY")
	if path == "" {
		t.Fatal("TILLSIDE_BINARY names no program; make test sets it")
	}
	return path
}

// shop is a till with everything around it: a screen, a folder for its data, and the
// environment its processes start in.
type shop struct {
	display display
	data    string
	env     []string
	said    *spool // all that its processes printed
}

// newShop makes a shop with a home of its own, so that no test sees what another one, or
// the person running it, has kept.
func newShop(t *testing.T) *shop {
	t.Helper()
	home := t.TempDir()
	s := &shop{display: newDisplay(t), data: filepath.Join(home, "data"), said: &spool{}}
	s.env = []string{"PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "FYNE_THEME=light", s.display.env(), "HOME=" + home, noBus}
	for _, name := range []string{"XDG_RUNTIME_DIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"} {
		folder := filepath.Join(home, strings.ToLower(name))
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		s.env = append(s.env, name+"="+folder)
	}
	return s
}

// noBus stands for a session bus that is not there. Without it the D-Bus library would
// start a bus of its own that outlives the test.
const noBus = "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent/bus"

// spool collects what processes print.
type spool struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spool) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *spool) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

func (s *shop) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Env, cmd.Stderr = s.env, s.said
	return cmd
}

// till is the program, running, in its window.
type till struct {
	shop   *shop
	t      *testing.T
	cmd    *exec.Cmd
	window string
	begin  int // where the log stood when this program started
}

// open starts the program and waits until its first screen can be used.
func (s *shop) open(t *testing.T, args ...string) *till {
	t.Helper()
	return s.openAs(t, s.command(t, append([]string{"--data-dir", s.data}, args...)...))
}

// openAs is open with another command.
func (s *shop) openAs(t *testing.T, cmd *exec.Cmd) *till {
	t.Helper()
	w := &till{shop: s, t: t, begin: len(s.log()), cmd: cmd}
	w.cmd.Stdout = s.said
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the programs printed:\n%s\nthe log:\n%s", s.said, s.log())
			s.display.shot(t, "failed-"+t.Name())
		}
		if w.cmd.ProcessState == nil {
			_ = w.cmd.Process.Kill()
			_ = w.cmd.Wait()
		}
	})
	w.window = s.display.window(t, w.cmd.Process.Pid, "^Tillside$")
	w.focus()
	return w
}

// focus gives the window the keyboard, as a window manager does.
func (w *till) focus() {
	w.t.Helper()
	w.shop.display.xdotool(w.t, "windowfocus", "--sync", w.window)
}

// arrange puts the virtual terminal of training beside the till, as a person does on a
// small screen, and gives the keyboard back to the till.
func (w *till) arrange() {
	w.t.Helper()
	d := w.shop.display
	customer := d.window(w.t, w.cmd.Process.Pid, "^Virtual terminal$")
	d.xdotool(w.t, "windowsize", "--sync", w.window, "1046", "720")
	d.xdotool(w.t, "windowmove", "--sync", customer, "1046", "0")
	w.focus()
}

// press presses keys one after another: "1", "Return", "ctrl+3".
func (w *till) press(keys ...string) {
	w.t.Helper()
	w.shop.display.xdotool(w.t, append([]string{"key", "--delay", "30"}, keys...)...)
}

// looked is how long a person looks at what has just come up. The window takes no Enter before
// that for its own, so this is the one step that is timed.
const looked = 800 * time.Millisecond

// leave presses Enter on a result that has been looked at.
func (w *till) leave() {
	w.t.Helper()
	time.Sleep(looked)
	w.press("Return")
	w.on("sale")
}

// write types a text.
func (w *till) write(text string) {
	w.t.Helper()
	w.shop.display.xdotool(w.t, "type", "--delay", "30", text)
}

var screenLine = regexp.MustCompile(`\bmsg=screen\b.*\bscreen=(\S+)`)

// screen is the name of the screen that came to the front last.
func (w *till) screen() string {
	all := screenLine.FindAllStringSubmatch(w.shop.log()[w.begin:], -1)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1][1]
}

// on waits until a screen is at the front.
func (w *till) on(screen string) {
	w.t.Helper()
	until(w.t, "the screen "+screen, func() bool { return w.screen() == screen })
}

// said waits until the log has a message about the screen at the front: that what it
// waited for is there and drawn.
func (w *till) said(message string) {
	w.t.Helper()
	until(w.t, message, func() bool {
		log := w.shop.log()[w.begin:]
		return strings.Contains(log[max(strings.LastIndex(log, "msg=screen "), 0):], fmt.Sprintf("msg=%q", message))
	})
}

// shows waits until the payment screen shows an attempt as the journal has it.
func (w *till) shows(l line) {
	w.t.Helper()
	want := fmt.Sprintf("msg=shown reference=%s state=%s", l.Reference, l.State)
	until(w.t, "the window to show "+l.State, func() bool { return strings.Contains(w.shop.log()[w.begin:], want) })
}

// kill ends the program as a power cut does.
func (w *till) kill() {
	w.t.Helper()
	if err := w.cmd.Process.Signal(syscall.SIGKILL); err != nil {
		w.t.Fatal(err)
	}
	_ = w.cmd.Wait()
}

// quit ends the program as the system does at shutdown, and wants a clean end.
func (w *till) quit() {
	w.t.Helper()
	if err := w.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		w.t.Fatal(err)
	}
	if err := w.cmd.Wait(); err != nil {
		w.t.Errorf("ended with %v", err)
	}
}

// log is the program's log so far.
func (s *shop) log() string {
	text, err := os.ReadFile(filepath.Join(s.data, "tillside.log"))
	if err != nil {
		return ""
	}
	return string(text)
}

// holds names the files below the data folder that contain a text, whatever they are.
func (s *shop) holds(t *testing.T, text string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(s.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(bytes.ToLower(content), bytes.ToLower([]byte(text))) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
