package receipt

// Document is a receipt as lines, top to bottom.
type Document struct {
	Lines     []Line
	Truncated bool // limits of size or depth cut something off
}

// Line is one line of a receipt. Which fields count follows from its Kind.
type Line struct {
	Kind  LineKind
	Text  string // text and centre lines
	Left  string // columns
	Right string // columns
	Align Align
	Bold  bool
	Large bool
	Image []byte // image lines: PNG or JPEG bytes, decoded from a data URI
}

// LineKind says what a line is.
type LineKind string

// The kinds of lines.
const (
	LineText    LineKind = "text"
	LineColumns LineKind = "columns"
	LineRule    LineKind = "rule"
	LineImage   LineKind = "image"
	LineSpace   LineKind = "space"
)

// Align is where a text line stands.
type Align string

// The alignments.
const (
	AlignLeft   Align = "left"
	AlignCentre Align = "centre"
	AlignRight  Align = "right"
)
