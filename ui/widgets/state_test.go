package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"tillside/payments"
	"tillside/ui/widgets"
)

// textsOf gives the texts that are to be seen, in the order in which they are drawn.
func textsOf(o fyne.CanvasObject) []string {
	var texts []string
	walk(o, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			texts = append(texts, strings.TrimSpace(t.Text))
		}
	})
	return texts
}

// shows tells whether a text is drawn, perhaps over several lines.
func shows(o fyne.CanvasObject, text string) bool {
	return strings.Contains(strings.Join(textsOf(o), " "), text)
}

// picturesOf gives the names of the drawings that are to be seen.
func picturesOf(o fyne.CanvasObject) string {
	var names []string
	walk(o, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
		if p, ok := o.(*canvas.Image); ok && p.Resource != nil {
			names = append(names, p.Resource.Name())
		}
	})
	return strings.Join(names, " ")
}

func TestStatusPanelSaysItWithWordShapeAndColour(t *testing.T) {
	th := useTheme(t, widgets.ModeLight, 1)
	p := widgets.NewStatusPanel()
	shownIn(t, p, 600, 300)
	for _, c := range []struct {
		tone widgets.Tone
		mark widgets.Mark
	}{
		{widgets.ToneApproved, widgets.MarkTick}, {widgets.ToneDeclined, widgets.MarkCross},
		{widgets.ToneUnknown, widgets.MarkQuestion}, {widgets.ToneNeutral, widgets.MarkMinus}, {widgets.ToneCaution, widgets.MarkBang},
	} {
		state := widgets.StatusPanelState{
			Tone: c.tone, Mark: c.mark, Heading: "Heading " + string(c.tone),
			Amount: widgets.AmountState{Number: "12.40", Currency: "EUR"}, Detail: "Detail of it",
		}
		p.Set(state)
		for _, want := range []string{state.Heading, "12.40", "EUR", "Detail of it"} {
			if !shows(p, want) {
				t.Errorf("%s: %q is not shown in %q", c.tone, want, textsOf(p))
			}
		}
		if !strings.Contains(picturesOf(p), string(c.mark)) {
			t.Errorf("%s: the mark is not shown in %q", c.tone, picturesOf(p))
		}
		base := test.WidgetRenderer(p).Objects()[0].(*canvas.Rectangle)
		if base.FillColor != th.Palette(0).Tone(c.tone).Panel {
			t.Errorf("%s: the panel is %v", c.tone, base.FillColor)
		}
		if label := p.AccessibilityLabel(); !strings.Contains(label, state.Heading) || !strings.Contains(label, "12.40 EUR") {
			t.Errorf("%s: the label is %q", c.tone, label)
		}
	}
}

func TestStatusPanelLeavesNoRoomForWhatIsMissing(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	p := widgets.NewStatusPanel()
	full := widgets.StatusPanelState{Heading: "Paid", Amount: widgets.AmountState{Number: "1"}, Detail: "Visa", Mark: widgets.MarkTick}
	p.Set(full)
	high := p.HeightFor(500)
	p.Set(widgets.StatusPanelState{Heading: "Paid"})
	if got := p.HeightFor(500); got >= high-100 {
		t.Errorf("with a heading alone the panel is %v px tall, with all %v", got, high)
	}
	if strings.Contains(picturesOf(p), "tick") || shows(p, "Visa") {
		t.Error("what is missing is still shown")
	}
	if p.State() != (widgets.StatusPanelState{Heading: "Paid"}) {
		t.Errorf("the state is %+v", p.State())
	}
}

