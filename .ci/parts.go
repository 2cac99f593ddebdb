//go:build ignore

// Parts says what a built program consists of, from what Go wrote into it.
//
//	go run .ci/parts.go bom PROGRAM VERSION SECONDS    a bill of materials, CycloneDX 1.6 as JSON
//	go run .ci/parts.go licences PROGRAM               the licence of every part
//
// SECONDS since 1970 is the time that the bill bears, so that the same program has the same bill.
package main

import (
	"cmp"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	err := errors.New("parts wants bom PROGRAM VERSION SECONDS, or licences PROGRAM")
	switch args := os.Args[1:]; {
	case len(args) == 4 && args[0] == "bom":
		err = bill(os.Stdout, args[1], args[2], args[3])
	case len(args) == 2 && args[0] == "licences":
		err = licences(os.Stdout, args[1])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "parts:", err)
		os.Exit(1)
	}
}

// within are sources in C that a module carries with it, and the file and the word that tell
// their version.
var within = []struct{ module, name, purl, file, mark string }{
	{"github.com/mattn/go-sqlite3", "SQLite", "pkg:generic/sqlite", "sqlite3-binding.h", "#define SQLITE_VERSION "},
	{"github.com/go-gl/glfw/v3.4/glfw", "GLFW", "pkg:generic/glfw", "GLFW_C_REVISION.txt", ""},
}

type component struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl"`
	Hashes  []hash `json:"hashes,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type dependency struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn"`
}

func bill(w io.Writer, program, version, seconds string) error {
	since, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return err
	}
	whole := component{Type: "application", Ref: "pkg:golang/tillside@" + version, Name: "tillside", Version: version, PURL: "pkg:golang/tillside@" + version}
	parts := []component{made("std", strings.TrimPrefix(info.GoVersion, "go"), "")}
	for _, m := range modules(info) {
		parts = append(parts, made(m.Path, m.Version, m.Sum))
		carried, err := carriedBy(m)
		if err != nil {
			return err
		}
		parts = append(parts, carried...)
	}
	slices.SortFunc(parts, func(a, b component) int { return cmp.Compare(a.Ref, b.Ref) })
	on := dependency{Ref: whole.Ref}
	for _, p := range parts {
		on.On = append(on.On, p.Ref)
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(map[string]any{
		"$schema":     "http://cyclonedx.org/schema/bom-1.6.schema.json",
		"bomFormat":   "CycloneDX",
		"specVersion": "1.6",
		"version":     1,
		"metadata":    map[string]any{"timestamp": time.Unix(since, 0).UTC().Format(time.RFC3339), "component": whole},
		"components":  parts, "dependencies": []dependency{on},
	})
}

// modules are those whose code is in the program.
func modules(info *debug.BuildInfo) []*debug.Module {
	var all []*debug.Module
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		all = append(all, m)
	}
	return all
}

func made(name, version, sum string) component {
	c := component{Type: "library", Name: name, Version: version, PURL: "pkg:golang/" + name + "@" + version}
	c.Ref = c.PURL
	// Go's sum of a module is a SHA-256 over the sums of its files.
	if raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(sum, "h1:")); err == nil && len(raw) > 0 {
		c.Hashes = []hash{{"SHA-256", hex.EncodeToString(raw)}}
	}
	return c
}

func carriedBy(m *debug.Module) ([]component, error) {
	for _, c := range within {
		if c.module != m.Path {
			continue
		}
		folder, err := folderOf(m)
		if err != nil {
			return nil, err
		}
		text, err := os.ReadFile(filepath.Join(folder, c.file))
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(text)) {
			if after, ok := strings.CutPrefix(line, c.mark); ok {
				version := strings.Trim(strings.TrimSpace(after), `"`)
				purl := c.purl + "@" + version
				return []component{{Type: "library", Ref: purl, Name: c.name, Version: version, PURL: purl}}, nil
			}
		}
		return nil, fmt.Errorf("%s does not say its version", c.file)
	}
	return nil, nil
}

func folderOf(m *debug.Module) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", m.Path).Output()
	if err != nil {
		return "", fmt.Errorf("find %s: %w", m.Path, err)
	}
	return strings.TrimSpace(string(out)), nil
}

// licences prints the licence files of the Go distribution and of every module.
func licences(w io.Writer, program string) error {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return err
	}
	fmt.Fprintln(w, "Tillside is under the Apache License 2.0. It is built from the parts below, under these licences.")
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	if err := licence(w, "Go "+strings.TrimPrefix(info.GoVersion, "go"), strings.TrimSpace(string(root))); err != nil {
		return err
	}
	for _, m := range modules(info) {
		folder, err := folderOf(m)
		if err != nil {
			return err
		}
		if err := licence(w, m.Path+" "+m.Version, folder); err != nil {
			return err
		}
	}
	return nil
}

func licence(w io.Writer, name, folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	found := false
	for _, f := range files {
		upper := strings.ToUpper(f.Name())
		if f.IsDir() || !strings.HasPrefix(upper, "LICEN") && !strings.HasPrefix(upper, "COPYING") && !strings.HasPrefix(upper, "NOTICE") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "\n%s\n%s (%s)\n\n%s\n", strings.Repeat("-", 70), name, f.Name(), strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
		found = true
	}
	if !found {
		return fmt.Errorf("%s has no licence in %s", name, folder)
	}
	return nil
}
