package main

import (
	"slices"
	"testing"

	"tillside/payments"
	"tillside/payments/providers"
	"tillside/payments/simulator"
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
