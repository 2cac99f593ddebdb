//go:build ignore

// Icons draws assets/icon.svg in every size and form that an operating system wants: PNG
// files for Linux, one .ico for Windows, one .icns for macOS. The same drawing gives the same
// bytes.
//
//	go run .ci/icons.go FOLDER
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
)

const drawing = "assets/icon.svg"

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "icons wants a folder")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "icons:", err)
		os.Exit(1)
	}
}

func write(folder string) error {
	svg, err := os.ReadFile(drawing)
	if err != nil {
		return err
	}
	pictures := map[int]*image.NRGBA{}
	for _, size := range []int{16, 24, 32, 48, 64, 128, 256, 512, 1024} {
		if pictures[size], err = rendered(svg, size); err != nil {
			return err
		}
	}
	files := map[string][]byte{"tillside.ico": ico(pictures), "tillside.icns": icns(pictures)}
	for _, size := range []int{16, 24, 32, 48, 64, 128, 256, 512} {
		files[fmt.Sprintf("%d.png", size)] = encoded(pictures[size])
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// rendered draws the icon in a square.
func rendered(svg []byte, size int) (*image.NRGBA, error) {
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg), oksvg.StrictErrorMode)
	if err != nil {
		return nil, err
	}
	icon.SetTarget(0, 0, float64(size), float64(size))
	canvas := image.NewRGBA(image.Rect(0, 0, size, size))
	icon.Draw(rasterx.NewDasher(size, size, rasterx.NewScannerGV(size, size, canvas, canvas.Bounds())), 1)
	straight := image.NewNRGBA(canvas.Bounds())
	draw.Draw(straight, straight.Bounds(), canvas, image.Point{}, draw.Src)
	return straight, nil
}

func encoded(picture image.Image) []byte {
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// ico holds bitmaps up to 64 pixels, which every tool reads, and one PNG of 256.
func ico(pictures map[int]*image.NRGBA) []byte {
	sizes := []int{16, 24, 32, 48, 64, 256}
	var head, body bytes.Buffer
	put(&head, binary.LittleEndian, uint16(0), uint16(1), uint16(len(sizes)))
	for _, size := range sizes {
		content := encoded(pictures[size])
		if size < 256 {
			content = bitmap(pictures[size])
		}
		side := uint8(size % 256) // 0 stands for 256
		put(&head, binary.LittleEndian, side, side, uint8(0), uint8(0), uint16(1), uint16(32),
			uint32(len(content)), uint32(6+16*len(sizes)+body.Len()))
		body.Write(content)
	}
	return append(head.Bytes(), body.Bytes()...)
}

// bitmap is a picture as an icon holds it: from the lowest line up, blue first, with an empty
// mask behind it.
func bitmap(picture *image.NRGBA) []byte {
	size := picture.Bounds().Dx()
	var b bytes.Buffer
	put(&b, binary.LittleEndian, uint32(40), uint32(size), uint32(2*size), uint16(1), uint16(32),
		uint32(0), uint32(4*size*size), uint32(0), uint32(0), uint32(0), uint32(0))
	for y := size - 1; y >= 0; y-- {
		for x := range size {
			c := picture.NRGBAAt(x, y)
			b.Write([]byte{c.B, c.G, c.R, c.A})
		}
	}
	b.Write(make([]byte, (size+31)/32*4*size))
	return b.Bytes()
}

// icns holds PNG files under the names that Apple gave to their sizes.
func icns(pictures map[int]*image.NRGBA) []byte {
	var body bytes.Buffer
	for _, entry := range []struct {
		name string
		size int
	}{
		{"ic11", 32}, {"ic12", 64}, {"ic07", 128}, {"ic13", 256}, {"ic08", 256}, {"ic14", 512}, {"ic09", 512}, {"ic10", 1024},
	} {
		content := encoded(pictures[entry.size])
		body.WriteString(entry.name)
		put(&body, binary.BigEndian, uint32(8+len(content)))
		body.Write(content)
	}
	var all bytes.Buffer
	all.WriteString("icns")
	put(&all, binary.BigEndian, uint32(8+body.Len()))
	return append(all.Bytes(), body.Bytes()...)
}

func put(b *bytes.Buffer, order binary.ByteOrder, values ...any) {
	for _, v := range values {
		if err := binary.Write(b, order, v); err != nil {
			panic(err) // a buffer takes everything
		}
	}
}
