package proof

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/simulator"
	"tillside/storage"
)

var (
	pairs  = flag.Int("pairs", 600, "how many pairs of clicks")
	starts = flag.Int("starts", 12, "how many pairs of processes")
)

// pairsInAWorld are told one after the other in one world, before it is checked.
const pairsInAWorld = 60

// together is a way to press twice where one press was meant.
type together struct {
	name        string
	otherTill   bool  // the second press is made at another till with the same key
	otherNonce  bool  // the second press is one of its own, on the same terminal
	second      error // what the later press is told
	secondState payments.State
}

var pairings = []together{
	{name: "one button twice", second: checkout.ErrNonceTaken},
	{name: "two screens, one terminal", otherNonce: true, second: checkout.ErrTerminalTaken},
	{name: "two tills, one terminal", otherNonce: true, otherTill: true, secondState: payments.StateRefused},
}

// TestPairs presses twice within half a second, in every way there is: exactly one start
// reaches the gateway.
func TestPairs(t *testing.T) {
	dir := workDir(t)
	emptyJournals(t, dir)
	began := time.Now()
	c := newCoverage()
	var next, done atomic.Int64
	t.Run("pairs", func(t *testing.T) {
		for worker := range *atOnce {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for !t.Failed() {
					first := int(next.Add(pairsInAWorld)) - pairsInAWorld
					if first >= *pairs {
						return
					}
					count := min(pairsInAWorld, *pairs-first)
					couple(t, *firstSeed+uint64(first), count, dir, c)
					done.Add(int64(count))
				}
			})
		}
	})
	took := time.Since(began)
	t.Logf("%d pairs of clicks in %s, %.0f a second, one start each", done.Load(), took.Round(time.Millisecond), float64(done.Load())/took.Seconds())
	t.Logf("what they were told:\n%s", c.table())
}

// couple lives through some pairs in a world of their own.
func couple(t *testing.T, seed uint64, count int, dir string, c *coverage) {
	var w *world
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(seed, 0x2))
		p := plan{seed: seed, tills: 2}
		for range 24 {
			p.customers = append(p.customers, customer{after: 600*time.Millisecond + moment(r, 2*time.Second), action: simulator.ActTap})
		}
		w = newWorld(t, p, dir, newCoverage())
		w.pairUp(r, count, c)
		w.check()
	})
	if len(w.wrong) > 0 {
		t.Errorf("seed %d: %s\n%s\n%s", seed, strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"), w.ledger())
	}
	if err := os.RemoveAll(w.dir); err != nil {
		t.Error(err)
	}
}

func (w *world) pairUp(r *rand.Rand, count int, c *coverage) {
	ctx, end := context.WithCancel(w.t.Context())
	defer end()
	w.ending = ctx
	w.cloud.Watch(ctx, w.serve)
	for i := range w.p.tills {
		t := &till{w: w, index: i, path: fmt.Sprintf("%s/till-%d.db", w.dir, i)}
		w.tills = append(w.tills, t)
		t.begin()
	}
	for i := range count {
		w.pair(i, pairings[i%len(pairings)], apart(r), c)
		time.Sleep(8*time.Second + moment(r, time.Second))
	}
	end()
	for _, t := range w.tills {
		t.finish()
	}
	w.work.Wait()
	w.people.Wait()
	w.network.Close()
	w.cloud.Close()
	synctest.Wait()
}

// apart is the time between two presses: none at all, a trembling finger, half a second.
func apart(r *rand.Rand) time.Duration {
	return moment(r, []time.Duration{1, 50 * time.Microsecond, 5 * time.Millisecond, 500 * time.Millisecond}[r.IntN(4)])
}

// pair presses twice and waits for what both are told.
func (w *world) pair(i int, p together, apart time.Duration, c *coverage) {
	first := pressing{terminal: i % 3, kind: payments.KindSale, amount: 20011 + int64(i)*10, note: fmt.Sprintf("pair-%d", i)}
	second := first
	if p.otherTill {
		second.till = 1
	}
	if p.otherNonce {
		second.note += "-again"
	}
	told := make([]error, 2)
	var both sync.WaitGroup
	for n, press := range []pressing{first, second} {
		both.Go(func() {
			time.Sleep(time.Duration(n) * apart)
			told[n] = w.click(press)
		})
	}
	both.Wait()
	w.tell(nil, "%s, %s apart: %v and %v", p.name, apart, told[0], told[1])
	taken := 0
	for _, err := range told {
		switch {
		case err == nil:
			taken++
		case p.second == nil || !errors.Is(err, p.second):
			w.violated("%s: a press was told %v", p.name, err)
		}
	}
	if want := 1 + map[bool]int{true: 1}[p.otherTill]; taken != want {
		w.violated("%s: %d presses were taken, want %d", p.name, taken, want)
	}
	time.Sleep(45 * time.Second) // a card flow, and then the time to make sure of a refusal with one rate for two
	w.oneStart(p, first.note, second.note)
	c.hit(fmt.Sprintf("%s: %s", p.name, startWord(errors.Join(told...))))
}

