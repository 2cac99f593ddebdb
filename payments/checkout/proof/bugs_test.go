package proof

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// planted is a deliberately wrong variant of the program: one text replaced in one file.
// The build overlays the changed file, so the program itself holds no switch.
type planted struct {
	area     string // the rule that it breaks
	name     string
	file     string // from the module's root
	old, bad string
	unit     string // the package and the test that find it, where schedules cannot show it
	lost     bool   // only schedules with lost journals show it
	draw     string // what of the wider world shows it soonest; "" for the schedules as they come
}

// What the bugs are planted in.
const (
	follower     = "payments/checkout/follower.go"
	evidencePath = "payments/checkout/evidence.go"
	asking       = "payments/checkout/ask.go"
	caring       = "payments/checkout/recheck.go"
	papers       = "payments/checkout/receipts.go"
	writing      = "payments/checkout/write.go"
	links        = "payments/checkout/linked.go"
	rulebook     = "payments/checkout/rules.go"
	engine       = "payments/checkout/engine.go"
	received     = "payments/checkout/receive.go"
	outcomes     = "payments/outcome.go"
	table        = "payments/operation.go"
	adapter      = "payments/handpoint/gateway.go"
	times        = "payments/handpoint/provider.go"
	mapping      = "payments/handpoint/mapping.go"
	looking      = "payments/handpoint/find.go"
	refusals     = "payments/handpoint/fault.go"
	onHolds      = "payments/checkout/holds.go"
	reversing    = "payments/handpoint/reversal.go"
	adjusting    = "payments/handpoint/tips.go"
	tipChanges   = "payments/tipchange.go"
	tipsLater    = "payments/checkout/tipchange.go"
	amending     = "payments/handpoint/without.go"
	unitary      = "payments/handpoint/units.go"
	doubting     = "payments/checkout/units.go"
	seeking      = "payments/checkout/seek.go"

	database   = "storage/database.go"
	attempts   = "storage/attempts.go"
	summing    = "storage/reader.go"
	rebuilding = "storage/rebuild.go"
	keeping    = "storage/recovery/journal.go"
	manager    = "storage/recovery/manager.go"

	screen  = "ui/present/payment_words.go"
	buttons = "ui/present/payment_buttons.go"
)

// mostUnit is how many of the bugs may be left to a unit test.
const mostUnit = 6

// seedsFile holds the seed that found each bug before: "seed, tab, draw, tab, name", the draw
// being "" for the schedules as they come. It only makes the hunt shorter; "-remember" writes
// it anew.
const seedsFile = "testdata/planted.txt"

func allBugs() []planted {
	return slices.Concat(beginBugs, followBugs, findBugs, linkBugs, holdBugs, tipBugs, tipAfterBugs, withoutBugs, unitBugs, phoneBugs, cardBugs, callbackBugs, custodyBugs, clockBugs, totalBugs, receiptBugs, screenBugs, laterBugs, backBugs)
}

func root(t *testing.T) string {
	dir, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// wrong is the changed file; its text must stand there once.
func (b planted) wrong(t *testing.T) (file string, source []byte) {
	file = filepath.Join(root(t), filepath.FromSlash(b.file))
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), b.old); n != 1 {
		t.Errorf("%s: its text stands %d times in %s, once is needed", b.name, n, b.file)
	}
	return file, []byte(strings.Replace(string(data), b.old, b.bad, 1))
}

// clue is a seed that found a bug before.
type clue struct{ seed, draw string }

func readSeeds(t *testing.T) map[string]clue {
	data, err := os.ReadFile(seedsFile)
	if err != nil {
		t.Fatal(err)
	}
	seeds := map[string]clue{}
	for line := range strings.Lines(string(data)) {
		seed, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		draw, name, _ := strings.Cut(rest, "\t")
		seeds[name] = clue{seed, draw}
	}
	return seeds
}

// The program moves on; what is planted must still be a change of it that can be built.
func TestPlantedBugsFitTheCode(t *testing.T) {
	all := allBugs()
	names, units := map[string]bool{}, 0
	c := compiler(t, all)
	for _, b := range all {
		file, source := b.wrong(t)
		switch {
		case b.old == b.bad:
			t.Errorf("%s changes nothing", b.name)
		case names[b.name]:
			t.Errorf("two bugs are called %q", b.name)
		case t.Failed():
		default:
			if err := c.check(file, source); err != nil {
				t.Errorf("%s cannot be built: %v", b.name, err)
			}
		}
		names[b.name] = true
		if b.unit != "" {
			units++
		}
	}
	if len(all) < 60 || units > mostUnit {
		t.Errorf("%d planted bugs, %d of them for unit tests", len(all), units)
	}
	readme, err := os.ReadFile("../../../README.md")
	if told := fmt.Sprintf("that all %d still fit the code | %d by a unit test", len(all), units); err != nil || !strings.Contains(string(readme), told) {
		t.Errorf("README does not say %q: %v", told, err)
	}
	for name := range readSeeds(t) {
		if !names[name] {
			t.Errorf("%s has a seed for %q, which is no bug", seedsFile, name)
		}
	}
}

// checking type-checks packages with one of their files changed.
type checking struct {
	fset    *token.FileSet
	exports map[string]string // import path to export data
	sources map[string][]string
	from    types.Importer
}

// compiler asks the go command once for all packages that a bug is planted in.
func compiler(t *testing.T, bugs []planted) *checking {
	args := []string{"list", "-export", "-deps", "-json=ImportPath,Export,GoFiles,Dir"}
	seen := map[string]bool{}
	for _, b := range bugs {
		if dir := "./" + path.Dir(b.file); !seen[dir] {
			seen[dir] = true
			args = append(args, dir)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	c := &checking{fset: token.NewFileSet(), exports: map[string]string{}, sources: map[string][]string{}}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath, Export, Dir string
			GoFiles                 []string
		}
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		c.exports[p.ImportPath] = p.Export
		for _, name := range p.GoFiles {
			c.sources[p.Dir] = append(c.sources[p.Dir], filepath.Join(p.Dir, name))
		}
	}
	c.from = importer.ForCompiler(c.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(c.exports[path]) })
	return c
}

func (c *checking) check(changed string, source []byte) error {
	var files []*ast.File
	for _, name := range c.sources[filepath.Dir(changed)] {
		var text any
		if name == changed {
			text = source
		}
		f, err := parser.ParseFile(c.fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, f)
	}
	_, err := (&types.Config{Importer: c.from}).Check(filepath.Dir(changed), c.fset, files, nil)
	return err
}
