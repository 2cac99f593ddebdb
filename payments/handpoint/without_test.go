package handpoint_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// heldFor is what follows a hold of 100.00 EUR without a terminal.
func heldFor(k payments.Kind, minor int64) payments.Attempt {
	a := attempt(k)
	a.Terminal, a.Amount, a.Original.Kind = payments.Terminal{}, payments.MustMoney(minor, "EUR"), payments.KindHold
	a.Sent.PriorChildrenRead = true
	return a
}

// The amount of an order by telephone is written as a person has settled it. That of a hold is written
// as every page shows it, with decimals: "10.00" (Endpoints), whatever was settled for the other.
// Nothing leaves before.
func TestAmountsAreWrittenAsWasSettled(t *testing.T) {
	phone := heldFor(payments.KindSaleReversal, 10000)
	phone.Original.Kind = payments.KindPhoneOrder
	for _, test := range []struct {
		attempt payments.Attempt
		path    string
		want    map[string]string // by unit
	}{
		{heldFor(payments.KindHoldIncrease, 1240), "/preauthorization/increase", map[string]string{
			payments.UnitsMinor: `{"originalGuid":"` + original + `","increaseAmount":"12.40","customerReference":"op15248"}`,
			payments.UnitsMajor: `{"originalGuid":"` + original + `","increaseAmount":"12.40","customerReference":"op15248"}`,
		}},
		{heldFor(payments.KindHoldDecrease, 1240), "/preauthorization/increase", map[string]string{
			payments.UnitsMinor: `{"originalGuid":"` + original + `","increaseAmount":"12.40","subtract":"1","customerReference":"op15248"}`,
			payments.UnitsMajor: `{"originalGuid":"` + original + `","increaseAmount":"12.40","subtract":"1","customerReference":"op15248"}`,
		}},
		{heldFor(payments.KindHoldCapture, 1240), "/preauthorization/capture", map[string]string{
			payments.UnitsMinor: `{"originalGuid":"` + original + `","capturedAmount":"12.40","customerReference":"op15248"}`,
			payments.UnitsMajor: `{"originalGuid":"` + original + `","capturedAmount":"12.40","customerReference":"op15248"}`,
		}},
		{phone, "/moto/reversal", map[string]string{
			payments.UnitsMinor: `{"originalGuid":"` + original + `","amount":"10000","currency":"EUR","customerReference":"op15248"}`,
			payments.UnitsMajor: `{"originalGuid":"` + original + `","amount":"100.00","currency":"EUR","customerReference":"op15248"}`,
		}},
	} {
		for _, units := range []string{"", payments.UnitsOff, "perhaps", payments.UnitsMinor, payments.UnitsMajor} {
			inUnits(t, units, func(t *testing.T, s scene) {
				o := s.Begin(t.Context(), test.attempt)
				sent := s.net.Requests()
				switch want := test.want[units]; {
				case want == "" && (o.State != payments.StateNotSent || len(sent) > 0):
					t.Errorf("%s in %q: %q, and %d requests left", test.path, units, o.State, len(sent))
				case want != "" && (len(sent) != 1 || sent[0].Path != test.path || string(sent[0].Body) != want):
					t.Errorf("%s in %q: %+v", test.path, units, sent)
				}
			})
		}
	}
}

// A charge of a hold is undone without a terminal and without an amount, and never at one.
func TestAChargeOfAHoldIsUndoneWithoutATerminal(t *testing.T) {
	for path, terminal := range map[string]payments.Terminal{"/reversal": {}, "": {Serial: "1547854757", Type: "PAXA920"}} {
		inScene(t, func(t *testing.T, s scene) {
			a := voided()
			a.Original.Kind, a.Terminal = payments.KindHoldCapture, terminal
			o := s.Begin(t.Context(), a)
			sent := s.net.Requests()
			if path == "" && (len(sent) > 0 || o.State != payments.StateNotSent) || path != "" && (len(sent) != 1 || sent[0].Path != path) {
				t.Errorf("on %+v: %q, %+v", terminal, o.State, sent)
			}
		})
	}
}

// Settings say it, and the first value counts where they say nothing.
func TestWhatWasSettledComesFromTheSettings(t *testing.T) {
	for value, want := range map[string]bool{"": false, payments.UnitsOff: false, payments.UnitsMinor: true, payments.UnitsMajor: true, "perhaps": false} {
		g, err := handpoint.Provider().Connect(payments.Config{Environment: handpoint.Production, Choices: map[string]string{payments.ChoiceUnits: value}})
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Info().MayGoWithout(payments.KindHoldCapture, payments.KindHold); got != want {
			t.Errorf("%q: %v", value, got)
		}
		if !g.Info().MayGoWithout(payments.KindSaleReversal, payments.KindSale) {
			t.Errorf("%q: a void without an amount needs a terminal", value)
		}
	}
}

