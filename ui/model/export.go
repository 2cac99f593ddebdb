package model

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

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
	write := writeRows
	if strings.EqualFold(filepath.Ext(path), present.EndingWorkbook) {
		write = writeWorkbook
	}
	err = writeFile(path, func(file *os.File) (err error) {
		n, err = write(ctx, r, q, file, form, tell)
		return err
	})
	if err != nil && ctx.Err() != nil {
		return n, ctx.Err()
	}
	return n, err
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
