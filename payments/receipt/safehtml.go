package receipt

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// pageStyle gives the classes of Handpoint's print format their looks.
const pageStyle = `body{font:16px/1.35 monospace;max-width:26em;margin:1em auto;padding:0 1em;color:#111;background:#fff}` +
	`table{width:100%;border-collapse:collapse}img{max-width:100%;height:auto}pre{white-space:pre-wrap}` +
	`.large{font-size:1.4em}.bold{font-weight:bold}.center{text-align:center}` +
	`.left{text-align:left;float:left;clear:left}.right{text-align:right;float:right;clear:right}` +
	`td.left,td.right,th.left,th.right{float:none}td:last-child:not(:first-child){text-align:right}` +
	`.separator,.solid,hr{clear:both;border:0;border-top:1px solid #111;margin:.5em 0}` +
	`div::after,p::after{content:"";display:block;clear:both}`

// The elements and attributes a browser may see of a receipt.
var (
	pageElements = strings.Fields(`header main footer section article div p br hr span b strong i em u small big center
		h1 h2 h3 h4 h5 h6 ul ol li dl dt dd table caption thead tbody tfoot tr td th pre address blockquote font img`)
	pageClass = regexp.MustCompile(`^[A-Za-z0-9_\- ]{1,200}$`)
	pageAlign = regexp.MustCompile(`^(left|right|center)$`)
	pageSpan  = regexp.MustCompile(`^[0-9]{1,2}$`)
)

// SafeHTML makes a page of a receipt that a browser may open from a file: self-contained,
// in UTF-8, without scripts, forms, links, styles of the receipt's own or anything to
// load. Pictures survive only as data URIs that Parse would show, too. A content security
// policy repeats all of it for the browser. Plain text comes out as it stands.
func SafeHTML(raw []byte) []byte {
	if len(raw) > MaxBytes {
		raw = raw[:MaxBytes]
	}
	text := decode(raw)
	var body string
	if looksLikeHTML(text) {
		body = clean(pagePolicy().Sanitize(text))
	} else {
		body = "<pre>" + html.EscapeString(clean(text)) + "</pre>"
	}
	return []byte(pageHead(pageTitle(raw)) + body + "\n</body>\n</html>\n")
}

func pageHead(title string) string {
	sum := sha256.Sum256([]byte(pageStyle))
	policy := "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; style-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'"
	return "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width\">\n" +
		"<title>" + html.EscapeString(title) + "</title>\n" +
		"<style>" + pageStyle + "</style>\n</head>\n<body>\n"
}

// pageTitle is the receipt's first text, as a rule the shop's name: the page needs a title
// and this package has no words of its own.
func pageTitle(raw []byte) string {
	for _, l := range Parse(raw).Lines {
		if l.Kind == LineText {
			return l.Text
		}
	}
	return "Tillside"
}

func pagePolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements(pageElements...)
	p.SkipElementsContent(slices.Sorted(maps.Keys(dropped))...)
	p.AllowNoAttrs().OnElements("span", "font")
	p.AllowAttrs("class").Matching(pageClass).Globally()
	p.AllowAttrs("align").Matching(pageAlign).Globally()
	p.AllowAttrs("colspan", "rowspan").Matching(pageSpan).OnElements("td", "th")
	p.AllowAttrs("src").OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	images := 0
	p.AllowURLSchemeWithCustomPolicy("data", func(u *url.URL) bool {
		if images >= MaxImages {
			return false
		}
		images++
		_, err := decodeDataURI("data:" + u.Opaque)
		return err == nil
	})
	return p
}
