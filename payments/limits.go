package payments

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// Times that a provider does not give in seconds. A zero is neither: it is a time that
// somebody has forgotten, and Limits.Check refuses it.
const (
	// Unstated: the provider gives no such time, so that what it would prove is never proven.
	Unstated time.Duration = -1
	// AtOnce: there is nothing to wait for.
	AtOnce time.Duration = 1
)

// Unlimited is a number that a provider sets no limit to.
const Unlimited = -1

// Limits are a provider's own statements about what it takes, how often it may be asked, and
// when what it says is final.
type Limits struct {
	MinAmount  int64      // smallest amount in minor units
	MaxAmount  int64      // largest amount in minor units
	NoteLength int        // longest note in characters; Unlimited, or 0 where it takes none
	Currencies []Currency // none: what the shop's agreement says
	Rates      Rates
	Rules      RecoveryRules
}

// Rates are how often a provider may be asked. Where it states nothing they are our own:
// a provider that is asked as often as one likes answers with errors one day.
type Rates struct {
	Requests []Rate // of one credential, all of them at once
	AtOnce   int    // requests of one credential under way at the same time, or Unlimited
	Starts   []Rate // payments started at one terminal; none where it states nothing

	// Look is the time between two questions about a payment, for each that is open, where a
	// second is more than the rates allow for hours. 0: a second.
	Look time.Duration
}

// Rate is so many in so long.
type Rate struct {
	Most int
	In   time.Duration
}

// RecoveryRules are a provider's own statements about time. Each is a time, Unstated where
// that is allowed, or AtOnce where that is.
type RecoveryRules struct {
	// NotFoundFinal: so long after the request ended, an explicit "never seen" means that
	// it never will be. Unstated: "never seen" proves nothing, and a person decides.
	NotFoundFinal time.Duration
	// StatusFrom: so long after acceptance the status host is asked beside the result.
	StatusFrom time.Duration
	// ConfirmAfter: so long a statement of the status host must stand before it counts
	// without the terminal's own result. AtOnce: its first word is final.
	ConfirmAfter time.Duration
	// ConfirmAlone: so long it must stand where no terminal takes part and it says that money
	// moved: there is no customer or merchant who could have it taken back. 0: as ConfirmAfter.
	ConfirmAlone time.Duration
	// PartialChoice: so long a partial approval waits for the merchant's choice. AtOnce:
	// nothing is asked.
	PartialChoice time.Duration
	// LongestFlow is the longest normal card flow.
	LongestFlow time.Duration
	// Memory is how long "never seen" is a statement: what is older the provider may have
	// forgotten.
	Memory time.Duration
}

// Check says which limits are missing or make no sense.
func (l Limits) Check() error {
	var wrong []error
	if l.MinAmount < 1 || l.MaxAmount < l.MinAmount {
		wrong = append(wrong, fmt.Errorf("its amounts from %d to %d", l.MinAmount, l.MaxAmount))
	}
	if l.NoteLength < Unlimited {
		wrong = append(wrong, fmt.Errorf("its notes of %d characters", l.NoteLength))
	}
	for _, c := range l.Currencies {
		if !c.Valid() {
			wrong = append(wrong, fmt.Errorf("its currency %q", c))
		}
	}
	return errors.Join(append(wrong, l.Rates.check(), l.Rules.Check())...)
}

// Check says what a gateway leaves to chance. No engine is made of one that does. One that takes
// no payments, but is still asked about those of earlier, needs the times alone.
func (i Info) Check() error {
	if len(i.Operations) == 0 {
		return i.Rules.Check()
	}
	var wrong []error
	if i.Provider == "" || i.Name == "" || i.Environment == "" || !i.Supports(KindSale) {
		wrong = append(wrong, fmt.Errorf("its provider %q, name %q, environment %q or operations %q", i.Provider, i.Name, i.Environment, i.Operations))
	}
	said := Limits{
		MinAmount: i.MinAmount, MaxAmount: i.MaxAmount, NoteLength: i.NoteLength, Currencies: i.Currencies, Rules: i.Rules,
		Rates: Rates{Requests: []Rate{{1, time.Second}}, AtOnce: Unlimited, Starts: i.Starts}, // the others are kept below the gateway
	}
	return errors.Join(append(wrong, said.Check())...)
}

func (r Rates) check() error {
	var wrong []error
	for _, rate := range append(append([]Rate(nil), r.Requests...), r.Starts...) {
		if rate.Most < 1 || rate.In <= 0 {
			wrong = append(wrong, fmt.Errorf("its rate of %d in %v", rate.Most, rate.In))
		}
	}
	if r.Look < 0 {
		wrong = append(wrong, fmt.Errorf("its %v between two questions", r.Look))
	}
	if len(r.Requests) == 0 || r.AtOnce < 1 && r.AtOnce != Unlimited {
		wrong = append(wrong, errors.New("how often it may be asked"))
	}
	return errors.Join(wrong...)
}

// Check says which times are missing or make no sense. Without a longest flow a lost payment
// would be unknown for ever and keep its terminal; without a time after which a statement
// counts, an early "approved" would be final.
func (r RecoveryRules) Check() error {
	var wrong []error
	for _, rule := range []struct {
		name             string
		is               time.Duration
		unstated, atOnce bool
	}{
		{"when never seen is final", r.NotFoundFinal, true, false},
		{"when its status is asked", r.StatusFrom, false, true},
		{"when its status is final", r.ConfirmAfter, false, true},
		{"when it is without a terminal", cmp.Or(r.ConfirmAlone, r.ConfirmAfter), false, true},
		{"how long a part may be refused", r.PartialChoice, false, true},
		{"its longest card flow", r.LongestFlow, false, false},
		{"how long it remembers", r.Memory, false, false},
	} {
		if time.Second <= rule.is || rule.unstated && rule.is == Unstated || rule.atOnce && rule.is == AtOnce {
			continue
		}
		wrong = append(wrong, fmt.Errorf("%s, %v", rule.name, rule.is))
	}
	return errors.Join(wrong...)
}
