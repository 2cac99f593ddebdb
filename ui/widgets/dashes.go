package widgets

import (
	"image/color"

	"fyne.io/fyne/v2/canvas"
)

// newDashes makes the dashed rule of a receipt.
func newDashes() *canvas.Raster {
	var r *canvas.Raster
	r = canvas.NewRasterWithPixels(func(x, _, width, _ int) color.Color {
		return dash(x, width, r.Size().Width)
	})
	return r
}

// dash gives the colour of the pixel at x of a rule that is width pixels and shown px wide.
func dash(x, width int, shown float32) color.Color {
	unit := float32(1) // device pixels a px
	if shown > 0 {
		unit = float32(width) / shown
	}
	if period := int((dashLong + dashGap) * unit); period > 0 && x%period >= int(dashLong*unit) {
		return color.Transparent
	}
	return alpha(paperInk(), 0x99)
}
