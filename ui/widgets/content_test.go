package widgets_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/color"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"tillside/payments/receipt"
	"tillside/ui/widgets"
)

func TestParagraphKeepsEveryCharacterWithinItsWidth(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abciw MÄ€,·…")), 0, 120, -1)
	rapid.Check(t, func(rt *rapid.T) {
		text, width := letters.Draw(rt, "text"), rapid.Float32Range(30, 500).Draw(rt, "width")
		p := widgets.NewParagraph(text, widgets.ParagraphStyle{})
		high := p.HeightFor(width)
		p.Resize(fyne.NewSize(width, high))
		var drawn strings.Builder
		for _, o := range test.WidgetRenderer(p).Objects() {
			line := o.(*canvas.Text)
			drawn.WriteString(line.Text)
			if end := line.Position().X + fyne.MeasureText(line.Text, line.TextSize, line.TextStyle).Width; end > width+1 {
				rt.Fatalf("%q ends at %v of %v", line.Text, end, width)
			}
			if bottom := line.Position().Y + line.Size().Height; bottom > high+0.5 {
				rt.Fatalf("%q ends at a height of %v of %v", line.Text, bottom, high)
			}
		}
		if got, want := solid(drawn.String()), solid(text); got != want {
			rt.Fatalf("drawn %q of %q", got, want)
		}
	})
}

func solid(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestParagraphAligns(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for _, c := range []struct {
		align fyne.TextAlign
		check func(x, end float32) bool
	}{
		{fyne.TextAlignLeading, func(x, _ float32) bool { return x == 0 }},
		{fyne.TextAlignCenter, func(x, end float32) bool { return x > 100 && end < 300 }},
		{fyne.TextAlignTrailing, func(_, end float32) bool { return end > 398 }},
	} {
		p := widgets.NewParagraph("Words", widgets.ParagraphStyle{Align: c.align})
		p.Resize(fyne.NewSize(400, 30))
		line := test.WidgetRenderer(p).Objects()[0].(*canvas.Text)
		x := line.Position().X
		if end := x + line.MinSize().Width; !c.check(x, end) {
			t.Errorf("aligned %v the words stand from %v to %v of 400", c.align, x, end)
		}
	}
}

func TestParagraphBreaksAtNewLinesAndTakesAnotherText(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	p := widgets.NewParagraph("one\ntwo", widgets.ParagraphStyle{Size: widgets.TextLarge, Bold: true, Tone: widgets.ToneDeclined})
	shownIn(t, p, 300, 100)
	if got := textsOf(p); len(got) != 2 || got[0] != "one" || got[1] != "two" {
		t.Errorf("shows %q", got)
	}
	p.SetText("three")
	p.SetTone("")
	if got := textsOf(p); len(got) != 1 || p.Text() != "three" || p.AccessibilityLabel() != "three" {
		t.Errorf("shows %q", got)
	}
	if p.SetText(""); p.HeightFor(300) != 0 || p.AccessibilityRole() != fyne.AccessibleRoleText {
		t.Error("an empty paragraph takes room")
	}
}

func TestFactsTimelineAndBalanceShowAll(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	facts := widgets.NewKeyValues(widgets.KeyValue{Key: "Card", Value: "Visa ··0936"})
	facts.Set(widgets.KeyValue{Key: "Card", Value: "Visa ··0936"}, widgets.KeyValue{Key: "Authorisation", Value: "123456", Bold: true})
	timeline := widgets.NewTimeline()
	timeline.Set([]widgets.TimelineEntry{{Time: "16:20:02.1", Text: "Written to the journal"}, {Time: "16:20:15.9", Text: "Approved", Tone: widgets.ToneApproved}})
	balance := widgets.NewBalance()
	state := widgets.BalanceState{
		Rows:      []widgets.BalanceRow{{Text: "Sale", Amount: "39.90"}, {Text: "Refund", Amount: "−5.00", Child: true}},
		RestLabel: "Can still be refunded", Rest: "34.90 EUR",
	}
	balance.Set(state)
	for _, c := range []struct {
		name   string
		widget fyne.CanvasObject
		want   []string
	}{
		{"facts", facts, []string{"Card", "Visa ··0936", "Authorisation", "123456"}},
		{"timeline", timeline, []string{"16:20:02.1", "Written to the journal", "16:20:15.9", "Approved"}},
		{"balance", balance, []string{"Sale", "39.90", "└ Refund", "−5.00", "Can still be refunded", "34.90 EUR"}},
	} {
		shownIn(t, c.widget, 360, widgets.HeightFor(c.widget, 360))
		if got := textsOf(c.widget); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%s shows %q, want %q", c.name, got, c.want)
		}
		if wide, narrow := widgets.HeightFor(c.widget, 400), widgets.HeightFor(c.widget, 110); narrow <= wide {
			t.Errorf("%s is %v px tall wide and %v narrow: where does the text go?", c.name, wide, narrow)
		}
	}
	if len(facts.Facts()) != 2 || len(timeline.Entries()) != 2 || balance.State().Rest != "34.90 EUR" {
		t.Error("a state was lost")
	}
	balance.Set(widgets.BalanceState{Rows: state.Rows[:1]})
	if shows(balance, "Can still") {
		t.Error("the rest is still shown")
	}
}

