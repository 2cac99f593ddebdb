package receipt_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tillside/payments/receipt"
)

// show writes a document in a short form for tables: the alignment L, C or R, "*" for
// bold, "+" for large, the text; "left ~ right" for columns; "---" for a rule, "" for an
// empty line, "[2x1]" for a picture.
func show(d receipt.Document) []string {
	var lines []string
	for _, l := range d.Lines {
		marks := ""
		if l.Bold {
			marks += "*"
		}
		if l.Large {
			marks += "+"
		}
		switch l.Kind {
		case receipt.LineText:
			lines = append(lines, strings.ToUpper(string(l.Align[0]))+marks+" "+l.Text)
		case receipt.LineColumns:
			lines = append(lines, marks+l.Left+" ~ "+l.Right)
		case receipt.LineRule:
			lines = append(lines, "---")
		case receipt.LineSpace:
			lines = append(lines, "")
		case receipt.LineImage:
			c, _, err := image.DecodeConfig(bytes.NewReader(l.Image))
			lines = append(lines, fmt.Sprintf("%s[%dx%d]%s", strings.ToUpper(string(l.Align[0])), c.Width, c.Height, map[bool]string{true: " broken"}[err != nil]))
		default:
			lines = append(lines, "unknown kind "+string(l.Kind))
		}
	}
	return lines
}

func parse(s string) receipt.Document { return receipt.Parse([]byte(s)) }

func expect(t *testing.T, d receipt.Document, want ...string) {
	t.Helper()
	if got := show(d); !slices.Equal(got, want) {
		t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
	checkSafe(t, d)
}

// checkSafe holds a document against everything that is promised of every document.
func checkSafe(t testing.TB, d receipt.Document) {
	t.Helper()
	if len(d.Lines) > receipt.MaxLines {
		t.Fatalf("%d lines", len(d.Lines))
	}
	images := 0
	for i, l := range d.Lines {
		for _, text := range []string{l.Text, l.Left, l.Right} {
			checkText(t, text)
		}
		checkShape(t, i, l)
		if l.Kind == receipt.LineImage {
			images++
			if _, _, err := image.Decode(bytes.NewReader(l.Image)); err != nil {
				t.Fatalf("line %d: a picture that does not decode: %v", i, err)
			}
		}
	}
	if images > receipt.MaxImages {
		t.Fatalf("%d pictures", images)
	}
	if n := len(d.Lines); n > 0 && (d.Lines[0].Kind == receipt.LineSpace || d.Lines[n-1].Kind == receipt.LineSpace) {
		t.Fatal("an empty line at an end")
	}
}

func checkText(t testing.TB, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Fatalf("not UTF-8: %q", text)
	}
	if utf8.RuneCountInString(text) > receipt.MaxLineRunes {
		t.Fatalf("a text of %d letters", utf8.RuneCountInString(text))
	}
	for _, r := range text {
		if unicode.IsControl(r) || (unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d') || r == '\u2028' || r == '\u2029' {
			t.Fatalf("%U in %q", r, text)
		}
	}
}

// checkShape holds a line against its kind.
func checkShape(t testing.TB, i int, l receipt.Line) {
	t.Helper()
	ok := false
	switch l.Kind {
	case receipt.LineText:
		ok = strings.TrimSpace(l.Text) != "" && l.Left+l.Right == "" && l.Image == nil && slices.Contains([]receipt.Align{receipt.AlignLeft, receipt.AlignCentre, receipt.AlignRight}, l.Align)
	case receipt.LineColumns:
		ok = l.Left != "" && l.Right != "" && l.Text == "" && l.Image == nil
	case receipt.LineRule, receipt.LineSpace:
		ok = l.Text+l.Left+l.Right == "" && l.Image == nil
	case receipt.LineImage:
		ok = l.Text+l.Left+l.Right == "" && len(l.Image) > 0 && len(l.Image) <= receipt.MaxBytes
	}
	if !ok {
		t.Fatalf("line %d is not a %s line: %+v", i, l.Kind, l)
	}
}

func picture(width, height int) image.Image {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for x := range width {
		m.SetGray(x, x%height, color.Gray{Y: 200})
	}
	return m
}

func pngOf(width, height int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(width, height)); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func jpegOf(width, height int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(width, height), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func base64Of(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func pngURI(width, height int) string {
	return "data:image/png;base64," + base64Of(pngOf(width, height))
}
