package handpoint_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// A merchant that has nothing beside payments, at the training cloud: each feature is refused by the
// words of the pages and read as that, and a plain sale is charged.
func TestAMerchantWithoutFeatures(t *testing.T) {
	shop := handpoint.Config{Phone: true, Cards: true, Loyalty: true, Units: payments.UnitsMajor}
	inShop(t, shop, func(t *testing.T, s scene) {
		cloud := simulator.New(simulator.Options{Seed: 7, Key: payments.NewSecret(testKey)})
		defer cloud.Close()
		cloud.Lack(payments.Features()...)
		s.net.Serve(cloudHost, cloud.API())
		s.net.Serve(statusHost, cloud.Status())
		terminals, err := s.Terminals(t.Context())
		if err != nil || len(terminals) == 0 {
			t.Fatalf("%d terminals, %v", len(terminals), err)
		}
		number := 0
		reference := func() string {
			number++
			return fmt.Sprintf("%08d-0000-4000-8000-000000000000", number)
		}
		at := func(k payments.Kind) payments.Attempt {
			a := attempt(k)
			a.Reference, a.Terminal, a.Amount = reference(), terminals[0], payments.MustMoney(1000, "EUR")
			return a
		}
		for _, kind := range []payments.Kind{payments.KindHold, payments.KindPhoneOrder, payments.KindPhoneHold, payments.KindSale} {
			a := at(kind)
			o := s.Begin(t.Context(), a)
			a.Sent.ResultID, a.Sent.Reference = o.IDs.Result, o.IDs.Reference
			for range 60 {
				if o.State.Verdict() {
					break
				}
				time.Sleep(time.Second)
				if now, err := s.Check(t.Context(), a); err == nil {
					o = now
				}
			}
			if lacks := a.Feature() != ""; lacks != (o.Reason == payments.ReasonLacking) || lacks == (o.State == payments.StateApproved) {
				t.Errorf("%s: %s, %q", kind, o.State, o.Reason)
			}
		}
		order := at(payments.KindPhoneOrder)
		order.Terminal = payments.Terminal{}
		if o := s.BeginWithCard(t.Context(), order, payments.CardUse{Token: payments.NewSecret(testToken)}); o.State != payments.StateRefused || o.Reason != payments.ReasonLacking {
			t.Errorf("an order by a kept card: %s, %q", o.State, o.Reason)
		}
		for _, k := range []payments.CommandKind{payments.CommandBatchSummary, payments.CommandBatchDetail, payments.CommandBatchClose, payments.CommandKeepCard, payments.CommandCardNumber} {
			answer := s.Command(t.Context(), payments.Command{Reference: reference(), Kind: k, Terminal: terminals[0], Settings: payments.CommandSettings{Batch: "1"}})
			for range 20 {
				if answer.State != payments.CommandTaken {
					break
				}
				time.Sleep(time.Second)
				if now, ok, err := s.CommandResult(t.Context(), answer.Handle); ok && err == nil {
					answer = now
				}
			}
			if answer.State != payments.CommandRefused || answer.Answer.Refusal != payments.ReasonLacking || k.Feature() == "" {
				t.Errorf("%s: %s, %+v", k, answer.State, answer.Answer)
			}
		}
		if _, err := s.CardOf(t.Context(), paid()); !errors.Is(err, payments.ErrLacking) {
			t.Errorf("a token: %v", err)
		}
	})
}
