package widgets

import (
	"image/color"
	"sync"
)

// Tone says what kind of state a colour stands for. The words are those of the screens'
// contract, so that a presenter can name a tone without knowing colours.
type Tone string

// The tones.
const (
	ToneNeutral  Tone = "neutral"
	ToneBrand    Tone = "brand"
	ToneApproved Tone = "approved"
	ToneDeclined Tone = "declined"
	ToneWaiting  Tone = "waiting"
	ToneUnknown  Tone = "unknown"
	ToneCaution  Tone = "caution"
)

// Tones gives all tones.
func Tones() []Tone {
	return []Tone{ToneNeutral, ToneBrand, ToneApproved, ToneDeclined, ToneWaiting, ToneUnknown, ToneCaution}
}

// ToneColours are the colours of one tone. Text and Panel are darker or lighter than Fill where
// that would miss a contrast of 7 : 1.
type ToneColours struct {
	Fill  color.NRGBA // marks, bars and outlines
	On    color.NRGBA // shapes and text on Fill and Panel
	Panel color.NRGBA // a whole panel that carries an amount
	Text  color.NRGBA // words on background, surface and selection
	Soft  color.NRGBA // a tint that lies under Text
	Edge  color.NRGBA // outline of something pressable in this tone
}

// BadgeColours are the colours of one terminal badge.
type BadgeColours struct {
	Fill color.NRGBA
	On   color.NRGBA
}

// Palette is the set of colours of one variant of the theme.
type Palette struct {
	Background, Surface, Side, Line, Outline color.NRGBA
	Text, Muted, Faint                       color.NRGBA // Faint is for what is not yet or not available
	Brand, OnBrand, Focus                    color.NRGBA
	Selection, Hover, Press                  color.NRGBA
	more                                     *moreColours
}

type moreColours struct {
	tones  map[Tone]ToneColours
	badges []BadgeColours
	stripe [3]color.NRGBA // the two stripes of training and the words on them
	off    BadgeColours   // a silent terminal
}

// Tone gives the colours of a tone; an unknown word is neutral.
func (p *Palette) Tone(t Tone) ToneColours {
	if c, ok := p.more.tones[t]; ok {
		return c
	}
	return p.more.tones[ToneNeutral]
}

// Badge gives the colours of a terminal badge. The index wraps around.
func (p *Palette) Badge(index int) BadgeColours {
	n := len(p.more.badges)
	return p.more.badges[((index%n)+n)%n]
}

// SilentBadge gives the colours of the badge of a terminal that does not answer.
func (p *Palette) SilentBadge() BadgeColours { return p.more.off }

// Stripes gives the two colours of the training stripes and of the words on them.
func (p *Palette) Stripes() (one, two, words color.NRGBA) {
	return p.more.stripe[0], p.more.stripe[1], p.more.stripe[2]
}

// BadgeColourCount is how many badge colours there are to choose from.
const BadgeColourCount = 8

// hex makes a colour of 0xRRGGBB.
func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xFF}
}

// alpha gives a colour with another opacity.
func alpha(c color.NRGBA, a uint8) color.NRGBA {
	c.A = a
	return c
}

// lightPalette and darkPalette give the palettes. They are made once and never changed.
func lightPalette() *Palette { return palettes().light }

func darkPalette() *Palette { return palettes().dark }

type palettePair struct{ light, dark *Palette }

var palettes = sync.OnceValue(func() palettePair {
	return palettePair{light: newLightPalette(), dark: newDarkPalette()}
})

