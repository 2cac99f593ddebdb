package simulator

import (
	"strings"
	"time"
)

// rig is what a test rig can bend.
type rig struct {
	shape       ErrorShape
	receiptBase string
	autoTap     time.Duration
	hold        bool
	delay       time.Duration
	arrival     time.Duration

	commandsBusy bool
}

// SetReceiptBase names the URL under which the API host serves receipts, from the next
// transaction on.
func (c *Cloud) SetReceiptBase(url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rig.receiptBase = strings.TrimRight(url, "/")
}

// SetAutoTap changes Options.AutoTap from the next question a terminal asks; negative
// means that nobody acts.
func (c *Cloud) SetAutoTap(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rig.autoTap = d
}

// SetErrorShape chooses the form of the coded 400 answers.
func (c *Cloud) SetErrorShape(shape ErrorShape) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rig.shape = shape
}

// SetRate changes how many requests a second each key may make; 0 means Handpoint's two. A
// rig that starts a till many times a second needs more: each start knows nothing of the
// requests of the one before.
func (c *Cloud) SetRate(perSecond int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.limits.most = max(perSecond, 0)
}

// SetOnline takes a terminal off the network or back. What runs on it goes on; without a
// network a card cannot be authorised, and results wait until it is back.
func (c *Cloud) SetOnline(serial string, online bool) {
	c.bend(serial, func(t *terminal) {
		t.online = online
		c.release(t)
	})
}

// SetIntegrated says whether the payment application of a terminal listens to the cloud.
// If not, the cloud still answers 202 and nothing happens: "you may receive a 202 Accepted
// response but the command will not have been executed" (Handpoint REST API, Endpoints).
func (c *Cloud) SetIntegrated(serial string, on bool) {
	c.bend(serial, func(t *terminal) { t.integrated = on })
}

// SetFalseAccept makes the cloud answer 202 for this terminal while it is offline. The
// terminal never hears of it.
func (c *Cloud) SetFalseAccept(serial string, on bool) {
	c.bend(serial, func(t *terminal) { t.falseAccept = on })
}

// HoldResults keeps the results of all terminals back until it is called with false. They
// then come as recovered ones.
func (c *Cloud) HoldResults(on bool) {
	c.mu.Lock()
	c.rig.hold = on
	for _, t := range c.terminals {
		if !c.closed {
			c.release(t)
		}
	}
	c.mu.Unlock()
	c.watchers.flush()
}

// DelayResults makes every result come so much later than its transaction ended, as a
// recovered one.
func (c *Cloud) DelayResults(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rig.delay = max(d, 0)
}

// DelayArrival makes the gateway receive every transaction so much after the card. With
// more than 30 s it breaks Handpoint's promise about the first 90 s.
func (c *Cloud) DelayArrival(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rig.arrival = max(d, 0)
}

func (c *Cloud) bend(serial string, change func(*terminal)) {
	c.mu.Lock()
	if t := c.terminal(serial); t != nil && !c.closed {
		change(t)
	}
	c.mu.Unlock()
	c.watchers.flush()
}
