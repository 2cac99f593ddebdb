package widgets_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"tillside/assets"
	"tillside/payments"
	"tillside/payments/receipt"
	"tillside/ui/widgets"
)

// useTheme sets Tillside's theme for one test.
func useTheme(t *testing.T, mode widgets.Mode, scale float32) *widgets.Theme {
	t.Helper()
	app := test.NewTempApp(t)
	th := widgets.NewTheme(mode, scale)
	app.Settings().SetTheme(th)
	return th
}

// scene is a composition of widgets in the size of a window.
type scene struct {
	name          string
	width, height float32
	build         func() fyne.CanvasObject
}

func scenes() []scene {
	return []scene{
		{"entry", 640, 660, entryScene},
		{"terminals", 300, 660, terminalsScene},
		{"waiting", 900, 640, waitingScene},
		{"unknown", 400, 700, unknownScene},
		{"paid", 600, 420, paidScene},
		{"states", 500, 1000, statesScene},
		{"journal", 580, 420, journalScene},
		{"journal-narrow", 400, 460, journalScene},
		{"detail", 400, 640, detailScene},
		{"receipt", 360, 600, receiptScene},
		{"rail", 92, 700, railScene},
		{"bar", 420, 64, barScene},
		{"controls", 640, 720, controlsScene},
		{"forms", 480, 620, formsScene},
		{"pressed", 480, 900, pressedScene},
	}
}

func entryScene() fyne.CanvasObject {
	amount := widgets.NewAmountEntry()
	amount.Set(widgets.AmountState{Number: "12.40", Currency: "EUR"})
	charge := widgets.NewBigButton("", nil)
	charge.Set("Charge 12.40 EUR", "on B · by the door", true)
	top := widgets.NewColumn(14, amount, widgets.NewEntry("Reference for this sale (optional)"))
	return container.NewBorder(top, charge, nil, nil, container.NewPadded(widgets.NewKeypad("Backspace", func(widgets.Key) {})))
}

func terminalsScene() fyne.CanvasObject {
	card := func(s widgets.TerminalCardState) *widgets.TerminalCard {
		c := widgets.NewTerminalCard(func() {})
		c.Set(s)
		return c
	}
	recent := func(s widgets.PaymentRowState) *widgets.RecentRow {
		r := widgets.NewRecentRow(func() {})
		r.Set(s)
		return r
	}
	return widgets.NewColumn(10,
		widgets.NewSectionHeader("Card terminal"),
		card(widgets.TerminalCardState{Badge: payments.Badge{Letter: "A"}, Name: "Counter", Health: "PAXA920PRO · answered 9 s ago", Battery: "Battery 80 %"}),
		card(widgets.TerminalCardState{Badge: payments.Badge{Letter: "B", Colour: 1}, Name: "By the door", Health: "PAXA920 · answered 14 s ago", Battery: "Battery 54 %, charging", Selected: true}),
		card(widgets.TerminalCardState{Badge: payments.Badge{Letter: "C", Colour: 2}, Name: "Terrace", Health: "silent since 09:12", Silent: true}),
		widgets.NewSectionHeader("Last payments"),
		recent(widgets.PaymentRowState{Time: "14:02", Amount: "8.90", Tone: widgets.ToneApproved, Mark: widgets.MarkTick, Word: "Paid", Detail: "Visa ··0936"}),
		recent(widgets.PaymentRowState{Time: "13:57", Amount: "42.00", Tone: widgets.ToneDeclined, Mark: widgets.MarkCross, Word: "Declined", Unmoved: true}),
		recent(widgets.PaymentRowState{Time: "13:51", Amount: "19.95", Tone: widgets.ToneUnknown, Mark: widgets.MarkQuestion, Word: "Not known yet"}),
		recent(widgets.PaymentRowState{Time: "13:40", Amount: "−5.00", Tone: widgets.ToneApproved, Mark: widgets.MarkRefund, Word: "Refunded"}),
		widgets.NewKeyValues(widgets.KeyValue{Key: "Today, 31 payments", Value: "614.35 EUR", Bold: true}),
	)
}

