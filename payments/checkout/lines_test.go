package checkout

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// lines are the events of one attempt, in order.
func lines(m *memory, reference string) []Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.events), func(e Event) bool { return e.Reference != reference })
}

// one is the only line of a kind.
func one(t *testing.T, m *memory, reference string, kind EventKind) Event {
	t.Helper()
	found := slices.DeleteFunc(lines(m, reference), func(e Event) bool { return e.Kind != kind })
	if len(found) != 1 {
		t.Fatalf("%d lines of %s: %v", len(found), kind, m.kinds(reference))
	}
	return found[0]
}

// Each line goes on from where the one before it ended, and what was told is what stands there.
func TestTheLinesOfAPaymentFitTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(n int, a payments.Attempt) (payments.Outcome, error) {
			if n < 5 {
				return waiting(), nil
			}
			o := approval(a, payments.SourceResult)
			o.Answer.Code = "00"
			return o, nil
		}
		r := till(t, g, m)
		a := r.sell(1240)
		r.after(1500*time.Millisecond, a.Reference)
		if err := r.e.Cancel(t.Context(), a.Reference); err != nil {
			t.Fatal(err)
		}
		a = r.want(10*time.Second, a.Reference, payments.StateApproved)
		all, state := lines(m, a.Reference), payments.State("")
		for i, e := range all {
			if i > 0 && e.From != state || e.At.IsZero() {
				t.Errorf("line %d, %s: from %q, the one before led to %q", i, e.Kind, e.From, state)
			}
			state = e.To
		}
		for i, u := range r.told() {
			e := all[i]
			e.Seq = 0
			if u.Event != e || u.Attempt.State != e.To {
				t.Errorf("told %+v, line %+v", u.Event, e)
			}
		}
		if e := one(t, m, a.Reference, EventResult); e.Code != "00" || e.To != payments.StateApproved {
			t.Errorf("the result's line: %+v", e)
		}
		if e := one(t, m, a.Reference, EventCancelTaken); e.From != payments.StateCancelling || e.To != payments.StateCancelling {
			t.Errorf("the wish's line: %+v", e)
		}
		r.end()
	})
}

// The support rep reads in the line what came back.
func TestALineSaysWhatCameBack(t *testing.T) {
	failure := &payments.Error{Kind: payments.ErrorServer, Status: 503, Code: "E9", Detail: "maintenance"}
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.check = func(int, payments.Attempt) (payments.Outcome, error) { return payments.Outcome{}, failure }
		r := till(t, g, m)
		a := r.want(30*time.Second, r.sell(1240).Reference, payments.StateUnknown)
		e := one(t, m, a.Reference, EventNoAnswer)
		if e.Error != failure.Kind || e.Status != 503 || e.Code != "E9" || e.Detail != "maintenance" || e.To != payments.StateUnknown {
			t.Errorf("line %+v", e)
		}
		r.end()
	})
}

// What the immediate answer says of another payment, and of one that is not over yet.
func TestTheImmediateAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(a payments.Attempt) payments.Outcome
		want   payments.State
		detail string
	}{
		"a verdict under a reference that was replaced": {func(a payments.Attempt) payments.Outcome {
			o := verdict(a, payments.StateDeclined, payments.SourceBegin)
			o.IDs.Reference = "the gateway's own"
			return o
		}, payments.StateDeclined, ""},
		"amounts before the verdict say nothing": {func(a payments.Attempt) payments.Outcome {
			o := accept(a)
			o.Amounts.Requested = eur(1)
			return o
		}, payments.StateWaiting, ""},
		"two things that do not fit": {func(a payments.Attempt) payments.Outcome {
			o := approval(a, payments.SourceBegin)
			o.Amounts, o.Kind = payments.Amounts{Requested: eur(1), Charged: eur(1)}, payments.KindRefund
			return o
		}, payments.StateMismatch, "kind, amount"},
		"a word that an answer may not say": {func(a payments.Attempt) payments.Outcome {
			return payments.Outcome{State: payments.StateNotCharged, Source: payments.SourceBegin}
		}, payments.StateUnknown, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, m := obliging(), newMemory()
				g.begin = c.answer
				r := till(t, g, m)
				a := r.want(100*time.Millisecond, r.sell(1240).Reference, c.want)
				e := lines(m, a.Reference)[2]
				if e.Detail != c.detail && len(e.Detail) != len(c.detail) || a.Sent.AnsweredAt.IsZero() {
					t.Errorf("line %+v, attempt %+v", e, a)
				}
				if c.want != payments.StateMismatch && a.Outcome.State != c.want {
					t.Errorf("outcome %+v", a.Outcome)
				}
				r.end()
			})
		})
	}
}

