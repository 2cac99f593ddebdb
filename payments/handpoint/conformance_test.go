package handpoint_test

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// verdictWord finds the financial status in an answer.
var verdictWord = regexp.MustCompile(`"finStatus":"[A-Z_]+"`)

// newRig is the adapter in front of the simulator.
func newRig(t *testing.T) gatewaytest.Rig {
	t.Helper()
	cloud := simulator.New(simulator.Options{Seed: 7})
	n := gatewaytest.NewNetwork()
	config := handpoint.Config{
		Environment: handpoint.Training, Transport: n.Transport(), Limits: new(handpoint.Limits),
		CloudURL: n.Serve(cloudHost, cloud.API()), StatusURL: n.Serve(statusHost, cloud.Status()),
	}
	withKey := func(key payments.Secret) payments.Gateway {
		c := config
		c.Key = key
		g, err := handpoint.New(c)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	key := payments.NewSecret(simulator.DefaultKey)
	return gatewaytest.Rig{
		Gateway: withKey(key), WithKey: withKey, Network: n,
		Terminal: cloud.Terminals()[1], Currency: "EUR",
		Key: key, WrongKey: payments.NewSecret("WRONGXX-WRONGXX-WRONGXX-WRONGXX"),
		Secrets: []string{simulator.SharedSecret, simulator.Cardholder},
		Amounts: gatewaytest.Amounts{
			Approve: 1240, Decline: 3784, Cancel: simulator.AmountCustomerCancels, Fail: 3741, Partial: 3757,
			Busy: simulator.AmountBusy, Offline: simulator.AmountOffline, Late: simulator.AmountLateResult,
			Never: simulator.AmountSilentUnseen, Silent: simulator.AmountSilentApproved, TapFailed: simulator.AmountChipAndPIN,
		},
		IsStart: func(r gatewaytest.Request) bool {
			return r.Method == "POST" && r.Path == "/transactions" && bytes.Contains(r.Body, []byte(`"amount"`))
		},
		Starts: func() int {
			starts := 0
			for _, e := range cloud.Ledger() {
				if e.Event == simulator.EventStart {
					starts++
				}
			}
			return starts
		},
		Moved: func() int64 {
			var sum int64
			for _, e := range cloud.Ledger() {
				sum += e.Moved.Minor()
			}
			return sum
		},
		Freeze: func() { cloud.SetAutoTap(-1) },
		Reword: func(body []byte) []byte { return verdictWord.ReplaceAll(body, []byte(`"finStatus":"PONDERING"`)) },
		Close:  cloud.Close,
	}
}

func TestConformance(t *testing.T) { gatewaytest.Run(t, newRig) }

// The suite is only worth something if it finds what it is there for: each of these
// gateways is the real one with one planted fault.
func TestTheSuiteFindsPlantedFaults(t *testing.T) {
	tests := []struct {
		name   string
		plant  func(*handpoint.Gateway) payments.Gateway
		caught string // a check that must find it
	}{
		{"sends again after a time-out", func(g *handpoint.Gateway) payments.Gateway { return resending{g} }, "start: no answer, obeyed"},
		{"sends again after a cut", func(g *handpoint.Gateway) payments.Gateway { return resending{g} }, "start: cut after send"},
		{"calls a time-out not sent", func(g *handpoint.Gateway) payments.Gateway { return optimist{g, payments.StateNotSent} }, "start: no answer, obeyed"},
		{"calls a 500 refused", func(g *handpoint.Gateway) payments.Gateway { return optimist{g, payments.StateRefused} }, "start: 500, obeyed"},
		{"calls a cut failed", func(g *handpoint.Gateway) payments.Gateway { return optimist{g, payments.StateFailed} }, "start: cut after send"},
		{"takes any word for approved", func(g *handpoint.Gateway) payments.Gateway { return guessing{g} }, "read: a word never seen before"},
		{"takes any 404 for never seen", func(g *handpoint.Gateway) payments.Gateway { return forgetful{g} }, "read: 404"},
		{"believes the first entry", func(g *handpoint.Gateway) payments.Gateway { return hasty{g} }, "refused tap, accepted chip"},
		{"takes an old refund for the new one", func(g *handpoint.Gateway) payments.Gateway { return confused{g} }, "refund, request lost"},
		{"tells the key", func(g *handpoint.Gateway) payments.Gateway { return chatty{g} }, "approve"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, c := range gatewaytest.Checks() {
				if c.Name != test.caught {
					continue
				}
				synctest.Test(t, func(t *testing.T) {
					rig := newRig(t)
					rig.Gateway = test.plant(rig.Gateway.(*handpoint.Gateway))
					if problems := c.Run(t.Context(), rig); len(problems) == 0 {
						t.Fatalf("%q did not find it", c.Name)
					}
				})
				return
			}
			t.Fatalf("there is no check %q", test.caught)
		})
	}
}

type resending struct{ *handpoint.Gateway }

func (g resending) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	o := g.Gateway.Begin(ctx, a)
	if o.State == payments.StateUnknown {
		o = g.Gateway.Begin(ctx, a)
	}
	return o
}

type optimist struct {
	*handpoint.Gateway
	claim payments.State
}

func (g optimist) Begin(ctx context.Context, a payments.Attempt) payments.Outcome {
	o := g.Gateway.Begin(ctx, a)
	if o.State == payments.StateUnknown {
		o.State = g.claim
	}
	return o
}

type guessing struct{ *handpoint.Gateway }

func (g guessing) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.Check(ctx, a)
	if o.State == payments.StateUnknown {
		o.State = payments.StateApproved
	}
	return o, err
}

type forgetful struct{ *handpoint.Gateway }

func (g forgetful) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.Find(ctx, a)
	if payments.KindOf(err) == payments.ErrorNotFound {
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, NotFound: true}, nil
	}
	return o, err
}

type hasty struct{ *handpoint.Gateway }

func (g hasty) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	family, err := g.Family(ctx, a.Reference)
	if err != nil {
		return payments.Outcome{}, err
	}
	return family[0], nil
}

type confused struct{ *handpoint.Gateway }

func (g confused) Find(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	a.Sent.Known = nil
	return g.Gateway.Find(ctx, a)
}

type chatty struct{ *handpoint.Gateway }

func (g chatty) Check(ctx context.Context, a payments.Attempt) (payments.Outcome, error) {
	o, err := g.Gateway.Check(ctx, a)
	o.Message = strings.TrimSpace(o.Message + " " + simulator.DefaultKey)
	return o, err
}
