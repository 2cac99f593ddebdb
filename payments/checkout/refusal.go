package checkout

import (
	"time"

	"tillside/payments"
)

// freshSign is how old a terminal's sign of life may be when "never seen" comes with it: in
// a longer time a copy of the request could have begun on it, of which the gateway knows
// nothing before there is a card. Two tills that share the rate of one key need some seconds
// for a ping, its answer and a question.
const freshSign = 10 * time.Second

// doubt is a refusal of the start that is not yet believed: "the terminal is busy" is also
// what the second copy of a request is told when something on the way has delivered it twice,
// and then it is our own sale that the terminal is busy with.
//
// It is believed when the terminal has said twice that it does nothing, and after each time
// the gateway has never seen the attempt: a card flow of ours would show in one of the two. A
// copy that arrives later than that is no longer ruled out, so the attempt is looked at again
// for a while (see recheck).
type doubt struct {
	refusal payments.Reason // "" when there is none
	idle    time.Time       // when the terminal was asked that does nothing; zero when it is used up or the terminal said otherwise since
	first   time.Time       // when it was never seen at an idle terminal for the first time
	date    time.Time       // the server's clock then
	late    bool            // the newest word came too long after its sign of life: they are too slow to tell soon
}

// hear takes in one explicit "never seen" that was asked for at a time, and reports whether
// the refusal is now proven.
func (x *doubt) hear(asked, now, date time.Time) bool {
	if x.refusal == "" || x.idle.IsZero() || asked.Before(x.idle) {
		return false
	}
	x.late = now.Sub(x.idle) > freshSign
	x.idle = time.Time{} // the next word needs a sign of life of its own
	if x.late {
		return false
	}
	if x.first.IsZero() {
		x.first, x.date = now, date
		return false
	}
	return now.Sub(x.first) >= secondLook && newer(date, x.date)
}

// wantsPing reports whether the terminal should be asked for a sign of life now.
func (x doubt) wantsPing(now time.Time) bool {
	return x.refusal != "" && x.idle.IsZero() && (x.first.IsZero() || now.Sub(x.first) >= secondLook)
}

// certainIn is how long until the refusal is proven at the latest, if the terminal goes on
// answering and the gateway goes on saying that it never saw the attempt.
func (x doubt) certainIn(now time.Time) time.Duration {
	const round = 2 * time.Second // a ping, its answer and the question after it
	if x.first.IsZero() {
		return secondLook + 2*round
	}
	return max(secondLook-now.Sub(x.first), 0) + round
}

// refuse begins a doubt.
func (d *evidence) refuse(why payments.Reason) { d.doubt = doubt{refusal: why} }

// sign takes in what a ping told that was started at a time. What it told of is no newer than
// that, however late its answer was read: a terminal that did nothing before a statement of
// the status host may be at work since.
func (d *evidence) sign(s terminalSign, started time.Time, now instant) {
	if s == terminalAnswered && d.claim.state != "" && started.Before(d.claim.since.mono) {
		d.terminal = terminalNotAsked
		return
	}
	d.terminal = s
	d.absent.answers = s == terminalAnswered
	if s == terminalBusy {
		d.absent.busy, d.absent.idle = now.mono, false
	}
	if s != terminalAnswered {
		d.doubt.idle, d.doubt.first, d.claim.idle, d.absent.rested = time.Time{}, time.Time{}, time.Time{}, time.Time{}
		return
	}
	d.doubt.idle = started
	if d.claim.idle.IsZero() {
		d.claim.idle = now.mono
	}
	if d.absent.elapsed(now)-now.mono.Sub(started) >= d.rules.NotFoundFinal {
		d.absent.rest(started)
		d.absent.signed = now.wall.Add(started.Sub(now.mono))
	}
}

// unheard reports whether the time that a rule takes hangs on the terminal, and the terminal
// has not had its time to answer a ping. Its first word would take back what is said before.
func (d *evidence) unheard(now instant) bool {
	since := d.began
	if d.claim.state != "" {
		since = d.claim.since
	}
	if d.terminal != terminalNotAsked || now.mono.Sub(since.mono) >= statusLook+pingPatience {
		return false
	}
	best := *d
	best.terminal, best.absent.answers = terminalAnswered, true
	return best.certainIn(now) < d.certainIn(now)
}