func TestSectionHeaderIsInCapitals(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	h := widgets.NewSectionHeader("Last payments")
	shownIn(t, h, 300, 40)
	h.Set("Today · Friday", "614.35 EUR")
	if got := strings.Join(textsOf(h), "|"); got != "TODAY · FRIDAY|614.35 EUR" {
		t.Errorf("shows %q", got)
	}
	if h.Text() != "Today · Friday" || h.AccessibilityLabel() != "Today · Friday 614.35 EUR" {
		t.Errorf("the label is %q", h.AccessibilityLabel())
	}
}

func TestEmptyStateSaysWhyAndWhatToDo(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	action := widgets.NewButton("Go to sale", func() {})
	e := widgets.NewEmptyState(widgets.IconJournal, "No payments yet", "Take the first one.", action)
	shownIn(t, e, 388, 400)
	tall := e.HeightFor(388)
	e.Set("Nothing found", "Try fewer words.")
	action.Hide()
	if !shows(e, "Nothing found Try fewer words.") || e.HeightFor(388) >= tall {
		t.Errorf("shows %q", textsOf(e))
	}
}

func TestPillsShowTheirText(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	p := widgets.NewPill(widgets.PillState{Text: "LIVE", Tone: widgets.ToneApproved})
	shownIn(t, p, 100, 30)
	p.Set(widgets.PillState{Text: "TRAINING", Striped: true})
	if !shows(p, "TRAINING") || p.AccessibilityLabel() != "TRAINING" || !p.State().Striped || p.AccessibilityRole() != fyne.AccessibleRoleText {
		t.Errorf("the pill shows %q", textsOf(p))
	}
	if p.Set(widgets.PillState{}); p.MinSize().Width != 0 {
		t.Error("an empty pill takes room")
	}
	tray := widgets.NewTrayPill(func() {})
	tray.Set(widgets.PillState{Text: "1 ? 0:42"})
	if tray.State().Text != "1 ? 0:42" || tray.AccessibilityLabel() != "1 ? 0:42" {
		t.Errorf("the tray says %q", tray.AccessibilityLabel())
	}
}

func TestReceiptPaperIsWhiteInBothVariants(t *testing.T) {
	for _, mode := range []widgets.Mode{widgets.ModeLight, widgets.ModeDark} {
		useTheme(t, mode, 1)
		paper := widgets.NewReceiptPaper("No receipt yet")
		c := shownIn(t, paper, 340, 560)
		if !shows(paper, "No receipt yet") {
			t.Error("an empty paper does not say so")
		}
		paper.SetDocument(sampleReceipt(checker(t)))
		picture := c.Capture()
		if got := color.NRGBAModel.Convert(picture.At(330, 300)); got != (color.NRGBA{255, 255, 255, 255}) {
			t.Errorf("%s: the paper is %v", mode, got)
		}
		if n := coloursIn(picture, color.NRGBA{255, 255, 255, 255}); n < 3 {
			t.Errorf("%s: nothing is printed", mode)
		}
		paper.SetPlaceholder("The receipt could not be fetched")
		if !shows(paper, "could not be fetched") {
			t.Errorf("%s: the paper shows %q", mode, textsOf(paper))
		}
	}
}

// pngClaiming makes the beginning of a picture that says it has a size.
func pngClaiming(width, height uint32) []byte {
	header := make([]byte, 13)
	binary.BigEndian.PutUint32(header, width)
	binary.BigEndian.PutUint32(header[4:], height)
	header[8], header[9] = 8, 6
	var out bytes.Buffer
	out.WriteString("\x89PNG\r\n\x1a\n")
	chunk := append([]byte("IHDR"), header...)
	_ = binary.Write(&out, binary.BigEndian, uint32(len(header)))
	out.Write(chunk)
	_ = binary.Write(&out, binary.BigEndian, crc32.ChecksumIEEE(chunk))
	return out.Bytes()
}

