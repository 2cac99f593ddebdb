package paper

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
)

// drawing is a PDF that is being made (ISO 32000-1): pages, and which letters of which font they
// use.
type drawing struct {
	format Format
	fonts  []*Font // regular, bold
	used   []map[int]rune
	pages  []*bytes.Buffer
}

func newDrawing(format Format, fonts Fonts) *drawing {
	return &drawing{format: format, fonts: []*Font{fonts.Regular, fonts.Bold}, used: []map[int]rune{{}, {}}}
}

func (d *drawing) page() *bytes.Buffer { return d.pages[len(d.pages)-1] }

// text draws a line of text from a point, which is measured from the upper left.
func (d *drawing) text(x, y float64, s style, text string) {
	var glyphs strings.Builder
	font := d.fonts[s.font]
	for _, r := range text {
		g, drawn := font.glyph(r)
		d.used[s.font][g] = drawn
		fmt.Fprintf(&glyphs, "%04X", g)
	}
	fmt.Fprintf(d.page(), "BT /F%d %.2f Tf %.2f g %.2f %.2f Td <%s> Tj ET\n", s.font, s.size, s.grey, x, d.format.High-y, glyphs.String())
}

func (d *drawing) width(s style, text string) float64 { return d.fonts[s.font].Width(text, s.size) }

// box fills a rectangle with a shade of grey, 0 for black.
func (d *drawing) box(x, y, wide, high, grey float64) {
	fmt.Fprintf(d.page(), "%.2f g %.2f %.2f %.2f %.2f re f\n", grey, x, d.format.High-y-high, wide, high)
}

// frame draws the outline of a rectangle.
func (d *drawing) frame(x, y, wide, high float64) {
	fmt.Fprintf(d.page(), "0 G 1 w %.2f %.2f %.2f %.2f re S\n", x, d.format.High-y-high, wide, high)
}

// Numbers of the first objects; each font has five, and each page two behind them.
const (
	objectCatalog = iota + 1
	objectPages
	objectInfo
	objectFirst

	ofFont = 5
	ofPage = 2
)

// write writes the whole file.
func (d *drawing) write(w io.Writer, title string) error {
	o := &objects{}
	o.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	pages := objectFirst + ofFont*len(d.fonts)
	var kids, resources strings.Builder
	for i := range d.pages {
		fmt.Fprintf(&kids, "%d 0 R ", pages+ofPage*i)
	}
	for i := range d.fonts {
		fmt.Fprintf(&resources, "/F%d %d 0 R ", i, objectFirst+ofFont*i)
	}
	o.add(fmt.Sprintf("<< /Type /Catalog /Pages %d 0 R >>", objectPages))
	o.add(fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 %.2f %.2f] >>", kids.String(), len(d.pages), d.format.Wide, d.format.High))
	o.add(fmt.Sprintf("<< /Title %s /Producer (Tillside) >>", inUnicode(title)))
	for i, font := range d.fonts {
		d.addFont(o, font, d.used[i], objectFirst+ofFont*i)
	}
	for i, content := range d.pages {
		o.add(fmt.Sprintf("<< /Type /Page /Parent %d 0 R /Contents %d 0 R /Resources << /Font << %s>> >> >>",
			objectPages, pages+ofPage*i+1, resources.String()))
		o.stream("", content.Bytes())
	}
	return o.end(w)
}

// addFont adds the five objects of a font, from a number on.
func (d *drawing) addFont(o *objects, f *Font, used map[int]rune, first int) {
	tag := "TILLSI+Sheet"
	if first > objectFirst {
		tag = "TILLSJ+SheetBold"
	}
	thousandth := func(table string, at int) int { return f.signed(table, at) * 1000 / f.em }
	var widths, names strings.Builder
	for _, g := range slices.Sorted(maps.Keys(used)) {
		fmt.Fprintf(&widths, "%d [%d] ", g, f.advance(g))
		fmt.Fprintf(&names, "<%04X> <%s>\n", g, hexOf(string(used[g])))
	}
	o.add(fmt.Sprintf("<< /Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>", tag, first+1, first+4))
	o.add(fmt.Sprintf("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "+
		"/FontDescriptor %d 0 R /CIDToGIDMap /Identity /W [%s] >>", tag, first+2, widths.String()))
	o.add(fmt.Sprintf("<< /Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle 0 /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>",
		tag, thousandth("head", 36), thousandth("head", 38), thousandth("head", 40), thousandth("head", 42),
		thousandth("hhea", 4), thousandth("hhea", 6), thousandth("hhea", 4), first+3))
	outlines := f.subset(used)
	o.stream(fmt.Sprintf("/Length1 %d", len(outlines)), outlines)
	o.stream("", []byte("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Sheet def /CMapType 2 def\n"+
		"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"+blocks(names.String())+"endcmap end end\n"))
}

// mostNames is how many characters one part of such a table may name.
const mostNames = 100

// blocks puts the names of characters into parts of a table.
func blocks(names string) string {
	var all strings.Builder
	lines := strings.SplitAfter(names, "\n")
	for part := range slices.Chunk(lines[:len(lines)-1], mostNames) {
		fmt.Fprintf(&all, "%d beginbfchar\n%sendbfchar\n", len(part), strings.Join(part, ""))
	}
	return all.String()
}

// objects are numbered from 1, in their order.
type objects struct {
	out    bytes.Buffer
	places []int
}

func (o *objects) add(body string) {
	o.places = append(o.places, o.out.Len())
	fmt.Fprintf(&o.out, "%d 0 obj\n%s\nendobj\n", len(o.places), body)
}

// stream adds an object of compressed bytes.
func (o *objects) stream(entries string, plain []byte) {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(plain) // into memory, which has no errors
	_ = z.Close()
	o.add(fmt.Sprintf("<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream", packed.Len(), entries, packed.String()))
}

func (o *objects) end(w io.Writer) error {
	start := o.out.Len()
	fmt.Fprintf(&o.out, "xref\n0 %d\n0000000000 65535 f \n", len(o.places)+1)
	for _, place := range o.places {
		fmt.Fprintf(&o.out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&o.out, "trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(o.places)+1, objectCatalog, objectInfo, start)
	_, err := w.Write(o.out.Bytes())
	return err
}

// hexOf is a text in UTF-16, as a PDF writes it between signs of its own.
func hexOf(text string) string {
	var all strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&all, "%04X", unit)
	}
	return all.String()
}

func inUnicode(text string) string { return "<FEFF" + hexOf(text) + ">" }
