package parts

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/receipt"
	"tillside/ui/model"
	"tillside/ui/present"
	"tillside/ui/widgets"
	"tillside/ui/work"
)

// ReceiptPanel shows the kept receipts of one attempt as paper.
type ReceiptPanel struct {
	words   *present.Presenter
	Attempt payments.Attempt
	printed
	chosen  checkout.Copy
	loading bool
	shown   shownPaper
	facing  bool // in a narrow window: shown instead of the payment
	View    present.ReceiptsView
	Tabs    *widgets.Segments
	Paper   *widgets.ReceiptPaper
	Missing *widgets.EmptyState
	Back    *widgets.Button
	BackRow *fyne.Container
	Root    fyne.CanvasObject
	Changed func() // after receipts were read
}

// NewReceiptPanel makes one. back leads to the payment where there is no room for both.
func NewReceiptPanel(view *widgets.Viewport, words *present.Presenter, back, changed func()) *ReceiptPanel {
	r := &ReceiptPanel{words: words, Changed: changed}
	r.Tabs = widgets.NewSegments([]string{"", ""}, r.choose)
	r.Paper = widgets.NewReceiptPaper("")
	r.Missing = widgets.NewEmptyState(widgets.IconReceipt, "", "")
	r.Back = widgets.NewButton("", back)
	r.BackRow = container.New(&widgets.WideOnly{View: view, Narrow: true}, r.Back)
	top := widgets.NewColumn(12, r.BackRow, r.Tabs)
	body := container.NewBorder(widgets.Pad(top, 0, 6), nil, nil, nil, container.NewStack(r.Missing, r.Paper))
	r.Root = widgets.NewSideSurface(widgets.Pad(body, 16, 14))
	return r
}

// Clear shows nothing.
func (r *ReceiptPanel) Clear() {
	r.Attempt, r.printed = payments.Attempt{}, printed{}
	r.chosen, r.loading, r.facing = "", false, false
}

// shownPaper names what lies on the screen, so that drawing it again does not scroll it back.
type shownPaper struct {
	reference string
	copy      checkout.Copy
	size      int
	since     string
}

// printed is what a worker made of the kept receipts.
type printed struct {
	Receipts []checkout.Receipt
	Papers   map[checkout.Copy]receipt.Document
	tips     []checkout.CommandStep // put on the payment afterwards
	read     time.Time
}

// Load reads the receipts of an attempt, anew when it has moved on since.
func (r *ReceiptPanel) Load(m *model.Model, attempt payments.Attempt) {
	same := r.Attempt.Reference == attempt.Reference
	if m.Open() == nil || same && r.Attempt.Version == attempt.Version {
		return
	}
	if !same {
		r.Clear()
	}
	r.Attempt, r.loading = attempt, len(r.Receipts) == 0
	reader, now := m.Open().Reader, m.Now()
	work.Run(m.Work(), func(ctx context.Context) (printed, error) {
		p, err := readReceipts(ctx, reader, attempt.Reference)
		if err == nil {
			p.read = now
			p.tips, err = model.ReadTips(ctx, reader, attempt)
		}
		return p, err
	}, func(p printed, err error) {
		if r.Attempt.Reference != attempt.Reference || r.Attempt.Version != attempt.Version {
			return
		}
		r.loading = false
		if err == nil {
			r.printed = p
		}
		r.Changed()
		if len(r.Papers) > 0 {
			m.Log().Info("receipts shown", "reference", attempt.Reference, "count", len(r.Papers))
		}
	})
}

// readReceipts runs in a worker: reading the journal and parsing HTML may both take time.
func readReceipts(ctx context.Context, reader checkout.Reader, reference string) (printed, error) {
	kept, err := reader.Receipts(ctx, reference)
	if err != nil {
		return printed{}, err
	}
	p := printed{Receipts: kept, Papers: map[checkout.Copy]receipt.Document{}}
	for _, r := range kept {
		if r.Copy != checkout.CopySignature && len(r.Body) > 0 {
			p.Papers[r.Copy] = receipt.Parse(r.Body)
		}
	}
	for _, r := range kept {
		merchant, ok := p.Papers[checkout.CopyMerchant]
		if r.Copy != checkout.CopySignature || !ok || len(r.Body) == 0 {
			continue
		}
		if line, err := receipt.ParseSignature(r.Body); err == nil {
			merchant.Lines = append(merchant.Lines, receipt.Line{Kind: receipt.LineSpace}, line)
			p.Papers[checkout.CopyMerchant] = merchant
		}
	}
	return p, nil
}

func (r *ReceiptPanel) Render() {
	v := r.words.Receipts(present.ReceiptsInput{
		Attempt: r.Attempt, Receipts: r.Receipts, Chosen: r.chosen, Loading: r.loading, Tips: r.tips, Now: r.read,
	})
	r.View = v
	for i, tab := range v.Tabs {
		if i >= len(r.Tabs.Chips()) {
			break
		}
		r.Tabs.SetText(i, tab.Label)
		if tab.Chosen {
			r.Tabs.Select(i)
		}
	}
	widgets.SetVisible(r.Tabs, len(v.Tabs) > 1)
	widgets.SetVisible(r.Missing, v.Missing != nil)
	widgets.SetVisible(r.Paper, v.Missing == nil)
	if v.Missing != nil {
		r.Missing.Set(v.Missing.Title, Joined(v.Missing.Body, v.Missing.Next))
	} else if now := (shownPaper{r.Attempt.Reference, v.Chosen.Copy, len(v.Chosen.Body), v.Since}); r.shown != now {
		r.shown = now
		r.Paper.SetDocument(Since(Whole(r.Papers[v.Chosen.Copy], v.CutOff), v.Since))
	}
	r.Back.Set(Compact(r.words.Back()))
}

// Whole says below a paper that something of it was cut off, so that no part is taken for all.
func Whole(d receipt.Document, cutOff string) receipt.Document {
	if d.Truncated {
		d.Lines = append(slices.Clone(d.Lines), receipt.Line{Kind: receipt.LineRule}, receipt.Line{Kind: receipt.LineText, Text: cutOff, Bold: true})
	}
	return d
}

// Since says below a paper what has come after it; nothing where nothing has.
func Since(d receipt.Document, what string) receipt.Document {
	if what != "" {
		d.Lines = append(slices.Clone(d.Lines), receipt.Line{Kind: receipt.LineRule}, receipt.Line{Kind: receipt.LineText, Text: what, Bold: true})
	}
	return d
}

func (r *ReceiptPanel) choose(index int) {
	if index < len(r.View.Tabs) {
		r.chosen = checkout.Copy(r.View.Tabs[index].Value)
		r.Render()
	}
}

// InFront tells that a narrow window shows the paper instead of the payment.
func (r *ReceiptPanel) InFront() bool { return r.facing }

// Turn changes between payment and paper.
func (r *ReceiptPanel) Turn() { r.facing = !r.facing }
