package proof

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/internal/rest"
	"tillside/payments/simulator"
	"tillside/storage"
	"tillside/storage/custody"
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
	for range *killsOnce {
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

// shop is a till with a journal on a disk and a cloud of its own on the loopback network.
type shop struct {
	*world
	seed   uint64
	r      *rand.Rand
	till   *till
	career career
	end    context.CancelFunc
	hosts  sync.WaitGroup
	told   map[string]int64 // by reference: what a screen has seen
	harmed string           // what was done to the journal before its last life
}

func openShop(t *testing.T, n uint64, dir string, c *coverage) *shop {
	seed := *firstSeed + n
	ctx, end := context.WithCancel(t.Context())
	w := &world{t: t, p: plan{seed: seed, tills: 1, stays: true}, start: time.Now(), coverage: c, ending: ctx,
		dir: filepath.Join(dir, fmt.Sprint("shop-", n)), intents: map[string]intent{}, sent: map[string]int{}, results: map[string]string{},
		stored: map[string]int64{}, shown: map[string]payments.State{}, states: map[string]payments.State{}, decided: map[string]bool{}, doing: map[string]int{}}
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w.cloud = simulator.New(simulator.Options{AutoTap: 20 * time.Millisecond, Latency: -1, Seed: int64(seed)})
	w.cloud.SetRate(1000) // each process knows nothing of the requests of the one before
	w.network = gatewaytest.NewNetwork()
	s := &shop{world: w, seed: seed, r: rand.New(rand.NewPCG(seed, 0x41)), end: end, told: map[string]int64{}}
	s.till = &till{w: w, path: filepath.Join(w.dir, "journal-"+handpoint.Custom+".db"), lives: 2}
	w.tills = []*till{s.till}
	s.career = career{Dir: w.dir, Seed: seed, Terminals: w.cloud.Terminals(),
		Cloud: s.host(s.door(w.witness(w.cloud.API()))), Status: s.host(w.cloud.Status())}
	return s
}

// host serves on a loopback port of its own until the shop closes.
func (s *shop) host(h http.Handler) string {
	var listening net.ListenConfig
	l, err := listening.Listen(s.ending, "tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	s.hosts.Go(func() { _ = server.Serve(l) })
	context.AfterFunc(s.ending, func() { _ = server.Close() })
	return "http://" + l.Addr().String()
}

// door looks into the journal's file when somebody wants to move money: what has arrived
// must have been decided and committed before.
func (s *shop) door(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return // the process died while it was sending
		}
		req.Body = io.NopCloser(bytes.NewReader(body))
		if isMoney(req, body) && s.decidedOnDisk(noteIn(body)) {
			s.mu.Lock()
			s.decided[noteIn(body)] = true
			s.mu.Unlock()
		}
		next.ServeHTTP(rw, req)
	})
}

func (s *shop) decidedOnDisk(note string) bool {
	db := s.world.open(s.till)
	defer db.Close()
	var state string
	err := db.QueryRow(`SELECT state FROM attempts WHERE note = ?`, note).Scan(&state)
	return err == nil && state != string(payments.StateRecorded)
}

// live kills one process after the other.
func (s *shop) live(left *atomic.Int64) {
	for range livesInAShop {
		if left.Add(-1) < 0 {
			break
		}
		s.career.Life++
		s.chooseDeath()
		s.run()
		s.look()
		s.coverage.hit("kill")
		if len(s.wrong) > 0 || s.stuck() {
			break
		}
	}
}

// The ways to lose a journal.
var harms = []string{"damaged", "emptied", "deleted", "replaced by an old one"}

// harm does something to the journal that no program of ours would, in every other shop.
// Whatever has left for the gateway must be found again all the same.
func (s *shop) harm() {
	s.mu.Lock()
	left := len(s.decided) > 0 // only then is there a list to find it by
	s.mu.Unlock()
	if s.seed%2 == 0 || !left || len(s.wrong) > 0 {
		return
	}
	s.harmed = harms[s.r.IntN(len(harms))]
	if _, err := os.Stat(filepath.Join(s.dir, "old.db")); s.career.Life < 3 || err != nil {
		s.harmed = "deleted"
	}
	s.tell(s.till, "the journal is %s", s.harmed)
	var err error
	switch s.harmed {
	case "damaged":
		err = os.WriteFile(s.till.path, bytes.Repeat([]byte("junk"), 4096), 0o600)
	case "emptied":
		err = os.Truncate(s.till.path, 0)
	case "deleted":
		err = os.Remove(s.till.path)
	default:
		err = os.Rename(filepath.Join(s.dir, "old.db"), s.till.path)
	}
	for _, suffix := range []string{"-wal", "-shm"} {
		if removed := os.Remove(s.till.path + suffix); removed != nil && !os.IsNotExist(removed) {
			err = errors.Join(err, removed)
		}
	}
	if err != nil {
		s.violated("harm the journal: %v", err)
	}
}

