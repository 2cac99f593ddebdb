package proof

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/storage"
	"tillside/storage/recovery"
)

var losses = flag.Int("losses", 100, "how many schedules with lost journals to run")

// TestLostJournals runs schedules in which journals are damaged, emptied or deleted between
// two lives of a till. The manager mends them from its backups and from the list of what was
// sent, and every invariant holds as if nothing had been.
func TestLostJournals(t *testing.T) {
	dir := workDir(t)
	emptyJournals(t, dir)
	c := newCoverage()
	began := time.Now()
	for n := range *losses {
		w := through(t, drawLoss(*firstSeed+uint64(n)), dir, c)
		if len(w.wrong) > 0 {
			t.Fatalf("seed %d: %s\n%s\n%s", w.p.seed, strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"), w.ledger())
		}
	}
	t.Logf("%d schedules with lost journals in %s:\n%s", *losses, time.Since(began).Round(time.Millisecond), c.only("journal", "event "+string(checkout.EventRebuilt)))
	for _, cause := range []checkout.RecoveryCause{checkout.RecoveryDamaged, checkout.RecoveryEmpty, checkout.RecoveryMissing} {
		if *losses >= 100 && c.hits["journal "+string(cause)] == 0 {
			t.Errorf("no journal was %s", cause)
		}
	}
}

// drawLoss makes a schedule whose tills are ended more often than in others.
func drawLoss(seed uint64) plan {
	p := draw(seed)
	p.kept = true
	r := rand.New(rand.NewPCG(seed, 0x1057))
	for range 1 + r.IntN(3) {
		till, away := r.IntN(p.tills), moment(r, time.Minute)
		p.immortal[till] = false
		p.add(moment(r, faultsEnd-time.Minute), "kill", func(w *world) { w.kill(till, away) })
	}
	p.sort()
	return p
}

// journalOf is where the journal of a till's life is.
func (w *world) journalOf(till, life int) string {
	name := tillFile(till)
	if life > 0 {
		name = fmt.Sprintf("till-%d-%d.db", till, life)
	}
	if !w.p.kept {
		return filepath.Join(w.dir, name)
	}
	folder := filepath.Join(w.dir, strings.TrimSuffix(name, ".db"))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		w.t.Fatal(err)
	}
	return filepath.Join(folder, "journal-"+handpoint.Custom+".db")
}

// openJournal opens what a life of the till writes to.
func (t *till) openJournal() (*mortal, error) {
	if !t.w.p.kept {
		j, err := storage.OpenJournal(t.w.ending, t.path, t.w.p.options)
		return &mortal{Journal: j, disk: j, t: t}, err
	}
	manager := recovery.New(filepath.Dir(t.path), recovery.Options{Now: t.now, Zone: time.UTC})
	j, err := manager.Open(t.w.ending, handpoint.Custom)
	if err != nil {
		return nil, err
	}
	r := j.Recovery()
	t.w.tell(t, "mended: %+v", r)
	behind := t.behind && r.Cause == checkout.RecoveryBehind
	t.behind = false
	if want := t.harmed; r.Cause != want && !behind {
		t.w.violated("till %d: the journal was %q, the manager says %q", t.index, want, r.Cause)
	}
	t.harmed = checkout.RecoveryNone
	t.w.coverage.hit("journal " + string(r.Cause))
	for range r.Asked {
		t.w.coverage.hit("event " + string(checkout.EventRebuilt))
	}
	return &mortal{Journal: j.Journal, disk: j, t: t}, nil
}

// copyJournal copies what a dead process has left.
func (t *till) copyJournal(from, to string) error {
	if !t.w.p.kept {
		return copyFiles(from, to)
	}
	if err := os.CopyFS(filepath.Dir(to), os.DirFS(filepath.Dir(from))); err != nil {
		return err
	}
	return remove(to + "-shm") // it is shared memory, and dies with its processes
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

// harm loses every other journal of those that are looked after. Only where something has
// left for the gateway there must be a list to make up for it.
func (t *till) harm() error {
	r := rand.New(rand.NewPCG(t.w.p.seed, uint64(4096+t.index*64+t.lives)))
	if !t.w.p.kept || r.IntN(2) == 0 || !t.hasSent() {
		return nil
	}
	var err error
	switch r.IntN(3) {
	case 0:
		t.harmed = checkout.RecoveryDamaged
		err = os.WriteFile(t.path, bytes.Repeat([]byte("junk"), 4096), 0o600)
	case 1:
		t.harmed = checkout.RecoveryEmpty
		err = os.Truncate(t.path, 0)
	default:
		t.harmed = checkout.RecoveryMissing
		err = os.Remove(t.path)
	}
	t.w.tell(t, "its journal is %s", t.harmed)
	return errors.Join(err, remove(t.path+"-wal"))
}

// hasSent reports whether the decision to send anything was ever committed on the till.
func (t *till) hasSent() bool {
	t.w.mu.Lock()
	defer t.w.mu.Unlock()
	for note := range t.w.decided {
		if t.w.intents[note].press.till == t.index {
			return true
		}
	}
	return false
}
