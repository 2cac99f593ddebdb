package proof

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments/simulator"
)

// eyes is what the checker saw while the schedule went on.
type eyes struct {
	sent      map[string]time.Time   // by note: when it was first shown as sent
	ended     map[string]time.Time   // by note: when its end was first written down
	shown     map[string][]time.Time // by note: when it was shown with a charge beside its end
	raised    map[string][]time.Time // by note: when such a charge was written down
	originals map[string][]string    // by note: the notes of the originals that a press named
	misread   map[int]string         // by till: the note of what was read in another unit
	denied    map[string]bool        // by transaction: the list has called it declined
	closed    map[string]bool        // by note: a person has closed it
	over      time.Time              // when the schedule was
	papers    map[string]paper       // by transaction: the receipts that the provider has
}

// asksFor is told of each press of an operation that is linked to another.
func (w *world) asksFor(note, original string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.eyes.originals == nil {
		w.eyes.originals = map[string][]string{}
	}
	w.eyes.originals[note] = append(w.eyes.originals[note], original)
}

// evidence is what can leave an attempt without a better end than a person who looks.
type evidence struct {
	row
	moved   movement
	strokes []string // what struck it, or its till, or its terminal
	astray  bool     // the handle that its till was given is not its own
}

func (e evidence) struck(by ...string) bool {
	return slices.ContainsFunc(e.strokes, func(what string) bool {
		return slices.ContainsFunc(by, func(name string) bool { return strings.HasPrefix(what, name) })
	})
}

// The ends that are honest only where the schedule left no other.
var doubtfulEnds = []string{"needs_attention", "mismatch"}

// honest lists, for the ends of doubtfulEnds, what justifies them. Whatever is not in the
// table is a violation.
var honest = []struct {
	why  string
	ends []string
	fits func(evidence) bool
}{
	{"the terminal has it and tells nothing", []string{"needs_attention"}, func(e evidence) bool {
		silent := []int64{simulator.AmountSilentUnseen, simulator.AmountSilentApproved, simulator.AmountLateResult}
		return e.moved.starts > 0 && !e.moved.decided && (slices.Contains(silent, e.amount) || e.struck("terminal accepts while offline", "terminal offline"))
	}},
	{"its result was brought to somebody else", []string{"needs_attention"}, func(e evidence) bool {
		return e.moved.starts > 0 && !e.moved.decided && e.progress.Sent.Token != "" && e.struck("instead", "overwrite", "twice", "post fault")
	}},
	{"its result was brought to a journal that is lost", []string{"needs_attention"}, func(e evidence) bool {
		return e.moved.starts > 0 && !e.moved.decided && e.progress.Sent.Token != "" && e.struck("lost journals")
	}},
	{"its answer named the handle of another", []string{"needs_attention"}, func(e evidence) bool { return e.astray && !e.moved.decided }},
	{"it is linked, and the gateway never took it", []string{"needs_attention"}, func(e evidence) bool {
		return e.original != "" && e.progress.Sent.ResultID == "" && !e.moved.decided
	}},
	{"somebody else gave back of the same sale meanwhile", []string{"needs_attention"}, func(e evidence) bool {
		return e.original != "" && !e.moved.decided && e.struck("a refund made elsewhere", "twin")
	}},
	{"a copy of its request began before its end was known", []string{"needs_attention"}, func(e evidence) bool {
		return e.moved.starts > 1 && e.progress.Outcome.Reason == "contradiction" && e.struck("replayed start")
	}},
	{"its terminal lost it, and a copy of its request has a name that no answer told", []string{"needs_attention"}, func(e evidence) bool {
		return e.moved.starts > 1 && e.struck("replayed start") && e.struck("replaced reference") && e.struck("terminal accepts while offline", "terminal offline")
	}},
	{"its card was refused before another was taken, and the note does not tell the two from another till's", []string{"needs_attention"}, func(e evidence) bool {
		return e.original != "" && e.note != "" && e.moved.decided && e.moved.refused > 0 && e.progress.Outcome.Reason == "contradiction"
	}},
	{"the gateway lists one like it and does not say whose it is", []string{"needs_attention"}, func(e evidence) bool {
		return e.original != "" && e.progress.Outcome.Reason == "unclaimed" && e.struck("nameless status")
	}},
	{"it was carried out without a terminal, and the gateway does not say whose it is", []string{"needs_attention"}, func(e evidence) bool {
		return e.note == undoneWithout && e.moved.decided && e.progress.Outcome.Reason == "unclaimed"
	}},
	{"its amount was read in another unit", doubtfulEnds, func(e evidence) bool {
		return (e.struck(otherUnit) || e.struck(tipOnTop)) && slices.Equal(e.progress.Mismatch, []string{"amount"})
	}},
	{"it was typed at a terminal, and no answer has told what it is filed under", []string{"needs_attention"}, func(e evidence) bool {
		return (e.kind == "phone_order" || e.kind == "phone_hold") && e.progress.Sent.Reference == ""
	}},
	{"it is older than what the provider remembers", []string{"needs_attention"}, func(e evidence) bool { return e.struck("days", "leap") }},
	{"its till had another key", []string{"needs_attention"}, func(e evidence) bool { return e.struck("key switch") }},
	{"its clock was set", []string{"needs_attention"}, func(e evidence) bool { return e.struck("clock", "kill and clock") }},
	{"an answer was not the answer to it", []string{"mismatch", "needs_attention"}, func(e evidence) bool {
		return len(e.progress.Mismatch) > 0 && e.struck("overwrite", "replay", "forged", "odd result", "foreign", "answered as another", "fault overwrite", "a stranger posts")
	}},
	{"the gateway gave it a name that no answer told", []string{"mismatch", "needs_attention"}, func(e evidence) bool {
		return e.struck("replaced reference") && (e.progress.Sent.ResultID == "" || e.struck("old backup", "lost journals"))
	}},
	{"a person closed it before the time was over", doubtfulEnds, func(e evidence) bool { return e.state == "closed" }},
}

