//go:build ignore

// Rules checks what the compiler does not: which package may import which, the calls that
// are not allowed here, and the size of files and functions. It is run by "make check" and
// prints one line for every breach.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

const module = "tillside"

// mayImport lists, for each package of the program, what it may import besides the
// standard library. A name that ends in "/" stands for everything below it.
var mayImport = map[string][]string{
	".": {
		"assets", "payments", "payments/callback", "payments/checkout", "payments/handpoint", "payments/helcim", "payments/kushki", "payments/providers", "payments/simulator",
		"storage", "storage/people", "storage/recovery", "storage/logfile", "storage/secrets", "ui", "ui/present", "ui/releases", "ui/session", "fyne.io/fyne/v2/",
	},
	"assets":                       {},
	"payments":                     {},
	"payments/internal/rest":       {"payments"},
	"payments/helcim":              {"payments", "payments/internal/rest", "github.com/google/uuid"},
	"payments/handpoint":           {"payments", "payments/internal/rest", "github.com/google/uuid"},
	"payments/kushki":              {"payments", "payments/internal/rest"},
	"payments/checkout":            {"payments", "github.com/google/uuid"},
	"payments/checkout/proof":      {}, // tests alone
	"payments/callback":            {"payments"},
	"payments/providers":           {"payments", "payments/receipt", "payments/simulator"},
	"payments/receipt":             {"payments", "golang.org/x/net/html/"},
	"payments/simulator":           {"payments", "github.com/google/uuid"},
	"payments/gatewaytest":         {"payments", "payments/internal/rest"},
	"payments/gatewaytest/pontoon": {"payments", "payments/internal/rest"}, // for tests alone
	"storage": {
		"payments", "payments/checkout", "github.com/mattn/go-sqlite3",
		"github.com/gofrs/flock", "golang.org/x/sys/",
	},
	"storage/people":   {"payments", "payments/checkout", "storage", "golang.org/x/crypto/argon2"},
	"storage/recovery": {"payments", "payments/checkout", "storage"},
	"storage/disktest": {"github.com/mattn/go-sqlite3"}, // for tests alone
	"storage/logfile":  {},
	"storage/secrets":  {"payments", "github.com/zalando/go-keyring", "github.com/zalando/go-keyring/secret_service"},
	"ui": {
		"assets", "payments", "payments/checkout", "ui/model", "ui/parts", "ui/present", "ui/screen", "ui/widgets", "ui/work",
		"fyne.io/fyne/v2/",
	},
	"ui/e2e":   {},
	"ui/model": {"payments", "payments/checkout", "ui/present", "ui/work"},
	"ui/parts": {
		"payments", "payments/checkout", "payments/receipt", "ui/model", "ui/present", "ui/widgets", "ui/work", "fyne.io/fyne/v2/",
	},
	"ui/paper":    {},
	"ui/present":  {"payments", "payments/checkout", "ui/paper"},
	"ui/releases": {},
	"ui/screen": {
		"assets", "payments", "payments/checkout", "ui/model", "ui/paper", "ui/parts", "ui/present", "ui/widgets", "ui/work", "fyne.io/fyne/v2/",
	},
	"ui/session": {"payments", "payments/checkout", "ui/present"},
	"ui/widgets": {"payments", "payments/receipt", "fyne.io/fyne/v2/"},
	"ui/work":    {"payments/checkout"},
}

// mayNotReach lists what must not be among the dependencies of a folder, however far away.
var mayNotReach = map[string][]string{
	"./payments/...": {"fyne.io/", "github.com/mattn/go-sqlite3", "github.com/zalando/go-keyring"},
	"./storage/...":  {"fyne.io/"},
	"./ui/present":   {"fyne.io/", "github.com/mattn/go-sqlite3", "github.com/zalando/go-keyring"},
	"./ui/model":     {"fyne.io/", "github.com/mattn/go-sqlite3", "github.com/zalando/go-keyring"},
	"./ui":           {"github.com/mattn/go-sqlite3", "github.com/zalando/go-keyring"},
}

// nameless lists the folders whose code, comments and all, holds no provider's name. What they
// need to know of a provider they read from its value.
var nameless = []string{"ui/", "storage/", "payments/checkout/"}

// providerNames are the folders of the adapters: what may import the HTTP client of adapters.
func providerNames() []string {
	var names []string
	for folder, imports := range mayImport {
		name, isPayments := strings.CutPrefix(folder, "payments/")
		if isPayments && name != "gatewaytest" && covered("payments/internal/rest", imports) {
			names = append(names, path.Base(name))
		}
	}
	return names
}

