package payments

import (
	"fmt"
	"slices"
	"strings"
)

// Currency is an ISO 4217 alphabetic code in capital letters, such as "EUR".
// The zero value is no currency.
type Currency string

// The active codes of ISO 4217 list one that have a minor unit, by the number of
// decimals. Precious metals, test codes and units of account without a minor unit
// (XAU, XTS, XDR, ...) are left out: no card can be charged in them.
//
// The table is our own because CLDR's digits (golang.org/x/text/currency) describe how
// people write prices, not how amounts travel: for ISK, HUF and many more they differ
// from ISO 4217, and the difference is a factor of 100 or 1000 on a card.
const (
	noDecimals  = `BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF`
	twoDecimals = `
		AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP
		BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB
		EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES
		KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR
		MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD
		RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
		TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`
	threeDecimals = `BHD IQD JOD KWD LYD OMR TND`
	fourDecimals  = `CLF UYW`
)

var exponents = tableOfExponents()

func tableOfExponents() map[Currency]int {
	table := make(map[Currency]int, 200)
	for exponent, codes := range map[int]string{0: noDecimals, 2: twoDecimals, 3: threeDecimals, 4: fourDecimals} {
		for code := range strings.FieldsSeq(codes) {
			table[Currency(code)] = exponent
		}
	}
	return table
}

// ParseCurrency accepts an ISO 4217 code in any case, with blanks around it.
// A code that is not in the table is ErrCurrency.
func ParseCurrency(s string) (Currency, error) {
	c := Currency(strings.ToUpper(strings.TrimSpace(s)))
	if !c.Valid() {
		return "", fmt.Errorf("currency %q: %w", s, ErrCurrency)
	}
	return c, nil
}

// Valid reports whether the code is in the ISO 4217 table.
func (c Currency) Valid() bool { _, ok := exponents[c]; return ok }

// Exponent is the number of decimals between the minor and the major unit: 2 for EUR,
// 0 for JPY, 3 for KWD. It is -1 for a code that is not in the table.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return e
	}
	return -1
}

// Currencies lists every code of the table in alphabetical order.
func Currencies() []Currency {
	all := make([]Currency, 0, len(exponents))
	for c := range exponents {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}
