package widgets

import (
	"image/color"

	"fyne.io/fyne/v2/canvas"
)

// glyph is an icon inside a widget: its picture is made anew only when icon or colour change.
type glyph struct {
	*canvas.Image
	icon   Icon
	colour color.NRGBA
}

func newGlyph() *glyph {
	g := &glyph{Image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	g.Hide()
	return g
}

func (g *glyph) set(i Icon, c color.NRGBA) {
	SetVisible(g.Image, i != IconNone)
	if i == IconNone || g.icon == i && g.colour == c {
		return
	}
	g.icon, g.colour = i, c
	g.Resource = i.Resource(c)
	g.Image.Refresh()
}

// put centres the glyph as a square of a side around a point.
func (g *glyph) put(x, y, side float32) {
	Place(g.Image, x-side/2, y-side/2, side, side)
}