// Lines of a file and of a function, and fields of a struct, at most. A function that only
// puts widgets together may be a little longer.
const (
	fileLines, testFileLines  = 400, 600
	funcLines, testFuncLines  = 60, 100
	widgetFuncLines           = 80
	structFields              = 15
	fuzzInputs                = 300 // in the tree: those that failed once, and those that add coverage
	commentMark, commentSeams = "TO" + "DO", "FIX" + "ME"
)

func main() {
	breaches, err := all()
	if err != nil {
		fmt.Fprintln(os.Stderr, "rules:", err)
		os.Exit(2)
	}
	for _, b := range breaches {
		fmt.Println(b)
	}
	if len(breaches) > 0 {
		fmt.Fprintf(os.Stderr, "rules: %d breaches\n", len(breaches))
		os.Exit(1)
	}
}

func all() ([]string, error) {
	imports, err := checkImports()
	if err != nil {
		return nil, err
	}
	reach, err := checkReach()
	if err != nil {
		return nil, err
	}
	source, err := checkSource()
	if err != nil {
		return nil, err
	}
	return append(append(imports, reach...), source...), nil
}

type goPackage struct {
	ImportPath, Dir           string
	Imports                   []string
	TestImports, XTestImports []string
	Standard                  bool
}

func list(args ...string) ([]goPackage, error) {
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Imports,TestImports,XTestImports,Standard"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s: %w", strings.Join(args, " "), err)
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

func checkImports() ([]string, error) {
	packages, err := list("./...")
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, p := range packages {
		name := short(p.ImportPath)
		allowed, known := mayImport[name]
		if !known {
			wrong = append(wrong, name+": a package without a row in the import rules")
			continue
		}
		for _, path := range p.Imports {
			if !isStandard(path) && !covered(short(path), allowed) {
				wrong = append(wrong, fmt.Sprintf("%s: must not import %s", name, short(path)))
			}
		}
		for _, a := range allowed {
			if !slices.ContainsFunc(p.Imports, func(path string) bool { return covered(short(path), []string{a}) }) {
				wrong = append(wrong, fmt.Sprintf("%s: may import %s and does not; take it out of the rules", name, a))
			}
		}
		for _, path := range append(p.TestImports, p.XTestImports...) {
			if path == "fyne.io/fyne/v2/app" {
				wrong = append(wrong, name+": its tests must use fyne's test driver, not fyne/v2/app")
			}
		}
	}
	return wrong, nil
}

func checkReach() ([]string, error) {
	var wrong []string
	for pattern, banned := range mayNotReach {
		packages, err := list("-deps", pattern)
		if err != nil {
			return nil, err
		}
		for _, p := range packages {
			for _, b := range banned {
				if strings.HasPrefix(p.ImportPath, b) {
					wrong = append(wrong, fmt.Sprintf("%s: reaches %s", pattern, p.ImportPath))
				}
			}
		}
	}
	slices.Sort(wrong)
	return wrong, nil
}

// short turns an import path of this module into the name of its folder.
func short(path string) string {
	if path == module {
		return "."
	}
	return strings.TrimPrefix(path, module+"/")
}

func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".") && first != module
}

func covered(path string, allowed []string) bool {
	for _, a := range allowed {
		if path == strings.TrimSuffix(a, "/") || strings.HasSuffix(a, "/") && strings.HasPrefix(path, a) {
			return true
		}
	}
	return false
}

func checkSource() ([]string, error) {
	var wrong []string
	inputs := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case !d.IsDir() && strings.Contains(filepath.ToSlash(path), "testdata/fuzz/"):
			inputs++
			return nil
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		found, err := checkFile(filepath.ToSlash(path))
		wrong = append(wrong, found...)
		return err
	})
	if inputs > fuzzInputs {
		wrong = append(wrong, fmt.Sprintf("testdata/fuzz: %d inputs, more than %d", inputs, fuzzInputs))
	}
	return wrong, err
}

// source is one file under examination.
type source struct {
	path  string
	test  bool // a test, or code that only tests import
	set   *token.FileSet
	file  *ast.File
	wrong []string
}

func checkFile(path string) ([]string, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
	if err != nil {
		return nil, err
	}
	test := strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "payments/gatewaytest/")
	s := &source{path: path, test: test, set: set, file: file}
	s.sizes()
	s.comments()
	ast.Inspect(file, s.visit)
	return s.wrong, s.providers()
}