// Every answer tells the gateway's time, and so does every error that has a date.
func TestEveryAnswerTellsTheTime(t *testing.T) {
	dated := func() error {
		return &payments.Error{Kind: payments.ErrorServer, ServerDate: time.Now().Add(time.Hour)}
	}
	for name, c := range map[string]struct {
		bend func(g *full)
		do   func(t *testing.T, r *rig)
	}{
		"the answer to a start": {func(g *full) {
			g.begin = func(a payments.Attempt) payments.Outcome {
				o := accept(a)
				o.ServerDate = time.Now().Add(time.Hour)
				return o
			}
		}, func(t *testing.T, r *rig) { r.after(0, r.sell(1240).Reference) }},
		"a question that failed": {func(g *full) {
			g.begin = lost
			g.find = func(int, payments.Attempt) (payments.Outcome, error) { return payments.Outcome{}, dated() }
		}, func(t *testing.T, r *rig) { r.after(3*time.Second, r.sell(1240).Reference) }},
		"a question that was answered": {func(g *full) {
			g.begin = lost
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				o := neverSeen()
				o.ServerDate = time.Now().Add(time.Hour)
				return o, nil
			}
		}, func(t *testing.T, r *rig) { r.after(3*time.Second, r.sell(1240).Reference) }},
		"a wish that failed": {func(g *full) {
			g.begin = func(a payments.Attempt) payments.Outcome {
				o := accept(a)
				o.ServerDate = time.Time{}
				return o
			}
			g.cancel = func(int) error { return dated() }
		}, func(t *testing.T, r *rig) {
			a := r.after(100*time.Millisecond, r.sell(1240).Reference)
			if err := r.e.Cancel(t.Context(), a.Reference); err == nil {
				t.Error("cancelled")
			}
		}},
		"a list of refunds that failed": {func(g *full) {
			g.history = func(string) ([]payments.Outcome, error) { return nil, dated() }
		}, func(t *testing.T, r *rig) {
			if _, err := r.e.Refundable(t.Context(), paid(r.journal).Reference); err != nil {
				t.Error(err)
			}
		}},
		"a late look at the status host": {func(g *full) {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				o := neverSeen()
				o.ServerDate = time.Now().Add(time.Hour)
				return o, nil
			}
		}, func(t *testing.T, r *rig) {
			if err := r.e.AskNow(t.Context(), left(r.journal, payments.StateNotCharged, nil).Reference); err != nil {
				t.Error(err)
			}
		}},
		"a late look at the result": {func(g *full) {
			g.check = func(_ int, a payments.Attempt) (payments.Outcome, error) {
				o := approval(a, payments.SourceResult)
				o.ServerDate = time.Now().Add(time.Hour)
				return o, nil
			}
		}, func(t *testing.T, r *rig) {
			if err := r.e.AskNow(t.Context(), left(r.journal, payments.StateApproved, accepted).Reference); err != nil {
				t.Error(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				c.bend(g)
				r := till(t, g, newMemory())
				c.do(t, r)
				if offset, known := r.e.clock.serverOffset(); !known || offset != time.Hour {
					t.Errorf("the gateway's clock is %s from ours, known %v", offset, known)
				}
				r.end()
			})
		})
	}
}

// A claim that the status host takes back is taken back in the journal too; that it has ever
// seen the attempt is never taken back.
func TestAClaimThatIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin, g.ping = lost, outOfReach
		g.find = func(n int, a payments.Attempt) (payments.Outcome, error) {
			switch {
			case n == 1:
				return approval(a, payments.SourceStatus), nil
			case n < 5:
				return inProgress(), nil
			}
			return neverSeen(), nil
		}
		r := till(t, g, m)
		a := r.after(2*time.Second, r.sell(1240).Reference)
		if a.Claim.State != payments.StateApproved || a.Claim.Since.IsZero() || !a.Sent.Seen || a.Notice != payments.NoticeEarlyApproval {
			t.Fatalf("after the claim: %+v, %+v", a.Claim, a.Sent)
		}
		a = r.after(10*time.Second, a.Reference)
		if a.Claim != (payments.Claim{}) || a.Notice != payments.NoticeInProgress {
			t.Errorf("after it was taken back: %+v, %q", a.Claim, a.Notice)
		}
		if a = r.after(time.Minute, a.Reference); !a.Sent.Seen || a.State != payments.StateUnknown {
			t.Errorf("forgotten that it was seen: %+v", a.Sent)
		}
		r.end()
	})
}

