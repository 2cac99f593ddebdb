package receipt_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tillside/payments/receipt"
)

func sample(b *testing.B) []byte {
	b.Helper()
	raw, err := os.ReadFile("testdata/printformat.html")
	if err != nil {
		b.Fatal(err)
	}
	return bytes.ReplaceAll(raw, []byte("LOGO"), []byte(pngURI(96, 32)))
}

func BenchmarkParse(b *testing.B) {
	raw := sample(b)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if receipt.Parse(raw).Empty() {
			b.Fatal("nothing")
		}
	}
}

// BenchmarkFloor is the least that reading the same page could cost: its tokens and its
// picture.
func BenchmarkFloor(b *testing.B) {
	raw, logo := sample(b), []byte(pngURI(96, 32))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		z := html.NewTokenizer(bytes.NewReader(raw))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			_ = z.Token()
		}
		if _, err := receipt.ParseSignature(logo); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseLargest(b *testing.B) {
	raw := []byte("<table>" + strings.Repeat("<tr><td>2 x Flat white<td>6.40</tr>", 999))
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if len(receipt.Parse(raw).Lines) != 999 {
			b.Fatal("lines are missing")
		}
	}
}

func BenchmarkParseHostile(b *testing.B) {
	for name, in := range hostile() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(in)))
			for b.Loop() {
				receipt.Parse([]byte(in))
			}
		})
	}
}
