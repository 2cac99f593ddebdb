package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"tillside/payments/checkout"
)

// Errors of this package beside those of checkout. Compare with errors.Is.
var (
	ErrLocked   = errors.New("another Tillside works in this folder")
	ErrNoAnswer = errors.New("the other Tillside does not answer")
	ErrIntent   = errors.New("what was asked for cannot change")
	ErrSettings = errors.New("the settings cannot be kept")
	ErrTampered = checkout.ErrTampered
	ErrEvent    = errors.New("the event does not fit the attempt")
)

// translate turns an error of SQLite or the file system into one of checkout's, with what
// we were doing in front. It is the only place that knows the driver's codes. Errors that
// already have a name here keep it.
func translate(doing string, err error) error {
	if err == nil {
		return nil
	}
	if meaning := meaningOf(err); meaning != nil {
		return fmt.Errorf("%s: %w: %w", doing, meaning, err)
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// meaningOf is the sentinel that a driver's error stands for, nil where the error speaks
// for itself: a context that ended, or one of our own.
func meaningOf(err error) error {
	var driver sqlite3.Error
	switch {
	case isNamed(err), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return nil
	case errors.As(err, &driver):
		return meaningOfCode(driver)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, errQuota):
		return checkout.ErrJournalFull
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return checkout.ErrJournalRead
	}
	return checkout.ErrJournal
}

// meaningOfCode reads SQLite's result codes. The extended code of an I/O error says less
// than the errno behind it, so the errno decides between full and merely broken down.
func meaningOfCode(e sqlite3.Error) error {
	full := errors.Is(e.SystemErrno, syscall.ENOSPC) || errors.Is(e.SystemErrno, errQuota)
	denied := errors.Is(e.SystemErrno, fs.ErrPermission) || errors.Is(e.SystemErrno, syscall.EROFS)
	switch e.Code {
	case sqlite3.ErrFull:
		return checkout.ErrJournalFull
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return checkout.ErrJournalBroken
	case sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return checkout.ErrJournalRead
	case sqlite3.ErrIoErr, sqlite3.ErrCantOpen:
		if full {
			return checkout.ErrJournalFull
		}
		if denied {
			return checkout.ErrJournalRead
		}
	}
	return checkout.ErrJournal
}

// isNamed reports whether an error already carries a name that callers compare with.
func isNamed(err error) bool {
	for _, known := range []error{
		checkout.ErrNonceTaken, checkout.ErrTerminalTaken, checkout.ErrOriginalTaken, checkout.ErrStale,
		checkout.ErrNoAttempt, checkout.ErrJournalFull, checkout.ErrJournalRead, checkout.ErrJournalNewer,
		checkout.ErrJournalBroken, checkout.ErrJournal, ErrIntent, ErrTampered, ErrEvent, ErrLocked, checkout.ErrDayClosed, checkout.ErrNotErasable,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// isConstraint reports whether a unique index or a trigger refused a statement.
func isConstraint(err error) bool {
	var driver sqlite3.Error
	return errors.As(err, &driver) && driver.Code == sqlite3.ErrConstraint
}

// cannotOpen reports whether SQLite could not open one of its files.
func cannotOpen(err error) bool {
	var driver sqlite3.Error
	return errors.As(err, &driver) && driver.Code == sqlite3.ErrCantOpen
}