func TestReceiptPaperLeavesOutPicturesItCannotShow(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for name, data := range map[string][]byte{
		"nothing": nil, "garbage": []byte("<svg onload=x>"), "cut off": pngClaiming(10, 10),
		"enormous": pngClaiming(100_000, 100_000), "wide": pngClaiming(1<<31-1, 1), "flat": pngClaiming(10, 0),
	} {
		paper := widgets.NewReceiptPaper("")
		shownIn(t, paper, 340, 560)
		paper.SetDocument(receipt.Document{Lines: []receipt.Line{{Kind: receipt.LineImage, Image: data}, {Kind: "a kind of tomorrow", Text: "Total"}}})
		if pictures := countPictures(paper); pictures != 0 {
			t.Errorf("%s: %d pictures are shown", name, pictures)
		}
	}
}

func countPictures(paper *widgets.ReceiptPaper) (n int) {
	for _, o := range test.LaidOutObjects(paper) {
		if _, ok := o.(*canvas.Image); ok {
			n++
		}
	}
	return n
}

func TestReceiptPaperOfAnyDocument(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	kinds := []receipt.LineKind{receipt.LineText, receipt.LineColumns, receipt.LineRule, receipt.LineImage, receipt.LineSpace}
	aligns := []receipt.Align{receipt.AlignLeft, receipt.AlignCentre, receipt.AlignRight, ""}
	line := rapid.Custom(func(rt *rapid.T) receipt.Line {
		words := rapid.StringN(0, 40, 160)
		return receipt.Line{
			Kind: rapid.SampledFrom(kinds).Draw(rt, "kind"), Align: rapid.SampledFrom(aligns).Draw(rt, "align"),
			Text: words.Draw(rt, "text"), Left: words.Draw(rt, "left"), Right: words.Draw(rt, "right"),
			Bold: rapid.Bool().Draw(rt, "bold"), Large: rapid.Bool().Draw(rt, "large"),
		}
	})
	paper := widgets.NewReceiptPaper("")
	shownIn(t, paper, 300, 400)
	rapid.Check(t, func(rt *rapid.T) {
		lines := rapid.SliceOfN(line, 0, 12).Draw(rt, "lines")
		paper.SetDocument(receipt.Document{Lines: lines})
		for _, o := range test.LaidOutObjects(paper) {
			if text, ok := o.(*canvas.Text); ok && text.Position().X < 0 {
				rt.Fatalf("%q begins at %v", text.Text, text.Position())
			}
		}
	})
}

func TestIconsAreTintedAndNamedByTheirColour(t *testing.T) {
	seen := map[string]bool{}
	for _, icon := range []widgets.Icon{
		widgets.IconSale, widgets.IconRefund, widgets.IconJournal, widgets.IconTerminals, widgets.IconDay, widgets.IconSettings, widgets.IconMore,
		widgets.IconBackspace, widgets.IconEnter, widgets.IconTick, widgets.IconCross, widgets.IconQuestion, widgets.IconDot, widgets.IconBang,
		widgets.IconMinus, widgets.IconDown, widgets.IconReceipt, widgets.IconKey, widgets.IconSearch, widgets.IconBack,
	} {
		for _, c := range []color.NRGBA{{0x12, 0x34, 0x56, 255}, {0xAB, 0xCD, 0xEF, 255}} {
			r := icon.Resource(c)
			want := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
			if !strings.Contains(string(r.Content()), want) || strings.Contains(string(r.Content()), "currentColor") {
				t.Errorf("%s in %s is %s", icon, want, r.Content())
			}
			if seen[r.Name()] || seen[string(r.Content())] {
				t.Errorf("%s has the name or the picture of another", r.Name())
			}
			seen[r.Name()], seen[string(r.Content())] = true, true
		}
	}
}

func TestParagraphKeepsANumberAndItsUnitOnOneLine(t *testing.T) {
	useTheme(t, widgets.ModeLight, 1)
	for _, c := range []struct {
		text, width string
		want        []string
	}{
		{"Left alone it taps in 4 s.", "Left alone it taps in 4", []string{"Left alone it taps in", "4 s."}},
		{"Take the rest, 4.40 EUR", "Take the rest, 4.40", []string{"Take the rest,", "4.40 EUR"}},
		{"Battery 54 %, charging", "Battery 54", []string{"Battery", "54 %,", "charging"}},
		{"Terminal 4 is silent", "Terminal 4", []string{"Terminal 4", "is silent"}},
		{"123456.78 EUR", "123456.78", []string{"123456.78", "EUR"}},
	} {
		p := widgets.NewParagraph(c.text, widgets.ParagraphStyle{})
		width := fyne.MeasureText(c.width, float32(widgets.TextBody), fyne.TextStyle{}).Width + 2
		p.Resize(fyne.NewSize(width, p.HeightFor(width)))
		var got []string
		for _, o := range test.WidgetRenderer(p).Objects() {
			got = append(got, o.(*canvas.Text).Text)
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q at %v: %q, want %q", c.text, width, got, c.want)
		}
	}
}
