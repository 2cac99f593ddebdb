package storage

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"tillside/payments/checkout"
)

// headerSize is the size of the header of a database (SQLite, "Database File Format", 1.3).
const headerSize = 100

// checkHeader refuses a file whose header SQLite never wrote. Some damage there is not
// damage to SQLite: another number for the version of the format makes it take the file
// for one that may only be read.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	var h [headerSize]byte
	_, err = io.ReadFull(f, h[:])
	if err := errors.Join(err, f.Close()); err != nil && !isShort(err) {
		return err
	}
	if wrong := wrongIn(h); wrong != "" || err != nil {
		return fmt.Errorf("%s: %s in the header: %w", filepath.Base(path), wrong, checkout.ErrJournalBroken)
	}
	return nil
}

func isShort(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// wrongIn names the first field that cannot be right.
func wrongIn(h [headerSize]byte) string {
	pageSize := binary.BigEndian.Uint16(h[16:])
	switch {
	case string(h[:16]) != "SQLite format 3\x00":
		return "another format"
	case pageSize != 1 && (pageSize < 512 || pageSize&(pageSize-1) != 0):
		return "size of pages"
	case h[18] != h[19] || h[18] != 1 && h[18] != 2:
		return "version of the format"
	case h[21] != 64 || h[22] != 32 || h[23] != 32:
		return "fractions"
	}
	return ""
}

// strange takes a statement of ours that SQLite does not understand for damage: it was
// understood when the file was made, so the file has changed.
func strange(err error) error {
	var driver sqlite3.Error
	if errors.As(err, &driver) && !isNamed(err) && (driver.Code == sqlite3.ErrError || driver.Code == sqlite3.ErrMismatch) {
		return fmt.Errorf("%w: %w", checkout.ErrJournalBroken, err)
	}
	return err
}