// oneStart holds the acquirer's ledger against a pair.
func (w *world) oneStart(p together, notes ...string) {
	begun := 0
	for _, note := range slices.Compact(notes) {
		begun += w.moved(note).starts
	}
	if begun != 1 {
		w.violated("%s: %s was started %d times", p.name, notes[0], begun)
	}
	if p.secondState == "" {
		return
	}
	var states []payments.State
	for n, note := range notes {
		all, err := w.tills[n].alive().journal.List(w.ending, checkout.Query{Text: note})
		if err != nil || len(all) == 0 {
			w.violated("%s is not in the journal of till %d: %v", note, n, err)
			return
		}
		states = append(states, all[0].State)
	}
	slices.Sort(states)
	if want := []payments.State{payments.StateApproved, p.secondState}; !slices.Equal(states, want) {
		w.violated("%s: came to %v, want %v", p.name, states, want)
	}
}

// click is one press of a button, whatever it is told.
func (w *world) click(p pressing) error {
	amount := payments.MustMoney(p.amount, "EUR")
	w.mu.Lock()
	if _, again := w.intents[p.note]; !again {
		w.intents[p.note] = intent{press: p, amount: amount}
	}
	w.mu.Unlock()
	_, err := w.tills[p.till].alive().engine.Start(w.ending, checkout.Request{RequestKey: p.note, Kind: p.kind,
		Terminal: w.cloud.Terminals()[p.terminal], Note: p.note, Amount: amount})
	return err
}

// TestLockPairs lets two starts reach for one folder at the same moment: one gets it.
func TestLockPairs(t *testing.T) {
	dir := t.TempDir()
	began := time.Now()
	for n := range *pairs {
		var locks [2]*storage.Lock
		var told [2]error
		var both sync.WaitGroup
		for i := range locks {
			both.Go(func() { locks[i], told[i] = storage.LockDir(dir) })
		}
		both.Wait()
		winners := 0
		for i, err := range told {
			switch {
			case err == nil:
				winners++
				if err := locks[i].Close(); err != nil {
					t.Fatal(err)
				}
			case !errors.Is(err, storage.ErrLocked):
				t.Fatalf("pair %d: %v", n, err)
			}
		}
		if winners != 1 {
			t.Fatalf("pair %d: %d have the folder", n, winners)
		}
	}
	t.Logf("%d pairs of starts on one folder in %s, one works in it each", *pairs, time.Since(began).Round(time.Millisecond))
}

// TestSecondProcess starts real processes on one folder: one works in it, the other brings
// the first one's window to the front and ends.
func TestSecondProcess(t *testing.T) {
	began := time.Now()
	var work sync.WaitGroup
	for n := range *starts {
		dir := t.TempDir()
		work.Go(func() {
			if err := startTwice(t, dir, n%2 == 0); err != nil {
				t.Errorf("pair %d: %v", n, err)
			}
		})
		if n%8 == 7 {
			work.Wait()
		}
	}
	work.Wait()
	t.Logf("%d pairs of processes on one folder in %s, one works in it each", *starts, time.Since(began).Round(time.Millisecond))
}

// started is a process that was started on a folder.
type started struct {
	in    io.Closer
	lines *bufio.Scanner
	wait  func() error
}

func start(t *testing.T, dir string) (started, error) {
	cmd := child(t, "start", dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		return started{}, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return started{}, err
	}
	return started{in, bufio.NewScanner(out), cmd.Wait}, cmd.Start()
}

func (s started) says() string {
	if !s.lines.Scan() {
		return ""
	}
	return s.lines.Text()
}

// startTwice starts two processes, at the same moment or the second when the first works.
// Only then must the first one's window be raised: it comes up by itself otherwise.
func startTwice(t *testing.T, dir string, atOnce bool) error {
	first, err := start(t, dir)
	if err != nil {
		return err
	}
	if !atOnce {
		if word := first.says(); word != "works" {
			return fmt.Errorf("the first one says %q", word)
		}
	}
	second, err := start(t, dir)
	if err != nil {
		return err
	}
	if atOnce {
		word := first.says()
		if word != "works" {
			first, second = second, first
			if other := first.says(); other != "works" || word != "the other window comes to the front" {
				return fmt.Errorf("they say %q and %q", word, other)
			}
		} else if word := second.says(); word != "the other window comes to the front" {
			return fmt.Errorf("both work, or neither: the second says %q", word)
		}
	} else if word, raised := second.says(), first.says(); word != "the other window comes to the front" || raised != "raised" {
		return fmt.Errorf("they say %q and %q", word, raised)
	}
	return errors.Join(second.wait(), first.in.Close(), first.wait())
}
