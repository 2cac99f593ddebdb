package handpoint

import (
	"strings"
	"testing"

	"tillside/payments"
)

func eur(minor int64) payments.Money { return payments.MustMoney(minor, "EUR") }

// mapped reads a body and maps it.
func mapped(t *testing.T, body string, source payments.Source) payments.Outcome {
	t.Helper()
	r, err := parseResult([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return outcome(r, source)
}

func TestTheTerminalsSampleIsMapped(t *testing.T) {
	got := mapped(t, string(sample(t, "result")), payments.SourceResult)
	want := payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceResult, Kind: payments.KindSale, Answer: payments.Answer{Code: "00"},
		IDs: payments.IDs{
			Reference:   "f147c2e7-f445-4af8-9e11-ae035320ade3",
			Transaction: "1abe8dc0-389e-11f1-8672-a1e0852a3198", Authorisation: "123456", RRN: "0000415558180",
		},
		Amounts: payments.Amounts{Requested: eur(300), Charged: eur(300), Tip: eur(0), Due: eur(0)},
		Card: payments.Card{
			Scheme: "Visa", Masked: "************0936", Entry: payments.EntryContactless, Verification: "NOT_REQUIRED",
		},
		Receipts: payments.Receipts{
			Customer: "https://receipts.handpoint.com/receipts/1abe8dc0-389e-11f1-8672-a1e0852a3198/customer.html",
			Merchant: "https://receipts.handpoint.com/receipts/1abe8dc0-389e-11f1-8672-a1e0852a3198/merchant.html",
		},
		Message: "Aprobado o completado con éxito",
		Device:  payments.Health{Battery: "80", App: "Payments 20.4.12.1", Serial: "1850025030"},
	}
	if got != want {
		t.Fatalf("got\n%+v\nwant\n%+v", got, want)
	}
}

// Two hosts need not write the name of a transaction alike, and one charge must not pass for two.
func TestANameInCapitalsIsTheSame(t *testing.T) {
	for body, want := range map[string]payments.IDs{
		`{"finStatus":"DECLINED","transactionID":"605597C0-2DC7-11F1-AF50-E16C4B0AE383"}`:                                            {Transaction: "605597c0-2dc7-11f1-af50-e16c4b0ae383"},
		`{"finStatus":"DECLINED","eFTTransactionID":"n1","originalEFTTransactionID":"605597C0-2DC7-11F1-AF50-E16C4B0AE383"}`:         {Transaction: "n1", Original: "605597c0-2dc7-11f1-af50-e16c4b0ae383"},
		`{"finStatus":"DECLINED","transactionID":"N1-605597C0","originalEFTTransactionID":"{605597C0-2DC7-11F1-AF50-E16C4B0AE383}"}`: {Transaction: "N1-605597C0", Original: "{605597C0-2DC7-11F1-AF50-E16C4B0AE383}"},
	} {
		if got := mapped(t, body, payments.SourceStatus).IDs; got != want {
			t.Errorf("%s: got %+v", body, got)
		}
	}
}

func TestTheStatusSampleIsMapped(t *testing.T) {
	got := mapped(t, string(sample(t, "status")), payments.SourceStatus)
	usd := func(minor int64) payments.Money { return payments.MustMoney(minor, "USD") }
	want := payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceStatus, Kind: payments.KindSale, Answer: payments.Answer{Code: "00"},
		IDs: payments.IDs{
			Reference:   "b25381cc-2396-42b5-94cd-8f8b3112de0e",
			Transaction: "605597c0-2dc7-11f1-af50-e16c4b0ae383", Authorisation: "010119", RRN: "513815902180",
		},
		Amounts: payments.Amounts{Requested: usd(3000), Charged: usd(3000), Tip: usd(0), Due: usd(0)},
		Card:    payments.Card{Scheme: "VISA", Masked: "************0936", Entry: payments.EntryContactless},
	}
	if got != want {
		t.Fatalf("got\n%+v\nwant\n%+v", got, want)
	}
}

