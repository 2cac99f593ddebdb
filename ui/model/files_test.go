package model

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tillside/ui/present"
)

func TestWhereASheetIsSaved(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	until := time.Date(2026, 11, 20, 20, 5, 0, 0, time.UTC)
	path := SheetPath(3, until)
	if want := filepath.Join(home, "day-3-2026-11-20.pdf"); path != want {
		t.Errorf("at %s, want %s", path, want)
	}
	if open := SheetPath(0, until); filepath.Base(open) != "day-2026-11-20.pdf" {
		t.Errorf("a day that goes on is at %s", open)
	}
	if err := SaveFile(path, []byte("%PDF")); err != nil {
		t.Fatal(err)
	}
	if again := SheetPath(3, until); filepath.Base(again) != "day-3-2026-11-20-2.pdf" {
		t.Errorf("the next is at %s", again)
	}
	if err := SaveFile(path, []byte("other")); !errors.Is(err, present.ErrExportExists) {
		t.Errorf("written over: %v", err)
	}
	if err := SaveFile(filepath.Join(home, "nowhere", "a.pdf"), nil); !errors.Is(err, present.ErrExport) {
		t.Errorf("into no folder: %v", err)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) != 1 {
		t.Errorf("left are %v, %v", left, err)
	}
}
