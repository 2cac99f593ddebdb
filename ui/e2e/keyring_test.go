//go:build e2e

package e2e

import (
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

const keyringPassword = "a password of this test"

// withKeyring gives the shop a session bus with a real, unlocked Secret Service behind it,
// in the shop's own home. Processes started from now on find it.
func (s *shop) withKeyring(t *testing.T) {
	t.Helper()
	need(t, "dbus-run-session", "gnome-keyring-daemon", "bash")
	const script = `
		echo -n "` + keyringPassword + `" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
		echo "bus $DBUS_SESSION_BUS_ADDRESS"
		exec sleep infinity`
	cmd := exec.Command("dbus-run-session", "--", "bash", "-c", script)
	cmd.Env = s.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	lines := start(t, cmd)
	t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }) // the daemons as well
	for {
		if address, ok := strings.CutPrefix(next(t, "the session bus", lines), "bus "); ok {
			s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+address)
			return
		}
	}
}

// keepKey stores an API key the way a person who sets up a till does.
func (s *shop) keepKey(t *testing.T, environment, key string) {
	t.Helper()
	cmd := s.command(t, "key", "set", "--environment", environment)
	cmd.Stdin = strings.NewReader(key + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tillside key set: %v\n%s%s", err, out, s.said)
	}
	if _, err := s.said.Write(out); err != nil {
		t.Fatal(err)
	}
}
