// Package assets holds the files that are built into the program: its icon and its
// translations.
package assets

import "embed"

// Translations holds translations/*.json, one file a language, as Fyne's lang expects them.
//
//go:embed translations/*.json
var Translations embed.FS

// IconSVG is the program's icon as a drawing.
//
//go:embed icon.svg
var IconSVG []byte

// IconPNG is the program's icon as a picture of 512 by 512.
//
//go:embed icon.png
var IconPNG []byte
