package checkout

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

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

// What the terminal itself has said is not overruled by the status service, however long that
// stands; a mismatch of the status service is settled by what fits.
func TestWhoMaySettleAMismatch(t *testing.T) {
	const byStatus, byTerminal = payments.SourceStatus, payments.SourceResult
	for name, c := range map[string]struct {
		stated, later payments.Source
		want          payments.State
	}{
		"the status service against the terminal": {byTerminal, byStatus, payments.StateMismatch},
		"the terminal against itself":             {byTerminal, byTerminal, payments.StateApproved},
		"the terminal against the status service": {byStatus, byTerminal, payments.StateApproved},
		"the status service against itself":       {byStatus, byStatus, payments.StateApproved},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				corrected := false
				say := func(from payments.Source, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, from)
					if c.stated == from && !corrected {
						o.Amounts.Charged = eur(9999)
					}
					if c.stated == from || c.later == from && corrected {
						return o, nil
					}
					return waiting(), nil
				}
				g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) { return say(byTerminal, a) }
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					if c.stated == byTerminal && c.later == byTerminal {
						return neverSeen(), nil
					}
					return say(byStatus, a)
				}
				r := till(t, g, newMemory())
				a := r.want(2*time.Minute, r.sell(1240).Reference, payments.StateMismatch)
				if a.Mismatched.Amounts.Charged != eur(9999) || a.Mismatched.Source != c.stated {
					t.Errorf("the answer that did not fit is not kept: %+v", a.Mismatched)
				}
				g.mu.Lock()
				corrected = c.stated == c.later || c.later == byTerminal
				if c.stated == byTerminal && c.later == byStatus {
					g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) { return approval(a, byStatus), nil }
				}
				g.mu.Unlock()
				a = r.want(20*time.Minute, a.Reference, c.want)
				if c.want == payments.StateMismatch && a.Notice != payments.NoticeContradiction {
					t.Errorf("notice %q", a.Notice)
				}
				r.end()
			})
		})
	}
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
