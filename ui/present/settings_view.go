package present

import (
	"cmp"
	"net"
	"net/url"
	"strconv"
	"strings"

	"tillside/payments"
)

// KeyState is what is known about the API key of an environment.
type KeyState string

// The states of a key.
const (
	KeyMissing  KeyState = "missing"
	KeyKept     KeyState = "kept"
	KeyInMemory KeyState = "in_memory"
	KeyTesting  KeyState = "testing"
	KeyWorks    KeyState = "works"
	KeyFails    KeyState = "fails"
	KeyUnread   KeyState = "unread"     // the keyring does not answer
	KeyNotAsked KeyState = "not_needed" // training brings its own
	KeyOff      KeyState = "off"        // the profile is switched off, and its key not looked for
)

// SettingsInput is what the settings screen is drawn from.
type SettingsInput struct {
	Settings Settings
	Key      KeyState
	Found    int   // terminals a tested key listed
	KeyError error // why the test failed, or the key could not be read
	KeyTyped bool
	Profile  string          // that the settings are about
	Several  bool            // the shop has more than one
	Secrets  map[string]bool // kept beside the key, see Session; nil where that is not known
	Info     payments.Info
	Version  string
	Problem  error // the last save failed

	CallbackURL     string // where results are brought now
	CallbackProblem error  // why they are not although they should be

	CommandLine map[string]string // addresses of the command line; empty where it named none
}

// SettingsView is the settings screen.
type SettingsView struct {
	Title       string
	Provider    ProviderView
	Environment Options
	Key         KeyView
	Shop        Field
	Currency    Options
	AskAbove    Field
	Theme       Options
	TextSize    Options
	Hosts       []Field // the provider's addresses; none where the environment has its own
	Locale      Options
	Callbacks   CallbackView
	About       string
	Problem     *Sentence
	Meaning     string // what the chosen environment means
}

// Options are a labelled choice.
type Options struct {
	Label    string
	Unchosen string // said while nothing is chosen; empty where something always is
	Choices  []Choice
}

// KeyView is the write-only field of the API key.
type KeyView struct {
	Field  Field
	State  string
	Tone   Tone
	Error  *Sentence
	Test   Button
	Forget Button
	Shown  bool // false where no key is needed
	Others []SecretView
}

// SecretView is the write-only field of a secret beside the API key.
type SecretView struct {
	Credential string
	Field      Field
	State      string
	Tone       Tone
	Keep       Button
	Forget     Button
}

// Settings is the settings screen.
func (p *Presenter) Settings(in SettingsInput) SettingsView {
	s := in.Settings
	v := SettingsView{
		Title:       p.say("settings.title"),
		Environment: p.environments(s.Environment),
		Key:         p.key(in),
		Shop:        Field{Label: p.say("settings.shop"), Placeholder: p.say("settings.shop_hint"), Value: s.Shop, Limit: 60},
		Currency:    p.currencies(in),
		AskAbove:    p.askAbove(s),
		Theme:       p.options("settings.theme", s.Theme, "settings.theme.", ThemeSystem, ThemeLight, ThemeDark),
		TextSize:    p.textSizes(s.TextScale),
		Locale:      p.options("settings.language", s.Locale, "settings.language.", append([]string{""}, Languages()...)...),
		Callbacks:   p.callbacks(in),
		About:       p.say("settings.about", "Version", in.Version),
	}
	if !in.Several { // that of a profile stays what it is
		v.Provider.Choice = p.providerChoice(s.Environment)
	}
	if provider, e, err := p.providers.Find(s.Environment); err == nil {
		v.Meaning = p.say("environment." + string(e.Class) + ".meaning")
		v.Provider.Lacks, v.Provider.Choices = p.lacks(provider, in.Secrets), p.choices(in)
		if e.Class == payments.ClassCustom {
			v.Hosts = p.hosts(provider, in)
		}
	}
	if in.Problem != nil {
		problem := p.Error(in.Problem)
		v.Problem = &problem
	}
	return v
}

// askAbove is the field of the highest amount that is charged without a question.
func (p *Presenter) askAbove(s Settings) Field {
	most, err := payments.NewMoney(s.Limits.AskAboveIn(s.Currency), s.Currency)
	if err != nil {
		return Field{}
	}
	return Field{Label: p.say("settings.ask_above", "Currency", string(s.Currency)), Value: p.number(most), Hint: p.say("settings.ask_above_hint"), Limit: 20}
}

