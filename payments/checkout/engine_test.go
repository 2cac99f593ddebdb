package checkout

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
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
			t.Fatalf("start returned %s, version %d: want sending after two commits", a.State, a.Version)
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
				if err != nil || stored.Version < u.Attempt.Version || stored.State != u.Attempt.State && !stored.State.Final() {
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
		if a.Notice != payments.NoticeEarlyApproval || g.calls("ping") != 1 {
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
		if in := r.e.Progress(a.Reference).CertainIn; in <= 0 || in > 10*time.Second {
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
		if g.calls("check") > 2 {
			t.Errorf("a dead handle was asked %d times", g.calls("check"))
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
		r.want(45*time.Second, a.Reference, payments.StateUnknown)
		r.want(60*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestADeclineByTheStatusHostStandsWhenTheTerminalIsFree(t *testing.T) {
	for name, silent := range map[string]error{
		"terminal answers": nil,
		"terminal offline": &payments.Error{Kind: payments.ErrorTerminalOff},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = lost
				g.ping = func(int) (string, error) { return "p", silent }
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					return verdict(a, payments.StateDeclined, payments.SourceStatus), nil
				}
				r := till(t, g, newMemory())
				a := r.sell(700)
				r.want(30*time.Second, a.Reference, payments.StateUnknown)
				r.want(20*time.Second, a.Reference, payments.StateDeclined)
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
		r.want(time.Minute, a.Reference, payments.StateCancelled)
		if g.calls("pong") == 0 {
			t.Error("the ping was never read")
		}
		r.end()
	})
}

func TestPartialApprovalWaitsForTheChoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceStatus)
			o.State, o.Amounts.Charged, o.Amounts.Due = payments.StatePartial, eur(800), eur(440)
			return o, nil
		}
		r := till(t, g, newMemory())
		a := r.sell(1240)
		a = r.want(55*time.Second, a.Reference, payments.StateUnknown)
		if a.Notice != payments.NoticePartialChoice {
			t.Errorf("notice %q", a.Notice)
		}
		r.want(15*time.Second, a.Reference, payments.StatePartial)
		r.end()
	})
}

func TestAMismatchIsSeenAndNeverApproved(t *testing.T) {
	bend := map[string]func(*payments.Outcome){
		"reference": func(o *payments.Outcome) { o.IDs.Reference = "somebody-elses" },
		"amount":    func(o *payments.Outcome) { o.Amounts.Charged = eur(1340) },
		"currency":  func(o *payments.Outcome) { o.Amounts.Charged = payments.MustMoney(1240, "USD") },
		"terminal":  func(o *payments.Outcome) { o.Device.Serial = "000" },
		"kind":      func(o *payments.Outcome) { o.Kind = payments.KindRefund },
	}
	for field, change := range bend {
		t.Run(field, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceResult)
					change(&o)
					return o, nil
				}
				r := till(t, g, newMemory())
				a := r.sell(1240)
				a = r.want(20*time.Minute, a.Reference, payments.StateMismatch)
				if !slices.Contains(a.Mismatch, field) {
					t.Errorf("mismatch %v, want %s", a.Mismatch, field)
				}
				if err := r.e.Close(t.Context(), a.Reference, "checked by hand"); err != nil {
					t.Errorf("close: %v", err)
				}
				r.end()
			})
		})
	}
}

func TestALookupThatFitsSettlesAMismatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			o := approval(a, payments.SourceResult)
			o.IDs.Reference = "somebody-elses"
			return o, nil
		}
		g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(1240)
		r.want(5*time.Second, a.Reference, payments.StateMismatch)
		r.want(5*time.Minute, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestCancelIsAWish(t *testing.T) {
	for name, c := range map[string]struct {
		answer error
		state  payments.State
		notice payments.Notice
	}{
		"taken":         {nil, payments.StateCancelling, payments.NoticeNone},
		"too late":      {&payments.Error{Kind: payments.ErrorNoCancel, Code: "1003"}, payments.StateWaiting, payments.NoticeCancelRefused},
		"nothing there": {&payments.Error{Kind: payments.ErrorNothingToDo, Code: "1005"}, payments.StateWaiting, payments.NoticeCancelRefused},
		"never left":    {&payments.Error{Kind: payments.ErrorOffline, Unsent: true}, payments.StateWaiting, payments.NoticeCancelFailed},
		"perhaps there": {&payments.Error{Kind: payments.ErrorTimeout}, payments.StateCancelling, payments.NoticeCancelFailed},
		"plain error":   {errors.New("plain"), payments.StateCancelling, payments.NoticeCancelFailed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				start := time.Now()
				g.cancel = func(int) error { return c.answer }
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					if time.Since(start) < 20*time.Second {
						return waiting(), nil
					}
					return approval(a, payments.SourceResult), nil // the approval wins the race
				}
				r := till(t, g, m)
				a := r.sell(700)
				r.want(5*time.Second, a.Reference, payments.StateWaiting)
				if err := r.e.Cancel(t.Context(), a.Reference); !errors.Is(err, c.answer) {
					t.Errorf("cancel returned %v", err)
				}
				a = r.want(100*time.Millisecond, a.Reference, c.state)
				if a.Notice != c.notice {
					t.Errorf("notice %q, want %q", a.Notice, c.notice)
				}
				r.want(30*time.Second, a.Reference, payments.StateApproved)
				r.end()
			})
		})
	}
}

func TestCancelledOnlyByTheResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		stopped := false
		g.cancel = func(int) error { stopped = true; return nil }
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if !stopped {
				return waiting(), nil
			}
			return verdict(a, payments.StateCancelled, payments.SourceResult), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		time.Sleep(3500 * time.Millisecond)
		if err := r.e.Cancel(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		r.want(0, a.Reference, payments.StateCancelling)
		r.want(2*time.Second, a.Reference, payments.StateCancelled)
		if err := r.e.Cancel(t.Context(), a.Reference); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("a final attempt was cancelled: %v", err)
		}
		if err := r.e.Close(t.Context(), a.Reference, "x"); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("a final attempt was closed: %v", err)
		}
		r.end()
	})
}

func TestCloseIsForAttemptsThatNeedAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := till(t, obliging(), newMemory())
		a := r.sell(700)
		if err := r.e.Close(t.Context(), a.Reference, "I am in a hurry"); !errors.Is(err, ErrNotClosable) {
			t.Errorf("closed while waiting: %v", err)
		}
		r.end()
	})
}

func TestAskNowAsksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = lost
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.after(1500*time.Millisecond, a.Reference)
		p := r.e.Progress(a.Reference)
		if !p.Known || !p.Asked || p.LastAsked != 500*time.Millisecond || p.Since != 1500*time.Millisecond {
			t.Errorf("progress %+v", p)
		}
		time.Sleep(4 * time.Second)
		before := g.calls("find")
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		if g.calls("find") != before+1 {
			t.Errorf("asked %d times before and %d after", before, g.calls("find"))
		}
		if err := r.e.AskNow(t.Context(), "no such reference"); !errors.Is(err, ErrNoAttempt) {
			t.Errorf("an unknown reference: %v", err)
		}
		r.end()
	})
}

func TestLongSilenceNeedsAPersonAndIsStillAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		start := time.Now()
		g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
			if time.Since(start) < 8*time.Minute {
				return waiting(), nil
			}
			return approval(a, payments.SourceResult), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(5*time.Minute+55*time.Second, a.Reference, payments.StateWaiting)
		a = r.want(20*time.Second, a.Reference, payments.StateNeedsAttention)
		if a.Outcome.Reason != payments.ReasonLongSilence || !r.e.Progress(a.Reference).Overdue {
			t.Errorf("reason %q", a.Outcome.Reason)
		}
		r.want(3*time.Minute, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestAskingGoesOnSlowly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(2*time.Hour, a.Reference, payments.StateNeedsAttention)
		before := g.calls("check")
		r.after(10*time.Minute, a.Reference)
		if got := g.calls("check") - before; got != 2 {
			t.Errorf("%d questions in ten minutes of the third hour, want 2", got)
		}
		r.end()
	})
}

