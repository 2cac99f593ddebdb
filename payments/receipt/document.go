package receipt

// Limits of what is read from one receipt. What lies beyond is cut off and the Document
// says so.
const (
	MaxBytes     = 256 << 10 // of the receipt as it came
	MaxLines     = 1000      // of a Document
	MaxLineRunes = 1000      // of one text of a line
	MaxDepth     = 64        // of nested elements; deeper ones count as their parent's text
	MaxNodes     = 20000     // elements and texts
	MaxImages    = 8         // of a Document
	MaxPixels    = 2 << 20   // of one image
	MaxSide      = 4096      // of one image, in pixels
)

// Document is a receipt as lines, top to bottom.
type Document struct {
	Lines     []Line
	Truncated bool // limits of size or depth cut something off
}

// Empty reports whether there is nothing to show.
func (d Document) Empty() bool { return len(d.Lines) == 0 }

// Line is one line of a receipt. Which fields count follows from its Kind.
type Line struct {
	Kind  LineKind
	Text  string // text lines
	Left  string // columns
	Right string // columns
	Align Align  // text and image lines
	Bold  bool
	Large bool
	Image []byte // image lines: PNG or JPEG bytes that are proven to decode
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
