package handpoint_test

import (
	"errors"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

const (
	testToken = "665630867"
	tokenPath = "/transactions/" + original + "/token"
)

// keeps is a shop that has cards kept, and takes orders by telephone.
func keeps(units string) handpoint.Config {
	return handpoint.Config{Phone: true, Cards: true, Units: units}
}

func byToken() payments.CardUse { return payments.CardUse{Token: payments.NewSecret(testToken)} }

// ordered is an order by telephone of 20.00 EUR that no terminal carries out.
func ordered() payments.Attempt {
	a := attempt(payments.KindPhoneOrder)
	a.Terminal, a.Amount, a.Note = payments.Terminal{}, payments.MustMoney(2000, "EUR"), "order-12345"
	a.Reference = "b7b2360d-3e9e-4b62-9a3a-2e6ef6c5cd01"
	return a
}

// What leaves is the sample of the page, in the unit that was settled, and in none before.
func TestAnOrderByAKeptCardIsTheSample(t *testing.T) {
	for units, amount := range map[string]string{payments.UnitsMinor: "2000", payments.UnitsMajor: "20.00", payments.UnitsOff: "", "": ""} {
		inShop(t, keeps(units), func(t *testing.T, s scene) {
			o := s.BeginWithCard(t.Context(), ordered(), byToken())
			sent := s.net.Requests()
			if amount == "" {
				if o.State != payments.StateNotSent || len(sent) > 0 {
					t.Errorf("in %q: %+v", units, o)
				}
				return
			}
			want := strings.Replace(sample(t, "others/moto_sale_request"), `"2000"`, `"`+amount+`"`, 1)
			if len(sent) != 1 || sent[0].Path != "/moto/sale" || !sameJSON(t, string(sent[0].Body), want) {
				t.Errorf("in %q: %+v", units, sent)
			}
		})
	}
}

// A part that goes back to a kept card is the sample of the page, but for the reference: nothing looks one
// up that a linked operation has.
func TestARefundOfAPhoneOrderWithoutATerminal(t *testing.T) {
	inShop(t, keeps(payments.UnitsMinor), func(t *testing.T, s scene) {
		a := heldFor(payments.KindRefund, 500)
		a.Original.Kind, a.Original.TransactionID, a.Note = payments.KindPhoneOrder, "1a41d9f0-cf72-11f0-95b2-770b7d1d8e67", "refund-98765"
		s.Begin(t.Context(), a)
		want := strings.Replace(sample(t, "others/moto_refund_request"), ",\n  \"transactionReference\": \"a1fe8db5-69a4-4b4d-a704-94ac2570f9b0\"", "", 1)
		if sent := s.net.Requests(); len(sent) != 1 || sent[0].Path != "/moto/refund" || !sameJSON(t, string(sent[0].Body), want) {
			t.Errorf("sent %+v", sent)
		}
	})
}

// These endpoints take 50 characters beside a payment, the others 64.
func TestTheNoteOfAnOrderByAKeptCardIsCutWhereItIsTooLong(t *testing.T) {
	long := strings.Repeat("n", 64)
	inShop(t, keeps(payments.UnitsMinor), func(t *testing.T, s scene) {
		a := ordered()
		a.Note = long
		s.BeginWithCard(t.Context(), a, byToken())
		if body := string(s.net.Requests()[0].Body); strings.Contains(body, long[:51]) || !strings.Contains(body, long[:50]) {
			t.Errorf("sent %s", body)
		}
	})
}

// A sale that is to keep its card is one in all but its word. It is posted nowhere: its result has the token.
func TestASaleThatKeepsItsCard(t *testing.T) {
	inShop(t, keeps(""), func(t *testing.T, s scene) {
		s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
		o := s.BeginWithCard(t.Context(), attempt(payments.KindSale), payments.CardUse{Keep: true})
		want := strings.Replace(sample(t, "requests/sale"), `"sale"`, `"saleAndTokenizeCard"`, 1)
		if sent := s.net.Requests(); o.State != payments.StateWaiting || len(sent) != 1 || !sameJSON(t, string(sent[0].Body), want) {
			t.Errorf("%q, sent %+v", o.State, sent)
		}
	})
	inShop(t, handpoint.Config{Phone: true, Units: payments.UnitsMajor}, func(t *testing.T, s scene) {
		for _, o := range []payments.Outcome{
			s.BeginWithCard(t.Context(), attempt(payments.KindSale), payments.CardUse{Keep: true}),
			s.BeginWithCard(t.Context(), ordered(), byToken()),
		} {
			if o.State != payments.StateNotSent || len(s.net.Requests()) > 0 {
				t.Errorf("a shop that has no cards kept: %+v", o)
			}
		}
		if s.Info().Traits.KeepsCards || s.Info().MayGoWithout(payments.KindPhoneOrder, "") {
			t.Error("it is offered all the same")
		}
	})
}

// What cannot be meant does not leave.
func TestWhatIsNoUseOfAKeptCardDoesNotLeave(t *testing.T) {
	inShop(t, keeps(payments.UnitsMajor), func(t *testing.T, s scene) {
		nothing, unnamed, much, odd := ordered(), ordered(), ordered(), ordered()
		nothing.Amount, unnamed.Reference = payments.MustMoney(0, "EUR"), "order 7"
		much.Amount = payments.MustMoney(999_999_999_999, "EUR")
		virtual := attempt(payments.KindSale)
		virtual.Terminal = payments.Terminal{}
		for name, o := range map[string]payments.Outcome{
			"no amount": s.BeginWithCard(t.Context(), nothing, byToken()), "too much": s.BeginWithCard(t.Context(), much, byToken()),
			"no reference": s.BeginWithCard(t.Context(), unnamed, byToken()), "no use": s.BeginWithCard(t.Context(), odd, payments.CardUse{}),
			"a token with a line": s.BeginWithCard(t.Context(), odd, payments.CardUse{Token: payments.NewSecret("66\n77")}),
			"a sale nowhere":      s.BeginWithCard(t.Context(), virtual, payments.CardUse{Keep: true}),
		} {
			if o.State != payments.StateNotSent || len(s.net.Requests()) > 0 {
				t.Errorf("%s: %+v", name, o)
			}
		}
	})
}

// What a 200 must say for a yes, and what each documented refusal is. Everything else is looked up.
func TestAnOrderByAKeptCardIsAnsweredAtOnce(t *testing.T) {
	const done = `{"type":"motoSaleResponse","httpStatus":200,"guid":"1a41d9f0-cf72-11f0-95b2-770b7d1d8e67","maskedCardNumber":"************3555"`
	for _, test := range []struct {
		name, body string
		status     int
		want       payments.State
		reason     payments.Reason
		fits       bool
	}{
		{"done", done + `,"issuerResponseCode":"00","amount":"20.00","currency":"EUR"}`, 200, payments.StateApproved, "", true},
		{"a hundred times it", done + `,"issuerResponseCode":"00","amount":"2000.00","currency":"EUR"}`, 200, payments.StateApproved, "", false},
		{"a hundredth of it", done + `,"issuerResponseCode":"00","amount":"0.20","currency":"EUR"}`, 200, payments.StateApproved, "", false},
		{"a unit that cannot be seen", done + `,"issuerResponseCode":"00","amount":"2000","currency":"EUR"}`, 200, payments.StateUnknown, "", true},
		{"declined", done + `,"issuerResponseCode":"51","amount":"20.00","currency":"EUR"}`, 200, payments.StateUnknown, "", true},
		{"CVV required", sample(t, "errors/moto_cvv_required"), 400, payments.StateRefused, payments.ReasonCVV, true},
		{"token not known", sample(t, "errors/moto_token_failure"), 400, payments.StateRefused, payments.ReasonToken, true},
		{"token expired", gatewayBody("3112", "expired"), 400, payments.StateRefused, payments.ReasonNoToken, true},
		{"no amount", sample(t, "errors/moto_sale_invalid"), 422, payments.StateRefused, payments.ReasonAmount, true},
		{"a partner's key", forbidden, 403, payments.StateRefused, payments.ReasonKey, true},
		{"somebody else's 403", `no`, 403, payments.StateUnknown, "", true},
		{"away", ``, 502, payments.StateUnknown, "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			inShop(t, keeps(payments.UnitsMajor), func(t *testing.T, s scene) {
				s.cloud.say("POST /moto/sale", test.status, test.body)
				a := ordered()
				o := s.BeginWithCard(t.Context(), a, byToken())
				if o.State != test.want || o.Reason != test.reason {
					t.Fatalf("got %q for %q, %+v", o.State, o.Reason, o.Answer)
				}
				if wrong := a.Compare(o); (wrong == nil) != test.fits {
					t.Errorf("does not fit in %q, %+v", wrong, o.Amounts)
				}
			})
		})
	}
}

