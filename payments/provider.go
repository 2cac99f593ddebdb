package payments

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Provider is a payment provider as a value: everything that the program has to know of it
// to offer it, to keep its keys and to connect to it. Settings, commands and flags are drawn
// from these values, so that none of them knows a provider's name.
type Provider struct {
	ID           string // stable, in settings, journals and keyrings: lower case letters and digits
	Name         string // for people
	Environments []Environment
	Addresses    []string     // the hosts that its API is spread over, AddressCloud first
	Credentials  []Credential // CredentialAPI first
	Terminals    TerminalSource
	Limits       Limits
	ReceiptHosts []string // endings of the names of the hosts that have its receipts: ".provider.com"
	Webhooks     bool     // its gateways are WebhookReceivers: it posts to an address of ours where it has one
	Countries    []string // where its shops are, in the two small letters of ISO 3166; none: many
	Lacks        []Lack   // what is not possible with it
	Choices      []Choice // what a shop decides about its payments with it

	// Connect makes a gateway. It does no I/O. The error is ErrAddress, ErrKeyForm or
	// ErrEnvironment.
	Connect func(Config) (Gateway, error)
}

// Errors of a place that does not exist and of connecting. Compare with errors.Is.
var (
	ErrProvider    = errors.New("not a payment provider of this program")
	ErrEnvironment = errors.New("not an environment of this payment provider")
	ErrAddress     = errors.New("not an address of a payment provider")
	ErrKeyForm     = errors.New("not in the form of a key")
)

// Class says what a payment of an environment means. Its values are the words by which
// journals are named.
type Class string

// The classes.
const (
	ClassLive     Class = "production"  // real cards are charged with real money
	ClassTest     Class = "development" // the provider's own test system
	ClassTraining Class = "training"    // the simulator inside the program
	ClassCustom   Class = "custom"      // addresses of one's own, which may be anything
)

// Classes lists every class.
func Classes() []Class { return []Class{ClassLive, ClassTest, ClassTraining, ClassCustom} }

// Environment is one of the systems that a provider runs, or that stand in for it.
type Environment struct {
	ID    string // stable, as the provider's own
	Name  string // for people, where a provider has two of one class; else ""
	Class Class
	Hosts map[string]string // base URL by address; none where they are given when connecting
}

// Fixed reports whether an environment has hosts of its own. It takes no others: a key of
// production must not travel to an address that somebody typed.
func (e Environment) Fixed() bool { return len(e.Hosts) > 0 }

// The addresses that a provider's API may be spread over.
const (
	AddressCloud   = "cloud"   // takes payments
	AddressStatus  = "status"  // knows what became of them
	AddressRefunds = "refunds" // gives money back
)

// Addresses lists every address.
func Addresses() []string { return []string{AddressCloud, AddressStatus, AddressRefunds} }

// The credentials that a provider may ask for.
const (
	CredentialAPI     = "api"     // what every request to the cloud carries
	CredentialRefunds = "refunds" // a secret of its own for giving money back
	CredentialWebhook = "webhook" // proves that what is brought to the till is the provider's

	// CredentialMerchant names the shop in what is brought to the till. It is no secret to the
	// provider; what names another shop is refused where it is known.
	CredentialMerchant = "merchant"

	// CredentialAcquirer says as which shop a payment goes to the acquirer, where a merchant has
	// several numbers there.
	CredentialAcquirer = "acquirer"
)

// Credential is one of the secrets that a shop gets from its provider.
type Credential struct {
	ID      string
	Label   string // the provider's own word for it; "" where there is none to tell
	Pattern string // what one looks like: X is a letter or a digit, any other sign is itself; "" unknown
	Found   string // where a shop finds it, in the words of the provider's own pages; "" unknown
	Needed  bool   // whether nothing works without it

	// Form reports whether a text is one, where no pattern can say it; Pattern is an example for
	// people then. It is our own form, so that a provider of one's own takes no other.
	Form func(string) bool
}

// Fits reports whether a secret looks like one of these. Where nobody knows what they look
// like, as at a provider of one's own, any does.
func (c Credential) Fits(s Secret, class Class) bool {
	switch {
	case c.Form != nil:
		return c.Form(s.Reveal())
	case class == ClassCustom:
		return true
	}
	return c.Pattern == "" || matches(s.Reveal(), c.Pattern)
}

// TerminalSource is where a shop's terminals come from: the provider lists them, or each is
// typed in by the code that it shows, and proven by a ping.
type TerminalSource struct {
	Typed   bool
	Pattern string // what such a code looks like, as in Credential; "" unknown
}

// Fits reports whether a code can be one of a terminal.
func (s TerminalSource) Fits(code string) bool {
	if s.Pattern != "" {
		return matches(code, s.Pattern)
	}
	return code != "" && len(code) <= longestCode && strings.IndexFunc(code, func(r rune) bool { return r <= ' ' || r > '~' || r == '/' }) < 0
}

// longestCode is the longest code of a terminal whose provider says nothing about them.
const longestCode = 60

// Config is what a provider connects with.
type Config struct {
	Environment string
	Hosts       map[string]string // by address, where the environment has none of its own
	Credentials map[string]Secret // by credential; without one, every call that needs it says so
	Terminals   []Terminal        // those that were typed in
	Choices     map[string]string // by choice; what is missing or no value of it is its first one
}

