package payments_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// harbour is a provider that nobody has: two test systems, two keys, typed-in terminals.
func harbour() payments.Provider {
	hosts := func(name string) map[string]string {
		return map[string]string{"cloud": "https://" + name + ".harbour.example", "refunds": "https://refunds-" + name + ".harbour.example"}
	}
	return payments.Provider{
		ID: "harbour", Name: "Harbour Pay",
		Environments: []payments.Environment{
			{ID: "live", Class: payments.ClassLive, Hosts: hosts("live")},
			{ID: "uat", Name: "UAT", Class: payments.ClassTest, Hosts: hosts("uat")},
			{ID: "lab", Name: "Laboratory", Class: payments.ClassTest, Hosts: hosts("lab")},
			{ID: "training", Class: payments.ClassTraining},
			{ID: "custom", Class: payments.ClassCustom},
		},
		Addresses: []string{"cloud", "refunds"}, ReceiptHosts: []string{".harbour.example"},
		Credentials: []payments.Credential{
			{ID: "api", Label: "X-Pay-Key", Pattern: "XXX-XXX", Found: "Desk > Keys", Needed: true},
			{ID: "refunds", Label: "Private id"},
		},
		Terminals: payments.TerminalSource{Typed: true, Pattern: "TXXXX"},
		Limits: payments.Limits{
			MinAmount: 100, MaxAmount: 99_999_999, NoteLength: 28, Currencies: []payments.Currency{"CLP"},
			Rates: payments.Rates{
				Requests: []payments.Rate{{Most: 100, In: time.Minute}}, AtOnce: 5,
				Starts: []payments.Rate{{Most: 1, In: time.Minute}},
			},
			Rules: payments.RecoveryRules{
				NotFoundFinal: payments.Unstated, StatusFrom: payments.AtOnce, ConfirmAfter: payments.AtOnce,
				PartialChoice: payments.AtOnce, LongestFlow: 5 * time.Minute, Memory: 10 * time.Minute,
			},
		},
		Connect: func(payments.Config) (payments.Gateway, error) { return nil, nil },
	}
}

// quay is the provider that was there first.
func quay() payments.Provider {
	p := harbour()
	p.ID, p.Name = "quay", "Quay"
	p.Environments[0].ID = "production"
	return p
}

