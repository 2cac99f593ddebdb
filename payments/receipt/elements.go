package receipt

import "strings"

// The elements that matter, by what they do to a receipt. Everything else is transparent:
// its text counts and its tag does not.
var (
	// dropped elements vanish with all that is in them.
	dropped = set(`script style iframe frameset noframes noembed noscript object applet svg math template
		title textarea select button canvas audio video map plaintext xmp datalist dialog portal`)

	// foreign elements may close themselves.
	foreign = set(`svg math`)

	// void elements have no content and no end tag.
	void = set(`area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr`)

	// blocks start and end a line.
	blocks = set(`html body header main footer section article aside nav div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd
		table caption tbody thead tfoot tr td th pre address blockquote center fieldset form figure figcaption
		details summary hr`)

	boldTags   = set(`b strong th h1 h2 h3 h4 h5 h6`)
	tableParts = set(`table caption tbody thead tfoot tr td th`)

	// Walls stop an end tag from closing what is outside of them.
	cellWalls  = set(`table td th caption`)
	rowWalls   = set(`table tr`)
	tableWalls = set(`table`)
	listWalls  = set(`ul ol dl table td th`)
)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
