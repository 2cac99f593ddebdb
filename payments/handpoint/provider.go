package handpoint

import (
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// ID is the stable name of this gateway in journals and keyrings.
const ID = "handpoint"

// The environments. "If your payment terminal is a debug terminal then the development
// environment (.io) needs to be targeted. If your payment terminal is a demo terminal or a
// production terminal then the production environment (.com)" (Handpoint REST API,
// Introduction).
const (
	Production  = "production"  // live and demo merchants
	Development = "development" // debug terminals
	Training    = "training"    // the simulator inside the program
	Custom      = "custom"      // two base URLs of one's own
)

// duplicateTime is within which a terminal asks whether a second payment is meant: the same card, the
// same amount. One page says so; another one speaks of the reference and names no time.
const duplicateTime = 5 * time.Minute

// What TransactionRequest allows: an amount "greater than 0 and less than 999999999999" in
// minor units, a customerReference of 64 characters.
const (
	maxAmount  = 999_999_999_998
	noteLength = 64
)

// Provider is Handpoint as a value. The gateways that it connects share the rate of a key,
// such as the one at work and the one that tests a key in the settings.
func Provider() payments.Provider {
	p, limits := description(), new(rest.Limiters)
	p.Connect = func(c payments.Config) (payments.Gateway, error) {
		units := c.Choices[payments.ChoiceUnits]
		if units == "" && c.Environment == Training {
			units = payments.UnitsMajor // as the simulator reads them
		}
		g, err := New(Config{
			Environment: c.Environment, Key: c.Key(), Limits: limits,
			Phone:    c.Choices[payments.ChoicePhone] == payments.PhoneOn,
			Cards:    c.Choices[payments.ChoiceCards] == payments.CardsOn,
			TipUnits: c.Choices[payments.ChoiceTips],
			Loyalty:  c.Choices[payments.ChoiceLoyalty] == payments.LoyaltyOn,
			Units:    units, HoldLasts: payments.HoldLasts(c.Choices[payments.ChoiceHold]),
			Asks:     Asks{c.Choices[payments.ChoiceBypass], c.Choices[payments.ChoiceDuplicates]},
			Acquirer: c.Credentials[payments.CredentialAcquirer],
			CloudURL: c.Hosts[payments.AddressCloud], StatusURL: c.Hosts[payments.AddressStatus],
		})
		if err != nil {
			return nil, err
		}
		return g, nil
	}
	return p
}

// description is all of the value that is no function. The times are those of the pages
// "Endpoints" (UNDEFINED after 90 s) and "Transaction recovery" (31 s, 60 s, about 6
// minutes). How long the status service remembers is not documented; a day is ours.
func description() payments.Provider {
	return payments.Provider{
		ID: ID, Name: "Handpoint",
		Environments: []payments.Environment{
			{ID: Production, Class: payments.ClassLive, Hosts: hosts("https://cloud.handpoint.com", "https://transactions.handpoint.com")},
			{ID: Development, Class: payments.ClassTest, Hosts: hosts("https://cloud.handpoint.io", "https://transactions.handpoint.io")},
			{ID: Training, Class: payments.ClassTraining},
			{ID: Custom, Class: payments.ClassCustom},
		},
		Addresses: []string{payments.AddressCloud, payments.AddressStatus},
		Credentials: []payments.Credential{
			{ID: payments.CredentialAPI, Pattern: "XXXXXXX-XXXXXXX-XXXXXXX-XXXXXXX", Needed: true},
			{ID: payments.CredentialAcquirer, Label: "merchantAuth", Pattern: credentialExample, Form: func(text string) bool {
				_, ok := parseCredentials(text)
				return ok
			}},
		},
		ReceiptHosts: []string{".handpoint.com", ".handpoint.io"}, // at "receipts" below them
		Webhooks:     true,
		Choices: []payments.Choice{
			{ID: payments.ChoicePhone, Values: []string{payments.PhoneOff, payments.PhoneOn}},
			{ID: payments.ChoiceCards, Values: []string{payments.CardsOff, payments.CardsOn}},
			{ID: payments.ChoiceUnits, Values: []string{payments.UnitsOff, payments.UnitsMinor, payments.UnitsMajor}},
			payments.HoldChoice(),
			{ID: payments.ChoiceBypass, Values: []string{payments.BypassNone, payments.BypassSignature, payments.BypassPIN, payments.BypassBoth}},
			{ID: payments.ChoiceDuplicates, Values: []string{payments.DuplicatesAsked, payments.DuplicatesUnasked}},
			{ID: payments.ChoiceTips, Values: []string{payments.UnitsOff, payments.UnitsMinor, payments.UnitsMajor}},
			{ID: payments.ChoiceLoyalty, Values: []string{payments.LoyaltyOff, payments.LoyaltyOn}},
		},
		Limits: payments.Limits{
			MinAmount: 1, MaxAmount: maxAmount, NoteLength: noteLength,
			Rates: payments.Rates{Requests: []payments.Rate{{Most: 2, In: time.Second}}, AtOnce: payments.Unlimited},
			Rules: payments.RecoveryRules{
				NotFoundFinal: 90 * time.Second,
				StatusFrom:    60 * time.Second,
				ConfirmAfter:  31 * time.Second,
				ConfirmAlone:  5 * time.Second, // ours: the 31 s are for a terminal that has yet to agree
				PartialChoice: 60 * time.Second,
				LongestFlow:   6 * time.Minute,
				Memory:        24 * time.Hour,
			},
		},
	}
}

func hosts(cloud, status string) map[string]string {
	return map[string]string{payments.AddressCloud: cloud, payments.AddressStatus: status}
}
