package handpoint

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tillside/payments"
)

func TestMerchantCredentialsAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"MY-SHOP-3":                  `[{"externalId":"MY-SHOP-3"}]`,
		" MID=123 tid=45  mcc=5999 ": `[{"mid":"123","tid":"45","mcc":"5999"}]`,
		"externalId=A":               `[{"externalId":"A"}]`,
		"acquirer=AMEX mid=1; acquirer=EVO externalId=B": `[{"acquirer":"AMEX","mid":"1"},{"acquirer":"EVO","externalId":"B"}]`,
		"": "", ";": "", "mid=1;": "", "mid=1; tid=2": "", "mid=": "", "=1": "", "mid=1 mid=2": "", "pin=1": "", "a b": "",
		"mid=é": "", strings.Repeat("x", 24): "", "mid=" + strings.Repeat("1", 61): "",
	} {
		all, ok := parseCredentials(text)
		got, err := json.Marshal(all)
		if err != nil || ok != (want != "") || ok && string(got) != want {
			t.Errorf("%q: %s, %v", text, got, ok)
		}
	}
	_, err := New(Config{Environment: Production, Acquirer: payments.NewSecret("pin=1")})
	if !errors.Is(err, payments.ErrKeyForm) {
		t.Errorf("credentials that cannot be read: %v", err)
	}
	credential, ok := Provider().Credential(payments.CredentialAcquirer)
	if !ok || credential.Needed || credential.Form == nil || !credential.Fits(payments.NewSecret("mid=1 tid=2"), payments.ClassCustom) || credential.Fits(payments.NewSecret("pin=1"), payments.ClassLive) {
		t.Error("what is typed is not held against that form")
	}
}

// Each member goes with the operations that it is documented for, and a shop that has decided nothing
// sends none.
func TestWhatAShopAddsToItsRequests(t *testing.T) {
	e, ok := newExtras(Config{Asks: Asks{payments.BypassPIN, payments.DuplicatesUnasked}, Acquirer: payments.NewSecret("SHOP")})
	if !ok {
		t.Fatal("not read")
	}
	const decided = `"bypassOptions":{"signatureBypass":false,"pinBypass":true},"merchantAuth":[{"externalId":"SHOP"}],"duplicate_check":false`
	for operation, want := range map[string]string{
		opSale: decided, opRefund: decided, opSaleReversal: `"duplicate_check":false`, opRefundReversal: `"duplicate_check":false`,
		opMotoSale: `"duplicate_check":false`, opMotoRefund: `"duplicate_check":false`, opMotoReversal: `"duplicate_check":false`,
		opHold: "", opHoldCapture: "", opHoldRelease: "", opHoldIncrease: "", opStop: "", opPing: "", opPrint: "",
	} {
		plain, with := order{Operation: operation}, order{Operation: operation}
		e.add(&with)
		extras{}.add(&plain)
		bare := `{"operation":"` + operation + `","serial_number":"","terminal_type":""`
		if want != "" {
			want = "," + want
		}
		for o, want := range map[*order]string{&with: bare + want + "}", &plain: bare + "}"} {
			if got, err := json.Marshal(o); err != nil || string(got) != want {
				t.Errorf("%s: %s, want %s", operation, got, want)
			}
		}
	}
	for choice, want := range map[string]*bypassOptions{"": nil, payments.BypassNone: nil, payments.BypassSignature: {Signature: true}, payments.BypassBoth: {true, true}} {
		if e, _ := newExtras(Config{Asks: Asks{Bypass: choice}}); (e.bypass == nil) != (want == nil) || want != nil && *e.bypass != *want {
			t.Errorf("%s: %+v", choice, e.bypass)
		}
	}
}

// A request that is told back in an error loses the shop's numbers before anybody keeps it.
func TestMerchantCredentialsAreTakenOutOfErrors(t *testing.T) {
	e, _ := newExtras(Config{Acquirer: payments.NewSecret("mid=778899 tid=12 acquirer=AMEX mcc=5999")})
	got := string(e.redact([]byte(`agreement 778899 of AMEX, 5999, at 12:00 not found`)))
	if strings.Contains(got, "778899") || strings.Contains(got, "5999") || !strings.Contains(got, "12:00") || !strings.Contains(got, "AMEX") {
		t.Error(got)
	}
}

