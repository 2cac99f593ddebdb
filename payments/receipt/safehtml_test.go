package receipt_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"tillside/payments/receipt"
)

var (
	safeTags = strings.Fields(`html head meta title style body header main footer section article div p br hr span b strong i em u
		small big center h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th pre address blockquote font img`)
	safeAttributes = strings.Fields(`class align colspan rowspan alt src`)
)

// checkPage holds a page against all that is promised, the way a browser reads it: with
// the real parser, not with a search for words.
func checkPage(t testing.TB, page []byte) {
	t.Helper()
	if !utf8.Valid(page) {
		t.Fatal("not UTF-8")
	}
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		if strings.Contains(err.Error(), "open stack of elements exceeds") {
			checkPageTokens(t, page)
			return
		}
		t.Fatalf("the page cannot be parsed: %v", err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			checkElement(t, n.Data, n.Attr, n.Parent != nil && n.Parent.Data == "head")
		}
		if n.Type == html.CommentNode {
			t.Fatalf("a comment: %q", n.Data)
		}
	}
}

// checkPageTokens is checkPage for pages that nest deeper than the parser goes.
func checkPageTokens(t testing.TB, page []byte) {
	t.Helper()
	_, body, _ := bytes.Cut(page, []byte("<body>"))
	z := html.NewTokenizer(bytes.NewReader(body))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if token := z.Token(); kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			checkElement(t, token.Data, token.Attr, false)
		}
	}
}

func checkElement(t testing.TB, tag string, attributes []html.Attribute, inHead bool) {
	t.Helper()
	if !slices.Contains(safeTags, tag) || (!inHead && slices.Contains([]string{"meta", "title", "style"}, tag)) {
		t.Fatalf("a %s element", tag)
	}
	for _, a := range attributes {
		switch {
		case inHead && tag == "meta": // our own; its text is pinned by a test
		case !slices.Contains(safeAttributes, a.Key):
			t.Fatalf("%s has %s=%q", tag, a.Key, a.Val)
		case a.Key == "src":
			if _, err := receipt.ParseSignature([]byte(a.Val)); err != nil || tag != "img" || !strings.HasPrefix(a.Val, "data:image/") {
				t.Fatalf("%s loads %.60q: %v", tag, a.Val, err)
			}
		}
	}
}

// body is the part of a page that came from the receipt.
func body(t *testing.T, page []byte) string {
	t.Helper()
	checkPage(t, page)
	_, rest, found := strings.Cut(string(page), "<body>\n")
	rest, ok := strings.CutSuffix(rest, "\n</body>\n</html>\n")
	if !found || !ok {
		t.Fatalf("not our page: %s", page)
	}
	return rest
}

