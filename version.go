package main

import (
	_ "embed"
	"runtime/debug"
	"strings"
	"time"
)

// manifest says the program's name and version, once for the program and its packages.
//
//go:embed FyneApp.toml
var manifest string

// version is that of the manifest.
func version() string {
	for line := range strings.Lines(manifest) {
		if value, ok := strings.CutPrefix(line, "Version = "); ok {
			return strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return "unknown"
}

// madeOf says which commit the program was made of, and when that was: "commit 8a4cc01f2c3d of
// 2026-11-21", with "and changes" where files differed from it. It is empty where Go could not
// tell, for a build from an archive of the source.
func madeOf() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	return commitOf(info.Settings)
}

func commitOf(settings []debug.BuildSetting) string {
	said := map[string]string{}
	for _, s := range settings {
		said[s.Key] = s.Value
	}
	commit := said["vcs.revision"]
	if commit == "" {
		return ""
	}
	text := "commit " + commit[:min(len(commit), 12)]
	if when, err := time.Parse(time.RFC3339, said["vcs.time"]); err == nil {
		text += " of " + when.UTC().Format(time.DateOnly)
	}
	if said["vcs.modified"] == "true" {
		text += " and changes"
	}
	return text
}

// versionLine is what "tillside --version" prints: the version as its second word.
func versionLine() string {
	if from := madeOf(); from != "" {
		return "tillside " + version() + " (" + from + ")"
	}
	return "tillside " + version()
}
