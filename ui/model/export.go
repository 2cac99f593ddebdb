package model

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// ExportPath is a file in the folder for downloads, or in the home folder, that is not there yet with
// either ending. It has none.
func ExportPath(now time.Time) string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	folder := filepath.Join(home, "Downloads")
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		folder = home
	}
	name := "payments-" + now.Format("2006-01-02")
	path := filepath.Join(folder, name)
	for n := 2; n < 1000 && (isThere(path+present.EndingText) || isThere(path+present.EndingWorkbook)); n++ {
		path = filepath.Join(folder, fmt.Sprintf("%s-%d", name, n))
	}
	return path
}

func isThere(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// WithEnding is a path as it was typed, with an ending where it has none of those that there are.
func WithEnding(path, ending string) string {
	if has := strings.ToLower(filepath.Ext(path)); has == present.EndingText || has == present.EndingWorkbook {
		return path
	}
	return path + ending
}

// exportTells is how many rows are written between two reports.
const exportTells = 5000

// Export writes what a query finds into a file, and returns how many rows that is. The file
// appears when it is whole: where it cannot be written, or ctx ends, none is left. It runs in a
// worker and holds one row at a time.
func Export(ctx context.Context, r checkout.Exporter, q checkout.Query, path string, form present.Export, tell func(done int)) (n int, err error) {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return 0, exportFault(errors.Join(present.ErrExportExists, err))
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".payments-*")
	if err != nil {
		return 0, exportFault(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // the error says more than that of this
		}
	}()
	write := writeRows
	if strings.EqualFold(filepath.Ext(path), present.EndingWorkbook) {
		write = writeWorkbook
	}
	n, err = write(ctx, r, q, file, form, tell)
	err = errors.Join(err, file.Close())
	if err == nil {
		err = os.Link(file.Name(), path) // never onto a file that has come meanwhile
		if err != nil && !errors.Is(err, fs.ErrExist) {
			err = os.Rename(file.Name(), path) // a disk without links
		} else if err == nil {
			err = os.Remove(file.Name())
		}
	}
	if err != nil && ctx.Err() != nil {
		return n, ctx.Err()
	}
	return n, exportFault(err)
}

// exportFault names an error of the file.
func exportFault(err error) error {
	switch {
	case err == nil, errors.Is(err, present.ErrExportExists):
		return err
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%w: %w", present.ErrExportExists, err)
	}
	return fmt.Errorf("%w: %w", present.ErrExport, err)
}

// byteOrderMark tells spreadsheets that a text is UTF-8.
const byteOrderMark = "\uFEFF"

func writeRows(ctx context.Context, r checkout.Exporter, q checkout.Query, file *os.File, form present.Export, tell func(int)) (n int, err error) {
	buffer := bufio.NewWriterSize(file, 1<<16)
	if _, err := buffer.WriteString(byteOrderMark); err != nil {
		return 0, err
	}
	w := csv.NewWriter(buffer)
	w.Comma, w.UseCRLF = form.Comma, true
	if err := w.Write(form.Head); err != nil {
		return 0, err
	}
	err = r.Lines(ctx, q, func(l checkout.Line) error {
		if n++; n%exportTells == 0 {
			tell(n)
		}
		return w.Write(form.Row(l))
	})
	w.Flush()
	return n, errors.Join(err, w.Error(), buffer.Flush(), file.Sync())
}

// writeWorkbook is writeRows for a workbook.
func writeWorkbook(ctx context.Context, r checkout.Exporter, q checkout.Query, file *os.File, form present.Export, tell func(int)) (n int, err error) {
	w := newWorkbook(file, form)
	err = r.Lines(ctx, q, func(l checkout.Line) error {
		if n++; n%exportTells == 0 {
			tell(n)
		}
		return w.Write(form.Cells(l))
	})
	if err != nil {
		return n, err
	}
	return n, errors.Join(w.Close(form.Name), file.Sync())
}
