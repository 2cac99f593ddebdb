package payments_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"tillside/payments"
)

// The numbers that the schemes publish for tests.
func testCards() []string {
	return []string{
		"4111111111111111", "4012888888881881", // Visa
		"5555555555554444", "2223003122003222", "2720990000000007", // Mastercard
		"378282246310005", "341111111111111", // American Express
		"30569309025904", "36227206271667", "38520000023237", // Diners Club
		"6011111111111117", "6205500000000000004", // Discover, UnionPay
		"3530111333300000",                       // JCB
		"6759649826438453", "501800000000000009", // Maestro
		"2200000000000004", // Mir
	}
}

func TestCardNumbersAreFound(t *testing.T) {
	for _, number := range testCards() {
		for _, between := range []string{"", " ", "-", ".", "/", " - ", "\u00a0", "–", "\n"} {
			for _, size := range []int{1, 3, 4, 6} {
				written := grouped(number, size, between)
				for _, around := range []string{"%s", "order 12 %s", "card: %s, 12/28", "Visa%s", "%s=28121010000", ";%s?", "(%s)"} {
					if text := fmt.Sprintf(around, written); !payments.CardNumberIn(text) {
						t.Errorf("not found in %q", text)
					}
				}
			}
		}
		if wide := strings.Map(func(r rune) rune { return r - '0' + '０' }, number); !payments.CardNumberIn(wide) {
			t.Errorf("not found in %q", wide)
		}
		wrong := number[:len(number)-1] + string('0'+(number[len(number)-1]-'0'+1)%10)
		if payments.CardNumberIn(wrong) {
			t.Errorf("%q has a wrong check digit", wrong)
		}
	}
}

func grouped(number string, size int, between string) string {
	var parts []string
	for len(number) > size {
		parts, number = append(parts, number[:size]), number[size:]
	}
	return strings.Join(append(parts, number), between)
}

func TestWhatIsNoCardNumber(t *testing.T) {
	for _, text := range []string{
		"", "0", "order 4711", "12.40 EUR", "411111******1111", "4111 11XX XXXX 1111",
		"4006381333931", "4000000000006", // EAN-13; the second is right by Luhn as well
		"40063813339310",                                                  // an EAN-13 and a digit: 14 digits are Diners' alone
		"+49 30 901820 4111 11", "+4111111111111111", "0043 1 58858 4111", // telephones
		"2026-11-20 12:30:45.123456", "20261120123045", "2026.11.20 2026.11.21", // moments
		"00000000-0000-4000-8000-000000000000", "41111111-1111-4111-8111-411111111111",
		"DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "NL91ABNA0417164300",
		"4111111111111111000000",               // in one piece with more
		"0000000000000000", "1111111111111117", // no issuer's
		"7992739871300000003", "9999999999999995",
	} {
		if payments.CardNumberIn(text) {
			t.Errorf("found in %q", text)
		}
	}
}

// No article number, as a scanner types it, is taken for a card, whatever its digits.
func TestArticleNumbersAreNoCards(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		digits := fmt.Sprintf("%012d", r.Int64N(1_000_000_000_000))
		sum := 0
		for i, d := range digits {
			sum += int(d-'0') * (1 + 2*(i%2))
		}
		if ean := fmt.Sprintf("%s%d", digits, (10-sum%10)%10); payments.CardNumberIn(ean) {
			t.Fatalf("found in %q", ean)
		}
	}
}

// A random number of 16 digits is refused about as often as chance has it and no more.
func TestHowOftenChanceLooksLikeACard(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const all = 100_000
	found := 0
	for range all {
		if payments.CardNumberIn(fmt.Sprintf("%016d", r.Int64N(10_000_000_000_000_000))) {
			found++
		}
	}
	if share := float64(found) / all; share < 0.02 || share > 0.04 {
		t.Errorf("%.3f of random numbers, want about 0.03", share)
	}
}

func FuzzCardNumberIn(f *testing.F) {
	for _, number := range testCards() {
		f.Add("note " + number)
	}
	f.Fuzz(func(t *testing.T, number string) {
		if !payments.CardNumberIn(number) {
			return
		}
		if !payments.CardNumberIn("a: " + number + " :z") {
			t.Errorf("%q is lost among other words", number)
		}
	})
}

// What is found is hidden, digit for digit, and all of it where a shorter number begins it.
func TestCardNumbersAreHidden(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"order 4711 of 12/28":          "order 4711 of 12/28",
		"card 4111111111111111, 12/28": "card ****************, 12/28",
		"4111.1111.1111.1111 declined": "******************* declined",
		"4111_1111_1111_1111":          "*******************",
		"nº 4111/1111/1111/1111!":      "nº *******************!",
		"4111 – 1111 – 1111 – 1111":    "*************************",
		"４１１１１１１１１１１１１１１１":                                      "****************",
		"00000000-0000-4000-8000-000000000000 4111111111111111": "00000000-0000-4000-8000-000000000000 ****************",
		"DE89 3704 0044 0532 0130 00/4111111111111111":          "DE89 3704 0044 0532 0130 00/****************",
		"6205500000000000004 and 378282246310005":               "******************* and ***************",
		strings.Repeat("4", 100):                                strings.Repeat("4", 100),
	} {
		if got := payments.HideCardNumbers(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
