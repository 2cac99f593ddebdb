package simulator

import (
	"context"
	"sync"
	"time"

	"tillside/payments"
)

// Stage is what a terminal waits for.
type Stage string

// The stages.
const (
	StageIdle       Stage = "idle"
	StageTip        Stage = "tip" // before the card, where the till has asked for it
	StageCard       Stage = "card"
	StagePIN        Stage = "pin"
	StageSign       Stage = "sign"
	StageProcessing Stage = "processing"
	StageDone       Stage = "done"
)

// Action is what a customer can do at a terminal.
type Action string

// The actions.
const (
	ActTap     Action = "tap"
	ActInsert  Action = "insert_pin" // chip and PIN
	ActDecline Action = "decline"    // taps a card whose bank says no
	ActSign    Action = "sign"       // pays with a card that wants a signature, or signs
	ActTip     Action = "tip"        // adds the first percentage on offer
	ActNoTip   Action = "no_tip"     // adds nothing, where that is allowed
	ActCancel  Action = "cancel"     // the red key
	ActLeave   Action = "walk_away"  // nothing happens any more
)

// presents reports whether the customer shows a card.
func (a Action) presents() bool {
	return a == ActTap || a == ActInsert || a == ActDecline || a == ActSign
}

// Prompt is what a terminal shows.
type Prompt struct {
	Terminal payments.Terminal
	Stage    Stage
	Amount   payments.Money
	Kind     payments.Kind
	Tap      time.Duration // left alone, the customer goes on after this; 0: never
}

// Watch calls show with what each terminal shows now, and from then on whenever one shows
// something else, in order, until ctx ends. Watch itself returns at once. show must not
// block and must not call Close; it may call Act.
func (c *Cloud) Watch(ctx context.Context, show func(Prompt)) {
	c.mu.Lock()
	prompts := make([]Prompt, 0, len(c.terminals))
	for _, t := range c.terminals {
		prompts = append(prompts, t.prompt)
	}
	c.watchers.add(ctx, show, prompts)
	c.mu.Unlock()
	c.watchers.flush()
}

// Act does what a customer does at the terminal with that serial number. What the moment
// does not allow does nothing.
func (c *Cloud) Act(serial string, action Action) {
	c.mu.Lock()
	if t := c.terminal(serial); t != nil && t.run != nil && !c.closed {
		c.act(t.run, action)
	}
	c.mu.Unlock()
	c.watchers.flush()
}

// watchers tells those who watch the terminals, in order and without holding the cloud's
// lock: whoever changed something delivers what is due, one goroutine at a time.
type watchers struct {
	mu         sync.Mutex
	members    []*watcher
	queue      []notice
	delivering bool
}

type watcher struct {
	ctx  context.Context
	show func(Prompt)
}

type notice struct {
	to     *watcher
	prompt Prompt
}

func (w *watchers) add(ctx context.Context, show func(Prompt), first []Prompt) {
	member := &watcher{ctx, show}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.members = append(w.members, member)
	for _, p := range first {
		w.queue = append(w.queue, notice{member, p})
	}
}

// tell queues a prompt for everybody; flush delivers it. Watchers whose context has ended
// are forgotten here.
func (w *watchers) tell(p Prompt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.members[:0]
	for _, member := range w.members {
		if member.ctx.Err() == nil {
			kept = append(kept, member)
			w.queue = append(w.queue, notice{member, p})
		}
	}
	clear(w.members[len(kept):])
	w.members = kept
}

func (w *watchers) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.delivering {
		return // the one who delivers takes what was added meanwhile
	}
	w.delivering = true
	for len(w.queue) > 0 {
		due := w.queue
		w.queue = nil
		w.mu.Unlock()
		for _, n := range due {
			if n.to.ctx.Err() == nil {
				n.to.show(n.prompt)
			}
		}
		w.mu.Lock()
	}
	w.delivering = false
}
