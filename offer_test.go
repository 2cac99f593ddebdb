package main

import (
	"slices"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/helcim"
	"tillside/payments/kushki"
	"tillside/payments/providers"
	"tillside/payments/simulator"
	"tillside/ui/present"
	"tillside/ui/session"
)

// What a shop is told of each provider before it connects is what its gateway says afterwards.
func TestWhatIsSaidOfAProviderIsTrue(t *testing.T) {
	all := theProviders(t)
	for _, p := range all.List() {
		connected, err := connector(options{}, all)(t.Context(), session.Target{Profile: all.List().Of(p.ID, payments.ClassTraining)})
		if err != nil {
			t.Fatal(err)
		}
		_, cancels := connected.Gateway.(payments.Canceller)
		_, tests := p.Of(payments.ClassTest)
		for lack, missing := range map[payments.Lack]bool{payments.LackCancel: !cancels, payments.LackReceipts: connected.Gateway.Info().Traits.NoReceipts} {
			if slices.Contains(p.Lacks, lack) != missing {
				t.Errorf("%s: %q is said wrongly", p.Name, lack)
			}
		}
		if tests && slices.Contains(p.Lacks, payments.LackTest) {
			t.Errorf("%s has a test system, and it is said to have none", p.Name)
		}
	}
}

// A choice of the settings reaches the provider, that of the profile alone.
func TestAChoiceOfTheSettingsReachesTheProvider(t *testing.T) {
	var seen payments.Config
	list := withHarbour()
	harbour := &list[len(list)-1]
	connect := harbour.Connect
	harbour.Connect = func(c payments.Config) (payments.Gateway, error) {
		seen = c
		return connect(c)
	}
	all, err := providers.New(t.Context(), list...)
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{"choice:document:harbour/production": payments.DocumentExempt, "choice:document:harbour/production:bar": payments.DocumentInvoice}
	_, err = connector(options{}, all)(t.Context(), session.Target{
		Profile: "harbour/production", Key: payments.NewSecret(simulator.DefaultKey), Settings: words,
	})
	if err != nil || seen.Choices[payments.ChoiceDocument] != payments.DocumentExempt {
		t.Errorf("%+v, %v", seen.Choices, err)
	}
}

// In training too a cancel at the terminal is told by a webhook where the provider tells it by no
// other way, and an approval by a provider that posts results: the switch alone is enough.
func TestTrainingPostsItsWebhook(t *testing.T) {
	for provider, c := range map[string]struct {
		amount payments.Money
		state  payments.State
	}{
		helcim.ID: {payments.MustMoney(simulator.HelcimCancel, "CAD"), payments.StateCancelled},
		kushki.ID: {payments.MustMoney(12_990, "CLP"), payments.StateApproved},
	} {
		t.Run(provider, func(t *testing.T) {
			ended := sellInTraining(t, provider, c.amount)
			said, _ := ended.Event.Statement()
			if want := (checkout.Statement{Teller: checkout.TellerPost, State: c.state}); ended.Attempt.State != c.state || said != want {
				t.Errorf("ended as %s: %q", ended.Attempt.State, ended.Event.Detail)
			}
		})
	}
}

// sellInTraining makes a sale at a provider's training cloud, which posts its webhook to the till,
// and gives what ended it.
func sellInTraining(t *testing.T, provider string, amount payments.Money) checkout.Update {
	all := theProviders(t)
	place := all.List().Of(provider, payments.ClassTraining)
	backend, end, err := newBackend(t.Context(), all, options{place: place}, taken{dir: t.TempDir()}, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	on := present.Settings{Callbacks: present.Callbacks{On: true}}
	if err := backend.SaveSettings(t.Context(), on.Words()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan checkout.Update, 100)
	s, err := backend.Open(t.Context(), place, func(u checkout.Update) {
		if u.Attempt.State.Final() {
			ended <- u
		}
	})
	if err != nil || s.CallbackProblem != nil {
		t.Fatal(s.CallbackProblem, err)
	}
	_, err = s.Engine.Start(t.Context(), checkout.Request{RequestKey: "press", Kind: payments.KindSale, Amount: amount, Terminal: s.Terminals()[0]})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case u := <-ended:
		return u
	case <-time.After(30 * time.Second):
		t.Fatal("nobody was told of the end")
	}
	return checkout.Update{}
}
