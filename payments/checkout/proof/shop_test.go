package proof

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
	"tillside/storage"
)

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
