package providers

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

const (
	ours   = "http://127.0.0.1:4001"
	abroad = "https://cloud.example"
)

// first is the provider that the tests have, as the program has it.
func first() Provider {
	return Provider{Provider: handpoint.Provider(), Face: (*simulator.Cloud).Handpoint}
}

// harbour is a provider that nobody has: what it connects says what it was connected with.
func harbour(seen *payments.Config) Provider {
	p := handpoint.Provider()
	p.ID, p.Name, p.Terminals.Typed = "harbour", "Harbour Pay", true
	p.ReceiptHosts = []string{".harbour.example"}
	p.Limits.Currencies = []payments.Currency{"CLP"}
	p.Credentials = append(p.Credentials, payments.Credential{ID: payments.CredentialRefunds})
	connect := p.Connect
	p.Connect = func(c payments.Config) (payments.Gateway, error) {
		*seen = c
		return connect(c)
	}
	return Provider{Provider: p, Face: (*simulator.Cloud).Handpoint}
}

func made(t *testing.T, list ...Provider) *Providers {
	t.Helper()
	ps, err := New(t.Context(), list...)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func TestConnect(t *testing.T) {
	secret := payments.NewSecret("AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD")
	key := map[string]payments.Secret{"api": secret}
	hosts := func(cloud, status string) map[string]string {
		return map[string]string{"cloud": cloud, "status": status}
	}
	tests := map[string]struct {
		request Request
		host    string // where receipts come from without https
		err     error
	}{
		"production":                        {Request{Place: handpoint.Production, Credentials: key}, "", nil},
		"development":                       {Request{Place: handpoint.Development, Credentials: key}, "", nil},
		"no key yet":                        {Request{Place: handpoint.Production}, "", nil},
		"production takes no address":       {Request{Place: handpoint.Production, Credentials: key, Hosts: hosts(ours, ours)}, "", nil},
		"custom, on this computer":          {Request{Place: handpoint.Custom, Credentials: key, Hosts: hosts(ours, ours)}, "127.0.0.1:4001", nil},
		"custom, with blanks around it":     {Request{Place: handpoint.Custom, Credentials: key, Hosts: hosts(" "+ours+"\n", ours+" ")}, "127.0.0.1:4001", nil},
		"custom, abroad":                    {Request{Place: handpoint.Custom, Credentials: key, Hosts: hosts(abroad, abroad)}, "", nil},
		"custom without addresses":          {Request{Place: handpoint.Custom, Credentials: key}, "", payments.ErrAddress},
		"custom without a status service":   {Request{Place: handpoint.Custom, Credentials: key, Hosts: hosts(ours, "")}, "", payments.ErrAddress},
		"custom over plain http":            {Request{Place: handpoint.Custom, Credentials: key, Hosts: hosts("http://cloud.example", abroad)}, "", payments.ErrAddress},
		"a key that cannot travel":          {Request{Place: handpoint.Production, Credentials: map[string]payments.Secret{"api": payments.NewSecret("A\nB")}}, "", &payments.Error{Kind: payments.ErrorUnauthorised}},
		"no such environment":               {Request{Place: "staging", Credentials: key}, "", payments.ErrEnvironment},
		"no such provider":                  {Request{Place: "acme/production", Credentials: key}, "", payments.ErrProvider},
		"no environment":                    {Request{}, "", payments.ErrEnvironment},
		"no environment, but an address":    {Request{Place: "", Credentials: key, Hosts: hosts(ours, ours)}, "", payments.ErrEnvironment},
		"an address that is not an address": {Request{Place: handpoint.Custom, Credentials: key, Hosts: hosts("cloud", abroad)}, "", payments.ErrAddress},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := made(t, first()).Connect(test.request)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if err != nil {
				if got != (Connection{}) {
					t.Errorf("connected all the same: %+v", got)
				}
				return
			}
			if got.Key != test.request.Credentials["api"] || got.ReceiptHost != test.host || got.Training != nil || got.Gateway.Info().Environment != test.request.Place {
				t.Errorf("%+v", got)
			}
			if plain := got.Receipts.Allowed(ours + "/receipt"); plain != (test.host != "") {
				t.Errorf("a receipt of this computer is fetched: %v", plain)
			}
			for location, want := range map[string]bool{
				"https://receipts.handpoint.com/1/customer.html": true,
				abroad + "/1/customer.html":                      test.request.Place == handpoint.Custom && test.host == "",
				"https://elsewhere.example/1/customer.html":      false,
			} {
				if got.Receipts.Allowed(location) != want {
					t.Errorf("%s is allowed: %v", location, !want)
				}
			}
		})
	}
}

