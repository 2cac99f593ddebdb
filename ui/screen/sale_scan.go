package screen

import (
	"tillside/ui/parts"
	"tillside/ui/present"
)

// saleRemark is what the last thing that was typed became, where that is not plain to see.
type saleRemark struct {
	scanned bool // a barcode, taken for the order number
	card    bool // a card number, refused
}

// saleScan is what a scanner types while the keypad is in front.
type saleScan struct {
	remark  saleRemark
	Row     parts.Scan
	before  present.Entry // the amount before the row began
	note    string        // the note before the row began
	refused bool          // the row is a card number
	filling bool          // the program is writing the note, not a person
	was     string        // the note before its newest character
}

// inserted is the one character by which a text has become longer; one is false when it was
// not one.
func inserted(was, is string) (r rune, one bool) {
	before, after := []rune(was), []rune(is)
	if len(after) != len(before)+1 {
		return 0, false
	}
	for i, r := range before {
		if after[i] != r {
			return after[i], true
		}
	}
	return after[len(before)], true
}
