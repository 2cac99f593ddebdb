package checkout

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
)

// While the rules can still decide, the screen has a countdown, and when it has run out they
// have decided: of a claim as of an absence, whatever the terminal says of itself.
func TestACountdownOfAClaimIsKept(t *testing.T) {
	for name, c := range map[string]struct {
		claimed payments.State
		ping    func(int) (string, error)
		most    time.Duration
	}{
		"approved, at an idle terminal":          {payments.StateApproved, nil, 40 * time.Second},
		"partly approved, at an idle terminal":   {payments.StatePartial, nil, 70 * time.Second},
		"approved, at a terminal out of reach":   {payments.StateApproved, outOfReach, 6*time.Minute + 40*time.Second},
		"declined, at a terminal that is silent": {payments.StateDeclined, outOfReach, 6*time.Minute + 40*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = lost
				g.find = func(_ int, a payments.Attempt) (payments.Outcome, error) {
					o := approval(a, payments.SourceStatus)
					o.State = c.claimed
					if c.claimed == payments.StatePartial {
						o.Amounts.Charged = eur(1)
					}
					return o, nil
				}
				if c.ping != nil {
					g.ping = c.ping
				}
				r := till(t, g, newMemory())
				a := r.want(12*time.Second, r.sell(1240).Reference, payments.StateUnknown)
				promised := r.e.Progress(a.Reference).CertainIn
				if promised <= 0 || promised > c.most {
					t.Errorf("the countdown says %s, want at most %s", promised, c.most)
				}
				r.want(promised, a.Reference, c.claimed)
				r.end()
			})
		})
	}
}

func outOfReach(int) (string, error) { return "", &payments.Error{Kind: payments.ErrorTerminalOff} }

// A dispute between terminal and status service has no countdown: only a person ends it, and
// the latest moment for asking one is told.
func TestNoCountdownWhereNoRuleDecides(t *testing.T) {
	now := sec(100)
	for name, d := range map[string]evidence{
		"terminal and status service disagree": {rules: rules, began: since(0, false), refused: payments.Outcome{State: payments.StateDeclined},
			claim: claim{state: payments.StateApproved, since: since(10, false)}},
		"the attempt is forgotten": {rules: rules, began: span{mono: zero, wall: zero.Add(-48 * time.Hour)}, absent: absence{ended: since(0, false)}},
	} {
		if in := d.certainIn(now); in != 0 {
			t.Errorf("%s: certain in %s", name, in)
		}
	}
	d := evidence{rules: rules, began: since(0, false)}
	if in := d.personIn(now); in != 260*time.Second {
		t.Errorf("a person is asked in %s", in)
	}
}

// A list that says neither what became of an attempt nor that it never came, as an empty one where the
// original must be, can be repeated for ever: no rule decides by it, and no time is promised. Nor does
// it say that there is no record of the attempt.
func TestNoCountdownBesideAListThatSaysNothing(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false), absent: absence{ended: since(0, false), answers: true}}
	nothing := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus}
	r := d.evaluate(payments.StateUnknown, nothing, sec(400))
	if in := d.certainIn(sec(400)); in != 0 || r.notice != payments.NoticeUnstated {
		t.Errorf("after a list that says nothing: certain in %s, notice %q", in, r.notice)
	}
	never := nothing
	never.NotFound = true
	r = d.evaluate(payments.StateUnknown, never, sec(405))
	if in := d.certainIn(sec(405)); in <= 0 || r.notice != payments.NoticeNothingFound {
		t.Errorf("after a list that says never seen: certain in %s, notice %q", in, r.notice)
	}
}

// A result that is "unknown or expired" is no word about a record of the payment.
func TestAResultThatIsGoneSaysNothingOfThePayment(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false)}
	r := d.unanswered(payments.StateWaiting, &payments.Error{Kind: payments.ErrorNotFound, Status: 404}, true, sec(5))
	if r.state != payments.StateUnknown || r.notice != payments.NoticeUnstated {
		t.Errorf("%+v", r)
	}
}

// Nothing is promised while the questions get no answer.
func TestASilentGatewayIsToldAsSuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := obliging()
		g.begin, g.find = lost, silence
		r := till(t, g, newMemory())
		a := r.after(20*time.Second, r.sell(1240).Reference)
		if !r.e.Progress(a.Reference).Silent {
			t.Error("the silence is not told")
		}
		g.change(func() {
			g.find = func(int, payments.Attempt) (payments.Outcome, error) { return neverSeen(), nil }
		})
		r.after(20*time.Second, a.Reference)
		if r.e.Progress(a.Reference).Silent {
			t.Error("it is told although an answer came")
		}
		r.end()
	})
}

func TestTheErrorsOfAJournalNameWhatTheyAre(t *testing.T) {
	full := &NoSpace{Folder: "/data", Free: 3, Needed: 10}
	if !errors.Is(full, ErrJournalFull) || errors.Is(full, ErrJournal) || full.Missing() != 7 || full.Error() == "" {
		t.Errorf("%v lacks %d", full, full.Missing())
	}
	if enough := (&NoSpace{Free: 11, Needed: 10}); enough.Missing() != 0 {
		t.Errorf("lacks %d", enough.Missing())
	}
	torn := &Misfit{Seq: 3, Reference: "ref", Problem: "a line is gone"}
	if want := "the journal was changed from outside, event 3, attempt ref: a line is gone"; !errors.Is(torn, ErrTampered) || torn.Error() != want {
		t.Errorf("%q", torn.Error())
	}
}

// Where the journal cannot say whose a name is, the payment goes on and the transaction of
// its result is asked about again.
func TestAJournalThatCannotNameAnOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		r := till(t, obliging(), m, func(p *Params) { p.Journal = ownerless{m} })
		r.want(10*time.Second, r.sell(1240).Reference, payments.StateApproved)
		r.end()
	})
}

// ownerless is a journal that cannot look names up.
type ownerless struct{ *memory }

func (ownerless) Owner(context.Context, payments.Attempt, payments.IDs) (string, error) {
	return "", ErrJournal
}

// What the screen promises of a payment that nobody has seen is kept too, whenever it is read:
// the gateway is asked every few seconds only, and twice.
func TestACountdownOfAnAbsenceIsKept(t *testing.T) {
	for name, ping := range map[string]func(int) (string, error){"at an idle terminal": nil, "at a terminal out of reach": outOfReach} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := obliging()
				g.begin = lost
				g.find = func(int, payments.Attempt) (payments.Outcome, error) {
					time.Sleep(70 * time.Millisecond) // the way there and back
					return neverSeen(), nil
				}
				if ping != nil {
					g.ping = ping
				}
				r := till(t, g, newMemory())
				a := r.want(12*time.Second, r.sell(1240).Reference, payments.StateUnknown)
				var certain time.Time
				for !a.State.Final() {
					if in := r.e.Progress(a.Reference).CertainIn; in > 0 && (certain.IsZero() || time.Now().Add(in).Before(certain)) {
						certain = time.Now().Add(in)
					}
					if !certain.IsZero() && time.Since(certain) > 0 {
						t.Fatalf("still %s %s after the moment that was promised", a.State, time.Since(certain))
					}
					a = r.after(300*time.Millisecond, a.Reference)
				}
				if a.State != payments.StateNotCharged {
					t.Errorf("it became %s", a.State)
				}
				r.end()
			})
		})
	}
}
