// Package receipt turns what a gateway calls a receipt, a URL, inline HTML or nothing,
// into a safe Document of lines that a screen, a printer or a file can show.
//
// Scripts, styles, forms and remote loads have no effect by construction: the Document has
// no place for them. The package knows no window.
package receipt
