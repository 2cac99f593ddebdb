package checkout

import (
	"cmp"
	"time"

	"tillside/payments"
)

// unansweredLimit is how long questions may go without an answer before "waiting" is no
// longer what we know.
const unansweredLimit = 10 * time.Second

// evidence is what is known about one open attempt beside the journal: the evidence that
// is not yet proof, with its times. It does no I/O; a follower feeds it and writes down
// what it rules.
type evidence struct {
	rules     payments.RecoveryRules
	kind      payments.Kind
	began     span // since the request left
	absent    absence
	doubt     doubt
	claim     claim
	refused   payments.Outcome // the terminal's own "no" while the status host says yes; zero State when none
	refusedAt time.Time
	asked     time.Time       // when the question was put whose answer is being weighed
	repeated  bool            // it was sent once more under its key, to ask what became of it
	hidden    bool            // a cancel at its terminal is told to nobody who asks
	unclear   payments.Reason // why the newest list decides nothing: it does not say whose an entry is, or what its word means, or it contradicts itself; "" otherwise
	failing   time.Time       // since when questions go unanswered; zero while they are answered
	terminal  terminalSign
	result    handleState
}

// claim is a verdict of the status host that waits for confirmation.
type claim struct {
	state payments.State // "" when there is none
	since span
	idle  time.Time // since when the terminal is known to do nothing; zero while it is not
}

// terminalSign is what a ping told during recovery.
type terminalSign string

const (
	terminalNotAsked terminalSign = ""
	terminalAnswered terminalSign = "answered"
	terminalBusy     terminalSign = "busy"
	terminalSilent   terminalSign = "silent" // offline, or no answer to a ping
	terminalMute     terminalSign = "mute"   // the gateway offers no ping
)

// handleState is what the result handle last said.
type handleState string

const (
	handleNone    handleState = ""        // there is no handle
	handleUnread  handleState = "unread"  // not asked in this process
	handlePending handleState = "pending" // no result yet
	handleDead    handleState = "dead"    // unknown to the gateway or expired
)

// decision is what a new fact leads to. A zero decision writes nothing.
type decision struct {
	state  payments.State // the state to go to; "" stays
	event  EventKind
	notice payments.Notice
	reason payments.Reason
	take   bool // the outcome becomes the attempt's outcome
	ping   bool // ask the terminal for a sign of life

	brought bool // the statement came to the till by itself
}

// evaluate takes one statement about the attempt in state s and rules what follows.
func (d *evidence) evaluate(s payments.State, o payments.Outcome, now instant) decision {
	d.failing = time.Time{}
	d.puzzle(o)
	if o.Source == payments.SourceResult {
		return d.evaluateResult(s, o, now)
	}
	return d.evaluateStatus(s, o, now)
}

// puzzle takes in what decides nothing and is no silence. In a word that is not understood the
// gateway knows the attempt all the same.
func (d *evidence) puzzle(o payments.Outcome) {
	status := o.Source != payments.SourceResult
	if status {
		d.absent.vague = o.State == payments.StateUnknown && !o.NotFound
	}
	switch {
	case o.Reason == payments.ReasonNotUnderstood:
		d.unclear, d.absent.seen, d.claim = o.Reason, true, claim{} // what it said before has not stood
	case status && (o.Reason == payments.ReasonUnclaimed || o.Reason == payments.ReasonContradiction):
		d.unclear = o.Reason
	case status || d.unclear == payments.ReasonNotUnderstood:
		d.unclear = ""
	}
}

