package checkout

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// busy is the answer of a gateway to a start while the terminal does something: something of
// somebody else, or the first copy of this very request.
func busy(payments.Attempt) payments.Outcome {
	return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceBegin, ServerDate: time.Now(),
		Answer: payments.Answer{Refusal: payments.ReasonBusy, Error: payments.ErrorBusy, Status: 400, Code: "1001", Detail: "terminal busy"}}
}

func (g *full) change(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f()
}

func TestARefusalIsBelievedWithinSecondsAtAnIdleTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = busy
		r := till(t, g, m)
		a := r.want(time.Second, r.sell(1240).Reference, payments.StateUnknown)
		if a.Sent.Refusal != payments.ReasonBusy {
			t.Errorf("the refusal is not kept: %+v", a.Sent)
		}
		r.want(3*time.Second, a.Reference, payments.StateUnknown) // one word is not enough
		if in := r.e.Progress(a.Reference).CertainIn; in <= 0 || in > 6*time.Second {
			t.Errorf("certain in %s", in)
		}
		a = r.want(6*time.Second, a.Reference, payments.StateRefused)
		if a.Outcome.Reason != payments.ReasonBusy || a.Outcome.State != payments.StateRefused || a.Outcome.Answer.Code != "1001" {
			t.Errorf("outcome %+v", a.Outcome)
		}
		if g.calls("begin") != 1 || g.calls("ping") != 2 {
			t.Errorf("sent %d times, asked the terminal %d times", g.calls("begin"), g.calls("ping"))
		}
		r.end()
	})
}

// What a refusal must not be believed on.
func TestARefusalIsNotBelieved(t *testing.T) {
	never := func(int, payments.Attempt) (payments.Outcome, error) { return neverSeen(), nil }
	for name, change := range map[string]func(g *full){
		"while the terminal is busy": func(g *full) {
			g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorBusy} }
		},
		"while the terminal is out of reach": func(g *full) {
			g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorTerminalOff} }
		},
		"while it does not answer a ping": func(g *full) {
			g.pong = func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil }
		},
		"while the terminal is busy every other time": func(g *full) {
			g.ping = func(n int) (string, error) {
				if n%2 == 0 {
					return "", &payments.Error{Kind: payments.ErrorBusy}
				}
				return "ping", nil
			}
		},
		"while the gateway is silent": func(g *full) { g.find = silence },
		"while the gateway knows more": func(g *full) {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) { return inProgress(), nil }
		},
		"on one answer that is brought again": func(g *full) {
			kept := neverSeen()
			g.find = func(int, payments.Attempt) (payments.Outcome, error) { return kept, nil }
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin, g.find = busy, never
				change(g)
				r := till(t, g, newMemory())
				r.want(60*time.Second, r.sell(1240).Reference, payments.StateUnknown)
				r.end()
			})
		})
	}
}

func inProgress() payments.Outcome {
	return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceStatus, ServerDate: time.Now()}
}

// The first copy of a request that was delivered twice became a sale.
func TestTheSaleBehindARefusalIsFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin = busy
		g.ping = func(n int) (string, error) {
			if n < 40 {
				return "", &payments.Error{Kind: payments.ErrorBusy} // with our own sale
			}
			return "ping", nil
		}
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if n < 8 {
				return neverSeen(), nil
			}
			return approval(a, payments.SourceStatus), nil
		}
		r := till(t, g, newMemory())
		a := r.want(90*time.Second, r.sell(1240).Reference, payments.StateApproved)
		if g.calls("begin") != 1 || a.Notice == payments.NoticeContradiction {
			t.Errorf("sent %d times, notice %q", g.calls("begin"), a.Notice)
		}
		r.end()
	})
}

// A copy that arrives after the refusal was believed is raised, in this run or the next.
func TestAChargeBehindABelievedRefusalIsRaised(t *testing.T) {
	for _, restart := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			g, m := obliging(), newMemory()
			g.begin = busy
			r := till(t, g, m)
			a := r.want(10*time.Second, r.sell(1240).Reference, payments.StateRefused)
			g.change(func() {
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					return approval(a, payments.SourceStatus), nil
				}
			})
			if restart {
				r.end()
				r = till(t, g, m, lists)
			}
			a = r.want(3*time.Minute, a.Reference, payments.StateRefused)
			if a.Notice != payments.NoticeContradiction || !slices.Contains(m.kinds(a.Reference), EventContradiction) {
				t.Errorf("restart %v: notice %q, events %v", restart, a.Notice, m.kinds(a.Reference))
			}
			r.end()
		})
	}
}

func TestARefusalSurvivesARestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = busy
		g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorBusy} }
		r := till(t, g, m)
		a := r.want(20*time.Second, r.sell(1240).Reference, payments.StateUnknown)
		r.end()
		g.change(func() { g.ping = func(int) (string, error) { return "ping", nil } })
		r = till(t, g, m)
		a = r.want(10*time.Second, a.Reference, payments.StateRefused)
		if a.Outcome.Reason != payments.ReasonBusy || g.calls("begin") != 1 {
			t.Errorf("reason %q, sent %d times", a.Outcome.Reason, g.calls("begin"))
		}
		r.end()
	})
}

