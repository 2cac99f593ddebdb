package paper_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"

	"tillside/ui/paper"
)

func fonts(t testing.TB) paper.Fonts {
	t.Helper()
	read := func(content []byte) *paper.Font {
		f, err := paper.ReadFont(content)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	return paper.Fonts{Regular: read(theme.DefaultTextFont().Content()), Bold: read(theme.DefaultTextBoldFont().Content())}
}

func printed(t testing.TB, s paper.Sheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := s.PDF(&out, paper.A4(), fonts(t)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// document is a PDF as a reader of it sees it.
type document struct {
	objects map[string]string
	streams map[string][]byte
}

// readPDF finds every object where the table at the end says it is.
func readPDF(t *testing.T, file []byte) document {
	t.Helper()
	d := document{map[string]string{}, map[string][]byte{}}
	tail := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	if !bytes.HasPrefix(file, []byte("%PDF-1.7\n")) || tail == nil {
		t.Fatal("neither a beginning nor an end")
	}
	var at int
	_, _ = fmt.Sscan(string(tail[1]), &at)
	lines := strings.Split(string(file[at:]), "\n")
	if lines[0] != "xref" {
		t.Fatalf("the table begins with %q", lines[0])
	}
	for n, line := range lines[3:] {
		var place int
		if _, err := fmt.Sscanf(line, "%d 00000 n", &place); err != nil {
			break
		}
		number := fmt.Sprint(n + 1)
		rest := string(file[place:])
		if !strings.HasPrefix(rest, number+" 0 obj\n") {
			t.Fatalf("object %s is not at %d", number, place)
		}
		body := rest[:strings.Index(rest, "\nendobj\n")]
		head, packed, isStream := strings.Cut(body, "stream\n")
		d.objects[number] = head
		if isStream {
			plain, err := zlib.NewReader(strings.NewReader(packed))
			if err != nil {
				t.Fatal(err)
			}
			if d.streams[number], err = io.ReadAll(plain); err != nil {
				t.Fatal(err)
			}
		}
	}
	return d
}

// text is all that is written on a page, read back by what the file says of its letters.
func (d document) text(t *testing.T, page string) string {
	t.Helper()
	names := []map[string]string{{}, {}}
	for i, first := range []int{4, 9} {
		for _, m := range regexp.MustCompile(`<(\w{4})> <(\w+)>`).FindAllStringSubmatch(string(d.streams[fmt.Sprint(first+4)]), -1) {
			var r rune
			_, _ = fmt.Sscanf(m[2], "%x", &r)
			names[i][m[1]] = string(r)
		}
	}
	var all strings.Builder
	for _, m := range regexp.MustCompile(`/F(\d) [^<]*<(\w*)> Tj`).FindAllStringSubmatch(string(d.streams[page]), -1) {
		for i := 0; i < len(m[2]); i += 4 {
			letter, known := names[m[1][0]-'0'][m[2][i:i+4]]
			if !known {
				t.Errorf("letter %s has no name", m[2][i:i+4])
			}
			all.WriteString(letter)
		}
		all.WriteString("\n")
	}
	return all.String()
}

func sheet() paper.Sheet {
	return paper.Sheet{
		Title: "Day 3, closed", Lines: []string{"From 20 November, 00:00 to 20:05 · closed by Olga"},
		Totals: []paper.Row{{Label: "Total", Amount: "487.60 EUR"}}, Warn: "3 not confirmed, not in total", Foot: "Tillside",
		Parts: []paper.Part{{Title: "By kind", Rows: []paper.Row{{Label: "Ventas · Müller Łódź Ελλάδα", Amount: "−12.40 EUR"}}}},
		Chart: paper.Chart{Title: "By hour", Bars: []paper.Bar{{Label: "09", Amount: "100.00", Share: 0.25}, {Label: "10", Amount: "400.00", Share: 1}}},
	}
}

func TestASheetSaysAllThatIsOnIt(t *testing.T) {
	d := readPDF(t, printed(t, sheet()))
	got := d.text(t, "15")
	for _, want := range []string{
		"Day 3, closed", "From 20 November, 00:00 to 20:05 · closed by Olga", "Total", "487.60 EUR", "3 not confirmed, not in total", "By kind",
		"Ventas · Müller Łódź Ελλάδα", "–12.40 EUR", "By hour", "09", "100.00", "Tillside", "1 / 1",
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("%q is not on it:\n%s", want, got)
		}
	}
	if !strings.Contains(d.objects["3"], "<FEFF004400610079") {
		t.Errorf("its title is %q", d.objects["3"])
	}
}

// What is longer than a page goes on on the next, whole; the frame and the heading stay with what
// follows them.
func TestALongSheetGoesOn(t *testing.T) {
	s := sheet()
	for n := range 100 {
		s.Parts[0].Rows = append(s.Parts[0].Rows, paper.Row{Label: fmt.Sprintf("row %d", n), Amount: "1.00 EUR"})
	}
	d := readPDF(t, printed(t, s))
	var all string
	for _, page := range []string{"15", "17", "19"} {
		all += d.text(t, page)
	}
	for n := range 100 {
		if !strings.Contains(all, fmt.Sprintf("row %d\n", n)) {
			t.Errorf("row %d is on no page", n)
		}
	}
	if !strings.Contains(all, "3 / 3\n") {
		t.Error("the pages are not numbered to the last")
	}
	for _, m := range regexp.MustCompile(`g [\d.]+ (-?[\d.]+) Td`).FindAllStringSubmatch(string(d.streams["15"]), -1) {
		var y float64
		_, _ = fmt.Sscan(m[1], &y)
		if y < 20 || y > paper.A4().High-20 {
			t.Errorf("a line lies at %.0f, off the page", y)
		}
	}
}

// Texts break between words, and in one that is longer than the page; nothing is written over an
// amount.
func TestLongTextsBreak(t *testing.T) {
	s := sheet()
	s.Parts[0].Rows = []paper.Row{{Label: strings.Repeat("wedding cake ", 20), Amount: "1.00 EUR"}, {Label: strings.Repeat("ñ", 300), Amount: "2.00 EUR"}}
	got := readPDF(t, printed(t, s)).text(t, "15")
	if strings.Count(got, "wedding cake") != 20 || strings.Count(got, "ñ") != 300 {
		t.Errorf("something is missing:\n%s", got)
	}
	regular := fonts(t).Regular
	for line := range strings.SplitSeq(got, "\n") {
		if strings.HasPrefix(line, "wedding") && regular.Width(line, 10) > paper.A4().Wide-2*paper.A4().Margin-regular.Width("1.00 EUR", 10) {
			t.Errorf("%q is written over the amount", line)
		}
	}
}

// What a font has no letter for is a question mark, and no empty box.
func TestLettersThatAreMissing(t *testing.T) {
	s := sheet()
	s.Title = "gift 🎁 お"
	if got := readPDF(t, printed(t, s)).text(t, "15"); !strings.Contains(got, "gift ? ?\n") {
		t.Errorf("got %q", got)
	}
}

// The file carries the letters that it uses, and not the font.
func TestOnlyTheLettersThatAreUsed(t *testing.T) {
	if size := len(printed(t, sheet())); size > 60_000 {
		t.Errorf("%d bytes", size)
	}
	regular := fonts(t).Regular
	if wide, narrow := regular.Width("WWW", 10), regular.Width("iii", 10); wide < 2*narrow || narrow <= 0 {
		t.Errorf("%.1f and %.1f wide", wide, narrow)
	}
}

func TestWhatIsNoFont(t *testing.T) {
	good := theme.DefaultTextFont().Content()
	for name, data := range map[string][]byte{"nothing": nil, "a text": []byte("%PDF-1.7 and a little more"), "half a head": good[:40], "half a font": good[:len(good)/2]} {
		if _, err := paper.ReadFont(data); !errors.Is(err, paper.ErrFont) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWhereItCannotBeWritten(t *testing.T) {
	if err := sheet().PDF(fullDisk{}, paper.A4(), fonts(t)); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}

// A font that was tampered with is refused, or drawn with, and never ends the program.
func FuzzFonts(f *testing.F) {
	good := theme.DefaultTextFont().Content()
	f.Add(uint32(0), byte(0xff))
	f.Add(uint32(300), byte(0x80))
	f.Fuzz(func(t *testing.T, at uint32, change byte) {
		data := bytes.Clone(good)
		data[int(at)%len(data)] ^= change
		font, err := paper.ReadFont(data)
		if err != nil {
			return
		}
		_ = sheet().PDF(io.Discard, paper.A4(), paper.Fonts{Regular: font, Bold: font})
	})
}
