package present_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

var backups = checkout.Backups{Sound: []checkout.Backup{
	{Name: "b", Made: now.Add(-3 * time.Hour), Size: 2_300_000, Payments: 1204},
	{Name: "a", Made: now.AddDate(0, 0, -1), Size: 61_000, Payments: 1},
}}

// careScreens are the journal's part of the settings, and what is told after mending.
func careScreens(p *present.Presenter) string {
	var w page
	for _, tt := range careVariants() {
		v := p.Care(tt.in)
		w.head("care: %s", tt.name)
		if !v.Shown {
			continue
		}
		w.line(v.Title, v.Body)
		w.buttons(v.Check)
		w.line(v.State, string(v.Tone))
		w.options(v.Backups, 9)
		w.line(v.Note)
		w.buttons(v.Restore)
	}
	for _, kind := range append(checkout.MisfitKinds(), "no such kind") {
		w.head("misfit: %s", kind)
		w.line(p.Misfit(checkout.Misfit{Seq: 412, Reference: "6f1d2c3e-0000-4000-8000-000000000001", Kind: kind}))
	}
	w.head("misfit: places")
	w.line(p.Misfit(checkout.Misfit{Seq: 412, Kind: checkout.MisfitEnd}))
	w.line(p.Misfit(checkout.Misfit{Reference: "6f1d2c3e", Kind: checkout.MisfitAttempt}))
	w.line(p.Misfit(checkout.Misfit{Kind: checkout.MisfitReceiptAdded}))
	w.head("ask: restore")
	w.question(p.AskRestore(backups.Sound[0]))
	for _, kind := range append(checkout.StageKinds(), present.StageKeyring, "no such stage") {
		w.head("stage: %s", kind)
		w.line(p.Stage(checkout.Stage{Doing: kind}), p.Stage(checkout.Stage{Doing: kind, Done: 500, All: 1204}))
	}
	for _, cause := range checkout.RecoveryCauses() {
		for _, tt := range recoveries(cause) {
			s, _ := p.Recovery(tt)
			w.head("recovery: %s", cause)
			w.sentence(&s)
		}
	}
	return w.String()
}

type careVariant struct {
	name string
	in   present.CareInput
}

func careVariants() []careVariant {
	with := func(change func(*present.CareInput)) present.CareInput {
		in := present.CareInput{Possible: true, Backups: backups}
		change(&in)
		return in
	}
	return []careVariant{
		{"not possible", present.CareInput{Backups: backups}},
		{"backups, none chosen", with(func(*present.CareInput) {})},
		{"one chosen", with(func(in *present.CareInput) { in.Chosen = "a" })},
		{"chosen, and gone", with(func(in *present.CareInput) { in.Chosen = "c" })},
		{"no backup", with(func(in *present.CareInput) { in.Backups = checkout.Backups{} })},
		{"listing", with(func(in *present.CareInput) { in.Backups, in.Listing = checkout.Backups{}, true })},
		{"not listed", with(func(in *present.CareInput) { in.Backups, in.Listed = checkout.Backups{}, checkout.ErrJournal })},
		{"one torn", with(func(in *present.CareInput) { in.Backups.Torn = 1 })},
		{"the newest failed: no space", with(func(in *present.CareInput) {
			in.Backups.Trouble = &checkout.NoSpace{Folder: "/data", Free: 3 << 20, Needed: 10 << 20}
		})},
		{"the newest failed: the disk", with(func(in *present.CareInput) { in.Backups.Trouble = checkout.ErrJournal })},
		{"torn ones, and the newest failed", with(func(in *present.CareInput) { in.Backups.Torn, in.Backups.Trouble = 2, checkout.ErrTampered })},
		{"checking", with(func(in *present.CareInput) {
			in.Checking, in.Chosen, in.Stage = true, "a", checkout.Stage{Doing: checkout.StageChecking, Done: 1000, All: 3600}
		})},
		{"all fits", with(func(in *present.CareInput) { in.Checked, in.Lines = true, 3612 })},
		{"a line does not fit", with(func(in *present.CareInput) {
			in.Checked, in.Misfit = true, fmt.Errorf("verify: %w", &checkout.Misfit{Seq: 412, Kind: checkout.MisfitContent})
		})},
		{"cannot be read", with(func(in *present.CareInput) { in.Checked, in.Misfit = true, checkout.ErrJournalBroken })},
	}
}

