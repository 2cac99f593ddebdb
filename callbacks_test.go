package main

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/handpoint"
	"tillside/ui/present"
)

var quiet = slog.New(slog.DiscardHandler)

// Results that are brought need nothing but the switch in training: the whole way from the
// terminal over a socket into the journal.
func TestASaleWhoseResultIsBrought(t *testing.T) {
	backend, end, err := newBackend(t.Context(), options{training: true}, t.TempDir(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := end(); err != nil {
			t.Error(err)
		}
	}()
	on := present.Settings{Callbacks: present.Callbacks{On: true}}
	if err := backend.SaveSettings(t.Context(), on.Words()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan payments.Attempt, 100)
	s, err := backend.Open(t.Context(), handpoint.Training, func(u checkout.Update) {
		if u.Attempt.State.Final() {
			ended <- u.Attempt
		}
	})
	if err != nil || s.CallbackProblem != nil || !strings.HasPrefix(s.CallbackURL, "http://127.0.0.1:") {
		t.Fatalf("listens at %q, %v, %v", s.CallbackURL, s.CallbackProblem, err)
	}
	go s.Customer.Watch(t.Context(), func(p present.Prompt) {
		if p.Stage == present.StageCard {
			go s.Customer.Act(p.Terminal.Serial, present.ActTap)
		}
	})
	started, err := s.Engine.Start(t.Context(), checkout.Request{
		Nonce: "press", Kind: payments.KindSale, Amount: payments.MustMoney(1240, "EUR"), Terminal: s.Terminals[0],
	})
	if err != nil {
		t.Fatal(err)
	}
	select {
	case a := <-ended:
		if a.Reference != started.Reference || a.State != payments.StateApproved || a.Outcome.Source != payments.SourceResult {
			t.Errorf("ended as %s by %s", a.State, a.Outcome.Source)
		}
		if a.Sent.Token == "" || a.Sent.ResultID != "" {
			t.Errorf("digest %q, and the result could be polled under %q", a.Sent.Token, a.Sent.ResultID)
		}
	case <-time.After(25 * time.Second): // before anybody would have asked for it
		t.Fatal("the result did not arrive")
	}
	resp, err := http.Post(s.CallbackURL, "application/json", strings.NewReader(`{"finStatus":"AUTHORISED"}`))
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("a stranger is answered %d", resp.StatusCode)
	}
}

func TestOpenListener(t *testing.T) {
	taken, err := openListener(quiet)(t.Context(), handpoint.Training, (present.Settings{Callbacks: present.Callbacks{On: true}}).Words())
	if err != nil {
		t.Fatal(err)
	}
	l, ok := taken.(*listener)
	if !ok {
		t.Fatalf("got %T", taken)
	}
	defer l.Close()
	busy := l.Addr().String()
	tests := map[string]struct {
		callbacks present.Callbacks
		want      error
	}{
		"off":               {present.Callbacks{Listen: busy, URL: "https://till.example"}, nil},
		"no address":        {present.Callbacks{On: true, URL: "https://till.example"}, present.ErrListen},
		"no URL":            {present.Callbacks{On: true, Listen: "127.0.0.1:8130"}, present.ErrCallbackURL},
		"plain http abroad": {present.Callbacks{On: true, Listen: "127.0.0.1:8130", URL: "http://till.example"}, present.ErrCallbackURL},
		"port in use":       {present.Callbacks{On: true, Listen: busy, URL: "https://till.example"}, present.ErrListenBusy},
		"not this computer": {present.Callbacks{On: true, Listen: "192.0.2.1:8130", URL: "https://till.example"}, present.ErrListen},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := openListener(quiet)(t.Context(), handpoint.Production, (present.Settings{Callbacks: test.callbacks}).Words())
			if !errors.Is(err, test.want) || got != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestThePathThatIsAnswered(t *testing.T) {
	for address, want := range map[string]string{
		"https://till.example": "/", "https://till.example/": "/", "https://till.example/a/b": "/a/b", "https://till.example/a%20b": "/a b",
	} {
		if got, err := pathOf(address); err != nil || got != want {
			t.Errorf("%s: %q, %v", address, got, err)
		}
	}
}
