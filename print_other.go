//go:build !windows

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"tillside/ui/present"
)

// printPDF gives a PDF to the printer that the system uses where nobody names one, by CUPS, which
// Linux and macOS print with.
func printPDF(ctx context.Context, title string, pdf []byte) error {
	lp := exec.CommandContext(ctx, "lp", "-t", title)
	lp.Env = append(os.Environ(), "LC_ALL=C") // its words are read below
	var said bytes.Buffer
	lp.Stdin, lp.Stderr = bytes.NewReader(pdf), &said
	err := lp.Run()
	switch {
	case err == nil:
		return nil
	case errors.Is(err, exec.ErrNotFound), strings.Contains(said.String(), "default destination"):
		return fmt.Errorf("%w: %w", present.ErrNoPrinter, err)
	}
	return fmt.Errorf("%w: %w: %s", present.ErrPrint, err, strings.TrimSpace(said.String()))
}
