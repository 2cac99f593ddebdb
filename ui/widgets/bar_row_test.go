package widgets

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// A row with a share has a bar as long as that, within the row.
func TestSharesAreBars(t *testing.T) {
	test.NewTempApp(t)
	b := NewBalance()
	b.Set(BalanceState{Rows: []BalanceRow{{Text: "Sales", Amount: "10.00"}, {Text: "Refunds", Amount: "−5.00"}}})
	plain := b.HeightFor(400)
	b.Set(BalanceState{Rows: []BalanceRow{{Text: "Sales", Amount: "10.00", Share: 1}, {Text: "Refunds", Amount: "−5.00", Share: -0.5}}})
	if high := b.HeightFor(400); high <= plain {
		t.Errorf("%.0f high with bars, %.0f without", high, plain)
	}
	b.Resize(fyne.NewSize(400, b.HeightFor(400)))
	test.WidgetRenderer(b)
	var widths []float32
	for _, o := range test.WidgetRenderer(b.body).Objects() {
		if bar, ok := o.(*canvas.Rectangle); ok {
			widths = append(widths, bar.Size().Width)
			if end := bar.Position().Y + bar.Size().Height; end > b.body.Size().Height {
				t.Errorf("a bar ends at %.0f of %.0f", end, b.body.Size().Height)
			}
		}
	}
	if len(widths) != 2 || widths[0] != 2*widths[1] || widths[0] != b.body.Size().Width {
		t.Errorf("bars of %v in %.0f", widths, b.body.Size().Width)
	}
}
