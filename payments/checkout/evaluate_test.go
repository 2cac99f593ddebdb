package checkout

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// sec is an instant where all clocks agree.
func sec(n int) instant {
	d := time.Duration(n) * time.Second
	return at(d, d, d)
}

// since is the time since a second, in this process or a later one.
func since(n int, restarted bool) span {
	return span{mono: sec(n).mono, wall: sec(n).wall, restarted: restarted}
}

func result(s payments.State) payments.Outcome {
	return payments.Outcome{State: s, Source: payments.SourceResult}
}

func status(s payments.State) payments.Outcome {
	return payments.Outcome{State: s, Source: payments.SourceStatus}
}

// word is one statement at one second, and the state it must lead to ("" stays).
type word struct {
	at   int
	says payments.Outcome
	want payments.State
}

func TestWeigh(t *testing.T) {
	never := payments.Outcome{State: payments.StateUnknown, Source: payments.SourceStatus, NotFound: true}
	for name, c := range map[string]struct {
		from   payments.State
		handle handleState
		words  []word
	}{
		"the terminal's word is final at once": {payments.StateWaiting, handleUnread, []word{
			{1, result(payments.StateWaiting), ""},
			{2, result(payments.StateDeclined), payments.StateDeclined}}},
		"an undefined result of the terminal is unknown": {payments.StateWaiting, handleUnread, []word{
			{1, result(payments.StateUnknown), payments.StateUnknown}}},
		"the status host's approval waits 31 s": {payments.StateUnknown, handleNone, []word{
			{1, status(payments.StateApproved), ""},
			{31, status(payments.StateApproved), ""},
			{32, status(payments.StateApproved), payments.StateApproved}}},
		"a changed claim starts over": {payments.StateUnknown, handleNone, []word{
			{1, status(payments.StateApproved), ""},
			{20, status(payments.StatePartial), ""},
			{40, status(payments.StateApproved), ""},
			{70, status(payments.StateApproved), ""},
			{71, status(payments.StateApproved), payments.StateApproved}}},
		"in progress takes a claim back": {payments.StateUnknown, handleNone, []word{
			{1, status(payments.StateApproved), ""},
			{20, status(payments.StateWaiting), ""},
			{40, status(payments.StateApproved), ""}}},
		"never seen after seen proves nothing": {payments.StateUnknown, handleNone, []word{
			{1, status(payments.StateWaiting), ""},
			{130, never, ""}, {140, never, ""}, {1000, never, ""}}},
		"never seen beside a pending result proves nothing": {payments.StateWaiting, handlePending, []word{
			{130, result(payments.StateWaiting), ""},
			{131, never, ""}, {140, never, ""}}},
		"never seen twice is not charged": {payments.StateUnknown, handleNone, []word{
			{10, never, ""}, {95, never, ""}, {100, never, ""}, {115, never, ""}, {121, never, ""}, {126, never, payments.StateNotCharged}}},
		"a terminal that said once that it does nothing proves nothing": {payments.StateUnknown, handleNone, []word{
			{10, never, ""}, {95, never, ""}, {121, never, ""}, {126, never, ""}, {131, never, payments.StateNotCharged}}},
		"an idle terminal that was asked too early proves nothing": {payments.StateUnknown, handleNone, []word{
			{80, never, ""}, {121, never, ""}, {126, never, ""}, {131, never, ""}, {136, never, payments.StateNotCharged}}},
		"a decline waits while the terminal was not asked": {payments.StateUnknown, handleNone, []word{
			{1, status(payments.StateDeclined), ""},
			{40, status(payments.StateDeclined), ""},
			{389, status(payments.StateDeclined), ""},
			{391, status(payments.StateDeclined), payments.StateDeclined}}},
		"an approval against a claimed decline is the terminal's": {payments.StateWaiting, handlePending, []word{
			{61, status(payments.StateDeclined), ""},
			{62, result(payments.StateApproved), payments.StateApproved}}},
		"a dispute that the status host gives up": {payments.StateWaiting, handlePending, []word{
			{61, status(payments.StateApproved), ""},
			{62, result(payments.StateCancelled), payments.StateUnknown},
			{63, result(payments.StateCancelled), ""},
			{66, status(payments.StateCancelled), ""},
			{71, status(payments.StateCancelled), payments.StateCancelled}}},
		"a dispute within the time of a reversal stays open": {payments.StateWaiting, handlePending, []word{
			{61, status(payments.StateApproved), ""},
			{62, result(payments.StateCancelled), payments.StateUnknown},
			{80, status(payments.StateApproved), ""},
			{93, status(payments.StateApproved), payments.StateNeedsAttention}}},
		"an answer without a verdict is only noted": {payments.StateUnknown, handleNone, []word{
			{5, status(payments.StateUnknown), ""}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := evidence{rules: rules, kind: payments.KindSale, began: since(0, false), result: c.handle,
				absent: absence{ended: since(0, false), pending: c.handle == handlePending}}
			state := c.from
			for _, w := range c.words {
				r := d.evaluate(state, w.says, sec(w.at))
				if r.ping && !strings.Contains(name, "not asked") {
					d.sign(terminalAnswered, sec(w.at).mono, sec(w.at))
				}
				if r.state != w.want {
					t.Fatalf("at %d s %s of %s leads to %q, want %q", w.at, w.says.State, w.says.Source, r.state, w.want)
				}
				if r.state != "" {
					if !state.CanBecome(r.state) {
						t.Fatalf("from %s to %s is not in the table", state, r.state)
					}
					state = r.state
				}
			}
		})
	}
}

