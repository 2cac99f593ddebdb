package present_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tillside/payments"
	"tillside/ui/present"
)

func TestTypingAnAmount(t *testing.T) {
	for _, tt := range []struct {
		currency payments.Currency
		keys     string
		want     string
		remark   present.Remark
	}{
		{"EUR", "", "0.00 EUR", present.RemarkNone},
		{"EUR", "1 2 4 0", "12.40 EUR", present.RemarkNone},
		{"EUR", "5", "0.05 EUR", present.RemarkNone},
		{"EUR", "0 0 5", "0.05 EUR", present.RemarkNone},
		{"EUR", "00 1", "0.01 EUR", present.RemarkNone},
		{"EUR", "1 2 00", "12.00 EUR", present.RemarkNone},
		{"EUR", "1 2 .", "12.00 EUR", present.RemarkNone},
		{"EUR", "1 2 . 4", "12.40 EUR", present.RemarkNone},
		{"EUR", "1 2 , 4 5", "12.45 EUR", present.RemarkNone},
		{"EUR", "1 2 . 4 5 6", "12.45 EUR", present.RemarkDecimals},
		{"EUR", "1 2 . 4 00", "12.40 EUR", present.RemarkDecimals},
		{"EUR", "1 2 . 00", "12.00 EUR", present.RemarkNone},
		{"EUR", "1 2 . . 4", "12.40 EUR", present.RemarkNone},
		{"EUR", ". 5", "0.50 EUR", present.RemarkNone},
		{"EUR", "0 . 0 5", "0.05 EUR", present.RemarkNone},
		{"EUR", "1 2 4 0 back", "1.24 EUR", present.RemarkNone},
		{"EUR", "1 2 . 4 back", "12.00 EUR", present.RemarkNone},
		{"EUR", "1 2 . 4 back back", "0.12 EUR", present.RemarkNone},
		{"EUR", "back", "0.00 EUR", present.RemarkNone},
		{"EUR", "1 2 clear 3", "0.03 EUR", present.RemarkNone},
		{"EUR", "1 x 2", "0.12 EUR", present.RemarkNone},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 1 2", "1234567890.12 EUR", present.RemarkNone},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 1 2 3", "0.00 EUR", present.RemarkRefused},
		{"EUR", "4 0 0 6 3 8 1 3 3 3 9 3 1 5 5", "0.00 EUR", present.RemarkRefused},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 1 2 3 clear 5", "0.05 EUR", present.RemarkNone},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 1 00", "0.00 EUR", present.RemarkRefused},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 1 2 3 back", "0.00 EUR", present.RemarkNone},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 . 5", "1234567890.50 EUR", present.RemarkNone},
		{"EUR", "1 2 3 4 5 6 7 8 9 0 1 .", "0.00 EUR", present.RemarkRefused},
		{"JPY", "1 2 4 0", "1240 JPY", present.RemarkNone},
		{"JPY", "1 2 .", "12 JPY", present.RemarkNoDecimals},
		{"KWD", "1 2 4 0", "1.240 KWD", present.RemarkNone},
		{"KWD", "1 2 . 4", "12.400 KWD", present.RemarkNone},
		{"CLF", "1 . 5", "1.5000 CLF", present.RemarkNone},
	} {
		e := typed(tt.currency, strings.Fields(tt.keys)...)
		if got := e.Money().String(); got != tt.want {
			t.Errorf("%s %q is %s, want %s", tt.currency, tt.keys, got, tt.want)
		}
		if e.Remark() != tt.remark {
			t.Errorf("%s %q remarks %q, want %q", tt.currency, tt.keys, e.Remark(), tt.remark)
		}
	}
}

func TestAFilledEntryIsReplacedOrEdited(t *testing.T) {
	filled := present.EntryOf(eur(1240))
	for key, want := range map[string]string{
		"5": "0.05 EUR", "00": "0.00 EUR", ".": "0.00 EUR", "back": "1.24 EUR", "clear": "0.00 EUR", "x": "12.40 EUR",
	} {
		if got := filled.Press(key).Money().String(); got != want {
			t.Errorf("12.40 filled in, then %q: %s, want %s", key, got, want)
		}
	}
	if got := filled.Press("back").Press("7").Money(); got != eur(1247) {
		t.Errorf("Backspace and 7 make %s", got)
	}
	if got := filled.Press(".").Press("5").Money(); got != eur(50) {
		t.Errorf("a point and 5 make %s, want 0.50", got)
	}
}

func TestAnEntryWithoutACurrencyIsNoAmount(t *testing.T) {
	if m := typed("", "1", "2").Money(); !m.IsZero() {
		t.Errorf("got %s", m)
	}
}

func TestEmpty(t *testing.T) {
	for keys, want := range map[string]bool{"": true, "0": true, ".": false, "1": false, "1 back": true} {
		if got := typed("EUR", strings.Fields(keys)...).Empty(); got != want {
			t.Errorf("%q: Empty is %v, want %v", keys, got, want)
		}
	}
}

var anyKey = rapid.SampledFrom([]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "00", ".", ",", "back", "clear"})

