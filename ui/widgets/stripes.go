package widgets

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2/canvas"
)

// stripes is a ground of diagonal stripes with rounded corners.
type stripes struct {
	*canvas.Raster
	one, two color.NRGBA
	corner   float32
}

const stripeWidth = 10 // px across, measured along the edge

func newStripes(corner float32) *stripes {
	s := &stripes{corner: corner}
	s.Raster = canvas.NewRasterWithPixels(s.pixel)
	return s
}

func (s *stripes) colour(l look) {
	one, two, _ := l.Stripes()
	if s.one != one || s.two != two {
		s.one, s.two = one, two
		s.Raster.Refresh()
	}
}

// pixel is asked for every device pixel; width and height are those of the raster.
func (s *stripes) pixel(x, y, width, height int) color.Color {
	unit := 1.0 // device pixels a px
	if w := s.Size().Width; w > 0 {
		unit = float64(width) / float64(w)
	}
	c := s.one
	if int(float64(x+y)/(stripeWidth*unit))%2 == 1 {
		c = s.two
	}
	c.A = cornerCover(float64(x)+0.5, float64(y)+0.5, float64(width), float64(height), float64(s.corner)*unit)
	return c
}

// cornerCover is how much of a pixel lies inside a rounded rectangle.
func cornerCover(x, y, width, height, radius float64) uint8 {
	dx := max(radius-x, x-(width-radius), 0)
	dy := max(radius-y, y-(height-radius), 0)
	if dx == 0 || dy == 0 {
		return 0xFF
	}
	inside := radius - math.Hypot(dx, dy) + 0.5
	return uint8(0xFF * min(max(inside, 0), 1))
}