// A terminal that never answers cannot vouch for anything: only the end of the longest card
// flow does, and the countdown says so from the beginning.
func TestAMuteTerminalTakesTheLongestFlow(t *testing.T) {
	for name, begin := range map[string]func(payments.Attempt) payments.Outcome{"lost": lost, "busy": busy} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = begin
				g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorTerminalOff} }
				r := till(t, g, newMemory())
				a := r.want(30*time.Second, r.sell(1240).Reference, payments.StateUnknown)
				promised := r.e.Progress(a.Reference).CertainIn
				if promised < 6*time.Minute || promised > 6*time.Minute+20*time.Second {
					t.Errorf("after 30 s the countdown says %s", promised)
				}
				r.want(promised-20*time.Second, a.Reference, payments.StateUnknown)
				a = r.after(20*time.Second, a.Reference)
				want := map[string]payments.State{"lost": payments.StateNotCharged, "busy": payments.StateRefused}[name]
				if a.State != want {
					t.Errorf("when the countdown has run out it is %s, want %s", a.State, want)
				}
				r.end()
			})
		})
	}
}

// Of an attempt that is older than what the provider surely remembers, "never seen" proves
// nothing: a person has to look.
func TestAnOldAttemptIsNeverCalledNotCharged(t *testing.T) {
	for name, c := range map[string]struct {
		age  time.Duration
		want payments.State
	}{
		"an hour":     {time.Hour, payments.StateNotCharged},
		"a day":       {24 * time.Hour, payments.StateNeedsAttention},
		"thirty days": {30 * 24 * time.Hour, payments.StateNeedsAttention},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				a := left(m, payments.StateUnknown, func(a *payments.Attempt) {
					a.Created = a.Created.Add(-c.age)
					a.Sent.At = a.Created
				})
				r := till(t, g, m)
				r.want(15*time.Minute, a.Reference, c.want)
				r.end()
			})
		})
	}
}

// What was proven before the program ended counts after it, as far as two clocks witness it.
func TestAClaimSurvivesARestart(t *testing.T) {
	for name, c := range map[string]struct {
		skew time.Duration // the wall clock is set while the program is off
		want payments.State
	}{
		"both clocks say six minutes": {0, payments.StateApproved},
		"the wall clock was set back": {-time.Hour, payments.StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.begin = func(a payments.Attempt) payments.Outcome {
					o := lost(a)
					o.ServerDate = time.Now()
					return o
				}
				g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorTerminalOff} }
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceStatus)
					o.ServerDate = time.Now()
					return o, nil
				}
				r := till(t, g, m)
				r.e.clock.heard(time.Now())
				a := r.want(time.Minute, r.sell(1240).Reference, payments.StateUnknown)
				if a.Claim.State != payments.StateApproved {
					t.Fatalf("the claim is not kept: %+v", a.Claim)
				}
				r.end()
				time.Sleep(6 * time.Minute)
				r = till(t, g, m, func(p *Params) { p.Now = func() time.Time { return time.Now().Add(c.skew) } })
				r.want(10*time.Second, a.Reference, c.want)
				r.end()
			})
		})
	}
}

// The gateway's clock is first heard after the first payment of a day was sent, when its answer
// was lost. It counts for that payment all the same, unless our own clock was set in between.
func TestTheFirstPaymentOfADayCountsOverARestart(t *testing.T) {
	never := func(payments.Attempt) payments.Outcome {
		return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, NotFound: true}
	}
	approved := func(a payments.Attempt) payments.Outcome { return approval(a, payments.SourceStatus) }
	for name, c := range map[string]struct {
		says func(payments.Attempt) payments.Outcome
		set  time.Duration // our clock is set between the request and the first answer
		off  time.Duration
		want payments.State
	}{
		"never seen":                                 {never, 0, 7 * time.Minute, payments.StateNotCharged},
		"approved, and the longest flow is over":     {approved, 0, 330 * time.Second, payments.StateApproved},
		"approved, and the wall clock was set ahead": {approved, 2 * time.Minute, 4 * time.Minute, payments.StateUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				var step time.Duration
				g.begin = func(a payments.Attempt) payments.Outcome {
					step = c.set
					return lost(a)
				}
				g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorTerminalOff} }
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := c.says(a)
					o.ServerDate = time.Now()
					return o, nil
				}
				now := func(p *Params) { p.Now = func() time.Time { return time.Now().Add(step) } }
				r := till(t, g, m, now)
				a := r.want(time.Minute, r.sell(1240).Reference, payments.StateUnknown)
				r.end()
				time.Sleep(c.off)
				r = till(t, g, m, now)
				r.want(20*time.Second, a.Reference, c.want)
				r.end()
			})
		})
	}
}
