// Command mutate changes one thing in the source of a package, as a slip of the keyboard would,
// and runs the package's own tests on it: a change that no test notices names a line that
// nobody watches. Nothing is written to the tree; the changed file is laid over the build.
//
//	go run ./.ci/mutate -minutes 20 ./payments ./payments/checkout
//
// It prints every survivor with its file and line, and fails where fewer are found than
// -least. What was found out is kept as long as no file of the package changes. With less
// time than all of it takes it is a sample, the same on every computer.
package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

var (
	minutes = flag.Int("minutes", 30, "how long to go on for all packages together")
	workers = flag.Int("workers", runtime.NumCPU(), "how many mutants are tested at the same time")
	least   = flag.Float64("least", 0, "per cent of the mutants that tests must find")
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
	file       string
	line       int
	from, to   int // bytes
	text, kind string
	result     string // "killed", "survived", "" for not tested
}

func (m *mutant) key() string {
	return fmt.Sprintf("%s:%d-%d %s", filepath.Base(m.file), m.from, m.to, m.text)
}

// suspect is a package, its files and its mutants.
type suspect struct {
	pattern, dir string
	sources      map[string][]byte
	trees        map[string]*ast.File
	fset         *token.FileSet
	from         types.Importer
	mutants      []*mutant
	store        string // where the results are kept
	known        map[string]string
	patience     time.Duration
}

// load reads a package, makes its mutants, and drops those that the compiler would refuse.
func load(pattern string) (*suspect, error) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=Dir,ImportPath,Export,GoFiles", pattern).Output()
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	p := &suspect{pattern: pattern, sources: map[string][]byte{}, trees: map[string]*ast.File{}, fset: token.NewFileSet(), known: map[string]string{}}
	exports := map[string]string{}
	var files []string
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var one struct {
			Dir, ImportPath, Export string
			GoFiles                 []string
		}
		if err := d.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[one.ImportPath] = one.Export
		p.dir, files = one.Dir, one.GoFiles // the package itself comes last
	}
	p.from = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	for _, name := range files {
		name = filepath.Join(p.dir, name)
		source, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(p.fset, name, source, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.sources[name], p.trees[name] = source, tree
	}
	if err := p.recall(); err != nil {
		return nil, err
	}
	return p, p.mutate()
}

// recall reads what was found out about the package as it is now.
func (p *suspect) recall() error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	h := sha256.New()
	err = filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && path != p.dir && !strings.Contains(path, "testdata") {
				return filepath.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(path)
		fmt.Fprintln(h, d.Name(), len(data))
		h.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	p.store = filepath.Join(cache, "tillside-mutate", hex.EncodeToString(h.Sum(nil)[:12])+".json")
	data, err := os.ReadFile(p.store)
	if err != nil {
		return os.MkdirAll(filepath.Dir(p.store), 0o700)
	}
	return json.Unmarshal(data, &p.known)
}

func (p *suspect) mutate() error {
	names := make([]string, 0, len(p.trees))
	for name := range p.trees {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var found []*mutant
		ast.Walk(finder{p: p, file: name, found: &found}, p.trees[name])
		for _, m := range found {
			if p.compiles(m) {
				m.result = p.known[m.key()]
				p.mutants = append(p.mutants, m)
			}
		}
	}
	if len(p.mutants) == 0 {
		return errors.New("there is nothing to change")
	}
	slices.SortFunc(p.mutants, func(a, b *mutant) int { return cmp.Compare(shuffled(a), shuffled(b)) })
	return nil
}

// shuffled is a place for a mutant that has nothing to do with where it stands.
func shuffled(m *mutant) string {
	sum := sha256.Sum256([]byte(m.key()))
	return string(sum[:])
}

func (p *suspect) source(m *mutant) []byte {
	old := p.sources[m.file]
	return slices.Concat(old[:m.from], []byte(m.text), old[m.to:])
}

func (p *suspect) compiles(m *mutant) bool {
	files := make([]*ast.File, 0, len(p.trees))
	for name, tree := range p.trees {
		if name == m.file {
			var err error
			if tree, err = parser.ParseFile(p.fset, name, p.source(m), parser.SkipObjectResolution); err != nil {
				return false
			}
		}
		files = append(files, tree)
	}
	_, err := (&types.Config{Importer: p.from}).Check(p.dir, p.fset, files, nil)
	return err == nil
}

// test runs the tests on every mutant until there is no time left.
func (p *suspect) test(until time.Time) error {
	began := time.Now()
	if out, err := p.tests(context.Background(), ""); err != nil {
		return fmt.Errorf("the tests fail on what is not changed: %s", out)
	}
	p.patience = 10*time.Second + 4*time.Since(began)
	ctx, stop := context.WithDeadline(context.Background(), until)
	defer stop()
	next := make(chan *mutant)
	var work sync.WaitGroup
	var mu sync.Mutex
	for range *workers {
		work.Go(func() {
			for m := range next {
				if result := p.try(ctx, m); result != "" {
					mu.Lock()
					m.result, p.known[m.key()] = result, result
					mu.Unlock()
				}
			}
		})
	}
	for _, m := range p.mutants {
		if m.result == "" && ctx.Err() == nil {
			next <- m
		}
	}
	close(next)
	work.Wait()
	data, err := json.Marshal(p.known)
	if err != nil {
		return err
	}
	return os.WriteFile(p.store, data, 0o600)
}

func (p *suspect) try(ctx context.Context, m *mutant) string {
	dir, err := os.MkdirTemp("", "mutate-")
	if err != nil {
		return ""
	}
	defer os.RemoveAll(dir)
	changed, plan := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {m.file: changed}})
	if err != nil || os.WriteFile(changed, p.source(m), 0o600) != nil || os.WriteFile(plan, overlay, 0o600) != nil {
		return ""
	}
	out, err := p.tests(ctx, plan)
	switch {
	case err == nil:
		return "survived"
	case ctx.Err() != nil || strings.Contains(out, "[build failed]"):
		return "" // no time, or tests that do not build tell nothing
	}
	return "killed"
}

func (p *suspect) tests(ctx context.Context, plan string) (string, error) {
	args := []string{"test", "-vet=off", "-failfast", "-count=1"}
	if plan != "" {
		args = append(args, "-overlay", plan, "-timeout", p.patience.String())
	}
	out, err := exec.CommandContext(ctx, "go", append(args, p.pattern)...).CombinedOutput()
	return string(out), err
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