// recoveries are what can be told after one cause.
func recoveries(cause checkout.RecoveryCause) []checkout.Recovery {
	backup := &backups.Sound[0]
	switch cause {
	case checkout.RecoveryBehind:
		return []checkout.Recovery{{Cause: cause, Asked: 1}, {Cause: cause, Asked: 3, Torn: 1}}
	case checkout.RecoveryChanged:
		misfit := &checkout.Misfit{Seq: 412, Kind: checkout.MisfitContent}
		return []checkout.Recovery{
			{Cause: cause, Misfit: misfit, Restored: backup, SetAside: "journal-production.damaged-20261120T120000Z.db", Asked: 12},
			{Cause: cause, Misfit: misfit},
			{Cause: cause, Restored: backup},
		}
	}
	return []checkout.Recovery{
		{Cause: cause, Restored: backup, SetAside: "journal-production.damaged-20261120T120000Z.db", Torn: 2, Asked: 12},
		{Cause: cause, Restored: backup},
		{Cause: cause, Torn: 3},
	}
}

func TestNothingMendedIsNotTold(t *testing.T) {
	for _, cause := range []checkout.RecoveryCause{checkout.RecoveryNone, "no such cause"} {
		if s, ok := english(t).Recovery(checkout.Recovery{Cause: cause, Asked: 3}); ok {
			t.Errorf("%q: %+v", cause, s)
		}
	}
}

func TestABackupIsRestoredOnlyWhenChosen(t *testing.T) {
	p := english(t)
	for _, tt := range careVariants() {
		v := p.Care(tt.in)
		if want := tt.name == "one chosen"; v.Restore.Enabled != want {
			t.Errorf("%s: enabled is %t", tt.name, v.Restore.Enabled)
		}
		if v.Check.Enabled == tt.in.Checking && v.Shown {
			t.Errorf("%s: checking twice", tt.name)
		}
	}
}

// Sizes are told as people say them, and nothing is of no size.
func TestSizes(t *testing.T) {
	p := english(t)
	for size, want := range map[int64]string{0: "1 kB", 1: "1 kB", 61_000: "60 kB", 1 << 20: "1.0 MB", 2_300_000: "2.1 MB", 10 << 20: "10 MB", 5 << 30: "5120 MB"} {
		v := p.Care(present.CareInput{Possible: true, Backups: checkout.Backups{Sound: []checkout.Backup{{Size: size, Made: now}}}})
		if got := v.Backups.Choices[0].Label; len(got) < len(want) || got[len(got)-len(want):] != want {
			t.Errorf("%d: %s", size, got)
		}
	}
	if v := p.Care(present.CareInput{Possible: true, Checked: true, Misfit: errors.New("x")}); v.Tone != present.ToneDeclined {
		t.Errorf("an unforeseen error is %s", v.Tone)
	}
}

// That a backup failed does not mean that no payment starts.
func TestABackupThatFailedStopsNoPayment(t *testing.T) {
	for _, err := range []error{checkout.ErrJournal, checkout.ErrJournalFull, &checkout.NoSpace{Folder: "/data", Free: 3 << 20, Needed: 10 << 20}} {
		for language, banned := range map[string]string{"en": "nothing new", "es": "nada nuevo"} {
			p := present.New(newSpeaker(t, language).say, language, time.UTC)
			for _, in := range []present.CareInput{{Possible: true, Backups: checkout.Backups{Trouble: err}}, {Possible: true, Listed: err}} {
				if note := p.Care(in).Note; strings.Contains(strings.ToLower(note), banned) {
					t.Errorf("%s, %v: %q", language, err, note)
				}
			}
		}
	}
}