func TestRateLimitIsObeyed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		var last time.Time
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			defer func() { last = time.Now() }()
			if n == 1 {
				return payments.Outcome{}, &payments.Error{Kind: payments.ErrorRateLimited, RetryAfter: 7 * time.Second, ServerDate: time.Now()}
			}
			if since := time.Since(last); n == 2 && since < 7*time.Second {
				t.Errorf("asked again after %s, the gateway wanted 7 s", since)
			}
			return approval(a, payments.SourceResult), nil
		}
		r := till(t, g, newMemory())
		a := r.sell(700)
		r.want(10*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

func TestOneOpenAttemptPerTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return waiting(), nil }
		r := till(t, g, newMemory())
		a := r.sell(700)
		_, err := r.e.Start(t.Context(), Request{Nonce: "n2", Kind: payments.KindSale, Amount: eur(800), Terminal: door})
		if !errors.Is(err, ErrTerminalTaken) {
			t.Errorf("second sale on the terminal: %v", err)
		}
		_, err = r.e.Start(t.Context(), Request{Nonce: a.Nonce, Kind: payments.KindSale, Amount: eur(800), Terminal: counter})
		if !errors.Is(err, ErrNonceTaken) {
			t.Errorf("the same press twice: %v", err)
		}
		b := r.start(Request{Kind: payments.KindSale, Amount: eur(800), Terminal: counter})
		r.want(time.Second, b.Reference, payments.StateWaiting)
		if g.calls("begin") != 2 {
			t.Errorf("sent %d times, want 2", g.calls("begin"))
		}
		r.end()
	})
}

func TestRequestsThatAreNotStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.info.Operations = []payments.Kind{payments.KindSale, payments.KindRefund}
		r := till(t, g, m)
		for name, c := range map[string]struct {
			q    Request
			want error
		}{
			"zero":            {Request{Kind: payments.KindSale, Amount: eur(0), Terminal: door}, ErrAmountRange},
			"negative":        {Request{Kind: payments.KindSale, Amount: eur(-5), Terminal: door}, ErrAmountRange},
			"thirteen digits": {Request{Kind: payments.KindSale, Amount: eur(1234567890123), Terminal: door}, ErrAmountRange},
			"no such kind":    {Request{Kind: "gift", Amount: eur(5), Terminal: door}, ErrUnsupported},
			"not offered":     {Request{Kind: payments.KindUnlinkedRefund, Amount: eur(5), Terminal: door}, ErrUnsupported},
			"virtual":         {Request{Kind: payments.KindSale, Amount: eur(5), Terminal: payments.Terminal{Virtual: true}}, ErrVirtualPayment},
			"no original":     {Request{Kind: payments.KindRefund, Amount: eur(5), Terminal: door, Original: "x"}, ErrNoAttempt},
		} {
			if _, err := r.e.Start(t.Context(), c.q); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", name, err, c.want)
			}
		}
		if len(m.events) != 0 || g.calls("begin") != 0 {
			t.Error("something was written or sent")
		}
		r.end()
		if _, err := r.e.Start(t.Context(), Request{Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrStopped) {
			t.Errorf("started after the end: %v", err)
		}
	})
}

