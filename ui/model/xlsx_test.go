package model

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// readSheet reads a sheet as a spreadsheet would: each cell with its style, and "" around what is text.
func readSheet(t *testing.T, path string, n int) (rows [][]string) {
	t.Helper()
	var sheet struct {
		Rows []struct {
			Cells []struct {
				Type  string  `xml:"t,attr"`
				Style string  `xml:"s,attr"`
				Value string  `xml:"v"`
				Text  *string `xml:"is>t"`
				Run   string  `xml:"f"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := xml.Unmarshal([]byte(part(t, path, fmt.Sprintf("xl/worksheets/sheet%d.xml", n))), &sheet); err != nil {
		t.Fatal(err)
	}
	for _, row := range sheet.Rows {
		var cells []string
		for _, c := range row.Cells {
			switch {
			case c.Run != "":
				t.Errorf("a formula: %q", c.Run)
			case c.Text != nil:
				cells = append(cells, c.Style+`"`+*c.Text+`"`)
			case c.Value != "":
				cells = append(cells, c.Style+":"+c.Value)
			default:
				cells = append(cells, "")
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// part is one of the files in a workbook.
func part(t *testing.T, path, name string) string {
	t.Helper()
	r, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A workbook holds every row, numbers as numbers, days as days, and what somebody typed as text, in a
// language with decimal commas too.
func TestAWorkbookIsATableThatNoSpreadsheetRuns(t *testing.T) {
	for _, decimal := range []string{".", ","} {
		dir := t.TempDir()
		path := filepath.Join(dir, "payments.XLSX")
		told := 0
		n, err := Export(t.Context(), lines{count: 12_000}, checkout.Query{}, path, exportForm(decimal), func(done int) { told = done })
		if err != nil || n != 12_000 || told != 10_000 || len(left(t, dir)) != 1 {
			t.Fatalf("%d rows, told %d, %v, %v", n, told, left(t, dir), err)
		}
		rows := readSheet(t, path, 1)
		if len(rows) != 12_001 || rows[0][0] != `1"csv.day"` || len(rows[0]) != len(rows[1]) {
			t.Fatalf("%d rows below %q", len(rows)-1, rows[0])
		}
		want := []string{
			"5:46346", "6:0.5869097222", `0"kind.refund"`, `0"word.approved.refund"`, "3:1234.50", "3:-1234.50", `0"EUR"`, "", `0"0936"`, `0"-1"`,
			`0"B · Door"`, `0"=HYPERLINK("x";"y")"`, "0\"Größe, \"M\"\nzurück 🎁\"", `0"6f1c2a54"`, "", "", `0"=Anna"`, "3:2.50", "3:5.25", `0"day.tip.done"`,
		}
		if got := rows[12_000]; strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q\nwant %q", got, want)
		}
		if book := part(t, path, "xl/workbook.xml"); !strings.Contains(book, `name="screen.journal"`) {
			t.Errorf("the workbook is %s", book)
		}
	}
}

// What one sheet cannot hold goes on in the next, below the same head.
func TestALongWorkbookHasSeveralSheets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.xlsx")
	form := present.Export{Name: `A/B <"Payments" of all these long years>`, Head: []string{"n"}, Kinds: []present.CellKind{present.CellText}}
	f := create(t, path)
	b := newWorkbook(f, form)
	b.most = 4
	for n := range 7 {
		if err := b.Write([]string{fmt.Sprint(n)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(b.Close(form.Name), f.Close()); err != nil {
		t.Fatal(err)
	}
	for n, want := range []string{`[1"n"] [0"0"] [0"1"] [0"2"]`, `[1"n"] [0"3"] [0"4"] [0"5"]`, `[1"n"] [0"6"]`} {
		if got := fmt.Sprint(readSheet(t, path, n+1)); got != "["+want+"]" {
			t.Errorf("sheet %d: %s", n+1, got)
		}
	}
	if book := part(t, path, "xl/workbook.xml"); !strings.Contains(book, `name="AB Payments of all these long y"`) || !strings.Contains(book, `name="AB Payments of all these long 3"`) {
		t.Errorf("the workbook is %s", book)
	}
}

func TestCellsAreWhatTheyAre(t *testing.T) {
	for number, style := range map[string]int{
		"12": 2, "12.40": 3, "-12.40": 3, "0.001": 4, "12.4": 0, "=1+1": 0, "": 0, "-": 0, "1e3": 0, "12.": 0, "+1": 0, "1.1.1": 0, "1,00": 0, ".40": 0,
	} {
		if got := styleOfAmount(number); got != style {
			t.Errorf("%q: style %d, want %d", number, got, style)
		}
	}
	path := filepath.Join(t.TempDir(), "p.xlsx")
	form := present.Export{Name: "x", Head: []string{"a", "b", "c"}, Kinds: []present.CellKind{present.CellAmount, present.CellDay, present.CellTime}}
	f := create(t, path)
	b := newWorkbook(f, form)
	if err := errors.Join(b.Write([]string{"=1+1", "=today()", "\x01\x00now"}), b.Close("x"), f.Close()); err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(readSheet(t, path, 1)[1]); got != "[0\"=1+1\" 0\"=today()\" 0\"\uFFFD\uFFFDnow\"]" {
		t.Errorf("what is none of its kind: %s", got)
	}
	empty := filepath.Join(t.TempDir(), "e.xlsx")
	if n, err := Export(t.Context(), lines{}, checkout.Query{}, empty, exportForm("."), func(int) {}); n != 0 || err != nil || len(readSheet(t, empty, 1)) != 1 {
		t.Errorf("nothing at all: %d, %v", n, err)
	}
}

// A workbook that does not come to its end leaves nothing either.
func TestAWorkbookThatFailsLeavesNoHalfFile(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	_, err := Export(ctx, lines{count: 10_000, stop: 7000, do: stop}, checkout.Query{}, filepath.Join(dir, "p.xlsx"), exportForm("."), func(int) {})
	if !errors.Is(err, context.Canceled) || len(left(t, dir)) != 0 {
		t.Errorf("%v, %v", err, left(t, dir))
	}
	for _, room := range []int64{0, 10, 70_000, 200_000} {
		b := newWorkbook(&limited{room: room}, exportForm("."))
		var err error
		for n := 0; n < 200_000 && err == nil; n++ {
			err = b.Write([]string{fmt.Sprint(n * 7919), "", "", "", "", "", "", "", "", "", "", fmt.Sprintf("%x", n*n*n), "", "", "", "", ""})
		}
		if err == nil {
			err = b.Close("x")
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%d bytes of room: %v", room, err)
		}
	}
}

// The memory that a workbook takes does not grow with it.
func TestAWorkbookTakesTheMemoryOfOneRow(t *testing.T) {
	held := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most := held(), uint64(0)
	tell := func(int) { most = max(most, held()) }
	if _, err := Export(t.Context(), lines{count: 50_000}, checkout.Query{}, filepath.Join(t.TempDir(), "p.xlsx"), exportForm("."), tell); err != nil {
		t.Fatal(err)
	}
	if most > before+4<<20 {
		t.Errorf("%d bytes more were held", most-before)
	}
}

// limited is a disk that is full after some bytes.
type limited struct{ room int64 }

var errFull = errors.New("the disk is full")

func (l *limited) Write(p []byte) (int, error) {
	if l.room -= int64(len(p)); l.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}