// providers finds names of providers where none may be.
func (s *source) providers() error {
	bare := func(folder string) bool { return strings.HasPrefix(s.path, folder) }
	if s.test || !slices.ContainsFunc(nameless, bare) {
		return nil
	}
	text, err := os.ReadFile(s.path)
	if err != nil {
		return err
	}
	for i, line := range strings.Split(strings.ToLower(string(text)), "\n") {
		for _, name := range providerNames() {
			if strings.Contains(line, name) {
				s.wrong = append(s.wrong, fmt.Sprintf("%s:%d: names the provider %s; read it from its value", s.path, i+1, name))
			}
		}
	}
	return nil
}

func (s *source) add(at token.Pos, format string, args ...any) {
	p := s.set.Position(at)
	s.wrong = append(s.wrong, fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...)))
}

func (s *source) lines(from, to token.Pos) int {
	return s.set.Position(to).Line - s.set.Position(from).Line + 1
}

func (s *source) sizes() {
	limit, funcLimit := fileLines, funcLines
	switch {
	case s.test:
		limit, funcLimit = testFileLines, testFuncLines
	case strings.HasPrefix(s.path, "ui/"):
		funcLimit = widgetFuncLines
	}
	if n := s.set.File(s.file.Pos()).LineCount(); n > limit {
		s.add(s.file.Pos(), "%d lines, more than %d", n, limit)
	}
	for _, decl := range s.file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			if n := s.lines(f.Pos(), f.End()); n > funcLimit {
				s.add(f.Pos(), "%s has %d lines, more than %d", f.Name.Name, n, funcLimit)
			}
			if f.Recv == nil && f.Name.Name == "init" {
				s.add(f.Pos(), "no init functions")
			}
		}
	}
}

func (s *source) comments() {
	for _, group := range s.file.Comments {
		for _, mark := range []string{commentMark, commentSeams} {
			if strings.Contains(group.Text(), mark) {
				s.add(group.Pos(), "unfinished: %s", mark)
			}
		}
	}
}

// banned names calls that are wrong everywhere, and why.
var banned = map[string]string{
	"fyne.DoAndWait": "waits for itself when called from a callback; post instead",
	"t.Skip":         "a test that is skipped proves nothing",
	"t.Skipf":        "a test that is skipped proves nothing",
	"t.SkipNow":      "a test that is skipped proves nothing",
}

// bannedOutside names calls that only main.go and tests may make.
var bannedOutside = map[string]string{
	"context.Background": "take a context from the caller",
	"context.TODO":       "take a context from the caller",
	"log.Fatal":          "return an error",
	"log.Fatalf":         "return an error",
	"os.Exit":            "return an error",
	"panic":              "return an error",
}

func (s *source) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return !strings.HasPrefix(n.Name.Name, "Must") // Go's word for "panics": for constants in tests
	case *ast.CallExpr:
		name := callee(n.Fun)
		if why, ok := banned[name]; ok {
			s.add(n.Pos(), "%s: %s", name, why)
		}
		if why, ok := bannedOutside[name]; ok && !s.test && s.path != "main.go" {
			s.add(n.Pos(), "%s: %s", name, why)
		}
	case *ast.SelectorExpr:
		if n.Sel.Name == "SetOnStopped" {
			s.add(n.Pos(), "SetOnStopped: Fyne calls the hook while it closes its queue, and panics now and then; do it after Run")
		}
	case *ast.StructType:
		if fields := n.Fields.NumFields(); fields > structFields && !s.test && !mirrors(n) {
			s.add(n.Pos(), "a struct of %d fields, more than %d", fields, structFields)
		}
	case *ast.Ident:
		if (n.Name == "float64" || n.Name == "float32") && !s.test && s.handlesMoney() {
			s.add(n.Pos(), "%s: no float ever touches an amount", n.Name)
		}
	}
	return true
}

// mirrors says whether a struct is the image of somebody else's document: every field has a
// tag, and the document decides how many there are.
func mirrors(n *ast.StructType) bool {
	for _, f := range n.Fields.List {
		if f.Tag == nil {
			return false
		}
	}
	return true
}

// handlesMoney says whether amounts pass through the file's package. The screens use
// floats for sizes and colours, and show amounts as finished text.
func (s *source) handlesMoney() bool {
	return strings.HasPrefix(s.path, "payments/") || strings.HasPrefix(s.path, "storage/") ||
		strings.HasPrefix(s.path, "ui/session/")
}

func callee(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
	}
	return ""
}
