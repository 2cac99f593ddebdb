package payments_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/Rhymond/go-money"

	"tillside/payments"
)

func TestCurrencyTableIsWhole(t *testing.T) {
	all := payments.Currencies()
	// ISO 4217 list one, 178 codes, without the 13 that have no minor unit
	// (XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX).
	if len(all) != 178-13 {
		t.Errorf("%d currencies, want 165", len(all))
	}
	if !slices.IsSorted(all) {
		t.Error("not in alphabetical order")
	}
	if len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("a code is there twice")
	}
	byExponent := map[int]int{}
	for _, c := range all {
		if len(c) != 3 || strings.Trim(string(c), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			t.Errorf("%q is not three capital letters", c)
		}
		byExponent[c.Exponent()]++
	}
	for exponent, want := range map[int]int{0: 17, 2: 139, 3: 7, 4: 2} {
		if byExponent[exponent] != want {
			t.Errorf("%d currencies with %d decimals, want %d", byExponent[exponent], exponent, want)
		}
	}
}

func TestCurrenciesIsACopy(t *testing.T) {
	payments.Currencies()[0] = "???"
	if got := payments.Currencies()[0]; got != "AED" {
		t.Errorf("the table was changed from outside: %s", got)
	}
}

func TestExponents(t *testing.T) {
	for code, want := range map[payments.Currency]int{
		"EUR": 2, "USD": 2, "GBP": 2, "CHF": 2, "MXN": 2, "PEN": 2, "COP": 2, "ARS": 2, "BRL": 2,
		"CLP": 0, "JPY": 0, "KRW": 0, "PYG": 0, "VND": 0, "UGX": 0, "XAF": 0, "XOF": 0, "XPF": 0, "UYI": 0,
		"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
		"CLF": 4, "UYW": 4,
		// Written without decimals by people, with two in ISO 4217.
		"HUF": 2, "TWD": 2, "IDR": 2, "ISK": 0, "CRC": 2, "LBP": 2, "MMK": 2, "MGA": 2, "MRU": 2, "IRR": 2,
		"XXX": -1, "": -1, "eur": -1,
	} {
		if got := code.Exponent(); got != want {
			t.Errorf("%s: got %d decimals, want %d", code, got, want)
		}
		if got := code.Valid(); got != (want >= 0) {
			t.Errorf("%s: Valid is %v", code, got)
		}
	}
}

func TestHistoricAndForeignCodesAreRefused(t *testing.T) {
	for _, list := range []string{
		"HRK BGN SLL ZWL ANG CUC", // left list one since 2020
		"DEM FRF ESP ITL EEK LTL LVL SKK TRL VEF BYR STD MRO ZMK GHC RUR ZWD", // before
		"XAG XAU XPD XPT XBA XBB XBC XBD XDR XSU XTS XUA XXX",                 // no minor unit
		"GGP IMP JEP BTC USDT EU EURO",                                        // never there
	} {
		for _, code := range strings.Fields(list) {
			if got, err := payments.ParseCurrency(code); !errors.Is(err, payments.ErrCurrency) || got != "" {
				t.Errorf("%s: got %q, %v", code, got, err)
			}
		}
	}
}

func TestParseCurrency(t *testing.T) {
	for _, text := range []string{"EUR", "eur", " Eur\n", "\teUr "} {
		if got, err := payments.ParseCurrency(text); got != "EUR" || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"", " ", "E UR", "EURO", "€", "ΕUR", "EU\u200bR"} {
		if got, err := payments.ParseCurrency(text); !errors.Is(err, payments.ErrCurrency) || got != "" {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
}

// Another table of the same standard, made by other people, must agree with ours on every
// code that both have. Where one has a code that the other has not, the reason is named.
func TestCrossCheckWithGoMoney(t *testing.T) {
	onlyOurs := map[string]string{
		"BOV": "fund code", "CHE": "fund code", "CHW": "fund code", "COU": "fund code", "MXV": "fund code",
		"USN": "fund code", "UYI": "fund code", "UYW": "fund code",
		"VED": "added in 2021", "ZWG": "added in 2024", "XAD": "added in 2025",
	}
	onlyTheirs := map[string]string{
		"ANG": "replaced by XCG in 2025", "BGN": "replaced by EUR in 2026", "HRK": "replaced by EUR in 2023",
		"CUC": "withdrawn in 2021", "SLL": "replaced by SLE in 2022", "STD": "replaced by STN in 2018",
		"VEF": "replaced by VES in 2018", "BYR": "replaced by BYN in 2016", "ZWL": "replaced by ZWG in 2024",
		"ZWD": "replaced in 2008", "EEK": "replaced by EUR in 2011", "LVL": "replaced by EUR in 2014",
		"LTL": "replaced by EUR in 2015", "SKK": "replaced by EUR in 2009", "GHC": "replaced by GHS in 2007",
		"RUR": "replaced by RUB in 1998", "TRL": "replaced by TRY in 2005",
		"GGP": "not in ISO 4217, a local issue of GBP", "IMP": "not in ISO 4217, a local issue of GBP",
		"JEP": "not in ISO 4217, a local issue of GBP",
		"XAG": "no minor unit", "XAU": "no minor unit", "XDR": "no minor unit",
	}
	both := 0
	for _, code := range everyCode() {
		ours, theirs := payments.Currency(code), money.GetCurrency(code)
		switch {
		case ours.Valid() && theirs != nil:
			both++
			if ours.Exponent() != theirs.Fraction {
				t.Errorf("%s: we say %d decimals, go-money %d", code, ours.Exponent(), theirs.Fraction)
			}
		case ours.Valid() && onlyOurs[code] == "":
			t.Errorf("%s is only in our table, for no known reason", code)
		case theirs != nil && onlyTheirs[code] == "":
			t.Errorf("%s is only in go-money's table, for no known reason", code)
		}
		if known := onlyOurs[code] != ""; known != (ours.Valid() && theirs == nil) {
			t.Errorf("%s: the reason why it is only ours no longer holds", code)
		}
		if known := onlyTheirs[code] != ""; known != (!ours.Valid() && theirs != nil) {
			t.Errorf("%s: the reason why it is only theirs no longer holds", code)
		}
	}
	if both != 165-len(onlyOurs) {
		t.Errorf("%d codes compared, want %d", both, 165-len(onlyOurs))
	}
}

// everyCode lists AAA to ZZZ.
func everyCode() []string {
	codes := make([]string, 0, 26*26*26)
	for i := range 26 * 26 * 26 {
		codes = append(codes, string([]byte{byte('A' + i/676), byte('A' + i/26%26), byte('A' + i%26)}))
	}
	return codes
}
