package widgets_test

import (
	"fmt"
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"tillside/ui/widgets"
)

// luminance and contrast are those of the Web Content Accessibility Guidelines 2.2.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func variants() map[string]*widgets.Palette {
	return map[string]*widgets.Palette{
		"light": widgets.NewTheme(widgets.ModeLight, 1).Palette(theme.VariantDark),
		"dark":  widgets.NewTheme(widgets.ModeDark, 1).Palette(theme.VariantLight),
	}
}

func TestContrast(t *testing.T) {
	for name, p := range variants() {
		grounds := map[string]color.NRGBA{"background": p.Background, "surface": p.Surface, "side": p.Side, "selection": p.Selection}
		want := func(what string, ink, ground color.NRGBA, least float64) {
			t.Helper()
			if got := contrast(ink, ground); got < least {
				t.Errorf("%s: %s has a contrast of %.2f, want %.1f", name, what, got, least)
			}
		}
		for on, ground := range grounds {
			want("text on "+on, p.Text, ground, 7)
			want("muted on "+on, p.Muted, ground, 4.5)
			for _, tone := range widgets.Tones() {
				want(fmt.Sprintf("the words of %s on %s", tone, on), p.Tone(tone).Text, ground, 7)
			}
			want("focus on "+on, p.Focus, ground, 3)
		}
		for _, on := range []string{"background", "surface", "side"} {
			want("faint on "+on, p.Faint, grounds[on], 4.5)
		}
		want("the main action", p.OnBrand, p.Brand, 7)
		for _, tone := range widgets.Tones() {
			c := p.Tone(tone)
			want(fmt.Sprintf("the panel of %s", tone), c.On, c.Panel, 7)
			want(fmt.Sprintf("the marks of %s", tone), c.On, c.Fill, 4.5)
			want(fmt.Sprintf("the words of %s on its tint", tone), c.Text, c.Soft, 4.5)
		}
		for i := range widgets.BadgeColourCount {
			want(fmt.Sprintf("badge %d", i), p.Badge(i).On, p.Badge(i).Fill, 4.5)
		}
		want("the badge of a silent terminal", p.SilentBadge().On, p.SilentBadge().Fill, 3)
		one, two, words := p.Stripes()
		want("the words of training", words, one, 7)
		want("the words of training", words, two, 7)
	}
}

func TestTokensOfTheStyleGuide(t *testing.T) {
	rgb := func(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }
	for name, want := range map[string][]string{
		"light": {"#F4F5F8", "#FFFFFF", "#DCE0E8", "#141A26", "#5B6575", "#0E3B5C", "#12703F", "#B4232C", "#1B59C4", "#6439C9", "#8A5A00"},
		"dark":  {"#12161D", "#1B212B", "#303846", "#EEF1F6", "#9AA5B6", "#7FB6E3", "#35B06F", "#F0636B", "#6EA0FF", "#A98BF5", "#E0A93B"},
	} {
		p := variants()[name]
		got := []string{
			rgb(p.Background), rgb(p.Surface), rgb(p.Line), rgb(p.Text), rgb(p.Muted), rgb(p.Brand),
			rgb(p.Tone(widgets.ToneApproved).Fill), rgb(p.Tone(widgets.ToneDeclined).Fill), rgb(p.Tone(widgets.ToneWaiting).Fill),
			rgb(p.Tone(widgets.ToneUnknown).Fill), rgb(p.Tone(widgets.ToneCaution).Fill),
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s token %d is %s, want %s", name, i, got[i], want[i])
			}
		}
	}
}

func TestThemeFollowsItsMode(t *testing.T) {
	for _, c := range []struct {
		mode   widgets.Mode
		system fyne.ThemeVariant
		want   fyne.ThemeVariant
	}{
		{widgets.ModeSystem, theme.VariantLight, theme.VariantLight},
		{widgets.ModeSystem, theme.VariantDark, theme.VariantDark},
		{widgets.ModeLight, theme.VariantDark, theme.VariantLight},
		{widgets.ModeDark, theme.VariantLight, theme.VariantDark},
		{"never heard of", theme.VariantDark, theme.VariantDark},
	} {
		th := widgets.NewTheme(c.mode, 1)
		if got := th.Variant(c.system); got != c.want {
			t.Errorf("mode %q on a system of variant %d shows %d, want %d", c.mode, c.system, got, c.want)
		}
		if got, want := th.Color(theme.ColorNameBackground, c.system), th.Palette(c.system).Background; got != want {
			t.Errorf("mode %q: background is %v, want %v", c.mode, got, want)
		}
	}
}

func TestThemeScalesTextWithinBounds(t *testing.T) {
	for _, c := range []struct{ ask, want float32 }{{0, 1}, {1, 1}, {1.5, 1.5}, {2, 2}, {9, 2}} {
		th := widgets.NewTheme(widgets.ModeLight, c.ask)
		if th.Scale() != c.want {
			t.Errorf("NewTheme with a scale of %v has %v, want %v", c.ask, th.Scale(), c.want)
		}
		if got := th.Size(theme.SizeNameText); got != 16*c.want {
			t.Errorf("at %v text is %v px, want %v", c.ask, got, 16*c.want)
		}
		if got := th.Size(theme.SizeNamePadding); got != theme.DefaultTheme().Size(theme.SizeNamePadding) {
			t.Errorf("at %v gaps are %v px: they must not grow", c.ask, got)
		}
	}
}

func TestThemeCoversFyneColours(t *testing.T) {
	th := widgets.NewTheme(widgets.ModeDark, 1)
	fyneDark := theme.DefaultTheme()
	for _, name := range []fyne.ThemeColorName{
		theme.ColorNameBackground, theme.ColorNameButton, theme.ColorNameDisabledButton, theme.ColorNameDisabled, theme.ColorNameError,
		theme.ColorNameFocus, theme.ColorNameForeground, theme.ColorNameForegroundOnError, theme.ColorNameForegroundOnPrimary,
		theme.ColorNameForegroundOnSuccess, theme.ColorNameForegroundOnWarning, theme.ColorNameHeaderBackground, theme.ColorNameHover,
		theme.ColorNameHyperlink, theme.ColorNameInputBackground, theme.ColorNameInputBorder, theme.ColorNameMenuBackground,
		theme.ColorNameOverlayBackground, theme.ColorNamePlaceHolder, theme.ColorNamePressed, theme.ColorNamePrimary,
		theme.ColorNameScrollBar, theme.ColorNameSelection, theme.ColorNameSeparator, theme.ColorNameSuccess, theme.ColorNameWarning,
	} {
		if th.Color(name, theme.VariantDark) == fyneDark.Color(name, theme.VariantDark) {
			t.Errorf("%s is still Fyne's own colour", name)
		}
	}
	if got, want := th.Color(theme.ColorNameShadow, theme.VariantLight), fyneDark.Color(theme.ColorNameShadow, theme.VariantDark); got != want {
		t.Errorf("a colour that is not ours is %v, want Fyne's for the variant shown, %v", got, want)
	}
}

func TestAnUnknownToneIsNeutral(t *testing.T) {
	for name, p := range variants() {
		if p.Tone("a word of tomorrow") != p.Tone(widgets.ToneNeutral) {
			t.Errorf("%s: an unknown tone is not neutral", name)
		}
		if p.Badge(-1) != p.Badge(widgets.BadgeColourCount-1) || p.Badge(widgets.BadgeColourCount) != p.Badge(0) {
			t.Errorf("%s: badge colours do not wrap around", name)
		}
	}
}
