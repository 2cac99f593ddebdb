package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/ui/present"
)

var publishedNotes = "## What is new\n\n- **Refunds** without a sale.\r\n* Receipts in Spanish.\n\n> Thanks to all.\n"

// versionScreens are the part of the settings about newer versions.
func versionScreens(p *present.Presenter) string {
	var w page
	newer := present.Release{Version: "0.10.0", Standing: 1, Page: "https://example.org/v0.10.0", Notes: publishedNotes, Published: now}
	bare := present.Release{Version: "0.10.0", Standing: 1}
	same, older := present.Release{Version: "0.9.0"}, present.Release{Version: "0.8.0", Standing: -1}
	for _, tt := range []struct {
		name string
		in   present.VersionsInput
	}{
		{"nowhere to look", present.VersionsInput{}},
		{"off", present.VersionsInput{Possible: true}},
		{"on", present.VersionsInput{Possible: true, On: true}},
		{"looking", present.VersionsInput{Possible: true, Looking: true, Found: &same}},
		{"newer", present.VersionsInput{Possible: true, Found: &newer}},
		{"newer, and no more is known", present.VersionsInput{Possible: true, Found: &bare}},
		{"the newest", present.VersionsInput{Possible: true, Found: &same}},
		{"newer than the newest", present.VersionsInput{Possible: true, Found: &older}},
		{"no network", present.VersionsInput{Possible: true, Found: &newer, Failed: present.ErrVersionsUnreached}},
	} {
		tt.in.Yours = "0.9.0"
		v := p.Versions(tt.in)
		w.head("versions: %s", tt.name)
		w.options(v.Choice, 9)
		w.line(v.Meaning)
		w.buttons(v.Look)
		w.line(v.State, string(v.Tone))
		w.line(strings.Join(v.Notes, " / "))
		w.buttons(v.Page)
	}
	return w.String()
}

// What somebody else has written fits, and neither disguises a line nor goes on for ever.
func TestNotesAreShortAndPlain(t *testing.T) {
	text := strings.Repeat("- a line\n", 40)
	notes := english(t).Versions(present.VersionsInput{Possible: true, Found: &present.Release{Standing: 1, Notes: text}}).Notes
	if len(notes) != 9 || notes[7] != "a line" || notes[8] != "…" {
		t.Errorf("%q", notes)
	}
	text = "\x1b[31m\u202ered" + strings.Repeat("é", 500)
	notes = english(t).Versions(present.VersionsInput{Possible: true, Found: &present.Release{Standing: 1, Notes: text}}).Notes
	if len(notes) != 1 || !strings.HasPrefix(notes[0], "[31mredé") || len([]rune(notes[0])) != 160 {
		t.Errorf("%q", notes)
	}
}

// A version that is out is said with its day, in the zone of the shop.
func TestTheDayOfAVersion(t *testing.T) {
	r := present.Release{Version: "0.10.0", Standing: 1, Published: time.Date(2026, 12, 3, 9, 30, 0, 0, time.UTC)}
	got := english(t).Versions(present.VersionsInput{Possible: true, Yours: "0.9.0", Found: &r})
	if !strings.Contains(got.State, "3 December 2026") || !strings.Contains(got.State, "0.10.0") || !strings.Contains(got.State, "0.9.0") || got.Page.Enabled {
		t.Errorf("%+v", got)
	}
}
