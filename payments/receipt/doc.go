// Package receipt turns what a gateway calls a receipt into something that is safe to
// show, print and keep.
//
// A receipt may be a URL, inline HTML or nothing, a signature a URL or a base64 image
// ("It is important to be able to manage both formats", Handpoint REST API, Endpoints).
// Fetcher brings what is behind a URL, and Parse reads HTML into a Document of plain lines.
//
// Whatever comes from outside is hostile until proven otherwise. A Document has no place
// for a link, a script, a style or a location to load from, so none can come through: it
// holds cleaned text, rules and images that arrived inside the receipt itself and were
// measured before they were decoded. All limits are constants of this package.
package receipt
