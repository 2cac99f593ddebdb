package receipt_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"tillside/payments/receipt"
)

func text(s string) receipt.Line {
	return receipt.Line{Kind: receipt.LineText, Text: s, Align: receipt.AlignLeft}
}

func pair(left, right string) receipt.Line {
	return receipt.Line{Kind: receipt.LineColumns, Left: left, Right: right}
}

func placed(s string, align receipt.Align) receipt.Line {
	return receipt.Line{Kind: receipt.LineText, Text: s, Align: align}
}

func TestText(t *testing.T) {
	tests := []struct {
		name  string
		lines []receipt.Line
		want  string
	}{
		{"nothing", nil, ""},
		{"left", []receipt.Line{text("Tea")}, "Tea\n"},
		{"centre", []receipt.Line{placed("Shop", receipt.AlignCentre)}, "        Shop\n"},
		{"centre, odd", []receipt.Line{placed("Shops", receipt.AlignCentre)}, "       Shops\n"},
		{"right", []receipt.Line{placed("3.00", receipt.AlignRight)}, "                3.00\n"},
		{"rule", []receipt.Line{{Kind: receipt.LineRule}}, "--------------------\n"},
		{"space", []receipt.Line{text("a"), {Kind: receipt.LineSpace}, text("b")}, "a\n\nb\n"},
		{"picture", []receipt.Line{text("a"), {Kind: receipt.LineImage, Image: []byte("x")}, text("b")}, "a\nb\n"},
		{"unknown kind", []receipt.Line{text("a"), {Kind: "hologram", Text: "x"}}, "a\n"},
		{"columns", []receipt.Line{pair("Total", "3.00")}, "Total           3.00\n"},
		{"columns that just fit", []receipt.Line{pair("123456789012345", "3.00")}, "123456789012345 3.00\n"},
		{"columns one too long", []receipt.Line{pair("1234567890 12345", "3.00")}, "1234567890\n12345           3.00\n"},
		{"columns of words", []receipt.Line{pair("a very long name of a tea", "3.00")}, "a very long\nname of a tea   3.00\n"},
		{"a right half too long", []receipt.Line{pair("AID", "A0000000031010 and more")}, "AID\n  A0000000031010 and\n                more\n"},
		{"both too long", []receipt.Line{pair("Approved or completed", "with every success wished")}, "Approved or\ncompleted\n  with every success\n              wished\n"},
		{"wrapped", []receipt.Line{text("one two three four five six")}, "one two three four\nfive six\n"},
		{"wrapped in the centre", []receipt.Line{placed("one two three four five six", receipt.AlignCentre)}, " one two three four\n      five six\n"},
		{"a word too long", []receipt.Line{text("abcdefghijklmnopqrstuvwxyz")}, "abcdefghijklmnopqrst\nuvwxyz\n"},
		{"a word too long, later", []receipt.Line{text("no abcdefghijklmnopqrstuvwxyz ok")}, "no\nabcdefghijklmnopqrst\nuvwxyz ok\n"},
		{"indented", []receipt.Line{text("  2 x Tea")}, "  2 x Tea\n"},
		{"accents on their letters", []receipt.Line{pair("Cafe\u0301", "3.00")}, "Cafe\u0301            3.00\n"},
		{"wide letters", []receipt.Line{pair("合計", "3.00"), placed("領収書", receipt.AlignCentre)}, "合計            3.00\n       領収書\n"},
		{"wide letters wrapped", []receipt.Line{text("ありがとうございましたまた")}, "ありがとうございまし\nたまた\n"},
		{"full width signs", []receipt.Line{pair("Ｔ", "１")}, "Ｔ                １\n"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			if got := (receipt.Document{Lines: c.lines}).Text(20); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestTextOfAReceipt(t *testing.T) {
	d := parse(`<p class="center large bold">Shop</p><hr><div class=left>Tea</div><div class=right>3.00</div>
		<p class="center">Thank you</p>`)
	want := strings.Join([]string{
		"                   Shop",
		"------------------------------------------",
		"Tea                                   3.00",
		"                Thank you",
		"",
	}, "\n")
	for _, width := range []int{receipt.DefaultWidth, 0, 7, -1} {
		if got := d.Text(width); got != want {
			t.Errorf("width %d: got\n%s\nwant\n%s", width, got, want)
		}
	}
}

// Whatever the lines and the width: nothing is longer than the paper, no letter is lost,
// none is added, and their order within a half stays.
func TestTextLosesNothing(t *testing.T) {
	word := rapid.StringMatching(`[a-z0-9.,]{1,30}`)
	phrase := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 1, 8).Draw(t, "words"), " ") })
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(8, 80).Draw(t, "width")
		left, right := phrase.Draw(t, "left"), phrase.Draw(t, "right")
		align := rapid.SampledFrom([]receipt.Align{receipt.AlignLeft, receipt.AlignCentre, receipt.AlignRight}).Draw(t, "align")
		for name, l := range map[string]receipt.Line{"text": placed(left, align), "columns": pair(left, right)} {
			out := receipt.Document{Lines: []receipt.Line{l}}.Text(width)
			for line := range strings.Lines(out) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > width {
					t.Fatalf("%s: %d letters on %d", name, n, width)
				}
			}
			want := strings.ReplaceAll(l.Text+l.Left+l.Right, " ", "")
			if got := strings.Join(strings.Fields(out), ""); got != want {
				t.Fatalf("%s: got %q, want %q", name, got, want)
			}
		}
	})
}
