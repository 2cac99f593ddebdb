package handpoint_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

// keepCard asks for a card at the terminal of the device samples.
var keepCard = payments.Command{Kind: payments.CommandKeepCard, Terminal: stand}

// tokenizeCard needs the operation and the terminal and no more; where the shop has no cards kept it is neither
// offered nor sent.
func TestACardIsKeptWithoutASale(t *testing.T) {
	inShop(t, keeps(""), func(t *testing.T, s scene) {
		s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
		got := s.Command(t.Context(), keepCard)
		sent := s.net.Requests()
		if got.State != payments.CommandTaken || got.Handle == "" || len(sent) != 1 ||
			!sameJSON(t, string(sent[0].Body), `{"operation":"tokenizeCard","serial_number":"0000000000","terminal_type":"PAXIM30"}`) {
			t.Errorf("%+v, sent %+v", got, sent)
		}
		if !slices.Contains(s.Commands(), payments.CommandKeepCard) {
			t.Error("not offered")
		}
	})
	inShop(t, handpoint.Config{Phone: true}, func(t *testing.T, s scene) {
		if got := s.Command(t.Context(), keepCard); got.State != payments.CommandNotSent || len(s.net.Requests()) > 0 || slices.Contains(s.Commands(), payments.CommandKeepCard) {
			t.Errorf("a shop that has no cards kept: %+v", got)
		}
	})
}

// What is no acceptance is a refusal where Handpoint itself says so, and else unknown; there is no handle then.
func TestACardThatIsNotAskedFor(t *testing.T) {
	for body, c := range map[string]struct {
		status int
		want   payments.CommandState
	}{
		sample(t, "errors/device_busy"): {400, payments.CommandUnknown},
		`{"statusMessage":"Accepted"}`:  {202, payments.CommandUnknown},
		"":                              {502, payments.CommandUnknown},
		`{"error":{"statusCode":400,"name":"BadRequestError","message":"Not available"}}`: {400, payments.CommandRefused},
	} {
		inShop(t, keeps(""), func(t *testing.T, s scene) {
			s.cloud.say("POST /transactions", c.status, body)
			if got := s.Command(t.Context(), keepCard); got.State != c.want || got.Handle != "" || !got.Card.Token.Empty() {
				t.Errorf("%s: %+v", body, got)
			}
		})
	}
}

// No page says with which word tokenizeCard ends: the token counts, and what has failed has none.
func TestTheTokenOfACardThatWasPresented(t *testing.T) {
	with := func(word string) string {
		return `{"finStatus":"` + word + `","cardToken":"` + testToken + `","maskedCardNumber":"************3555"}`
	}
	for body, c := range map[string]struct {
		known, kept bool
		state       payments.CommandState
	}{
		with("AUTHORISED"):  {true, true, payments.CommandUnknown},
		with("PROCESSED"):   {true, true, payments.CommandDone},
		with("TOKENIZED"):   {true, true, payments.CommandUnknown},
		with("FAILED"):      {true, false, payments.CommandRefused},
		with("CANCELLED"):   {true, false, payments.CommandRefused},
		with("DECLINED"):    {true, false, payments.CommandRefused},
		with("IN_PROGRESS"): {false, false, ""},
		`{"finStatus":"AUTHORISED","cardToken":""}`:                 {true, false, payments.CommandUnknown},
		`{"finStatus":"AUTHORISED","cardToken":"4111111111111111"}`: {true, false, payments.CommandUnknown},
	} {
		inShop(t, keeps(""), func(t *testing.T, s scene) {
			s.cloud.say("GET /transaction-result/h-1", 200, body)
			got, known, err := s.CommandResult(t.Context(), "h-1")
			if err != nil || known != c.known || got.State != c.state || (got.Card.Token.Reveal() == testToken) != c.kept || (got.Card.Masked != "") != c.kept {
				t.Errorf("%s: %+v, %v, %v", body, got, known, err)
			}
			if strings.Contains(got.Answer.Detail+got.Answer.Code+got.Handle, testToken) {
				t.Errorf("told: %+v", got)
			}
		})
	}
}

// Against the simulator: a card that is presented is kept and can be charged; a terminal that does not listen
// keeps none.
func TestACardIsKeptWithoutASaleAgainstTheSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := simulator.New(simulator.Options{Seed: 3})
		n := gatewaytest.NewNetwork()
		defer n.Close()
		defer cloud.Close()
		g, err := handpoint.New(handpoint.Config{
			Environment: handpoint.Training, Transport: n.Transport(), Key: payments.NewSecret(simulator.DefaultKey), Cards: true, Phone: true,
			CloudURL: n.Serve(cloudHost, cloud.API()), StatusURL: n.Serve(statusHost, cloud.Status()),
		})
		if err != nil {
			t.Fatal(err)
		}
		door := cloud.Terminals()[0]
		ask := func() payments.CommandAnswer {
			return g.Command(t.Context(), payments.Command{Kind: payments.CommandKeepCard, Terminal: door})
		}
		taken := ask()
		if _, known, err := g.CommandResult(t.Context(), taken.Handle); known || err != nil {
			t.Errorf("before the card: %v, %v", known, err)
		}
		time.Sleep(simulator.CardTime + time.Second)
		got, known, err := g.CommandResult(t.Context(), taken.Handle)
		if err != nil || !known || !strings.HasPrefix(got.Card.Token.Reveal(), simulator.CardToken) || got.Card.Masked == "" {
			t.Errorf("%+v, %v, %v", got, known, err)
		}
		taken = ask()
		cloud.SetOnline(door.Serial, false)
		time.Sleep(simulator.CardTime + time.Second)
		cloud.SetOnline(door.Serial, true)
		if got, known, err := g.CommandResult(t.Context(), taken.Handle); err != nil || !known || got.State != payments.CommandRefused || !got.Card.Token.Empty() {
			t.Errorf("switched off meanwhile: %+v, %v, %v", got, known, err)
		}
		cloud.SetIntegrated(door.Serial, false)
		taken = ask()
		time.Sleep(simulator.CardTime + time.Second)
		if _, known, err := g.CommandResult(t.Context(), taken.Handle); known || err != nil {
			t.Errorf("a terminal that does not listen: %v, %v", known, err)
		}
	})
}