func TestTheStatusHostsSilenceAboutReceiptsIsNone(t *testing.T) {
	old := payments.Outcome{Receipts: payments.Receipts{Customer: "old"}}
	if got := keepReceiptsOf(old, payments.Outcome{State: payments.StateApproved}); got.Receipts != old.Receipts || got.State != payments.StateApproved {
		t.Errorf("lost: %+v", got)
	}
	newer := payments.Outcome{Receipts: payments.Receipts{Merchant: "new"}}
	if got := keepReceiptsOf(old, newer); got.Receipts != newer.Receipts {
		t.Errorf("kept: %+v", got)
	}
}

// The same line is not written at every look.
func TestALookThatTellsNothingNewWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, m := obliging(), newMemory()
		g.begin = lost
		g.find = func(int, payments.Attempt) (payments.Outcome, error) { return inProgress(), nil }
		r := till(t, g, m)
		a := r.after(3*time.Minute, r.sell(1240).Reference)
		one(t, m, a.Reference, EventEvidence)
		g.change(func() {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) {
				return payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}, nil
			}
		})
		a = r.after(time.Minute, a.Reference)
		if n := r.count(a.Reference, EventEvidence); n != 2 || a.Notice != payments.NoticeUnstated {
			t.Errorf("%d lines, notice %q", n, a.Notice)
		}
		r.end()
	})
}

// A terminal that answered and then is out of reach, or silent, takes the short countdown back.
func TestTheCountdownFollowsTheTerminal(t *testing.T) {
	for name, bend := range map[string]func(g *full){
		"out of reach": func(g *full) { g.ping = outOfReach },
		"busy": func(g *full) {
			g.ping = func(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorBusy} }
		},
		"silent": func(g *full) {
			g.pong = func(int) (payments.Health, bool, error) { return payments.Health{}, false, nil }
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = lost
				r := till(t, g, newMemory())
				a := r.after(20*time.Second, r.sell(1240).Reference)
				if in := r.e.Progress(a.Reference).CertainIn; in != 111*time.Second {
					t.Errorf("at an idle terminal certain in %s", in)
				}
				g.change(func() { bend(g) })
				r.after(92*time.Second+500*time.Millisecond, a.Reference)
				if in := r.e.Progress(a.Reference).CertainIn; in < 4*time.Minute {
					t.Errorf("certain in %s", in)
				}
				r.end()
			})
		})
	}
}

