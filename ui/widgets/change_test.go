package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"tillside/ui/widgets"
)

func TestTheSignOfEnterComesBackWhenTheButtonGetsWide(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	b := widgets.NewBigButton("", func() {})
	b.Set("Charge 12.40 EUR", "on B · by the door", true)
	for _, c := range []struct {
		width float32
		want  bool
	}{{640, true}, {300, false}, {640, true}} {
		b.Resize(fyne.NewSize(c.width, 92))
		if got := strings.Contains(picturesOf(b), "enter"); got != c.want {
			t.Errorf("in %v px the sign of Enter is shown: %v", c.width, got)
		}
		if !shows(b, "Charge 12.40 EUR on B · by the door") {
			t.Errorf("in %v px it shows %q", c.width, textsOf(b))
		}
	}
}

func TestALongHintOfTheMainActionWraps(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	const hint = "A payment is still open on B · By the door. Let it end, or choose another terminal."
	b := widgets.NewBigButton("", func() {})
	b.Set("Charge 0.12 EUR", hint, true)
	for _, width := range []float32{640, 388, 300} {
		high := b.HeightFor(width)
		b.Resize(fyne.NewSize(width, high))
		if got := strings.Join(textsOf(b), " "); got != "Charge 0.12 EUR "+hint {
			t.Errorf("in %v px it shows %q", width, got)
		}
		if b.MinSize().Height != high || high < 92 {
			t.Errorf("in %v px it is %v tall and says %v", width, high, b.MinSize().Height)
		}
	}
	b.Set("Charge 0.12 EUR", "on C", true)
	if got := b.HeightFor(388); got != 92 {
		t.Errorf("with a short hint it is %v px tall, want 92", got)
	}
}

func TestAnAmountOnAnActionIsNeverInPieces(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		useTheme(t, widgets.ModeLight, scale)
		const amount = "12,345,678.90"
		big := widgets.NewBigButton("", func() {})
		big.Set("Charge "+amount+" EUR", "on B · by the door", true)
		small := widgets.NewButton("Refund "+amount+" EUR", func() {})
		for _, width := range []float32{640, 388, 240} {
			for _, o := range []fyne.CanvasObject{big, small} {
				o.Resize(fyne.NewSize(width, widgets.HeightFor(o, width)))
				if !strings.Contains(strings.Join(textsOf(o), "|"), amount) {
					t.Errorf("at %v in %v px %T shows %q", scale, width, o, textsOf(o))
				}
			}
		}
	}
}

func TestTheKeyOfAButtonGivesWayToItsText(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	b := widgets.NewButtonWith(widgets.ButtonState{Text: "Cancel on terminal", Key: "Esc"}, func() {})
	for _, c := range []struct {
		width float32
		want  string
	}{{300, "Cancel on terminal Esc"}, {210, "Cancel on terminal"}, {300, "Cancel on terminal Esc"}} {
		b.Resize(fyne.NewSize(c.width, 64))
		if got := strings.Join(textsOf(b), " "); got != c.want {
			t.Errorf("in %v px it shows %q, want %q", c.width, got, c.want)
		}
	}
	b.Resize(fyne.NewSize(120, 64))
	if got := textsOf(b); strings.Join(got, " ") != "Cancel on terminal" || len(got) < 2 {
		t.Errorf("in 120 px it shows %q, want all of it in lines", got)
	}
	if got := b.HeightFor(120); got != 64 {
		t.Errorf("in 120 px it wants %v px, want 64: two lines of the smaller text have room", got)
	}
}

