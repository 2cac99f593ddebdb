package payments_test

import (
	"testing"

	"tillside/payments"
)

// What concerns money that has moved is never hidden: nothing that follows a payment, gives anything back
// or is a plain sale belongs to a feature.
func TestNothingThatFollowsAPaymentIsAFeature(t *testing.T) {
	for _, k := range payments.Kinds() {
		for _, serial := range []string{"", "1"} {
			feature := payments.Intent{Kind: k, Terminal: payments.Terminal{Serial: serial}}.Feature()
			op := k.Operation()
			if feature != "" && (k.Linked() || op.Refunds() || op.Undoes() || k == payments.KindSale) {
				t.Errorf("%s can be hidden as %s", k, feature)
			}
		}
	}
	for kind, want := range map[payments.Kind]payments.Feature{payments.KindHold: payments.FeatureHolds, payments.KindPhoneHold: payments.FeaturePhoneHolds, payments.KindPhoneOrder: payments.FeaturePhone} {
		if got := (payments.Intent{Kind: kind, Terminal: payments.Terminal{Serial: "1"}}).Feature(); got != want {
			t.Errorf("%s belongs to %q, want %q", kind, got, want)
		}
	}
	if got := (payments.Intent{Kind: payments.KindPhoneOrder}).Feature(); got != payments.FeatureCardOrders {
		t.Errorf("an order by a kept card belongs to %q", got)
	}
}

// A command about one terminal alone is no feature of the merchant's: another terminal may do it.
func TestCommandsOfTerminalsAreNoFeatures(t *testing.T) {
	want := map[payments.CommandKind]payments.Feature{
		payments.CommandBatchSummary: payments.FeatureBatches, payments.CommandBatchDetail: payments.FeatureBatches, payments.CommandBatchClose: payments.FeatureBatches,
		payments.CommandKeepCard: payments.FeatureCards, payments.CommandCardNumber: payments.FeatureLoyalty,
	}
	for _, row := range payments.CommandRows() {
		if got := row.Kind.Feature(); got != want[row.Kind] {
			t.Errorf("%s belongs to %q, want %q", row.Kind, got, want[row.Kind])
		}
	}
}

func TestASetOfFeaturesHasWhatWasPutIn(t *testing.T) {
	for _, f := range payments.Features() {
		set := payments.FeatureSet(0).With(f)
		for _, other := range payments.Features() {
			if set.Has(other) != (f == other) {
				t.Errorf("the set of %s has %s: %v", f, other, set.Has(other))
			}
		}
	}
	if payments.FeatureSet(1).Has("") || payments.FeatureSet(1).Has("else") {
		t.Error("a word that nobody knows is in a set")
	}
}
