package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"tillside/assets"
	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/screen"
	"tillside/ui/widgets"
)

// shell is what stands around every screen: the rail or the bar, and the header with the
// shop, the environment and the payments put aside.
type shell struct {
	access *screen.Access
	rail   *widgets.Rail
	bar    *widgets.Rail
	shop   *widget.Label
	pill   *widgets.Pill
	tray   *widgets.TrayPill
	who    *widgets.TrayPill // is at the till; pressed, the till locks
	page   *fyne.Container
	layout *widgets.ShellLayout
	root   *fyne.Container
}

func newShell(a *screen.Access, shape *widgets.ShellLayout) *shell {
	s := &shell{access: a, layout: shape}
	chosen := func(key string) { a.Go.Visit(present.Screen(key)) }
	items := s.items()
	s.rail = widgets.NewRail(fyne.NewStaticResource("tillside.svg", assets.IconSVG), items, chosen)
	s.bar = widgets.NewBottomBar(items, chosen)
	s.shop = widget.NewLabelWithStyle("", fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	s.shop.Truncation = fyne.TextTruncateEllipsis
	s.pill = widgets.NewPill(widgets.PillState{})
	s.tray = widgets.NewTrayPill(a.Go.OpenTray)
	s.who = widgets.NewTrayPill(a.Go.Lock)
	s.page = container.NewStack()
	left := container.New(&widgets.HeaderRow{View: a.View, Gap: 12}, s.shop, s.pill, layout.NewSpacer(), s.tray, s.who)
	header := widgets.NewHeaderSurface(container.New(&widgets.HeaderPad{View: a.View}, left))
	shape.View, shape.Rail, shape.Bar, shape.Header, shape.Page = a.View, s.rail, s.bar, header, s.page
	s.root = container.New(shape, s.page, header, s.rail, s.bar)
	return s
}

func (s *shell) items() []widgets.RailItem {
	labels := map[present.Screen]string{}
	for _, item := range s.access.Words.Navigation() {
		labels[item.Screen] = item.Label
	}
	items := make([]widgets.RailItem, 0, len(rail))
	for _, p := range rail {
		items = append(items, widgets.RailItem{Key: string(p.name), Icon: p.icon, Label: labels[p.name], Last: p.name == present.ScreenSettings})
	}
	return items
}

// show puts a screen into the page.
func (s *shell) show(next screen.Screen) {
	s.page.Objects = []fyne.CanvasObject{next.Object()}
	s.page.Refresh()
}

// render draws what may have changed around the screen.
func (s *shell) render(current screen.Screen) {
	a := s.access
	place := string(current.Slot())
	for _, bar := range []*widgets.Rail{s.rail, s.bar} {
		bar.Select(place)
		for _, item := range a.Words.Navigation() {
			bar.SetLabel(string(item.Screen), item.Label)
		}
		bar.SetNote(string(present.ScreenJournal), a.Model.Payments.OpenCount())
	}
	shop := a.Model.Settings.Shop
	if shop == "" {
		shop = a.Words.ProgramName()
	}
	if s.shop.Text != shop {
		s.shop.SetText(shop)
	}
	s.renderPill()
	tray := a.Words.Tray(a.Model.Tray())
	widgets.SetVisible(s.tray, tray.Pill != "")
	text := tray.Pill
	if a.View.Narrow {
		text = tray.Short
	}
	who, _ := a.Model.Operator()
	widgets.SetVisible(s.who, who.Name != "")
	s.who.Set(widgets.PillState{Text: a.Words.AtTill(who)})
	s.tray.Set(widgets.PillState{Text: text, Tone: parts.Tone(tray.Tone), Solid: true})
}

// renderPill says in which mode the program works, on every screen.
func (s *shell) renderPill() {
	a := s.access
	mode := a.Model.Settings.Environment // as long as it cannot be opened
	if open := a.Model.Open(); open != nil {
		mode = open.Environment
	}
	widgets.SetVisible(s.pill, mode != "")
	if mode == "" {
		return
	}
	banner := a.Words.Banner(mode)
	text := banner.Text
	if a.View.Narrow {
		text = banner.Short
	}
	s.pill.Set(widgets.PillState{Text: text, Tone: parts.Tone(banner.Tone), Striped: banner.Striped})
}