func waitingScene() fyne.CanvasObject {
	head := widgets.NewStatusHead()
	head.Set(widgets.StatusHeadState{
		Badge: widgets.BadgeState{Letter: "B", Colour: 1}, Tone: widgets.ToneWaiting,
		Heading: "Waiting for the customer", Detail: "Card, phone or watch on terminal B · by the door",
	})
	return paymentScene(head, widgets.ToneWaiting, []widgets.Step{
		{State: widgets.StepDone, Text: "Written to the journal", Note: "14:05:10"},
		{State: widgets.StepDone, Text: "Accepted by the provider; no result yet", Note: "0.4 s"},
		{State: widgets.StepRunning, Text: "Waiting for the card", Note: "11 s · usually 14 s, at most 52 s on B"},
		{State: widgets.StepPending, Text: "Result and receipt"},
	})
}

func unknownScene() fyne.CanvasObject {
	head := widgets.NewStatusHead()
	head.Set(widgets.StatusHeadState{
		Badge: widgets.BadgeState{Mark: widgets.MarkQuestion, Tone: widgets.ToneUnknown}, Tone: widgets.ToneUnknown,
		Heading: "Not confirmed yet", Warning: "Do not charge again.", Detail: "Keep the goods until this says Paid.",
	})
	return paymentScene(head, widgets.ToneUnknown, []widgets.Step{
		{State: widgets.StepDone, Text: "Written to the journal", Note: "14:05:10"},
		{State: widgets.StepQuestion, Text: "Sent, but no answer came back", Note: "14:05:11"},
		{State: widgets.StepRunning, Text: "Checking with the provider", Note: "last checked 2 s ago: no record so far"},
		{State: widgets.StepPending, Text: "If no payment turns up, certain in 1:13"},
	})
}

func paymentScene(head fyne.CanvasObject, tone widgets.Tone, rows []widgets.Step) fyne.CanvasObject {
	amount := widgets.NewAmountDisplay()
	amount.Set(widgets.AmountState{Number: "12.40", Currency: "EUR"})
	steps := widgets.NewSteps()
	steps.Set(tone, rows)
	bar := widgets.NewProgress()
	bar.Set(tone, 0.34)
	actions := widgets.NewActions(14,
		widgets.NewButton("Ask now", func() {}),
		widgets.NewButton("Serve next customer", func() {}),
		widgets.NewButtonWith(widgets.ButtonState{Text: "Cancel on terminal", Key: "Esc", Kind: widgets.ButtonDanger}, func() {}),
	)
	return widgets.NewColumn(20, head, amount, steps, bar, actions)
}

func paidScene() fyne.CanvasObject {
	panel := widgets.NewStatusPanel()
	panel.Set(widgets.StatusPanelState{
		Tone: widgets.ToneApproved, Mark: widgets.MarkTick, Heading: "Paid by card",
		Amount: widgets.AmountState{Number: "12.40", Currency: "EUR"},
		Detail: "Visa ··0936 · contactless · authorisation 123456 · terminal B",
	})
	next := widgets.NewBigButton("", nil)
	next.Set("New sale", "", true)
	buttons := widgets.NewFlow(12,
		widgets.NewButtonWith(widgets.ButtonState{Text: "Print", Key: "Ctrl P"}, func() {}),
		widgets.NewButton("Save PDF", func() {}), widgets.NewButton("Open in browser", func() {}))
	return widgets.NewColumn(18, panel, buttons, next)
}

func statesScene() fyne.CanvasObject {
	column := widgets.NewColumn(10)
	marks := []widgets.Mark{widgets.MarkMinus, widgets.MarkNone, widgets.MarkTick, widgets.MarkCross, widgets.MarkDot, widgets.MarkQuestion, widgets.MarkBang}
	for i, tone := range widgets.Tones() {
		panel := widgets.NewStatusPanel()
		panel.Set(widgets.StatusPanelState{Tone: tone, Mark: marks[i], Heading: "State " + string(tone), Detail: "What happened to the money, then why."})
		column.Add(panel)
	}
	return column
}