// evaluateResult weighs the terminal's own result, the authoritative one.
func (d *evidence) evaluateResult(s payments.State, o payments.Outcome, now instant) decision {
	if !o.State.Verdict() {
		d.result, d.absent.pending = handlePending, true
		if s == payments.StateUnknown && o.State == payments.StateWaiting {
			return decision{state: payments.StateWaiting, event: EventEvidence, notice: payments.NoticeNone}
		}
		if o.State == payments.StateUnknown && s == payments.StateWaiting {
			notice := payments.NoticeInProgress
			if o.Reason == payments.ReasonNotUnderstood {
				notice = payments.NoticeNotUnderstood
			}
			return decision{state: payments.StateUnknown, event: EventEvidence, notice: notice, reason: o.Reason}
		}
		return decision{}
	}
	d.absent.seen, d.absent.pending = true, false
	moved := o.State.Info().Charged == payments.ChargedYes
	if !moved && d.claim.state.Info().Charged == payments.ChargedYes {
		// The status host says that money moved, the terminal that it did not. The
		// terminal reverses what it did not want, so the status host is asked again.
		if d.refused.State == "" {
			d.refused, d.refusedAt = o, now.mono
			d.claim.since = sinceNow(now)
			return decision{state: unknownFrom(s), event: EventEvidence, notice: payments.NoticeContradiction}
		}
		return decision{}
	}
	return decision{state: o.State, event: EventResult, reason: o.Reason, take: true}
}

// evaluateStatus weighs a statement of the status host, which may be early.
func (d *evidence) evaluateStatus(s payments.State, o payments.Outcome, now instant) decision {
	switch {
	case o.NotFound:
		d.claim = claim{} // what it said before has not stood
		return d.evaluateAbsence(o, now)
	case o.State.Verdict():
		d.absent.seen = true
		return d.evaluateClaim(s, o, now)
	case o.State == payments.StateWaiting:
		d.absent.seen = true
		d.claim = claim{}
		return decision{event: EventEvidence, notice: payments.NoticeInProgress, take: true}
	}
	notice := payments.NoticeUnstated
	switch o.Reason {
	case payments.ReasonContradiction:
		notice = payments.NoticeContradiction
	case payments.ReasonUnclaimed:
		notice = payments.NoticeUnclaimed
	case payments.ReasonNotUnderstood:
		notice = payments.NoticeNotUnderstood
	}
	return decision{event: EventEvidence, notice: notice, reason: o.Reason}
}

// evaluateAbsence weighs an explicit "never seen". Of an attempt that is older than what the
// provider remembers it proves nothing.
func (d *evidence) evaluateAbsence(o payments.Outcome, now instant) decision {
	absent := d.absent.hear(d.rules, now, o.ServerDate)
	unfounded := d.absent.applies(d.rules) && d.doubt.hear(d.asked, now.mono, o.ServerDate)
	switch {
	case d.forgotten(now):
	case d.doubt.refusal != "" && (absent || unfounded):
		return decision{state: payments.StateRefused, event: EventNotCharged, reason: d.doubt.refusal}
	case absent:
		return decision{state: payments.StateNotCharged, event: EventNotCharged, reason: payments.ReasonNeverArrived, take: true}
	}
	early := d.terminal == terminalNotAsked && !d.absent.accepted // whether it answers at all
	return decision{event: EventNothingFound, notice: payments.NoticeNothingFound, ping: early || d.absent.wantsPing(d.rules, now)}
}

// forgotten reports whether the provider may no longer remember the attempt. The clock that
// says most counts: an age is no deadline that one waits for.
func (d *evidence) forgotten(now instant) bool {
	return d.sentAgo(now) >= d.rules.Memory
}

// evaluateClaim lets a verdict of the status host stand for a while before it counts
// without the terminal's own result (a provider's own advice: ping the device,
// wait at least 31 s, check again; a partial approval waits 60 s for the merchant). The wait
// begins when the terminal says that it does nothing: what it takes back when it is done, the
// status host may hear of a little later.
func (d *evidence) evaluateClaim(s payments.State, o payments.Outcome, now instant) decision {
	if d.confirmTime(o.State) == payments.AtOnce && d.refused.State == "" {
		return believed(o)
	}
	if d.claim.state != o.State {
		d.claim = claim{state: o.State, since: sinceNow(now)}
		d.terminal = terminalNotAsked
		return decision{event: EventEvidence, notice: claimNotice(o), ping: true}
	}
	if d.refused.State != "" {
		return d.evaluateDispute(s, o, now)
	}
	if d.stillToStand(now) > 0 || d.flowMayRun(o.State, now) {
		return decision{ping: !d.terminalRests()}
	}
	return believed(o)
}