func TestFinancialStatus(t *testing.T) {
	tests := []struct {
		word               string
		state              payments.State
		refunded, choosing bool
		notFound           bool // on the status host
	}{
		{"AUTHORISED", payments.StateApproved, false, false, false},
		{"authorised", payments.StateApproved, false, false, false},
		{" AUTHORISED ", payments.StateApproved, false, false, false},
		{"REFUNDED", payments.StateApproved, true, false, false},
		{"PARTIAL_APPROVAL", payments.StatePartial, false, true, false},
		{"PARTIALLY_APPROVED", payments.StatePartial, false, true, false},
		{"DECLINED", payments.StateDeclined, false, false, false},
		{"CANCELLED", payments.StateCancelled, false, false, false},
		{"FAILED", payments.StateFailed, false, false, false},
		{"IN_PROGRESS", payments.StateWaiting, false, false, false},
		{"UNDEFINED", payments.StateUnknown, false, false, true},
		{"PROCESSED", payments.StateUnknown, false, false, false},
		{"CAPTURED", payments.StateUnknown, false, false, false},
		{"APPROVED", payments.StateUnknown, false, false, false},
		{"AUTHORIZED", payments.StateUnknown, false, false, false},
		{"SOMETHING_NEW", payments.StateUnknown, false, false, false},
		{"0", payments.StateUnknown, false, false, false},
	}
	for _, test := range tests {
		t.Run(test.word, func(t *testing.T) {
			body := `{"finStatus":"` + test.word + `"}`
			got := mapped(t, body, payments.SourceStatus)
			if got.State != test.state || got.Refunded != test.refunded || got.Choosing != test.choosing || got.NotFound != test.notFound {
				t.Errorf("status host: got %+v", got)
			}
			got = mapped(t, body, payments.SourceResult)
			if got.State != test.state || got.Choosing || got.NotFound {
				t.Errorf("terminal: got %+v", got)
			}
		})
	}
	for word, s := range finStates {
		if s.Final() != s.Verdict() {
			t.Errorf("%s may not be said by a result", word)
		}
	}
}

func TestUndefinedWithATransactionIsNotNeverSeen(t *testing.T) {
	got := mapped(t, `{"finStatus":"UNDEFINED","efttransactionID":"1abe8dc0"}`, payments.SourceStatus)
	if got.NotFound || got.State != payments.StateUnknown {
		t.Fatalf("got %+v", got)
	}
}

func TestTypesBecomeKinds(t *testing.T) {
	tests := map[string]payments.Kind{
		"": "", "UNDEFINED": "", "SALE": payments.KindSale, "sale": payments.KindSale, "REFUND": payments.KindRefund,
		"VOID_SALE": payments.KindSaleReversal, "CANCEL_SALE": payments.KindSaleReversal,
		"VOID_REFUND": payments.KindRefundReversal, "CANCEL_REFUND": payments.KindRefundReversal,
		"REVERSAL": kindReversal, "MOTO_SALE": payments.KindPhoneOrder, "MOTO_REFUND": payments.KindRefund, "MOTO_REVERSAL": payments.KindSaleReversal,
		"PRE_AUTHORIZATION": payments.KindHold, "MOTO_PREAUTHORIZATION": payments.KindPhoneHold, "PRE_AUTHORIZATION_INCREASE": payments.KindHoldIncrease,
		"PRE_AUTHORIZATION_CAPTURE": payments.KindHoldCapture, "PRE_AUTHORIZATION_REVERSAL": payments.KindHoldRelease, "NEW_WORD": "new_word",
	}
	for word, want := range tests {
		if got := mapped(t, `{"finStatus":"AUTHORISED","type":"`+word+`"}`, payments.SourceResult).Kind; got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}

// A word that is not one of our kinds must be noticed when it answers our question.
func TestAForeignTypeIsAMismatch(t *testing.T) {
	a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Amount: eur(300)}}
	body := `{"finStatus":"AUTHORISED","totalAmount":300,"currency":"EUR","type":"`
	for _, word := range []string{"MOTO_SALE", "REVERSAL", "REFUND", "NEW_WORD"} {
		got := resolve(mapped(t, body+word+`"}`, payments.SourceResult), payments.KindSale)
		if wrong := a.Compare(got); len(wrong) != 1 || wrong[0] != "kind" {
			t.Errorf("%s: %q", word, wrong)
		}
	}
	if wrong := a.Compare(mapped(t, body+`SALE"}`, payments.SourceResult)); len(wrong) != 0 {
		t.Errorf("a sale: %q", wrong)
	}
}

func TestAReversalIsNamedByItsQuestion(t *testing.T) {
	reversal := payments.Outcome{Kind: kindReversal}
	for _, k := range payments.Kinds() {
		want := kindReversal
		if k == payments.KindSaleReversal || k == payments.KindRefundReversal || k == payments.KindHoldRelease {
			want = k
		}
		if got := resolve(reversal, k).Kind; got != want {
			t.Errorf("asked for %s: got %q", k, got)
		}
	}
	if got := resolve(payments.Outcome{Kind: payments.KindSale}, payments.KindSaleReversal).Kind; got != payments.KindSale {
		t.Errorf("a sale stays a sale: %q", got)
	}
}

