package receipt_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tillside/payments/receipt"
)

// seeds are the inputs that the other tests are made of, and what broke things elsewhere.
func seeds(f *testing.F) []string {
	f.Helper()
	all := []string{
		"", "<", "<p", "</", "<!", "<!--", "<![CDATA[x]]>", "<?x", "&", "&#", "&#x110000;", "&#0;", "\x00", "\xff", "\uFEFF<p>",
		"plain\ttext\r\n\r\n  more", "<p>a<br><br>b", "<pre>\n a\n</pre>", "<b><i>x</b>y</i>z",
		"<div class=left>a</div><div class=right>1</div>", "<span class=right>1</span><span class=left>a</span>",
		"<table><tr><td>a<td>1<tr><td><table><tr><td>b</table></table>", "<table><tr>a<td>1</tr></td>",
		"<script>alert(1)</script>", "<scr<script>ipt>", "<style>@import 'https://x.example'</style>", "<svg><style><img src=x onerror=alert(1)>",
		"<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
		"<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>", "<form><math><mtext></form><form><mglyph><svg><mtext><style><path id='</style><img onerror=alert(1) src>'>",
		"<img src=https://x.example/a.png alt='a'>", "<img src=//x.example srcset='https://x.example 1x'>", "<a href=javascript:alert(1)>x</a>",
		"<img src='data:image/svg+xml;base64,PHN2Zy8+'>", "<img src='data:image/png;base64,iVBORw0KGgo='>", "<img src='" + pngURI(2, 2) + "'>",
		"<img src='data:image/jpeg;base64," + base64Of(jpegOf(2, 2)) + "'>", "<p style='background:url(https://x.example)' onclick=x>a",
		"<title></title><script>", "<textarea><p>", "<plaintext><p>", "<p>\u202Ea\u2066b\u200Fc&#x202E;d", "<template><p>x", "<select><p>x",
		"<iframe srcdoc='<script>alert(1)</script>'>", "<base href=https://x.example><p>a", "<meta http-equiv=refresh content='0;url=//x'>",
		"<html><head><meta charset=utf-7>+ADw-script+AD4-", "\xff\xfe<\x00p\x00>\x00", "<p class='separator solid'></p>", "_____", "- - - - -",
		"https://receipts.handpoint.com/receipts/x/customer.html", "http://user@x", "javascript:alert(1)", "data:text/html,x", "iVBORw0KGgo", "/9j/",
		strings.Repeat("<div>", 100), strings.Repeat("<td>", 200), strings.Repeat("</p>", 50),
	}
	for _, name := range []string{"testdata/printformat.html", "testdata/table.html"} {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, string(raw))
	}
	return all
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		d := receipt.Parse(raw)
		checkSafe(t, d)
		if text := d.Text(32); !utf8.ValidString(text) || (text == "") != onlyPictures(d) {
			t.Fatalf("text %q of %v", text, show(d))
		}
		if again := receipt.Parse(raw); !slices.Equal(show(again), show(d)) {
			t.Fatal("the same receipt reads differently the second time")
		}
	})
}

func onlyPictures(d receipt.Document) bool {
	return !slices.ContainsFunc(d.Lines, func(l receipt.Line) bool { return l.Kind != receipt.LineImage })
}

// Whatever is taken for a signature is a picture within the limits.
func FuzzSignature(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		line, err := receipt.ParseSignature(raw)
		if err != nil {
			return
		}
		if line.Kind != receipt.LineImage {
			t.Fatalf("a signature that is a %v", line.Kind)
		}
		checkSafe(t, receipt.Document{Lines: []receipt.Line{line}})
	})
}