func TestTrainingHasACloudAndAKeyOfItsOwn(t *testing.T) {
	c := made(t, first())
	first, err := c.Connect(Request{
		Place: handpoint.Training, Credentials: map[string]payments.Secret{"api": payments.NewSecret("AAAAAAA")},
		Hosts: map[string]string{"cloud": abroad, "status": abroad},
	})
	if err != nil {
		t.Fatal(err)
	}
	if first.Training == nil || first.Key.Reveal() != simulator.DefaultKey {
		t.Errorf("%+v", first)
	}
	if first.ReceiptHost == "" || !first.Receipts.Allowed("http://"+first.ReceiptHost+"/receipt") {
		t.Errorf("its receipts at %q are not fetched", first.ReceiptHost)
	}
	if terminals, err := first.Gateway.Terminals(t.Context()); err != nil || len(terminals) == 0 {
		t.Errorf("terminals %v, %v", terminals, err)
	}
	second, err := c.Connect(Request{Place: handpoint.Training})
	if err != nil || second.Training != first.Training || second.ReceiptHost != first.ReceiptHost {
		t.Errorf("a second training cloud: %q, %q, %v", first.ReceiptHost, second.ReceiptHost, err)
	}
}

// The training cloud is on two hosts of this computer, and the gateway needs both.
func TestTheTrainingCloudIsServed(t *testing.T) {
	c := made(t, first())
	running, err := c.train(handpoint.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range running.hosts {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	if len(running.hosts) != 2 || running.hosts["cloud"] == running.hosts["status"] {
		t.Errorf("they are at %v", running.hosts)
	}
}

// A training cloud that could not start is no reason never to try again.
func TestTrainingThatCannotStart(t *testing.T) {
	c := made(t, first())
	c.listen = "127.0.0.1:none"
	got, err := c.Connect(Request{Place: handpoint.Training})
	if !errors.Is(err, &payments.Error{Kind: payments.ErrorOffline}) || got != (Connection{}) {
		t.Errorf("got %+v, %v", got, err)
	}
	c.listen = ""
	if got, err := c.Connect(Request{Place: handpoint.Training}); err != nil || got.Training == nil {
		t.Errorf("the second time: %+v, %v", got, err)
	}
}

// Every provider has a training cloud of its own, which knows its terminals and its money.
func TestTrainingOfAnotherProvider(t *testing.T) {
	var seen payments.Config
	ps := made(t, first(), harbour(&seen))
	got, err := ps.Connect(Request{Place: "harbour/training", Terminals: []payments.Terminal{{Serial: "mine"}}})
	if err != nil {
		t.Fatal(err)
	}
	if seen.Key().Reveal() != simulator.DefaultKey || seen.Credentials["refunds"].Reveal() != simulator.RefundsKey {
		t.Error("training has no keys")
	}
	if len(seen.Terminals) != len(got.Training.Terminals()) || seen.Terminals[0].Serial == "mine" {
		t.Errorf("its terminals are %v", seen.Terminals)
	}
	other, err := ps.Connect(Request{Place: "training"})
	if err != nil || other.Training == got.Training {
		t.Errorf("both train on one cloud, %v", err)
	}
}

func TestWhatIsKnownReachesTheProvider(t *testing.T) {
	var seen payments.Config
	ps := made(t, first(), harbour(&seen))
	secrets := map[string]payments.Secret{"api": payments.NewSecret("a"), "refunds": payments.NewSecret("r")}
	got, err := ps.Connect(Request{Place: "harbour/production", Credentials: secrets, Terminals: []payments.Terminal{{Serial: "mine"}}})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Receipts.Allowed("https://receipts.harbour.example/1") || got.Receipts.Allowed("https://receipts.handpoint.com/1") {
		t.Error("its receipts are those of another provider")
	}
	if seen.Environment != "production" || seen.Credentials["refunds"].Reveal() != "r" || len(seen.Terminals) != 1 || len(seen.Hosts) != 0 {
		t.Errorf("%+v", seen)
	}
}

// No engine is made of a gateway that leaves to chance when a payment is settled.
func TestAGatewayThatLeavesALimitToChanceIsRefused(t *testing.T) {
	p := first()
	connect := p.Connect
	p.Connect = func(c payments.Config) (payments.Gateway, error) {
		g, err := connect(c)
		return careless{g}, err
	}
	got, err := made(t, p).Connect(Request{Place: handpoint.Production})
	if err == nil || !strings.Contains(err.Error(), "its longest card flow") || got != (Connection{}) {
		t.Errorf("%+v, %v", got, err)
	}
}

type careless struct{ payments.Gateway }

func (c careless) Info() payments.Info {
	info := c.Gateway.Info()
	info.Rules.LongestFlow = 0
	return info
}

// A provider that says that it posts to the till has gateways that can read it: an address would
// be opened for nothing else.
func TestAGatewayThatCannotReadWhatIsPostedIsRefused(t *testing.T) {
	for posts, refused := range map[bool]bool{true: true, false: false} {
		p := first()
		p.Webhooks = posts
		connect := p.Connect
		p.Connect = func(c payments.Config) (payments.Gateway, error) {
			g, err := connect(c)
			return struct{ payments.Gateway }{g}, err
		}
		if _, err := made(t, p).Connect(Request{Place: handpoint.Production}); (err != nil) != refused {
			t.Errorf("posts %v: %v", posts, err)
		}
	}
}

func TestAListThatIsNotWhole(t *testing.T) {
	faceless, idle := first(), first()
	faceless.Face = nil
	idle.Environments = idle.Environments[:1]
	nameless := first()
	nameless.Name = ""
	for name, list := range map[string][]Provider{"none": nil, "no face": {faceless}, "a face for nothing": {idle}, "no name": {nameless}, "twice": {first(), first()}} {
		if ps, err := New(t.Context(), list...); err == nil || ps != nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestSimulate(t *testing.T) {
	ps := made(t, first())
	if err := ps.Simulate(t.Context(), "acme", simulator.Options{}, nil, nil); !errors.Is(err, payments.ErrProvider) {
		t.Errorf("of nobody: %v", err)
	}
	idle := first()
	idle.Environments, idle.Face = idle.Environments[:1], nil
	if err := made(t, idle).Simulate(t.Context(), "", simulator.Options{}, nil, nil); err == nil {
		t.Error("without a face it is served")
	}
	half := first()
	half.Face = func(c *simulator.Cloud) map[string]http.Handler {
		return map[string]http.Handler{payments.AddressCloud: c.API()}
	}
	if err := made(t, half).Simulate(t.Context(), "", simulator.Options{}, nil, nil); err == nil || !strings.Contains(err.Error(), "no status host") {
		t.Errorf("with half a face: %v", err)
	}
	if _, err := made(t, half).Connect(Request{Place: handpoint.Training}); err == nil || !strings.Contains(err.Error(), "no status host") {
		t.Errorf("training with half a face: %v", err)
	}
	if err := ps.Simulate(t.Context(), "", simulator.Options{}, map[string]string{"status": "127.0.0.1:none"}, nil); err == nil {
		t.Error("it listens on no port")
	}
}