func TestAmounts(t *testing.T) {
	const full = `"requestedAmount":1000,"totalAmount":1150,"tipAmount":100,"dueAmount":0`
	tests := []struct {
		name, body string
		want       payments.Amounts
	}{
		{"approved", `"finStatus":"AUTHORISED","currency":"EUR",` + full,
			payments.Amounts{Requested: eur(1000), Charged: eur(1150), Tip: eur(100), Due: eur(0)}},
		{"in part", `"finStatus":"PARTIAL_APPROVAL","currency":"EUR","requestedAmount":1000,"totalAmount":400,"dueAmount":600`,
			payments.Amounts{Requested: eur(1000), Charged: eur(400), Due: eur(600)}},
		{"declined charges nothing", `"finStatus":"DECLINED","currency":"EUR",` + full,
			payments.Amounts{Requested: eur(1000), Tip: eur(100), Due: eur(0)}},
		{"a new word charges nothing", `"finStatus":"WHATEVER","currency":"EUR","totalAmount":5`, payments.Amounts{}},
		{"surcharge as a number", `"finStatus":"AUTHORISED","currency":"EUR","surcharge":50`, payments.Amounts{Extra: eur(50)}},
		{"surcharge and fee", `"finStatus":"AUTHORISED","currency":"EUR","surcharge":{"amount":50,"applied":true},"fee":{"amount":7}`,
			payments.Amounts{Extra: eur(57)}},
		{"fee alone", `"finStatus":"AUTHORISED","currency":"EUR","fee":{"amount":7,"applied":true}`, payments.Amounts{Extra: eur(7)}},
		{"fee not applied", `"finStatus":"AUTHORISED","currency":"EUR","fee":{"amount":7,"applied":false}`, payments.Amounts{}},
		{"no decimals", `"finStatus":"AUTHORISED","currency":"ISK","totalAmount":1150`,
			payments.Amounts{Charged: payments.MustMoney(1150, "ISK")}},
		{"lower case", `"finStatus":"AUTHORISED","currency":"eur","totalAmount":1`, payments.Amounts{Charged: eur(1)}},
		{"no currency", `"finStatus":"AUTHORISED",` + full, payments.Amounts{}},
		{"an unknown currency", `"finStatus":"AUTHORISED","currency":"XXX",` + full, payments.Amounts{}},
		{"nothing", `"finStatus":"AUTHORISED","currency":"EUR","totalAmount":null`, payments.Amounts{}},
		{"fee beyond counting", `"finStatus":"AUTHORISED","currency":"EUR","surcharge":9223372036854775807,"fee":1`,
			payments.Amounts{Extra: payments.MustMoney(9223372036854775807, "EUR")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := mapped(t, `{`+test.body+`}`, payments.SourceResult).Amounts; got != test.want {
				t.Fatalf("got %+v", got)
			}
		})
	}
}

// Without a currency there is no money, and an approval without money answers nothing.
func TestAnApprovalWithoutCurrencyIsNeverOurAnswer(t *testing.T) {
	a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Amount: eur(300)}}
	got := mapped(t, `{"finStatus":"AUTHORISED","type":"SALE","totalAmount":300,"requestedAmount":300}`, payments.SourceResult)
	if wrong := a.Compare(got); len(wrong) == 0 {
		t.Fatalf("%+v was taken", got)
	}
}

