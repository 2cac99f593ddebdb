//go:build ignore

// Elsewhere reads the program's Go code as the compiler of another system would, without that
// system's C headers: every file that belongs there, with its types. What is C is taken on trust.
//
//	go run .ci/elsewhere.go darwin/arm64
//
// It prints what does not fit and fails. It is no build: on that system the linker and the C
// compiler have a word as well.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "elsewhere wants a system, darwin/arm64 for one")
		os.Exit(2)
	}
	system, processor, _ := strings.Cut(os.Args[1], "/")
	wrong, read, err := check(system, processor)
	if err != nil {
		fmt.Fprintln(os.Stderr, "elsewhere:", err)
		os.Exit(2)
	}
	for _, w := range wrong {
		fmt.Println(w)
	}
	if len(wrong) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%s: %d packages of Tillside fit\n", os.Args[1], read)
}

type goPackage struct {
	ImportPath, Dir   string
	Name              string
	GoFiles, CgoFiles []string
	ImportMap         map[string]string
	Standard          bool
	Module            *struct{ Main bool }
}

// packages are those that the program is made of there, each behind what it imports.
func packages(system, processor string) ([]goPackage, error) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Name,GoFiles,CgoFiles,ImportMap,Standard,Module", "./...")
	cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+processor, "CGO_ENABLED=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all []goPackage
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		all = append(all, p)
	}
}

// known are the packages that were read, as an importer.
type known struct {
	packages map[string]*types.Package
	renamed  map[string]string // by the package that imports now
}

func (k *known) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if other, ok := k.renamed[path]; ok {
		path = other
	}
	if p, ok := k.packages[path]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("%s is not there", path)
}

func check(system, processor string) (wrong []string, read int, err error) {
	all, err := packages(system, processor)
	if err != nil {
		return nil, 0, err
	}
	set, have := token.NewFileSet(), &known{packages: map[string]*types.Package{}}
	for _, p := range all {
		if p.ImportPath == "unsafe" {
			continue
		}
		ours := p.Module != nil && p.Module.Main
		have.renamed = p.ImportMap
		found, err := one(set, have, p, ours, system, processor)
		if err != nil {
			return nil, 0, err
		}
		if ours {
			read++
			wrong = append(wrong, found...)
		}
	}
	return wrong, read, nil
}

// one reads a package. Of others than our own only the outside is looked at, and no error
// counts: what they declare in C is unknown here.
func one(set *token.FileSet, have *known, p goPackage, ours bool, system, processor string) ([]string, error) {
	var files []*ast.File
	for _, name := range append(p.GoFiles, p.CgoFiles...) {
		file, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	var wrong []string
	config := types.Config{
		Importer:         have,
		FakeImportC:      true,
		IgnoreFuncBodies: !ours,
		Sizes:            types.SizesFor("gc", processor),
		Error:            func(err error) { wrong = append(wrong, err.Error()) },
	}
	made, _ := config.Check(p.ImportPath, set, files, nil) // each error was counted already
	have.packages[p.ImportPath] = made
	return wrong, nil
}