// The days of a hold come from the settings as well.
func TestHowLongAHoldLastsComesFromTheSettings(t *testing.T) {
	for value, want := range map[string]time.Duration{"": 0, payments.HoldUnknown: 0, "7": 7 * 24 * time.Hour, "31": 31 * 24 * time.Hour, "8": 0, "-1": 0} {
		g, err := handpoint.Provider().Connect(payments.Config{Environment: handpoint.Production, Choices: map[string]string{payments.ChoiceHold: value}})
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Info().Traits.HoldLasts; got != want {
			t.Errorf("%q: %s", value, got)
		}
	}
}

const captured = `"httpStatus":200,"issuerResponseCode":"00","preAuthorizationCaptureGuid":"adad5660-37e6-11f1-9d29-81969834b189"`

// What a 200 must say for a yes, and which amount it states. Everything else is looked up.
func TestWhatIsAmendedWithoutATerminalIsAnsweredAtOnce(t *testing.T) {
	of := `,"preAuthorizationGuid":"` + original + `"`
	for _, test := range []struct {
		name, body string
		status     int
		want       payments.State
		fits       bool
	}{
		{"done", `{` + captured + of + `,"capturedAmount":"12.40","currency":"EUR"}`, 200, payments.StateApproved, true},
		{"a hundred times it", `{` + captured + of + `,"capturedAmount":"1240.00","currency":"EUR"}`, 200, payments.StateApproved, false},
		{"a hundredth of it", `{` + captured + of + `,"capturedAmount":"0.12","currency":"EUR"}`, 200, payments.StateApproved, false},
		{"another currency", `{` + captured + of + `,"capturedAmount":"12.40","currency":"USD"}`, 200, payments.StateApproved, false},
		{"a currency that is none", `{` + captured + of + `,"capturedAmount":"12.40","currency":"EURO"}`, 200, payments.StateUnknown, true},
		{"a unit that cannot be seen", `{` + captured + of + `,"capturedAmount":"1240"}`, 200, payments.StateUnknown, true},
		{"too few decimals", `{` + captured + of + `,"capturedAmount":"12.4"}`, 200, payments.StateUnknown, true},
		{"no amount", `{` + captured + of + `}`, 200, payments.StateUnknown, true},
		{"of another hold", `{` + captured + `,"preAuthorizationGuid":"22222222-cf87-11f0-b588-a122fae316de","capturedAmount":"12.40"}`, 200, payments.StateUnknown, true},
		{"declined", `{"httpStatus":200,"issuerResponseCode":"51","preAuthorizationCaptureGuid":"adad5660"` + of + `,"capturedAmount":"12.40"}`, 200, payments.StateUnknown, true},
		{"no name", `{"httpStatus":200,"issuerResponseCode":"00"` + of + `,"capturedAmount":"12.40"}`, 200, payments.StateUnknown, true},
		{"taken, and no more", `{}`, 202, payments.StateUnknown, true},
		{"captured already", gatewayBody("3211", "already captured"), 400, payments.StateUnknown, true},
		{"no key", forbidden, 403, payments.StateRefused, true},
		{"away", ``, 502, payments.StateUnknown, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			inUnits(t, payments.UnitsMajor, func(t *testing.T, s scene) {
				s.cloud.say("POST /preauthorization/capture", test.status, test.body)
				a := heldFor(payments.KindHoldCapture, 1240)
				o := s.Begin(t.Context(), a)
				if o.State != test.want {
					t.Fatalf("got %q, %+v", o.State, o.Answer)
				}
				if wrong := a.Compare(o); (wrong == nil) != test.fits {
					t.Errorf("does not fit in %q, %+v", wrong, o.Amounts)
				}
			})
		})
	}
}