func TestReasons(t *testing.T) {
	tests := []struct {
		name, body string
		want       payments.Reason
		code       string
	}{
		{"01", `"finStatus":"DECLINED","issuerResponseCode":"01"`, payments.ReasonIssuer, "01"},
		{"05", `"finStatus":"DECLINED","issuerResponseCode":"05"`, payments.ReasonIssuer, "05"},
		{"5 as a number", `"finStatus":"DECLINED","issuerResponseCode":5`, payments.ReasonIssuer, "05"},
		{"04", `"finStatus":"DECLINED","issuerResponseCode":"04"`, payments.ReasonPickUp, "04"},
		{"13", `"finStatus":"DECLINED","issuerResponseCode":"13"`, payments.ReasonAmount, "13"},
		{"51", `"finStatus":"DECLINED","issuerResponseCode":"51"`, payments.ReasonFunds, "51"},
		{"61", `"finStatus":"DECLINED","issuerResponseCode":"61"`, payments.ReasonFunds, "61"},
		{"65", `"finStatus":"DECLINED","issuerResponseCode":"65"`, payments.ReasonAuthenticate, "65"},
		{"70", `"finStatus":"DECLINED","issuerResponseCode":"70"`, payments.ReasonAuthenticate, "70"},
		{"1a", `"finStatus":"DECLINED","issuerResponseCode":"1a"`, payments.ReasonAuthenticate, "1A"},
		{"by symbol", `"finStatus":"DECLINED","issuerResponseCode":"","_statusMessage":"TEXT_IRT_61"`, payments.ReasonFunds, "61"},
		{"symbol beats placeholder", `"finStatus":"DECLINED","issuerResponseCode":"00","_statusMessage":"TEXT_IRT_65"`, payments.ReasonAuthenticate, "65"},
		{"code beats symbol", `"finStatus":"DECLINED","issuerResponseCode":"05","_statusMessage":"TEXT_IRT_65"`, payments.ReasonIssuer, "05"},
		{"placeholder alone", `"finStatus":"DECLINED","issuerResponseCode":"00"`, payments.ReasonIssuer, ""},
		{"another symbol", `"finStatus":"DECLINED","_statusMessage":"TEXT_SOMETHING"`, payments.ReasonIssuer, ""},
		{"no code", `"finStatus":"DECLINED"`, payments.ReasonIssuer, ""},
		{"agreement", `"finStatus":"FAILED","errorMessage":"Agreement not found"`, payments.ReasonCurrency, ""},
		{"amount", `"finStatus":"FAILED","errorMessage":"Invalid Amount"`, payments.ReasonAmount, ""},
		{"91", `"finStatus":"FAILED","issuerResponseCode":"91"`, payments.ReasonTimeout, "91"},
		{"time-out", `"finStatus":"FAILED","errorMessage":"Timeout connecting"`, payments.ReasonTimeout, ""},
		{"timed out", `"finStatus":"FAILED","errorMessage":"Operation timed out"`, payments.ReasonTimeout, ""},
		{"technical", `"finStatus":"FAILED","errorMessage":"Processing error","issuerResponseCode":"96"`, payments.ReasonTechnical, "96"},
		{"cancelled", `"finStatus":"CANCELLED","errorMessage":"Timeout"`, payments.ReasonTerminalStop, ""},
		{"approved", `"finStatus":"AUTHORISED","issuerResponseCode":"00","errorMessage":"Timeout"`, "", "00"},
		{"waiting", `"finStatus":"IN_PROGRESS","issuerResponseCode":"05"`, "", "05"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := mapped(t, `{`+test.body+`}`, payments.SourceResult)
			if got.Reason != test.want || got.Answer.Code != test.code {
				t.Fatalf("got %q, code %q", got.Reason, got.Answer.Code)
			}
		})
	}
}

func TestHealth(t *testing.T) {
	tests := []struct {
		body string
		want payments.Health
	}{
		{`{"batteryStatus":"80","batteryCharging":"Not Charging","applicationName":"Payments","applicationVersion":"1.2","serialNumber":"9"}`,
			payments.Health{Battery: "80", App: "Payments 1.2", Serial: "9"}},
		{`{"batteryStatus":"7%","batteryCharging":"CHARGING"}`, payments.Health{Battery: "7", Charging: true}},
		{`{}`, payments.Health{}},
		{`null`, payments.Health{}},
		{`"offline"`, payments.Health{}},
	}
	for _, test := range tests {
		if got := mapped(t, `{"finStatus":"FAILED","deviceStatus":`+test.body+`}`, payments.SourceResult).Device; got != test.want {
			t.Errorf("%s: got %+v", test.body, got)
		}
	}
}

func TestEntries(t *testing.T) {
	tests := []struct {
		scenario, entry string
		want            payments.Entry
	}{
		{"CHIPCONTACTLESS", "ICC", payments.EntryContactless},
		{"MAGSTRIPECONTACTLESS", "MSR", payments.EntryContactless},
		{"CHIP", "ICC", payments.EntryChip},
		{"CHIPFAILMAGSTRIPE", "MSR", payments.EntrySwipe},
		{"FALLBACK_SWIPE", "", payments.EntrySwipe},
		{"MOTO", "CNP", payments.EntryKeyed},
		{"UNKNOWN", "CONTACTLESS_ICC", payments.EntryContactless},
		{"", "MAG_STRIPE", payments.EntrySwipe},
		{"UNKNOWN", "UNDEFINED", payments.EntryUnknown},
		{"A_NEW_WAY", "ANOTHER", payments.EntryUnknown},
	}
	for _, test := range tests {
		body := `{"finStatus":"AUTHORISED","paymentScenario":"` + test.scenario + `","cardEntryType":"` + test.entry + `"}`
		if got := mapped(t, body, payments.SourceResult).Card.Entry; got != test.want {
			t.Errorf("%s, %s: got %q", test.scenario, test.entry, got)
		}
	}
}

