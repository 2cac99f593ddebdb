package disktest

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

// open opens a database with a table on a path.
func open(t *testing.T, path, synchronous string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous="+synchronous)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS rows (n INTEGER)"); err != nil {
		t.Fatal(err)
	}
	return db
}

func onDisk(t *testing.T, root string) *Disk {
	t.Helper()
	d, err := New(root, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Remove)
	return d
}

func insert(db *sql.DB, n int) error {
	_, err := db.Exec("INSERT INTO rows VALUES (?)", n)
	return err
}

// after copies a database as a loss of power leaves it, and counts its rows.
func after(t *testing.T, d *Disk, path string) (rows, lost int) {
	t.Helper()
	copied := path + ".copy"
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(copied+suffix, data, 0o600); err != nil {
			t.Fatal(err)
		}
		n, err := d.PowerLoss(path+suffix, copied+suffix)
		if err != nil {
			t.Fatal(err)
		}
		lost += n
	}
	db, err := sql.Open("sqlite3", "file:"+copied)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var word string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&word); err != nil || word != "ok" {
		t.Errorf("integrity_check: %q, %v", word, err)
	}
	if err := db.QueryRow("SELECT count(*) FROM rows").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	return rows, lost
}

// What was committed with FULL is there after a loss of power, what was committed with
// NORMAL is not: the disk makes the difference that the setting is about.
func TestPowerLoss(t *testing.T) {
	for _, c := range []struct {
		synchronous string
		rows        int
	}{{"FULL", 5}, {"NORMAL", 0}} {
		path := filepath.Join(t.TempDir(), "a.db")
		d := onDisk(t, path)
		db := open(t, path, c.synchronous)
		if _, err := db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil { // the table is durable either way
			t.Fatal(err)
		}
		for n := range 5 {
			if err := insert(db, n); err != nil {
				t.Fatal(err)
			}
		}
		rows, lost := after(t, d, path)
		if rows != c.rows || (lost > 0) != (c.rows == 0) {
			t.Errorf("%s: %d rows, %d writes lost, want %d rows", c.synchronous, rows, lost, c.rows)
		}
	}
}

// An operation that is let fail fails once or for ever, and SQLite says so.
func TestFail(t *testing.T) {
	for _, op := range []Op{Write, Sync} {
		path := filepath.Join(t.TempDir(), "a.db")
		d := onDisk(t, path)
		db := open(t, path, "FULL")
		before := d.Count(op)
		d.Fail(op, 1, 1)
		if err := insert(db, 1); err == nil {
			t.Errorf("op %d: the write that was let fail succeeded", op)
		}
		if err := insert(db, 2); err != nil {
			t.Errorf("op %d: the next one failed: %v", op, err)
		}
		d.Fail(op, 1, ForEver)
		for range 3 {
			if err := insert(db, 3); err == nil {
				t.Errorf("op %d: a write succeeded on a broken disk", op)
			}
		}
		d.Fail(op, 0, 0)
		if err := insert(db, 4); err != nil {
			t.Errorf("op %d: a mended disk fails: %v", op, err)
		}
		if d.Count(op) < before+6 {
			t.Errorf("op %d: counted %d, then %d", op, before, d.Count(op))
		}
		if rows, _ := after(t, d, path); rows != 2 {
			t.Errorf("op %d: %d rows, want 2", op, rows)
		}
	}
}

// A path that is not below a disk's root is none of its business.
func TestAnotherDisk(t *testing.T) {
	dir := t.TempDir()
	d := onDisk(t, filepath.Join(dir, "a"))
	d.Fail(Write, 1, ForEver)
	db := open(t, filepath.Join(dir, "b.db"), "FULL")
	if err := insert(db, 1); err != nil {
		t.Error(err)
	}
	if n := d.Count(Write); n != 0 {
		t.Errorf("counted %d writes of another file", n)
	}
}
