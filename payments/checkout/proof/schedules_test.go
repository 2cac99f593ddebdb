package proof

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tillside/storage"
)

var (
	schedules = flag.Int("schedules", 300, "how many schedules to run")
	firstSeed = flag.Uint64("seed", 1, "the first seed")
	atOnce    = flag.Int("workers", runtime.NumCPU(), "how many schedules run at the same time")
	demand    = flag.Bool("coverage", false, "fail where a fault or a transition was never met")
	keepGoing = flag.Bool("keep-going", false, "do not stop at the first violation")
)

// TestSchedules runs the schedules of the seeds and fails with the story of the first one
// in which an invariant does not hold.
func TestSchedules(t *testing.T) {
	dir := workDir(t)
	emptyJournals(t, dir)
	c := newCoverage()
	began := time.Now()
	var next atomic.Uint64
	var ran atomic.Int64
	var broken atomic.Bool
	var report sync.Mutex
	t.Run("seeds", func(t *testing.T) {
		for worker := range *atOnce {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for !broken.Load() || *keepGoing {
					n := next.Add(1) - 1
					if n >= uint64(*schedules) {
						return
					}
					w := live(t, *firstSeed+n, dir, c)
					ran.Add(1)
					if len(w.wrong) > 0 {
						broken.Store(true)
						report.Lock()
						t.Errorf("seed %d: %s\n%s\n%s", w.p.seed, strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"), w.ledger())
						report.Unlock()
					}
				}
			})
		}
	})
	took := time.Since(began)
	t.Logf("%d schedules in %s, %.0f a second, first seed %d", ran.Load(), took.Round(time.Millisecond), float64(ran.Load())/took.Seconds(), *firstSeed)
	if *demand {
		for _, what := range c.missing() {
			t.Errorf("never met: %s", what)
		}
		t.Logf("what the schedules met:\n%s", c.table())
	}
}

// live lives through the schedule of one seed and checks it.
func live(t *testing.T, seed uint64, dir string, c *coverage) *world {
	return through(t, draw(seed), dir, c)
}

// emptyJournals makes the journals that every schedule begins with, once.
func emptyJournals(t *testing.T, dir string) {
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range mostTills {
		j, err := storage.OpenJournal(t.Context(), filepath.Join(dir, "empty", fmt.Sprintf("till-%d.db", i)), storage.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// workDir is a folder for the journals, in memory where the system has one: the settings of
// the journal are those of production, only the disk is faster.
func workDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "tillside-proof-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return filepath.Clean(dir)
}
