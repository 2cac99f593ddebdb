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

// WindowPNG is the icon as a picture of 128 by 128, for windows and what lists them: nothing
// shows it larger there, and it is read before the first window opens.
//
//go:embed window.png
var WindowPNG []byte