func newLightPalette() *Palette {
	white := hex(0xFFFFFF)
	return &Palette{
		Background: hex(0xF4F5F8), Surface: white, Side: hex(0xFBFBFD), Line: hex(0xDCE0E8), Outline: hex(0xC6CDD9),
		Text: hex(0x141A26), Muted: hex(0x5B6575), Faint: hex(0x667082),
		Brand: hex(0x0E3B5C), OnBrand: white, Focus: hex(0x1B59C4),
		Selection: hex(0xE6EFF7), Hover: alpha(hex(0x0E3B5C), 0x0F), Press: alpha(hex(0x0E3B5C), 0x26),
		more: &moreColours{
			tones: map[Tone]ToneColours{
				ToneNeutral:  {Fill: hex(0x5B6575), On: white, Panel: hex(0x48505C), Text: hex(0x434B58), Soft: hex(0xE7EAF0), Edge: hex(0xC6CDD9)},
				ToneBrand:    {Fill: hex(0x0E3B5C), On: white, Panel: hex(0x0E3B5C), Text: hex(0x0E3B5C), Soft: hex(0xE6EFF7), Edge: hex(0x0E3B5C)},
				ToneApproved: {Fill: hex(0x12703F), On: white, Panel: hex(0x106338), Text: hex(0x0F5932), Soft: hex(0xDDF1E5), Edge: hex(0x9CCFB3)},
				ToneDeclined: {Fill: hex(0xB4232C), On: white, Panel: hex(0xA92129), Text: hex(0x981E25), Soft: hex(0xFBE6E7), Edge: hex(0xE9B4B8)},
				ToneWaiting:  {Fill: hex(0x1B59C4), On: white, Panel: hex(0x1952B5), Text: hex(0x1649A0), Soft: hex(0xE3ECFB), Edge: hex(0xA9C3F0)},
				ToneUnknown:  {Fill: hex(0x6439C9), On: white, Panel: hex(0x6138C3), Text: hex(0x5933B3), Soft: hex(0xECE6FA), Edge: hex(0xC4B3EE)},
				ToneCaution:  {Fill: hex(0x8A5A00), On: white, Panel: hex(0x774E00), Text: hex(0x6C4600), Soft: hex(0xFBF0D9), Edge: hex(0xDDC28C)},
			},
			badges: []BadgeColours{
				{hex(0x8A5A00), white}, {hex(0x1B59C4), white}, {hex(0x5B6575), white}, {hex(0x7A3FA8), white},
				{hex(0x0F6E6E), white}, {hex(0xA8325E), white}, {hex(0x3F6B1F), white}, {hex(0x9A4A1C), white},
			},
			stripe: [3]color.NRGBA{hex(0xFFE29A), hex(0xFFD25E), hex(0x4A3300)},
			off:    BadgeColours{hex(0x8F96A3), hex(0x141A26)},
		},
	}
}

func newDarkPalette() *Palette {
	ink := hex(0x05080C)
	return &Palette{
		Background: hex(0x12161D), Surface: hex(0x1B212B), Side: hex(0x161B23), Line: hex(0x303846), Outline: hex(0x3D4759),
		Text: hex(0xEEF1F6), Muted: hex(0x9AA5B6), Faint: hex(0x8590A3),
		Brand: hex(0x7FB6E3), OnBrand: hex(0x0B1724), Focus: hex(0x9ABCFF),
		Selection: hex(0x22303F), Hover: alpha(hex(0xFFFFFF), 0x12), Press: alpha(hex(0xFFFFFF), 0x2B),
		more: &moreColours{
			tones: map[Tone]ToneColours{
				ToneNeutral:  {Fill: hex(0x9AA5B6), On: ink, Panel: hex(0x9AA5B6), Text: hex(0xB9C1CD), Soft: hex(0x262E3A), Edge: hex(0x3D4759)},
				ToneBrand:    {Fill: hex(0x7FB6E3), On: ink, Panel: hex(0x7FB6E3), Text: hex(0x94C2E8), Soft: hex(0x22303F), Edge: hex(0x7FB6E3)},
				ToneApproved: {Fill: hex(0x35B06F), On: ink, Panel: hex(0x3CB475), Text: hex(0x7CCCA1), Soft: hex(0x17301F), Edge: hex(0x2A6B47)},
				ToneDeclined: {Fill: hex(0xF0636B), On: ink, Panel: hex(0xF3797F), Text: hex(0xF8ACB0), Soft: hex(0x3A1D21), Edge: hex(0x7C3A40)},
				ToneWaiting:  {Fill: hex(0x6EA0FF), On: ink, Panel: hex(0x6EA0FF), Text: hex(0x9DBEFF), Soft: hex(0x1A2942), Edge: hex(0x3B5890)},
				ToneUnknown:  {Fill: hex(0xA98BF5), On: ink, Panel: hex(0xA98BF5), Text: hex(0xC7B4F8), Soft: hex(0x2B2344), Edge: hex(0x5F4F92)},
				ToneCaution:  {Fill: hex(0xE0A93B), On: ink, Panel: hex(0xE0A93B), Text: hex(0xE5B75B), Soft: hex(0x332810), Edge: hex(0x7A602A)},
			},
			badges: []BadgeColours{
				{hex(0xE0A93B), ink}, {hex(0x6EA0FF), ink}, {hex(0x9AA5B6), ink}, {hex(0xC79AF0), ink},
				{hex(0x4FC3C3), ink}, {hex(0xF28DB2), ink}, {hex(0x9CCB6B), ink}, {hex(0xF0A27A), ink},
			},
			stripe: [3]color.NRGBA{hex(0xFFE29A), hex(0xFFD25E), hex(0x4A3300)},
			off:    BadgeColours{hex(0x6B7484), hex(0x0B0F15)},
		},
	}
}
