package session_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/ui/session"
)

// rigListener is an address that only remembers what was done with it.
type rigListener struct {
	r     *rig
	ended error
}

func (l *rigListener) URL() string { return "https://till.example/results" }

func (l *rigListener) Serve(ctx context.Context, receive session.Receive) error {
	l.r.tell("listener serves")
	if err := receive(ctx, "a token", nil); err != nil {
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
		if s.CallbackURL != "https://till.example/results" || s.CallbackProblem != nil || r.callbackURL != s.CallbackURL {
			t.Errorf("url %q, problem %v, engine told %q", s.CallbackURL, s.CallbackProblem, r.callbackURL)
		}
		synctest.Wait()
		if got := r.told(); !slices.Contains(got, "received a token") || slices.Contains(got, "listener ended") {
			t.Errorf("while it is open: %v", got)
		}
		r.close(t)
		got := r.told()
		if ended, closed := slices.Index(got, "listener ended"), slices.Index(got, "journal closed training"); ended < 0 || closed < ended {
			t.Errorf("in the end: %v", got)
		}
	})
}

// A port that is taken keeps no till from opening.
func TestAListenerThatCannotBeOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.listenErr = errBroken
		s := r.open(t, "training", nil)
		if !errors.Is(s.CallbackProblem, errBroken) || s.CallbackURL != "" || r.callbackURL != "" || len(s.Terminals) != 1 {
			t.Errorf("session %+v, engine told %q", s, r.callbackURL)
		}
		r.close(t)
	})
}

func TestNoListenerIsWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		s := r.open(t, "training", nil)
		if s.CallbackURL != "" || s.CallbackProblem != nil {
			t.Errorf("url %q, problem %v", s.CallbackURL, s.CallbackProblem)
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
