package storage_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tillside/payments"
	"tillside/storage"
)

// Words are numbered because they come again. What is of one payment alone is not among them: the table
// would grow with each payment, and keep what is erased.
func TestWordsDoNotGrowWithThePayments(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	ask := func(n int) {
		a := sale(n)
		a.Terminal = sale(1).Terminal
		switch n % 5 {
		case 0:
			a.Tips = payments.TipQuestion{Percent: [payments.MostTips]int{5, 10, 15}, Base: payments.MustMoney(int64(n), "EUR")}
		case 1:
			a.Tip = payments.MustMoney(int64(n), "EUR")
		case 2:
			a.Fields[0].Name, a.Fields[0].Value = "table", fmt.Sprint(n)
		case 3:
			a.Reason = fmt.Sprint("reason ", n)
		}
		finished(t, j, a, payments.StateDeclined, 3)
	}
	count := func() (n int) {
		must(t, raw(t, path).QueryRow("SELECT count(*) FROM names").Scan(&n))
		return n
	}
	for n := range 10 {
		ask(n + 1)
	}
	before := count()
	for n := range 10 {
		ask(n + 11)
	}
	if after := count(); after != before {
		t.Errorf("%d words, then %d", before, after)
	}
}

// A day that was saved before the compact form goes into a copy of that time.
func TestChangesOfBeforeTheCompactForm(t *testing.T) {
	dir := t.TempDir()
	old, copied, saved := filepath.Join(dir, "old.db"), filepath.Join(dir, "copied.db"), filepath.Join(dir, "day.changes")
	for _, path := range []string{old, copied} {
		must(t, os.WriteFile(path, nil, 0o600))
		restore(t, path, "testdata/journal-10.sql")
	}
	must(t, storage.SaveChangesOf(t.Context(), old, storage.Mark{}, saved))
	edit(t, copied, "DELETE FROM receipts; DELETE FROM events; DELETE FROM attempts; DELETE FROM sqlite_sequence WHERE name = 'events'")
	must(t, storage.Replay(t.Context(), copied, saved))
	s, err := storage.Inspect(t.Context(), copied, nil)
	if err != nil || s.Events != 11 || s.Schema != 10 {
		t.Errorf("%+v, %v", s, err)
	}
	n, err := openAt(t, copied).Verify(context.Background())
	if err != nil || n != 11 {
		t.Errorf("%d events, %v", n, err)
	}
}
