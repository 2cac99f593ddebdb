package storage_test

import (
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
		rows, err := read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		must(t, err)
		for rows.Next() {
			var id, parent, unused int
			var detail string
			must(t, rows.Scan(&id, &parent, &unused, &detail))
			if strings.HasPrefix(detail, "SCAN ") && !strings.Contains(detail, " USING ") && !strings.Contains(detail, "VIRTUAL TABLE") {
				t.Errorf("%s: %s", name, detail)
			}
		}
		must(t, rows.Err())
		must(t, rows.Close())
	}
}