// paid is a sale whose transaction the token is asked for.
func paid() payments.Attempt {
	a := attempt(payments.KindSale)
	a.State, a.Outcome.IDs.Transaction = payments.StateApproved, original
	return a
}

// The token is in the result of a sale that kept its card, and else asked for. It is taken from an answer
// about that very transaction alone.
func TestTheTokenOfACard(t *testing.T) {
	of := func(id string) string {
		return strings.Replace(sample(t, "others/token"), "75413c40-21db-11f1-991b-6f80eaf25911", id, 1)
	}
	result := func(id, token string) string {
		return `{"finStatus":"AUTHORISED","type":"SALE_AND_TOKENIZE_CARD","efttransactionID":"` + id + `","cardToken":"` + token + `","maskedCardNumber":"4111111111113555"}`
	}
	const other = "22222222-389e-11f1-8672-a1e0852a3198"
	for _, test := range []struct {
		name, result, body string
		status             int
		token              string
		masked             string
		none               bool // the provider says that there is no token
	}{
		{"the sample", "", of(original), 200, testToken, "************3555", false},
		{"in the result", result(original, "77"), of(original), 200, "77", "411111******3555", false},
		{"the result has none", result(original, ""), of(original), 200, testToken, "************3555", false},
		{"the result of another", result(other, "77"), of(original), 200, testToken, "************3555", false},
		{"the result is gone", "", of(original), 200, testToken, "************3555", false},
		{"of another transaction", "", of(other), 200, "", "", false},
		{"a card number for a token", "", strings.Replace(of(original), testToken, "4111111111111111", 1), 200, "", "", false},
		{"no token", "", strings.Replace(of(original), testToken, "", 1), 200, "", "", false},
		{"not eligible", "", sample(t, "errors/token_not_eligible"), 400, "", "", true},
		{"a partner's key", "", forbidden, 403, "", "", false},
		{"away", "", "", 502, "", "", false},
	} {
		inShop(t, keeps(""), func(t *testing.T, s scene) {
			a := paid()
			if test.result != "" || strings.HasSuffix(test.name, "gone") {
				a.Sent.ResultID = "0821032398-1628774190395"
			}
			if test.result != "" {
				s.cloud.say("GET /transaction-result/"+a.Sent.ResultID, 200, test.result)
			}
			s.cloud.say("GET "+tokenPath, test.status, test.body)
			kept, err := s.CardOf(t.Context(), a)
			if kept.Token.Reveal() != test.token || kept.Masked != test.masked || (err == nil) != (test.token != "") || errors.Is(err, payments.ErrNoCard) != test.none {
				t.Errorf("%s: %q of %q, %v", test.name, kept.Token.Reveal(), kept.Masked, err)
			}
			if err != nil && strings.Contains(err.Error(), testToken) {
				t.Errorf("%s: %v", test.name, err)
			}
		})
	}
	inShop(t, keeps(""), func(t *testing.T, s scene) {
		unnamed := paid()
		unnamed.Outcome.IDs.Transaction = ""
		if _, err := s.CardOf(t.Context(), unnamed); !errors.Is(err, payments.ErrNoCard) || len(s.net.Requests()) > 0 {
			t.Errorf("of what has no name: %v", err)
		}
	})
}

