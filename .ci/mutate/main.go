// Command mutate changes one thing in the source of a package, as a slip of the keyboard would,
// and runs the package's own tests on it: a change that no test notices names a line that
// nobody watches. Nothing is written to the tree; the changed files are laid over the build.
//
//	go run ./.ci/mutate -minutes 20 ./payments ./payments/checkout
//
// It prints every survivor with its file and line, and fails where fewer are found than
// -least. What was found out is kept as long as no file of the package changes; with -again,
// what tests have found before counts as found while the code they test is the same. With less
// time than all of it takes it is a sample, the same on every computer.
//
// Most changes are built together, each behind a switch that the environment sets, so that one
// build serves hundreds of them. What cannot stand behind a switch has a build of its own.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"
)

var (
	minutes = flag.Int("minutes", 30, "how long to go on for all packages together")
	workers = flag.Int("workers", runtime.NumCPU(), "how many mutants are tested at the same time")
	least   = flag.Float64("least", 0, "per cent of the mutants that tests must find")
	again   = flag.Bool("again", false, "do not test again what the tests have found before they were changed")
)

func main() {
	flag.Parse()
	if err := run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(patterns []string) error {
	until := time.Now().Add(time.Duration(*minutes) * time.Minute)
	var weak error
	for i, pattern := range patterns {
		p, err := load(pattern)
		if err != nil {
			return fmt.Errorf("%s: %w", pattern, err)
		}
		part := time.Until(until) / time.Duration(len(patterns)-i)
		if err := p.test(time.Now().Add(part)); err != nil {
			return fmt.Errorf("%s: %w", pattern, err)
		}
		if share := p.report(); share < *least {
			weak = errors.Join(weak, fmt.Errorf("%s: tests find %.1f per cent, %.1f are asked for", pattern, share, *least))
		}
	}
	return weak
}

// mutant is one change of one file.
type mutant struct {
	change
	kind   string
	line   int
	either *change // the change behind a switch, nil where that cannot be
	number int     // of the switch
	result string  // "killed", "survived", "" for not tested
}

func (m *mutant) key() string {
	return fmt.Sprintf("%s:%d-%d %s", filepath.Base(m.file), m.from, m.to, m.text)
}

// report prints the survivors and returns the per cent that tests have found.
func (p *suspect) report() float64 {
	slices.SortFunc(p.mutants, func(a, b *mutant) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.from, b.from)) })
	counts := map[string]int{}
	for _, m := range p.mutants {
		counts[m.result]++
		if m.result == "survived" {
			fmt.Printf("%s/%s:%d: %s: %q for %q\n", p.pattern, filepath.Base(m.file), m.line, m.kind, m.text, p.sources[m.file][m.from:m.to])
		}
	}
	tested := counts["killed"] + counts["survived"]
	share := 100 * float64(counts["killed"]) / float64(max(tested, 1))
	fmt.Printf("%s: %d of %d mutants tested, %d found, %d survived: %.1f per cent\n", p.pattern, tested, len(p.mutants), counts["killed"], counts["survived"], share)
	return share
}