// Key is the credential that every request to the cloud carries.
func (c Config) Key() Secret { return c.Credentials[CredentialAPI] }

// Environment finds one of the provider's environments.
func (p Provider) Environment(id string) (Environment, error) {
	if i := slices.IndexFunc(p.Environments, func(e Environment) bool { return e.ID == id }); i >= 0 {
		return p.Environments[i], nil
	}
	return Environment{}, fmt.Errorf("%q: %w; %s has %s", id, ErrEnvironment, p.Name, listed(p.EnvironmentIDs()))
}

// EnvironmentIDs names the provider's environments.
func (p Provider) EnvironmentIDs() []string {
	ids := make([]string, len(p.Environments))
	for i, e := range p.Environments {
		ids[i] = e.ID
	}
	return ids
}

// Of finds the provider's environment of a class.
func (p Provider) Of(c Class) (Environment, bool) {
	i := slices.IndexFunc(p.Environments, func(e Environment) bool { return e.Class == c })
	if i < 0 {
		return Environment{}, false
	}
	return p.Environments[i], true
}

// Credential finds one of the provider's credentials.
func (p Provider) Credential(id string) (Credential, bool) {
	i := slices.IndexFunc(p.Credentials, func(c Credential) bool { return c.ID == id })
	if i < 0 {
		return Credential{}, false
	}
	return p.Credentials[i], true
}

// CredentialIDs names the provider's credentials.
func (p Provider) CredentialIDs() []string {
	ids := make([]string, len(p.Credentials))
	for i, c := range p.Credentials {
		ids[i] = c.ID
	}
	return ids
}

// Check says what is missing in the value, or wrong. A program with such a provider does not
// start.
func (p Provider) Check() error {
	wrong := []error{p.checkEnvironments(), p.checkCredentials(), p.checkOffer(), p.Limits.Check()}
	if !isID(p.ID) || p.Name == "" {
		wrong = append(wrong, fmt.Errorf("its ID %q or its name %q", p.ID, p.Name))
	}
	if !known(p.Addresses, Addresses()) || p.Addresses[0] != AddressCloud {
		wrong = append(wrong, fmt.Errorf("its addresses %q", p.Addresses))
	}
	if i := slices.IndexFunc(p.ReceiptHosts, func(ending string) bool { return !isEnding(ending) }); i >= 0 {
		wrong = append(wrong, fmt.Errorf("the hosts of its receipts, %q", p.ReceiptHosts[i]))
	}
	if p.Connect == nil {
		wrong = append(wrong, errors.New("nothing to connect with"))
	}
	if err := errors.Join(wrong...); err != nil {
		return fmt.Errorf("the payment provider %q: %w", p.ID, err)
	}
	return nil
}

func (p Provider) checkEnvironments() error {
	var wrong []error
	for i, e := range p.Environments {
		if !isID(e.ID) || !slices.Contains(Classes(), e.Class) || slices.Contains(p.EnvironmentIDs()[:i], e.ID) {
			wrong = append(wrong, fmt.Errorf("its environment %q of class %q", e.ID, e.Class))
		}
		if given := e.Class == ClassTraining || e.Class == ClassCustom; given == e.Fixed() || e.Fixed() && !e.hasAll(p.Addresses) {
			wrong = append(wrong, fmt.Errorf("the hosts of its environment %q", e.ID))
		}
	}
	if len(p.Environments) == 0 {
		wrong = append(wrong, errors.New("it has no environment"))
	}
	return errors.Join(wrong...)
}

// hasAll reports whether an environment has a host for each address and for no other.
func (e Environment) hasAll(addresses []string) bool {
	for _, a := range addresses {
		if e.Hosts[a] == "" {
			return false
		}
	}
	return len(e.Hosts) == len(addresses)
}

func (p Provider) checkCredentials() error {
	if ids := p.CredentialIDs(); !known(ids, []string{CredentialAPI, CredentialRefunds, CredentialWebhook, CredentialMerchant, CredentialAcquirer}) || ids[0] != CredentialAPI || !p.Credentials[0].Needed {
		return fmt.Errorf("its credentials %q", ids)
	}
	return nil
}

// known reports whether there are some, each once and each one of all.
func known(some, all []string) bool {
	for i, s := range some {
		if !slices.Contains(all, s) || slices.Contains(some[:i], s) {
			return false
		}
	}
	return len(some) > 0
}

// isID reports whether a name can be part of a setting, of a keyring's account and of a flag.
func isID(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// isEnding reports whether a text ends the names of one company's hosts: that of a whole
// country would let anybody in.
func isEnding(s string) bool {
	parts := strings.Split(s, ".")
	return len(parts) > 2 && parts[0] == "" && !slices.ContainsFunc(parts[1:], func(part string) bool {
		return part == "" || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	})
}

// matches reports whether a text has the form of a pattern.
func matches(text, pattern string) bool {
	if len(text) != len(pattern) {
		return false
	}
	for at := range len(text) {
		if want := pattern[at]; want == 'X' && !letterOrDigit(text[at]) || want != 'X' && text[at] != want {
			return false
		}
	}
	return true
}

func letterOrDigit(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

// listed writes names into a sentence.
func listed(names []string) string { return strings.Join(names, ", ") }
