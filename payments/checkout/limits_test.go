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

// The deadlines at the moment itself: a rule holds from its figure on, not after it.
func TestTheDeadlinesHoldFromTheirFigureOn(t *testing.T) {
	told := payments.Outcome{State: payments.StateDeclined, Source: payments.SourceResult}
	for name, c := range map[string]struct {
		holds func(second int) bool
		from  int
	}{
		"a claim counts when the longest flow is over": {func(n int) bool {
			d := evidence{rules: rules, began: since(0, false), claim: claim{state: payments.StateApproved, since: since(0, false)}, terminal: terminalBusy}
			return d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(n)).state != ""
		}, 390},
		"a confirmed claim counts at an idle terminal": {func(n int) bool {
			d := evidence{rules: rules, began: since(0, false), claim: claim{state: payments.StateApproved, since: since(0, false)}}
			d.sign(terminalAnswered, sec(10).mono, sec(10))
			return d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(n)).state != ""
		}, 41},
		"a claim counts where no terminal can be asked": {func(n int) bool {
			d := evidence{rules: rules, began: since(0, false), claim: claim{state: payments.StateApproved, since: since(0, false)}, terminal: terminalMute}
			return d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(n)).state != ""
		}, 31},
		"a dispute is for a person": {func(n int) bool {
			d := evidence{rules: rules, began: since(0, false), claim: claim{state: payments.StateApproved, since: since(0, false)}, refused: told, refusedAt: sec(0).mono}
			return d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(n)).state != ""
		}, 31},
		"an attempt is forgotten": {func(n int) bool {
			return (&evidence{rules: rules, began: since(0, false)}).forgotten(sec(n))
		}, 24 * 3600},
		"a refusal is believed": {func(n int) bool {
			x := doubt{refusal: payments.ReasonBusy, idle: sec(0).mono, first: sec(0).mono}
			return x.hear(sec(0).mono, sec(n).mono, time.Time{})
		}, 5},
		"a second sign of life is wanted": {func(n int) bool {
			return doubt{refusal: payments.ReasonBusy, first: sec(0).mono}.wantsPing(sec(n).mono)
		}, 5},
		"an idle terminal is a proof": {func(n int) bool {
			d := evidence{rules: rules, absent: absence{ended: since(0, false)}}
			d.sign(terminalAnswered, sec(n).mono, sec(n+3))
			d.sign(terminalAnswered, sec(n+5).mono, sec(n+6))
			return d.absent.idle
		}, 90},
		"an idle terminal is one that stays idle": {func(n int) bool {
			d := evidence{rules: rules, absent: absence{ended: since(0, false)}}
			d.sign(terminalAnswered, sec(90).mono, sec(91))
			d.sign(terminalAnswered, sec(90+n).mono, sec(91+n))
			return d.absent.idle
		}, 5},
		"a second sign of an idle terminal is wanted": {func(n int) bool {
			return absence{ended: since(0, false), rested: sec(100).mono}.wantsPing(rules, sec(100+n))
		}, 5},
		"an idle terminal is wanted": {func(n int) bool {
			return absence{ended: since(0, false)}.wantsPing(rules, sec(n))
		}, 90},
		"never seen counts at an idle terminal": {func(n int) bool {
			x := absence{ended: since(0, false), idle: true, sign: sec(100).mono}
			x.hear(rules, sec(n), time.Time{})
			return !x.counted.IsZero()
		}, 120},
		"never seen does not count with an old word of the terminal": {func(n int) bool {
			x := absence{ended: since(0, false), idle: true, sign: sec(150).mono}
			x.hear(rules, sec(150+n), time.Time{})
			return x.counted.IsZero()
		}, 21},
		"a terminal that was idle is asked again": {func(n int) bool {
			return absence{ended: since(0, false), idle: true, sign: sec(100).mono}.wantsPing(rules, sec(100+n))
		}, 15},
		"never seen counts without a sign of the terminal": {func(n int) bool {
			x := absence{ended: since(0, false)}
			x.hear(rules, sec(n), time.Time{})
			return !x.counted.IsZero()
		}, 390},
		"never seen counts that long after the terminal was busy": {func(n int) bool {
			x := absence{ended: since(0, false), busy: sec(300).mono}
			x.hear(rules, sec(300+n), time.Time{})
			return !x.counted.IsZero()
		}, 390},
		"never seen of what was accepted counts at a busy terminal": {func(n int) bool {
			x := absence{ended: since(0, false), busy: sec(300).mono, accepted: true}
			x.hear(rules, sec(n), time.Time{})
			return !x.counted.IsZero()
		}, 390},
		"never seen is proven by the second word": {func(n int) bool {
			x := absence{ended: since(0, false), idle: true, sign: sec(190).mono, counted: sec(200).mono}
			return x.hear(rules, sec(200+n), time.Time{})
		}, 5},
		"a second word is a newer one": {func(n int) bool { return newer(sec(n).mono, sec(0).mono) }, 3},
		"a silence is told": {func(n int) bool {
			d := evidence{rules: rules, failing: sec(0).mono}
			return d.unanswered(payments.StateWaiting, &payments.Error{Kind: payments.ErrorOffline}, false, sec(n)).state != ""
		}, 10},
	} {
		if c.holds(c.from-1) || !c.holds(c.from) {
			t.Errorf("%s: %v a second before its time, %v at it", name, c.holds(c.from-1), c.holds(c.from))
		}
	}
}