func TestAnApprovalWaitsWhileTheTerminalIsBusy(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false), result: handlePending, absent: absence{accepted: true}}
	for _, c := range []struct {
		at   int
		sign terminalSign
		want payments.State
	}{
		{10, terminalBusy, ""}, {45, terminalBusy, ""}, {90, terminalSilent, ""}, {105, terminalAnswered, ""}, {120, terminalBusy, ""},
		{121, terminalAnswered, ""}, {151, terminalAnswered, ""}, {152, terminalAnswered, payments.StateApproved},
	} {
		d.claim.state = payments.StateApproved
		if d.claim.since.mono.IsZero() {
			d.claim.since = since(10, false)
		}
		d.sign(c.sign, sec(c.at).mono, sec(c.at))
		r := d.evaluate(payments.StateWaiting, status(payments.StateApproved), sec(c.at))
		if r.state != c.want || r.ping != (c.sign != terminalAnswered) {
			t.Errorf("at %d s, terminal %q: %+v, want %q", c.at, c.sign, r, c.want)
		}
	}
	d.sign(terminalBusy, sec(391).mono, sec(391))
	if r := d.evaluate(payments.StateWaiting, status(payments.StateApproved), sec(391)); r.state != payments.StateApproved {
		t.Errorf("after the longest flow a busy terminal is busy with something else: %q", r.state)
	}
}

// A copy of a request that waits for a busy terminal may begin long after the request: the
// longest card flow then counts from when the status host first knew of it.
func TestAFlowThatBeganLateMayRunLonger(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false), claim: claim{state: payments.StateApproved, since: since(337, false)}}
	d.sign(terminalBusy, sec(340).mono, sec(340))
	for _, at := range []int{391, 450, 726} {
		if r := d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(at)); r.state != "" {
			t.Errorf("at %d s, the terminal still at work: %+v", at, r)
		}
	}
	if r := d.evaluate(payments.StateUnknown, status(payments.StateApproved), sec(727)); r.state != payments.StateApproved {
		t.Errorf("when that is over: %+v", r)
	}
}

func TestWeighPartialTakesTheMerchantsMinute(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false)}
	for _, c := range []struct {
		at   int
		want payments.State
	}{{1, ""}, {29, ""}, {60, ""}, {61, payments.StatePartial}} {
		if c.at > 1 {
			d.sign(terminalAnswered, sec(c.at).mono, sec(c.at))
		}
		if r := d.evaluate(payments.StateUnknown, status(payments.StatePartial), sec(c.at)); r.state != c.want {
			t.Errorf("at %d s: %q, want %q", c.at, r.state, c.want)
		}
	}
}