var anyCurrency = rapid.SampledFrom([]payments.Currency{"EUR", "JPY", "KWD", "CLF"})

func TestEveryEntryIsAnAmountTheTerminalTakes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := typed(anyCurrency.Draw(t, "currency"), rapid.SliceOf(anyKey).Draw(t, "keys")...)
		m := e.Money()
		if m.Minor() < 0 || m.Minor() > 999999999999 {
			t.Fatalf("%s has more than %d digits", m, present.MaxDigits)
		}
		if e.Currency() != m.Currency() {
			t.Fatalf("typed in %s, got %s", e.Currency(), m)
		}
	})
}

func TestAnAmountAboveTheLargestIsRefusedAsAWhole(t *testing.T) {
	for _, tt := range []struct {
		most int64
		keys string
		want string
	}{
		{1000, "1 0 0 0", "10.00 EUR"},
		{1000, "1 0 0 1", "0.00 EUR"},
		{1000, "1 0 0 1 5", "0.00 EUR"},
		{1000, "1 1 .", "0.00 EUR"},
		{1000, "1 0 . 1", "0.00 EUR"},
		{0, "1 0 0 1", "10.01 EUR"},
	} {
		e := present.NewEntry("EUR").UpTo(tt.most)
		for _, key := range strings.Fields(tt.keys) {
			e = e.Press(key)
		}
		if got := e.Money().String(); got != tt.want || e.Refused() != (tt.want == "0.00 EUR") || e.Empty() {
			t.Errorf("up to %d, %q is %s, refused %v, want %s", tt.most, tt.keys, got, e.Refused(), tt.want)
		}
	}
}

// A key that was not taken changes nothing but the remark, but for the digit that refuses all.
func TestARefusedKeyChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := typed(anyCurrency.Draw(t, "currency"), rapid.SliceOf(anyKey).Draw(t, "keys")...)
		after := before.Press(anyKey.Draw(t, "key"))
		switch {
		case after.Refused() && (after.Money().Sign() != 0 || after.Empty()):
			t.Fatalf("%s was refused and reads %s, empty %v", before.Money(), after.Money(), after.Empty())
		case !after.Refused() && after.Remark() != present.RemarkNone && after.Money() != before.Money():
			t.Fatalf("%s became %s although the key was refused", before.Money(), after.Money())
		}
	})
}

// What is typed digit by digit in minor units reads back as these digits, and a filled
// entry shows what it was filled with.
func TestMinorUnitsAreTypedAsTheyStand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := anyCurrency.Draw(t, "currency")
		minor := rapid.Int64Range(0, 999999999999).Draw(t, "minor")
		m := payments.MustMoney(minor, c)
		digits := strings.Map(func(r rune) rune {
			if r == '.' {
				return -1
			}
			return r
		}, m.Format(payments.NumberFormat{Decimal: "."}))
		if got := typed(c, strings.Split(digits, "")...).Money(); got != m {
			t.Fatalf("typing %s gives %s, want %s", digits, got, m)
		}
		if got := present.EntryOf(m).Money(); got != m {
			t.Fatalf("filled with %s, shows %s", m, got)
		}
	})
}

func TestBackspaceUndoesADigit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before := typed(anyCurrency.Draw(t, "currency"), rapid.SliceOf(anyKey).Draw(t, "keys")...)
		after := before.Press(rapid.SampledFrom([]string{"1", "5", "9"}).Draw(t, "digit"))
		if after.Remark() == present.RemarkNone && after.Press("back").Money() != before.Money() {
			t.Fatalf("%s, a digit and Backspace: %s", before.Money(), after.Press("back").Money())
		}
	})
}

func FuzzEntry(f *testing.F) {
	f.Add("EUR", "1 2 . 4 back")
	f.Add("KWD", "00 , 9 9 9 9 clear 1")
	f.Add("", "1 2 3")
	f.Fuzz(func(t *testing.T, currency, keys string) {
		e := typed(payments.Currency(currency), strings.Fields(keys)...)
		if m := e.Money(); m.Minor() < 0 || m.Minor() > 999999999999 {
			t.Fatalf("%q %q makes %s", currency, keys, m)
		}
	})
}

// An amount that the choice of a terminal takes away is named until the next key, from one terminal to the
// next too.
func TestAnAmountIsNotClearedWithoutAWord(t *testing.T) {
	e := present.EntryOf(payments.MustMoney(1990, "CLP")).In("EUR")
	for _, again := range []present.Entry{e, e.In("USD")} {
		if !again.Empty() || again.Remark() != present.RemarkCleared {
			t.Errorf("%+v", again)
		}
	}
	if back := e.In("CLP"); back.Remark() != present.RemarkNone {
		t.Errorf("back in its own currency: %+v", back)
	}
	if next := e.Press("5"); next.Remark() != present.RemarkNone || next.Money() != eur(5) {
		t.Errorf("after a key %+v", next)
	}
	if none := present.NewEntry("CLP").In("EUR"); none.Remark() != present.RemarkNone {
		t.Errorf("nothing was cleared: %+v", none)
	}
}
