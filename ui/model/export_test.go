package model

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// tipped is a tip of 5.25 that was put on the payment of each line afterwards.
var tipped = checkout.CommandStep{
	State: payments.CommandDone, Stated: payments.Stated{Tip: payments.MustMoney(525, "EUR")},
	Command: payments.Command{Settings: payments.CommandSettings{Receipt: "6f1c2a54", Tip: payments.TipChange{Tip: payments.MustMoney(525, "EUR")}}},
}

// lines is a journal of so many lines. Before the stop-th it does something.
type lines struct {
	count, stop int
	do          func()
}

func (l lines) Count(context.Context, checkout.Query) (int, error) { return l.count, nil }

func (l lines) Lines(ctx context.Context, _ checkout.Query, tell func(checkout.Line) error) error {
	for i := range l.count {
		if i == l.stop && l.do != nil {
			l.do()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		line := checkout.Line{
			Reference: "6f1c2a54", Kind: payments.KindRefund, State: payments.StateApproved, Created: time.Date(2026, 11, 20, 14, 5, 9, 0, time.UTC),
			Asked: payments.MustMoney(123450, "EUR"), Moved: payments.MustMoney(123450, "EUR"), Card: payments.Card{Masked: "0936"}, IDs: payments.IDs{Authorisation: "-1"},
			Terminal: "PAXA920/7", LineTexts: checkout.LineTexts{Note: `=HYPERLINK("x";"y")`, Reason: "Größe, \"M\"\nzurück 🎁"}, Operator: "=Anna",
			LineTips: checkout.LineTips{Tip: payments.MustMoney(250, "EUR"), Tips: []checkout.CommandStep{tipped}},
		}
		if err := tell(line); err != nil {
			return err
		}
	}
	return nil
}

func exportForm(decimal string) present.Export {
	locale := map[string]string{".": "en", ",": "es"}[decimal]
	p := present.New(func(key string, _ map[string]any) string { return key }, locale, time.UTC)
	return p.Export(map[string]payments.Badge{"PAXA920/7": {Letter: "B", Name: "Door"}})
}

// left are the files in a folder.
func left(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAnExportIsATableThatNoSpreadsheetRuns(t *testing.T) {
	for decimal, comma := range map[string]rune{".": ',', ",": ';'} {
		dir := t.TempDir()
		path := filepath.Join(dir, "payments.csv")
		told := 0
		n, err := Export(t.Context(), lines{count: 12_000}, checkout.Query{}, path, exportForm(decimal), func(done int) { told = done })
		if err != nil || n != 12_000 || told != 10_000 || len(left(t, dir)) != 1 {
			t.Fatalf("%d rows, told %d, %v, %v", n, told, left(t, dir), err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), byteOrderMark)))
		r.Comma = comma
		rows, err := r.ReadAll()
		if err != nil || len(rows) != 12_001 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		want := []string{
			"2026-11-20", "14:05:09", "kind.refund", "word.approved.refund", "1234" + decimal + "50", "-1234" + decimal + "50", "EUR",
			"", "0936", "'-1", "B · Door", `'=HYPERLINK("x";"y")`, "Größe, \"M\"\nzurück 🎁", "6f1c2a54", "", "", "'=Anna", "2" + decimal + "50", "5" + decimal + "25", "day.tip.done",
		}
		if got := rows[1]; strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q\nwant %q", got, want)
		}
		if len(rows[0]) != len(want) {
			t.Errorf("%d heads above %d cells", len(rows[0]), len(want))
		}
	}
}

// An export that does not come to its end leaves nothing, and takes no file's place.
func TestAnExportThatFailsLeavesNoHalfFile(t *testing.T) {
	form := exportForm(".")
	none := func(int) {}
	t.Run("cancelled", func(t *testing.T) {
		dir := t.TempDir()
		ctx, stop := context.WithCancel(t.Context())
		_, err := Export(ctx, lines{count: 10_000, stop: 7000, do: stop}, checkout.Query{}, filepath.Join(dir, "p.csv"), form, none)
		if !errors.Is(err, context.Canceled) || len(left(t, dir)) != 0 {
			t.Errorf("%v, %v", err, left(t, dir))
		}
	})
	t.Run("no such folder", func(t *testing.T) {
		_, err := Export(t.Context(), lines{count: 1}, checkout.Query{}, filepath.Join(t.TempDir(), "none", "p.csv"), form, none)
		if !errors.Is(err, present.ErrExport) {
			t.Error(err)
		}
	})
	t.Run("read-only", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Chmod(dir, 0o500); err != nil || os.Geteuid() == 0 || runtime.GOOS == "windows" {
			dir = "/proc" // takes no file from anybody
		}
		_, err := Export(t.Context(), lines{count: 1}, checkout.Query{}, filepath.Join(dir, "p.csv"), form, none)
		if !errors.Is(err, present.ErrExport) {
			t.Error(err)
		}
	})
	t.Run("a file that is there, or comes meanwhile", func(t *testing.T) {
		dir := t.TempDir()
		path := filepath.Join(dir, "p.csv")
		put := func() {
			if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			_, err := Export(t.Context(), lines{count: 3, stop: 2, do: put}, checkout.Query{}, path, form, none)
			data, _ := os.ReadFile(path)
			if !errors.Is(err, present.ErrExportExists) || string(data) != "mine" || len(left(t, dir)) != 1 {
				t.Errorf("%v, %q, %v", err, data, left(t, dir))
			}
		}
	})
}

func TestTheNameOfAnExportIsNew(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	day := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	first := ExportPath(day)
	if filepath.Dir(first) != home || filepath.Base(first) != "payments-2026-11-20" {
		t.Error(first)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(home, "Downloads"), 0o700), os.WriteFile(filepath.Join(home, "Downloads", "payments-2026-11-20.csv"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if second := ExportPath(day); second != filepath.Join(home, "Downloads", "payments-2026-11-20-2") {
		t.Error(second)
	}
	if err := os.WriteFile(filepath.Join(home, "Downloads", "payments-2026-11-20-2.xlsx"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if third := ExportPath(day); filepath.Base(third) != "payments-2026-11-20-3" {
		t.Error(third)
	}
	for typed, want := range map[string]string{"a": "a.xlsx", "a.csv": "a.csv", "a.XLSX": "a.XLSX", "a.txt": "a.txt.xlsx", "2026.11": "2026.11.xlsx"} {
		if got := WithEnding(typed, present.EndingWorkbook); got != want {
			t.Errorf("%s: %s", typed, got)
		}
	}
}

// create makes a file of a test.
func create(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
