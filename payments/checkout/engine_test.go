package checkout

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

func TestSaleFromPressToReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		a := r.sell(1240)
		if a.State != payments.StateSending || a.Version != 2 {
			t.Fatalf("start returned %s, version %d: want sending, written down", a.State, a.Version)
		}
		a = r.want(3*time.Second, a.Reference, payments.StateApproved)
		if g.calls("begin") != 1 {
			t.Errorf("sent %d times", g.calls("begin"))
		}
		if a.Outcome.Amounts.Charged != eur(1240) || a.Outcome.IDs.Authorisation != "123456" {
			t.Errorf("outcome %+v", a.Outcome)
		}
		want := []EventKind{EventRecorded, EventSending, EventAccepted, EventResult, EventReceipt, EventReceipt}
		if got := m.kinds(a.Reference); !slices.Equal(got, want) {
			t.Errorf("journal %v, want %v", got, want)
		}
		if len(m.receipts) != 2 || string(m.receipts[0].Body) != "<html>customer</html>" || m.receipts[1].Type != "text/html" {
			t.Errorf("receipts %+v", m.receipts)
		}
		if p := r.e.Progress(a.Reference); p.Known {
			t.Error("a final attempt is still followed")
		}
		r.end()
	})
}

func TestNothingIsToldBeforeItIsCommitted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		r := till(t, obliging(), m, func(p *Params) {
			tell := p.Notify
			p.Notify = func(u Update) {
				stored, err := m.Attempt(context.WithoutCancel(t.Context()), u.Attempt.Reference)
				if err != nil || stored.Version < u.Attempt.Version || stored.Version == u.Attempt.Version && stored.State != u.Attempt.State {
					t.Errorf("told %s v%d, stored %s v%d", u.Attempt.State, u.Attempt.Version, stored.State, stored.Version)
				}
				tell(u)
			}
		})
		a := r.sell(100)
		r.want(time.Minute, a.Reference, payments.StateApproved)
		if len(r.told()) != 6 {
			t.Errorf("%d updates, want one per event: 6", len(r.told()))
		}
		r.end()
	})
}

func TestImmediateAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answer payments.Outcome
		want   payments.State
	}{
		"busy":             {payments.Outcome{State: payments.StateRefused, Reason: payments.ReasonBusy}, payments.StateRefused},
		"no byte left":     {payments.Outcome{State: payments.StateNotSent, Reason: payments.ReasonOffline}, payments.StateNotSent},
		"lost":             {payments.Outcome{State: payments.StateUnknown}, payments.StateUnknown},
		"empty":            {payments.Outcome{}, payments.StateUnknown},
		"a word never met": {payments.Outcome{State: "splendid"}, payments.StateUnknown},
		"not charged":      {payments.Outcome{State: payments.StateNotCharged}, payments.StateUnknown},
		"approved at once": {payments.Outcome{State: payments.StateApproved, Amounts: payments.Amounts{Charged: eur(500)}}, payments.StateApproved},
		"approved, other":  {payments.Outcome{State: payments.StateApproved, Amounts: payments.Amounts{Charged: eur(501)}}, payments.StateMismatch},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = func(payments.Attempt) payments.Outcome { return c.answer }
				r := till(t, g, newMemory())
				a := r.sell(500)
				r.want(500*time.Millisecond, a.Reference, c.want)
				if g.calls("begin") != 1 {
					t.Errorf("sent %d times", g.calls("begin"))
				}
				r.end()
			})
		})
	}
}

func TestLostAnswerIsLookedUpAndNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if n < 3 {
				return neverSeen(), nil
			}
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, m)
		a := r.sell(1240)
		r.want(time.Second, a.Reference, payments.StateUnknown)
		a = r.want(20*time.Second, a.Reference, payments.StateUnknown)
		if a.Notice != payments.NoticeEarlyApproval || g.calls("ping") != 2 {
			t.Errorf("an early approval is noticed (%q) and the terminal pinged (%d)", a.Notice, g.calls("ping"))
		}
		a = r.want(31*time.Second, a.Reference, payments.StateApproved)
		if a.Notice != payments.NoticeReceiptMissing || g.calls("begin") != 1 {
			t.Errorf("notice %q, sent %d times", a.Notice, g.calls("begin"))
		}
		r.end()
	})
}