// believed takes a statement of the status host for the end.
func believed(o payments.Outcome) decision {
	r := decision{state: o.State, event: EventResult, reason: o.Reason, take: true}
	if o.Refunded {
		r.notice = payments.NoticeAlreadyRefund
	}
	return r
}

// confirmTime is how long a claim must stand.
func (d *evidence) confirmTime(claimed payments.State) time.Duration {
	switch {
	case claimed == payments.StatePartial:
		return max(d.rules.ConfirmAfter, d.rules.PartialChoice)
	case claimed.Info().Charged == payments.ChargedYes:
		return cmp.Or(d.rules.ConfirmAlone, d.rules.ConfirmAfter)
	}
	return d.rules.ConfirmAfter
}

// stillToStand is how long the claim has to stand from now on. Once no card flow can be
// running any more, it is its own time alone that counts.
func (d *evidence) stillToStand(now instant) time.Duration {
	left := d.confirmTime(d.claim.state) - d.claim.since.atLeast(now)
	if d.terminal == terminalMute {
		return left
	}
	rest := d.rules.ConfirmAfter
	if !d.claim.idle.IsZero() {
		rest -= now.mono.Sub(d.claim.idle)
	}
	return max(left, min(rest, d.flowLeft(now)))
}

// terminalRests reports whether the terminal has said that it does nothing, or cannot be asked.
func (d *evidence) terminalRests() bool {
	return d.terminal == terminalAnswered || d.terminal == terminalMute
}

func sinceNow(now instant) span { return span{mono: now.mono, wall: now.wall} }

// evaluateDispute settles a "no" of the terminal against a "yes" of the status host that
// still stands after the time a reversal takes: only a person can.
func (d *evidence) evaluateDispute(s payments.State, o payments.Outcome, now instant) decision {
	if o.State.Info().Charged == payments.ChargedNo {
		return decision{state: d.refused.State, event: EventResult, reason: d.refused.Reason, take: true}
	}
	if now.mono.Sub(d.refusedAt) < d.rules.ConfirmAfter || !s.CanBecome(payments.StateNeedsAttention) {
		return decision{}
	}
	return decision{state: payments.StateNeedsAttention, event: EventContradiction,
		notice: payments.NoticeContradiction, reason: payments.ReasonContradiction}
}

// flowMayRun reports whether the terminal may still be working on the attempt, so that
// the claim can change: an approval is taken back when nobody signs, a refused tap is
// followed by a chip under the same reference. Only a terminal that answered a ping is
// known to be idle; one that is busy, or that the cloud cannot reach, may go on for as
// long as the longest card flow. For a "no" a result that is still awaited counts as well.
func (d *evidence) flowMayRun(claimed payments.State, now instant) bool {
	if d.flowLeft(now) <= 0 {
		return false
	}
	if !d.terminalRests() {
		return true
	}
	return claimed.Info().Charged == payments.ChargedNo && d.result == handlePending
}

// flowTime is after how long no card flow can be running any more: "about 6 minutes" is no
// figure to the second.
func (d *evidence) flowTime() time.Duration { return d.rules.LongestFlow + notFoundMargin }

// flowLeft is how long a card flow may go on that nobody ends. One that was accepted began
// then. A request whose answer is lost or in doubt may have waited for a busy terminal: its
// flow began at the latest when the status host first knew of a card.
func (d *evidence) flowLeft(now instant) time.Duration {
	began := d.began
	if !d.absent.accepted && d.claim.state != "" {
		began = d.claim.since
	}
	return d.flowTime() - began.atLeast(now)
}

func claimNotice(o payments.Outcome) payments.Notice {
	switch {
	case o.State == payments.StatePartial:
		return payments.NoticePartialChoice
	case o.State == payments.StateApproved:
		return payments.NoticeEarlyApproval
	case o.State == payments.StateDeclined:
		return payments.NoticeEarlyDecline
	}
	return payments.NoticeInProgress
}

