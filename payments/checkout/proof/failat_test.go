package proof

import (
	"flag"
	"fmt"
	"math"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

var every = flag.Bool("every", false, "let requests fail in every possible way, not in the commonest alone")

// farthest bounds N: a flow that still meets new steps then does not come to an end.
const farthest = 2000

// drill is one way to let step N of a flow fail.
type drill struct {
	flow flow
	name string
	// prepare puts the failure of step n into a plan. reached tells afterwards whether the
	// flow has come as far as step n.
	prepare func(p *plan, n int) (reached func(*world) bool)
}

// TestFailAtN lets every write to the journal and every request of every flow fail, once
// and for ever, and the process die at each of them: step 1, step 2 and so on until the
// flow ends before the step that would fail.
func TestFailAtN(t *testing.T) {
	dir := workDir(t)
	emptyJournals(t, dir)
	c := newCoverage()
	began := time.Now()
	var drills []drill
	for _, f := range flows() {
		drills = append(drills, f.drills(rehearsal(t, f, dir, c))...)
	}
	var next, ran, steps atomic.Int64
	var report sync.Mutex
	t.Run("drills", func(t *testing.T) {
		for worker := range *atOnce {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for !t.Failed() || *keepGoing {
					i := int(next.Add(1) - 1)
					if i >= len(drills) {
						return
					}
					n := drills[i].run(t, dir, c, &report)
					ran.Add(1)
					steps.Add(int64(n))
				}
			})
		}
	})
	took := time.Since(began)
	t.Logf("fail-at-N: %d flows, %d ways to fail, %d runs in %s", len(flows()), ran.Load(), steps.Load(), took.Round(time.Millisecond))
}

