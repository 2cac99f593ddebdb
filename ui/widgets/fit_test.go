package widgets_test

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"tillside/ui/widgets"
)

// walk visits everything that is to be seen, with its place in the window.
func walk(o fyne.CanvasObject, at fyne.Position, visit func(o fyne.CanvasObject, at fyne.Position)) {
	if !o.Visible() {
		return
	}
	at = at.Add(o.Position())
	visit(o, at)
	switch c := o.(type) {
	case *fyne.Container:
		for _, child := range c.Objects {
			walk(child, at, visit)
		}
	case *widgets.Entry, *container.Scroll: // Fyne's own inside, which clips
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(c).Objects() {
			walk(child, at, visit)
		}
	}
}

// TestNothingOverflows lays every scene out in a narrow window and in a wide one, at all
// sizes of text, and looks at every text that is drawn.
func TestNothingOverflows(t *testing.T) {
	for _, scale := range []float32{1, 1.5, 2} {
		useTheme(t, widgets.ModeLight, scale)
		for _, width := range []float32{388, 700} {
			for _, s := range scenes() {
				if s.name == "rail" || s.name == "bar" && width < 400 && scale > 1 {
					continue // a rail is as wide as it asks to be; the bar has a test of its own
				}
				t.Run(fmt.Sprintf("%v/%v/%s", scale, width, s.name), func(t *testing.T) {
					content := s.build()
					shownIn(t, content, width, 3000)
					walk(content, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
						if text, ok := o.(*canvas.Text); ok {
							checkText(t, text, at, width)
						}
						if pressed, ok := o.(fyne.Tappable); ok && (o.Size().Width < 44 || o.Size().Height < 44) {
							t.Errorf("%T at %v is %v, smaller than 44", pressed, at, o.Size())
						}
					})
				})
			}
		}
	}
}

func checkText(t *testing.T, text *canvas.Text, at fyne.Position, width float32) {
	t.Helper()
	if text.Text == "" {
		return
	}
	drawn := fyne.MeasureText(text.Text, text.TextSize, text.TextStyle).Width
	if at.X < -0.5 || at.X+drawn > width+1 {
		t.Errorf("%q is drawn from %v to %v in a width of %v", text.Text, at.X, at.X+drawn, width)
	}
	if drawn > text.Size().Width+1.5 {
		t.Errorf("%q is %v wide and has %v", text.Text, drawn, text.Size().Width)
	}
}

func TestTheLeastWidthsFitANarrowWindow(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		useTheme(t, widgets.ModeLight, scale)
		for _, s := range scenes() {
			if s.name == "rail" {
				continue
			}
			if got := s.build().MinSize().Width; got > 388 {
				t.Errorf("%s at %v asks for %v px", s.name, scale, got)
			}
		}
	}
}

func TestTheBarShowsWholeWordsWithLargeText(t *testing.T) {
	useTheme(t, widgets.ModeLight, 2)
	bar := widgets.NewBottomBar(navigation()[:5], func(string) {})
	shownIn(t, bar, 420, bar.MinSize().Height)
	markup := test.RenderObjectToMarkup(bar)
	for _, item := range navigation()[:5] {
		if !strings.Contains(markup, ">"+item.Label+"<") {
			t.Errorf("the label %q is cut", item.Label)
		}
	}
}

func TestAmountShrinksToFit(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for _, right := range []bool{false, true} {
		a := widgets.NewAmountDisplay()
		if right {
			a = widgets.NewAmountEntry()
		}
		shownIn(t, a, 388, 98)
		var last float32 = 1000
		for _, number := range []string{"0.00", "12.40", "9,999.99", "1,234,567.89", "9,999,999,999.99"} {
			a.Set(widgets.AmountState{Number: number, Currency: "EUR"})
			figures := test.WidgetRenderer(a).Objects()[0].(*canvas.Text)
			currency := test.WidgetRenderer(a).Objects()[1].(*canvas.Text)
			if figures.Text != number {
				t.Errorf("%s is cut to %s", number, figures.Text)
			}
			if figures.TextSize > last || figures.TextSize < 20 {
				t.Errorf("%s is drawn at %v px after %v", number, figures.TextSize, last)
			}
			end := currency.Position().X + fyne.MeasureText("EUR", currency.TextSize, fyne.TextStyle{}).Width
			if end > 389 || right && end < 386 {
				t.Errorf("%s ends at %v of 388", number, end)
			}
			last = figures.TextSize
		}
		if a.AccessibilityLabel() != "9,999,999,999.99 EUR" {
			t.Errorf("the label is %q", a.AccessibilityLabel())
		}
		a.Set(widgets.AmountState{Number: "12.40", Currency: "EUR"})
		if got := test.WidgetRenderer(a).Objects()[0].(*canvas.Text).TextSize; got < 64 || got > 76 {
			t.Errorf("an ordinary amount is drawn at %v px, want 64 to 76", got)
		}
	}
}

func TestAmountTooLongForAnySizeIsCut(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	a := widgets.NewAmountDisplay()
	shownIn(t, a, 200, 98)
	a.Set(widgets.AmountState{Number: strings.Repeat("9", 60), Currency: "EUR"})
	if got := test.WidgetRenderer(a).Objects()[0].(*canvas.Text).Text; !strings.HasSuffix(got, "…") {
		t.Errorf("the number is %q, want an ellipsis: a cut amount must not read as another one", got)
	}
}

