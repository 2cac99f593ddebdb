// House looks at the arrows inside the window: which file of ui uses what which other declares.
// They only go down, from row to row of the table in levels.go. It prints how many there are
// and every one that goes up; with -draw it prints the picture that docs/architecture.md shows.
package main

import (
	"bytes"
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
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const (
	module  = "tillside/"
	picture = "docs/architecture.md"
)

func main() {
	draw := flag.Bool("draw", false, "print the picture of the house")
	flag.Parse()
	h, err := load()
	if err != nil {
		fmt.Fprintln(os.Stderr, "house:", err)
		os.Exit(2)
	}
	if *draw {
		fmt.Print(h.picture())
		return
	}
	up, missing := h.upwards()
	if text, err := os.ReadFile(picture); err != nil || !strings.Contains(string(text), h.picture()) {
		missing = append(missing, picture+": does not show the house as it is; see go run ./.ci/house -draw")
	}
	for _, line := range slices.Concat(missing, up) {
		fmt.Println(line)
	}
	fmt.Printf("house: %d arrows between %d files of the window, %d upwards\n", len(h.arrows), len(h.files), len(up))
	if len(up)+len(missing) > 0 {
		os.Exit(1)
	}
}

// arrow says that a file uses something that another declares. Files are named by package and
// name: "ui/screen/sale.go".
type arrow struct{ from, to string }

// house is what was read of the window.
type house struct {
	fset   *token.FileSet
	files  map[string]*ast.File
	arrows map[arrow]string // with the name of something that is used
}

// load reads the packages of the table, each after those that it imports.
func load() (*house, error) {
	exports, err := exported()
	if err != nil {
		return nil, err
	}
	h := &house{fset: token.NewFileSet(), files: map[string]*ast.File{}, arrows: map[arrow]string{}}
	outside := importer.ForCompiler(h.fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("%s was not built", path)
		}
		return os.Open(exports[path])
	})
	inside := map[string]*types.Package{}
	for _, floor := range slices.Backward(floors) {
		if inside[module+floor.folder], err = h.check(floor.folder, imports{inside, outside}); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// imports finds a package among those that were read, or else among those that were built.
type imports struct {
	inside  map[string]*types.Package
	outside types.Importer
}

// Import implements types.Importer.
func (i imports) Import(path string) (*types.Package, error) {
	if p := i.inside[path]; p != nil {
		return p, nil
	}
	return i.outside.Import(path)
}

// exported builds what the window is made of, and gives the files that describe it.
func exported() (map[string]string, error) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", "./ui/...").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	files := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return files, nil
		case err != nil:
			return nil, err
		}
		files[p.ImportPath] = p.Export
	}
}

// check reads one package without its tests, and notes its arrows.
func (h *house) check(folder string, from types.Importer) (*types.Package, error) {
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(h.fset, name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
		h.files[filepath.ToSlash(name)] = file
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: from}
	pkg, err := config.Check(module+folder, h.fset, files, info)
	if err != nil {
		return nil, err
	}
	for ident, object := range info.Uses {
		h.note(ident, object)
	}
	return pkg, nil
}

// note notes that a name is used, where it was declared in another file of the window.
func (h *house) note(ident *ast.Ident, object types.Object) {
	if _, isPackage := object.(*types.PkgName); isPackage || !object.Pos().IsValid() {
		return
	}
	from, to := h.fileAt(ident.Pos()), h.fileAt(object.Pos())
	if h.files[to] != nil && from != to {
		h.arrows[arrow{from, to}] = object.Name()
	}
}

func (h *house) fileAt(pos token.Pos) string { return filepath.ToSlash(h.fset.Position(pos).Filename) }

// upwards are the arrows that do not go down, and the files that are missing in the table or are
// in it and gone.
func (h *house) upwards() (up, missing []string) {
	level, open, number := map[string]int{}, map[string]bool{}, 0
	for _, floor := range floors {
		open[floor.folder] = len(floor.rows) == 0
		for _, row := range floor.rows {
			number++
			for _, name := range strings.Fields(row) {
				level[floor.folder+"/"+name+".go"] = number
			}
		}
	}
	for name := range h.files {
		if path.Base(name) != "doc.go" && level[name] == 0 && !open[path.Dir(name)] {
			missing = append(missing, name+": is in no row of .ci/house/levels.go")
		}
	}
	for name := range level {
		if h.files[name] == nil {
			missing = append(missing, name+": is in .ci/house/levels.go and does not exist")
		}
	}
	for a, name := range h.arrows {
		if !open[path.Dir(a.from)] && !open[path.Dir(a.to)] && level[a.from] >= level[a.to] {
			up = append(up, fmt.Sprintf("%s: uses %s of %s, which is not below it", a.from, name, a.to))
		}
	}
	slices.Sort(up)
	slices.Sort(missing)
	return up, missing
}
