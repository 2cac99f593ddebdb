package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Two sizes that only Tillside's theme knows. Fyne wraps the theme of a part of the window, so
// that its type cannot be seen; but a wrapped theme still answers.
const (
	sizeNameScale fyne.ThemeSizeName = "tillside.scale"
	sizeNameDark  fyne.ThemeSizeName = "tillside.dark"
)

// isDark answers sizeNameDark.
func (t *Theme) isDark() float32 {
	if t.Variant(fyne.CurrentApp().Settings().ThemeVariant()) == theme.VariantDark {
		return 1
	}
	return 0
}

// look is what a widget needs to know of the theme to draw itself.
type look struct {
	*Palette
	scale float32
	dark  bool
}

// lookOf reads the theme. Under a theme that is not Tillside's the palette of the variant is
// used at normal size, so that no widget depends on who set the theme.
func lookOf(th fyne.Theme) look {
	system := fyne.CurrentApp().Settings().ThemeVariant()
	if t, ok := th.(*Theme); ok {
		p := t.Palette(system)
		return look{Palette: p, scale: t.scale, dark: p == t.dark}
	}
	scale, dark := th.Size(sizeNameScale), th.Size(sizeNameDark) > 0
	if scale < MinScale {
		scale, dark = 1, system == theme.VariantDark
	}
	if dark {
		return look{Palette: darkPalette(), scale: scale, dark: true}
	}
	return look{Palette: lightPalette(), scale: scale}
}

// px scales the size of running text, and of what goes with it.
func (l look) px(size float32) float32 { return size * l.scale }

// large scales text that is large already, and figure the amount, which reads from across a
// shop at any setting. At 200 % they would leave no room for the text a person needs larger.
func (l look) large(size float32) float32 { return size * (1 + (l.scale-1)*0.6) }

func (l look) figure(size float32) float32 { return size * (1 + (l.scale-1)*0.25) }

// shape scales squares with a letter or a mark in them.
func (l look) shape(size float32) float32 { return size * (1 + (l.scale-1)*0.4) }
