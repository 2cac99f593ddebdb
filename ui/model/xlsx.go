package model

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"tillside/ui/present"
)

// This file writes Office Open XML workbooks (ECMA-376), as far as a list of payments needs them:
// one row after the other, so that a million of them take the memory of one. The library that is
// usually taken for it makes the program 6 MB larger, which is a quarter of it.

// rowsOfSheet is how many rows a sheet can hold; what is more goes on in the next.
const rowsOfSheet = 1_048_576

// workbook writes rows into a workbook.
type workbook struct {
	zip    *zip.Writer
	head   []string
	kinds  []present.CellKind
	most   int // rows of a sheet, its head among them
	sheets int
	rows   int // of the sheet that is being written
	out    *bufio.Writer
}

func newWorkbook(w io.Writer, form present.Export) *workbook {
	return &workbook{zip: zip.NewWriter(w), head: form.Head, kinds: form.Kinds, most: rowsOfSheet}
}

// What does not change of a workbook. Text is written in its cell and is never a formula, whatever it
// begins with. The styles are, in their order: as it comes, bold, and amounts with no, two and three
// decimals, a day and a time.
const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace  = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	officeRels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	sheetHead  = xmlHead + `<worksheet ` + mainSpace + `><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>` +
		`<sheetFormatPr defaultRowHeight="15" baseColWidth="16"/><sheetData>`
	sheetFoot = `</sheetData></worksheet>`
	styles    = xmlHead + `<styleSheet ` + mainSpace + `><numFmts count="1"><numFmt numFmtId="164" formatCode="0.000"/></numFmts>` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="7">` +
		`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>` +
		`<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
		`<xf numFmtId="21" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`
	rootRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="` + officeRels + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
)

// Styles of cells, by their place.
const (
	styleBold  = 1
	styleWhole = 2 // and one more for two decimals, two more for three
	styleDay   = 5
	styleTime  = 6
)

// Write adds a row.
func (b *workbook) Write(row []string) error {
	if b.out == nil || b.rows == b.most {
		if err := b.begin(); err != nil {
			return err
		}
	}
	b.rows++
	b.text("<row>")
	for i, cell := range row {
		b.cell(cell, b.kinds[i])
	}
	b.text("</row>")
	return b.flushed()
}

// begin ends the sheet before and begins another with its head.
func (b *workbook) begin() error {
	if err := b.end(); err != nil {
		return err
	}
	b.sheets++
	part, err := b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", b.sheets))
	if err != nil {
		return err
	}
	b.out, b.rows = bufio.NewWriterSize(part, 1<<16), 1
	b.text(sheetHead + "<row>")
	for _, name := range b.head {
		b.inline(name, styleBold)
	}
	b.text("</row>")
	return b.flushed()
}

func (b *workbook) end() error {
	if b.out == nil {
		return nil
	}
	b.text(sheetFoot)
	return b.out.Flush()
}

// text writes what cannot fail but by the file, whose error stays until flushed tells it.
func (b *workbook) text(s string) { _, _ = b.out.WriteString(s) }

// flushed is the first error of the file so far.
func (b *workbook) flushed() error {
	_, err := b.out.Write(nil)
	return err
}

// cell writes a cell as what it is. A text that is none of its kind is a text.
func (b *workbook) cell(text string, k present.CellKind) {
	value, style := "", 0
	switch k {
	case present.CellAmount:
		value, style = text, styleOfAmount(text)
	case present.CellDay:
		if day, err := time.Parse("2006-01-02", text); err == nil {
			value, style = strconv.FormatInt(int64(day.Sub(firstDay)/(24*time.Hour)), 10), styleDay
		}
	case present.CellTime:
		if at, err := time.Parse("15:04:05", text); err == nil {
			seconds := at.Hour()*3600 + at.Minute()*60 + at.Second()
			value, style = strconv.FormatFloat(float64(seconds)/86400, 'f', 10, 64), styleTime
		}
	}
	switch {
	case text == "":
		b.text("<c/>")
	case value == "" || style == 0:
		b.inline(text, 0)
	default:
		b.text(`<c s="` + strconv.Itoa(style) + `"><v>` + value + `</v></c>`)
	}
}

// firstDay is day 0 of spreadsheets.
var firstDay = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

// styleOfAmount is the style of a number by its decimals; 0 for what is none.
func styleOfAmount(number string) int {
	whole, decimals, point := strings.Cut(strings.TrimPrefix(number, "-"), ".")
	places := map[int]int{0: 0, 2: 1, 3: 2}
	add, ok := places[len(decimals)]
	if !ok || whole == "" || strings.Trim(whole+decimals, "0123456789") != "" || point != (decimals != "") {
		return 0
	}
	return styleWhole + add
}

// inline writes a text, which no spreadsheet reads as anything else.
func (b *workbook) inline(text string, style int) {
	b.text(`<c t="inlineStr" s="` + strconv.Itoa(style) + `"><is><t xml:space="preserve">`)
	_ = xml.EscapeText(b.out, []byte(text)) // as text
	b.text(`</t></is></c>`)
}

// Close writes what holds the sheets together. name is that of the first.
func (b *workbook) Close(name string) error {
	if b.sheets == 0 {
		if err := b.begin(); err != nil {
			return err
		}
	}
	if err := b.end(); err != nil {
		return err
	}
	var types, sheets, rels strings.Builder
	for n := 1; n <= b.sheets; n++ {
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, sheetName(name, n), n, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, n, officeRels, n)
	}
	for _, part := range []struct{ name, text string }{
		{"xl/styles.xml", styles},
		{"xl/workbook.xml", xmlHead + `<workbook ` + mainSpace + ` xmlns:r="` + officeRels + `"><sheets>` + sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() +
			fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/styles" Target="styles.xml"/></Relationships>`, b.sheets+1, officeRels)},
		{"_rels/.rels", rootRels},
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
	} {
		w, err := b.zip.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part.text); err != nil {
			return err
		}
	}
	return b.zip.Close()
}

// sheetName is a name that a sheet may have: 31 characters, without those that stand for something.
func sheetName(name string, n int) string {
	clean := []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'"<>&`, r) || r < ' ' {
			return -1
		}
		return r
	}, name))
	if n == 1 {
		return string(clean[:min(len(clean), 31)])
	}
	tail := " " + strconv.Itoa(n)
	return string(clean[:min(len(clean), 31-len(tail))]) + tail
}