// The age of an attempt is what the clock says that says most; a clock that is not known says
// nothing.
func TestTheAgeOfAnAttempt(t *testing.T) {
	day := 24 * time.Hour
	for name, c := range map[string]struct {
		known bool
		now   instant
		want  bool
	}{
		"no clock says a day":               {true, at(time.Hour, time.Hour, 3*time.Hour), false},
		"the wall clock says a day":         {true, at(time.Hour, day, time.Hour), true},
		"the server's clock says a day":     {true, at(time.Hour, time.Hour, day+2*time.Hour), true},
		"the server's clock was not known":  {false, at(time.Hour, time.Hour, day+2*time.Hour), false},
		"the server's clock is not known":   {true, instant{mono: zero.Add(time.Hour), wall: zero.Add(time.Hour)}, false},
		"ours was behind the server's then": {true, at(time.Hour, time.Hour, day+time.Hour), false},
	} {
		d := evidence{rules: rules, began: span{mono: zero, wall: zero, offset: 2 * time.Hour, offsetKnown: c.known}}
		if got := d.forgotten(c.now); got != c.want {
			t.Errorf("%s: forgotten %v", name, got)
		}
	}
}

func TestACountdownToAPerson(t *testing.T) {
	said := absence{ended: since(0, false), said: true}
	for name, c := range map[string]struct {
		d    evidence
		now  instant
		want time.Duration
	}{
		"nothing was said":                {evidence{began: since(0, false)}, sec(100), 260 * time.Second},
		"never seen was said":             {evidence{began: since(0, false), absent: said}, sec(100), 305 * time.Second},
		"never seen of a forgotten one":   {evidence{began: span{mono: zero, wall: zero.Add(-48 * time.Hour)}, absent: said}, sec(0), 6*time.Minute - 48*time.Hour},
		"after a restart the rule's time": {evidence{began: since(0, true)}, at(10*time.Second, time.Hour, 0), 125 * time.Second},
		"an early claim":                  {evidence{began: since(0, false), absent: absence{accepted: true}, claim: claim{state: payments.StateApproved, since: since(50, false)}}, sec(100), 305 * time.Second},
		"a late claim":                    {evidence{began: since(0, false), absent: absence{accepted: true}, claim: claim{state: payments.StateApproved, since: since(355, false)}}, sec(356), 64 * time.Second},
		"a late claim of a lost answer":   {evidence{began: since(0, false), claim: claim{state: payments.StateApproved, since: since(355, false)}}, sec(356), 154 * time.Second},
	} {
		c.d.rules = rules
		if got := c.d.personIn(c.now); got != c.want {
			t.Errorf("%s: a person in %s, want %s", name, got, c.want)
		}
	}
}