func TestMetadataIsInTheSignsThatAreTaken(t *testing.T) {
	for _, test := range []struct {
		fields payments.Fields
		want   string
	}{
		{payments.Fields{}, "null"},
		{payments.Fields{{Name: "Table", Value: "Terrace 4"}}, `{"metadata1":"Terrace_4"}`},
		{payments.Fields{{Name: "Table", Value: "12"}, {Name: "Guest", Value: "José (2)"}}, `{"metadata1":"12","metadata2":"Jos__(2)"}`},
	} {
		if got, err := json.Marshal(metadataOf(test.fields)); err != nil || string(got) != test.want {
			t.Errorf("%v: %s", test.fields, got)
		}
	}
}

// What a card says of itself costs no result, and counts where it is whole.
func TestTheBalanceOfACard(t *testing.T) {
	for told, want := range map[string]payments.Money{
		`{"amount":1875,"currency":"EUR","positive":true,"negative":false}`: eur(1875),
		`{"amount":"0","currency":"EUR"}`:                                   eur(0),
		`{"amount":450,"currency":"EUR","negative":true}`:                   eur(-450),
		`{"amount":-450,"currency":"EUR","negative":true}`:                  eur(-450),
		`{"amount":-450,"currency":"EUR","positive":true}`:                  {},
		`{"amount":450,"currency":"EUR","positive":true,"negative":true}`:   {},
		`{"amount":18.75,"currency":"EUR"}`:                                 {},
		`{"amount":1875}`:                                                   {},
		`{"amount":1875,"currency":"XXXX"}`:                                 {},
		`{"amount":null,"currency":"EUR"}`:                                  {},
		`{"currency":"EUR"}`:                                                {},
		`{"amount":1,"currency":"EUR","negative":"yes"}`:                    {},
		`1875`: {}, `null`: {}, `"1875"`: {}, `[]`: {},
	} {
		o := mapped(t, `{"finStatus":"AUTHORISED","totalAmount":300,"currency":"EUR","balance":`+told+`}`, payments.SourceResult)
		if o.Amounts.Balance != want || o.Amounts.Charged != eur(300) {
			t.Errorf("%s: %v of %v", told, o.Amounts.Balance, o.Amounts.Charged)
		}
	}
	if o := mapped(t, `{"finStatus":"DECLINED","balance":{"amount":5,"currency":"EUR"}}`, payments.SourceResult); o.Amounts.Balance != eur(5) {
		t.Errorf("a decline without a currency: %v", o.Amounts)
	}
	a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindSale, Amount: eur(300)}}
	o := mapped(t, `{"finStatus":"AUTHORISED","totalAmount":300,"currency":"EUR","balance":{"amount":5,"currency":"USD"}}`, payments.SourceResult)
	if wrong := a.Compare(o); len(wrong) != 0 {
		t.Errorf("the balance of a card is no answer to the question: %v", wrong)
	}
}

// The text for the customer is kept in the languages of the program, whatever they are called.
func TestTheTextInSeveralLanguages(t *testing.T) {
	for told, want := range map[string]payments.Texts{
		`"multiLanguageStatusMessages":{}`:                                                                                           {},
		`"multiLanguageStatusMessages":{"es_ES":"Denegada","fr_FR":"Refusé"}`:                                                        {{Language: "es", Words: "Denegada"}},
		`"multiLanguageStatusMessages":{"en-GB":"Declined","EN":"Refused","es":"Denegada"}`:                                          {{Language: "en", Words: "Refused"}, {Language: "es", Words: "Denegada"}},
		`"multiLanguageErrorMessages":{"en":"No agreement"}`:                                                                         {{Language: "en", Words: "No agreement"}},
		`"multiLanguageStatusMessages":{"en":"","es":7,"english":"x"}`:                                                               {},
		`"multiLanguageStatusMessages":["en"],"multiLanguageErrorMessages":"en"`:                                                     {},
		`"multiLanguageStatusMessages":{"en":"card 4111 1111 1111 1111"}`:                                                            {{Language: "en", Words: clean("card 4111 1111 1111 1111", 200)}},
		`"multiLanguageStatusMessages":{"en":"Declined"},"multiLanguageErrorMessages":{"en":"other","es_MX":"Fondos insuficientes"}`: {{Language: "en", Words: "Declined"}, {Language: "es", Words: "Fondos insuficientes"}},
	} {
		if got := mapped(t, `{"finStatus":"DECLINED",`+told+`}`, payments.SourceResult).Answer.Texts; got != want {
			t.Errorf("%s: %v", told, got)
		}
	}
	if strings.Contains(clean("card 4111 1111 1111 1111", 200), "4111 1111") {
		t.Error("a card number is kept")
	}
}
