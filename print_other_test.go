//go:build !windows

package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tillside/ui/present"
)

// A sheet goes to the system's printer as it is; where there is none, or it takes nothing, that is
// told apart.
func TestTheSystemPrints(t *testing.T) {
	for name, tt := range map[string]struct {
		lp   string // what stands for it; none where it is empty
		want error
	}{
		"a printer":    {"cat > \"$(dirname \"$0\")/printed\"; echo \"$@\" >> \"$(dirname \"$0\")/printed\"", nil},
		"none":         {"echo 'lp: Error - no default destination available.' >&2; exit 1", present.ErrNoPrinter},
		"no CUPS":      {"", present.ErrNoPrinter},
		"out of order": {"echo 'lp: Unable to connect to server' >&2; exit 1", present.ErrPrint},
	} {
		dir := t.TempDir()
		if tt.lp != "" {
			if err := os.WriteFile(filepath.Join(dir, "lp"), []byte("#!/bin/sh\nPATH=/bin:/usr/bin\n"+tt.lp+"\n"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("PATH", dir)
		if err := printPDF(t.Context(), "Day 3", []byte("%PDF-1.7 ")); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		printed, err := os.ReadFile(filepath.Join(dir, "printed"))
		if tt.want == nil && (err != nil || strings.TrimSpace(string(printed)) != "%PDF-1.7 -t Day 3") {
			t.Errorf("%s: printed %q, %v", name, printed, err)
		}
	}
}
