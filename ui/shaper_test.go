package ui

import (
	_ "unsafe" // for go:linkname

	"github.com/go-text/typesetting/shaping"
)

// fyneShaper is what Fyne shapes texts with. It keeps a plan for every font face it has met and
// forgets none (go-text's harfbuzz.Buffer), and every app of a test has Fyne read the fonts anew:
// all tests of this package together held more than 8 GB.
//
//go:linkname fyneShaper fyne.io/fyne/v2/internal/painter.shaper
var fyneShaper *shaping.HarfbuzzShaper

// forgetFonts lets go of the fonts of apps that are over.
func forgetFonts() { *fyneShaper = shaping.HarfbuzzShaper{} }
