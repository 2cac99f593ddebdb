package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"tillside/payments/checkout"
	"tillside/storage"
)

const (
	floor   = 1000
	reserve = 300
)

// disk is a disk of which so much is free.
type disk struct {
	free int64
	err  error
}

func (d *disk) measure(string) (int64, error) { return d.free, d.err }

func guard(t *testing.T, d *disk) (s *storage.Space, kept func() int64) {
	t.Helper()
	dir := t.TempDir()
	s, err := storage.NewSpaceWith(dir, floor, reserve, d.measure)
	must(t, err)
	return s, func() int64 {
		info, err := os.Stat(filepath.Join(dir, "ballast"))
		if errors.Is(err, os.ErrNotExist) {
			return 0
		}
		must(t, err)
		if !private(info) {
			t.Errorf("others may read the reserve: %o", info.Mode())
		}
		return info.Size()
	}
}

func TestSpaceRefusesBelowTheFloor(t *testing.T) {
	d := &disk{free: 5000}
	s, kept := guard(t, d)
	if got := kept(); got != reserve {
		t.Errorf("the reserve is %d bytes", got)
	}
	for free, want := range map[int64]error{5000: nil, floor: nil, floor - 1: checkout.ErrJournalFull, 0: checkout.ErrJournalFull} {
		d.free = free
		if err := s.Check(); !errors.Is(err, want) {
			t.Errorf("%d bytes free: got %v, want %v", free, err, want)
		}
	}
}

// How much has to be freed is said, and is enough.
func TestSpaceSaysHowMuchIsNeeded(t *testing.T) {
	d := &disk{free: 5000}
	s, _ := guard(t, d)
	for _, there := range []bool{true, false} {
		if !there {
			must(t, s.Release())
		}
		for _, free := range []int64{0, 1, floor - 1, floor, floor + reserve - 1} {
			d.free = free
			var none *checkout.NoSpace
			err := s.Check()
			if there && free >= floor {
				must(t, err)
				continue
			}
			if !errors.As(err, &none) || !errors.Is(err, checkout.ErrJournalFull) || none.Free != free || none.Missing() <= 0 || none.Folder == "" {
				t.Fatalf("%d bytes free, reserve %t: %v", free, there, err)
			}
			if d.free += none.Missing() - 1; s.Check() == nil {
				t.Errorf("%d bytes free, reserve %t: less than %d would do", free, there, none.Missing())
				must(t, s.Release())
			}
			if d.free++; s.Check() != nil {
				t.Errorf("%d bytes free, reserve %t: %d do not do", free, there, none.Missing())
			}
			if !there {
				must(t, s.Release())
			}
		}
	}
}

// The reserve is given up once, and nothing new starts until there is room to make it again.
func TestSpaceReleasesItsReserve(t *testing.T) {
	d := &disk{free: 5000}
	s, kept := guard(t, d)
	must(t, s.Release())
	must(t, s.Release())
	if got := kept(); got != 0 {
		t.Fatalf("%d bytes were kept", got)
	}
	d.free = floor + reserve - 1
	if err := s.Check(); !errors.Is(err, checkout.ErrJournalFull) {
		t.Errorf("without a reserve and no room for one: got %v", err)
	}
	if got := kept(); got != 0 {
		t.Errorf("%d bytes were taken", got)
	}
	d.free = floor + reserve
	must(t, s.Check())
	if got := kept(); got != reserve {
		t.Errorf("the reserve was made again with %d bytes", got)
	}
}

func TestSpaceOnAFullDisk(t *testing.T) {
	d := &disk{free: 10}
	s, kept := guard(t, d)
	if kept() != 0 {
		t.Error("a reserve was made on a full disk")
	}
	if err := s.Check(); !errors.Is(err, checkout.ErrJournalFull) {
		t.Errorf("got %v", err)
	}
	d.err = errors.New("the disk does not say")
	if err := s.Check(); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
	if _, err := storage.NewSpaceWith(t.TempDir(), floor, reserve, d.measure); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("got %v", err)
	}
}

func TestSpaceMakesATornReserveWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ballast")
	must(t, os.WriteFile(path, []byte("torn"), 0o600))
	_, err := storage.NewSpace(dir, 1, 1<<20)
	must(t, err)
	data, err := os.ReadFile(path)
	must(t, err)
	zeros := 0
	for _, b := range data {
		if b == 0 {
			zeros++
		}
	}
	if len(data) != 1<<20 || zeros > len(data)/100 {
		t.Errorf("%d bytes, %d of them zero", len(data), zeros)
	}
	before, err := os.Stat(path)
	must(t, err)
	_, err = storage.NewSpace(dir, 1, 1<<20)
	must(t, err)
	after, err := os.Stat(path)
	must(t, err)
	if !after.ModTime().Equal(before.ModTime()) {
		t.Error("a reserve that was whole was written again")
	}
}

func TestSpaceAsksTheRealDisk(t *testing.T) {
	dir := t.TempDir()
	if _, err := storage.NewSpace(dir, 1, 100); err != nil {
		t.Error(err)
	}
	s, err := storage.NewSpace(dir, 1<<62, 100)
	must(t, err)
	if err := s.Check(); !errors.Is(err, checkout.ErrJournalFull) {
		t.Errorf("4 EiB are free here: %v", err)
	}
	if _, err := storage.NewSpace(filepath.Join(dir, "nowhere"), 1, 100); !errors.Is(err, checkout.ErrJournal) {
		t.Errorf("a folder that is not there: got %v", err)
	}
}
