package payments

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Lack is something that many a shop expects and a provider does not offer. The screens say it
// where the provider is chosen.
type Lack string

// The lacks.
const (
	LackCancel   Lack = "cancel"   // a terminal cannot be asked to stop
	LackTest     Lack = "test"     // there is no test system, nor a test account
	LackReceipts Lack = "receipts" // no receipt comes with a result
)

// Lacks lists every lack.
func Lacks() []Lack { return []Lack{LackCancel, LackTest, LackReceipts} }

// Choice is what a shop decides about all of its payments at a provider, beside keys and currency.
type Choice struct {
	ID     string
	Values []string // the first counts where nothing is chosen
}

// ChoiceDocument is the kind of tax document that a payment stands for, with its values.
const (
	ChoiceDocument  = "document"
	DocumentReceipt = "receipt" // a receipt with tax
	DocumentInvoice = "invoice" // an invoice with tax
	DocumentExempt  = "exempt"  // not taxed
)

// ChoicePhone is whether a shop takes orders by telephone, typing card numbers at the terminal: its
// agreement with the provider has to say so.
const (
	ChoicePhone = "phone"
	PhoneOff    = "off"
	PhoneOn     = "on"
)

// ChoiceCards is whether a shop has its provider keep cards, to charge them again when their holders are
// not there: its agreement with the provider has to say so.
const (
	ChoiceCards = "cards"
	CardsOff    = "off"
	CardsOn     = "on"
)

// ChoiceLoyalty is whether the numbers of loyalty cards are read at a terminal.
const (
	ChoiceLoyalty = "loyalty"
	LoyaltyOff    = "off"
	LoyaltyOn     = "on"
)

// ChoiceUnits is how the provider reads an amount that is sent without a terminal, where its documents
// contradict each other: until a person has settled it, nothing is sent in that way.
const (
	ChoiceUnits = "units"
	UnitsOff    = "off"
	UnitsMinor  = "minor" // 12.50 is written 1250
	UnitsMajor  = "major" // 12.50 is written 12.50
)

// ChoiceTips is how the provider reads the amount of a tip that is adjusted once the payment is over. Its
// documents contradict each other about that as well, and in another way.
const ChoiceTips = "tips_after"

// ChoiceHold is for how many days a hold can be charged, which the kind of shop decides.
const (
	ChoiceHold  = "hold"
	HoldUnknown = "unknown"
)

// holdDays are what a shop may say: "7 to 31 days by merchant category".
func holdDays() []string { return []string{HoldUnknown, "7", "10", "14", "21", "28", "30", "31"} }

// HoldChoice is that choice with all its values.
func HoldChoice() Choice { return Choice{ChoiceHold, holdDays()} }

// HoldLasts is how long a hold can be charged by what was chosen; 0 where nobody has said it.
func HoldLasts(chosen string) time.Duration {
	days, err := strconv.Atoi(HoldChoice().Chosen(chosen))
	if err != nil {
		return 0
	}
	return time.Duration(days) * 24 * time.Hour
}

// ChoiceBypass is what a terminal may leave out where the card would ask for it.
const (
	ChoiceBypass    = "bypass"
	BypassNone      = "none"
	BypassSignature = "signature"
	BypassPIN       = "pin"
	BypassBoth      = "both"
)

// ChoiceDuplicates is whether a terminal asks if a second payment is meant, of the same amount with the
// same card.
const (
	ChoiceDuplicates  = "duplicates"
	DuplicatesAsked   = "asked"
	DuplicatesUnasked = "unasked"
)

// Choices lists every choice with all its values.
func Choices() []Choice {
	return []Choice{
		{ChoiceDocument, []string{DocumentReceipt, DocumentInvoice, DocumentExempt}}, {ChoicePhone, []string{PhoneOff, PhoneOn}},
		{ChoiceCards, []string{CardsOff, CardsOn}}, {ChoiceUnits, []string{UnitsOff, UnitsMinor, UnitsMajor}}, HoldChoice(),
		{ChoiceBypass, []string{BypassNone, BypassSignature, BypassPIN, BypassBoth}}, {ChoiceDuplicates, []string{DuplicatesAsked, DuplicatesUnasked}},
		{ChoiceLoyalty, []string{LoyaltyOff, LoyaltyOn}}, {ChoiceTips, []string{UnitsOff, UnitsMinor, UnitsMajor}},
	}
}

// Chosen is a value of a choice: what was chosen where it is one of them, else the first.
func (c Choice) Chosen(value string) string {
	if slices.Contains(c.Values, value) {
		return value
	}
	return c.Values[0]
}

// checkOffer says what is wrong with countries, lacks and choices.
func (p Provider) checkOffer() error {
	for _, country := range p.Countries {
		if len(country) != 2 || country[0] < 'a' || country[0] > 'z' || country[1] < 'a' || country[1] > 'z' {
			return fmt.Errorf("its country %q", country)
		}
	}
	for _, lack := range p.Lacks {
		if !slices.Contains(Lacks(), lack) {
			return fmt.Errorf("its lack %q", lack)
		}
	}
	for _, c := range p.Choices {
		i := slices.IndexFunc(Choices(), func(k Choice) bool { return k.ID == c.ID })
		if i < 0 || !known(c.Values, Choices()[i].Values) {
			return fmt.Errorf("its choice %q of %q", c.ID, c.Values)
		}
	}
	return nil
}