// unanswered takes in a question that told us nothing.
func (d *evidence) unanswered(s payments.State, err *payments.Error, fromResult bool, now instant) decision {
	if fromResult && err.Kind == payments.ErrorNotFound {
		d.result, d.absent.pending = handleDead, false
		if s == payments.StateWaiting || s == payments.StateCancelling {
			return decision{state: payments.StateUnknown, event: EventNoAnswer, notice: payments.NoticeUnstated}
		}
		return decision{}
	}
	if d.failing.IsZero() {
		d.failing = now.mono
	}
	if s == payments.StateWaiting && now.mono.Sub(d.failing) >= unansweredLimit {
		return decision{state: payments.StateUnknown, event: EventNoAnswer, notice: payments.NoticeNoAnswer}
	}
	return decision{}
}

// overdue rules whether asking has gone on long enough for a person to look. It is no
// statement about the money, so the larger clock counts; after a restart the not-charged
// rule first gets its full time, and a claim that can still be confirmed gets its own.
func (d *evidence) overdue(s payments.State, now instant) decision {
	if !s.CanBecome(payments.StateNeedsAttention) || d.personIn(now) > 0 {
		return decision{}
	}
	why := payments.ReasonLongSilence
	switch {
	case d.unclear != "":
		why = d.unclear
	case d.hidden:
		why = payments.ReasonCancelUnseen
	}
	return decision{state: payments.StateNeedsAttention, event: EventAttention, reason: why}
}

// personIn is how long asking goes on before a person has to look.
func (d *evidence) personIn(now instant) time.Duration {
	const ruleTime = notFoundMargin + 3*secondLook
	limit := d.rules.LongestFlow
	if d.absent.said && d.absent.applies(d.rules) && !d.forgotten(now) {
		limit += ruleTime
	}
	left := limit - max(now.mono.Sub(d.began.mono), now.wall.Sub(d.began.wall))
	if d.began.restarted {
		left = max(left, d.rules.NotFoundFinal+ruleTime-now.mono.Sub(d.began.mono))
		if d.absent.said && d.absent.applies(d.rules) && !d.forgotten(now) {
			left = max(left, d.absent.wait(d.rules, d.absent.isIdle(now))+3*secondLook-d.absent.ended.atLeast(now))
		}
	}
	if d.claim.state != "" { // it gets its time, but not for ever where one statement follows another
		stand := max(d.rules.ConfirmAfter, d.rules.PartialChoice)
		gone := d.began.atLeast(now)
		stands := max(stand+secondLook-d.claim.since.atLeast(now), d.flowLeft(now)+3*secondLook)
		left = max(left, min(stands, d.flowTime()+2*stand-gone), d.flowTime()+3*secondLook-gone)
	}
	return left
}

// certainIn is how long until a rule decides at the latest, if the gateway answers and goes
// on saying what it says. Zero means that no rule can decide.
func (d *evidence) certainIn(now instant) time.Duration {
	switch {
	case d.claim.state == "" && (d.forgotten(now) || d.unclear != "" || d.absent.vague), d.refused.State != "":
		return 0
	case d.claim.state == "" && d.absent.answers && d.absent.applies(d.rules) && d.doubt.refusal != "" && !d.doubt.late:
		return d.doubt.certainIn(now.mono)
	case d.claim.state == "":
		return d.absent.certainIn(d.rules, now)
	}
	left := d.stillToStand(now)
	if d.flowMayRun(d.claim.state, now) {
		left = max(left, d.flowLeft(now))
	}
	return max(left, 0) + statusLook + time.Second
}

// waitsForTerminal reports whether a terminal that is at work is all that keeps "never seen"
// from being believed: seconds after it is free the truth is certain.
func (d *evidence) waitsForTerminal(now instant) bool {
	return d.terminal == terminalBusy && d.claim.state == "" && !d.absent.accepted &&
		(d.doubt.refusal != "" || d.absent.elapsed(now) >= d.rules.NotFoundFinal)
}

func unknownFrom(s payments.State) payments.State {
	if s.CanBecome(payments.StateUnknown) {
		return payments.StateUnknown
	}
	return ""
}
