package proof

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// planted is a deliberately wrong variant of the production code: one text replaced in one
// file. The build overlays the changed file, so the production code itself holds no switch.
type planted struct {
	name     string
	file     string // from the module's root
	old, bad string
}

const (
	follower = "payments/checkout/follower.go"
	dossiers = "payments/checkout/dossier.go"
	asking   = "payments/checkout/ask.go"
	writing  = "payments/checkout/write.go"
	links    = "payments/checkout/linked.go"
	rulebook = "payments/checkout/rules.go"
	engine   = "payments/checkout/engine.go"
	outcomes = "payments/outcome.go"
	adapter  = "payments/handpoint/gateway.go"
	mapping  = "payments/handpoint/mapping.go"
	finding  = "payments/handpoint/find.go"
	refusals = "payments/handpoint/fault.go"
	received = "payments/checkout/receive.go"
	database = "storage/database.go"

	keeping    = "storage/custody/journal.go"
	keeper     = "storage/custody/keeper.go"
	rebuilding = "storage/rebuild.go"
)

var bugs = []planted{
	{"what is brought is believed whatever it answers", received, "	if wrong := f.wrong(ctx, o); len(wrong) > 0 {\n		f.mismatch(durable", "	if wrong := f.wrong(ctx, o); len(wrong) > 99 {\n		f.mismatch(durable"},
	{"what is brought is acknowledged before it is written", received, "	err = e.command(ctx, a.Reference, command{kind: commandReport, report: o})",
		"	go e.command(context.WithoutCancel(ctx), a.Reference, command{kind: commandReport, report: o})"},
	{"a result that decides nothing is acknowledged", received, "	if !o.State.Verdict() {\n		return ErrUndecided\n	}", "	if !o.State.Verdict() {\n		return nil\n	}"},
	{"a commit is not synced", database, `q.Set("_synchronous", "FULL")`, `q.Set("_synchronous", "NORMAL")`},
	{"a token is given out before its digest is kept", follower, "		a.Sent.Token = token\n", ""},
	{"send again when the answer is lost", follower, "	f.e.clock.heard(o.ServerDate)\n	f.began(sending, o)",
		"	if o.State == payments.StateUnknown {\n		o = f.e.p.Gateway.Begin(sending, f.a)\n	}\n	f.e.clock.heard(o.ServerDate)\n	f.began(sending, o)"},
	{"send again after a restart", follower, "		f.must(context.WithoutCancel(ctx), payments.StateUnknown, EventTakenUp, nil)",
		"		f.began(ctx, f.e.p.Gateway.Begin(ctx, f.a))"},
	{"sending after a crash is taken as not sent", follower, "		f.must(context.WithoutCancel(ctx), payments.StateUnknown, EventTakenUp, nil)", "		f.must(context.WithoutCancel(ctx), payments.StateNotSent, EventTakenUp, nil)"},
	{"send before the decision is committed", follower, "	offset, known := f.e.clock.serverOffset()\n	return f.write(ctx, payments.StateSending",
		"	offset, known := f.e.clock.serverOffset()\n	f.e.p.Gateway.Begin(ctx, f.a)\n	return f.write(ctx, payments.StateSending"},
	{"no answer is taken as not sent", adapter, "	out.Code = e.Code\n	if e.Unsent {", "	out.Code = e.Code\n	if e.Unsent || e.Status == 0 {"},
	{"5xx is taken as refused", refusals, "	case e.Status != 400:\n		return \"\", false", "	case e.Status >= 500:\n		return payments.ReasonTechnical, true\n	case e.Status != 400:\n		return \"\", false"},
	{"not charged by the wall clock alone", rulebook, "	return min(least, now.wall.Sub(x.ended.wall))", "	return now.wall.Sub(x.ended.wall)"},
	{"never seen is believed at once", rulebook, "x.elapsed(now) < x.wait(rules, x.idle)", "x.elapsed(now) < 0"},
	{"after a restart the wall clock is believed", rulebook, "	if !s.restarted || s.wall.IsZero() || !s.offsetKnown || now.server.IsZero() {\n		return mono\n	}",
		"	if s.restarted {\n		return now.wall.Sub(s.wall)\n	}"},
	{"a cancel that was taken is final", follower, "		f.must(durable, f.a.State, EventCancelTaken, nil)", "		f.must(durable, payments.StateCancelled, EventCancelTaken, nil)"},
	{"404 for a result is taken as failed", dossiers, "			return ruling{state: payments.StateUnknown, event: EventNoAnswer, notice: payments.NoticeNothingFound}",
		"			return ruling{state: payments.StateFailed, event: EventResult}"},
	{"an early approval is believed", dossiers, "		return ruling{event: EventEvidence, notice: claimNotice(o), ping: true}", "		return ruling{state: o.State, event: EventResult, take: true}"},
	{"a busy terminal is not waited for", dossiers, "	if d.terminal != terminalAnswered && d.terminal != terminalMute {", "	if d.terminal == terminalSilent {"},
	{"a terminal out of reach is taken as idle", dossiers, "	if d.terminal != terminalAnswered && d.terminal != terminalMute {", "	if d.terminal == terminalBusy || d.terminal == terminalNotAsked {"},
	{"refund rest from the journal alone", links, "	if asked {\n		t.gateway(family)\n	}", "	t.asked = asked && len(family) >= 0"},
	{"a result of another reference is accepted", outcomes, "	add(\"reference\", a.wrongReference(o.IDs))", ""},
	{"a result of another amount is accepted", outcomes, "		add(\"amount\", amountOff)", "		_ = amountOff"},
	{"a refused tap ends the sale", finding, "	if !mayBeOverruled(first.State) {", "	if true {"},
	{"an unknown word is taken as failed", mapping, "	return payments.StateUnknown\n}\n\n// kind keeps", "	return payments.StateFailed\n}\n\n// kind keeps"},
	{"a refunded sale is taken as declined", mapping, "	\"REFUNDED\":           payments.StateApproved,", "	\"REFUNDED\":           payments.StateDeclined,"},
	{"told before it is written", writing, "	if err := f.e.p.Journal.Append(ctx, after, ev); err != nil {", "	f.e.p.Notify(Update{Attempt: after, Event: ev})\n	if err := f.e.p.Journal.Append(ctx, after, ev); err != nil {"},
	{"the second click is a press of its own", engine, "Nonce: r.Nonce, Kind: r.Kind", "Nonce: uuid.NewString(), Kind: r.Kind"},
	{"what cannot be written is forgotten", engine, "		e.work.Go(func() { f.abandon(e.life) })", "		f.end()"},
	{"a silence of the gateway ends as cancelled", asking, "	r := f.d.overdue(f.a.State, f.e.clock.instant())", "	r := f.d.overdue(f.a.State, f.e.clock.instant())\n	if r.state != \"\" {\n		r.state = payments.StateCancelled\n	}"},
}

// lossBugs are those that only TestLostJournals can find.
var lossBugs = []planted{
	{"what is sent is not listed", keeping, "written <- j.sent.write(text)", "written <- j.sent.write(text[:0])"},
	{"a list that knows more is not read", keeper, "	if len(absent) == 0 {", "	if true {"},
	{"what is put back is taken as not sent", rebuilding, "a.State, a.Updated, a.Version = payments.StateUnknown, now, 1", "a.State, a.Updated, a.Version = payments.StateNotSent, now, 1"},
}

// source is the file that the bug changes; its text must stand there once.
func (b planted) source(t *testing.T, root string) string {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.file)))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), b.old); n != 1 {
		t.Errorf("%s: its text stands %d times in %s, once is needed", b.name, n, b.file)
	}
	return string(source)
}

// The production code moves on; what is planted must still be a change of it.
func TestPlantedBugsFitTheCode(t *testing.T) {
	if len(bugs) < 20 {
		t.Errorf("%d planted bugs", len(bugs))
	}
	for _, b := range slices.Concat(bugs, lossBugs) {
		if b.source(t, filepath.Join("..", "..", "..")); b.old == b.bad {
			t.Errorf("%s changes nothing", b.name)
		}
	}
}
