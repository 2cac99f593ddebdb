package handpoint_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
	"tillside/payments/internal/rest"
)

// The value is whole, and says what the gateway that it connects does.
func TestProvider(t *testing.T) {
	p := handpoint.Provider()
	if err := p.Check(); err != nil {
		t.Error(err)
	}
	want := map[string][2]string{
		handpoint.Production:  {"https://cloud.handpoint.com", "https://transactions.handpoint.com"},
		handpoint.Development: {"https://cloud.handpoint.io", "https://transactions.handpoint.io"},
		handpoint.Training:    {}, handpoint.Custom: {},
	}
	for _, e := range p.Environments {
		w, ok := want[e.ID]
		if !ok || w != [2]string{e.Hosts["cloud"], e.Hosts["status"]} || string(e.Class) != e.ID {
			t.Errorf("got %+v", e)
		}
		delete(want, e.ID)
		c := payments.Config{Environment: e.ID, Credentials: map[string]payments.Secret{"api": payments.NewSecret(testKey)}}
		if !e.Fixed() {
			c.Hosts = map[string]string{"cloud": "http://127.0.0.1:1", "status": "http://127.0.0.1:2"}
		}
		g, err := p.Connect(c)
		if err != nil || g.Info().Environment != e.ID || g.Info().Rules != p.Limits.Rules || g.Info().Provider != p.ID {
			t.Errorf("%s connects as %+v, %v", e.ID, g, err)
		}
	}
	if len(want) != 0 {
		t.Errorf("missing: %v", want)
	}
	if g, err := p.Connect(payments.Config{Environment: "staging"}); !errors.Is(err, payments.ErrEnvironment) || g != nil {
		t.Errorf("staging connects as %v, %v", g, err)
	}
}

func TestNewChecksItsAddresses(t *testing.T) {
	const good = "https://pay.example"
	tests := []struct {
		name string
		c    handpoint.Config
		want error
	}{
		{"production", handpoint.Config{Environment: handpoint.Production}, nil},
		{"development", handpoint.Config{Environment: handpoint.Development}, nil},
		{"custom", handpoint.Config{Environment: handpoint.Custom, CloudURL: good, StatusURL: good + "/status/"}, nil},
		{"training", handpoint.Config{Environment: handpoint.Training, CloudURL: "http://127.0.0.1:1", StatusURL: "http://[::1]:2"}, nil},
		{"localhost", handpoint.Config{Environment: handpoint.Custom, CloudURL: "http://LOCALHOST:1", StatusURL: "http://127.8.9.1"}, nil},
		{"nowhere", handpoint.Config{}, payments.ErrEnvironment},
		{"a typo", handpoint.Config{Environment: "Production"}, payments.ErrEnvironment},
		{"production elsewhere", handpoint.Config{Environment: handpoint.Production, CloudURL: good}, payments.ErrAddress},
		{"development elsewhere", handpoint.Config{Environment: handpoint.Development, StatusURL: good}, payments.ErrAddress},
		{"no address", handpoint.Config{Environment: handpoint.Custom}, payments.ErrAddress},
		{"one address", handpoint.Config{Environment: handpoint.Custom, CloudURL: good}, payments.ErrAddress},
		{"plain http", handpoint.Config{Environment: handpoint.Custom, CloudURL: "http://pay.example", StatusURL: good}, payments.ErrAddress},
		{"plain http inside", handpoint.Config{Environment: handpoint.Custom, CloudURL: "http://192.168.1.4", StatusURL: good}, payments.ErrAddress},
		{"a name like loopback", handpoint.Config{Environment: handpoint.Custom, CloudURL: "http://localhost.example", StatusURL: good}, payments.ErrAddress},
		{"user in it", handpoint.Config{Environment: handpoint.Custom, CloudURL: "https://a:b@pay.example", StatusURL: good}, payments.ErrAddress},
		{"question in it", handpoint.Config{Environment: handpoint.Custom, CloudURL: good + "?a=b", StatusURL: good}, payments.ErrAddress},
		{"file", handpoint.Config{Environment: handpoint.Custom, CloudURL: "file:///etc/passwd", StatusURL: good}, payments.ErrAddress},
		{"no url", handpoint.Config{Environment: handpoint.Custom, CloudURL: "pay.example", StatusURL: good}, payments.ErrAddress},
		{"broken", handpoint.Config{Environment: handpoint.Custom, CloudURL: "https://%zz", StatusURL: good}, payments.ErrAddress},
		{"line end in the key", handpoint.Config{Environment: handpoint.Production, Key: payments.NewSecret("a\r\nb")}, payments.ErrKeyForm},
		{"blank in the key", handpoint.Config{Environment: handpoint.Production, Key: payments.NewSecret("a b")}, payments.ErrKeyForm},
		{"letters of elsewhere", handpoint.Config{Environment: handpoint.Production, Key: payments.NewSecret("ключ")}, payments.ErrKeyForm},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g, err := handpoint.New(test.c)
			if !errors.Is(err, test.want) || (g == nil) != (test.want != nil) {
				t.Fatalf("got %v", err)
			}
			if err != nil && !test.c.Key.Empty() && strings.Contains(err.Error(), test.c.Key.Reveal()) {
				t.Fatal("the key is in the error")
			}
		})
	}
}

