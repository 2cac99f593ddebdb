//go:build e2e

package e2e

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"tillside/payments/simulator"
)

// lockKeyring locks the shop's keyring, as a session does that was left alone.
func (s *shop) lockKeyring(t *testing.T) {
	t.Helper()
	need(t, "dbus-send")
	s.runs(t, "dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.secrets", "/org/freedesktop/secrets",
		"org.freedesktop.Secret.Service.Lock", "array:objpath:/org/freedesktop/secrets/collection/login")
}

// unlockKeyring opens it away from the till: another program asks for the same key, and a
// person types the password into the prompt of the system.
func (s *shop) unlockKeyring(t *testing.T, environment, key string) {
	t.Helper()
	cmd := s.command(t, "key", "set", "--environment", environment)
	cmd.Stdin = strings.NewReader(key + "\n")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the keyring's prompt", func() bool {
		_, err := s.display.tool("xdotool", "search", "--onlyvisible", "--class", "gcr-prompter")
		return err == nil
	})
	s.display.shot(t, "prompt")
	s.display.xdotool(t, "type", "--delay", "30", keyringPassword)
	s.display.xdotool(t, "key", "Return")
	if err := cmd.Wait(); err != nil {
		t.Fatalf("tillside key set: %v", err)
	}
}

// runs runs a tool in the shop's environment.
func (s *shop) runs(t *testing.T, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = s.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// The till starts with a locked keyring while a payment is open. It says so, and nobody has to
// touch it: when the keyring opens, the payment is followed to its end.
func TestAPaymentIsFollowedAsSoonAsTheKeyringOpens(t *testing.T) {
	s := newShop(t)
	s.withKeyring(t)
	c := s.openCloud(t)
	s.keepKey(t, "custom", c.key)
	flags := []string{"--cloud-url", c.api, "--status-url", c.status}
	w := s.open(t, flags...)
	w.on("sale")
	w.press("1", "2", "4", "0", "Return")
	s.settledAs(t, "custom", 1, "waiting")
	w.kill()
	s.lockKeyring(t)
	until(t, "the customer to tap", func() bool { return len(c.movements(t)) == 1 })

	w = s.open(t, flags...)
	until(t, "the till without its key", func() bool {
		w.press("Escape") // the keyring's own prompt, which takes all keys
		return w.screen() == "sale"
	})
	w.focus()
	s.display.shot(t, "locked")
	w.press("F9")
	w.on("payment")
	s.display.shot(t, "locked-payment")
	if got := s.newest(t, "custom"); got.State != "waiting" {
		t.Fatalf("without a key the journal says %s", got.State)
	}
	s.unlockKeyring(t, "custom", c.key)
	opened := time.Now()
	found := s.settledAs(t, "custom", 1, "approved")
	w.shows(found)
	t.Logf("followed to its end %s after the keyring was opened", time.Since(opened).Round(100*time.Millisecond))
	s.display.shot(t, "unlocked")
	w.quit()
	compare(t, s.journal(t, "custom"), c.ledger(t))
	s.clean(t, c.key, simulator.SharedSecret)
}
