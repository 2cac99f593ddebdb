//go:build e2e

package e2e

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// journalCommand runs "tillside journal" and returns what it printed and how it ended.
func (s *shop) journalCommand(t *testing.T, args ...string) (out string, code int) {
	t.Helper()
	cmd := s.command(t, append([]string{"journal", args[0], "--data-dir", s.data}, args[1:]...)...)
	printed, err := cmd.Output()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return string(printed), cmd.ProcessState.ExitCode()
}

// A sale, then damage of two kinds: the commands say what is wrong by their exit code, the
// window mends it and says what it did, and the sale is still there.
func TestADamagedJournalIsMendedInTheWindow(t *testing.T) {
	s := newShop(t)
	w := s.open(t, "--training")
	w.on("sale")
	w.arrange()
	sale := w.sell("training", "1240", 1)
	w.leave() // a result that nobody has seen comes forward at the next start
	w.quit()
	if out, code := s.journalCommand(t, "verify"); code != 0 || !strings.Contains(out, "lines fit, 1 payments") {
		t.Errorf("verify ended with %d: %s", code, out)
	}
	if _, code := s.journalCommand(t, "repair"); code != 2 {
		t.Errorf("a command that is none ended with %d", code)
	}
	path := filepath.Join(s.data, "journal-training.db")
	db, err := sql.Open("sqlite3", "file:"+path)
	if err == nil {
		db.SetMaxOpenConns(1)
		_, err = db.Exec("DROP TRIGGER attempts_version_next; DROP TRIGGER attempts_intent_kept; UPDATE attempts SET amount = 1")
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if out, code := s.journalCommand(t, "verify", "--environment", "training"); code != 1 || !strings.Contains(out, sale.Reference) {
		t.Errorf("verify of an edited journal ended with %d: %s", code, out)
	}
	for _, damage := range []struct {
		reason string
		do     func() error
	}{
		{"changed", func() error { return nil }}, // done above
		{"empty", func() error { return os.Truncate(path, 0) }},
	} {
		if err := damage.do(); err != nil {
			t.Fatal(err)
		}
		w = s.open(t, "--training")
		until(t, "the journal to be mended", func() bool { return strings.Contains(s.log(), "reason="+damage.reason) })
		w.on("sale")
		s.display.shot(t, "mended-"+damage.reason)
		w.press("Return")
		w.quit()
		if found := s.newest(t, "training"); found != sale {
			t.Errorf("after %q there is %+v, want %+v", damage.reason, found, sale)
		}
	}
	aside, err := filepath.Glob(filepath.Join(s.data, "journal-training.damaged-*.db"))
	if err != nil || len(aside) != 2 {
		t.Errorf("set aside: %v, %v", aside, err)
	}
	if out, code := s.journalCommand(t, "restore", "--newest", "--environment", "training"); code != 0 || !strings.Contains(out, "with 1 payments") {
		t.Errorf("restore ended with %d: %s", code, out)
	}
	s.clean(t)
}
