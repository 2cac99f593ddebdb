//go:build e2e

package e2e

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a person meets when something around the program is wrong: the window opens all the
// same, says what it is, and nothing that was there is touched.
func TestTroubleIsSaidInTheWindow(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(t *testing.T, s *shop)
		touched string // a file of the data folder that must stay as it is
	}{
		{name: "a damaged journal", touched: "journal-training.db", prepare: func(t *testing.T, s *shop) {
			s.put(t, "journal-training.db", strings.Repeat("this is no database. ", 1000))
		}},
		{name: "an empty journal", touched: "journal-training.db", prepare: func(t *testing.T, s *shop) {
			s.put(t, "journal-training.db", "")
		}},
		{name: "a journal of a newer version", touched: "journal-training.db", prepare: func(t *testing.T, s *shop) {
			w := s.open(t, "--training")
			w.on("sale")
			w.quit()
			s.fromTheFuture(t, "journal-training.db")
		}},
		{name: "settings of a newer version", touched: "settings.db", prepare: func(t *testing.T, s *shop) {
			w := s.open(t, "--training")
			w.on("sale")
			w.quit()
			s.fromTheFuture(t, "settings.db")
		}},
		{name: "a log that cannot be written", touched: "tillside.log/kept", prepare: func(t *testing.T, s *shop) {
			s.put(t, "tillside.log/kept", "mine")
		}},
		{name: "a data folder that is a file", prepare: func(t *testing.T, s *shop) {
			if err := os.WriteFile(s.data, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newShop(t)
			test.prepare(t, s)
			before := s.content(t, test.touched)
			w := s.open(t, "--training")
			until(t, "the screen trouble", func() bool {
				return w.screen() == "trouble" || strings.Contains(s.said.String(), "screen=trouble")
			})
			s.display.shot(t, "trouble-"+strings.ReplaceAll(test.name, " ", "-"))
			w.quit()
			if after := s.content(t, test.touched); after != before {
				t.Error("the file was changed")
			}
			s.clean(t)
		})
	}
}

// Without a keyring the key cannot be read. That is said, and it is not the same as having
// no key; training works all the same.
func TestAKeyringOutOfReachIsSaid(t *testing.T) {
	s := newShop(t)
	c := s.openCloud(t)
	w := s.open(t, "--cloud-url", c.api, "--status-url", c.status)
	w.on("sale")
	if !strings.Contains(s.log(), "keyring") {
		t.Error("the log does not name the keyring")
	}
	s.display.shot(t, "no-keyring")
	w.quit()
	set := s.command(t, "key", "set", "--environment", "custom")
	set.Stdin = strings.NewReader(c.key + "\n")
	if out, err := set.Output(); err == nil {
		t.Errorf("a key was kept nowhere: %s", out)
	}
	s.clean(t, c.key)
}

// put writes a file of the data folder before the program does.
func (s *shop) put(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(s.data, name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.data, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// content is what a file of the data folder, or the folder itself, holds.
func (s *shop) content(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.data, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fromTheFuture makes a database one that a later version has worked with.
func (s *shop) fromTheFuture(t *testing.T, name string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.data, name))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("INSERT INTO migrations (version_id, is_applied) VALUES (9999, 1)"); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		t.Fatal(err)
	}
}
