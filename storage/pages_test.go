package storage_test

import (
	"os"
	"path/filepath"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Each page of a commit is waited for before the request leaves. The decision to send
// writes the attempt, its place among the states, and the event with its three places: the
// indexes of what is open say nothing new and are left alone.
func TestSendingWritesFewPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	a := record(t, j, sale(1))
	before := framesIn(t, path)
	a = move(t, j, a, payments.StateSending, checkout.EventSending, 1)
	if pages := framesIn(t, path) - before; pages > 6 {
		t.Errorf("the decision to send writes %d pages", pages)
	}
	before = framesIn(t, path)
	a.Notice = payments.NoticeCancelFailed
	a = move(t, j, a, payments.StateSending, checkout.EventNoAnswer, 2)
	if pages := framesIn(t, path) - before; pages > 5 {
		t.Errorf("an event that moves nothing writes %d pages", pages)
	}
	stored, err := j.Attempt(t.Context(), a.Reference)
	must(t, err)
	if stored.Notice != a.Notice || stored.State != a.State || stored.Version != a.Version || !stored.Updated.Equal(a.Updated) {
		t.Errorf("stored %+v", stored)
	}
}

// framesIn counts the pages in SQLite's log: a header of 32 bytes, and before each page one
// of 24.
func framesIn(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path + "-wal")
	must(t, err)
	return (info.Size() - 32) / (24 + 4096)
}
