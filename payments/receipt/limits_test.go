package receipt_test

import (
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"

	"tillside/payments/receipt"
)

func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("<div>", n) + "deep" + strings.Repeat("</div>", n) }
	tests := []struct {
		name, in  string
		truncated bool
		lines     int
	}{
		{"as many bytes as allowed", "<p>a</p>" + strings.Repeat(" ", receipt.MaxBytes-8), false, 1},
		{"one byte more", "<p>a</p>" + strings.Repeat(" ", receipt.MaxBytes-7), true, 1},
		{"lines after the last byte", "<p>a</p>" + strings.Repeat(" ", receipt.MaxBytes) + "<p>b</p>", true, 1},
		{"as many lines as allowed", strings.Repeat("<p>a", receipt.MaxLines), false, receipt.MaxLines},
		{"one line more", strings.Repeat("<p>a", receipt.MaxLines+1), true, receipt.MaxLines},
		{"lines of plain text", strings.Repeat("a\n", receipt.MaxLines+1), true, receipt.MaxLines},
		{"rows", "<table>" + strings.Repeat("<tr><td>a<td>b", receipt.MaxLines+1), true, receipt.MaxLines},
		{"lines within a cell", "<table><tr><td>" + strings.Repeat("a<br>", receipt.MaxLines+1), true, receipt.MaxLines},
		{"deep, but not too deep", deep(receipt.MaxDepth - 1), false, 1},
		{"too deep", deep(receipt.MaxDepth), true, 1},
		{"much too deep", deep(20000), true, 1},
		{"never closed", strings.Repeat("<b>", 50000) + "x", true, 1},
		{"many elements", strings.Repeat("<i></i>", receipt.MaxNodes) + "x", true, 1},
		{"a script left open", "<p>a</p><script>var x = '", true, 1},
		{"a comment left open", "<p>a</p><!-- ", false, 1},
		{"a tag left open", "<p>a</p><p class='", false, 1},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			d := parse(c.in)
			if c.name == "many elements" {
				c.lines = 0 // the text comes after the last element that counts
			}
			if d.Truncated != c.truncated || len(d.Lines) != c.lines {
				t.Errorf("truncated %v with %d lines, want %v with %d", d.Truncated, len(d.Lines), c.truncated, c.lines)
			}
			checkSafe(t, d)
		})
	}
}

// After too deep a nest the rest is still in its place.
func TestDepthDoesNotLoseTheRest(t *testing.T) {
	n := receipt.MaxDepth + 10
	in := "<p>before</p>" + strings.Repeat("<div>", n) + "deep" + strings.Repeat("</div>", n) + "<p class=center>after</p>"
	expect(t, parse(in), "L before", "L deep", "C after")

	in = "<div class=center>" + strings.Repeat("<div>", n) + "deep" + strings.Repeat("</div>", n) + "still in the centre</div>after"
	expect(t, parse(in), "C deep", "C still in the centre", "L after")
}

func TestLongLines(t *testing.T) {
	for name, in := range map[string]string{
		"text":    "<p>" + strings.Repeat("é", receipt.MaxLineRunes+1),
		"plain":   strings.Repeat("é", receipt.MaxLineRunes+1),
		"cells":   "<table><tr>" + strings.Repeat("<td>é", receipt.MaxLineRunes) + "<td>1",
		"columns": "<p class=left>" + strings.Repeat("é", receipt.MaxLineRunes+1) + "</p><p class=right>1",
	} {
		d := parse(in)
		if !d.Truncated || len(d.Lines) != 1 {
			t.Fatalf("%s: truncated %v, %d lines", name, d.Truncated, len(d.Lines))
		}
		if got := utf8.RuneCountInString(d.Lines[0].Text + d.Lines[0].Left); got != receipt.MaxLineRunes {
			t.Errorf("%s: %d letters", name, got)
		}
		checkSafe(t, d)
	}
}

func TestManyPictures(t *testing.T) {
	d := parse(strings.Repeat("<img src='"+pngURI(2, 2)+"'>", receipt.MaxImages+3))
	if len(d.Lines) != receipt.MaxImages || !d.Truncated {
		t.Errorf("%d pictures, truncated %v", len(d.Lines), d.Truncated)
	}
	checkSafe(t, d)
}

// hostile inputs are as large as allowed and made to cost as much as they can.
func hostile() map[string]string {
	fill := func(s string) string { return strings.Repeat(s, receipt.MaxBytes/len(s)) }
	return map[string]string{
		// Each paragraph makes an HTML parser repeat every open formatting element.
		"open formatting": "<p>" + strings.Repeat("<i class=x><b id=y><u title=z>", 170) + strings.Repeat("<p>x", 60000),
		"nested tables":   fill("<table><tr><td>"),
		"nested lists":    fill("<ul><li>"),
		"ends":            "<div>" + fill("</b></p></td>"),
		"opens":           fill("<a><b><p>"),
		"entities":        "<p>" + fill("&amp;"),
		"wide row":        "<table><tr>" + fill("<td>a"),
		"halves":          fill("<p class=left>a<p class=right>b"),
		"lefts":           fill("<p class=left>a"),
		"blanks between":  "<p class=left>a</p>" + strings.Repeat("<!---->\n", 30000),
		"attributes":      "<p " + fill("a=b ") + ">x",
		"half tags":       fill("<"),
		"half comments":   fill("<!--"),
		"half data":       fill("<img src=data:image/png;base64,"),
		"nulls":           "<p>" + fill("\x00"),
		"bad bytes":       fill("<\xff>"),
		"combining marks": "<p>" + fill("e\u0301\u0302"),
		"breaks":          fill("<br>"),
		"rules":           fill("<hr>"),
		"scripts":         fill("<script>"),
		"drawings":        fill("<svg><p>"),
		"tall cells":      "<table><tr>" + strings.Repeat("<td>"+strings.Repeat("a<br>", 400), 60),
	}
}

// Nothing of the allowed size may stop the till. What a parse allocates stands for its
// work: it does not depend on how busy the machine is, and a tree or a list that grows
// with the square of the input is far above the bound. Time is measured by the benchmarks.
func TestHostileInputStaysCheap(t *testing.T) {
	const bound = 64 << 20
	for name, in := range hostile() {
		t.Run(name, func(t *testing.T) {
			raw := []byte(in)
			if used := allocated(func() { checkSafe(t, receipt.Parse(raw)) }); used > bound {
				t.Errorf("Parse allocated %d MB", used>>20)
			}
		})
	}
}

// allocated is how many bytes a call takes from the heap.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
