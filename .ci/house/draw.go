package main

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// picture shows the packages from top to bottom, and the rows of their files.
func (h *house) picture() string {
	var w strings.Builder
	for i, floor := range floors {
		if i > 0 {
			fmt.Fprintln(&w, "      │")
		}
		fmt.Fprintf(&w, "%s: %s\n", floor.folder, floor.what)
		rows := floor.rows
		if len(rows) == 0 {
			rows = []string{strings.Join(h.names(floor.folder), " ")}
		}
		for _, row := range rows {
			for n, line := range wrap(row, 88) {
				fmt.Fprintf(&w, "  %s %s\n", []string{"·", " "}[min(n, 1)], line)
			}
		}
	}
	return w.String()
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
