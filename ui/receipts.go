package ui

import (
	"context"
	"slices"

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

// receiptPanel shows the kept receipts of one attempt as paper.
type receiptPanel struct {
	words   *present.Presenter
	attempt payments.Attempt
	printed
	chosen  checkout.Copy
	loading bool
	shown   shownPaper
	facing  bool // in a narrow window: shown instead of the payment
	view    present.ReceiptsView
	tabs    *widgets.Segments
	paper   *widgets.ReceiptPaper
	missing *widgets.EmptyState
	back    *widgets.Button
	backRow *fyne.Container
	root    fyne.CanvasObject
	changed func() // after receipts were read
}

// newReceiptPanel makes one. back leads to the payment where there is no room for both.
func newReceiptPanel(view *viewport, words *present.Presenter, back, changed func()) *receiptPanel {
	r := &receiptPanel{words: words, changed: changed}
	r.tabs = widgets.NewSegments([]string{"", ""}, r.choose)
	r.paper = widgets.NewReceiptPaper("")
	r.missing = widgets.NewEmptyState(widgets.IconReceipt, "", "")
	r.back = widgets.NewButton("", back)
	r.backRow = container.New(&wideOnly{view: view, narrow: true}, r.back)
	top := widgets.NewColumn(12, r.backRow, r.tabs)
	body := container.NewBorder(pad(top, 0, 6), nil, nil, nil, container.NewStack(r.missing, r.paper))
	r.root = newSideSurface(pad(body, 16, 14))
	return r
}

// clear shows nothing.
func (r *receiptPanel) clear() {
	r.attempt, r.receipts, r.papers = payments.Attempt{}, nil, nil
	r.chosen, r.loading, r.facing = "", false, false
}

// shownPaper names what lies on the screen, so that drawing it again does not scroll it back.
type shownPaper struct {
	reference string
	copy      checkout.Copy
	size      int
}

// printed is what a worker made of the kept receipts.
type printed struct {
	receipts []checkout.Receipt
	papers   map[checkout.Copy]receipt.Document
}

// load reads the receipts of an attempt, anew when it has moved on since.
func (r *receiptPanel) load(m *model.Model, attempt payments.Attempt) {
	same := r.attempt.Reference == attempt.Reference
	if m.Open() == nil || same && r.attempt.Version == attempt.Version {
		return
	}
	if !same {
		r.clear()
	}
	r.attempt, r.loading = attempt, len(r.receipts) == 0
	reader := m.Open().Reader
	work.Run(m.Work(), func(ctx context.Context) (printed, error) {
		return readReceipts(ctx, reader, attempt.Reference)
	}, func(p printed, err error) {
		if r.attempt.Reference != attempt.Reference || r.attempt.Version != attempt.Version {
			return
		}
		r.loading = false
		if err == nil {
			r.receipts, r.papers = p.receipts, p.papers
		}
		r.changed()
		if len(r.papers) > 0 {
			m.Log().Info("receipts shown", "reference", attempt.Reference, "count", len(r.papers))
		}
	})
}

// readReceipts runs in a worker: reading the journal and parsing HTML may both take time.
func readReceipts(ctx context.Context, reader checkout.Reader, reference string) (printed, error) {
	kept, err := reader.Receipts(ctx, reference)
	if err != nil {
		return printed{}, err
	}
	p := printed{receipts: kept, papers: map[checkout.Copy]receipt.Document{}}
	for _, r := range kept {
		if r.Copy != checkout.CopySignature && len(r.Body) > 0 {
			p.papers[r.Copy] = receipt.Parse(r.Body)
		}
	}
	for _, r := range kept {
		merchant, ok := p.papers[checkout.CopyMerchant]
		if r.Copy != checkout.CopySignature || !ok || len(r.Body) == 0 {
			continue
		}
		if line, err := receipt.ParseSignature(r.Body); err == nil {
			merchant.Lines = append(merchant.Lines, receipt.Line{Kind: receipt.LineSpace}, line)
			p.papers[checkout.CopyMerchant] = merchant
		}
	}
	return p, nil
}

func (r *receiptPanel) render() {
	v := r.words.Receipts(present.ReceiptsInput{
		Attempt: r.attempt, Receipts: r.receipts, Chosen: r.chosen, Loading: r.loading,
	})
	r.view = v
	for i, tab := range v.Tabs {
		if i >= len(r.tabs.Chips()) {
			break
		}
		r.tabs.SetText(i, tab.Label)
		if tab.Chosen {
			r.tabs.Select(i)
		}
	}
	setVisible(r.tabs, len(v.Tabs) > 1)
	setVisible(r.missing, v.Missing != nil)
	setVisible(r.paper, v.Missing == nil)
	if v.Missing != nil {
		r.missing.Set(v.Missing.Title, joined(v.Missing.Body, v.Missing.Next))
	} else if now := (shownPaper{r.attempt.Reference, v.Chosen.Copy, len(v.Chosen.Body)}); r.shown != now {
		r.shown = now
		r.paper.SetDocument(whole(r.papers[v.Chosen.Copy], v.CutOff))
	}
	r.back.Set(compact(r.words.Back()))
}

// whole says below a paper that something of it was cut off, so that no part is taken for all.
func whole(d receipt.Document, cutOff string) receipt.Document {
	if d.Truncated {
		d.Lines = append(slices.Clone(d.Lines), receipt.Line{Kind: receipt.LineRule}, receipt.Line{Kind: receipt.LineText, Text: cutOff, Bold: true})
	}
	return d
}

func (r *receiptPanel) choose(index int) {
	if index < len(r.view.Tabs) {
		r.chosen = checkout.Copy(r.view.Tabs[index].Value)
		r.render()
	}
}

// inFront tells that a narrow window shows the paper instead of the payment.
func (r *receiptPanel) inFront() bool { return r.facing }

// turn changes between payment and paper.
func (r *receiptPanel) turn() { r.facing = !r.facing }