func TestACountdownToCertainty(t *testing.T) {
	idle := absence{ended: since(0, false), answers: true}
	doubted := evidence{began: since(0, false), absent: idle, doubt: doubt{refusal: payments.ReasonBusy}}
	rests := claim{state: payments.StateApproved, since: since(10, false), idle: sec(15).mono}
	again := doubted
	again.doubt.first = sec(0).mono
	for name, c := range map[string]struct {
		d    evidence
		at   int
		want time.Duration
	}{
		"a claim at an idle terminal":       {evidence{began: since(0, false), terminal: terminalAnswered, claim: rests}, 20, 32 * time.Second},
		"a claim at a busy terminal":        {evidence{began: since(0, false), terminal: terminalBusy, absent: absence{accepted: true}, claim: claim{state: payments.StateApproved, since: since(10, false)}}, 20, 376 * time.Second},
		"a claim of a lost answer":          {evidence{began: since(0, false), terminal: terminalBusy, claim: claim{state: payments.StateApproved, since: since(10, false)}}, 20, 386 * time.Second},
		"a claim that waits for an answer":  {evidence{began: since(0, false), terminal: terminalAnswered, claim: rests}, 99, 6 * time.Second},
		"a refusal, nothing said yet":       {doubted, 1, 9 * time.Second},
		"a refusal, half proven":            {again, 1, 6 * time.Second},
		"a refusal that waits for a word":   {again, 30, 2 * time.Second},
		"never seen, the terminal answers":  {evidence{began: since(0, false), absent: idle}, 20, 111 * time.Second},
		"never seen, the terminal was busy": {evidence{began: since(0, false), absent: absence{ended: since(0, false), busy: sec(300).mono}}, 320, 381 * time.Second},
		"never seen, the terminal does not": {evidence{began: since(0, false), absent: absence{ended: since(0, false)}}, 20, 381 * time.Second},
	} {
		c.d.rules = rules
		if got := c.d.certainIn(sec(c.at)); got != c.want {
			t.Errorf("%s: certain in %s, want %s", name, got, c.want)
		}
	}
}

// Two words of "never seen" that something on the way has kept are one.
func TestASecondWordMustBeANewerOne(t *testing.T) {
	first := sec(0).mono
	if !newer(time.Time{}, first) || !newer(first, time.Time{}) {
		t.Error("a server that gives no date is held to one")
	}
	x := doubt{refusal: payments.ReasonBusy, idle: first}
	if x.hear(sec(1).mono, sec(1).mono, first) || x.first.IsZero() || !x.idle.IsZero() {
		t.Errorf("the first word: %+v", x)
	}
	x.idle = sec(7).mono
	if x.hear(sec(8).mono, sec(8).mono, first) {
		t.Error("the same word was believed again")
	}
	x.idle = sec(9).mono
	if x.hear(sec(8).mono, sec(10).mono, sec(10).mono) {
		t.Error("a question that was put before the sign of life")
	}
	late := x
	if late.hear(sec(9).mono, sec(20).mono, sec(20).mono) || !late.idle.IsZero() {
		t.Error("a word that came long after the sign of life")
	}
	if !x.hear(sec(9).mono, sec(10).mono, sec(10).mono) {
		t.Error("a newer word after a newer sign of life is no proof")
	}
}

// What stays said: a seen attempt can never be absent, and a dispute gives the status host
// the full time from the terminal's "no" on.
func TestWhatAStatementLeavesBehind(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false), result: handlePending, absent: absence{ended: since(0, false), pending: true}}
	d.evaluate(payments.StateWaiting, status(payments.StateApproved), sec(1))
	if !d.absent.seen {
		t.Error("a verdict of the status host has not shown the attempt")
	}
	d.evaluate(payments.StateWaiting, result(payments.StateDeclined), sec(30))
	if d.absent.pending || !d.claim.since.mono.Equal(sec(30).mono) {
		t.Errorf("after the terminal's no: pending %v, the claim counts from %v", d.absent.pending, d.claim.since.mono)
	}
	d = evidence{rules: rules, began: since(0, false), absent: absence{ended: since(0, false)}}
	if r := d.evaluate(payments.StateUnknown, status(payments.StateWaiting), sec(1)); !d.absent.seen || r.notice != payments.NoticeInProgress {
		t.Errorf("seen %v, decision %+v", d.absent.seen, r)
	}
	d.terminal = terminalAnswered
	r := d.evaluate(payments.StateUnknown, status(payments.StateDeclined), sec(2))
	if d.terminal != terminalNotAsked || r.notice != payments.NoticeEarlyDecline || !r.ping {
		t.Errorf("a new claim needs a new sign of life: %q, %+v", d.terminal, r)
	}
	if unknownFrom(payments.StateApproved) != "" || unknownFrom(payments.StateWaiting) != payments.StateUnknown {
		t.Error("unknown is not entered as the table says")
	}
}

