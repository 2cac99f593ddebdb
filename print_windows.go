package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"

	"tillside/ui/present"
)

// printPDF has the program that shows PDFs print one, as "Print" in the menu of a file does. That
// reads the file when it comes to it, so that the file stays until the next one takes its place.
func printPDF(_ context.Context, _ string, pdf []byte) error {
	path := filepath.Join(os.TempDir(), "tillside-day.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		return fmt.Errorf("%w: %w", present.ErrPrint, err)
	}
	verb, err := windows.UTF16PtrFromString("print")
	file, wrong := windows.UTF16PtrFromString(path)
	if err := errors.Join(err, wrong); err != nil {
		return fmt.Errorf("%w: %w", present.ErrPrint, err)
	}
	err = windows.ShellExecute(0, verb, file, nil, nil, windows.SW_HIDE)
	if errors.Is(err, windows.ERROR_NO_ASSOCIATION) {
		return fmt.Errorf("%w: %w", present.ErrNoPrinter, err)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", present.ErrPrint, err)
	}
	return nil
}
