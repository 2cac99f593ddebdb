package present

import (
	"slices"

	"tillside/payments"
	"tillside/payments/checkout"
)

// Session is what is open of one class: its journal, and all profiles whose payments are in it.
type Session struct {
	Environment string // the place that was asked for
	// Profiles are those of the class that are at work, that of Environment first; there is
	// always one.
	Profiles []Profile
	// Engine is that of all profiles: what it is told about a payment or a terminal goes to the
	// engine of the profile that it belongs to. It lists the terminals of all of them.
	Engine Engine
	Reader checkout.Reader
	Locked Locked // waits for the keyring; nil where all keys could be read

	CallbackProblem error // why results cannot be brought although the settings want it

	Folder DataFolder // what can be asked and what there is to say about it

	Recovery checkout.Recovery // what opening the journal had to mend
	Records  Records           // nil where nobody looks after the journal
}

// Profile is what a shop has set up at a payment provider: one merchant with its own key and
// terminals.
type Profile struct {
	Key       string              // see payments.ProfileKey; of a shop's only profile the name of its place
	Mark      string              // what its terminals are marked with, see payments.Terminal
	Name      string              // the shop's; "" for one that has none
	Off       bool                // it takes no payments; those that are open are followed to their end
	Account   payments.Account    // without the fingerprint of the key
	Engine    Engine              // of this profile alone
	Info      payments.Info       // of its gateway
	Terminals []payments.Terminal // as listed when the session was opened; empty when the list could not be read
	Problem   error               // why the terminals could not be listed, or the profile not be opened
	Cards     Cards               // nil where its provider keeps none for the shop
	KeptKeys
	Customer    Customer // the virtual terminals of training; nil elsewhere
	CallbackURL string   // where results are brought; "" when they are only asked for
}

// KeptKeys are what is known of the secrets of a profile when it was opened.
type KeptKeys struct {
	KeyMissing  bool            // no API key is kept for this profile
	KeyInMemory bool            // the keyring is unavailable: the key lives until the program ends
	Secrets     map[string]bool // those kept beside the key, by credential: whether in memory alone
}

// First is the profile of the place that was opened.
func (s *Session) First() *Profile { return &s.Profiles[0] }

// Of is the profile that a payment belongs to, whatever key it was sent with; nil where it is
// not at work.
func (s *Session) Of(a payments.Account) *Profile {
	a.KeyFingerprint = ""
	return s.find(func(p Profile) bool { return p.Account == a })
}

// At is the profile that a terminal belongs to; nil where it is not at work.
func (s *Session) At(t payments.Terminal) *Profile {
	return s.find(func(p Profile) bool { return p.Mark == t.Profile })
}

func (s *Session) find(is func(Profile) bool) *Profile {
	if i := slices.IndexFunc(s.Profiles, is); i >= 0 {
		return &s.Profiles[i]
	}
	return nil
}

// Terminals are those of all profiles, as they were listed when the session was opened.
func (s *Session) Terminals() []payments.Terminal {
	var all []payments.Terminal
	for _, p := range s.Profiles {
		all = append(all, p.Terminals...)
	}
	return all
}