// rehearsal tells the flow without a failure: it must be what its name says.
func rehearsal(t *testing.T, f flow, dir string, c *coverage) (w *world, writesBefore int) {
	w = through(t, f.plan(func(p *plan) {
		p.add(f.from, "the flow begins", func(w *world) { writesBefore = w.tills[0].written() })
	}), dir, c)
	if len(w.wrong) > 0 {
		t.Fatalf("%s: %s\n%s\n%s", f.name, strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"), w.ledger())
	}
	for note, want := range f.ends {
		if got := w.became(note); got != want {
			t.Fatalf("%s: %s came to %q, want %q\n%s", f.name, note, got, want, strings.Join(w.story, "\n"))
		}
	}
	return w, writesBefore
}

// through lives through a plan and checks it.
func through(t *testing.T, p plan, dir string, c *coverage) *world {
	var w *world
	synctest.Test(t, func(t *testing.T) {
		w = newWorld(t, p, dir, c)
		w.run()
		w.check()
		if p.seed%16 == 0 {
			w.checkSecrets()
		}
	})
	if err := os.RemoveAll(w.dir); err != nil {
		t.Fatal(err)
	}
	return w
}

// run goes through the steps of a drill and returns how many runs it took.
func (d drill) run(t *testing.T, dir string, c *coverage, report *sync.Mutex) int {
	for n := 1; n <= farthest; n++ {
		var reached func(*world) bool
		w := through(t, d.flow.plan(func(p *plan) { reached = d.prepare(p, n) }), dir, c)
		if len(w.wrong) > 0 {
			report.Lock()
			t.Errorf("%s, %s, step %d: %s\n%s\n%s", d.flow.name, d.name, n, strings.Join(w.wrong, "; "), strings.Join(w.story, "\n"), w.ledger())
			report.Unlock()
			return n
		}
		if !reached(w) {
			if n == 1 {
				t.Errorf("%s, %s: nothing was ever struck", d.flow.name, d.name)
			}
			return n
		}
	}
	t.Errorf("%s, %s: more than %d steps", d.flow.name, d.name, farthest)
	return farthest
}

// drills are all ways to let the flow fail, given how it went without a failure.
func (f flow) drills(clean *world, writesBefore int) []drill {
	var all []drill
	add := func(name string, prepare func(*plan, int) func(*world) bool) {
		all = append(all, drill{f, name, prepare})
	}
	written := func(n int) func(*world) bool {
		return func(w *world) bool { return w.tills[0].written() >= writesBefore+n }
	}
	for _, committed := range []bool{false, true} {
		for _, count := range []int{1, math.MaxInt} {
			add(fmt.Sprintf("write fails %s, on the disk %v", often(count), committed), func(p *plan, n int) func(*world) bool {
				p.unwritten = []unwritten{{from: writesBefore + n, count: count, committed: committed}}
				return written(n)
			})
		}
		add(fmt.Sprintf("write fails and is never mended, on the disk %v", committed), func(p *plan, n int) func(*world) bool {
			p.unwritten, p.stays = []unwritten{{from: writesBefore + n, count: math.MaxInt, committed: committed}}, true
			return written(n)
		})
		add(fmt.Sprintf("dies at a write, on the disk %v", committed), func(p *plan, n int) func(*world) bool {
			p.deaths = []death{{write: writesBefore + n, committed: committed, away: 4 * time.Second}}
			return written(n)
		})
	}
	for _, s := range strikes() {
		if !s.fitsSome(clean.network.Requests()) || !*every && !short[s.name] {
			continue
		}
		add(s.name+" once", f.struck(s, true, false))
		add(s.name+" for ever", f.struck(s, false, false))
		if common[s.name] {
			add(s.name+" for ever, never mended", f.struck(s, false, true))
		}
	}
	add("dies while a request is answered", f.killedAt(false))
	add("dies while a request is sent", f.killedAt(true))
	return append(all, f.diskDrills()...)
}

// short are the faults that a short run is content with.
var short = map[string]bool{"503": true, "cut_unhandled": true, "cut_answer": true}

// common are the faults that may also go on unmended to the end.
var common = map[string]bool{"503": true, "obeyed, then junk": true, "cut_unwritten": true, "cut_unhandled": true, "cut_answer": true, "hang": true}

func often(count int) string {
	if count == 1 {
		return "once"
	}
	return "for ever"
}

// struck lets request n, or every request from n on, meet a fault. Requests that the fault
// does not fit are not counted.
func (f flow) struck(s strike, once, stays bool) func(*plan, int) func(*world) bool {
	return func(p *plan, n int) func(*world) bool {
		p.stays = stays
		count := 0
		p.add(0, "strike: "+s.name, func(w *world) {
			fault := s.fault
			fault.Times = -1
			fault.Match = func(r *http.Request, body []byte) bool {
				if time.Since(w.start) < f.from || !s.fits(r, body) {
					return false
				}
				count++
				return count == n || !once && count > n
			}
			w.network.Fault(fault)
		})
		return func(*world) bool { return count >= n }
	}
}

// killedAt ends the process when request n is on its way. The request arrives, or is lost
// with the process.
func (f flow) killedAt(lost bool) func(*plan, int) func(*world) bool {
	return func(p *plan, n int) func(*world) bool {
		count := 0
		p.add(0, "a death on the wire", func(w *world) {
			w.network.Fault(lostOr(lost, func() bool {
				if time.Since(w.start) < f.from {
					return false
				}
				if count++; count == n {
					w.kill(0, 4*time.Second)
				}
				return count == n
			}))
		})
		return func(*world) bool { return count >= n }
	}
}

// written is how many writes the till has tried over all its lives.
func (t *till) written() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.writes
}

// became is the state of an operation as the journal has it.
func (w *world) became(note string) payments.State {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.states[note]
}

// checkShown holds what the screens were told last against the journal: a fact that is
// written down and not shown is as good as lost to the person at the till.
func (w *world) checkShown(t *till, rows []row) {
	if t.lives > 1 || w.p.stays {
		return
	}
	for _, r := range rows {
		w.mu.Lock()
		shown := w.shown[r.reference]
		w.mu.Unlock()
		if string(shown) != r.state {
			w.violated("%s: the screen was told %q, the journal has %q", r.note, shown, r.state)
		}
	}
}
