package widgets

import (
	"bytes"
	"image"
	"image/color"
	_ "image/jpeg" // receipts carry their images as JPEG
	_ "image/png"  // or PNG

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"tillside/payments/receipt"
)

// ReceiptPaper shows a receipt as it would come out of a printer: dark on white in both
// variants of the theme, and scrolling where it is long.
type ReceiptPaper struct {
	widget.BaseWidget
	sheet *sheet
	empty *Paragraph
}

// NewReceiptPaper makes an empty paper with a text for when there is no receipt.
func NewReceiptPaper(placeholder string) *ReceiptPaper {
	p := &ReceiptPaper{
		sheet: newSheet(),
		empty: NewParagraph(placeholder, ParagraphStyle{Align: fyne.TextAlignCenter}),
	}
	p.empty.style.onPaper = true
	p.ExtendBaseWidget(p)
	return p
}

// SetDocument shows a receipt.
func (p *ReceiptPaper) SetDocument(d receipt.Document) {
	p.sheet.set(d)
	p.Refresh()
}

// SetPlaceholder changes the text for when there is no receipt, and takes the receipt away.
func (p *ReceiptPaper) SetPlaceholder(text string) {
	p.empty.SetText(text)
	p.SetDocument(receipt.Document{})
}

const (
	paperPad   float32 = 20
	paperLeast float32 = 240
)

// CreateRenderer implements fyne.Widget.
func (p *ReceiptPaper) CreateRenderer() fyne.WidgetRenderer {
	base := canvas.NewRectangle(color.White)
	base.CornerRadius = 2
	scroll := container.NewVScroll(p.sheet)
	d := &drawing{owner: p, objects: []fyne.CanvasObject{base, scroll, p.empty}}
	d.paint = func() {
		fill(base, color.White, lookOf(p.Theme()).Line, edge)
		SetVisible(scroll, len(p.sheet.doc.Lines) > 0)
		SetVisible(p.empty, len(p.sheet.doc.Lines) == 0)
		scroll.Refresh()
	}
	d.place = func(size fyne.Size) {
		Place(base, 0, 0, size.Width, size.Height)
		Place(scroll, edge, edge, size.Width-2*edge, size.Height-2*edge)
		room := size.Width - 2*paperPad
		high := p.empty.HeightFor(room)
		Place(p.empty, paperPad, max((size.Height-high)/2, 0), room, high)
	}
	d.measure = func() fyne.Size { return fyne.NewSize(paperLeast, 160) }
	return d.ready()
}

// sheet is the part of the paper that scrolls.
type sheet struct {
	widget.BaseWidget
	doc    receipt.Document
	images []*canvas.Image // one for each line that is an image, nil elsewhere
}

func newSheet() *sheet {
	s := &sheet{}
	s.ExtendBaseWidget(s)
	return s
}

func (s *sheet) set(d receipt.Document) {
	s.doc = d
	s.images = make([]*canvas.Image, len(d.Lines))
	for i, line := range d.Lines {
		if line.Kind == receipt.LineImage {
			s.images[i] = decodeImage(line.Image)
		}
	}
	s.Refresh()
}

// The largest picture that is decoded. A receipt comes from outside, and a few bytes can
// claim to be a picture of any size.
const maxPixels = 4 << 20

func decodeImage(data []byte) *canvas.Image {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width <= 0 || config.Height <= 0 || config.Width > maxPixels/config.Height {
		return nil // best effort: a receipt without its picture is still a receipt
	}
	decoded, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil
	}
	picture := canvas.NewImageFromImage(decoded)
	picture.FillMode = canvas.ImageFillContain
	picture.ScaleMode = canvas.ImageScalePixels
	return picture
}