// checkEnd asks why a person has to look, and counts how often that was the end.
func (w *world) checkEnd(r row) {
	if w.p.stays {
		return
	}
	end := r.state
	if end == "closed" {
		end = r.closedFrom
	}
	w.coverage.hit(settledAttempts)
	if !slices.Contains(doubtfulEnds, end) {
		return
	}
	handle := r.progress.Sent.ResultID
	w.mu.Lock()
	astray := handle != "" && w.results[handle] != r.note
	w.mu.Unlock()
	e := evidence{row: r, moved: w.moved(r.note), strokes: w.strokes(r.note), astray: astray}
	for _, h := range honest {
		if slices.Contains(h.ends, end) && h.fits(e) {
			w.coverage.hit(doubtful + end + ": " + h.why)
			return
		}
	}
	w.violated("%s ended as %s, and nothing that was drawn explains it: %s, handle %q, %d starts, struck by %v", r.note, end,
		r.progress.Outcome.Reason, r.progress.Sent.ResultID, e.moved.starts, e.strokes)
}

// strokes are what struck an attempt, what its schedule had of the wider world, what was
// wrong with terminals before it came, and that somebody posted what is not his.
func (w *world) strokes(note string) []string {
	all := append(w.touchedBy(note), w.p.drawn...)
	if w.p.kept {
		all = append(all, "lost journals")
	}
	if w.p.nameless {
		all = append(all, "nameless status")
	}
	for _, s := range w.p.steps {
		if strings.HasPrefix(s.name, "terminal ") || s.name == "a stranger posts" || s.name == "a refund made elsewhere" {
			all = append(all, s.name)
		}
	}
	return all
}

// The counters of the ends.
const (
	settledAttempts = "attempts that were checked"
	doubtful        = "end "
)

// mostDoubtful is the share of all attempts, in thousandths, that may end so that a person
// has to look, in a run of all draws that is long enough to tell.
const (
	mostDoubtful    = 30
	enoughSchedules = 2000
)

// judgeEnds prints how often a person had to look, and bounds it.
func (c *coverage) judgeEnds(t *testing.T) {
	c.mu.Lock()
	all, looks := c.hits[settledAttempts], 0
	for what, n := range c.hits {
		for _, end := range doubtfulEnds {
			if strings.HasPrefix(what, doubtful+end+": ") {
				looks += n
			}
		}
	}
	c.mu.Unlock()
	if all == 0 {
		return
	}
	share := float64(looks) * 1000 / float64(all)
	t.Logf("%d of %d attempts, %.1f in a thousand, ended so that a person has to look:\n%s", looks, all, share, c.only(doubtful))
	if *onlyDraws == "" && c.ran() >= enoughSchedules && share > mostDoubtful {
		t.Errorf("%s in a thousand attempts ended so that a person has to look, %d are allowed", fmt.Sprintf("%.1f", share), mostDoubtful)
	}
}
