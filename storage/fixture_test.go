package storage_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// TestMain lets the test binary play another process: see child_test.go.
func TestMain(m *testing.M) {
	if part := os.Getenv(childPart); part != "" {
		os.Exit(playChild(part, os.Getenv(childPath)))
	}
	os.Exit(m.Run())
}

// noon is the moment at which the tests begin.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 123456789, time.UTC)

func openAt(t testing.TB, path string) *storage.Journal {
	t.Helper()
	j, err := storage.OpenJournal(t.Context(), path, storage.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, j.Close()) })
	return j
}

// journal is a new journal in a folder that goes with the test.
func journal(t testing.TB) *storage.Journal {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "journal.db"))
}

// raw opens the file as a tool from outside would, past all of our code.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	db := storage.Connect(path)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// outsider opens the file with nothing of ours at all: SQLite's own settings, in which
// REPLACE deletes without firing triggers and foreign keys are not looked at.
func outsider(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	must(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// private tells whether a file is its owner's alone. On Windows modes say nothing: there a
// file has the rights of its folder.
func private(info os.FileInfo) bool {
	return runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sale is a recorded sale of 12.40 euro, the n-th of its test, each on its own terminal.
func sale(n int) payments.Attempt {
	return payments.Attempt{
		Intent: payments.Intent{
			Reference:  fmt.Sprintf("00000000-0000-4000-8000-%012d", n),
			RequestKey: fmt.Sprintf("nonce-%d", n),
			Kind:       payments.KindSale,
			Amount:     payments.MustMoney(1240, "EUR"),
			Terminal:   payments.Terminal{Serial: fmt.Sprintf("15478%05d", n), Type: "PAXA920", Merchant: "m1"},
			Note:       fmt.Sprintf("order %d", n),
			Account: payments.Account{
				Provider: "handpoint", Environment: "development", Profile: "default", KeyFingerprint: "0011223344556677",
			},
			Created: noon.Add(time.Duration(n) * time.Minute),
		},
		State:   payments.StateRecorded,
		Updated: noon.Add(time.Duration(n) * time.Minute),
		Version: 1,
	}
}

// refund is a refund of a sale, on a terminal of its own.
func refund(n int, of payments.Attempt) payments.Attempt {
	a := sale(n)
	a.Kind = payments.KindRefund
	a.Original = payments.Original{
		Reference: of.Reference, TransactionID: "tx-" + of.Reference, FiledUnder: of.Reference, Amount: of.Amount,
	}
	return a
}

// at is an event of a kind, a number of seconds after the attempt was created.
func at(a payments.Attempt, kind checkout.EventKind, seconds int) checkout.Event {
	return checkout.Event{
		Reference: a.Reference, Kind: kind, At: a.Created.Add(time.Duration(seconds) * time.Second),
		From: a.State, To: a.State,
	}
}

func record(t testing.TB, j *storage.Journal, a payments.Attempt) payments.Attempt {
	t.Helper()
	must(t, j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)))
	return a
}

// move appends the step of an attempt to another state.
func move(t testing.TB, j *storage.Journal, a payments.Attempt, to payments.State, kind checkout.EventKind, seconds int) payments.Attempt {
	t.Helper()
	e := at(a, kind, seconds)
	a.State, e.To = to, to
	a.Version++
	a.Updated = e.At
	must(t, j.Append(t.Context(), a, e))
	return a
}

// waiting brings a sale as far as the card flow, which begins after two seconds.
func waiting(t testing.TB, j *storage.Journal, a payments.Attempt) payments.Attempt {
	t.Helper()
	a = record(t, j, a)
	a = move(t, j, a, payments.StateSending, checkout.EventSending, 1)
	return move(t, j, a, payments.StateWaiting, checkout.EventAccepted, 2)
}

// finished brings a sale to a verdict after so many seconds of card flow.
func finished(t testing.TB, j *storage.Journal, a payments.Attempt, to payments.State, seconds int) payments.Attempt {
	t.Helper()
	a = waiting(t, j, a)
	a.Outcome.State = to
	if to == payments.StateApproved {
		a.Outcome.Amounts.Charged = a.Amount
	}
	return move(t, j, a, to, checkout.EventResult, 2+seconds)
}

func references(all []payments.Attempt) []string {
	refs := make([]string, len(all))
	for i, a := range all {
		refs[i] = a.Reference
	}
	return refs
}
