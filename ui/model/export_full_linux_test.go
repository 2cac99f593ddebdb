package model

import (
	"errors"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// A disk that takes no more is one on which no file may grow: nothing is left of either kind.
func TestAnExportToAFullDiskLeavesNothing(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"p.csv", "p.xlsx"} {
		for _, room := range []uint64{0, 100, 70_000} {
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: room, Max: was.Max}); err != nil {
				t.Fatal(err)
			}
			_, err := Export(t.Context(), lines{count: 50_000}, checkout.Query{}, filepath.Join(dir, name), exportForm("."), func(int) {})
			if put := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); put != nil {
				t.Fatal(put)
			}
			if !errors.Is(err, present.ErrExport) || len(left(t, dir)) != 0 {
				t.Errorf("%s with room for %d bytes: %v, %v", name, room, err, left(t, dir))
			}
		}
	}
}