// Whether cards are kept is the shop's choice.
func TestCardsAreKeptWhereTheShopHasChosenIt(t *testing.T) {
	for value, want := range map[string]bool{"": false, payments.CardsOff: false, payments.CardsOn: true, "perhaps": false} {
		g, err := handpoint.Provider().Connect(payments.Config{Environment: handpoint.Production, Choices: map[string]string{
			payments.ChoiceCards: value, payments.ChoicePhone: payments.PhoneOn, payments.ChoiceUnits: payments.UnitsMinor,
		}})
		if err != nil || g.Info().Traits.KeepsCards != want || g.Info().MayGoWithout(payments.KindPhoneOrder, "") != want {
			t.Errorf("%q: %v", value, err)
		}
	}
}

// That cards are not kept for this merchant is another answer than that this payment has none.
func TestATokenThatTheMerchantCannotHave(t *testing.T) {
	for body, lacks := range map[string]bool{
		gatewayBody("TOKENIZATION_NOT_ENABLED", "Not configured for this merchant"):       true,
		gatewayBody("3112", "Transaction type is not eligible for deferred tokenization"): false,
	} {
		inShop(t, keeps(""), func(t *testing.T, s scene) {
			s.cloud.say("GET "+tokenPath, 400, body)
			_, err := s.CardOf(t.Context(), paid())
			if errors.Is(err, payments.ErrLacking) != lacks || errors.Is(err, payments.ErrNoCard) == lacks {
				t.Errorf("%s: %v", body, err)
			}
		})
	}
}
