package proof

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
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
	share     = flag.String("share", "", "i/n: run every nth schedule from the ith on, for a process that is one of n")
	tally     = flag.String("tally", "", "where such a process writes down what it met")
)

// TestSchedules runs the schedules of the seeds and fails with the story of the first one
// in which an invariant does not hold. Each worker is a process of its own: SQLite and the
// C library keep some locks for the whole process, and two workers in one spend a good part
// of their time waiting for each other.
func TestSchedules(t *testing.T) {
	began := time.Now()
	c := newCoverage()
	if *share == "" && *atOnce > 1 && *schedules > 1 {
		shared(t, c)
	} else {
		alone(t, c)
	}
	took := time.Since(began)
	t.Logf("%d schedules in %s, %.0f a second, first seed %d", c.ran(), took.Round(time.Millisecond), float64(c.ran())/took.Seconds(), *firstSeed)
	if *share == "" {
		c.judgeEnds(t)
	}
	if *demand && *share == "" {
		for _, what := range c.missing() {
			t.Errorf("never met: %s", what)
		}
		t.Logf("what the schedules met:\n%s", c.table())
	}
	if *share == "" {
		t.Logf("what was drawn of the wider world, and where a person has to look or to wait:\n%s%s", c.summary(), c.busy(t))
	}
}

// lived is the counter of schedules among what they met.
const lived = "schedule"

// alone runs this process's share of the schedules, one after the other.
func alone(t *testing.T, c *coverage) {
	dir := workDir(t)
	emptyJournals(t, dir)
	part, parts := 0, 1
	if *share != "" {
		if _, err := fmt.Sscanf(*share, "%d/%d", &part, &parts); err != nil {
			t.Fatal(err)
		}
	}
	for n := part; n < *schedules && (!t.Failed() || *keepGoing); n += parts {
		w := live(t, *firstSeed+uint64(n), dir, c)
		c.hit(lived)
		if len(w.wrong) > 0 {
			t.Errorf("seed %d: %s\n%s\n%s", w.p.seed, strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"), w.ledger())
			fmt.Fprintf(os.Stderr, "seed %d: %s\n", w.p.seed, strings.Join(w.wrong, "; ")) // at once: a long run shows its stories at its end
		}
		if done := n/parts + 1; done%tellEvery == 0 {
			fmt.Fprintf(os.Stderr, "share %d of %d: %d schedules\n", part+1, parts, done)
		}
	}
	if *share != "" {
		if err := c.save(*tally); err != nil {
			t.Error(err)
		}
	}
}

// tellEvery is after how many schedules a process of a long run says that it goes on.
const tellEvery = 10_000

// shared divides the schedules among processes and adds up what they met. The first that
// finds a violation ends the others.
func shared(t *testing.T, c *coverage) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var work sync.WaitGroup
	for i := range *atOnce {
		work.Go(func() {
			saved := filepath.Join(dir, fmt.Sprint(i))
			cmd := exec.CommandContext(ctx, self, "-test.run", "^TestSchedules$", "-test.timeout", "0",
				"-schedules", fmt.Sprint(*schedules), "-seed", fmt.Sprint(*firstSeed), "-keep-going="+fmt.Sprint(*keepGoing), "-draw", *onlyDraws,
				"-share", fmt.Sprintf("%d/%d", i, *atOnce), "-tally", saved)
			cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "GOGC=400")
			cmd.Stderr = os.Stderr
			var out bytes.Buffer
			cmd.Stdout = &out
			err := startApart(cmd, i)
			if err == nil {
				err = cmd.Wait()
			}
			switch {
			case err != nil && ctx.Err() != nil:
				return // another one has found something
			case err != nil:
				t.Errorf("%v\n%s", err, &out)
				if !*keepGoing {
					end()
					return
				}
			}
			if err := c.add(saved); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
}

// live lives through the schedule of one seed and checks it.
func live(t *testing.T, seed uint64, dir string, c *coverage) *world {
	w := through(t, draw(seed), dir, c)
	w.ends()
	return w
}

// emptyJournals makes the journals that every schedule begins with, once.
func emptyJournals(t *testing.T, dir string) {
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := range mostTills {
		j, err := storage.OpenJournal(t.Context(), filepath.Join(dir, "empty", tillFile(i)), storage.Options{})
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