func TestRefundedSaleIsAnApprovedSale(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false)}
	o := status(payments.StateApproved)
	o.Refunded = true
	d.evaluate(payments.StateUnknown, o, sec(1))
	d.sign(terminalAnswered, sec(2).mono, sec(2))
	if r := d.evaluate(payments.StateUnknown, o, sec(40)); r.state != payments.StateApproved || r.notice != payments.NoticeAlreadyRefund {
		t.Errorf("decision %+v", r)
	}
}

func TestContradictionIsNoticed(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false)}
	o := status(payments.StateUnknown)
	o.Reason = payments.ReasonContradiction
	if r := d.evaluate(payments.StateUnknown, o, sec(1)); r.notice != payments.NoticeContradiction || r.state != "" {
		t.Errorf("decision %+v", r)
	}
}

func TestUnanswered(t *testing.T) {
	d := evidence{rules: rules, began: since(0, false)}
	offline := &payments.Error{Kind: payments.ErrorOffline}
	gone := &payments.Error{Kind: payments.ErrorNotFound}
	if r := d.unanswered(payments.StateWaiting, offline, true, sec(0)); r.state != "" {
		t.Errorf("one silence: %+v", r)
	}
	if r := d.unanswered(payments.StateWaiting, offline, true, sec(10)); r.state != payments.StateUnknown {
		t.Errorf("ten seconds of silence: %+v", r)
	}
	if r := d.unanswered(payments.StateCancelling, offline, true, sec(20)); r.state != "" {
		t.Errorf("silence while cancelling: %+v", r)
	}
	if r := d.unanswered(payments.StateUnknown, gone, true, sec(20)); r.event != "" || d.result != handleDead {
		t.Errorf("a dead handle while unknown: %+v", r)
	}
	if r := d.unanswered(payments.StateCancelling, gone, true, sec(20)); r.state != payments.StateUnknown {
		t.Errorf("a dead handle while cancelling: %+v", r)
	}
	if r := d.unanswered(payments.StateUnknown, gone, false, sec(20)); r.event != "" {
		t.Errorf("404 of the status host: %+v", r)
	}
}

func TestOverdue(t *testing.T) {
	slept := at(10*time.Second, 7*time.Minute, 0)
	for name, c := range map[string]struct {
		d    evidence
		from payments.State
		now  instant
		want payments.State
	}{
		"in time":                          {evidence{began: since(0, false)}, payments.StateWaiting, sec(359), ""},
		"too long":                         {evidence{began: since(0, false)}, payments.StateWaiting, sec(360), payments.StateNeedsAttention},
		"the laptop slept":                 {evidence{began: since(0, false)}, payments.StateUnknown, slept, payments.StateNeedsAttention},
		"just restarted":                   {evidence{began: since(0, true)}, payments.StateUnknown, slept, ""},
		"restarted, and the rule had time": {evidence{began: since(0, true)}, payments.StateUnknown, at(136*time.Second, time.Hour, 0), payments.StateNeedsAttention},
		"a claim is being confirmed":       {evidence{began: since(0, false), claim: claim{state: payments.StateApproved, since: since(350, false)}}, payments.StateUnknown, sec(391), ""},
		"a claim that never was":           {evidence{began: since(0, false), absent: absence{accepted: true}, claim: claim{state: payments.StateApproved, since: since(100, false)}}, payments.StateUnknown, sec(406), payments.StateNeedsAttention},
		"a claim of what began late":       {evidence{began: since(0, false), claim: claim{state: payments.StateApproved, since: since(100, false)}}, payments.StateUnknown, sec(504), ""},
		"a claim of that for too long":     {evidence{began: since(0, false), claim: claim{state: payments.StateApproved, since: since(200, false)}}, payments.StateUnknown, sec(510), payments.StateNeedsAttention},
		"already there":                    {evidence{began: since(0, false)}, payments.StateNeedsAttention, sec(999), ""},
		"mismatch stays mismatch":          {evidence{began: since(0, false)}, payments.StateMismatch, sec(999), ""},
	} {
		c.d.rules = rules
		if r := c.d.overdue(c.from, c.now); r.state != c.want {
			t.Errorf("%s: %q, want %q", name, r.state, c.want)
		}
	}
}
