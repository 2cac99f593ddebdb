package ui

import (
	"strings"
	"testing"

	"tillside/payments/receipt"
	"tillside/ui/parts"
)

// What has come after a receipt stands below it, and changes nothing of what is kept.
func TestWhatCameAfterAReceiptStandsBelowIt(t *testing.T) {
	d := receipt.Parse([]byte("TOTAL 12.40 EUR"))
	lines := len(d.Lines)
	shown := parts.Since(d, "a tip")
	if last := shown.Lines[len(shown.Lines)-1]; last.Text != "a tip" || len(d.Lines) != lines || len(parts.Since(d, "").Lines) != lines {
		t.Errorf("%+v", shown.Lines)
	}
}

// A part of a receipt must not be taken for the whole.
func TestAReceiptThatWasCutOffSaysSo(t *testing.T) {
	for text, cut := range map[string]bool{
		"TOTAL 12.40 EUR": false,
		strings.Repeat("a line\n", receipt.MaxLines+1) + "TOTAL 12.40 EUR": true,
	} {
		d := receipt.Parse([]byte(text))
		lines := len(d.Lines)
		shown := parts.Whole(d, "not all")
		if said := shown.Lines[len(shown.Lines)-1].Text == "not all"; said != cut || len(d.Lines) != lines {
			t.Errorf("%d lines, cut off %v, said %v", lines, cut, said)
		}
	}
}
