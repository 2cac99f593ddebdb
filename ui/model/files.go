package model

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"tillside/ui/present"
)

// ExportPath is a file for payments without an ending, which is not there yet with either of those
// that there are; see freePath.
func ExportPath(now time.Time) string {
	return freePath("payments-"+now.Format(time.DateOnly), present.EndingText, present.EndingWorkbook)
}

// SheetPath is a file for the sheet of a day that ended at a time; number is 0 for one that is not
// closed. See freePath.
func SheetPath(number int, until time.Time) string {
	name := "day-" + until.Format(time.DateOnly)
	if number > 0 {
		name = fmt.Sprintf("day-%d-%s", number, until.Format(time.DateOnly))
	}
	const ending = ".pdf"
	return freePath(name, ending) + ending
}

// freePath is a file in the folder for downloads, or in the home folder, that is not there yet with
// any of some endings. It has none.
func freePath(name string, endings ...string) string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	folder := filepath.Join(home, "Downloads")
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		folder = home
	}
	path := filepath.Join(folder, name)
	taken := func(ending string) bool { return isThere(path + ending) }
	for n := 2; n < 1000 && slices.ContainsFunc(endings, taken); n++ {
		path = filepath.Join(folder, fmt.Sprintf("%s-%d", name, n))
	}
	return path
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// SaveFile writes a file that is not there yet; see writeFile. It runs in a worker.
func SaveFile(path string, content []byte) error {
	return writeFile(path, func(file *os.File) error {
		_, err := file.Write(content)
		return errors.Join(err, file.Sync())
	})
}

// writeFile makes a file that appears when it is whole, and never in the place of another. Where it
// cannot be written none is left.
func writeFile(path string, fill func(*os.File) error) (err error) {
	if isThere(path) {
		return fileFault(present.ErrExportExists)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".tillside-*"+filepath.Ext(path))
	if err != nil {
		return fileFault(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // the error says more than that of this
		}
	}()
	err = errors.Join(fill(file), file.Close())
	if err == nil {
		err = os.Link(file.Name(), path) // never onto a file that has come meanwhile
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = os.Rename(file.Name(), path) // a disk without links
		} else if err == nil {
			err = os.Remove(file.Name())
		}
	}
	return fileFault(err)
}

// fileFault names an error of a file.
func fileFault(err error) error {
	switch {
	case err == nil, errors.Is(err, present.ErrExportExists):
		return err
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%w: %w", present.ErrExportExists, err)
	}
	return fmt.Errorf("%w: %w", present.ErrExport, err)
}