// TestAThemeChangesWhatIsShownAlready turns the theme of a window that is open: nothing of
// the old one may stay.
func TestAThemeChangesWhatIsShownAlready(t *testing.T) {
	app := test.NewTempApp(t)
	light, dark := widgets.NewTheme(widgets.ModeLight, 1), widgets.NewTheme(widgets.ModeDark, 1.5)
	for _, s := range scenes() {
		app.Settings().SetTheme(light)
		content := s.build()
		w := test.NewTempWindow(t, content)
		w.Resize(fyne.NewSize(s.width, s.height))
		app.Settings().SetTheme(dark)
		turned := test.RenderObjectToMarkup(content)
		fresh := s.build()
		w.SetContent(fresh)
		if got := test.RenderObjectToMarkup(fresh); coloursOf(got) != coloursOf(turned) {
			t.Errorf("%s keeps colours of the theme before:\n%s\nwant\n%s", s.name, coloursOf(turned), coloursOf(got))
		}
	}
}

// coloursOf gives all colours of a markup, in order.
func coloursOf(markup string) string {
	var colours []string
	for part := range strings.SplitSeq(markup, "olor=\"") {
		if end := strings.IndexByte(part, '"'); end > 0 {
			colours = append(colours, part[:end])
		}
	}
	return strings.Join(colours[1:], " ")
}

func TestWidgetsWorkUnderAThemeThatIsNotOurs(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.DefaultTheme())
	for _, s := range scenes() {
		content := s.build()
		shownIn(t, content, s.width, s.height)
		if strings.Contains(test.RenderObjectToMarkup(content), "NaN") {
			t.Errorf("%s has a size that is no number", s.name)
		}
	}
}

func TestAPartOfTheWindowCanHaveAThemeOfItsOwn(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	panel := widgets.NewPanel(widgets.NewParagraph("Dark", widgets.ParagraphStyle{}))
	dark := widgets.NewTheme(widgets.ModeDark, 1)
	shownIn(t, container.NewThemeOverride(panel, dark), 200, 100)
	if got, want := test.WidgetRenderer(panel).Objects()[0].(*canvas.Rectangle).FillColor, dark.Palette(0).Surface; got != want {
		t.Errorf("the panel is %v, want %v", got, want)
	}
	panel.SetTone(widgets.ToneCaution)
	if got, want := test.WidgetRenderer(panel).Objects()[0].(*canvas.Rectangle).FillColor, dark.Palette(0).Tone(widgets.ToneCaution).Soft; got != want {
		t.Errorf("the tinted panel is %v, want %v", got, want)
	}
}

// TestAnUpdateMakesNoNewObjects looks at the objects before and after a change of state: a
// screen that is updated every second must not be built anew.
func TestAnUpdateMakesNoNewObjects(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	steps := widgets.NewSteps()
	card := widgets.NewTerminalCard(func() {})
	pill := widgets.NewPill(widgets.PillState{})
	text := widgets.NewParagraph("asked 1 s ago", widgets.ParagraphStyle{})
	for name, c := range map[string]struct {
		widget  fyne.Widget
		one, to func()
	}{
		"steps": {steps,
			func() {
				steps.Set(widgets.ToneWaiting, []widgets.Step{{State: widgets.StepRunning, Text: "a", Note: "1 s"}})
			},
			func() {
				steps.Set(widgets.ToneWaiting, []widgets.Step{{State: widgets.StepRunning, Text: "a", Note: "2 s"}})
			}},
		"card": {card,
			func() { card.Set(widgets.TerminalCardState{Name: "Counter", Health: "answered 1 s ago"}) },
			func() { card.Set(widgets.TerminalCardState{Name: "Counter", Health: "answered 2 s ago"}) }},
		"pill": {pill, func() { pill.Set(widgets.PillState{Text: "0:41"}) }, func() { pill.Set(widgets.PillState{Text: "0:42"}) }},
		"text": {text, func() { text.SetText("asked 2 s ago") }, func() { text.SetText("asked 3 s ago") }},
	} {
		shownIn(t, c.widget, 400, 100)
		c.one()
		before := append([]fyne.CanvasObject(nil), test.WidgetRenderer(c.widget).Objects()...)
		c.to()
		after := test.WidgetRenderer(c.widget).Objects()
		if len(before) != len(after) {
			t.Errorf("%s has %d objects after %d", name, len(after), len(before))
			continue
		}
		for i := range before {
			if before[i] != after[i] {
				t.Errorf("%s: object %d is a new one", name, i)
			}
		}
	}
}