func TestAWholeProviderIsTaken(t *testing.T) {
	if err := (payments.Providers{quay(), harbour()}).Check(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsMissingInAProviderIsSaid(t *testing.T) {
	tests := map[string]struct {
		change func(*payments.Provider)
		says   string
	}{
		"no id":                        {func(p *payments.Provider) { p.ID = "" }, `its ID ""`},
		"an id with a slash":           {func(p *payments.Provider) { p.ID = "a/b" }, `its ID "a/b"`},
		"an id in capitals":            {func(p *payments.Provider) { p.ID = "Harbour" }, `its ID "Harbour"`},
		"no name":                      {func(p *payments.Provider) { p.Name = "" }, `its name ""`},
		"receipts of everybody":        {func(p *payments.Provider) { p.ReceiptHosts = []string{".harbour.example", ".example"} }, `the hosts of its receipts, ".example"`},
		"receipts of one letter more":  {func(p *payments.Provider) { p.ReceiptHosts = []string{"harbour.example"} }, "the hosts of its receipts"},
		"receipts of an empty name":    {func(p *payments.Provider) { p.ReceiptHosts = []string{".harbour..example"} }, "the hosts of its receipts"},
		"receipts of an odd name":      {func(p *payments.Provider) { p.ReceiptHosts = []string{".harbour/x.example"} }, "the hosts of its receipts"},
		"nothing to connect with":      {func(p *payments.Provider) { p.Connect = nil }, "nothing to connect with"},
		"no addresses":                 {func(p *payments.Provider) { p.Addresses = nil }, "its addresses"},
		"an address twice":             {func(p *payments.Provider) { p.Addresses = []string{"cloud", "cloud"} }, "its addresses"},
		"an address nobody knows":      {func(p *payments.Provider) { p.Addresses = []string{"cloud", "moon"} }, "its addresses"},
		"no cloud":                     {func(p *payments.Provider) { p.Addresses = []string{"refunds", "cloud"} }, "its addresses"},
		"no environment":               {func(p *payments.Provider) { p.Environments = nil }, "no environment"},
		"an environment twice":         {func(p *payments.Provider) { p.Environments[1].ID = "live" }, `its environment "live"`},
		"an environment with a blank":  {func(p *payments.Provider) { p.Environments[1].ID = "u at" }, `its environment "u at"`},
		"a class that is none":         {func(p *payments.Provider) { p.Environments[1].Class = "moon" }, `of class "moon"`},
		"live without hosts":           {func(p *payments.Provider) { p.Environments[0].Hosts = nil }, `the hosts of its environment "live"`},
		"a host is missing":            {func(p *payments.Provider) { delete(p.Environments[0].Hosts, "refunds") }, `the hosts of its environment "live"`},
		"a host too many":              {func(p *payments.Provider) { p.Environments[0].Hosts["status"] = "https://x.example" }, `the hosts of its environment "live"`},
		"custom with hosts of its own": {func(p *payments.Provider) { p.Environments[4].Hosts = p.Environments[0].Hosts }, `the hosts of its environment "custom"`},
		"training with hosts":          {func(p *payments.Provider) { p.Environments[3].Hosts = p.Environments[0].Hosts }, `the hosts of its environment "training"`},
		"no credential":                {func(p *payments.Provider) { p.Credentials = nil }, "its credentials"},
		"the first is not the key":     {func(p *payments.Provider) { p.Credentials[0].ID = "webhook" }, "its credentials"},
		"a credential twice":           {func(p *payments.Provider) { p.Credentials[1].ID = "api" }, "its credentials"},
		"a credential nobody knows":    {func(p *payments.Provider) { p.Credentials[1].ID = "pin" }, "its credentials"},
		"a key that is not needed":     {func(p *payments.Provider) { p.Credentials[0].Needed = false }, "its credentials"},
		"limits":                       {func(p *payments.Provider) { p.Limits.MaxAmount = 0 }, "its amounts"},
	}
	for name, test := range tests {
		p := harbour()
		test.change(&p)
		if err := p.Check(); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
		if (payments.Providers{p}).Check() == nil {
			t.Errorf("%s: in a list it is taken", name)
		}
	}
	if (payments.Providers{}).Check() == nil || (payments.Providers{harbour(), harbour()}).Check() == nil {
		t.Error("no provider, or one twice, is taken")
	}
}

func TestNoLimitIsLeftToChance(t *testing.T) {
	tests := map[string]struct {
		change func(*payments.Limits)
		says   string
	}{
		"no smallest amount":                  {func(l *payments.Limits) { l.MinAmount = 0 }, "its amounts from 0"},
		"the largest below the smallest":      {func(l *payments.Limits) { l.MaxAmount = 99 }, "to 99"},
		"notes of less than none":             {func(l *payments.Limits) { l.NoteLength = -2 }, "its notes"},
		"a currency that is none":             {func(l *payments.Limits) { l.Currencies = []payments.Currency{"PESO"} }, `its currency "PESO"`},
		"no rate":                             {func(l *payments.Limits) { l.Rates.Requests = nil }, "how often it may be asked"},
		"nothing at once":                     {func(l *payments.Limits) { l.Rates.AtOnce = 0 }, "how often it may be asked"},
		"less than nothing at once":           {func(l *payments.Limits) { l.Rates.AtOnce = -2 }, "how often it may be asked"},
		"a rate of nothing":                   {func(l *payments.Limits) { l.Rates.Requests[0].Most = 0 }, "its rate of 0"},
		"a rate in no time":                   {func(l *payments.Limits) { l.Rates.Starts[0].In = 0 }, "its rate of 1 in 0s"},
		"never seen, at no time":              {func(l *payments.Limits) { l.Rules.NotFoundFinal = 0 }, "when never seen is final, 0s"},
		"never seen, at once":                 {func(l *payments.Limits) { l.Rules.NotFoundFinal = payments.AtOnce }, "when never seen is final"},
		"never seen, before":                  {func(l *payments.Limits) { l.Rules.NotFoundFinal = -time.Minute }, "when never seen is final"},
		"a status asked at no time":           {func(l *payments.Limits) { l.Rules.StatusFrom = 0 }, "when its status is asked"},
		"an early word that is final":         {func(l *payments.Limits) { l.Rules.ConfirmAfter = 0 }, "when its status is final"},
		"a word without a terminal too early": {func(l *payments.Limits) { l.Rules.ConfirmAlone = time.Millisecond }, "when it is without a terminal"},
		"a word that is never final":          {func(l *payments.Limits) { l.Rules.ConfirmAfter = payments.Unstated }, "when its status is final"},
		"a choice of no time":                 {func(l *payments.Limits) { l.Rules.PartialChoice = 0 }, "how long a part may be refused"},
		"a flow that never ends":              {func(l *payments.Limits) { l.Rules.LongestFlow = 0 }, "its longest card flow"},
		"a flow that ends at once":            {func(l *payments.Limits) { l.Rules.LongestFlow = payments.AtOnce }, "its longest card flow"},
		"a flow nobody has a time for":        {func(l *payments.Limits) { l.Rules.LongestFlow = payments.Unstated }, "its longest card flow"},
		"a memory nobody has a time for":      {func(l *payments.Limits) { l.Rules.Memory = payments.Unstated }, "how long it remembers"},
		"a memory of no time":                 {func(l *payments.Limits) { l.Rules.Memory = 0 }, "how long it remembers"},
		"a number in place of a duration":     {func(l *payments.Limits) { l.Rules.Memory = 600 }, "how long it remembers"},
	}
	for name, test := range tests {
		l := harbour().Limits
		test.change(&l)
		if err := l.Check(); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %q", name, err, test.says)
		}
	}
	l := harbour().Limits
	l.MinAmount, l.MaxAmount, l.NoteLength, l.Rates.AtOnce, l.Rates.Starts = 1, 1, payments.Unlimited, payments.Unlimited, nil
	l.Rules.NotFoundFinal, l.Rules.LongestFlow = time.Second, time.Second
	if err := l.Check(); err != nil {
		t.Errorf("limits at their edges: %v", err)
	}
}

func TestPlacesAreNamedAndFound(t *testing.T) {
	all := payments.Providers{quay(), harbour()}
	tests := []struct {
		place, provider, environment string
		class                        payments.Class
		err                          error
	}{
		{"production", "quay", "production", payments.ClassLive, nil},
		{"quay/production", "quay", "production", payments.ClassLive, nil},
		{"training", "quay", "training", payments.ClassTraining, nil},
		{"harbour/live", "harbour", "live", payments.ClassLive, nil},
		{"harbour/uat", "harbour", "uat", payments.ClassTest, nil},
		{"live", "", "", payments.ClassCustom, payments.ErrEnvironment},
		{"harbour/production", "", "", payments.ClassCustom, payments.ErrEnvironment},
		{"acme/live", "", "", payments.ClassCustom, payments.ErrProvider},
		{"", "", "", payments.ClassCustom, payments.ErrEnvironment},
	}
	for _, test := range tests {
		p, e, err := all.Find(test.place)
		if !errors.Is(err, test.err) || all.Class(test.place) != test.class {
			t.Errorf("%q: %v, class %q", test.place, err, all.Class(test.place))
		}
		if err == nil && (p.ID != test.provider || e.ID != test.environment) {
			t.Errorf("%q is %s of %s", test.place, e.ID, p.ID)
		}
		if name := all.Place(p.ID, e.ID); err == nil && name != strings.TrimPrefix(test.place, "quay/") {
			t.Errorf("%q is named %q", test.place, name)
		}
	}
	for _, test := range []struct {
		provider string
		class    payments.Class
		want     string
	}{
		{"", payments.ClassLive, "production"}, {"quay", payments.ClassCustom, "custom"}, {"harbour", payments.ClassTest, "harbour/uat"},
		{"acme", payments.ClassLive, ""}, {"quay", "moon", ""},
	} {
		if got := all.Of(test.provider, test.class); got != test.want {
			t.Errorf("the %s place of %q is %q", test.class, test.provider, got)
		}
	}
	for beside, want := range map[string]string{
		"production": "training", "harbour/uat": "harbour/training", "acme/live": "training", "": "training",
	} {
		if got := all.Beside(beside, payments.ClassTraining); got != want {
			t.Errorf("training beside %q is %q", beside, got)
		}
	}
	all[0].Environments = all[0].Environments[:1]
	if got := all.Beside("production", payments.ClassTraining) + all.Beside("production", "moon"); got != "harbour/training" {
		t.Errorf("training beside a provider without is %q", got)
	}
	if a, b := all.AddressKey("quay", "cloud"), all.AddressKey("harbour", "cloud"); a != "cloud" || b != "harbour/cloud" {
		t.Errorf("addresses are kept as %q and %q", a, b)
	}
}

func TestANameThatIsNotThereIsAnsweredWithThoseThatAre(t *testing.T) {
	all := payments.Providers{quay(), harbour()}
	if _, err := all.Provider("acme"); err == nil || !strings.Contains(err.Error(), `"acme"`) || !strings.Contains(err.Error(), "quay, harbour") {
		t.Errorf("%v", err)
	}
	if _, _, err := all.Find("harbour/staging"); err == nil || !strings.Contains(err.Error(), `"staging"`) || !strings.Contains(err.Error(), "live, uat, lab, training, custom") {
		t.Errorf("%v", err)
	}
	if _, err := (payments.Providers{}).Provider(""); !errors.Is(err, payments.ErrProvider) {
		t.Errorf("of none: %v", err)
	}
	if got := (payments.Providers{}).Place("", "live"); got != "/live" {
		t.Errorf("a place of none is %q", got)
	}
}

func TestCredentialsByName(t *testing.T) {
	p := harbour()
	if c, ok := p.Credential("refunds"); !ok || c.Label != "Private id" || c.Needed {
		t.Errorf("%+v, %v", c, ok)
	}
	if _, ok := p.Credential("webhook"); ok {
		t.Error("it has no webhook")
	}
	c := payments.Config{Credentials: map[string]payments.Secret{"api": payments.NewSecret("a"), "refunds": payments.NewSecret("r")}}
	if c.Key().Reveal() != "a" || !(payments.Config{}).Key().Empty() {
		t.Error("the key is another credential")
	}
}

func TestKeysOfAKnownForm(t *testing.T) {
	form := harbour().Credentials[0]
	for key, fits := range map[string]bool{
		"ABC-123": true, "abc-def": true,
		"x": false, "": false, "ABC123": false, "ABC_123": false, "ABC-12": false, "ABC-1234": false, "AB--123": false, "ABC-12é": false,
	} {
		if form.Fits(payments.NewSecret(key), payments.ClassLive) != fits {
			t.Errorf("%q: want %t", key, fits)
		}
	}
	if !(payments.Credential{}).Fits(payments.NewSecret("x"), payments.ClassLive) {
		t.Error("nobody knows the form, and it was refused")
	}
	if !form.Fits(payments.NewSecret("x"), payments.ClassCustom) {
		t.Error("a key of a provider of one's own was refused")
	}
	form.Form = func(text string) bool { return text == "x" }
	if !form.Fits(payments.NewSecret("x"), payments.ClassLive) || form.Fits(payments.NewSecret("ABC-123"), payments.ClassCustom) {
		t.Error("our own form is not the one that counts")
	}
}

func TestCodesOfTerminals(t *testing.T) {
	for code, fits := range map[string]bool{"TJ442": true, "J4425": false, "TJ44": false, "": false} {
		if harbour().Terminals.Fits(code) != fits {
			t.Errorf("%q: want %t", code, fits)
		}
	}
	for code, fits := range map[string]bool{
		"TJ44245N20440": true, "A_1-b": true, "": false, "A/B": false, "A B": false, "A\tB": false, "é": false,
		strings.Repeat("1", 60): true, strings.Repeat("1", 61): false,
	} {
		if (payments.TerminalSource{Typed: true}).Fits(code) != fits {
			t.Errorf("%q of an unknown form: want %t", code, fits)
		}
	}
}

func TestAGatewaySaysWhatItsProviderSays(t *testing.T) {
	got := harbour().Info("uat", payments.KindSale)
	if got.Provider != "harbour" || got.Name != "Harbour Pay" || got.Environment != "uat" || got.MinAmount != 100 ||
		got.MaxAmount != 99_999_999 || got.NoteLength != 28 || got.Currencies[0] != "CLP" || !got.Supports(payments.KindSale) ||
		got.Supports(payments.KindRefund) || got.Rules != harbour().Limits.Rules {
		t.Errorf("%+v", got)
	}
}

// What a gateway says of itself is held to the same, and its rates are not asked for.
func TestNoGatewayLeavesALimitToChance(t *testing.T) {
	if err := harbour().Info("uat", payments.KindSale).Check(); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*payments.Info){
		"no provider":    func(i *payments.Info) { i.Provider = "" },
		"no name":        func(i *payments.Info) { i.Name = "" },
		"no environment": func(i *payments.Info) { i.Environment = "" },
		"cannot sell":    func(i *payments.Info) { i.Operations = []payments.Kind{payments.KindRefund} },
		"no amount":      func(i *payments.Info) { i.MaxAmount = 0 },
		"no flow":        func(i *payments.Info) { i.Rules.LongestFlow = 0 },
		"no rules":       func(i *payments.Info) { i.Rules = payments.RecoveryRules{} },
	} {
		i := harbour().Info("uat", payments.KindSale)
		change(&i)
		if i.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// deaf can do nothing that it need not; able can do all.
type deaf struct{ payments.Gateway }

func (deaf) Info() payments.Info { return payments.Info{Name: "Deaf"} }

type able struct {
	deaf
	payments.Canceller
	payments.Pinger
}

func TestWhatAGatewayCanDo(t *testing.T) {
	if got := payments.Describe(deaf{}); got.Name != "Deaf" || got.Can != (payments.Abilities{}) {
		t.Errorf("%+v", got)
	}
	got, ping := payments.Describe(able{}), payments.SetOf(payments.CommandPing)
	if got.Name != "Deaf" || got.Can != (payments.Abilities{Cancel: true, Ping: true, Commands: ping}) {
		t.Errorf("%+v", got)
	}
	if !ping.Has(payments.CommandPing) || ping.Has(payments.CommandReboot) || ping.Has("dance") {
		t.Errorf("a set of a ping has another command")
	}
}