// The names that others translate, store and compare: none is missing, none is used twice.
func TestEveryKindHasANameOfItsOwn(t *testing.T) {
	misfits, causes, stages := MisfitKinds(), RecoveryCauses(), StageKinds()
	var names []string
	for _, k := range misfits {
		names = append(names, "misfit "+string(k))
	}
	for _, c := range append(causes, RecoveryNone) {
		names = append(names, "recovery "+string(c))
	}
	for _, k := range stages {
		names = append(names, "stage "+string(k))
	}
	if len(misfits) != 11 || len(causes) != 6 || len(stages) != 5 {
		t.Errorf("%d misfits, %d causes, %d stages", len(misfits), len(causes), len(stages))
	}
	slices.Sort(names)
	for i, name := range names {
		if i > 0 && names[i-1] == name || name == "misfit " || name == "stage " {
			t.Errorf("%q is no name of its own", name)
		}
	}
	if slices.Contains(causes, RecoveryNone) || RecoveryNone != "" {
		t.Error("the usual case is a cause")
	}
}

func TestAMisfitNamesOnlyWhatItKnows(t *testing.T) {
	if got := (&Misfit{Problem: "cut off"}).Error(); got != "the journal was changed from outside: cut off" {
		t.Errorf("%q", got)
	}
	if got := (&Misfit{Seq: 1, Problem: "cut off"}).Error(); got != "the journal was changed from outside, event 1: cut off" {
		t.Errorf("%q", got)
	}
	full := &NoSpace{Folder: "/data", Free: 3, Needed: 10}
	if got := full.Error(); got != "no space left for the journal: 3 bytes free on the disk of /data, 10 needed" {
		t.Errorf("%q", got)
	}
}

func TestStagesAreToldToWhoAsked(t *testing.T) {
	var told []Stage
	ctx := WithStages(t.Context(), func(s Stage) { told = append(told, s) })
	TellStage(ctx, Stage{Doing: StageCopying, Done: 1, All: 2})
	TellStage(context.Background(), Stage{Doing: StageChecking})
	if len(told) != 1 || told[0] != (Stage{StageCopying, 1, 2}) {
		t.Errorf("told %v", told)
	}
}

// The gateway's clock is believed again only while ours has not moved against itself.
func TestTheClockThatDrifts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var skew time.Duration
		c := &clock{now: func() time.Time { return time.Now().Add(skew) }}
		c.heardIn(&payments.Error{Kind: payments.ErrorBroken, ServerDate: time.Now().Add(time.Hour)})
		for _, x := range []struct {
			skew time.Duration
			want bool
		}{{5 * time.Second, true}, {-5 * time.Second, true}, {5*time.Second + 1, false}, {-5*time.Second - 1, false}} {
			skew = x.skew
			offset, known := c.serverOffset()
			if known != x.want || known && offset != time.Hour || !known && offset != 0 {
				t.Errorf("set by %s: %s, %v", skew, offset, known)
			}
		}
	})
}

func TestAnEngineNeedsNobodyToTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		r := till(t, obliging(), m, func(p *Params) { p.Notify, p.Now, p.Log, p.Receipts = nil, nil, nil, nil })
		a := r.want(3*time.Second, r.sell(1240).Reference, payments.StateApproved)
		if len(m.receipts) != 2 || m.receipts[1].Location == "" || m.receipts[1].Body != nil {
			t.Errorf("receipts %+v", m.receipts)
		}
		if err := r.e.AskNow(t.Context(), a.Reference); err != nil {
			t.Error(err)
		}
		r.end()
	})
}

// unreadable is a journal whose list of open attempts cannot be read.
type unreadable struct {
	*memory
	times
	tries int
}

func (u *unreadable) Open(ctx context.Context) ([]payments.Attempt, error) {
	u.note()
	if len(u.at) > u.tries {
		return u.memory.Open(ctx)
	}
	return nil, ErrJournal
}

func TestTheJournalIsReadFiveTimesAtTheStart(t *testing.T) {
	for tries, want := range map[int]error{4: nil, 5: ErrJournal} {
		synctest.Test(t, func(t *testing.T) {
			u := &unreadable{memory: newMemory(), tries: tries}
			u.reset()
			e := engine(Params{Journal: u, Gateway: obliging(), Account: shop})
			ctx, stop := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- e.Run(ctx) }()
			time.Sleep(10 * time.Second)
			stop()
			if err := <-done; !errors.Is(err, want) {
				t.Errorf("%d failures: %v", tries, err)
			}
			u.want(t, "read", 0, time.Second, 2*time.Second, 3*time.Second, 4*time.Second)
		})
	}
}
