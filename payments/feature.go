package payments

import "errors"

// Feature is a part of a provider's service that the agreements of some merchants lack. A sale is none,
// and neither is anything that follows a payment: what concerns money that has moved is never taken
// from the screen.
type Feature string

// The features.
const (
	FeatureHolds      Feature = "holds"       // new holds
	FeaturePhone      Feature = "phone"       // orders whose card number is typed at the terminal
	FeaturePhoneHolds Feature = "phone_holds" // holds whose card number is typed there
	FeatureCardOrders Feature = "card_orders" // orders by a card that is kept
	FeatureCards      Feature = "cards"       // having cards kept
	FeatureLoyalty    Feature = "loyalty"     // reading the numbers of loyalty cards
	FeatureBatches    Feature = "batches"     // asking about batches and closing them
)

// Features lists them, each one bit of a FeatureSet.
func Features() []Feature {
	return []Feature{FeatureHolds, FeaturePhone, FeaturePhoneHolds, FeatureCardOrders, FeatureCards, FeatureLoyalty, FeatureBatches}
}

// ErrLacking says that the merchant does not have what was asked for, in the provider's own words.
// Compare with errors.Is.
var ErrLacking = errors.New("the merchant does not have this at the provider")

// Feature is what an attempt needs of the merchant's agreement beyond payments; "" for none.
func (i Intent) Feature() Feature {
	switch {
	case i.Kind == KindHold:
		return FeatureHolds
	case i.Kind == KindPhoneHold:
		return FeaturePhoneHolds
	case i.Kind == KindPhoneOrder && i.Terminal.Serial == "":
		return FeatureCardOrders
	case i.Kind == KindPhoneOrder:
		return FeaturePhone
	}
	return ""
}

// Feature is what a command needs of the merchant's agreement; "" for none. What one terminal cannot do
// another may.
func (k CommandKind) Feature() Feature {
	switch {
	case k.OfBatch():
		return FeatureBatches
	case k == CommandKeepCard:
		return FeatureCards
	case k == CommandCardNumber:
		return FeatureLoyalty
	}
	return ""
}

// FeatureSet is a set of features.
type FeatureSet uint64

// Has reports whether a feature is in the set.
func (s FeatureSet) Has(f Feature) bool { return s&FeatureSet(0).With(f) != 0 }

// With is the set with one more.
func (s FeatureSet) With(f Feature) FeatureSet {
	for i, known := range Features() {
		if known == f {
			return s | 1<<i
		}
	}
	return s
}