// After the state itself the strongest thing on the screen is what must not be done.
func TestStatusHeadEmphasisesTheWarning(t *testing.T) {
	for _, scale := range []float32{1, 2} {
		useTheme(t, widgets.ModeLight, scale)
		for _, width := range []float32{388, 900} {
			h := widgets.NewStatusHead()
			state := widgets.StatusHeadState{
				Badge: widgets.BadgeState{Mark: widgets.MarkQuestion, Tone: widgets.ToneUnknown}, Tone: widgets.ToneUnknown,
				Heading: "Unconfirmed", Warning: "Leave it.", Detail: "The connection broke.",
			}
			h.Set(state)
			shownIn(t, h, width, h.HeightFor(width))
			found := map[string]*canvas.Text{}
			walk(h, fyne.Position{}, func(o fyne.CanvasObject, _ fyne.Position) {
				if text, ok := o.(*canvas.Text); ok && text.Text != "" {
					found[strings.Fields(text.Text)[0]] = text
				}
			})
			heading, warning, detail := found["Unconfirmed"], found["Leave"], found["The"]
			if heading == nil || warning == nil || detail == nil {
				t.Fatalf("it shows %q", textsOf(h))
			}
			if !warning.TextStyle.Bold || detail.TextStyle.Bold || warning.Color == detail.Color ||
				warning.TextSize < detail.TextSize || heading.TextSize < warning.TextSize {
				t.Errorf("%v wide at %v: heading %v, warning %v, detail %v", width, scale, heading.TextSize, warning.TextSize, detail.TextSize)
			}
			if h.State() != state || h.AccessibilityLabel() != "Unconfirmed, Leave it., The connection broke." {
				t.Errorf("the label is %q", h.AccessibilityLabel())
			}
			h.Set(widgets.StatusHeadState{Badge: widgets.BadgeState{Letter: "B", Colour: 1}, Heading: "Sending to B"})
			if !shows(h, "B Sending to B") || strings.Contains(picturesOf(h), "question") {
				t.Errorf("after the change it shows %q with %q", textsOf(h), picturesOf(h))
			}
		}
	}
}

func TestStepsShowTheirMarks(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	s := widgets.NewSteps()
	shownIn(t, s, 700, 300)
	s.Set(widgets.ToneUnknown, []widgets.Step{
		{State: widgets.StepDone, Text: "Written to the journal", Note: "14:05:10"},
		{State: widgets.StepQuestion, Text: "Sent, but no answer came back"},
		{State: widgets.StepRunning, Text: "Asking the payment gateway"},
		{State: widgets.StepFailed, Text: "Refused"},
		{State: widgets.StepPending, Text: "Certain in 1:13"},
	})
	pictures := picturesOf(s)
	at := -1
	for _, want := range []string{"tick", "question", "dot", "cross"} {
		i := strings.Index(pictures, want)
		if i <= at {
			t.Errorf("the marks are %q, want tick, question, dot and cross in this order", pictures)
		}
		at = i
	}
	if got := len(textsOf(s)); got != 6 {
		t.Errorf("%d texts are shown: %q", got, textsOf(s))
	}
	s.Set(widgets.ToneWaiting, s.Steps()[:2])
	if got := textsOf(s); len(got) != 3 || s.HeightFor(700) != 88 {
		t.Errorf("two steps show %q in %v px", got, s.HeightFor(700))
	}
}

func TestStepsSetTheNoteBelowWhereItHasNoRoom(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	s := widgets.NewSteps()
	s.Set(widgets.ToneWaiting, []widgets.Step{{State: widgets.StepRunning, Text: "Customer at the terminal", Note: "11 s · usually 14 s, at most 52 s on B"}})
	if wide, narrow := s.HeightFor(800), s.HeightFor(380); wide != 44 || narrow <= wide {
		t.Errorf("the step is %v px tall wide and %v narrow", wide, narrow)
	}
}

func TestProgressFillsAsFarAsItIsTold(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	p := widgets.NewProgress()
	shownIn(t, p, 200, 10)
	for _, c := range []struct{ ask, part, width float32 }{{-1, 0, 0}, {0, 0, 0}, {0.01, 0.01, 10}, {0.5, 0.5, 100}, {1, 1, 200}, {7, 1, 200}} {
		p.Set(widgets.ToneWaiting, c.ask)
		bar := test.WidgetRenderer(p).Objects()[1]
		if p.Part() != c.part || bar.Visible() != (c.part > 0) || c.part > 0 && bar.Size().Width != c.width {
			t.Errorf("asked for %v it shows %v over %v px, visible %v", c.ask, p.Part(), bar.Size().Width, bar.Visible())
		}
	}
}

