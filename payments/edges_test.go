package payments_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"tillside/payments"
)

// checked gives digits the check digit that makes a card number of them (ISO/IEC 7812-1).
func checked(digits string) string {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return digits + string(rune('0'+(10-sum%10)%10))
}

// The beginnings and lengths that cards have, from their two ends on: what lies beside is none.
func TestWhichBeginningsAndLengthsCardsHave(t *testing.T) {
	within := func(from, to int) []int {
		var all []int
		for n := from; n <= to; n++ {
			all = append(all, n)
		}
		return all
	}
	for _, c := range []struct {
		lengths  []int
		prefixes string
	}{
		{within(16, 19), "2200 2201 2204 3528 3550 3589"},
		{[]int{16}, "2221 2222 2700 2720 5100 5199 5500 5599"},
		{within(14, 19), "3000 3009 3050 3059 3090 3099 3600 3699 3800 3899 3900 3999"},
		{[]int{15}, "3400 3499 3700 3799"},
		{[]int{16, 18, 19}, "4000 4999"},
		{within(15, 19), "5000 5099 5600 5699 5700 5900 5999 6000 6999"},
		{nil, "0000 1999 2199 2205 2220 2721 2999 3060 3089 3100 3399 3500 3527 3590 7000 8999 9999"},
	} {
		for _, prefix := range strings.Fields(c.prefixes) {
			for length := 12; length <= 21; length++ {
				want := false
				for _, n := range c.lengths {
					want = want || n == length
				}
				number := checked(prefix + strings.Repeat("0", length-5))
				if payments.CardNumberIn(number) != want {
					t.Errorf("%s of %d digits: %v", number, length, !want)
				}
			}
		}
	}
}

