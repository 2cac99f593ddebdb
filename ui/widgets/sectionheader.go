package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// SectionHeader heads a part of a list or panel, in small capitals, with a total at the right.
type SectionHeader struct {
	widget.BaseWidget
	text, total string
}

// NewSectionHeader makes a header without a total.
func NewSectionHeader(text string) *SectionHeader {
	h := &SectionHeader{text: text}
	h.ExtendBaseWidget(h)
	return h
}

// Set changes text and total.
func (h *SectionHeader) Set(text, total string) {
	if h.text != text || h.total != total {
		h.text, h.total = text, total
		h.Refresh()
	}
}

// Text is the text now.
func (h *SectionHeader) Text() string { return h.text }

// AccessibilityLabel implements fyne.Accessible.
func (h *SectionHeader) AccessibilityLabel() string { return strings.TrimSpace(h.text + " " + h.total) }

// AccessibilityRole implements fyne.Accessible.
func (h *SectionHeader) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (h *SectionHeader) CreateRenderer() fyne.WidgetRenderer {
	text, total := newTextLine(), newTextLine()
	d := &drawing{owner: h, objects: []fyne.CanvasObject{text.Text, total.Text}}
	d.paint = func() {
		l := lookOf(h.Theme())
		text.set(strings.ToUpper(h.text), l.Muted, l.px(sizeCaption), true)
		total.set(h.total, l.Muted, l.px(sizeCaption), true)
	}
	d.place = func(size fyne.Size) {
		y := (size.Height - lineHeight(text.TextSize)) / 2
		end := size.Width - total.width
		total.put(end, y, total.width+1)
		text.put(0, y, max(end-gap, 0))
	}
	d.measure = func() fyne.Size {
		return fyne.NewSize(min(text.width, 120)+gap+total.width, lineHeight(text.TextSize)+2*gapSmall)
	}
	return d.ready()
}