func TestActionsStackWhereTheyDoNotFit(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	hidden := widgets.NewButton("Hidden", nil)
	hidden.Hide()
	one, two := widgets.NewButton("Ask now", nil), widgets.NewButton("Serve next customer", nil)
	row := widgets.NewActions(10, hidden, one, two)
	row.Resize(fyne.NewSize(700, 64))
	if one.Size() != fyne.NewSize(345, 64) || two.Position() != fyne.NewPos(355, 0) {
		t.Errorf("side by side the first is %v and the second at %v", one.Size(), two.Position())
	}
	row.Resize(fyne.NewSize(300, 138))
	if two.Position() != fyne.NewPos(0, 74) || two.Size().Width != 300 {
		t.Errorf("stacked the second is at %v with %v", two.Position(), two.Size())
	}
	if got := row.MinSize().Height; got != 138 {
		t.Errorf("stacked they need %v px, want 138", got)
	}
	if got := widgets.NewActions(10).MinSize(); got.Height != 0 {
		t.Errorf("no actions need %v", got)
	}
}

func TestThreeActionsShareRowsBeforeTheyStack(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	one, two, three := widgets.NewButton("Ask now", nil), widgets.NewButton("Serve next", nil), widgets.NewButton("Cancel on terminal", nil)
	row := widgets.NewActions(10, one, two, three)
	width := one.MinSize().Width + 10 + two.MinSize().Width + 20
	row.Resize(fyne.NewSize(width, 138))
	if two.Position() != fyne.NewPos(one.Size().Width+10, 0) || three.Position() != fyne.NewPos(0, 74) || three.Size().Width != width {
		t.Errorf("the second is at %v, the third at %v, %v wide", two.Position(), three.Position(), three.Size().Width)
	}
	if got := row.MinSize().Height; got != 138 {
		t.Errorf("they need %v px, want 138", got)
	}
}

func TestActionsStandSideBySideWithUnequalWidthsBeforeTheyStack(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	one, two := widgets.NewButton("Ask now", nil), widgets.NewButton("Serve next customer", nil)
	row := widgets.NewActions(10, one, two)
	least, most := one.MinSize().Width, two.MinSize().Width
	row.Resize(fyne.NewSize(least+most+10+20, 64))
	if one.Size().Width != least+10 || two.Position() != fyne.NewPos(least+20, 0) || two.Size().Width != most+10 {
		t.Errorf("the first is %v, the second %v at %v", one.Size(), two.Size(), two.Position())
	}
	if got := row.MinSize().Height; got != 64 {
		t.Errorf("they need %v px, want 64", got)
	}
}

func TestColumnGivesTextItsHeightAtOnce(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	text := widgets.NewParagraph(strings.Repeat("words that wrap ", 20), widgets.ParagraphStyle{})
	below := widgets.NewButton("Ask now", nil)
	hidden := widgets.NewButton("Hidden", nil)
	hidden.Hide()
	column := widgets.NewColumn(10, text, hidden, widgets.NewPanel(widgets.NewColumn(0, below)))
	column.Resize(fyne.NewSize(200, 900))
	if text.Size().Height != text.HeightFor(200) || text.Size().Height < 5*16 {
		t.Errorf("the text has %v px, needs %v", text.Size().Height, text.HeightFor(200))
	}
	if got, want := column.MinSize().Height, text.HeightFor(200)+10+64+32; got != want {
		t.Errorf("the column needs %v px, want %v", got, want)
	}
}

func TestFilledRowsHaveNoRaggedEnd(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	hidden := widgets.NewButton("Hidden", nil)
	hidden.Hide()
	one, two, three := widgets.NewButton("Receipt", nil), widgets.NewButton("Open in browser", nil), widgets.NewButton("Refund…", nil)
	rows := widgets.NewFilledRows(8, one, hidden, two, three)
	width := one.MinSize().Width + two.MinSize().Width + 8 + 40
	rows.Resize(fyne.NewSize(width, rows.MinSize().Height))
	rows.Resize(fyne.NewSize(width, rows.MinSize().Height))
	end := func(o fyne.CanvasObject) float32 { return o.Position().X + o.Size().Width }
	if one.Size().Width != one.MinSize().Width+20 || end(two) != width || end(three) != width || three.Position().X != 0 {
		t.Errorf("in %v: %v, then to %v, then from %v to %v", width, one.Size(), end(two), three.Position().X, end(three))
	}
}

func TestTheSentenceHasTheWholeWidthOfANarrowWindow(t *testing.T) {
	useTheme(t, widgets.ModeLight, 2)
	h := widgets.NewStatusHead()
	h.Set(widgets.StatusHeadState{
		Badge: widgets.BadgeState{Letter: "B"}, Heading: "Waiting for the customer",
		Detail: "Card, phone or watch on terminal B · By the door.",
	})
	shownIn(t, h, 388, h.HeightFor(388))
	var heading, detail float32
	walk(h, fyne.Position{}, func(o fyne.CanvasObject, at fyne.Position) {
		if text, ok := o.(*canvas.Text); ok && strings.HasPrefix(text.Text, "Waiting") {
			heading = at.X
		} else if ok && strings.HasPrefix(text.Text, "Card,") {
			detail = at.X
		}
	})
	if detail != 0 || heading < 40 {
		t.Errorf("the sentence begins at %v, the heading at %v", detail, heading)
	}
}

// An amount in a choice is seen whole: the text shrinks before it is cut.
func TestAChoiceShowsItsAmountWhole(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for _, text := range []string{"Remaining 29.90 EUR", "Remaining 1,229.90 EUR"} {
		s := widgets.NewSegments([]string{text, "Other amount"}, nil)
		shownIn(t, s, 376, 44)
		if !shows(s, text) {
			t.Errorf("%q is shown as %q", text, textsOf(s))
		}
	}
}
