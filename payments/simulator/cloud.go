package simulator

import (
	"strings"
	"sync"
	"time"

	"tillside/payments"
)

// Cloud is a payment provider's cloud with its terminals and its acquirer. It is safe for
// concurrent use. It starts no goroutine of its own: timers and requests move it.
type Cloud struct {
	options Options

	mu        sync.Mutex
	closed    bool
	ids       *idSource
	terminals []*terminal
	acquirer  *acquirer
	results   map[string]*slot // by transaction result id
	limits    limiter
	rig       rig
	world     conditions

	alarms  map[*alarm]struct{}
	armed   int            // alarms so far
	working sync.WaitGroup // alarms that are armed or ring
	ended   chan struct{}  // closed by Close: callbacks give up

	watchers watchers
}

// slot is what the API host keeps under a transaction result id.
type slot struct {
	body      []byte // nil until the terminal has delivered
	at        time.Time
	keepsCard bool // the result has a token for the card
}

// New makes a cloud. In a testing/synctest bubble it must be made inside the bubble.
func New(o Options) *Cloud {
	o = o.withDefaults()
	c := &Cloud{
		options:  o,
		ids:      newIDSource(o.Seed, o.Now),
		acquirer: newAcquirer(o.Currency, o.Now),
		results:  map[string]*slot{},
		alarms:   map[*alarm]struct{}{},
		ended:    make(chan struct{}),
	}
	c.rig.receiptBase = strings.TrimRight(o.ReceiptBase, "/")
	c.rig.autoTap = o.AutoTap
	for _, t := range o.Terminals {
		c.terminals = append(c.terminals, &terminal{
			info: t, online: true, integrated: true, prompt: Prompt{Terminal: t, Stage: StageIdle}, controls: Controls{RebootHour: -1, Locale: "en_GB", Brightest: 100},
		})
	}
	return c
}

// The shop's terminals, and the pseudo terminal that a merchant with keyed entry gets
// (Handpoint REST API, Endpoints, List Devices).
var (
	cardTerminals = []payments.Terminal{
		{Serial: "9990000001", Type: "PAXA920", Merchant: merchantID},
		{Serial: "9990000002", Type: "PAXA920PRO", Merchant: merchantID},
		{Serial: "9990000003", Type: "PAXA35", Merchant: merchantID},
	}
	keyedEntry = payments.Terminal{Serial: "9990000099", Type: "VT", Merchant: merchantID, Virtual: true}
)

// Close ends everything that runs: no timer rings and no callback is posted afterwards,
// and both hosts answer 503. It waits for what is under way, so it must not be called
// from a function given to Watch. Closing twice is harmless.
func (c *Cloud) Close() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.ended)
		for a := range c.alarms {
			c.stop(a)
		}
	}
	c.mu.Unlock()
	c.working.Wait()
}

// Terminals lists the terminals that take cards.
func (c *Cloud) Terminals() []payments.Terminal {
	return append([]payments.Terminal(nil), c.options.Terminals...)
}

// Ledger is everything that was started and every movement of money so far, oldest first.
func (c *Cloud) Ledger() []Entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Entry(nil), c.acquirer.ledger...)
}

func (c *Cloud) terminal(serial string) *terminal {
	for _, t := range c.terminals {
		if t.info.Serial == serial {
			return t
		}
	}
	return nil
}

// wallClock is the time of the cloud. The caller holds the lock.
func (c *Cloud) wallClock() time.Time { return c.options.Now().Add(c.world.leapt).UTC() }
