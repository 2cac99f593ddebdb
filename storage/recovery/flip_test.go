package recovery_test

import (
	"bytes"
	"errors"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/checkout"
)

var flips = flag.Int("flips", 120, "how many damaged journals to open")

// Whatever bytes of a journal are damaged: it opens and its chain fits, or it is replaced
// by the backup. Either way nothing that was sent is lost, and nothing that the file said
// is thrown away.
func TestFlippedBytes(t *testing.T) {
	h := newHouse(t)
	h.day(1, 4)
	j := h.open()
	for i := 5; i <= 8; i++ {
		approved(t, j, sale(i))
	}
	sending(t, j, sale(9))
	late := h.killed()
	must(t, j.Close())
	checkpoint(t, late)
	good, err := os.ReadFile(late.journal())
	must(t, err)

	r := rand.New(rand.NewPCG(1, uint64(*flips)))
	mended := 0
	for n := range *flips {
		bad := bytes.Clone(good)
		var where []int
		for range 1 + n%3 {
			at := r.IntN(len(bad))
			if n%4 == 0 {
				at = r.IntN(200) // the header, where each byte means much
			}
			bad[at] ^= byte(1 << r.IntN(8))
			where = append(where, at)
		}
		one := late.killed()
		must(t, os.WriteFile(one.journal(), bad, 0o600))
		mended += one.opensWhole(t, where, bad)
	}
	t.Logf("%d journals damaged, %d replaced by their backup", *flips, mended)
	if mended == 0 || mended == *flips {
		t.Errorf("%d of %d were replaced: the damage is not varied", mended, *flips)
	}
}

// opensWhole checks a journal that was damaged at some places. It returns 1 if it was
// replaced.
func (h *house) opensWhole(t *testing.T, where []int, bad []byte) int {
	t.Helper()
	j, err := h.manager.Open(t.Context(), shop)
	if errors.Is(err, checkout.ErrJournalNewer) { // the number of the schema: refused, and left as it is
		kept, err := os.ReadFile(h.journal())
		if err != nil || !bytes.Equal(kept, bad) {
			t.Errorf("bytes %v: the file is another one, %v", where, err)
		}
		return 0
	}
	if err != nil {
		t.Errorf("bytes %v: %v", where, err)
		return 0
	}
	defer func() { must(t, j.Close()) }()
	if _, err := j.Check(t.Context()); err != nil {
		t.Errorf("bytes %v: %v", where, err)
	}
	got := strings.Fields(states(t, j, 9))
	for i, state := range got {
		if state == "-" || i < 4 && payments.State(state) != payments.StateApproved {
			t.Errorf("bytes %v: sale %d is %s", where, i+1, state)
		}
	}
	r := j.Recovery()
	switch r.Cause {
	case checkout.RecoveryNone:
		if strings.Join(got, " ") != strings.Repeat("approved ", 8)+"sending" {
			t.Errorf("bytes %v: %v", where, got)
		}
		return 0
	case checkout.RecoveryDamaged, checkout.RecoveryChanged:
		kept, err := os.ReadFile(filepath.Join(h.dir, r.SetAside))
		must(t, err)
		if !bytes.Equal(kept, bad) && r.Cause == checkout.RecoveryDamaged {
			t.Errorf("bytes %v: what was set aside is not what was there", where)
		}
		return 1
	}
	t.Errorf("bytes %v: %+v", where, r)
	return 1
}
