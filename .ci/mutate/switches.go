package main

import (
	"cmp"
	"fmt"
	"slices"
)

// The environment names the switch that is on by its number. Zero is none.
const switchName = "TILLSIDE_MUTANT"

// switches is a file that is laid into the package. changedIs tells whether a switch is on;
// changedOr picks one of two values.
func (p *suspect) switches() []byte {
	return fmt.Appendf(nil, `package %s

import "os"

var changedNumber = func() int {
	n := 0
	for _, digit := range os.Getenv(%q) {
		n = 10*n + int(digit-'0')
	}
	return n
}()

func changedIs(n int) bool { return n == changedNumber }

func changedOr[T any](n int, changed, real T) T {
	if changedIs(n) {
		return changed
	}
	return real
}
`, p.name, switchName)
}

// change is some text in the place of other text of a file.
type change struct {
	file     string
	from, to int // bytes
	text     string
}

// source is a file with changes that do not overlap.
func (p *suspect) source(file string, changes []change) []byte {
	changes = slices.SortedFunc(slices.Values(changes), func(a, b change) int { return cmp.Compare(a.from, b.from) })
	old, at := p.sources[file], 0
	var changed []byte
	for _, c := range changes {
		changed = append(append(changed, old[at:c.from]...), c.text...)
		at = c.to
	}
	return append(changed, old[at:]...)
}

// batch is what is built together.
type batch struct {
	mutants []*mutant
	ends    map[string]int // of the last change of each file
	binary  string
}

// batches puts every mutant that stands behind a switch into the first batch where it does not
// overlap with another.
func (p *suspect) batches() []*batch {
	var behind []*mutant
	for _, m := range p.mutants {
		if m.either != nil && m.result == "" {
			behind = append(behind, m)
		}
	}
	slices.SortFunc(behind, func(a, b *mutant) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.either.from, b.either.from))
	})
	var all []*batch
	for _, m := range behind {
		i := slices.IndexFunc(all, func(b *batch) bool { return b.ends[m.file] <= m.either.from })
		if i < 0 {
			i, all = len(all), append(all, &batch{ends: map[string]int{}})
		}
		all[i].mutants = append(all[i].mutants, m)
		all[i].ends[m.file] = m.either.to
	}
	return all
}

// files are the changed files of a batch.
func (p *suspect) files(b *batch) map[string][]byte {
	changes := map[string][]change{}
	for _, m := range b.mutants {
		changes[m.file] = append(changes[m.file], *m.either)
	}
	files := map[string][]byte{p.dir + "/switches_for_mutants.go": p.switches()}
	for name, all := range changes {
		files[name] = p.source(name, all)
	}
	return files
}
