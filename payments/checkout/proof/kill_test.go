package proof

import (
	"flag"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tillside/payments/checkout"
)

var (
	kills     = flag.Int("kills", 60, "how many processes to kill")
	killsOnce = flag.Int("shops", 48, "how many tills are killed side by side")
	settle    = flag.Bool("settle", false, "after the kills, wait until everything is settled, lost answers too")
)

const (
	livesInAShop = 24 // then the books are closed and checked
	childHangs   = time.Minute
	enough       = 2000 // kills, to demand that each place was among them

	// How long the last life may take to find out what the gateway knows: where a result
	// can be asked for, and where the answer or the request itself was lost: what became of
	// a refund is given up after six minutes, and left to a person.
	soonKnown, lateKnown = 45 * time.Second, 8 * time.Minute
)

// TestKills ends real processes with a signal that cannot be caught, at every step of the
// journal and of the network and at random moments. Each runs the production engine on a
// real disk and a real network; what it left behind is opened and checked, and the next
// process works on. In the end acquirer and journal must agree.
func TestKills(t *testing.T) {
	if *kills == 0 {
		return
	}
	began := time.Now()
	left, shops := atomic.Int64{}, atomic.Int64{}
	left.Store(int64(*kills))
	c := newCoverage()
	dir := diskDir(t)
	var work sync.WaitGroup
	for range min(*killsOnce, 1+*kills*2/livesInAShop) {
		work.Go(func() {
			for left.Load() > 0 && !t.Failed() {
				s := openShop(t, uint64(shops.Add(1)), dir, c)
				s.live(&left)
				work.Go(s.close)
			}
		})
	}
	work.Wait()
	took := time.Since(began)
	t.Logf("%d processes killed in %s, %.0f a second, in %d shops, first seed %d", c.hits["kill"], took.Round(time.Millisecond),
		float64(c.hits["kill"])/took.Seconds(), shops.Load(), *firstSeed)
	t.Logf("where they died, and what was done to their journals:\n%s", c.table())
	if *kills >= enough {
		for _, place := range deathbeds() {
			if c.hits[place] == 0 {
				t.Errorf("never happened: %s", place)
			}
		}
	}
}

const randomly = "at a random moment"

// lines are the lines of the journal that every payment has.
var lines = []checkout.EventKind{checkout.EventRecorded, checkout.EventSending, checkout.EventAccepted,
	checkout.EventTakenUp, checkout.EventResult, checkout.EventReceipt}

// deathbeds are the places where somebody must have died in a long enough run.
func deathbeds() []string {
	var all []string
	for _, when := range []string{"before", "after"} {
		for _, kind := range lines {
			all = append(all, when+" "+string(kind))
		}
	}
	for _, harm := range harms {
		all = append(all, "journal "+harm)
	}
	return append(all, randomly, "before POST transactions", "after POST transactions", "after GET transaction-result")
}

// child is another process of this test binary in a part of its own.
func child(t *testing.T, part, task string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), childPart+"="+part, childTask+"="+task, "GOMAXPROCS=2")
	cmd.Stderr = os.Stderr
	return cmd
}

// diskDir is a folder on a real disk: the temporary folder of many systems is in memory.
func diskDir(t *testing.T) string {
	base, err := os.UserCacheDir()
	if err != nil {
		return t.TempDir()
	}
	if err := os.MkdirAll(base, 0o700); err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(base, "tillside-kills-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
