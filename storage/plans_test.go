package storage_test

import (
	"database/sql"
	"strings"
	"testing"

	"tillside/storage"
)

// What a screen reads again and again looks through no table: with a million payments that
// would take minutes.
func TestNothingThatAScreenReadsLooksThroughATable(t *testing.T) {
	j := journal(t)
	_, read := j.Pools()
	for name, query := range storage.ScreenQueries() {
		args := make([]any, strings.Count(query, "?"))
		for i := range args {
			args[i] = "2026-11-20"
		}
		for _, step := range plan(t, read, query, args) {
			if strings.HasPrefix(step, "SCAN ") && !strings.Contains(step, " USING ") && !strings.Contains(step, "VIRTUAL TABLE") {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}

// Whoever goes on with a search walks through the few references that fit, and not through all that
// there was before: with a million payments that took a third of a second for each page.
func TestASearchGoesOnByTheReference(t *testing.T) {
	_, read := journal(t).Pools()
	steps := plan(t, read, storage.FurtherByReference(), []any{"2026-11-20", "x", "garc", "gard", 300})
	if len(steps) == 0 || !strings.Contains(steps[0], "(reference>? AND reference<?)") {
		t.Errorf("planned as %q", steps)
	}
}

// plan is how SQLite would carry out a query, step by step.
func plan(t *testing.T, db *sql.DB, query string, args []any) (steps []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		must(t, rows.Scan(&id, &parent, &unused, &detail))
		steps = append(steps, detail)
	}
	must(t, rows.Err())
	return steps
}
