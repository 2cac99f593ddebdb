// Package paper puts sheets on paper: it lays a sheet out on pages of a format and writes them as a
// PDF with the letters that it uses inside. It draws with any TrueType font, so that what the window
// can show in a person's language can be printed in it.
//
// A library for PDF would have brought a tenth of the program's own code for what takes these few
// files; the best known of them is not looked after any more.
package paper
