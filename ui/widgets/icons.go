package widgets

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
)

// Icon names a drawing that takes the colour of the text beside it.
type Icon string

// The icons.
const (
	IconNone      Icon = ""
	IconSale      Icon = "sale"
	IconRefund    Icon = "refund"
	IconJournal   Icon = "journal"
	IconTerminals Icon = "terminals"
	IconDay       Icon = "day"
	IconSettings  Icon = "settings"
	IconMore      Icon = "more"
	IconBackspace Icon = "backspace"
	IconEnter     Icon = "enter"
	IconTick      Icon = "tick"
	IconCross     Icon = "cross"
	IconQuestion  Icon = "question"
	IconDot       Icon = "dot"
	IconBang      Icon = "bang"
	IconMinus     Icon = "minus"
	IconDown      Icon = "down"
	IconReceipt   Icon = "receipt"
	IconKey       Icon = "key"
	IconSearch    Icon = "search"
	IconBack      Icon = "back"
)

// Mark is the shape that goes with the colour of a state, so that no state is told by colour
// alone.
type Mark string

// The marks.
const (
	MarkNone     Mark = ""
	MarkTick     Mark = "tick"
	MarkCross    Mark = "cross"
	MarkQuestion Mark = "question"
	MarkDot      Mark = "dot"
	MarkBang     Mark = "bang"
	MarkMinus    Mark = "minus"
	MarkRefund   Mark = "refund"
)

// iconPath gives the drawing of an icon in a square of 24.
func iconPath(i Icon) string {
	switch i {
	case IconSale:
		return `<rect x="3.5" y="3.5" width="17" height="17" rx="3" ry="3"/><rect x="8" y="8" width="8" height="8" rx="1.2" ry="1.2" fill="currentColor"/>`
	case IconRefund:
		return `<path d="M9 5 L4 10 L9 15"/><path d="M4 10 H15 C18 10 20 12 20 14.5 C20 17 18 19 15 19 H11"/>`
	case IconJournal:
		return `<path d="M4 6 H20 M4 12 H20 M4 18 H20"/>`
	case IconTerminals:
		return `<rect x="6" y="2.5" width="12" height="19" rx="2.5" ry="2.5"/><path d="M9 6 H15 V10 H9 Z"/><path d="M9.5 14 H9.6 M14.4 14 H14.5 M9.5 17.5 H9.6 M14.4 17.5 H14.5"/>`
	case IconDay:
		return `<circle cx="12" cy="12" r="8.7"/><path d="M12 6.5 V12 L16 14.2"/>`
	case IconSettings:
		return `<path d="M4 7 H9.5 M14.5 7 H20 M4 17 H11.5 M16.5 17 H20"/><circle cx="12" cy="7" r="2.5"/><circle cx="14" cy="17" r="2.5"/>`
	case IconMore:
		return `<g fill="currentColor" stroke="none"><circle cx="5" cy="12" r="2"/><circle cx="12" cy="12" r="2"/><circle cx="19" cy="12" r="2"/></g>`
	case IconBackspace:
		return `<path d="M8.5 5 H20.5 V19 H8.5 L2.5 12 Z"/><path d="M11.5 9 L17 15 M17 9 L11.5 15"/>`
	case IconEnter:
		return `<path d="M19 5 V13 H5"/><path d="M9 9 L5 13 L9 17"/>`
	}
	return markPath(i)
}

func markPath(i Icon) string {
	switch i {
	case IconTick:
		return `<path stroke-width="3.5" d="M4.5 12.8 L9.8 18 L19.5 6.5"/>`
	case IconCross:
		return `<path stroke-width="3.5" d="M6 6 L18 18 M18 6 L6 18"/>`
	case IconQuestion:
		return `<path stroke-width="3.2" d="M6.6 7.6 C6.8 4.4 9.2 2.7 12 2.7 C15.2 2.7 17.4 4.6 17.4 7.2 C17.4 10.6 12 10.8 12 14.4"/><circle cx="12" cy="20.6" r="2.1" fill="currentColor" stroke="none"/>`
	case IconDot:
		return `<circle cx="12" cy="12" r="5" fill="currentColor" stroke="none"/>`
	case IconBang:
		return `<path stroke-width="3" d="M12 4 V13.6"/><circle cx="12" cy="19.2" r="1.9" fill="currentColor" stroke="none"/>`
	case IconMinus:
		return `<path stroke-width="3" d="M5.5 12 H18.5"/>`
	case IconDown:
		return `<path d="M6 9.5 L12 15.5 L18 9.5"/>`
	case IconReceipt:
		return `<path d="M5 3 V21 L8.5 18.8 L12 21 L15.5 18.8 L19 21 V3 Z"/><path d="M9 8 H15 M9 12.5 H15"/>`
	case IconKey:
		return `<circle cx="8" cy="12" r="4.5"/><path d="M12.5 12 H21 V16 M17 12 V15"/>`
	case IconSearch:
		return `<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 L21 21"/>`
	case IconBack:
		return `<path d="M15 5 L8 12 L15 19"/>`
	}
	return ""
}

// Resource gives the icon in a colour. Resources of the same name are the same picture, which
// is what Fyne keys its cache of drawn icons by.
func (i Icon) Resource(c color.NRGBA) fyne.Resource {
	rgb := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	body := strings.ReplaceAll(iconPath(i), "currentColor", rgb)
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">` +
		`<g fill="none" stroke="` + rgb + `" stroke-width="1.9" stroke-linecap="round" stroke-linejoin="round">` + body + `</g></svg>`
	return fyne.NewStaticResource("tillside-"+string(i)+"-"+rgb[1:]+".svg", []byte(svg))
}
