package main

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// draw prints the packages from top to bottom, the rows of their files, and how many arrows go
// from each package to those below.
func (h *house) draw(w io.Writer) {
	for i, floor := range floors {
		if i > 0 {
			fmt.Fprintln(w, "      │")
		}
		fmt.Fprintf(w, "%s: %s%s\n", floor.folder, floor.what, h.below(floor.folder))
		rows := floor.rows
		if len(rows) == 0 {
			rows = []string{strings.Join(h.names(floor.folder), " ")}
		}
		for _, row := range rows {
			for n, line := range wrap(row, 88) {
				fmt.Fprintf(w, "  %s %s\n", []string{"·", " "}[min(n, 1)], line)
			}
		}
	}
}

// below says how many arrows lead to which package.
func (h *house) below(folder string) string {
	count := map[string]int{}
	for a := range h.arrows {
		if path.Dir(a.from) == folder && path.Dir(a.to) != folder {
			count[path.Dir(a.to)]++
		}
	}
	var parts []string
	for _, floor := range floors {
		if n := count[floor.folder]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", path.Base(floor.folder), n))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (arrows to " + strings.Join(parts, ", ") + ")"
}

// names are the files of a folder.
func (h *house) names(folder string) []string {
	var names []string
	for file := range h.files {
		if name := strings.TrimSuffix(path.Base(file), ".go"); path.Dir(file) == folder && name != "doc" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// wrap breaks words into lines of a width.
func wrap(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if last := len(lines) - 1; last >= 0 && len(lines[last])+1+len(word) <= width {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	return lines
}
