//go:build e2e

package e2e

import (
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // reads the journal as an outsider would

	"tillside/payments/simulator"
)

// line is an attempt as the journal has it.
type line struct {
	Reference, Kind, State string
	Amount                 int64
	Currency               string
}

// referenceText is a reference as a person reads it: the journal has the 16 bytes of a UUID.
const referenceText = `iif(typeof(reference) = 'blob', lower(substr(hex(reference), 1, 8) || '-' || substr(hex(reference), 9, 4) || '-' ||
	substr(hex(reference), 13, 4) || '-' || substr(hex(reference), 17, 4) || '-' || substr(hex(reference), 21)), reference)`

// journal reads the attempts of an environment, oldest first, with no code of the program.
// A journal that is not there yet has none.
func (s *shop) journal(t *testing.T, environment string) []line {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.data, "journal-"+environment+".db")+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query("SELECT " + referenceText + ", kind, state, amount, currency FROM attempts ORDER BY created, key")
	if err != nil {
		return nil
	}
	defer rows.Close()
	var all []line
	for rows.Next() {
		var l line
		if err := rows.Scan(&l.Reference, &l.Kind, &l.State, &l.Amount, &l.Currency); err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// command is a line of what terminals were told, as the journal has it.
type command struct{ Kind, State, Found string }

// commands reads those lines, oldest first.
func (s *shop) commands(t *testing.T, environment string) []command {
	t.Helper()
	var all []command
	s.read(t, "journal-"+environment+".db", "SELECT kind, state, found FROM commands ORDER BY seq", func(scan func(...any) error) error {
		var c command
		err := scan(&c.Kind, &c.State, &c.Found)
		all = append(all, c)
		return err
	})
	return all
}

// settings are the words that are kept, in one text.
func (s *shop) settings(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	s.read(t, "settings.db", "SELECT key, value FROM settings", func(scan func(...any) error) error {
		var key, value string
		err := scan(&key, &value)
		all.WriteString(key + "=" + value + "\n")
		return err
	})
	return all.String()
}

// read hands each row of a query on a file of the data folder to take.
func (s *shop) read(t *testing.T, file, query string, take func(scan func(...any) error) error) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.data, file)+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// newest is the last attempt of a journal, the zero line when there is none.
func (s *shop) newest(t *testing.T, environment string) line {
	t.Helper()
	all := s.journal(t, environment)
	if len(all) == 0 {
		return line{}
	}
	return all[len(all)-1]
}

// receipt reads the customer's receipt of an attempt, "" when none is kept.
func (s *shop) receipt(t *testing.T, environment, reference string) string {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.data, "journal-"+environment+".db")+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var body []byte
	err = db.QueryRow("SELECT body FROM receipts WHERE "+referenceText+" = ? AND copy = 'customer'", reference).Scan(&body)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		t.Fatal(err)
	}
	return string(body)
}

// settledAs waits until the journal has n attempts and the newest is in a state.
func (s *shop) settledAs(t *testing.T, environment string, n int, state string) line {
	t.Helper()
	until(t, "an attempt that is "+state, func() bool {
		return len(s.journal(t, environment)) == n && s.newest(t, environment).State == state
	})
	return s.newest(t, environment)
}

// cloud is the training cloud as a process of its own.
type cloud struct{ api, status, refunds, key string }

// ledger is what the cloud's acquirer has booked, oldest first.
func (c cloud) ledger(t *testing.T) []simulator.LedgerLine {
	t.Helper()
	answer, err := http.Get(c.api + "/simulator/ledger")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("ledger: %s", answer.Status)
	}
	var all []simulator.LedgerLine
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all
}

// movements are the lines of the ledger that moved money.
func (c cloud) movements(t *testing.T) []simulator.LedgerLine {
	t.Helper()
	return slices.DeleteFunc(c.ledger(t), func(l simulator.LedgerLine) bool { return l.Moved == 0 })
}