func TestNoJournalNoSale(t *testing.T) {
	for n, name := range map[int]string{1: "intent", 2: "decision to send"} {
		for _, forever := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					g, m := obliging(), newMemory()
					m.fail = func(i int, _ EventKind) error {
						if i == n || forever && i > n {
							return ErrJournal
						}
						return nil
					}
					r := till(t, g, m)
					if _, err := r.e.Start(t.Context(), Request{Nonce: "n", Kind: payments.KindSale, Amount: eur(5), Terminal: door}); !errors.Is(err, ErrJournal) {
						t.Errorf("start: %v", err)
					}
					time.Sleep(time.Minute)
					if g.calls("begin") != 0 {
						t.Error("sent without a journal")
					}
					r.end()
				})
			})
		}
	}
}

func TestAnAnswerThatCannotBeWrittenIsKeptUntilItCan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		var healed atomic.Bool
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventResult && !healed.Load() {
				return ErrJournal
			}
			return nil
		}
		r := till(t, g, m)
		a := r.sell(700)
		r.want(10*time.Second, a.Reference, payments.StateWaiting)
		if p := r.e.Progress(a.Reference); !errors.Is(p.Problem, ErrJournal) {
			t.Errorf("the problem is not shown: %+v", p)
		}
		for _, u := range r.told() {
			if u.Attempt.State == payments.StateApproved {
				t.Error("told before it was written")
			}
		}
		healed.Store(true)
		r.want(2*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
}

// reserve is a Space with one reserve.
type reserve struct{ full, released bool }

func (s *reserve) Check() error {
	if s.full {
		return ErrJournalFull
	}
	return nil
}

func (s *reserve) Release() error {
	if s.released {
		return errors.New("nothing left")
	}
	s.released = true
	return nil
}

func TestFullDiskFreesTheReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m, s := obliging(), newMemory(), &reserve{}
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventResult && !s.released {
				s.full = true
				return ErrJournalFull
			}
			return nil
		}
		r := till(t, g, m, func(p *Params) { p.Space = s })
		a := r.sell(700)
		r.want(3*time.Second, a.Reference, payments.StateApproved)
		_, err := r.e.Start(t.Context(), Request{Kind: payments.KindSale, Amount: eur(5), Terminal: door})
		if !errors.Is(err, ErrJournalFull) {
			t.Errorf("a new sale on a full disk: %v", err)
		}
		r.end()
	})
}

func TestStaleWriteTakesTheJournalsWord(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		r := till(t, g, m)
		a := r.sell(700)
		r.after(1500*time.Millisecond, a.Reference)
		m.mu.Lock()
		moved := m.attempts[a.Reference]
		moved.State, moved.Version = payments.StateDeclined, moved.Version+1
		m.attempts[a.Reference] = moved
		m.mu.Unlock()
		r.want(10*time.Second, a.Reference, payments.StateDeclined)
		r.end()
	})
}

func TestRunReportsAJournalThatCannotBeRead(t *testing.T) {
	e := New(Params{Journal: unreadable{newMemory()}, Gateway: obliging()})
	if err := e.Run(t.Context()); !errors.Is(err, ErrJournalBroken) {
		t.Errorf("run: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := e.Start(ctx, Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("start on an engine that never ran: %v", err)
	}
	if err := e.AskNow(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("ask on an engine that never ran: %v", err)
	}
}

type unreadable struct{ *memory }

func (unreadable) Open(context.Context) ([]payments.Attempt, error) { return nil, ErrJournalBroken }

func TestReceiptThatCannotBeFetchedKeepsItsLocation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		tries := 0
		r := till(t, obliging(), m, func(p *Params) { p.Receipts = fetcher(func() error { tries++; return errors.New("down") }) })
		a := r.sell(700)
		r.want(time.Minute, a.Reference, payments.StateApproved)
		if tries != 3 || len(m.receipts) != 2 || m.receipts[1].Body != nil || !strings.HasPrefix(m.receipts[1].Location, "https://") {
			t.Errorf("%d tries, receipts %+v", tries, m.receipts)
		}
		r.end()
	})
}

type fetcher func() error

func (f fetcher) Fetch(context.Context, string) ([]byte, string, error) { return nil, "", f() }