// cardPan needs the operation and the terminal and no more; where the shop has not chosen it, it is neither
// offered nor sent.
func TestALoyaltyCardIsRead(t *testing.T) {
	ask := payments.Command{Kind: payments.CommandCardNumber, Terminal: stand}
	inShop(t, handpoint.Config{Loyalty: true}, func(t *testing.T, s scene) {
		s.cloud.say("POST /transactions", 202, sample(t, "accepted"))
		got := s.Command(t.Context(), ask)
		sent := s.net.Requests()
		if got.State != payments.CommandTaken || got.Handle == "" || len(sent) != 1 ||
			!sameJSON(t, string(sent[0].Body), `{"operation":"cardPan","serial_number":"0000000000","terminal_type":"PAXIM30"}`) {
			t.Errorf("%+v, sent %+v", got, sent)
		}
		if !slices.Contains(s.Commands(), payments.CommandCardNumber) || slices.Contains(s.Commands(), payments.CommandKeepCard) {
			t.Errorf("offered: %v", s.Commands())
		}
	})
	inShop(t, keeps(""), func(t *testing.T, s scene) {
		if got := s.Command(t.Context(), ask); got.State != payments.CommandNotSent || len(s.net.Requests()) > 0 || slices.Contains(s.Commands(), payments.CommandCardNumber) {
			t.Errorf("a shop that has not chosen it: %+v", got)
		}
	})
	for value, want := range map[string]bool{"": false, payments.LoyaltyOff: false, payments.LoyaltyOn: true, "perhaps": false} {
		g, err := handpoint.Provider().Connect(payments.Config{Environment: handpoint.Production, Choices: map[string]string{payments.ChoiceLoyalty: value}})
		if err != nil || payments.Describe(g).Can.Commands.Has(payments.CommandCardNumber) != want {
			t.Errorf("%q: %v", value, err)
		}
	}
}

// "Only for allow-listed ranges": a number is taken from a result of whatever word but a failure, and that of a
// payment card never leaves the adapter, even in a sample of a sale. The samples of the page have none.
func TestTheNumberOfALoyaltyCard(t *testing.T) {
	with := func(word, number string) string {
		return `{"finStatus":"` + word + `","unMaskedPan":"` + number + `","maskedCardNumber":"************3555"}`
	}
	for body, want := range map[string]payments.CardNumber{
		with("PROCESSED", "9826000012345"):     payments.ReadCardNumber("9826000012345"),
		with("AUTHORISED", "9826000012345"):    payments.ReadCardNumber("9826000012345"),
		with("FAILED", "9826000012345"):        {},
		with("CANCELLED", "9826000012345"):     {},
		with("PROCESSED", ""):                  {},
		with("PROCESSED", "************3555"):  {},
		with("PROCESSED", "4111 111111111111"): {Payment: true},
		with("PROCESSED", "5555555555554444"):  {Payment: true},
		sample(t, "result"):                    {},
		sample(t, "status_index"):              {},
	} {
		inShop(t, handpoint.Config{Loyalty: true}, func(t *testing.T, s scene) {
			s.cloud.say("GET /transaction-result/h-1", 200, body)
			got, known, err := s.CommandResult(t.Context(), "h-1")
			if err != nil || !known || got.Number != want || !got.Card.Token.Empty() {
				t.Errorf("%s: %v of %q, %v, %v", body, got.Number, got.Number.Whole.Reveal(), known, err)
			}
		})
	}
}

// Against the simulator: the loyalty card that is presented is read.
func TestALoyaltyCardIsReadAgainstTheSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cloud := simulator.New(simulator.Options{Seed: 3})
		n := gatewaytest.NewNetwork()
		defer n.Close()
		defer cloud.Close()
		g, err := handpoint.New(handpoint.Config{
			Environment: handpoint.Training, Transport: n.Transport(), Key: payments.NewSecret(simulator.DefaultKey), Loyalty: true,
			CloudURL: n.Serve(cloudHost, cloud.API()), StatusURL: n.Serve(statusHost, cloud.Status()),
		})
		if err != nil {
			t.Fatal(err)
		}
		taken := g.Command(t.Context(), payments.Command{Kind: payments.CommandCardNumber, Terminal: cloud.Terminals()[0]})
		time.Sleep(simulator.CardTime + time.Second)
		if got, known, err := g.CommandResult(t.Context(), taken.Handle); err != nil || !known || got.Number.Whole.Reveal() != simulator.LoyaltyNumber {
			t.Errorf("%+v, %v, %v", got, known, err)
		}
	})
}