func TestTappableShowsTheChoice(t *testing.T) {
	th := useTheme(t, widgets.ModeLight, 1)
	row := widgets.NewTappable("14:02", widgets.NewPaymentRow(), func() {})
	shownIn(t, row, 600, 60)
	cover := test.WidgetRenderer(row).Objects()[0].(*canvas.Rectangle)
	row.SetSelected(true)
	if cover.FillColor != th.Palette(0).Selection {
		t.Errorf("the chosen row is %v", cover.FillColor)
	}
	row.SetSelected(false)
	if cover.FillColor == th.Palette(0).Selection {
		t.Error("the row stays chosen")
	}
	row.SetLabel("13:57")
	if row.AccessibilityLabel() != "13:57" {
		t.Errorf("the label is %q", row.AccessibilityLabel())
	}
}

func TestChipShowsItsState(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	c := widgets.NewChip("All states", func() {})
	shownIn(t, c, 160, 44)
	looks := map[string]string{}
	for name, s := range map[string]widgets.ChipState{
		"plain": {Text: "All states"}, "chosen": {Text: "All states", Selected: true}, "more": {Text: "All states", More: true},
		"question": {Text: "All states", Tone: widgets.ToneUnknown}, "off": {Text: "All states", Disabled: true},
	} {
		c.Set(s)
		markup := test.RenderObjectToMarkup(c)
		for other, look := range looks {
			if look == markup {
				t.Errorf("%s looks as %s", name, other)
			}
		}
		looks[name] = markup
		if c.State() != s || c.Disabled() != s.Disabled {
			t.Errorf("%s: the state is %+v", name, c.State())
		}
	}
}

// The golden files hold the markup of the main compositions: what stands where, in which
// size and colour.
func TestScenesLookAsBefore(t *testing.T) {
	for _, mode := range []widgets.Mode{widgets.ModeLight, widgets.ModeDark} {
		for _, s := range scenes() {
			switch s.name {
			case "entry", "waiting", "paid", "journal", "terminals":
				useTheme(t, mode, 1)
				content := s.build()
				shownIn(t, content, s.width, s.height)
				test.AssertObjectRendersToMarkup(t, s.name+"-"+string(mode)+".xml", content)
			}
		}
	}
}

func BenchmarkPress(b *testing.B) {
	test.NewApp().Settings().SetTheme(widgets.NewTheme(widgets.ModeLight, 1))
	button := widgets.NewBigButton("Charge 12.40 EUR", func() {})
	button.Resize(fyne.NewSize(640, 92))
	for b.Loop() {
		button.MouseDown(nil)
		button.MouseUp(nil)
	}
}

func BenchmarkAmount(b *testing.B) {
	test.NewApp().Settings().SetTheme(widgets.NewTheme(widgets.ModeLight, 1))
	amount := widgets.NewAmountEntry()
	amount.Resize(fyne.NewSize(388, 98))
	for b.Loop() {
		amount.Set(widgets.AmountState{Number: "12.40", Currency: "EUR"})
		amount.Set(widgets.AmountState{Number: "1,234,567.89", Currency: "EUR"})
	}
}

func BenchmarkSteps(b *testing.B) {
	test.NewApp().Settings().SetTheme(widgets.NewTheme(widgets.ModeLight, 1))
	steps := widgets.NewSteps()
	steps.Resize(fyne.NewSize(700, 200))
	notes := []string{"11 s · usually 14 s", "12 s · usually 14 s"}
	i := 0
	for b.Loop() {
		i++
		steps.Set(widgets.ToneWaiting, []widgets.Step{
			{State: widgets.StepDone, Text: "Written to the journal", Note: "14:05:10"},
			{State: widgets.StepRunning, Text: "Customer at the terminal", Note: notes[i%2]},
			{State: widgets.StepPending, Text: "Result and receipt"},
		})
	}
}
