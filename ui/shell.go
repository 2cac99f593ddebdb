package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"tillside/assets"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// shell is what stands around every screen: the rail or the bar, and the header with the
// shop, the environment and the payments put aside.
type shell struct {
	app    *App
	rail   *widgets.Rail
	bar    *widgets.Rail
	shop   *widget.Label
	pill   *widgets.Pill
	tray   *widgets.TrayPill
	page   *fyne.Container
	layout *shellLayout
	root   *fyne.Container
}

func newShell(a *App) *shell {
	s := &shell{app: a}
	chosen := func(key string) { a.visit(present.Screen(key)) }
	items := s.items()
	s.rail = widgets.NewRail(fyne.NewStaticResource("tillside.svg", assets.IconSVG), items, chosen)
	s.bar = widgets.NewBottomBar(items, chosen)
	s.shop = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	s.shop.Truncation = fyne.TextTruncateEllipsis
	s.pill = widgets.NewPill(widgets.PillState{})
	s.tray = widgets.NewTrayPill(a.openTray)
	s.page = container.NewStack()
	left := container.New(&headerRow{view: a.view, gap: 12}, s.shop, s.pill, layout.NewSpacer(), s.tray)
	header := newHeaderSurface(container.New(&headerPad{view: a.view}, left))
	s.layout = &shellLayout{view: a.view, rail: s.rail, bar: s.bar, header: header, page: s.page, reshaped: a.reshaped, bare: a.bare}
	s.root = container.New(s.layout, s.page, header, s.rail, s.bar)
	return s
}

// icons of the places.
func placeIcon(place present.Screen) widgets.Icon {
	switch place {
	case present.ScreenSale:
		return widgets.IconSale
	case present.ScreenRefund:
		return widgets.IconRefund
	case present.ScreenJournal:
		return widgets.IconJournal
	case present.ScreenTerminals:
		return widgets.IconTerminals
	}
	return widgets.IconSettings
}

func (s *shell) items() []widgets.RailItem {
	var items []widgets.RailItem
	for _, item := range s.app.words.Navigation() {
		items = append(items, widgets.RailItem{
			Key: string(item.Screen), Icon: placeIcon(item.Screen), Label: item.Label, Last: item.Screen == present.ScreenSettings,
		})
	}
	return items
}

// show puts a screen into the page.
func (s *shell) show(next screen) {
	s.page.Objects = []fyne.CanvasObject{next.object()}
	s.page.Refresh()
}

// render draws what may have changed around the screen.
func (s *shell) render() {
	a := s.app
	place := string(a.current.slot())
	for _, rail := range []*widgets.Rail{s.rail, s.bar} {
		rail.Select(place)
		for _, item := range a.words.Navigation() {
			rail.SetLabel(string(item.Screen), item.Label)
		}
		rail.SetNote(string(present.ScreenJournal), a.book.openCount())
	}
	shop := a.settings.Shop
	if shop == "" {
		shop = a.words.ProgramName()
	}
	if s.shop.Text != shop {
		s.shop.SetText(shop)
	}
	s.renderPill()
	tray := a.words.Tray(a.book.trayInputs(a.settings.Badges, a.now()))
	setVisible(s.tray, tray.Pill != "")
	text := tray.Pill
	if a.view.narrow {
		text = tray.Short
	}
	s.tray.Set(widgets.PillState{Text: text, Tone: tone(tray.Tone), Solid: true})
}

// renderPill says in which mode the program works, on every screen.
func (s *shell) renderPill() {
	a := s.app
	mode := a.settings.Environment // as long as it cannot be opened
	if a.open != nil {
		mode = a.open.Environment
	}
	setVisible(s.pill, mode != "")
	if mode == "" {
		return
	}
	banner := a.words.Banner(mode)
	text := banner.Text
	if a.view.narrow {
		text = banner.Short
	}
	s.pill.Set(widgets.PillState{Text: text, Tone: tone(banner.Tone), Striped: banner.Striped})
}

// bare tells that there is nowhere to go yet: on the first run.
func (a *App) bare() bool { return a.current == screen(a.screens.firstRun) }

// reshaped is called while the window is being laid out in its other shape. What depends on
// the shape is drawn afterwards.
func (a *App) reshaped() {
	a.p.Post(func() {
		if a.current != nil {
			a.refresh()
		}
	})
}

// headerPad leaves more room around the header where there is more.
type headerPad struct{ view *viewport }

func (l *headerPad) pads() (x, y float32) {
	if l.view.narrow {
		return 4, 0
	}
	return 10, 4
}

func (l *headerPad) MinSize(objects []fyne.CanvasObject) fyne.Size {
	x, y := l.pads()
	return objects[0].MinSize().AddWidthHeight(2*x+titlePad, 2*y)
}

// titlePad is the room that the title keeps at its left by itself.
const titlePad = 8

func (l *headerPad) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x, y := l.pads()
	place(objects[0], x, y, size.Width-2*x-titlePad, size.Height-2*y)
}

// headerRow sets objects side by side in the middle of the height. The first may shrink;
// the spacer takes the rest.
type headerRow struct {
	view *viewport
	gap  float32
}

func (l *headerRow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var wide float32
	for i, o := range visible(objects) {
		if i > 0 {
			wide += o.MinSize().Width + l.gap
		}
	}
	return fyne.NewSize(wide+80, max(44, l.view.px(36)))
}

func (l *headerRow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shown := visible(objects)
	free := size.Width
	for i, o := range shown {
		if i > 0 {
			free -= o.MinSize().Width + l.gap
		}
	}
	var x float32
	for i, o := range shown {
		least := o.MinSize()
		width := least.Width
		if i == 0 {
			width = min(titleWidth(o), free)
		} else if _, spacer := o.(layout.SpacerObject); spacer {
			width = max(free-shown[0].Size().Width, 0)
		}
		place(o, x, (size.Height-least.Height)/2, width, least.Height)
		x += width + l.gap
	}
}

// titleWidth is how wide the text of a label wants to be, which may be cut short.
func titleWidth(o fyne.CanvasObject) float32 {
	label, ok := o.(*widget.Label)
	if !ok {
		return o.MinSize().Width
	}
	size := label.Theme().Size(theme.SizeNameText)
	return fyne.MeasureText(label.Text, size, label.TextStyle).Width + 2*label.Theme().Size(theme.SizeNameInnerPadding) + 1
}
