package storage_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/storage"
)

// On a full disk nothing half is written, what is there can be read, and the journal goes
// on as soon as there is room.
func TestFull(t *testing.T) {
	j := journal(t)
	done := finished(t, j, sale(1), payments.StateApproved, 3)
	a := waiting(t, j, sale(2))
	pages, err := j.Pages(t.Context())
	must(t, err)
	must(t, j.SetMaxPages(t.Context(), pages))

	big := a
	big.State, big.Version = payments.StateApproved, a.Version+1
	big.Outcome.Receipts.Customer = "<p>" + strings.Repeat("12.40 ", 20000) + "</p>"
	e := at(a, checkout.EventResult, 9)
	e.To = big.State
	if err := j.Append(t.Context(), big, e); !errors.Is(err, checkout.ErrJournalFull) {
		t.Fatalf("append: got %v", err)
	}
	r := checkout.Receipt{Copy: checkout.CopyCustomer, Body: []byte(big.Outcome.Receipts.Customer)}
	done.Version++
	if err := j.KeepReceipt(t.Context(), done, r, at(done, checkout.EventReceipt, 9)); !errors.Is(err, checkout.ErrJournalFull) {
		t.Fatalf("receipt: got %v", err)
	}
	done.Version--
	recorded, err := recordUntilFull(t, j)
	if !errors.Is(err, checkout.ErrJournalFull) {
		t.Fatalf("record: got %v", err)
	}
	unchanged(t, j, a)
	unchanged(t, j, done)
	all, err := j.List(t.Context(), checkout.Query{Limit: 1000})
	must(t, err)
	if len(all) != 2+recorded {
		t.Errorf("%d attempts, want %d", len(all), 2+recorded)
	}

	must(t, j.SetMaxPages(t.Context(), pages+1000))
	must(t, j.Append(t.Context(), big, e))
	unchanged(t, j, big)
}

func recordUntilFull(t *testing.T, j *storage.Journal) (int, error) {
	for n := 100; n < 1000; n++ {
		a := sale(n)
		if err := j.Record(t.Context(), a, at(a, checkout.EventRecorded, 0)); err != nil {
			return n - 100, err
		}
	}
	return 0, errors.New("it never became full")
}

func TestErrorsHaveNames(t *testing.T) {
	tests := []struct {
		err  error
		want error
	}{
		{sqlite3.Error{Code: sqlite3.ErrFull}, checkout.ErrJournalFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.ENOSPC}, checkout.ErrJournalFull},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.ENOSPC}, checkout.ErrJournalFull},
		{sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EIO}, checkout.ErrJournal},
		{sqlite3.Error{Code: sqlite3.ErrIoErr}, checkout.ErrJournal},
		{sqlite3.Error{Code: sqlite3.ErrCorrupt}, checkout.ErrJournalBroken},
		{sqlite3.Error{Code: sqlite3.ErrNotADB}, checkout.ErrJournalBroken},
		{sqlite3.Error{Code: sqlite3.ErrReadonly}, checkout.ErrJournalRead},
		{sqlite3.Error{Code: sqlite3.ErrPerm}, checkout.ErrJournalRead},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.EACCES}, checkout.ErrJournalRead},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen, SystemErrno: syscall.EROFS}, checkout.ErrJournalRead},
		{sqlite3.Error{Code: sqlite3.ErrCantOpen}, checkout.ErrJournal},
		{sqlite3.Error{Code: sqlite3.ErrBusy}, checkout.ErrJournal},
		{sqlite3.Error{Code: sqlite3.ErrConstraint}, checkout.ErrJournal},
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, checkout.ErrJournalFull},
		{&os.PathError{Op: "open", Path: "x", Err: syscall.EROFS}, checkout.ErrJournalRead},
		{fs.ErrPermission, checkout.ErrJournalRead},
		{errors.New("anything"), checkout.ErrJournal},
		{checkout.ErrStale, checkout.ErrStale},
		{storage.ErrIntent, storage.ErrIntent},
	}
	for _, tt := range tests {
		got := storage.Translate("do it", fmt.Errorf("wrapped: %w", tt.err))
		if !errors.Is(got, tt.want) || !errors.Is(got, tt.err) {
			t.Errorf("%v: got %v, want %v", tt.err, got, tt.want)
		}
		if !errors.Is(tt.want, checkout.ErrJournal) && errors.Is(got, checkout.ErrJournal) {
			t.Errorf("%v has two names: %v", tt.err, got)
		}
	}
	if err := storage.Translate("do it", nil); err != nil {
		t.Errorf("got %v for nothing", err)
	}
}
