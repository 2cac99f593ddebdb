package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
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
	"slices"
	"strings"
	"time"
)

// suspect is a package, its files and its mutants.
type suspect struct {
	pattern, dir, name string
	sources            map[string][]byte
	trees              map[string]*ast.File
	fset               *token.FileSet
	from               types.Importer
	info               types.Info
	mutants            []*mutant
	numbers            int
	store              string // where the results are kept
	known              record
	patience           time.Duration
}

// record is what is kept of a package.
type record struct {
	All, Code string // sums over every file, and over those that are not tests
	Results   map[string]string
}

// load reads a package, makes its mutants, and drops those that the compiler would refuse.
func load(pattern string) (*suspect, error) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=Dir,ImportPath,Name,Export,GoFiles", pattern).Output()
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	p := &suspect{
		pattern: pattern, sources: map[string][]byte{}, trees: map[string]*ast.File{}, fset: token.NewFileSet(),
		info: types.Info{Types: map[ast.Expr]types.TypeAndValue{}},
	}
	exports := map[string]string{}
	var files []string
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var one struct {
			Dir, ImportPath, Name, Export string
			GoFiles                       []string
		}
		if err := d.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[one.ImportPath] = one.Export
		p.dir, p.name, files = one.Dir, one.Name, one.GoFiles // the package itself comes last
	}
	p.from = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) {
		if path == "os" && exports[path] == "" { // the switches need it, the package may not
			out, err := exec.Command("go", "list", "-export", "-f", "{{.Export}}", "os").Output()
			if err != nil {
				return nil, err
			}
			exports[path] = strings.TrimSpace(string(out))
		}
		return os.Open(exports[path])
	})
	for _, name := range files {
		name = filepath.Join(p.dir, name)
		if p.sources[name], err = os.ReadFile(name); err != nil {
			return nil, err
		}
		if p.trees[name], err = parser.ParseFile(p.fset, name, p.sources[name], parser.SkipObjectResolution); err != nil {
			return nil, err
		}
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
	all, code := sha256.New(), sha256.New()
	err = filepath.WalkDir(p.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.IsDir() && path != p.dir && !strings.Contains(path, "testdata") {
				return filepath.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(path)
		into := io.Writer(all)
		if p.sources[path] != nil {
			into = io.MultiWriter(all, code)
		}
		fmt.Fprintln(into, d.Name(), len(data))
		into.Write(data)
		return err
	})
	if err != nil {
		return err
	}
	now := record{All: hex.EncodeToString(all.Sum(nil)), Code: hex.EncodeToString(code.Sum(nil)), Results: map[string]string{}}
	p.known = now
	p.store = filepath.Join(cache, "tillside-mutate", strings.NewReplacer("/", "-", ".", "").Replace("at"+p.dir)+".json")
	data, err := os.ReadFile(p.store)
	if err != nil {
		return os.MkdirAll(filepath.Dir(p.store), 0o700)
	}
	var before record
	if err := json.Unmarshal(data, &before); err != nil {
		return err
	}
	for key, result := range before.Results {
		if before.All == now.All || *again && before.Code == now.Code && result == "killed" {
			p.known.Results[key] = result
		}
	}
	return nil
}

func (p *suspect) keep() error {
	data, err := json.Marshal(p.known)
	if err != nil {
		return err
	}
	return os.WriteFile(p.store, data, 0o600)
}

func (p *suspect) mutate() error {
	if err := p.check(nil, &p.info); err != nil {
		return err
	}
	names := make([]string, 0, len(p.trees))
	for name := range p.trees {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		var found []*mutant
		ast.Walk(finder{p: p, file: name, found: &found}, p.trees[name])
		for _, m := range found {
			if p.check([]change{m.change}, nil) != nil {
				continue
			}
			if m.either != nil && p.check([]change{*m.either}, nil) != nil {
				m.either = nil
			}
			m.result = p.known.Results[m.key()]
			p.mutants = append(p.mutants, m)
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

// check says what the compiler would say about the package with these changes of one file.
func (p *suspect) check(changes []change, info *types.Info) error {
	helper, err := parser.ParseFile(p.fset, "switches.go", p.switches(), parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	files := []*ast.File{helper}
	for name, tree := range p.trees {
		if len(changes) > 0 && name == changes[0].file {
			if tree, err = parser.ParseFile(p.fset, name, p.source(name, changes), parser.SkipObjectResolution); err != nil {
				return err
			}
		}
		files = append(files, tree)
	}
	_, err = (&types.Config{Importer: p.from}).Check(p.dir, p.fset, files, info)
	return err
}
