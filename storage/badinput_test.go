package storage_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments/checkout"
)

// A search of 10,000 characters, of whatever kind, is answered like any other, by the list and in
// slices, and soon.
func TestASearchOfTenThousandCharacters(t *testing.T) {
	j, _ := manyYears(t, 600)
	for name, text := range map[string]string{
		"one word": strings.Repeat("a", 10_000), "words": strings.Repeat("order ", 1_700), "letters": strings.Repeat("a ", 5_000),
		"amounts": strings.Repeat("12.40 ", 1_700), "patterns": strings.Repeat("%_", 5_000), "emoji": strings.Repeat("🎁", 2_500), "quotes": strings.Repeat(`'"`, 5_000),
		"nothing": strings.Repeat(" ", 10_000), "zeros": strings.Repeat("\x00", 10_000), "not UTF-8": strings.Repeat("\xff ", 5_000),
	} {
		began := time.Now()
		q := checkout.Query{Text: text}
		for rounds := 0; rounds < 50; rounds++ {
			found, err := j.Search(t.Context(), q)
			if err != nil {
				t.Errorf("%s: search: %v", name, err)
				break
			}
			if found.Whole {
				break
			}
			q.Before, q.BeforeID = found.Before, found.BeforeID
		}
		if _, err := j.List(t.Context(), checkout.Query{Text: text}); err != nil {
			t.Errorf("%s: list: %v", name, err)
		}
		if _, err := j.Count(t.Context(), checkout.Query{Text: text}); err != nil {
			t.Errorf("%s: count: %v", name, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}
