package receipt

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// node is an element or a text. There is no field for an attribute that could load, run
// or style anything: what is not here cannot have an effect.
type node struct {
	tag      string // "" for a text
	text     string
	image    []byte
	align    Align // "" is the parent's
	side     Align // left or right half of a line; "" for neither
	bold     bool
	large    bool
	pre      bool // white space counts
	rule     bool // drawn as a separator
	children []*node
}

// builder makes the tree from tokens in one pass. The parser of the html package is not
// used because its repair of misnested formatting can grow a small input without bound;
// here every token makes at most one node.
type builder struct {
	open      []*node // open[0] is the root
	nodes     int
	deeper    int // elements that are open beyond MaxDepth
	skip      string
	skipDepth int
	images    int
	truncated bool
}

func buildTree(src string) (root *node, truncated bool) {
	b := &builder{open: []*node{{tag: "html"}}}
	z := html.NewTokenizer(strings.NewReader(src))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		if b.nodes >= MaxNodes {
			b.truncated = true
			break
		}
		b.token(kind, z)
	}
	return b.open[0], b.truncated || b.skip != ""
}

func (b *builder) token(kind html.TokenType, z *html.Tokenizer) {
	switch kind {
	case html.TextToken:
		if b.skip == "" {
			b.add(&node{text: string(z.Text())})
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		t := z.Token()
		b.start(t, kind == html.SelfClosingTagToken)
	case html.EndTagToken:
		name, _ := z.TagName()
		b.end(string(name))
	default: // comments and doctypes
	}
}

func (b *builder) add(n *node) {
	parent := b.open[len(b.open)-1]
	parent.children = append(parent.children, n)
	b.nodes++
}

func (b *builder) start(t html.Token, selfClosing bool) {
	tag := t.Data
	if foreign[b.skip] && blocks[tag] {
		b.skip = "" // HTML ends an open drawing there, too
	}
	switch {
	case b.skip != "":
		if tag == b.skip && !selfClosing {
			b.skipDepth++
		}
	case dropped[tag]:
		if !selfClosing || !foreign[tag] {
			b.skip, b.skipDepth = tag, 1
		}
	case tag == "img":
		b.image(t)
	case void[tag]:
		if tag == "br" || tag == "hr" {
			b.closeFor(tag)
			b.add(&node{tag: tag, rule: tag == "hr"})
		}
	default:
		b.closeFor(tag)
		b.push(element(t))
	}
}

func (b *builder) push(n *node) {
	if len(b.open) >= MaxDepth {
		b.truncated = true
		b.deeper++
		return
	}
	b.add(n)
	b.open = append(b.open, n)
}

func (b *builder) end(tag string) {
	switch {
	case b.skip != "":
		if tag != b.skip {
			return
		}
		if b.skipDepth--; b.skipDepth == 0 {
			b.skip = ""
		}
	case b.deeper > 0:
		b.deeper--
	case tag == "br": // browsers read </br> as <br>
		b.add(&node{tag: "br"})
	default:
		walls := cellWalls
		if tableParts[tag] {
			walls = tableWalls
		}
		b.popTo(walls, tag)
	}
}

// closeFor ends the elements that HTML ends by itself when tag starts.
func (b *builder) closeFor(tag string) {
	switch tag {
	case "td", "th":
		b.popTo(rowWalls, "td", "th")
	case "tr":
		b.popTo(tableWalls, "tr")
	case "tbody", "thead", "tfoot":
		b.popTo(tableWalls, "tbody", "thead", "tfoot")
	case "li":
		b.popTo(listWalls, "li")
	case "dt", "dd":
		b.popTo(listWalls, "dt", "dd")
	}
	if blocks[tag] {
		b.popTo(cellWalls, "p")
	}
}

// popTo closes the innermost open element that is one of tags, and all within it. It
// does nothing when a wall, or the root, stands before one.
func (b *builder) popTo(walls map[string]bool, tags ...string) {
	if b.deeper > 0 {
		return
	}
	for i := len(b.open) - 1; i > 0; i-- {
		switch tag := b.open[i].tag; {
		case slices.Contains(tags, tag):
			b.open = b.open[:i]
			return
		case walls[tag]:
			return
		}
	}
}

// image adds a picture that came inside the receipt; of any other only its text is left.
func (b *builder) image(t html.Token) {
	n := &node{tag: "img", text: attribute(t, "alt")}
	for word := range strings.FieldsSeq(attribute(t, "class")) {
		n.applyClass(word)
	}
	if data, err := decodeDataURI(attribute(t, "src")); err == nil {
		if b.images++; b.images <= MaxImages {
			n.image = data
		} else {
			b.truncated = true
		}
	}
	b.add(n)
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// element reads the few properties of a tag that mean something on a receipt.
func element(t html.Token) *node {
	n := &node{tag: t.Data, pre: t.Data == "pre"}
	n.bold = boldTags[n.tag]
	n.large = n.tag == "h1" || n.tag == "h2" || n.tag == "big"
	if n.tag == "center" {
		n.align = AlignCentre
	}
	switch strings.ToLower(attribute(t, "align")) {
	case "center":
		n.align = AlignCentre
	case "right":
		n.align = AlignRight
	case "left":
		n.align = AlignLeft
	}
	for word := range strings.FieldsSeq(attribute(t, "class")) {
		n.applyClass(word)
	}
	return n
}

// applyClass knows the classes of Handpoint's print format.
func (n *node) applyClass(word string) {
	switch strings.ToLower(word) {
	case "bold":
		n.bold = true
	case "large":
		n.large = true
	case "center", "centre":
		n.align = AlignCentre
	case "left":
		n.align, n.side = AlignLeft, AlignLeft
	case "right":
		n.align, n.side = AlignRight, AlignRight
	case "separator", "solid", "dashed", "dotted", "divider":
		n.rule = true
	}
}
