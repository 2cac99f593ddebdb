package paper

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrFont is a font that cannot be drawn with.
var ErrFont = errors.New("not a TrueType font with outlines")

// Font is a TrueType font (Apple, "TrueType Reference Manual"; OpenType 1.9).
type Font struct {
	tables map[string][]byte
	em     int // units in an em
	glyphs int
	wide   int // glyphs with a width of their own
	long   bool
	find   func(r rune) int
}

// ReadFont reads a font. The bytes stay in use.
func ReadFont(data []byte) (*Font, error) {
	f := &Font{tables: map[string][]byte{}}
	if err := f.readTables(data); err != nil {
		return nil, err
	}
	f.em, f.long = f.number("head", 18), f.number("head", 50) == 1
	f.glyphs, f.wide = f.number("maxp", 4), f.number("hhea", 34)
	size := 2
	if f.long {
		size = 4
	}
	if f.em == 0 || f.wide == 0 || f.wide > f.glyphs || len(f.tables["hmtx"]) < 4*f.wide || len(f.tables["loca"]) < size*(f.glyphs+1) {
		return nil, ErrFont
	}
	return f, f.readMap()
}

// readTables finds the tables, and that each is as long as what is always read of it.
func (f *Font) readTables(data []byte) error {
	if len(data) < 12 || binary.BigEndian.Uint32(data) != 0x00010000 {
		return ErrFont
	}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return ErrFont
		}
		from, size := int(binary.BigEndian.Uint32(data[at+8:])), int(binary.BigEndian.Uint32(data[at+12:]))
		if from < 0 || size < 0 || from+size > len(data) {
			return ErrFont
		}
		f.tables[string(data[at:at+4])] = data[from : from+size]
	}
	for name, least := range map[string]int{"head": 54, "hhea": 36, "maxp": 6, "hmtx": 4, "loca": 4, "glyf": 1, "cmap": 4} {
		if len(f.tables[name]) < least {
			return fmt.Errorf("table %s: %w", name, ErrFont)
		}
	}
	return nil
}

// number is an unsigned number of 16 bits in a table.
func (f *Font) number(table string, at int) int {
	return int(binary.BigEndian.Uint16(f.tables[table][at:]))
}

// signed is a number of 16 bits as one with a sign.
func (f *Font) signed(table string, at int) int { return int(int16(f.number(table, at))) } //nolint:gosec // that is what it says

// readMap finds the Unicode part of the table of characters: format 4, which every font has.
func (f *Font) readMap() error {
	cmap := f.tables["cmap"]
	for i := range f.number("cmap", 2) {
		at := 4 + 8*i
		if at+8 > len(cmap) {
			return ErrFont
		}
		from := int(binary.BigEndian.Uint32(cmap[at+4:]))
		platform := binary.BigEndian.Uint16(cmap[at:])
		if from < 0 || from+14 > len(cmap) || binary.BigEndian.Uint16(cmap[from:]) != 4 || platform != 0 && platform != 3 {
			continue
		}
		table := cmap[from:]
		segments := int(binary.BigEndian.Uint16(table[6:])) / 2
		if len(table) < 16+8*segments {
			return ErrFont
		}
		f.find = func(r rune) int { return lookUp(table, segments, r) }
		return nil
	}
	return fmt.Errorf("characters: %w", ErrFont)
}

// lookUp finds the glyph of a character, 0 for none.
func lookUp(table []byte, segments int, r rune) int {
	at := func(i int) int {
		if i+2 > len(table) {
			return 0
		}
		return int(binary.BigEndian.Uint16(table[i:]))
	}
	for s := range segments {
		end, start := at(14+2*s), at(16+2*segments+2*s)
		if int(r) > end {
			continue
		}
		if int(r) < start {
			return 0
		}
		delta, offsetAt := at(16+4*segments+2*s), 16+6*segments+2*s
		offset := at(offsetAt)
		if offset == 0 {
			return (int(r) + delta) & 0xffff
		}
		glyph := at(offsetAt + offset + 2*(int(r)-start))
		if glyph == 0 {
			return 0
		}
		return (glyph + delta) & 0xffff
	}
	return 0
}

// alike is what stands for a character that many fonts have not.
func alike(r rune) rune {
	switch r {
	case '\u2212': // the minus sign
		return '\u2013'
	case '\u00a0', '\u202f': // blanks that keep words together
		return ' '
	}
	return '?'
}