func TestHowFarAPaymentIs(t *testing.T) {
	now := sec(100)
	said := absence{ended: since(0, false)}
	whole := marks{state: payments.StateUnknown, asked: sec(90).mono, possible: true,
		d: evidence{rules: rules, began: since(0, false), absent: said}}
	for name, c := range map[string]struct {
		change func(m *marks)
		now    instant
		want   Progress
	}{
		"as a rule": {nil, now, Progress{Known: true, Since: 100 * time.Second, Asked: true, LastAsked: 10 * time.Second,
			CertainIn: 301 * time.Second, LatestIn: 260 * time.Second}},
		"not asked yet": {func(m *marks) { m.asked = time.Time{} }, now, Progress{Known: true, Since: 100 * time.Second,
			CertainIn: 301 * time.Second, LatestIn: 260 * time.Second}},
		"the laptop slept": {nil, at(100*time.Second, 200*time.Second, 0), Progress{Known: true, Since: 200 * time.Second, Asked: true, LastAsked: 10 * time.Second,
			CertainIn: 301 * time.Second, LatestIn: 160 * time.Second}},
		"the beginning is not known": {func(m *marks) { m.d.began.wall = time.Time{} }, now, Progress{Known: true, Since: 100 * time.Second, Asked: true,
			LastAsked: 10 * time.Second}},
		"nothing can be looked up": {func(m *marks) { m.possible = false }, now, Progress{Known: true, Since: 100 * time.Second, Asked: true,
			LastAsked: 10 * time.Second, LatestIn: 260 * time.Second}},
		"at the longest flow": {func(m *marks) { m.possible = false }, sec(360), Progress{Known: true, Since: 6 * time.Minute, Asked: true,
			LastAsked: 270 * time.Second, Overdue: true}},
		"just before": {func(m *marks) { m.possible = false }, sec(359), Progress{Known: true, Since: 359 * time.Second, Asked: true,
			LastAsked: 269 * time.Second, LatestIn: time.Second}},
		"with a person already": {func(m *marks) { m.possible, m.state = false, payments.StateNeedsAttention }, now,
			Progress{Known: true, Since: 100 * time.Second, Asked: true, LastAsked: 10 * time.Second, Closable: true}},
		"no key is in use": {func(m *marks) { m.possible, m.keyless = false, true }, now, Progress{Known: true, Since: 100 * time.Second,
			Asked: true, LastAsked: 10 * time.Second}},
		"no key is in use for long": {func(m *marks) { m.possible, m.keyless = false, true }, sec(360), Progress{Known: true, Since: 6 * time.Minute,
			Asked: true, LastAsked: 270 * time.Second, Overdue: true, Closable: true}},
		"at a busy terminal": {func(m *marks) { m.d.terminal = terminalBusy }, now, Progress{Known: true, Since: 100 * time.Second, Asked: true,
			LastAsked: 10 * time.Second, CertainIn: 301 * time.Second, LatestIn: 260 * time.Second, Busy: true}},
		"at a terminal that is soon busy": {func(m *marks) { m.d.terminal = terminalBusy }, sec(80), Progress{Known: true, Since: 80 * time.Second, Asked: true,
			LastAsked: -10 * time.Second, CertainIn: 321 * time.Second, LatestIn: 280 * time.Second}},
		"accepted, at a busy terminal": {func(m *marks) { m.d.terminal, m.d.absent.accepted = terminalBusy, true }, now, Progress{Known: true,
			Since: 100 * time.Second, Asked: true, LastAsked: 10 * time.Second, CertainIn: 301 * time.Second, LatestIn: 260 * time.Second}},
		"refused at a busy terminal": {func(m *marks) { m.d.terminal, m.d.doubt.refusal = terminalBusy, payments.ReasonBusy }, now,
			Progress{Known: true, Since: 100 * time.Second, Asked: true, LastAsked: 10 * time.Second, CertainIn: 301 * time.Second,
				LatestIn: 260 * time.Second, Busy: true}},
		"silent, and not written": {func(m *marks) { m.possible, m.d.failing, m.problem = false, sec(1).mono, ErrJournalFull }, now,
			Progress{Known: true, Since: 100 * time.Second, Asked: true, LastAsked: 10 * time.Second, LatestIn: 260 * time.Second, Silent: true, Problem: ErrJournalFull}},
	} {
		f, m := &follower{}, whole
		if c.change != nil {
			c.change(&m)
		}
		f.marks.Store(&m)
		if got := f.progress(c.now); got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := (&follower{}).progress(now); got != (Progress{}) {
		t.Errorf("known before anything was: %+v", got)
	}
}

// While a fact cannot be written the screen knows why, whatever else it knows stays, and the
// trouble is forgotten when the fact stands.
func TestTroubleWithTheJournalIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		r := till(t, obliging(), m)
		a := r.after(1500*time.Millisecond, r.sell(1240).Reference)
		m.mu.Lock()
		m.fail = func(int, EventKind) error { return ErrJournal }
		m.mu.Unlock()
		r.want(3*time.Second, a.Reference, payments.StateWaiting)
		p := r.e.Progress(a.Reference)
		if !errors.Is(p.Problem, ErrJournal) || !p.Known || !p.Asked || p.Since < 4*time.Second {
			t.Errorf("progress %+v", p)
		}
		if err := r.e.Cancel(t.Context(), a.Reference); !errors.Is(err, ErrJournal) {
			t.Errorf("a wish meanwhile: %v", err)
		}
		m.mu.Lock()
		m.fail = nil
		m.mu.Unlock()
		r.want(2*time.Second, a.Reference, payments.StateApproved)
		r.end()
	})
	synctest.Test(t, func(t *testing.T) { // and in a payment that goes on
		g, m := obliging(), newMemory()
		g.begin = lost
		m.fail = func(_ int, kind EventKind) error {
			if kind == EventNothingFound && time.Now().Second() < 10 {
				return ErrJournal
			}
			return nil
		}
		r := till(t, g, m)
		a := r.after(5*time.Second, r.sell(1240).Reference)
		if r.e.Progress(a.Reference).Problem == nil {
			t.Error("the trouble is not told")
		}
		r.after(20*time.Second, a.Reference)
		if err := r.e.Progress(a.Reference).Problem; err != nil {
			t.Errorf("still told: %v", err)
		}
		r.end()
	})
}