func TestWhatMayStandBetweenTheDigitsOfACard(t *testing.T) {
	for text, want := range map[string]bool{
		"4111 - 1111 - 1111 - 1111":          true,
		"4111    1111    1111    1111":       false, // four signs are a gap
		"4111   1111   1111   1111":          true,
		"4111 1111,1111 1111":                false,
		"+49 4111111111111111":               true, // behind a telephone number
		"+49 4111 1111 1111 1111":            true,
		"+4111111111111111":                  false,
		"+4111111111111111 4111111111111111": true,
		"4111 1111 + 1111 1111":              false,
		"12 4111111111111111":                true,
		"4111111111111111 12":                true,
		"1 2 3 4111 1111 1111 1111":          true,
		"a 4111 b 1111 1111 1111":            false,
	} {
		if got := payments.CardNumberIn(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A UUID whose digits are a card's by chance is none.
func TestAUUIDIsNoCard(t *testing.T) {
	number := checked("411111111111411")
	uuid := fmt.Sprintf("%s-%s-%s-8abc-0123456789ab", number[:8], number[8:12], number[12:])
	if payments.CardNumberIn(uuid) || payments.CardNumberIn(strings.ToUpper(uuid)) {
		t.Errorf("found in %q", uuid)
	}
	if !payments.CardNumberIn(uuid[:18]) {
		t.Errorf("not found in %q, which is no UUID", uuid[:18])
	}
	if text := "4111-" + uuid + "-1111"; payments.CardNumberIn(text) {
		t.Errorf("found around one: %q", text)
	}
}

// iban makes an account number of a country and what follows its check digits (ISO 13616).
func iban(country, account string) string {
	rest := 0
	for _, r := range account + country + "00" {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return fmt.Sprintf("%s%02d%s", country, 98-rest, account)
}

// An account whose digits are a card's is let through, in one piece or in fours, as long as its
// own check digits are right.
func TestAnAccountIsNoCard(t *testing.T) {
	found := 0
	for _, bank := range []string{"AAAA", "WEST", "ZZZZ", "NWBK", "A9Z0"} {
		for n := range 40 {
			card := checked(fmt.Sprintf("36%011d", n*7919))
			account := iban("GB", bank+"K"+card)
			for _, written := range []string{account, strings.ToLower(account), fours(account), "to " + fours(account) + ", thanks"} {
				if payments.CardNumberIn(written) {
					t.Fatalf("found in the account %q", written)
				}
			}
			if other := account[:2] + fmt.Sprintf("%02d", (int(account[2]-'0')*10+int(account[3]-'0')+1)%97) + account[4:]; payments.CardNumberIn(other) {
				found++
			}
		}
	}
	if found != 200 {
		t.Errorf("a card behind a wrong account was found %d times of 200", found)
	}
}

func fours(s string) string {
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), " ")
}

func TestSumsAtTheEndOfCounting(t *testing.T) {
	most, least := payments.MustMoney(math.MaxInt64, "EUR"), payments.MustMoney(math.MinInt64, "EUR")
	cent, owed, none := payments.MustMoney(1, "EUR"), payments.MustMoney(-1, "EUR"), payments.MustMoney(0, "EUR")
	for name, c := range map[string]struct {
		sum  func() (payments.Money, error)
		want error
	}{
		"most and a cent":        {func() (payments.Money, error) { return most.Add(cent) }, payments.ErrOverflow},
		"most and nothing":       {func() (payments.Money, error) { return most.Add(none) }, nil},
		"least and a cent owed":  {func() (payments.Money, error) { return least.Add(owed) }, payments.ErrOverflow},
		"least less a cent":      {func() (payments.Money, error) { return least.Sub(cent) }, payments.ErrOverflow},
		"least less nothing":     {func() (payments.Money, error) { return least.Sub(none) }, nil},
		"most less a cent owed":  {func() (payments.Money, error) { return most.Sub(owed) }, payments.ErrOverflow},
		"a cent less a cent":     {func() (payments.Money, error) { return cent.Sub(cent) }, nil},
		"a cent and a cent owed": {func() (payments.Money, error) { return cent.Add(owed) }, nil},
	} {
		if _, err := c.sum(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n, err := cent.Cmp(payments.MustMoney(1, "USD")); n != 0 || !errors.Is(err, payments.ErrMixedCurrencies) {
		t.Errorf("compared: %d, %v", n, err)
	}
}

// The separators that a test against CLDR cannot hold.
func TestSeparatorsOfTheRest(t *testing.T) {
	for locale, want := range map[string]payments.NumberFormat{
		"no": {Decimal: ",", Group: "\u00a0"}, "nb": {Decimal: ",", Group: "\u00a0"}, "en-ZA": {Decimal: ".", Group: "\u00a0"}, "sv": {Decimal: ",", Group: "\u00a0"},
	} {
		if got := payments.NumberFormatFor(locale); got != want {
			t.Errorf("%s: %+v", locale, got)
		}
		if got, err := payments.ParseMoney("1 234"+want.Decimal+"50", "EUR", want); err != nil || got.Minor() != 123450 {
			t.Errorf("%s: a blank that was typed is read as %v, %v", locale, got, err)
		}
	}
}

// These words are in journals: they can never change.
func TestTheWordsOfTheJournalStayAsTheyAre(t *testing.T) {
	for got, want := range map[string]string{
		string(payments.SourceBegin): "begin", string(payments.SourceResult): "result", string(payments.SourceStatus): "status",
		string(payments.EntryUnknown) + "?": "?", string(payments.EntryContactless): "contactless", string(payments.EntryChip): "chip",
		string(payments.EntrySwipe): "swipe", string(payments.EntryKeyed): "keyed",
		string(payments.ChargedYes): "yes", string(payments.ChargedNo): "no", string(payments.ChargedUnknown): "unknown",
		string(payments.NoticeNone) + "!": "!", string(payments.ReasonNone) + "#": "#",
	} {
		if got != want {
			t.Errorf("%q was %q", got, want)
		}
	}
	checkWords(t, payments.Reasons(), 44)
}

func TestEverySignOfAKey(t *testing.T) {
	form := payments.Credential{Pattern: "X-"}
	for sign, want := range map[string]bool{"/": false, "0": true, "9": true, ":": false, "@": false, "A": true, "Z": true, "[": false, "`": false, "a": true, "z": true, "{": false} {
		if got := form.Fits(payments.NewSecret(sign+"-"), payments.ClassLive); got != want {
			t.Errorf("%q: %v", sign, got)
		}
		if form.Fits(payments.NewSecret(sign+"X"), payments.ClassLive) {
			t.Errorf("%q is taken for a dash", "X")
		}
	}
}

// What was charged above the amount is the tip, the extra, both, or wrong.
func TestWhatMayBeChargedOnTop(t *testing.T) {
	eur := func(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }
	for _, c := range []struct {
		charged, tip, extra int64
		fits                bool
	}{
		{1000, 0, 0, true}, {1000, 100, 50, true}, {1100, 100, 50, true}, {1050, 100, 50, true}, {1150, 100, 50, true},
		{1151, 100, 50, false}, {1149, 100, 50, false}, {999, 100, 50, false}, {1001, 0, 0, false}, {1100, 100, 0, true},
		{1050, 0, 50, true}, {1200, 100, 0, false}, {1000, -1, 0, false}, {1000, 0, -1, false}, {0, 0, 0, false}, {1075, 100, 50, false},
	} {
		a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Amount: eur(1000)}}
		o := payments.Outcome{State: payments.StateApproved, Amounts: payments.Amounts{Requested: eur(1000), Charged: eur(c.charged), Tip: eur(c.tip), Extra: eur(c.extra)}}
		if wrong := a.Compare(o); (len(wrong) == 0) != c.fits {
			t.Errorf("%+v: %v", c, wrong)
		}
		o.State, o.Amounts.Tip, o.Amounts.Extra = payments.StatePartial, eur(0), eur(0)
		if wrong := a.Compare(o); (len(wrong) == 0) != (c.charged > 0 && c.charged < 1000) {
			t.Errorf("a part of %d: %v", c.charged, wrong)
		}
	}
}
