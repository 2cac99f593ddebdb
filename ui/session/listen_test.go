package session_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/session"
)

// rigListener is an address that only remembers what was done with it.
type rigListener struct {
	r            *rig
	taken, ended error
	receive      session.Receive // added last
	paths        map[string]session.Receive
}

func (l *rigListener) URL(name string) string {
	return strings.TrimSuffix("https://till.example/results/"+name, "/")
}

func (l *rigListener) Add(name string, receive session.Receive) (remove func(), err error) {
	if l.taken != nil {
		return nil, l.taken
	}
	if l.paths == nil {
		l.paths = map[string]session.Receive{}
	}
	l.receive, l.paths[name] = receive, receive
	return func() { l.r.tell("removed " + name) }, nil
}

func (l *rigListener) Serve(ctx context.Context) error {
	l.r.tell("listener serves")
	select {
	case <-ctx.Done():
		l.r.tell("listener ended")
		return nil
	default:
	}
	if err := l.receive(ctx, payments.Delivery{Header: func(string) string { return "a token" }}); err != nil {
		return err
	}
	if l.ended != nil {
		return l.ended
	}
	<-ctx.Done()
	time.Sleep(time.Second) // a request is still being answered
	l.r.tell("listener ended")
	return nil
}

func TestTheListenerLivesWithTheEnvironment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listener = &rigListener{r: r}
		s := r.open(t, "training", nil)
		if s.First().CallbackURL != "https://till.example/results/handpoint/default" || s.CallbackProblem != nil || r.callbackURL != s.First().CallbackURL {
			t.Errorf("url %q, problem %v, engine told %q", s.First().CallbackURL, s.CallbackProblem, r.callbackURL)
		}
		synctest.Wait()
		if got := r.told(); !slices.Contains(got, "received a token") || slices.Contains(got, "listener ended") {
			t.Errorf("while it is open: %v", got)
		}
		r.close(t)
		got := r.told()
		if !slices.Contains(got, "removed handpoint/default") {
			t.Error("the path is still there")
		}
		if ended, closed := slices.Index(got, "listener ended"), slices.Index(got, "journal closed training"); ended < 0 || closed < ended {
			t.Errorf("in the end: %v", got)
		}
	})
}

// A gateway that names the address with each payment is brought its results at the address
// itself: proxies of shops pass on that one.
func TestTheAddressOfAGatewayThatNamesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listener, r.names = &rigListener{r: r}, true
		if s := r.open(t, "training", nil); s.First().CallbackURL != "https://till.example/results" || r.callbackURL != s.First().CallbackURL {
			t.Errorf("url %q, engine told %q", s.First().CallbackURL, r.callbackURL)
		}
		r.close(t)
	})
}

// Where no engine can be made, nothing stays open: neither the journal nor the address.
func TestAnEngineThatCannotBeMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listener, r.engineErr = &rigListener{r: r}, checkout.ErrLimits
		s, err := r.backend.Open(t.Context(), "training", func(checkout.Update) {})
		if !errors.Is(err, checkout.ErrLimits) || s != nil {
			t.Fatalf("opened %v, %v", s, err)
		}
		if got := r.told(); !slices.Contains(got, "listener ended") || !slices.Contains(got, "journal closed training") {
			t.Errorf("left open: %v", got)
		}
		r.listener, r.engineErr = nil, nil
		r.open(t, "training", nil)
		r.close(t)
	})
}

// A path that somebody else has leaves the till as it is without a listener.
func TestAPathThatIsTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listener = &rigListener{r: r, taken: errBroken}
		r.open(t, "training", nil)
		synctest.Wait()
		if got := r.told(); slices.Contains(got, "listener serves") || slices.Contains(got, "journal closed training") {
			t.Errorf("told %v", got)
		}
		r.close(t)
	})
}

// A port that is taken keeps no till from opening.
func TestAListenerThatCannotBeOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listenErr = errBroken
		s := r.open(t, "training", nil)
		if !errors.Is(s.CallbackProblem, errBroken) || s.First().CallbackURL != "" || r.callbackURL != "" || len(s.Terminals()) != 1 {
			t.Errorf("session %+v, engine told %q", s, r.callbackURL)
		}
		r.close(t)
	})
}

func TestNoListenerIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		s := r.open(t, "training", nil)
		if s.First().CallbackURL != "" || s.CallbackProblem != nil {
			t.Errorf("url %q, problem %v", s.First().CallbackURL, s.CallbackProblem)
		}
		r.close(t)
	})
}

// An environment whose listener breaks down goes on, and ends as any other.
func TestAListenerThatBreaksDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listener = &rigListener{r: r, ended: errBroken}
		r.open(t, "training", nil)
		synctest.Wait()
		if slices.Contains(r.told(), "journal closed training") {
			t.Error("the environment ended with its listener")
		}
		r.close(t)
	})
}