func TestSafeHTML(t *testing.T) {
	logo := pngURI(2, 2)
	for name, c := range map[string]struct{ in, want string }{
		"nothing":         {"", "<pre></pre>"},
		"classes":         {`<p class="center large bold">a</p>`, `<p class="center large bold">a</p>`},
		"columns":         {`<div class="left">a</div><div class="right">1</div>`, `<div class="left">a</div><div class="right">1</div>`},
		"table":           {`<table><tr><td colspan="2" align="right">a</td></tr></table>`, `<table><tr><td colspan="2" align="right">a</td></tr></table>`},
		"page of its own": {`<!DOCTYPE html><html><head><title>t</title></head><body bgcolor=red>a</body></html>`, "a"},
		"picture":         {`<img src="` + logo + `" alt="Shop">`, `<img src="` + logo + `" alt="Shop">`},
		"picture in rows": {"<img src=\"" + lines76(logo) + "\">", `<img src="` + logo + `">`},
		"entities":        {`<p>a &amp; b &lt;c&gt; &eacute;</p>`, `<p>a &amp; b &lt;c&gt; é</p>`},
		"Windows-1252":    {"<p>Caf\xe9</p>", "<p>Café</p>"},
		"plain text":      {"2 x Tea <3 & more\n", "<pre>2 x Tea &lt;3 &amp; more\n</pre>"},
		"override":        {"<p>a\u202Eb&#x202E;c</p>", "<p>abc</p>"},
		"span":            {`<span>a</span><span class="right">1</span>`, `<span>a</span><span class="right">1</span>`},

		"script":          {`a<script>alert(1)</script>`, "<pre>a&lt;script&gt;alert(1)&lt;/script&gt;</pre>"},
		"script in HTML":  {`<p>a<script>alert(1)</script></p>`, "<p>a</p>"},
		"style":           {`<p>a<style>p{background:url(//x.example)}</style></p>`, "<p>a</p>"},
		"handler":         {`<p onclick="alert(1)" onmouseover=alert(1)>a</p>`, "<p>a</p>"},
		"inline style":    {`<p style="background:url(//x.example)">a</p>`, "<p>a</p>"},
		"link":            {`<p><a href="https://x.example">a</a></p>`, "<p>a</p>"},
		"script link":     {`<p><a href="javascript:alert(1)">a</a></p>`, "<p>a</p>"},
		"remote picture":  {`<p><img src="https://x.example/p.gif" alt="Shop"></p>`, `<p><img alt="Shop"></p>`},
		"tracking pixel":  {`<p>a<img src="//x.example/p.gif" width="1"></p>`, `<p>a</p>`},
		"local picture":   {`<p>a<img src="file:///etc/passwd"><img src="p.png"></p>`, `<p>a</p>`},
		"image set":       {`<p>a<img srcset="https://x.example/p 1x"></p>`, `<p>a</p>`},
		"SVG as data":     {`<p>a<img src="data:image/svg+xml;base64,PHN2Zy8+"></p>`, `<p>a</p>`},
		"HTML as data":    {`<p>a<img src="data:text/html;base64,PHA+"></p>`, `<p>a</p>`},
		"drawing":         {`<p>a<svg onload=alert(1)><text>x</text></svg></p>`, `<p>a</p>`},
		"form":            {`<form action="https://x.example"><p>a<input name=pin></p></form>`, "<p>a</p>"},
		"choice":          {`<p>a<select><option>x</option></select><textarea>x</textarea><button>x</button></p>`, "<p>a</p>"},
		"frame":           {`<p>a<iframe src="https://x.example">x</iframe></p>`, "<p>a</p>"},
		"object":          {`<p>a<object data="x">x</object><embed src=x></p>`, "<p>a</p>"},
		"meta refresh":    {`<meta http-equiv=refresh content="0;url=https://x.example"><p>a</p>`, "<p>a</p>"},
		"base":            {`<base href="https://x.example/"><p>a</p>`, "<p>a</p>"},
		"style sheet":     {`<link rel=stylesheet href="https://x.example/a.css"><p>a</p>`, "<p>a</p>"},
		"comment":         {`<p>a<!-- <img src=x> --><!--[if IE]>x<![endif]--></p>`, "<p>a</p>"},
		"media":           {`<p>a<video src=x>x</video><audio src=x>x</audio></p>`, "<p>a</p>"},
		"template":        {`<p>a<template><img src=x></template></p>`, "<p>a</p>"},
		"class with tags": {`<p class='"><script>alert(1)</script>'>a</p>`, "<p>a</p>"},
		"end of the page": {`<p>a</p></body></html><script>alert(1)</script><p>b</p>`, "<p>a</p><p>b</p>"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := body(t, receipt.SafeHTML([]byte(c.in))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSafeHTMLDropsUnusablePictures(t *testing.T) {
	for name, data := range unusableImages() {
		if len(data) > receipt.MaxBytes/2 {
			continue
		}
		in := `<p>a<img src="data:image/png;base64,` + base64Of(data) + `"></p>`
		if got := body(t, receipt.SafeHTML([]byte(in))); got != "<p>a</p>" {
			t.Errorf("%s: got %.80s", name, got)
		}
	}
}

func TestSafeHTMLKeepsFewPictures(t *testing.T) {
	page := receipt.SafeHTML([]byte(strings.Repeat(`<img src="`+pngURI(2, 2)+`">`, receipt.MaxImages+3)))
	if n := strings.Count(body(t, page), "<img"); n != receipt.MaxImages {
		t.Errorf("%d pictures", n)
	}
}

// The head is ours: charset first, then a policy that lets nothing load but pictures that
// are in the page, and the one style sheet by its hash.
func TestSafeHTMLHead(t *testing.T) {
	page := string(receipt.SafeHTML([]byte(`<p>"Shop" <b>&amp; Sons</b></p><p>b</p>`)))
	if !strings.HasPrefix(page, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\"") {
		t.Errorf("head: %.200s", page)
	}
	_, rest, _ := strings.Cut(page, "<style>")
	css, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(css))
	policy := `content="default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-` +
		base64.StdEncoding.EncodeToString(sum[:]) + `'"`
	for _, want := range []string{policy, "<title>&#34;Shop&#34; &amp; Sons</title>", `<meta name="referrer" content="no-referrer">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(css, "url(") || strings.Contains(css, "@import") || strings.Contains(css, "<") {
		t.Errorf("the style sheet loads something: %s", css)
	}
	if untitled := string(receipt.SafeHTML(nil)); !strings.Contains(untitled, "<title>Tillside</title>") {
		t.Errorf("a page without text: %s", untitled)
	}
}

// A title cannot break out of its element.
func TestSafeHTMLTitleIsText(t *testing.T) {
	page := receipt.SafeHTML([]byte(`<p>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</p>`))
	checkPage(t, page)
	if !strings.Contains(string(page), "<title>&lt;/title&gt;&lt;script&gt;") {
		t.Errorf("got %s", page)
	}
}

func TestSafeHTMLIsBounded(t *testing.T) {
	page := receipt.SafeHTML([]byte("<p>" + strings.Repeat("a", 4*receipt.MaxBytes)))
	if len(page) > receipt.MaxBytes+8192 {
		t.Errorf("%d bytes", len(page))
	}
	checkPage(t, page)
}

// A page made of a page is the same: nothing in our own output is taken for more or less
// than it is.
func TestSafeHTMLIsStable(t *testing.T) {
	in := `<p class="center bold">a &amp; &lt;b&gt;</p><table><tr><td>x</td><td align="right">1</td></tr></table><img src="` + pngURI(2, 2) + `" alt="s">`
	once := body(t, receipt.SafeHTML([]byte(in)))
	if twice := body(t, receipt.SafeHTML([]byte(once))); twice != once {
		t.Errorf("got  %s\nthen %s", once, twice)
	}
}