// glyph is the glyph of a character, or of one that stands for it where the font has none.
func (f *Font) glyph(r rune) (glyph int, drawn rune) {
	for _, drawn := range []rune{r, alike(r), '?'} {
		if g := f.find(drawn); g > 0 && g < f.glyphs {
			return g, drawn
		}
	}
	return 0, '?'
}

// advance is how wide a glyph is, in thousandths of an em.
func (f *Font) advance(glyph int) int {
	return f.number("hmtx", 4*min(glyph, f.wide-1)) * 1000 / f.em
}

// Width is how wide a text is in points, at a size.
func (f *Font) Width(text string, size float64) float64 {
	sum := 0
	for _, r := range text {
		g, _ := f.glyph(r)
		sum += f.advance(g)
	}
	return float64(sum) * size / 1000
}

// outline is what draws a glyph, empty for a blank.
func (f *Font) outline(glyph int) []byte {
	place := func(i int) int {
		if f.long {
			return int(binary.BigEndian.Uint32(f.tables["loca"][4*i:]))
		}
		return 2 * f.number("loca", 2*i)
	}
	from, to := place(glyph), place(glyph+1)
	if from < 0 || to < from || to > len(f.tables["glyf"]) {
		return nil
	}
	return f.tables["glyf"][from:to]
}

// Flags of the parts of a glyph that is put together from others.
const (
	wordArguments  = 0x0001
	hasScale       = 0x0008
	moreComponents = 0x0020
	hasXYScale     = 0x0040
	hasMatrix      = 0x0080
)

// parts are the glyphs that a glyph is put together from.
func parts(outline []byte) (all []int) {
	if len(outline) < 10 || int16(binary.BigEndian.Uint16(outline)) >= 0 { //nolint:gosec // a number with a sign
		return nil
	}
	for at := 10; at+4 <= len(outline); {
		flags := binary.BigEndian.Uint16(outline[at:])
		all = append(all, int(binary.BigEndian.Uint16(outline[at+2:])))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasXYScale != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if flags&moreComponents == 0 {
			break
		}
	}
	return all
}

// subset is the font with the outlines of some glyphs alone, under the numbers that they have.
func (f *Font) subset(used map[int]rune) []byte {
	keep := map[int]bool{0: true}
	var add func(glyph int)
	add = func(glyph int) {
		if glyph >= f.glyphs || keep[glyph] {
			return
		}
		keep[glyph] = true
		for _, part := range parts(f.outline(glyph)) {
			add(part)
		}
	}
	for glyph := range used {
		add(glyph)
	}
	var glyf []byte
	loca := make([]byte, 0, 4*(f.glyphs+1))
	for glyph := range f.glyphs {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // a part of what was read
		if keep[glyph] {
			glyf = append(glyf, f.outline(glyph)...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // as above
	head := slices.Clone(f.tables["head"])
	binary.BigEndian.PutUint32(head[8:], 0)  // the sum of all, below
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	tables := map[string][]byte{"head": head, "loca": loca, "glyf": glyf}
	for _, name := range []string{"hhea", "maxp", "hmtx", "cvt ", "fpgm", "prep"} {
		if t := f.tables[name]; len(t) > 0 {
			tables[name] = t
		}
	}
	return putTogether(tables)
}

// putTogether writes tables as a font.
func putTogether(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	n, power, log := len(names), 1, 0
	for power*2 <= n {
		power, log = power*2, log+1
	}
	var out []byte
	out = binary.BigEndian.AppendUint32(out, 0x00010000)
	for _, v := range []int{n, 16 * power, log, 16 * (n - power)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v)) //nolint:gosec // a few tables
	}
	at, headAt := 12+16*n, 0
	for _, name := range names {
		if name == "head" {
			headAt = at
		}
		out = append(out, name...)
		for _, v := range []int{int(sumOf(tables[name])), at, len(tables[name])} {
			out = binary.BigEndian.AppendUint32(out, uint32(v)) //nolint:gosec // a part of what was read
		}
		at += (len(tables[name]) + 3) &^ 3
	}
	for _, name := range names {
		out = append(out, tables[name]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xB1B0AFBA-sumOf(out))
	return out
}

// sumOf is the sum of a table's numbers of 32 bits.
func sumOf(table []byte) (sum uint32) {
	for len(table) >= 4 {
		sum += binary.BigEndian.Uint32(table)
		table = table[4:]
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + binary.BigEndian.Uint32(rest[:])
}