// A key may be at work in one gateway and under test in another; the cloud counts both.
func TestLimitsAreSharedByKey(t *testing.T) {
	tests := []struct {
		name   string
		other  string // the second gateway's key
		shared bool
		want   time.Duration // how long six reads take
	}{
		{"the same key", testKey, true, 5 * time.Second},
		{"another key", "ANOTHER-KEY", true, 2 * time.Second},
		{"not shared", testKey, false, 2 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := gatewaytest.NewNetwork()
				defer n.Close()
				n.Serve(cloudHost, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, "[]") }))
				var limits rest.Limiters
				begin, done := time.Now(), make(chan error)
				for _, key := range []string{testKey, test.other} {
					c := handpoint.Config{
						Environment: handpoint.Custom, Key: payments.NewSecret(key), Transport: n.Transport(),
						CloudURL: "http://" + cloudHost, StatusURL: "http://" + statusHost,
					}
					if test.shared {
						c.Limits = &limits
					}
					g, err := handpoint.New(c)
					if err != nil {
						t.Fatal(err)
					}
					for range 3 {
						go func() { _, err := g.Terminals(t.Context()); done <- err }()
					}
				}
				for range 6 {
					if err := <-done; err != nil {
						t.Fatal(err)
					}
				}
				if took := time.Since(begin); took.Truncate(time.Second) != test.want {
					t.Fatalf("took %v", took)
				}
			})
		})
	}
}

func TestTimeOutsAreTheCallersToChoose(t *testing.T) {
	tests := []struct {
		name       string
		send, read time.Duration
		wantSend   time.Duration
		wantRead   time.Duration
	}{
		{"default", 0, 0, 25 * time.Second, 10 * time.Second},
		{"chosen", 3 * time.Second, 2 * time.Second, 3 * time.Second, 2 * time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := gatewaytest.NewNetwork()
				defer n.Close()
				n.Fault(gatewaytest.Fault{Kind: gatewaytest.HangIdle, Times: -1})
				g, err := handpoint.New(handpoint.Config{
					Environment: handpoint.Custom, Key: payments.NewSecret(testKey), Transport: n.Transport(),
					CloudURL: n.Serve(cloudHost, http.NotFoundHandler()), StatusURL: "http://" + statusHost,
					Timeouts: handpoint.Timeouts{Send: test.send, Read: test.read},
				})
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				if o := g.Begin(t.Context(), attempt(payments.KindSale)); o.State != payments.StateUnknown || time.Since(start) != test.wantSend {
					t.Fatalf("got %+v after %v", o, time.Since(start))
				}
				start = time.Now()
				if _, err := g.Terminals(t.Context()); payments.KindOf(err) != payments.ErrorTimeout || time.Since(start) != test.wantRead {
					t.Fatalf("got %v after %v", err, time.Since(start))
				}
			})
		})
	}
}

func TestACustomEnvironmentIsBoundToItsHosts(t *testing.T) {
	scope := func(environment, cloud, status string) string {
		g, err := handpoint.New(handpoint.Config{Environment: environment, CloudURL: cloud, StatusURL: status})
		if err != nil {
			t.Fatal(err)
		}
		return g.Info().EndpointFingerprint
	}
	a := scope(handpoint.Custom, "http://127.0.0.1:1", "http://127.0.0.1:2")
	if a == "" || a != scope(handpoint.Custom, "http://127.0.0.1:1", "http://127.0.0.1:2") {
		t.Errorf("the same hosts give %q", a)
	}
	for _, other := range []string{scope(handpoint.Custom, "http://127.0.0.1:3", "http://127.0.0.1:2"), scope(handpoint.Custom, "http://127.0.0.1:1", "http://127.0.0.1:3")} {
		if other == a {
			t.Error("another host has the same scope")
		}
	}
	for _, environment := range []string{handpoint.Production, handpoint.Development} {
		if got := scope(environment, "", ""); got != "" {
			t.Errorf("%s is bound to %q: its name says where it is", environment, got)
		}
	}
	if got := scope(handpoint.Training, "http://127.0.0.1:1", "http://127.0.0.1:2"); got != "" {
		t.Errorf("training is bound to %q: its address is new at each start", got)
	}
}
