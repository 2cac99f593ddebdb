package receipt

import (
	"net/url"
	"strings"
)

// Form is what a receipt or signature field holds.
type Form string

// The forms.
const (
	FormNothing  Form = "nothing"
	FormURL      Form = "url"      // a location to fetch; whether it may be is the Fetcher's decision
	FormHTML     Form = "html"     // the receipt itself
	FormImage    Form = "image"    // a PNG or JPEG as base64 text or data URI
	FormUnusable Form = "unusable" // none of these
)

// Forms lists every form.
func Forms() []Form { return []Form{FormNothing, FormURL, FormHTML, FormImage, FormUnusable} }

// maxLocation is more than any receipt's URL needs.
const maxLocation = 2048

// Classify tells the forms apart by their look alone. Nothing is fetched or decoded.
func Classify(s string) Form {
	text := trimBlank(s)
	switch {
	case text == "":
		return FormNothing
	case text[0] == '<':
		return FormHTML
	case isLocation(text):
		return FormURL
	case looksLikeImage(text):
		return FormImage
	}
	return FormUnusable
}

func isLocation(s string) bool {
	if len(s) > maxLocation || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.Opaque == ""
}

// looksLikeImage knows base64 pictures by their first letters: those of the PNG
// signature and of a JPEG's start.
func looksLikeImage(s string) bool {
	if rest, ok := cutFold(s, "data:"); ok {
		header, _, found := strings.Cut(rest, ",")
		kind, word, _ := strings.Cut(strings.ToLower(header), ";")
		return found && strings.TrimSpace(word) == "base64" && magicOf(strings.TrimSpace(kind)) != nil
	}
	return strings.HasPrefix(s, "iVBORw0KGgo") || strings.HasPrefix(s, "/9j/") || strings.HasPrefix(s, "_9j_")
}