func journalRows() []widgets.PaymentRowState {
	a, b := widgets.BadgeState{Letter: "A"}, widgets.BadgeState{Letter: "B", Colour: 1}
	return []widgets.PaymentRowState{
		{Time: "14:02", Badge: b, Tone: widgets.ToneApproved, Mark: widgets.MarkTick, Word: "Paid", Detail: "Visa ··0936 · order 118", Amount: "8.90 EUR"},
		{Time: "13:57", Badge: a, Tone: widgets.ToneDeclined, Mark: widgets.MarkCross, Word: "Declined", Detail: "Mastercard ··4470", Amount: "42.00 EUR", Unmoved: true},
		{Time: "13:51", Badge: b, Tone: widgets.ToneUnknown, Mark: widgets.MarkQuestion, Word: "Not known yet", Detail: "asked 6 s ago", Amount: "19.95 EUR"},
		{Time: "16:20", Badge: a, Tone: widgets.ToneApproved, Mark: widgets.MarkTick, Word: "Paid", After: ", 5.00 refunded", Detail: "Visa ··0936", Amount: "39.90 EUR"},
		{Time: "16:44", Badge: a, Tone: widgets.ToneApproved, Mark: widgets.MarkRefund, Word: "Refunded", Detail: "Visa ··0936 · damaged cover", Amount: "−5.00 EUR"},
	}
}

func journalScene() fyne.CanvasObject {
	head := widgets.NewSectionHeader("")
	head.Set("Today · Friday 20 November", "614.35 EUR")
	column := widgets.NewColumn(0, head)
	for i, s := range journalRows() {
		row := widgets.NewPaymentRow()
		row.Set(s)
		wrapped := widgets.NewTappable(s.Word, row, func() {})
		wrapped.SetSelected(i == 3)
		column.Add(wrapped)
	}
	return column
}

func detailScene() fyne.CanvasObject {
	amount := widgets.NewAmountDetail()
	amount.Set(widgets.AmountState{Number: "39.90", Currency: "EUR"})
	balance := widgets.NewBalance()
	balance.Set(widgets.BalanceState{
		Rows:      []widgets.BalanceRow{{Text: "Sale", Amount: "39.90"}, {Text: "Refund, 16:44, damaged cover", Amount: "−5.00", Child: true}},
		RestLabel: "Can still be refunded", Rest: "34.90 EUR",
	})
	timeline := widgets.NewTimeline()
	timeline.Set([]widgets.TimelineEntry{
		{Time: "16:20:02.1", Text: "Written to the journal, Ana, terminal A"},
		{Time: "16:20:02.5", Text: "Accepted by the provider; no result yet"},
		{Time: "16:20:15.9", Text: "Approved, authorisation 123456", Tone: widgets.ToneApproved},
		{Time: "16:44:31.0", Text: "Refund of 5.00 approved, although the connection to the gateway broke twice on the way"},
	})
	return widgets.NewColumn(12,
		widgets.NewParagraph("Sale · Tuesday 17 November 2026, 16:20", widgets.ParagraphStyle{Muted: true}),
		amount, balance, widgets.NewSectionHeader("What happened"), timeline,
		widgets.NewActions(10, widgets.NewButton("Receipts", func() {}), widgets.NewButtonWith(widgets.ButtonState{Text: "Ask now", Disabled: true}, func() {}),
			widgets.NewButtonWith(widgets.ButtonState{Text: "Refund…", Kind: widgets.ButtonPrimary}, func() {})))
}