func TestMask(t *testing.T) {
	tests := []struct {
		in, want string
		over     bool
	}{
		{"************0936", "************0936", false},
		{"476173******0936", "476173******0936", false},
		{"4761 73** **** 0936", "476173******0936", false},
		{"XXXXXXXXXXXX0936", "************0936", false},
		{"4761730000000936", "476173******0936", true},
		{"4761-7300-0000-0936", "476173******0936", true},
		{"47617300****0936", "476173******0936", true},
		{"476173*****10936", "476173******0936", true},
		{"****0936", "****0936", false},
		{"0936", "0936", false},
		{"4761730936", "******0936", true},
		{"", "", false},
		{"UNKNOWN", "", false},
		{"٤٧٦١٧٣٠٠٠٠٠٠٠٩٣٦", "", false}, // digits of another script are no digits here
		{strings.Repeat("4", 60), strings.Repeat("*", 20) + "4444", true},
	}
	for _, test := range tests {
		if got, over := mask(test.in); got != test.want || over != test.over {
			t.Errorf("%q: got %q, %v", test.in, got, over)
		}
	}
}

func TestCardFallsBackToTheOtherField(t *testing.T) {
	got := mapped(t, `{"finStatus":"AUTHORISED","maskedCardNumber":"","cardTypeId":"4761730000000936","cardSchemeName":"Visa",
		"verificationMethod":"pin"}`, payments.SourceResult).Card
	want := payments.Card{Scheme: "Visa", Masked: "476173******0936", UnmaskedByProvider: true, Verification: "PIN"}
	if got != want || got.LastFour() != "0936" {
		t.Fatalf("got %+v", got)
	}
}

// What a result may carry of a card beyond the masked number is found nowhere in what we keep.
func TestCardSecretsAreNotKept(t *testing.T) {
	got := mapped(t, `{"finStatus":"AUTHORISED","unMaskedPan":"4761730000000936","expiryDateMMYY":"1027",
		"cardHolderName":"ADA LOVELACE","cardToken":"665630867","ssk":"FA4EFA4E","maskedCardNumber":"4761730000000936",
		"statusMessage":"card 4761730000000936 ok"}`, payments.SourceResult)
	if got.Message != "card **************** ok" || got.Card.Masked != "476173******0936" {
		t.Fatalf("got %+v", got)
	}
	text := strings.ToUpper(strings.Join([]string{got.Message, got.Card.Masked, got.Card.Scheme, got.Answer.Code, got.IDs.Transaction}, " "))
	for _, secret := range []string{"4761730000000936", "1027", "ADA", "665630867", "FA4E"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s was kept", secret)
		}
	}
}

func FuzzResult(f *testing.F) {
	for _, name := range []string{"result", "status", "status_last"} {
		f.Add(sample(f, name))
	}
	f.Add([]byte(`{"finStatus":"AUTHORISED","totalAmount":"12","maskedCardNumber":"4761730000000936"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := parseResult(body)
		if err != nil {
			return
		}
		for _, source := range []payments.Source{payments.SourceResult, payments.SourceStatus} {
			o := outcome(r, source)
			switch {
			case o.State.Final() && !o.State.Verdict():
				t.Fatalf("%s ends in %s", fin(r), o.State)
			case o.State.Final() && finStates[fin(r)] == "":
				t.Fatalf("the word %q became final", fin(r))
			case !o.Amounts.Charged.IsZero() && o.State.Info().Charged != payments.ChargedYes:
				t.Fatalf("charged without an approval: %+v", o)
			case o.NotFound && o.State != payments.StateUnknown:
				t.Fatalf("not found and %s", o.State)
			case strings.Count(o.Card.Masked, "")-strings.Count(o.Card.Masked, "*")-1 > leadingDigits+trailingDigits:
				t.Fatalf("too many digits: %q", o.Card.Masked)
			}
		}
	})
}

// CAPTURED states something of a hold and of its capture, and of nothing else.
func TestCaptured(t *testing.T) {
	for word, want := range map[string]payments.State{
		"PRE_AUTHORIZATION": payments.StateApproved, "PRE_AUTHORIZATION_CAPTURE": payments.StateApproved,
		"PRE_AUTHORIZATION_INCREASE": payments.StateUnknown, "REVERSAL": payments.StateUnknown, "SALE": payments.StateUnknown, "": payments.StateUnknown,
	} {
		got := mapped(t, `{"finStatus":"CAPTURED","totalAmount":300,"currency":"EUR","type":"`+word+`"}`, payments.SourceStatus)
		if got.State != want || (got.Amounts.Charged == eur(300)) != (want == payments.StateApproved) {
			t.Errorf("%s: %+v", word, got)
		}
	}
}