// The samples of the page, whose amounts are those of another merchant.
func TestTheSamplesOfWhatIsAmended(t *testing.T) {
	for kind, name := range map[payments.Kind]string{payments.KindHoldIncrease: "increased", payments.KindHoldCapture: "captured"} {
		inUnits(t, payments.UnitsMajor, func(t *testing.T, s scene) {
			s.cloud.say("POST "+map[payments.Kind]string{payments.KindHoldIncrease: "/preauthorization/increase", payments.KindHoldCapture: "/preauthorization/capture"}[kind], 200, sample(t, name))
			a := heldFor(kind, 10000)
			a.Amount, a.Original.TransactionID = payments.MustMoney(10000, "USD"), "664ec4c0-37e6-11f1-bc66-3114cb76dabf"
			o := s.Begin(t.Context(), a)
			if o.State != payments.StateApproved || o.Amounts.Charged != a.Amount || a.Compare(o) != nil || o.Card.Masked != "************0936" || o.IDs.Authorisation != "010119" {
				t.Errorf("%s: %+v", name, o)
			}
		})
	}
}

// A tip is told as a part of what is charged, in the unit of that. Whether it is charged within that
// or on top no answer proves: the list does, and a tip on top is a mismatch.
func TestATipIsWithinTheCharge(t *testing.T) {
	for _, onTop := range []bool{false, true} {
		inUnits(t, payments.UnitsMajor, func(t *testing.T, s scene) {
			cloud := simulator.New(simulator.Options{Seed: 7, Key: payments.NewSecret(testKey)})
			defer cloud.Close()
			cloud.ChargeTipsOnTop(onTop)
			s.net.Serve(cloudHost, cloud.API())
			s.net.Serve(statusHost, cloud.Status())
			a := onHeld(t, s, cloud, payments.KindHoldCapture)
			a.Tip = payments.MustMoney(240, "EUR")
			if o := s.Begin(t.Context(), a); o.State != payments.StateUnknown {
				t.Errorf("on top %v: the answer alone is %q, %+v", onTop, o.State, o.Answer)
			}
			sent := s.net.Requests()
			if body := string(sent[len(sent)-1].Body); !strings.Contains(body, `"capturedAmount":"12.40","tipAmount":"2.40"`) {
				t.Errorf("sent %s", body)
			}
			o, err := s.Find(t.Context(), a)
			charged := int64(1240)
			if onTop {
				charged += 240
			}
			if err != nil || o.State != payments.StateApproved || o.Amounts.Charged.Minor() != charged || o.Amounts.Tip.Minor() != 240 {
				t.Fatalf("on top %v: %q of %s, tip %s, %v", onTop, o.State, o.Amounts.Charged, o.Amounts.Tip, err)
			}
			if fits := a.Compare(o) == nil; fits == onTop {
				t.Errorf("on top %v: fits %v", onTop, fits)
			}
		})
	}
}

// However a list puts a charge with a tip, it is found; the tip that it does not state is ours.
func TestAChargeWithATipIsFound(t *testing.T) {
	for requested, total := range map[int64]int64{1240: 1240, 1000: 1240, 1480: 1480} {
		inUnits(t, payments.UnitsMajor, func(t *testing.T, s scene) {
			a := heldFor(payments.KindHoldCapture, 1240)
			a.Tip, a.Original.FiledUnder = payments.MustMoney(240, "EUR"), reference
			a.Sent.PriorChildren = []string{original}
			s.cloud.say("GET /transactions/"+reference+"/status/all", 200, fmt.Sprintf(`[{"finStatus":"CAPTURED","type":"PRE_AUTHORIZATION","transactionReference":%q,"efttransactionID":%q,"requestedAmount":10000,"totalAmount":10000,"currency":"EUR"},
				{"finStatus":"AUTHORISED","type":"PRE_AUTHORIZATION_CAPTURE","transactionReference":%[1]q,"efttransactionID":"adad5660","originalEFTTransactionID":%[2]q,"customerReference":"op15248","requestedAmount":%[3]d,"totalAmount":%[4]d,"currency":"EUR"}]`,
				reference, original, requested, total))
			o, err := s.Find(t.Context(), a)
			if err != nil || o.State != payments.StateApproved || o.Amounts.Tip != a.Tip || (a.Compare(o) == nil) != (total == 1240) {
				t.Errorf("%d of %d: %q, tip %s, does not fit in %v, %v", total, requested, o.State, o.Amounts.Tip, a.Compare(o), err)
			}
		})
	}
}

// onHeld is what follows a hold that a simulated shop has made.
func onHeld(t *testing.T, s scene, cloud *simulator.Cloud, k payments.Kind) payments.Attempt {
	return after(t, s, cloud, payments.KindHold, heldFor(k, 1240))
}