// mended holds what the keeper says against what was done to the journal.
func (s *shop) mended(r checkout.Recovery) {
	s.tell(s.till, "mended: %+v", r)
	want := map[string]checkout.RecoveryCause{"damaged": checkout.RecoveryDamaged, "emptied": checkout.RecoveryEmpty, "deleted": checkout.RecoveryMissing}
	switch {
	case s.harmed == "":
		if r.Cause != checkout.RecoveryNone {
			s.violated("a sound journal was mended: %+v", r)
		}
	case want[s.harmed] != "" && r.Cause != want[s.harmed]:
		s.violated("the journal was %s, and the keeper says %+v", s.harmed, r)
	default:
		s.coverage.hit("journal " + s.harmed)
	}
}

// close lets the till work in peace for the last time, and closes the books.
func (s *shop) close() {
	s.harm()
	s.lastLife()
	s.end()
	s.hosts.Wait()
	s.cloud.Close()
	s.network.Close()
	s.check()
	s.checkSecrets()
	if len(s.wrong) > 0 {
		s.t.Errorf("shop of seed %d, %d lives: %s\n%s\n%s", s.seed, s.career.Life, strings.Join(s.wrong, "; "), strings.Join(s.story, "\n"), s.ledger())
		return
	}
	if err := os.RemoveAll(s.dir); err != nil {
		s.t.Error(err)
	}
}

// chooseDeath draws a step of the next life, or none: then it ends at a random moment.
func (s *shop) chooseDeath() {
	c := &s.career
	c.At, c.On, c.When = 0, "", []string{"before", "after"}[s.r.IntN(2)]
	switch s.r.IntN(8) {
	case 0, 1:
	case 2:
		c.At, c.On = 1+s.r.IntN(2), http.MethodPost
	case 3:
		c.At, c.On = 1+s.r.IntN(4), http.MethodGet
	case 4, 5:
		c.At, c.On = 1, string(lines[s.r.IntN(len(lines))])
	default:
		c.At, c.On = 1+s.r.IntN(12), anyLine
	}
}

// run starts a process and lets it die.
func (s *shop) run() {
	task, err := json.Marshal(s.career)
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := child(s.t, "till", string(task))
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	moment := time.AfterFunc(childHangs, func() { _ = cmd.Process.Kill() })
	defer moment.Stop()
	place, ready := randomly, false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		s.tell(s.till, "life %d says: %s", s.career.Life, line)
		switch word, rest, _ := strings.Cut(line, " "); word {
		case "ready":
			ready = true
			moment.Reset(s.patience())
		case "dies":
			place = rest
		case "ask":
			s.asked(rest)
		case "told":
			s.saw(rest)
		case "odd":
			s.violated("a start failed oddly: %s", rest)
		}
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() == 3 || !ready && place == randomly {
		s.violated("life %d ended by itself: %v", s.career.Life, err)
	}
	s.coverage.hit(place)
}

// patience is how long a process may live: mostly less than the second after which the
// engine first looks, now and then longer.
func (s *shop) patience() time.Duration {
	if s.career.At != 0 {
		return 2200 * time.Millisecond
	}
	return time.Duration(s.r.Int64N(int64([]time.Duration{80, 300, 1400}[s.r.IntN(3)] * time.Millisecond)))
}

