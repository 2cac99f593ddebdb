//go:build e2e && wine

package e2e

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillside/payments/simulator"
)

// windows is a Windows of wine's below a folder, with a screen, and in it a person without
// administrator's rights.
type windows struct {
	*shop
	prefix string
	exe    string // a program that nobody installed; "" for the installed one
}

// newWindows makes one. .ci/wine/prefix has what Go programs need there.
func newWindows(t *testing.T) *windows {
	t.Helper()
	need(t, "wine", "wineserver", "xdotool")
	s := newShop(t)
	w := &windows{shop: s, prefix: filepath.Join(t.TempDir(), "prefix")}
	s.env = append(s.env, "WINEPREFIX="+w.prefix, "WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=bcryptprimitives=n,b;mscoree,mshtml=")
	made := exec.Command("../../.ci/wine/prefix", w.prefix)
	made.Env = s.env
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("make a prefix: %v\n%s", err, out)
	}
	t.Cleanup(func() { _ = w.run("wineserver", "-k") })
	s.data = filepath.Join(w.local(t), "Tillside")
	return w
}

// run runs a command of this system in that one's environment.
func (w *windows) run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Env = w.env
	return cmd.Run()
}

// local is the person's folder for what stays on this computer, as this system sees it.
func (w *windows) local(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(w.prefix, "drive_c", "users", "*", "AppData", "Local"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	return found[0]
}

// installer is the file that a shop gets.
func installer(t *testing.T) string {
	t.Helper()
	path := os.Getenv("TILLSIDE_SETUP")
	if path == "" {
		t.Fatal("TILLSIDE_SETUP names no installer; make package-test sets it")
	}
	return path
}

func (w *windows) program(t *testing.T) string {
	t.Helper()
	if w.exe != "" {
		return w.exe
	}
	return filepath.Join(w.local(t), "Programs", "Tillside", "tillside.exe")
}

// install runs the installer as a shop's administrator would, and wants it to succeed.
func (w *windows) install(t *testing.T) {
	t.Helper()
	if err := w.run("wine", installer(t), "/S"); err != nil {
		t.Fatalf("install: %v", err)
	}
}

// uninstall returns the exit code of the program that uninstalls, once it is done.
func (w *windows) uninstall(t *testing.T) int {
	t.Helper()
	folder := filepath.Dir(w.program(t))
	inside := strings.ReplaceAll(strings.TrimPrefix(folder, filepath.Join(w.prefix, "drive_c")), "/", `\`)
	err := w.run("wine", filepath.Join(folder, "uninstall.exe"), "/S", `_?=C:`+inside)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode()
	case err != nil:
		t.Fatalf("uninstall: %v", err)
	}
	return 0
}

// command runs the program.
func (w *windows) command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("wine", append([]string{w.program(t)}, args...)...)
	cmd.Env, cmd.Stderr = w.env, w.said
	return cmd
}

// open starts the program and waits for its window.
func (w *windows) open(t *testing.T, args ...string) *till {
	t.Helper()
	return w.shop.openAs(t, w.command(t, args...))
}

// shut closes the window as a person does, and wants a clean end.
func (w *till) shut() {
	w.t.Helper()
	w.focus()
	w.press("alt+F4")
	if err := w.cmd.Wait(); err != nil {
		w.t.Errorf("ended with %v", err)
	}
}

// verify has the program of this system walk the chains of the journals that the one of
// Windows has left.
func (w *windows) verify(t *testing.T) {
	t.Helper()
	out, err := w.shop.command(t, "journal", "verify", "--data-dir", w.data).Output()
	if err != nil {
		t.Errorf("journal verify: %v\n%s%s", err, out, w.said)
	}
	t.Logf("journal verify says %s", bytes.TrimSpace(out))
}

// liveThrough is what a till has to live through: its key by the console, a sale, a refund of a part,
// and an end in the middle of a payment, which it takes up at the next start and shows.
func (w *windows) liveThrough(t *testing.T, c cloud, flags []string) (till *till, sale, refund line) {
	t.Helper()
	keep := w.command(t, "key", "set", "--environment", "custom")
	keep.Stdin = strings.NewReader(c.key + "\n")
	if out, err := keep.Output(); err != nil {
		t.Fatalf("key set: %v, %s%s", err, out, w.said)
	}
	if out, err := w.command(t, "--version").Output(); err != nil || !bytes.HasPrefix(out, []byte("tillside ")) {
		t.Errorf("--version says %q, %v", out, err)
	}

	began := time.Now()
	till = w.open(t, flags...)
	till.on("sale")
	t.Logf("the keypad was there after %s", time.Since(began).Round(10*time.Millisecond))
	if info, err := os.Stat(w.data); err != nil || info.Mode().Perm()&0o007 != 0 {
		t.Errorf("the data folder's list of rights became %v, %v", info.Mode(), err) // wine turns it into a mode, the person's group included
	}
	sale = till.sell("custom", "1240", 1)
	till.said("receipts shown")
	w.display.shot(t, "windows-paid")
	till.leave()
	refund = till.refundPart("custom", "500", "wrong book", 2)
	till.said("receipts shown")
	w.display.shot(t, "windows-refunded")
	till.leave()

	till.press("7", "0", "0", "Return")
	w.settledAs(t, "custom", 3, "waiting")
	till.kill()
	until(t, "the customer to tap", func() bool { return len(c.movements(t)) == 3 })
	till = w.open(t, flags...)
	found := w.settledAs(t, "custom", 3, "approved")
	till.shows(found)
	w.display.shot(t, "windows-found")
	till.leave()
	return till, sale, refund
}

// The life of a shop's till on Windows: installed for one person, given its key, sold with,
// killed in the middle of a payment, updated while it runs, uninstalled and installed again.
func TestWindows(t *testing.T) {
	w := newWindows(t)
	c := w.openCloud(t)
	w.install(t)
	for _, name := range []string{"Tillside.lnk", "Tillside (training).lnk"} {
		entry := filepath.Join(w.local(t), "..", "Roaming", "Microsoft", "Windows", "Start Menu", "Programs", name)
		if _, err := os.Stat(entry); err != nil {
			t.Errorf("the start menu: %v", err)
		}
	}
	w.fullDisk(t)
	flags := []string{"--cloud-url", c.api, "--status-url", c.status}
	till, sale, refund := w.liveThrough(t, c, flags)

	if out, err := w.command(t, flags...).Output(); err != nil || !strings.Contains(string(out), "open already") {
		t.Errorf("the second start said %q, %v", out, err)
	}
	w.install(t) // over the running program
	if code := w.uninstall(t); code != 2 {
		t.Errorf("uninstalling under a running program ended with %d", code)
	}
	till.focus()
	till.sell("custom", "300", 4)
	till.leave()
	till.shut()
	if again := w.open(t, flags...); again != nil { // the new file, and what the old one left
		again.on("sale")
		again.sell("custom", "100", 5)
		again.shut()
	}

	if code := w.uninstall(t); code != 0 {
		t.Errorf("uninstall ended with %d", code)
	}
	if _, err := os.Stat(w.program(t)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the program is still there: %v", err)
	}
	w.verify(t)
	compare(t, w.journal(t, "custom"), c.ledger(t))
	if paper := w.receipt(t, "custom", sale.Reference) + w.receipt(t, "custom", refund.Reference); !strings.Contains(paper, "APPROVED") {
		t.Errorf("the receipts say %q", paper)
	}
	w.install(t)
	till = w.open(t, flags...)
	till.on("sale")
	if n := len(w.journal(t, "custom")); n != 5 {
		t.Errorf("%d payments after it was installed again", n)
	}
	till.shut()
	w.clean(t, c.key, simulator.SharedSecret, simulator.Cardholder)
}

// Training, in a folder whose name an old program would stumble over, with the settings of
// version 0.1.0 in it.
func TestWindowsTraining(t *testing.T) {
	w := newWindows(t)
	w.install(t)
	w.data = filepath.Join(w.prefix, "drive_c", "Käse laden", "caja nº 1", "data")
	if err := os.MkdirAll(w.data, 0o700); err != nil {
		t.Fatal(err)
	}
	old, err := os.ReadFile("../../testdata/version-0.1.0/last/settings.db")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.data, "settings.db"), old, 0o600); err != nil {
		t.Fatal(err)
	}
	const folder = `C:\Käse laden\caja nº 1\data`
	if err := os.WriteFile(filepath.Join(w.data, "..", "answers.json"), []byte(`{"environment": "custom", "currency": "EUR"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	// Training has no contract for the pounds of those settings.
	if out, err := w.command(t, "setup", "--from", `C:\Käse laden\caja nº 1\answers.json`, "--data-dir", folder).Output(); err != nil {
		t.Fatalf("setup: %v, %s%s", err, out, w.said)
	}
	till := w.open(t, "--training", "--data-dir", folder)
	till.on("sale")
	w.display.shot(t, "windows-training")
	sale := till.sell("training", "1240", 1)
	till.said("receipts shown")
	till.shut()
	w.verify(t)
	if sale.Amount != 1240 {
		t.Errorf("sold %+v", sale)
	}
	w.clean(t)
}

// Where OpenGL is missing a box of the system's own says so, with what to do, and the log too.
func TestWindowsWithoutOpenGL(t *testing.T) {
	w := newWindows(t)
	w.install(t)
	w.env = append(w.env, "MESA_GL_VERSION_OVERRIDE=1.1") // what Windows has without a driver
	// As a double click starts it: without a console, and nothing is redirected.
	cmd := exec.Command("wine", "start", "/unix", w.program(t), "--training")
	cmd.Env = w.env
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	var box string
	until(t, "a box that says why", func() bool {
		out, err := w.display.tool("xdotool", "search", "--onlyvisible", "--name", "^Tillside$")
		box = strings.TrimSpace(string(out))
		return err == nil && regexp.MustCompile(`^\d+$`).MatchString(box)
	})
	w.display.shot(t, "windows-no-opengl")
	w.display.xdotool(t, "windowfocus", "--sync", box)
	w.display.xdotool(t, "key", "Return")
	until(t, "the box to be gone", func() bool {
		_, err := w.display.tool("xdotool", "search", "--onlyvisible", "--name", "^Tillside$")
		return err != nil
	})
	if !strings.Contains(w.log(), "window toolkit reported an error") {
		t.Errorf("the log says %q", w.log())
	}
	if len(w.journal(t, "training")) != 0 {
		t.Error("something was started")
	}
}