// ReadAskAbove reads what was typed into that field; ok is false for what is no amount, and
// wrong then says so.
func (p *Presenter) ReadAskAbove(text string, c payments.Currency) (most int64, wrong string, ok bool) {
	m, err := payments.ParseMoney(text, c, p.numbers)
	if err != nil || m.Sign() <= 0 {
		example, _ := payments.NewMoney(askAbove, c)
		return 0, p.say("settings.ask_above_wrong", "Example", p.number(example)), false
	}
	return m.Minor(), "", true
}

// hosts are the fields of a provider's addresses, in the provider's order.
func (p *Presenter) hosts(provider payments.Provider, in SettingsInput) []Field {
	var fields []Field
	for _, address := range provider.Addresses {
		f := Field{
			Label: p.say("settings." + address + "_url"), Placeholder: "https://", Limit: 200,
			Value: in.Settings.Hosts[p.providers.HostKey(cmp.Or(in.Profile, in.Settings.Environment), address)], Hint: p.say("settings.url_hint"),
		}
		if given, ok := in.CommandLine[address]; ok {
			f.Value, f.Hint = given, p.say("settings.from_command_line")
		}
		fields = append(fields, f)
	}
	return fields
}

// providerChoice offers the program's providers, each with its environment of the class that
// is chosen, or else its first. A shop is not asked where there is no choice.
func (p *Presenter) providerChoice(chosen string) Options {
	if len(p.providers) < 2 {
		return Options{}
	}
	provider, e, err := p.providers.Find(chosen)
	o := Options{Label: p.say("settings.provider")}
	for _, other := range p.providers {
		place := p.providers.Of(other.ID, e.Class)
		if place == "" {
			place = p.providers.Place(other.ID, other.Environments[0].ID)
		}
		o.Choices = append(o.Choices, Choice{Value: place, Label: p.providerName(other), Chosen: err == nil && other.ID == provider.ID, Enabled: true})
	}
	return o
}

// environments offers those of the provider that is chosen, or else of the first.
func (p *Presenter) environments(chosen string) Options {
	o := Options{Label: p.say("settings.environment")}
	provider, _, err := p.providers.Find(chosen)
	if err != nil {
		provider, _ = p.providers.Provider("")
	}
	for _, e := range provider.Environments {
		place := p.providers.Place(provider.ID, e.ID)
		o.Choices = append(o.Choices, Choice{Value: place, Label: p.environment(place), Chosen: place == chosen, Enabled: true})
	}
	return o
}

// environment is the name of a place: its class, and its own name where it has one.
func (p *Presenter) environment(place string) string {
	class := p.say("environment." + string(p.providers.Class(place)))
	if _, e, err := p.providers.Find(place); err == nil && e.Name != "" {
		return dotted(class, e.Name)
	}
	return class
}

// options is a choice whose labels have the keys stem and value; the empty value is "system".
func (p *Presenter) options(label, chosen, stem string, values ...string) Options {
	o := Options{Label: p.say(label)}
	for _, value := range values {
		name := value
		if name == "" {
			name = "system"
		}
		o.Choices = append(o.Choices, Choice{Value: value, Label: p.say(stem + name), Chosen: value == chosen, Enabled: true})
	}
	return o
}

// currencies offers what the gateway takes, or every currency when the merchant's
// agreement decides.
func (p *Presenter) currencies(in SettingsInput) Options {
	all := in.Info.Currencies
	if len(all) == 0 {
		all = payments.Currencies()
	}
	o := Options{Label: p.say("settings.currency")}
	for _, c := range all {
		o.Choices = append(o.Choices, Choice{Value: string(c), Label: string(c), Chosen: c == in.Info.Currency(in.Settings.Currency), Enabled: true})
	}
	return o
}

func (p *Presenter) textSizes(chosen int) Options {
	o := Options{Label: p.say("settings.text_size")}
	for _, size := range TextScales() {
		value := strconv.Itoa(size)
		o.Choices = append(o.Choices, Choice{Value: value, Label: p.say("settings.percent", "Percent", value), Chosen: size == chosen, Enabled: true})
	}
	return o
}

