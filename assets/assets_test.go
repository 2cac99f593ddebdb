package assets_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"os"
	"strings"
	"testing"

	"tillside/assets"
)

// iconPNG is the icon as a picture of 512 by 512, for whoever shows the program and is no program.
func iconPNG() (image.Image, error) {
	data, err := os.ReadFile("icon.png")
	if err != nil {
		return nil, err
	}
	return png.Decode(bytes.NewReader(data))
}

func TestIconIsASquareWithRoundCorners(t *testing.T) {
	icon, err := iconPNG()
	if err != nil {
		t.Fatal(err)
	}
	if got := icon.Bounds(); got.Dx() != 512 || got.Dy() != 512 {
		t.Errorf("the icon is %v, want 512 by 512", got.Size())
	}
	for _, c := range []struct {
		what   string
		x, y   int
		opaque bool
	}{{"corner", 2, 2, false}, {"opposite corner", 509, 509, false}, {"ground", 60, 256, true}, {"letter", 256, 300, true}} {
		if _, _, _, a := icon.At(c.x, c.y).RGBA(); (a == 0xFFFF) != c.opaque {
			t.Errorf("the %s has an alpha of %d", c.what, a)
		}
	}
	ground, letter := icon.At(60, 256), icon.At(256, 300)
	if ground == letter {
		t.Error("the letter cannot be seen")
	}
}

// Each pixel of a window's icon is what lies under it in the large one.
func TestTheIconOfWindowsIsTheIcon(t *testing.T) {
	large, err := iconPNG()
	if err != nil {
		t.Fatal(err)
	}
	small, err := png.Decode(bytes.NewReader(assets.WindowPNG))
	if err != nil {
		t.Fatal(err)
	}
	const side, block = 128, 4
	if got := small.Bounds(); got.Dx() != side || got.Dy() != side {
		t.Fatalf("the icon of windows is %v, want %d by %d", got.Size(), side, side)
	}
	for i := range side * side {
		x, y := i%side, i/side
		var want [4]uint32
		for j := range block * block {
			for c, v := range channels(large.At(x*block+j%block, y*block+j/block)) {
				want[c] += v / (block * block)
			}
		}
		for c, got := range channels(small.At(x, y)) {
			if max(got, want[c])-min(got, want[c]) > 0x0300 {
				t.Fatalf("at %d,%d: %v, want about %v", x, y, channels(small.At(x, y)), want)
			}
		}
	}
}

func channels(c color.Color) [4]uint32 {
	r, g, b, a := c.RGBA()
	return [4]uint32{r, g, b, a}
}

// Fyne's reader of drawings rounds corners only when both radii are given.
func TestTheDrawingGivesBothRadii(t *testing.T) {
	drawing := string(assets.IconSVG)
	if !strings.Contains(drawing, ` rx="112" ry="112"`) || strings.Contains(drawing, "<image") || strings.Contains(drawing, "href") {
		t.Errorf("the drawing is %s", drawing)
	}
}

func TestEveryTranslationIsAnObjectOfTexts(t *testing.T) {
	files, err := fs.Glob(assets.Translations, "translations/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %v: %v", files, err)
	}
	for _, name := range files {
		data, err := assets.Translations.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]any
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(texts) == 0 {
			t.Errorf("%s holds nothing", name)
		}
	}
}