// after is an attempt that follows what a simulated shop has made of a kind.
func after(t *testing.T, s scene, cloud *simulator.Cloud, first payments.Kind, a payments.Attempt) payments.Attempt {
	made := attempt(first)
	made.Terminal = cloud.Terminals()[1]
	made.Sent.ResultID = s.Begin(t.Context(), made).IDs.Result
	done := payments.Outcome{State: payments.StateWaiting}
	for done.State == payments.StateWaiting {
		done, _ = s.Check(t.Context(), made)
	}
	a.Original.Kind, a.Original.TransactionID, a.Original.FiledUnder = first, done.IDs.Transaction, cmp.Or(done.IDs.Reference, made.Reference)
	a.Sent.PriorChildren = []string{done.IDs.Transaction}
	return a
}

// A factor of a hundred never passes, whichever way the provider reads what was settled the other
// way, and whether its answer shows it, hides it or is lost: the list has minor units.
func TestAFactorOfAHundredIsAMismatch(t *testing.T) {
	for _, test := range []struct {
		name           string
		first, kind    payments.Kind
		settled, reads string
		told, lost     bool
	}{
		{"a hundred times, told", payments.KindPhoneOrder, payments.KindRefund, payments.UnitsMinor, payments.UnitsMajor, true, false},
		{"a hundred times, hidden", payments.KindPhoneOrder, payments.KindRefund, payments.UnitsMinor, payments.UnitsMajor, false, false},
		{"a hundred times, lost", payments.KindPhoneOrder, payments.KindRefund, payments.UnitsMinor, payments.UnitsMajor, true, true},
		{"a hundredth, told", payments.KindPhoneOrder, payments.KindRefund, payments.UnitsMajor, payments.UnitsMinor, true, false},
		{"a hundredth, hidden", payments.KindHold, payments.KindHoldIncrease, payments.UnitsMajor, payments.UnitsMinor, false, false},
		{"a hundredth, lost", payments.KindHold, payments.KindHoldIncrease, payments.UnitsMinor, payments.UnitsMinor, true, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			amended(t, test.settled, test.reads, test.told, test.lost, func(t *testing.T, s scene, cloud *simulator.Cloud) payments.Attempt {
				return after(t, s, cloud, test.first, heldFor(test.kind, 100))
			}, func(a payments.Attempt, o payments.Outcome) {
				want := int64(10000)
				if test.reads == payments.UnitsMinor {
					want = 1
				}
				if wrong := a.Compare(o); len(wrong) != 1 || wrong[0] != "amount" || o.Amounts.Charged != payments.MustMoney(want, "EUR") {
					t.Errorf("got %q of %s, does not fit in %q", o.State, o.Amounts.Charged, wrong)
				}
			})
		})
	}
}

// That a kept card is charged in minor units says nothing of holds: the same page writes 20.00 as "2000"
// there and 10.00 as "10.00" here. What was settled for the one holds and charges no hundredfold.
func TestWhatWasSettledForKeptCardsIsNotTakenForHolds(t *testing.T) {
	for _, kind := range []payments.Kind{payments.KindHoldIncrease, payments.KindHoldDecrease, payments.KindHoldCapture} {
		for _, lost := range []bool{false, true} {
			amended(t, payments.UnitsMinor, payments.UnitsMajor, true, lost, func(t *testing.T, s scene, cloud *simulator.Cloud) payments.Attempt {
				return after(t, s, cloud, payments.KindHold, heldFor(kind, 100))
			}, func(a payments.Attempt, o payments.Outcome) {
				if o.State != payments.StateApproved || a.Compare(o) != nil || o.Amounts.Charged != a.Amount {
					t.Errorf("%s, lost %v: %q of %s", kind, lost, o.State, o.Amounts.Charged)
				}
			})
		}
	}
}

// amended carries out an attempt without a terminal in a simulated shop that has settled one unit, at a
// gateway that reads another one or the same.
func amended(t *testing.T, settled, reads string, told, lost bool, of func(*testing.T, scene, *simulator.Cloud) payments.Attempt, then func(payments.Attempt, payments.Outcome)) {
	t.Helper()
	inShop(t, keeps(settled), func(t *testing.T, s scene) {
		cloud := simulator.New(simulator.Options{Seed: 7, Key: payments.NewSecret(testKey)})
		defer cloud.Close()
		cloud.SetUnits(reads, told)
		s.net.Serve(cloudHost, cloud.API())
		s.net.Serve(statusHost, cloud.Status())
		a := of(t, s, cloud)
		if lost {
			s.net.Fault(gatewaytest.Fault{Kind: gatewaytest.CutAnswer})
		}
		o := s.Begin(t.Context(), a)
		if o.State == payments.StateUnknown {
			var err error
			if o, err = s.Find(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		then(a, o)
	})
}