// key is the field of the API key. It is write-only: its Value is always empty.
func (p *Presenter) key(in SettingsInput) KeyView {
	provider, e, _ := p.providers.Find(in.Settings.Environment)
	if e.Class == payments.ClassTraining || in.Key == KeyNotAsked {
		return KeyView{State: p.say("settings.key.not_needed"), Tone: ToneNeutral}
	}
	if in.Key == KeyOff {
		return KeyView{State: p.say("settings.key.off"), Tone: ToneNeutral}
	}
	v := KeyView{
		Shown:  true,
		Field:  p.credential(provider, payments.CredentialAPI),
		Test:   p.main(ActionTestKey, "settings.key_test"),
		Forget: p.button(ActionForgetKey, "settings.key_forget", ""),
	}
	v.Test.Enabled = in.KeyTyped && in.Key != KeyTesting
	v.Forget.Enabled = in.Key == KeyKept || in.Key == KeyWorks || in.Key == KeyInMemory
	v.Forget.Tone = ToneDeclined
	v.State, v.Tone = p.keyState(in)
	for _, c := range provider.Credentials[min(1, len(provider.Credentials)):] {
		v.Others = append(v.Others, p.secret(provider, c, in.Secrets))
	}
	if (in.Key == KeyFails || in.Key == KeyUnread) && in.KeyError != nil {
		s := p.Error(in.KeyError)
		v.Error = &s
	}
	return v
}

// credential is the field of a secret. It says what one looks like, or else where it is found.
func (p *Presenter) credential(provider payments.Provider, id string) Field {
	c, _ := provider.Credential(id)
	label := p.say("settings.key")
	if id != payments.CredentialAPI {
		label = p.say("settings.secret." + id)
	}
	if c.Label != "" {
		label = dotted(label, c.Label)
	}
	return Field{Label: label, Placeholder: p.say("settings.key_hint"), Hint: dotted(c.Found, c.Pattern)}
}

// secret is the field of a secret beside the key. Nothing can test it but what it is for.
func (p *Presenter) secret(provider payments.Provider, c payments.Credential, kept map[string]bool) SecretView {
	v := SecretView{
		Credential: c.ID, Field: p.credential(provider, c.ID),
		Keep: p.button(ActionKeepSecret, "settings.secret_keep", ""), Forget: p.button(ActionForgetKey, "settings.key_forget", ""),
	}
	inMemory, has := kept[c.ID]
	switch {
	case kept == nil:
		v.State, v.Tone = p.say("settings.key.unread"), ToneCaution
	case inMemory:
		v.State, v.Tone = p.say("settings.key.in_memory"), ToneCaution
	case has:
		v.State, v.Tone = p.say("settings.key.kept"), ToneApproved
	case c.ID == payments.CredentialMerchant:
		v.State, v.Tone = p.say("settings.merchant_missing"), ToneNeutral
	default:
		v.State, v.Tone = p.say("settings.secret_missing"), ToneNeutral
	}
	v.Forget.Enabled, v.Forget.Tone = has, ToneDeclined
	return v
}

// CheckSecret says what is wrong with a secret that was typed, "" where nothing is. Of a
// gateway of one's own nobody knows the form.
func (p *Presenter) CheckSecret(place, credential string, typed payments.Secret) string {
	provider, e, err := p.providers.Find(place)
	c, known := provider.Credential(credential)
	if err != nil || !known || c.Fits(typed, e.Class) {
		return ""
	}
	return p.say("settings.secret_form", "Pattern", c.Pattern)
}

func (p *Presenter) keyState(in SettingsInput) (string, Tone) {
	switch in.Key {
	case KeyKept:
		return p.say("settings.key.kept"), ToneApproved
	case KeyInMemory:
		return p.say("settings.key.in_memory"), ToneCaution
	case KeyTesting:
		return p.say("settings.key.testing"), ToneWaiting
	case KeyWorks:
		if provider, _, err := p.providers.Find(in.Settings.Environment); err == nil && provider.Terminals.Typed {
			return p.say("settings.key.works_typed"), ToneApproved
		}
		if in.Found == 0 {
			return p.say("settings.key.works_none"), ToneCaution
		}
		return p.counted("settings.key.works", in.Found), ToneApproved
	case KeyFails:
		return p.say("settings.key.fails"), ToneDeclined
	case KeyUnread:
		return p.say("settings.key.unread"), ToneCaution
	}
	return p.say("settings.key.missing"), ToneCaution
}

// CheckAddress accepts the base address of a custom environment: https, or http on this
// computer alone, without anything behind the host but a path.
func CheckAddress(s string) error {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return payments.ErrAddress
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	loopback := host == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme == "https" || u.Scheme == "http" && loopback {
		return nil
	}
	return payments.ErrAddress
}