// checker draws a small chequered picture, as a code to scan.
func checker(t interface{ Fatal(...any) }) []byte {
	picture := image.NewGray(image.Rect(0, 0, 110, 110))
	for i := range picture.Pix {
		if (i%110/7+i/110/7)%2 == 0 {
			picture.Pix[i] = 0xFF
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sampleReceipt(picture []byte) receipt.Document {
	return receipt.Document{Lines: []receipt.Line{
		{Kind: receipt.LineText, Text: "Harbour Books", Align: receipt.AlignCentre, Bold: true, Large: true},
		{Kind: receipt.LineText, Text: "12 Quay Street", Align: receipt.AlignCentre},
		{Kind: receipt.LineSpace},
		{Kind: receipt.LineText, Text: "SALE", Align: receipt.AlignCentre, Bold: true},
		{Kind: receipt.LineColumns, Left: "Visa", Right: "************0936"},
		{Kind: receipt.LineColumns, Left: "AID", Right: "A0000000031010"},
		{Kind: receipt.LineRule},
		{Kind: receipt.LineColumns, Left: "TOTAL", Right: "EUR 12.40", Bold: true, Large: true},
		{Kind: receipt.LineSpace},
		{Kind: receipt.LineText, Text: "APPROVED", Align: receipt.AlignCentre, Bold: true},
		{Kind: receipt.LineImage, Image: picture},
		{Kind: receipt.LineText, Text: "Scan for your receipt", Align: receipt.AlignCentre},
		{Kind: receipt.LineText, Text: "Right", Align: receipt.AlignRight},
	}}
}

type fatal struct{}

func (fatal) Fatal(args ...any) { panic(args) }

func receiptScene() fyne.CanvasObject {
	paper := widgets.NewReceiptPaper("No receipt yet")
	paper.SetDocument(sampleReceipt(checker(fatal{})))
	copies := widgets.NewSegments([]string{"Customer copy", "Merchant copy"}, func(int) {})
	return container.NewBorder(copies, nil, nil, nil, paper)
}

func navigation() []widgets.RailItem {
	return []widgets.RailItem{
		{Key: "sale", Icon: widgets.IconSale, Label: "Sale"}, {Key: "refund", Icon: widgets.IconRefund, Label: "Refund"},
		{Key: "journal", Icon: widgets.IconJournal, Label: "Journal", Note: 1}, {Key: "terminals", Icon: widgets.IconTerminals, Label: "Terminals"},
		{Key: "day", Icon: widgets.IconDay, Label: "Day"}, {Key: "settings", Icon: widgets.IconSettings, Label: "Settings", Last: true},
	}
}

func railScene() fyne.CanvasObject {
	rail := widgets.NewRail(fyne.NewStaticResource("icon.svg", assets.IconSVG), navigation(), func(string) {})
	rail.Select("sale")
	return rail
}

func barScene() fyne.CanvasObject {
	bar := widgets.NewBottomBar(navigation()[:5], func(string) {})
	bar.Select("sale")
	return bar
}

func controlsScene() fyne.CanvasObject {
	chips := widgets.NewFlow(8)
	for _, s := range []widgets.ChipState{
		{Text: "This week", More: true}, {Text: "All states", More: true}, {Text: "Selected", Selected: true},
		{Text: "1 open question", Tone: widgets.ToneUnknown}, {Text: "Off", Disabled: true},
	} {
		c := widgets.NewChip("", func() {})
		c.Set(s)
		chips.Add(c)
	}
	tray := widgets.NewTrayPill(func() {})
	tray.Set(widgets.PillState{Text: "1 ? 0:42", Tone: widgets.ToneUnknown, Solid: true})
	pills := widgets.NewFlow(8, widgets.NewPill(widgets.PillState{Text: "LIVE", Tone: widgets.ToneApproved}),
		widgets.NewPill(widgets.PillState{Text: "TRAINING · no money moves", Striped: true}), tray)
	compact := widgets.NewTerminalCard(func() {})
	compact.Set(widgets.TerminalCardState{Badge: payments.Badge{Letter: "B", Colour: 1}, Name: "By the door", Compact: true, Selected: true})
	silent := widgets.NewTerminalCard(func() {})
	silent.Set(widgets.TerminalCardState{Badge: payments.Badge{Letter: "C", Colour: 2}, Name: "Terrace", Health: "silent", Silent: true, Compact: true})
	disabled := widgets.NewBigButton("", nil)
	disabled.Set("Charge", "choose a terminal first", false)
	disabled.Disable()
	badges := widgets.NewFlow(6)
	for i := range widgets.BadgeColourCount {
		b := widgets.NewBadge(widgets.BadgeMedium)
		b.Set(widgets.BadgeState{Letter: string(rune('A' + i)), Colour: i})
		badges.Add(b)
	}
	quiet := widgets.NewButtonWith(widgets.ButtonState{Text: "Quiet", Kind: widgets.ButtonQuiet, Compact: true, Icon: widgets.IconBack}, func() {})
	return widgets.NewColumn(12, chips, pills, widgets.NewActions(8, compact, silent), disabled, badges, quiet,
		widgets.NewNotice(widgets.ToneCaution, widgets.NewParagraph("The keyring is locked. The key is kept until Tillside is closed.", widgets.ParagraphStyle{Tone: widgets.ToneCaution})),
		widgets.NewEmptyState(widgets.IconJournal, "No payments yet", "Take the first one on the sale screen.", widgets.NewButton("Go to sale", func() {})))
}

func formsScene() fyne.CanvasObject {
	key := widgets.NewField("API key", widgets.NewEntry("Paste the key"))
	key.SetError("This key belongs to the other environment. Check which one the key is for.")
	name := widgets.NewField("Shop", widgets.NewEntry("Harbour Books"))
	name.SetHelp("Shown at the top of the window.")
	return widgets.NewColumn(16, key, name)
}

// pressedScene shows each pressable with the focus, under the pointer and pressed.
func pressedScene() fyne.CanvasObject {
	column := widgets.NewColumn(8)
	for _, name := range []string{"big button", "button", "primary", "danger", "quiet", "chip", "terminal card", "recent row", "tray pill"} {
		focus, hover, press := pressables()[name](func() {}), pressables()[name](func() {}), pressables()[name](func() {})
		focus.FocusGained()
		hover.MouseIn(nil)
		press.MouseDown(nil)
		column.Add(widgets.NewActions(8, focus, hover, press))
	}
	return column
}

// render draws a scene with the software painter, as a window would.
func render(s scene, scale float32) image.Image {
	ground := container.NewPadded(s.build())
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetScale(scale)
	c.SetContent(ground)
	c.Resize(fyne.NewSize(s.width, s.height))
	// The second time everything knows its width, as in the second frame of a window.
	ground.Refresh()
	return c.Capture()
}

// TestGallery draws every widget in both variants. With TILLSIDE_GALLERY set to a folder the
// pictures are kept there, to be looked at.
func TestGallery(t *testing.T) {
	folder := os.Getenv("TILLSIDE_GALLERY")
	for _, look := range []struct {
		name  string
		mode  widgets.Mode
		scale float32
	}{{"light", widgets.ModeLight, 1}, {"dark", widgets.ModeDark, 1}, {"light-200", widgets.ModeLight, 2}} {
		for _, s := range scenes() {
			t.Run(look.name+"/"+s.name, func(t *testing.T) {
				th := useTheme(t, look.mode, look.scale)
				picture := render(s, 1)
				if got := picture.Bounds().Size(); got.X < int(s.width) || got.Y < int(s.height) {
					t.Errorf("the picture is %v, smaller than the window", got)
				}
				if n := coloursIn(picture, th.Palette(0).Background); n < 3 {
					t.Errorf("only %d colours drawn", n)
				}
				if folder != "" {
					keep(t, filepath.Join(folder, s.name+"-"+look.name+".png"), picture)
				}
			})
		}
	}
}

// coloursIn counts the colours of a picture besides the ground.
func coloursIn(picture image.Image, ground color.NRGBA) int {
	seen := map[color.NRGBA]bool{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y += 3 {
		for x := bounds.Min.X; x < bounds.Max.X; x += 3 {
			if c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA); c != ground {
				seen[c] = true
			}
		}
	}
	return len(seen)
}

func keep(t *testing.T, path string, picture image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, picture); err != nil {
		t.Fatal(err)
	}
}