func TestNotChargedTakesTheWholeRule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		r := till(t, g, newMemory())
		a := r.sell(1240)
		r.want(119*time.Second, a.Reference, payments.StateUnknown)
		if in := r.e.Progress(a.Reference).CertainIn; in <= 0 || in > 12*time.Second {
			t.Errorf("certain in %s, want a few seconds", in)
		}
		a = r.want(12*time.Second, a.Reference, payments.StateNotCharged)
		if a.Outcome.Reason != payments.ReasonNeverArrived {
			t.Errorf("reason %q", a.Outcome.Reason)
		}
		r.end()
	})
}

func TestNotChargedWaitsWhenTheWallClockIsSetForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		r := till(t, g, newMemory())
		a := r.sell(1240)
		time.Sleep(2 * time.Second)
		r.setClock(4 * time.Minute) // wall says 242 s, really 60
		r.want(58*time.Second, a.Reference, payments.StateUnknown)
		r.end()
	})
}

func TestErrorsAreNeverTakenForAbsence(t *testing.T) {
	for _, kind := range []payments.ErrorKind{payments.ErrorNotFound, payments.ErrorUnauthorised, payments.ErrorRateLimited, payments.ErrorServer, payments.ErrorPortal, payments.ErrorTimeout} {
		t.Run(string(kind), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.begin = lost
				g.find = func(int, payments.Attempt) (payments.Outcome, error) {
					return payments.Outcome{}, &payments.Error{Kind: kind}
				}
				r := till(t, g, m)
				a := r.sell(1240)
				r.want(5*time.Minute+50*time.Second, a.Reference, payments.StateUnknown)
				a = r.want(30*time.Second, a.Reference, payments.StateNeedsAttention)
				if a.State.Info().Charged != payments.ChargedUnknown {
					t.Error("silence was taken for proof")
				}
				r.end()
			})
		})
	}
}

func TestAnErrorOfAnotherTypeTellsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			return payments.Outcome{}, errors.New("a plain error")
		}
		g.find = silence
		r := till(t, g, newMemory())
		a := r.sell(1240)
		a = r.want(30*time.Second, a.Reference, payments.StateUnknown)
		if a.Notice != payments.NoticeNoAnswer {
			t.Errorf("notice %q", a.Notice)
		}
		r.end()
	})
}

func TestWaitingBecomesUnknownAndComesBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		start := time.Now()
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			switch since := time.Since(start); {
			case since < 5*time.Second, since > 40*time.Second && since < 58*time.Second:
				return waiting(), nil
			case since <= 40*time.Second:
				return silence(n, a)
			}
			return approval(a, payments.SourceResult), nil
		}
		g.find = silence
		r := till(t, g, m)
		a := r.sell(700)
		r.want(8*time.Second, a.Reference, payments.StateWaiting)
		r.want(22*time.Second, a.Reference, payments.StateUnknown)
		r.want(25*time.Second, a.Reference, payments.StateWaiting)
		r.want(15*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestResultHandleThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) {
			return payments.Outcome{}, &payments.Error{Kind: payments.ErrorNotFound, Status: 404}
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(2*time.Second, a.Reference, payments.StateUnknown)
		r.want(40*time.Second, a.Reference, payments.StateApproved)
		if n := g.calls("check"); n < 5 || n > 12 {
			t.Errorf("a handle that was lost once was asked %d times in 42 s", n)
		}
		r.end()
	})
}

func TestStatusHostBesideALongWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if n == 1 {
				return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceStatus}, nil
			}
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		a = r.want(59*time.Second, a.Reference, payments.StateWaiting)
		if g.calls("find") != 0 {
			t.Error("the status host was asked before its time")
		}
		a = r.want(8*time.Second, a.Reference, payments.StateWaiting)
		if a.Notice != payments.NoticeInProgress {
			t.Errorf("notice %q", a.Notice)
		}
		r.want(60*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestTheTerminalsWordOutweighsAnEarlyApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		start := time.Now()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 75*time.Second {
				return waiting(), nil
			}
			return verdict(a, payments.StateDeclined, payments.SourceResult), nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 90*time.Second {
				return approval(a, payments.SourceStatus), nil
			}
			return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(70*time.Second, a.Reference, payments.StateWaiting)
		r.want(10*time.Second, a.Reference, payments.StateUnknown) // they disagree
		r.want(30*time.Second, a.Reference, payments.StateDeclined)
		r.end()
	})
}

func TestADisputeThatStaysNeedsAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		start := time.Now()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 75*time.Second {
				return waiting(), nil
			}
			return verdict(a, payments.StateDeclined, payments.SourceResult), nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		a = r.want(2*time.Minute, a.Reference, payments.StateNeedsAttention)
		if a.Outcome.Reason != payments.ReasonContradiction {
			t.Errorf("reason %q", a.Outcome.Reason)
		}
		if err := r.e.Close(t.Context(), a.Reference, ""); !errors.Is(err, ErrNoReason) {
			t.Errorf("closed without a reason: %v", err)
		}
		if err := r.e.Close(t.Context(), a.Reference, "asked the bank: charged"); err != nil {
			t.Fatalf("close: %v", err)
		}
		a = r.want(0, a.Reference, payments.StateClosed)
		if a.Closed != "asked the bank: charged" || a.State.Info().Charged != payments.ChargedUnknown {
			t.Errorf("closed %+v", a)
		}
		r.end()
	})
}

func TestARefusedTapFollowedByAChip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		start := time.Now()
		g.begin = lost
		g.ping = func(int) (string, error) {
			if time.Since(start) < 70*time.Second {
				return "", &payments.Error{Kind: payments.ErrorBusy}
			}
			return "p", nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 50*time.Second {
				return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
			}
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(100*time.Second, a.Reference, payments.StateUnknown) // 31 s have not passed since the terminal was busy
		r.want(20*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestAStatementOfTheStatusHostAndTheTerminal(t *testing.T) {
	offline := &payments.Error{Kind: payments.ErrorTerminalOff}
	for name, c := range map[string]struct {
		state payments.State
		ping  error
		after time.Duration
	}{
		"a decline, the terminal is free":        {payments.StateDeclined, nil, 50 * time.Second},
		"a decline, the terminal is offline":     {payments.StateDeclined, offline, 400 * time.Second},
		"an approval, the terminal is offline":   {payments.StateApproved, offline, 400 * time.Second},
		"an approval, the terminal is free":      {payments.StateApproved, nil, 50 * time.Second},
		"an approval, the terminal is not known": {payments.StateApproved, &payments.Error{Kind: payments.ErrorUnassigned}, 400 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = lost
				g.ping = func(int) (string, error) { return "p", c.ping }
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceStatus)
					o.State = c.state
					return o, nil
				}
				r := till(t, g, newMemory())
				a := r.sell(700)
				r.want(c.after-20*time.Second, a.Reference, payments.StateUnknown)
				r.want(20*time.Second, a.Reference, c.state)
				r.end()
			})
		})
	}
}

func TestAPingWithoutAnswerMeansASilentTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		g.pong = func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil }
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return verdict(a, payments.StateCancelled, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(time.Minute, a.Reference, payments.StateUnknown)
		r.want(340*time.Second, a.Reference, payments.StateCancelled)
		if g.calls("pong") == 0 {
			t.Error("the ping was never read")
		}
		r.end()
	})
}
