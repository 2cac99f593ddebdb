package receipt_test

import (
	"slices"
	"strings"
	"testing"

	"tillside/payments/receipt"
)

func TestClassify(t *testing.T) {
	png := base64Of(pngOf(2, 2))
	tests := []struct {
		in   string
		want receipt.Form
	}{
		{"", receipt.FormNothing},
		{" \r\n\t\u00A0\uFEFF", receipt.FormNothing},

		{"https://receipts.handpoint.com/receipts/1abe8dc0-389e-11f1-8672-a1e0852a3198/customer.html", receipt.FormURL},
		{"  https://receipts.handpoint.io/x\n", receipt.FormURL},
		{"HTTPS://receipts.handpoint.io/x", receipt.FormURL},
		{"http://127.0.0.1:4100/receipts/x/customer.html", receipt.FormURL},
		{"https://[::1]:4100/x", receipt.FormURL},
		{"https://x.example/a?b=%3Cp%3E#c", receipt.FormURL},

		{"<html><body>x</body></html>", receipt.FormHTML},
		{"\uFEFF\n <p>x", receipt.FormHTML},
		{"<", receipt.FormHTML},
		{"<https://x.example>", receipt.FormHTML},

		{png, receipt.FormImage},
		{"\n" + png, receipt.FormImage},
		{base64Of(jpegOf(2, 2)), receipt.FormImage},
		{"data:image/png;base64," + png, receipt.FormImage},
		{"DATA:image/JPEG;base64,/9j/", receipt.FormImage},

		{"receipt", receipt.FormUnusable},
		{"/receipts/x/customer.html", receipt.FormUnusable},
		{"//receipts.handpoint.com/x", receipt.FormUnusable},
		{"receipts.handpoint.com/x", receipt.FormUnusable},
		{"ftp://x.example/a", receipt.FormUnusable},
		{"file:///etc/passwd", receipt.FormUnusable},
		{"javascript:alert(1)", receipt.FormUnusable},
		{"https:receipts.handpoint.com", receipt.FormUnusable},
		{"https://", receipt.FormUnusable},
		{"https:///x", receipt.FormUnusable},
		{"https://:443/x", receipt.FormUnusable},
		{"https://x.example/a b", receipt.FormUnusable},
		{"https://x.example/a\r\nHost: y", receipt.FormUnusable},
		{"https://x.example/\x7f", receipt.FormUnusable},
		{"https://x.example/%zz", receipt.FormUnusable},
		{"https://x.example/" + strings.Repeat("a", 2048-18), receipt.FormURL},
		{"https://x.example/" + strings.Repeat("a", 2048-17), receipt.FormUnusable},
		{"data:text/html;base64,PHA+", receipt.FormUnusable},
		{"data:image/png," + png, receipt.FormUnusable},
		{"data:image/svg+xml;base64,PHN2Zz4=", receipt.FormUnusable},
		{"null", receipt.FormUnusable},
		{"\x00<p>", receipt.FormUnusable},
	}
	for _, c := range tests {
		if got := receipt.Classify(c.in); got != c.want {
			t.Errorf("%.60q: got %s, want %s", c.in, got, c.want)
		}
	}
}

func TestFormsListsEveryForm(t *testing.T) {
	forms := receipt.Forms()
	for _, form := range []receipt.Form{receipt.FormNothing, receipt.FormURL, receipt.FormHTML, receipt.FormImage, receipt.FormUnusable} {
		if !slices.Contains(forms, form) {
			t.Errorf("%s is missing", form)
		}
	}
	if len(forms) != 5 {
		t.Errorf("%d forms", len(forms))
	}
}
