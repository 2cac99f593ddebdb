package present

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"tillside/payments"
)

// Why results cannot be brought to the till. The program wraps what it meets in these.
var (
	ErrListenBusy  = errors.New("another program listens there")
	ErrListen      = errors.New("cannot listen there")
	ErrCallbackURL = errors.New("not an address that a terminal can be told")
)

// Callbacks is whether and where results are brought to the till. Off, they are only asked
// for.
type Callbacks struct {
	On     bool
	Listen string // address of this computer and port
	URL    string // what the terminal is told
}

// Check says what keeps the addresses from being used: ErrListen, ErrCallbackURL or nothing.
func (c Callbacks) Check() error {
	if err := CheckListen(c.Listen); err != nil {
		return err
	}
	return CheckCallbackURL(c.URL)
}

// CheckListen accepts an IP address of this computer with a port. A name could come to mean
// another address, and "every address" has to be written down as what it is: 0.0.0.0 or ::.
func CheckListen(s string) error {
	if a, err := netip.ParseAddrPort(strings.TrimSpace(s)); err != nil || a.Port() == 0 {
		return ErrListen
	}
	return nil
}

// CheckCallbackURL accepts what a terminal can be told: https anywhere, http only within a
// network of one's own. There is no place in it for a name, a query or a fragment.
func CheckCallbackURL(s string) error {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || len(s) > 200 {
		return ErrCallbackURL
	}
	if u.Scheme == "https" || u.Scheme == "http" && isLocal(u.Hostname()) {
		return nil
	}
	return ErrCallbackURL
}

// isLocal reports whether a host is of one's own network: a private address, or a name that
// only such a network knows.
func isLocal(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap()
		return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") {
		return true
	}
	for _, zone := range []string{".local", ".lan", ".internal", ".home.arpa"} {
		if strings.HasSuffix(host, zone) {
			return true
		}
	}
	return false
}

// CallbackView is how results arrive, in the settings.
type CallbackView struct {
	Choice  Options
	Meaning string
	Listen  Field // empty labels unless addresses are needed
	URL     Field
	Risk    string // of http
	State   string // where results are taken
	Address string // that a shop enters at its provider; "" none
	Copy    Button // takes it along
	Error   *Sentence
}

// The two ways, as values of the choice.
const (
	CallbacksOff = "off"
	CallbacksOn  = "on"
)

func (p *Presenter) callbacks(in SettingsInput) CallbackView {
	provider, e, err := p.providers.Find(in.Settings.Environment)
	if err == nil && !provider.Webhooks {
		return CallbackView{} // it brings nothing
	}
	c, chosen := in.Settings.Callbacks, CallbacksOff
	if c.On {
		chosen = CallbacksOn
	}
	secret, signs := provider.Credential(payments.CredentialWebhook)
	v := CallbackView{
		Choice:  p.options("settings.callback", chosen, "settings.callback.", CallbacksOff, CallbacksOn),
		Meaning: p.say("settings.callback." + chosen + ".meaning"),
	}
	if signs {
		v.Choice.Choices[1].Label = p.say("settings.callback.signed")
	}
	if !c.On {
		return v
	}
	if signs {
		v.Meaning = p.say("settings.callback.signed.meaning", "Provider", provider.Name)
	}
	if e.Class == payments.ClassTraining {
		v.Meaning = p.say("settings.callback.training")
	} else {
		p.callbackAddresses(&v, c, signs)
	}
	if in.CallbackURL != "" {
		v.State = p.say("settings.callback.listening", "Address", in.CallbackURL)
	}
	if signs && e.Class != payments.ClassTraining {
		v.State, v.Address = p.toEnter(in, provider, secret), in.CallbackURL
		v.Copy = p.button(ActionCopy, "settings.callback.copy", "")
	}
	if in.CallbackProblem != nil {
		s := p.Error(in.CallbackProblem)
		v.Error = &s
	}
	return v
}

// callbackAddresses are the fields of the addresses.
func (p *Presenter) callbackAddresses(v *CallbackView, c Callbacks, signs bool) {
	label, risk := "settings.callback.url", "settings.callback.risk"
	if signs {
		label, risk = "settings.callback.signed.url", "settings.callback.signed.risk"
	}
	v.Listen = Field{Label: p.say("settings.callback.listen"), Placeholder: "192.168.1.20:8130", Value: c.Listen, Hint: p.say("settings.callback.listen_hint"), Limit: 60}
	v.URL = Field{Label: p.say(label), Placeholder: "https://", Value: c.URL, Hint: p.say("settings.callback.url_hint"), Limit: 200}
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(c.URL)), "http:") {
		v.Risk = p.say(risk)
	}
}

// toEnter says what a shop enters on the pages of a provider that is told the address once, and
// that nothing counts without the secret from there.
func (p *Presenter) toEnter(in SettingsInput, provider payments.Provider, secret payments.Credential) string {
	var said []string
	switch {
	case in.CallbackURL == "":
	case secret.Found == "":
		said = append(said, p.say("settings.callback.enter", "Provider", provider.Name, "Address", in.CallbackURL))
	default:
		said = append(said, p.say("settings.callback.enter_at", "Provider", provider.Name, "Address", in.CallbackURL, "Where", secret.Found))
	}
	if _, kept := in.Secrets[secret.ID]; !kept && in.Secrets != nil {
		said = append(said, p.say("settings.callback.no_secret"))
	}
	return joinSentences(said...)
}

// The words under which the settings are kept.
const (
	wordCallbacks      = "callbacks"
	wordCallbackListen = "callback_listen"
	wordCallbackURL    = "callback_url"
)

func parseCallbacks(words map[string]string) Callbacks {
	on, err := strconv.ParseBool(words[wordCallbacks])
	return Callbacks{On: on && err == nil, Listen: words[wordCallbackListen], URL: words[wordCallbackURL]}
}

// words adds the settings as plain words.
func (c Callbacks) words(all map[string]string) {
	all[wordCallbacks] = strconv.FormatBool(c.On)
	all[wordCallbackListen], all[wordCallbackURL] = c.Listen, c.URL
}
