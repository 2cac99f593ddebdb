package proof

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/gatewaytest"
)

// coverage counts what the schedules met.
type coverage struct {
	mu   sync.Mutex
	hits map[string]int
}

func newCoverage() *coverage { return &coverage{hits: map[string]int{}} }

func (c *coverage) hit(what string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits[what]++
}

// ran is how many schedules were lived through.
func (c *coverage) ran() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hits[lived]
}

// save writes the counters down for the process that adds them up.
func (c *coverage) save(path string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	data, err := json.Marshal(c.hits)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

// add adds what another process has counted.
func (c *coverage) add(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var hits map[string]int
	if err := json.Unmarshal(data, &hits); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for what, n := range hits {
		c.hits[what] += n
	}
	return nil
}

// never are transitions of the table that no schedule can take, and why.
var never = map[string]string{
	"sending -> approved":           "Handpoint never answers the request itself with a verdict",
	"sending -> partially_approved": "likewise",
	"sending -> declined":           "likewise",
	"sending -> cancelled":          "likewise",
	"sending -> failed":             "likewise",
	"sending -> mismatch":           "likewise",
	"recorded -> not_sent":          "recorded is committed with sending; one of an older journal is taken up in TestTakenUpByAskingNeverBySending",
	"mismatch -> closed":            "the status host settles every mismatch once the faults stop",
}

// demanded lists what must have been met by a long enough run.
func demanded() []string {
	var all []string
	for _, from := range payments.States() {
		for _, to := range payments.States() {
			way := fmt.Sprintf("%s -> %s", from.State, to.State)
			if from.State.CanBecome(to.State) && never[way] == "" && !rare(from.State, to.State) {
				all = append(all, "transition "+way)
			}
		}
	}
	for _, k := range gatewaytest.FaultKinds() {
		all = append(all, "fault "+string(k))
	}
	for _, d := range draws {
		if d.share > 0 {
			all = append(all, "draw "+d.name)
		}
	}
	elsewhere := []checkout.EventKind{
		checkout.EventContradiction, checkout.EventRebuilt, // journals are lost in TestKills
		checkout.EventRepeated, // this provider remembers no key of ours; those of another are drawn in its own package
		checkout.EventErased,   // nothing in a shop of some hours is old enough
	}
	for _, k := range checkout.EventKinds() {
		if !slices.Contains(elsewhere, k) {
			all = append(all, "event "+string(k))
		}
	}
	return append(all, "death true", "death false", "kill true", "power lost true", "connection opened ahead, kept false", "connection opened ahead, kept true", "disk fails true", "sleep true",
		"clock set forward true", "clock set forward false",
		"callback answered 200", "callback answered 400", "callback answered 401", "callback answered 413", "callback answered 503")
}

// rare reports transitions that are met too seldom for a run of 20,000 schedules to demand
// them: a verdict for an attempt that a person already had to look at.
func rare(from, to payments.State) bool {
	late := from == payments.StateMismatch || from == payments.StateNeedsAttention || from == payments.StateCancelling
	if from == payments.StateClosed {
		return to != payments.StateApproved
	}
	return late && to != payments.StateClosed && to != payments.StateApproved && to != payments.StateWaiting && to != payments.StateCancelled
}

// soonest is how long a cashier may wait at most, in the middle, until a busy terminal can be
// charged again.
const soonest = 10 * time.Second

// fewest is how many such times there must be for their middle to mean anything.
const fewest = 20

// busy tells how long it took from the answer that a terminal is busy to the certainty that
// nothing was started, where nothing was, and fails where that is too long.
func (c *coverage) busy(t *testing.T) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []int
	for what, n := range c.hits {
		if rest, is := strings.CutPrefix(what, busyFor); is {
			var seconds int
			if _, err := fmt.Sscanf(rest, "%d s", &seconds); err != nil {
				t.Fatal(err)
			}
			all = append(all, slices.Repeat([]int{seconds}, n)...)
		}
	}
	if len(all) == 0 {
		return "no terminal was busy\n"
	}
	slices.Sort(all)
	middle := time.Duration(all[len(all)/2]) * time.Second
	if middle > soonest && len(all) >= fewest {
		t.Errorf("after a busy answer it takes %s until the cashier may charge again, in the middle of %d", middle, len(all))
	}
	return fmt.Sprintf("%9d  times certain after a busy answer: %s in the middle, %d s at the most\n", len(all), middle, all[len(all)-1])
}

// missing names what was demanded and never met.
func (c *coverage) missing() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var none []string
	for _, what := range demanded() {
		if c.hits[what] == 0 {
			none = append(none, what)
		}
	}
	return none
}

// table is every counter, for people.
func (c *coverage) table() string { return c.only("") }

// summary is what was drawn of the wider world and how often a person has to look or had to
// wait in the end; which of those nothing had struck, but not what struck the others: that
// is in the table.
func (c *coverage) summary() string {
	var b strings.Builder
	for line := range strings.Lines(c.only("draw ", "end: ")) {
		if !strings.Contains(line, ", struck by ") || strings.Contains(line, ", struck by nothing") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// only are the counters whose names begin with one of the prefixes.
func (c *coverage) only(prefixes ...string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	names := make([]string, 0, len(c.hits))
	for name := range c.hits {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) }) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "%9d  %s\n", c.hits[name], name)
	}
	return b.String()
}
