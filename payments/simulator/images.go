package simulator

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"sync"
)

// The shop's logo, an open book.
var logoDots = []string{
	"........................",
	"..######........######..",
	".#......###..###......#.",
	".#.........##.........#.",
	".#..####...##...####..#.",
	".#.........##.........#.",
	".#..#####..##..#####..#.",
	".#.........##.........#.",
	".#..####...##...####..#.",
	".#.........##.........#.",
	".#..######.##.######..#.",
	".######....##....######.",
	"......####.##.####......",
	"..........####..........",
	"...........##...........",
	"........................",
}

// A scrawl: the corners of one stroke of the pen.
var signatureStroke = []image.Point{
	{8, 34}, {18, 8}, {26, 36}, {34, 20}, {42, 34}, {50, 22}, {58, 34}, {66, 22}, {74, 36}, {84, 6}, {90, 38}, {120, 26}, {150, 34},
}

// logoPNG is the logo, each dot as a square of four pixels. It is drawn once.
var logoPNG = sync.OnceValue(func() []byte {
	const size = 4
	canvas := paper(len(logoDots[0])*size, len(logoDots)*size)
	for y, row := range logoDots {
		for x, dot := range row {
			if dot == '#' {
				blot(canvas, x*size, y*size, size)
			}
		}
	}
	return encodePNG(canvas)
})

// signaturePNG is the signature of every virtual customer, drawn once.
var signaturePNG = sync.OnceValue(func() []byte {
	canvas := paper(160, 44)
	for i := 1; i < len(signatureStroke); i++ {
		from, to := signatureStroke[i-1], signatureStroke[i]
		steps := max(abs(to.X-from.X), abs(to.Y-from.Y))
		for s := range steps + 1 {
			blot(canvas, from.X+(to.X-from.X)*s/steps, from.Y+(to.Y-from.Y)*s/steps, 2)
		}
	}
	return encodePNG(canvas)
})

func paper(width, height int) *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})
}

func blot(canvas *image.Paletted, x, y, size int) {
	for dy := range size {
		for dx := range size {
			canvas.SetColorIndex(x+dx, y+dy, 1)
		}
	}
}

func encodePNG(canvas image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, canvas); err != nil {
		return nil // writing to memory does not fail
	}
	return b.Bytes()
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
