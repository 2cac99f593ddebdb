package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Mode says which variant of the theme is used.
type Mode string

// The modes.
const (
	ModeSystem Mode = "system"
	ModeLight  Mode = "light"
	ModeDark   Mode = "dark"
)

// The bounds of the text scale.
const (
	MinScale float32 = 1
	MaxScale float32 = 2
)

// Theme is Tillside's look: colours and sizes for Fyne's own widgets and for
// those of this package. It does not change once made; a new setting is a new Theme.
type Theme struct {
	mode        Mode
	scale       float32
	light, dark *Palette
	base        fyne.Theme
}

var _ fyne.Theme = (*Theme)(nil)

// NewTheme makes a theme. The scale of the text is kept within MinScale and MaxScale; an
// unknown mode follows the system.
func NewTheme(mode Mode, scale float32) *Theme {
	return &Theme{
		mode: mode, scale: min(max(scale, MinScale), MaxScale),
		light: lightPalette(), dark: darkPalette(), base: theme.DefaultTheme(),
	}
}

// Scale is the scale of the text, 1 to 2.
func (t *Theme) Scale() float32 { return t.scale }

// Palette gives the colours for the variant the system asks for.
func (t *Theme) Palette(system fyne.ThemeVariant) *Palette {
	switch {
	case t.mode == ModeDark, t.mode != ModeLight && system == theme.VariantDark:
		return t.dark
	default:
		return t.light
	}
}

// Variant gives the variant that is really shown.
func (t *Theme) Variant(system fyne.ThemeVariant) fyne.ThemeVariant {
	if t.Palette(system) == t.dark {
		return theme.VariantDark
	}
	return theme.VariantLight
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, system fyne.ThemeVariant) color.Color {
	p := t.Palette(system)
	if c, ok := t.surfaceColour(p, name); ok {
		return c
	}
	if c, ok := t.signalColour(p, name); ok {
		return c
	}
	return t.base.Color(name, t.Variant(system))
}

// surfaceColour covers what lies below the text, and the text itself.
func (t *Theme) surfaceColour(p *Palette, name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNameBackground, theme.ColorNameHeaderBackground:
		return p.Background, true
	case theme.ColorNameButton, theme.ColorNameInputBackground, theme.ColorNameMenuBackground, theme.ColorNameOverlayBackground:
		return p.Surface, true
	case theme.ColorNameDisabledButton:
		return p.Background, true
	case theme.ColorNameForeground:
		return p.Text, true
	case theme.ColorNamePlaceHolder:
		return p.Muted, true
	case theme.ColorNameDisabled:
		return p.Faint, true
	case theme.ColorNameInputBorder:
		return p.Outline, true
	case theme.ColorNameSeparator, theme.ColorNameInnerWindowBorder, theme.ColorNameInnerWindowBorderInactive:
		return p.Line, true
	case theme.ColorNameSelection:
		return p.Selection, true
	case theme.ColorNameHover:
		return p.Hover, true
	case theme.ColorNamePressed:
		return p.Press, true
	case theme.ColorNameScrollBar:
		return alpha(p.Muted, 0x99), true
	case theme.ColorNameScrollBarBackground:
		return alpha(p.Muted, 0), true
	}
	return color.NRGBA{}, false
}

// signalColour covers what stands out.
func (t *Theme) signalColour(p *Palette, name fyne.ThemeColorName) (color.NRGBA, bool) {
	switch name {
	case theme.ColorNamePrimary, theme.ColorNameHyperlink:
		return p.Brand, true
	case theme.ColorNameFocus:
		return alpha(p.Focus, 0x66), true
	case theme.ColorNameForegroundOnPrimary:
		return p.OnBrand, true
	case theme.ColorNameError:
		return p.Tone(ToneDeclined).Text, true
	case theme.ColorNameSuccess:
		return p.Tone(ToneApproved).Text, true
	case theme.ColorNameWarning:
		return p.Tone(ToneCaution).Text, true
	case theme.ColorNameForegroundOnError, theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning:
		return p.Tone(ToneApproved).On, true
	}
	return color.NRGBA{}, false
}

// Font implements fyne.Theme with Fyne's own fonts.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource { return t.base.Font(style) }

// Icon implements fyne.Theme with Fyne's own icons.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size implements fyne.Theme. Text and what must go with it grow with the scale, gaps do not.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return sizeBody * t.scale
	case theme.SizeNameCaptionText:
		return sizeCaption * t.scale
	case theme.SizeNameSubHeadingText:
		return sizeLarge * t.scale
	case theme.SizeNameHeadingText:
		return look{scale: t.scale}.large(sizeHeading)
	case theme.SizeNameInlineIcon:
		return 20 * t.scale
	case theme.SizeNameInnerPadding:
		return 11 // makes Fyne's own buttons and fields 44 px tall
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameSelectionRadius,
		theme.SizeNamePopupRadius, theme.SizeNameMenuRadius:
		return radiusSmall
	case theme.SizeNameDialogRadius, theme.SizeNameCardRadius:
		return radius
	case sizeNameScale:
		return t.scale
	case sizeNameDark:
		return t.isDark()
	}
	return t.base.Size(name)
}

// The sizes of texts and shapes, in px at a text scale of 1.
const (
	sizeCaption  float32 = 13
	sizeBody     float32 = 16
	sizeLarge    float32 = 19
	sizeTitle    float32 = 24
	sizeAction   float32 = 28
	sizeKey      float32 = 31
	sizeHeading  float32 = 30
	sizeAmount   float32 = 72
	sizeCurrency float32 = 28

	radiusSmall float32 = 10
	radius      float32 = 14
	radiusLarge float32 = 18

	leastPress  float32 = 44 // nothing that can be pressed is smaller
	plainHeight float32 = 64
	mainHeight  float32 = 92
	keyLeast    float32 = 54 // of the keypad, which takes all the room there is
	gapSmall    float32 = 6
	gap         float32 = 10
	gapLarge    float32 = 16
	edge        float32 = 1 // of outlines
	ring        float32 = 3 // of selection and focus
)