func TestTerminalCardSaysWhatTheTerminalIs(t *testing.T) {
	th := useTheme(t, widgets.ModeLight, 1)
	c := widgets.NewTerminalCard(func() {})
	shownIn(t, c, 300, 90)
	live := widgets.TerminalCardState{
		Badge: payments.Badge{Letter: "B", Colour: 1}, Name: "By the door", Health: "PAXA920 · answered 14 s ago", Battery: "Battery 54 %, charging", Selected: true,
	}
	c.Set(live)
	if got := textsOf(c); strings.Join(got, "|") != "B|By the door|PAXA920 · answered 14 s ago|Battery 54 %, charging" {
		t.Errorf("the card shows %q", got)
	}
	outline := func() *canvas.Rectangle { return test.WidgetRenderer(c).Objects()[0].(*canvas.Rectangle) }
	if outline().StrokeColor != th.Palette(0).Brand || outline().StrokeWidth != 2 {
		t.Errorf("the chosen card has an outline of %v in %v", outline().StrokeWidth, outline().StrokeColor)
	}
	if label := c.AccessibilityLabel(); label != "B, By the door, PAXA920 · answered 14 s ago" {
		t.Errorf("the label is %q", label)
	}
	silent := live
	silent.Health, silent.Battery, silent.Silent, silent.Selected = "silent since 09:12", "", true, false
	c.Set(silent)
	if !shows(c, "silent since 09:12") || shows(c, "Battery") || outline().StrokeColor == th.Palette(0).Brand {
		t.Errorf("the silent card shows %q", textsOf(c))
	}
	compact := live
	compact.Compact = true
	c.Set(compact)
	if got := textsOf(c); strings.Join(got, "|") != "B|By the door" || c.MinSize().Height < 44 {
		t.Errorf("the compact card shows %q in %v", got, c.MinSize())
	}
	disabled := live
	disabled.Disabled = true
	if c.Set(disabled); !c.Disabled() {
		t.Error("the card is not disabled")
	}
	if c.Set(live); c.Disabled() {
		t.Error("the card is not enabled again")
	}
}

func TestPaymentRowsAreAllOfOneHeight(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for _, c := range []struct {
		width float32
		lines int
	}{{900, 1}, {388, 2}, {280, 3}} {
		var heights []float32
		for _, s := range journalRows() {
			r := widgets.NewPaymentRow()
			r.Set(s)
			heights = append(heights, r.HeightFor(c.width))
			shownIn(t, r, c.width, r.HeightFor(c.width))
			if got := linesOf(r); got > c.lines {
				t.Errorf("in %v px a row has %d lines, want %d at most", c.width, got, c.lines)
			}
			if c.width > 800 && !shows(r, s.Word) {
				t.Errorf("the row shows %q", textsOf(r))
			}
			if r.State() != s || !strings.Contains(r.AccessibilityLabel(), s.Amount) {
				t.Errorf("the label is %q", r.AccessibilityLabel())
			}
		}
		for _, h := range heights {
			if h != heights[0] {
				t.Errorf("in %v px the heights are %v", c.width, heights)
			}
		}
	}
}

// linesOf counts the different heights at which texts stand, besides that in the badge.
func linesOf(o fyne.CanvasObject) int {
	lines := map[int]bool{}
	for _, child := range test.WidgetRenderer(o.(fyne.Widget)).Objects() {
		if text, ok := child.(*canvas.Text); ok && text.Text != "" {
			lines[int(text.Position().Y)] = true
		}
	}
	return len(lines)
}

func TestRecentRowStacksWhereTheStateHasNoRoom(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	r := widgets.NewRecentRow(func() {})
	state := widgets.PaymentRowState{Time: "14:02", Amount: "8.90", Tone: widgets.ToneApproved, Mark: widgets.MarkTick, Word: "Paid", Detail: "Mastercard ··0936"}
	r.Set(state)
	if r.State() != state || r.AccessibilityLabel() != "14:02, 8.90, Paid" {
		t.Errorf("the label is %q", r.AccessibilityLabel())
	}
	if wide, middle, narrow := r.HeightFor(400), r.HeightFor(230), r.HeightFor(140); wide != 48 || middle != 48 || narrow <= wide {
		t.Errorf("the row is %v px tall wide, %v in between and %v narrow", wide, middle, narrow)
	}
	shownIn(t, r, 230, r.HeightFor(230))
	if linesOf(r) != 1 || !shows(r, "Paid") || shows(r, "Mastercard") {
		t.Errorf("with little room the row shows %q in %d lines", textsOf(r), linesOf(r))
	}
	shownIn(t, r, 140, r.HeightFor(140))
	if linesOf(r) != 2 || !shows(r, "Paid · Mast") {
		t.Errorf("the narrow row shows %q in %d lines", textsOf(r), linesOf(r))
	}
}