func (s *shop) asked(line string) {
	var note, kind string
	var minor int64
	if _, err := fmt.Sscan(line, &note, &kind, &minor); err != nil {
		s.t.Fatalf("%q: %v", line, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.intents[note] = intent{press: pressing{kind: payments.Kind(kind), note: note}, amount: payments.MustMoney(minor, "EUR")}
}

func (s *shop) saw(line string) {
	var reference string
	var version int64
	if _, err := fmt.Sscan(line, &reference, &version); err != nil {
		s.t.Fatalf("%q: %v", line, err)
	}
	s.told[reference] = max(s.told[reference], version)
}

// look opens a copy of what the dead process left, as it lies there, and checks it. The
// next process finds the original untouched.
func (s *shop) look() {
	copied := &till{w: s.world, path: filepath.Join(s.dir, "copy.db")}
	if err := copyFiles(s.till.path, copied.path); err != nil {
		s.violated("copy journal: %v", err)
		return
	}
	j, err := storage.OpenJournal(s.ending, copied.path, storage.Options{})
	if err != nil {
		s.violated("after life %d: %v", s.career.Life, err)
		return
	}
	for reference, version := range s.told {
		if a, err := j.Attempt(s.ending, reference); err != nil || a.Version < version {
			s.violated("after life %d: %s was shown at version %d, the journal has %d, %v", s.career.Life, reference, version, a.Version, err)
		}
	}
	if err := j.Close(); err != nil {
		s.violated("close copy: %v", err)
	}
	if s.career.Life == 3 { // a person's own copy, to be put in place by hand one day
		if err := copyFiles(copied.path, filepath.Join(s.dir, "old.db")); err != nil {
			s.violated("keep a copy: %v", err)
		}
	}
	db := s.world.open(copied)
	s.checkFile(copied, db)
	if err := db.Close(); err != nil {
		s.violated("close copy: %v", err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(copied.path + suffix); err != nil && !os.IsNotExist(err) {
			s.violated("remove copy: %v", err)
		}
	}
}

// stuck reports whether every terminal is held by an attempt whose answer was lost: then
// only time goes on.
func (s *shop) stuck() bool {
	held := 0
	db := s.world.open(s.till)
	defer db.Close()
	for _, r := range s.rows(s.till, db) {
		if r.state == string(payments.StateUnknown) {
			held++
		}
	}
	return held >= len(s.career.Terminals)
}

// lastLife lets the till work in peace until it knows whatever the gateway knows.
func (s *shop) lastLife() {
	lock, err := storage.LockDir(s.dir)
	if err != nil {
		s.violated("the lock outlived its process: %v", err)
		return
	}
	defer lock.Close()
	journal, err := custody.New(s.dir, custody.Options{}).Open(s.ending, handpoint.Custom)
	if err != nil {
		s.violated("open for the last time: %v", err)
		return
	}
	s.mended(journal.Recovery())
	news := make(chan struct{}, 1)
	engine, err := s.career.engine(journal, rest.NewTransport(), func(checkout.Update) {
		select {
		case news <- struct{}{}:
		default:
		}
	})
	if err != nil {
		s.t.Fatal(err)
	}
	patience := soonKnown
	if *settle {
		patience = lateKnown
	}
	ctx, end := context.WithTimeout(s.ending, patience)
	defer end()
	ended := make(chan error, 1)
	go func() { ended <- engine.Run(ctx) }()
	open := s.unsettled(journal)
	for ; ctx.Err() == nil && len(open) > 0; open = s.unsettled(journal) {
		select {
		case <-news:
		case <-ctx.Done():
		}
	}
	end()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		s.violated("last life: %v", err)
	}
	for _, a := range open {
		s.violated("%s is still %s after %s", a.Note, a.State, patience)
	}
	if _, err := journal.Check(s.ending); err != nil {
		s.violated("the chain after the last life: %v", err)
	}
	if err := journal.Close(); err != nil {
		s.violated("close journal: %v", err)
	}
}

// unsettled lists what is open and should not be any more. An attempt whose answer was lost
// takes half a minute to be believed, and two to be not charged; unless there is time for
// that, it is enough that it is asked about. The schedules prove the rest.
func (s *shop) unsettled(journal checkout.Journal) []payments.Attempt {
	open, err := journal.Open(s.ending)
	if err != nil {
		s.violated("list what is open: %v", err)
		return nil
	}
	return slices.DeleteFunc(open, func(a payments.Attempt) bool {
		return a.State == payments.StateMismatch || a.State == payments.StateNeedsAttention ||
			!*settle && a.State == payments.StateUnknown && a.Sent.ResultID == ""
	})
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
