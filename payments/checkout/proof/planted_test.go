//go:build planted

package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	onlyBugs = flag.String("bugs", "", "plant only the bugs whose area and name match this expression")
	deepest  = flag.Int("deepest", 20_000, "how many schedules a bug may survive")
	drawn    = flag.Int("drawn", 2_000, "how many schedules with what shows it soonest are tried before")
	remember = flag.Bool("remember", false, "write the seeds that found a bug to "+seedsFile)
)

// finding is what became of a planted bug.
type finding struct {
	bug   planted
	where string // "seed 4711", or the unit test
	clue  clue
	said  string
	took  time.Duration
	found bool
}

func (f finding) String() string {
	if !f.found {
		return fmt.Sprintf("%-10s %-62s NOT FOUND", f.bug.area, f.bug.name)
	}
	return fmt.Sprintf("%-10s %-62s %-32s %6s  %s", f.bug.area, f.bug.name, f.where, f.took.Round(100*time.Millisecond), f.said)
}

// TestPlantedBugs holds the schedules against wrong variants of the program: each must be
// found within 20,000 schedules. The seed that found a bug before is tried first. One bug
// per processor is hunted at the same time.
func TestPlantedBugs(t *testing.T) {
	only := regexp.MustCompile(*onlyBugs)
	list := slices.DeleteFunc(allBugs(), func(b planted) bool { return !only.MatchString(b.area + " " + b.name) })
	known, sound := readSeeds(t), filepath.Join(t.TempDir(), "sound.test")
	if out, err := build(t, sound); err != nil {
		t.Fatal(out)
	}
	all := make([]finding, len(list))
	next := make(chan int)
	var work sync.WaitGroup
	for range runtime.NumCPU() {
		work.Go(func() {
			for i := range next {
				all[i] = hunt(t, list[i], known[list[i].name], sound)
				fmt.Fprintln(os.Stderr, all[i])
			}
		})
	}
	for i := range list {
		next <- i
	}
	close(next)
	work.Wait()
	var table strings.Builder
	for _, f := range all {
		fmt.Fprintln(&table, f)
		switch {
		case !f.found:
			t.Errorf("%s was not found:\n%s", f.bug.name, last(f.said, 2000))
		case f.clue.seed != "":
			known[f.bug.name] = f.clue
		}
	}
	t.Logf("%d planted bugs:\n%s", len(list), &table)
	if *remember {
		writeSeeds(t, known)
	}
}

func writeSeeds(t *testing.T, known map[string]clue) {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(&b, "%s\t%s\t%s\n", known[name].seed, known[name].draw, name)
	}
	if err := os.WriteFile(seedsFile, []byte(b.String()), 0o644); err != nil {
		t.Error(err)
	}
}

var firstFinding = regexp.MustCompile(`seed (\d+): ([^\n]*)`)

// hunt looks for a bug: with its unit test, or with the seed that found it before and then
// with all others.
func hunt(t *testing.T, bug planted, known clue, sound string) finding {
	began := time.Now()
	f := finding{bug: bug}
	dir, err := os.MkdirTemp("", "tillside-planted-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	plan := bug.overlay(t, dir)
	if bug.unit != "" {
		f.where = bug.unit
		pkg, test, _ := strings.Cut(bug.unit, " ")
		out, err := command(t.Context(), root(t), "go", "test", "-vet=off", "-overlay", plan, "./"+pkg, "-run", "^"+test+"$")
		f.found, f.said = err != nil && strings.Contains(out, "--- FAIL: "+test), "its unit test fails"
		if !f.found {
			f.said = out
		}
		f.took = time.Since(began)
		return f
	}
	binary := filepath.Join(dir, "proof.test")
	if out, err := build(t, binary, "-overlay", plan); err != nil {
		f.said = out
		return f
	}
	for _, try := range tries(bug, known) {
		if f.search(t, binary, sound, try) {
			break
		}
	}
	f.took = time.Since(began)
	return f
}

// mostUnsound is how many schedules may fail without any bug before a search is given up.
const mostUnsound = 10

// build makes the program of the schedules.
func build(t *testing.T, binary string, flags ...string) (output string, err error) {
	return command(t.Context(), root(t), "go", slices.Concat([]string{"test", "-c", "-vet=off"}, flags, []string{"-o", binary, "./payments/checkout/proof"})...)
}

// try is some schedules.
type try struct {
	clue
	first, count int
}

// search looks through schedules until one fails with the bug that does not fail without it.
func (f *finding) search(t *testing.T, binary, sound string, try try) bool {
	unsound := 0
	for end := try.first + try.count; try.first < end; {
		out, failed := try.run(t, f.bug, binary, try.first, end-try.first)
		f.said = out
		m := firstFinding.FindStringSubmatch(out)
		if !failed || m == nil {
			return false
		}
		seed, err := strconv.Atoi(m[1])
		if err != nil {
			return false
		}
		if out, fails := try.run(t, f.bug, sound, seed, 1); !fails {
			f.found, f.clue, f.said = true, clue{m[1], try.draw}, first(m[2])
			f.where = strings.TrimSpace("seed " + m[1] + " " + try.draw)
			return true
		} else if what := firstFinding.FindStringSubmatch(out); what != nil {
			unsound++
			fmt.Fprintf(os.Stderr, "seed %d %s fails without a bug: %s\n", seed, try.draw, first(what[2]))
		}
		if unsound == mostUnsound {
			return false // that is to be cured first
		}
		try.first = seed + 1
	}
	return false
}

func (c clue) run(t *testing.T, bug planted, binary string, from, count int) (output string, failed bool) {
	args := []string{"-test.run", "^" + bug.test() + "$", "-test.timeout", "0", "-workers", "1", "-seed", fmt.Sprint(from),
		"-schedules", fmt.Sprint(count), "-losses", fmt.Sprint(count)}
	if c.draw != "" {
		args = append(args, "-draw", c.draw)
	}
	out, err := command(t.Context(), ".", binary, args...)
	return out, err != nil
}

// tries are the schedules to look through: the one that found the bug before, those with
// what shows it soonest, and then as many as it may survive.
func tries(bug planted, known clue) []try {
	all := []try{{clue{}, int(*firstSeed), *deepest}}
	if bug.draw != "" {
		all = append([]try{{clue{draw: bug.draw}, int(*firstSeed), *drawn}}, all...)
	}
	if seed, err := strconv.Atoi(known.seed); err == nil {
		all = append([]try{{known, seed, 1}}, all...)
	}
	return all
}

func command(ctx context.Context, dir, name string, args ...string) (output string, err error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	return out.String(), err
}

// first is the first of several violations.
func first(s string) string {
	s, _, _ = strings.Cut(s, "; ")
	return s
}

func last(s string, n int) string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}

func (b planted) test() string {
	if b.lost {
		return "TestLostJournals"
	}
	return "TestSchedules"
}

// overlay writes what "go build -overlay" wants to read.
func (b planted) overlay(t *testing.T, dir string) string {
	file, source := b.wrong(t)
	changed := filepath.Join(dir, "wrong.go")
	if err := os.WriteFile(changed, source, 0o600); err != nil {
		t.Fatal(err)
	}
	plan, err := json.Marshal(map[string]map[string]string{"Replace": {file: changed}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, plan, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
