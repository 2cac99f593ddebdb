package clouds

import (
	"errors"
	"net/http"
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
	"tillside/payments/simulator"
)

const (
	ours   = "http://127.0.0.1:4001"
	abroad = "https://cloud.example"
)

func TestConnect(t *testing.T) {
	key := payments.NewSecret("AAAAAAA-BBBBBBB-CCCCCCC-DDDDDDD")
	tests := map[string]struct {
		request Request
		host    string // where receipts come from without https
		err     error
	}{
		"production":                        {Request{Environment: handpoint.Production, Key: key}, "", nil},
		"development":                       {Request{Environment: handpoint.Development, Key: key}, "", nil},
		"no key yet":                        {Request{Environment: handpoint.Production}, "", nil},
		"production takes no address":       {Request{handpoint.Production, key, ours, ours}, "", nil},
		"custom, on this computer":          {Request{handpoint.Custom, key, ours, ours}, "127.0.0.1:4001", nil},
		"custom, with blanks around it":     {Request{handpoint.Custom, key, " " + ours + "\n", ours + " "}, "127.0.0.1:4001", nil},
		"custom, abroad":                    {Request{handpoint.Custom, key, abroad, abroad}, "", nil},
		"custom without addresses":          {Request{Environment: handpoint.Custom, Key: key}, "", ErrAddress},
		"custom without a status service":   {Request{handpoint.Custom, key, ours, ""}, "", ErrAddress},
		"custom over plain http":            {Request{handpoint.Custom, key, "http://cloud.example", abroad}, "", ErrAddress},
		"a key that cannot travel":          {Request{Environment: handpoint.Production, Key: payments.NewSecret("A\nB")}, "", &payments.Error{Kind: payments.ErrorUnauthorised}},
		"no such environment":               {Request{Environment: "staging", Key: key}, "", ErrEnvironment},
		"no environment":                    {Request{}, "", ErrEnvironment},
		"no environment, but an address":    {Request{"", key, ours, ours}, "", ErrEnvironment},
		"an address that is not an address": {Request{handpoint.Custom, key, "cloud", abroad}, "", ErrAddress},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := New(t.Context()).Connect(test.request)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if err != nil {
				if got != (Connection{}) {
					t.Errorf("connected all the same: %+v", got)
				}
				return
			}
			if got.Key != test.request.Key || got.ReceiptHost != test.host || got.Training != nil || got.Gateway.Info().Environment != test.request.Environment {
				t.Errorf("%+v", got)
			}
			if plain := got.Receipts.Allowed(ours + "/receipt"); plain != (test.host != "") {
				t.Errorf("a receipt of this computer is fetched: %v", plain)
			}
			for location, want := range map[string]bool{
				"https://receipts.handpoint.com/1/customer.html": true,
				abroad + "/1/customer.html":                      test.request.Environment == handpoint.Custom && test.host == "",
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
	c := New(t.Context())
	first, err := c.Connect(Request{Environment: handpoint.Training, Key: payments.NewSecret("AAAAAAA"), CloudURL: abroad, StatusURL: abroad})
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
	second, err := c.Connect(Request{Environment: handpoint.Training})
	if err != nil || second.Training != first.Training || second.ReceiptHost != first.ReceiptHost {
		t.Errorf("a second training cloud: %q, %q, %v", first.ReceiptHost, second.ReceiptHost, err)
	}
}

// The training cloud is on two hosts of this computer, and the gateway needs both.
func TestTheTrainingCloudIsServed(t *testing.T) {
	c := New(t.Context())
	_, api, status, err := c.train()
	if err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{api, status} {
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	if api == status {
		t.Errorf("both at %s", api)
	}
}

// A training cloud that could not start is no reason never to try again.
func TestTrainingThatCannotStart(t *testing.T) {
	c := New(t.Context())
	c.serve.Listen = "127.0.0.1:none"
	got, err := c.Connect(Request{Environment: handpoint.Training})
	if !errors.Is(err, &payments.Error{Kind: payments.ErrorOffline}) || got != (Connection{}) {
		t.Errorf("got %+v, %v", got, err)
	}
	c.serve.Listen = ""
	if got, err := c.Connect(Request{Environment: handpoint.Training}); err != nil || got.Training == nil {
		t.Errorf("the second time: %+v, %v", got, err)
	}
}
