package handpoint_test

import (
	"encoding/json"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

func tipOf(minor int64) payments.Command {
	return payments.Command{Kind: payments.CommandTip, Settings: payments.CommandSettings{Receipt: reference, Tip: payments.TipChange{
		Tip: payments.MustMoney(minor, "USD"), Of: payments.MustMoney(5000, "USD"), Transaction: "ff6da784-8b57-11ed-9891-ebe2a88ff071", FiledUnder: reference,
	}}}
}

// A tip is written as a person has settled it, as each of the two pages has it, and not at all before.
// "tip adjusted" says that it was taken, and not which amount.
func TestATipIsWrittenAsWasSettled(t *testing.T) {
	for units, want := range map[string]string{payments.UnitsMinor: `"525"`, payments.UnitsMajor: `5.25`, payments.UnitsOff: "", "": ""} {
		inShop(t, handpoint.Config{TipUnits: units}, func(t *testing.T, s scene) {
			s.cloud.say("POST /transactions/ff6da784-8b57-11ed-9891-ebe2a88ff071/tip-adjustment", 200, `{"statusMessage":"tip adjusted"}`)
			answer := s.Command(t.Context(), tipOf(525))
			if want == "" {
				if answer.State != payments.CommandNotSent || len(s.net.Requests()) != 0 || payments.Describe(s.Gateway).Can.Commands.Has(payments.CommandTip) {
					t.Errorf("%q: %+v", units, answer)
				}
				return
			}
			var got struct{ Amount json.RawMessage }
			if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil || string(got.Amount) != want || answer.State != payments.CommandTaken {
				t.Errorf("%q: %s, %+v, %v", units, got.Amount, answer, err)
			}
		})
	}
}

// None at all is the same in every unit, and is sent where none is settled: it takes back what was read otherwise.
func TestNoTipIsTheSameInEveryUnit(t *testing.T) {
	for units, want := range map[string]string{payments.UnitsMinor: `"0"`, payments.UnitsMajor: `0.00`, payments.UnitsOff: `"0"`} {
		inShop(t, handpoint.Config{TipUnits: units}, func(t *testing.T, s scene) {
			s.cloud.say("POST /transactions/ff6da784-8b57-11ed-9891-ebe2a88ff071/tip-adjustment", 200, `{"statusMessage":"tip adjusted"}`)
			answer := s.Command(t.Context(), tipOf(0))
			var got struct{ Amount json.RawMessage }
			if err := json.Unmarshal(s.net.Requests()[0].Body, &got); err != nil || string(got.Amount) != want || answer.State != payments.CommandTaken {
				t.Errorf("%q: %s, %+v, %v", units, got.Amount, answer, err)
			}
		})
	}
}

// The sample of a refusal, and what is none.
func TestWhatATipIsAnswered(t *testing.T) {
	for body, test := range map[string]struct {
		status int
		want   payments.CommandState
	}{
		`{"error":{"statusCode":400,"name":"BadRequestError","message":"Invalid guid [fake-guid]"}}`: {400, payments.CommandRefused},
		`{"statusMessage":"tip adjusted"}`: {200, payments.CommandTaken},
		`{"statusMessage":"later"}`:        {200, payments.CommandUnknown},
		`<html>`:                           {200, payments.CommandUnknown},
		`{}`:                               {500, payments.CommandUnknown},
	} {
		inShop(t, handpoint.Config{TipUnits: payments.UnitsMinor}, func(t *testing.T, s scene) {
			s.cloud.say("POST /transactions/ff6da784-8b57-11ed-9891-ebe2a88ff071/tip-adjustment", test.status, body)
			if answer := s.Command(t.Context(), tipOf(525)); answer.State != test.want || len(s.net.Requests()) != 1 {
				t.Errorf("%d %s: %+v", test.status, body, answer)
			}
		})
	}
}
