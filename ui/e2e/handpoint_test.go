//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// desk is a shop at Handpoint that has all of it, with the training cloud in a process of its own.
type desk struct {
	*shop
	*till
	t     *testing.T
	cloud cloud
	net   *relay
	n     int // payments so far
}

// newDesk opens one, with what the owner has chosen in the settings.
func newDesk(t *testing.T, words map[string]string) *desk {
	t.Helper()
	d := &desk{shop: newShop(t), t: t}
	d.withKeyring(t)
	d.cloud = d.shop.openCloud(t, "--auto-tap", "100ms")
	d.keepKey(t, "custom", d.cloud.key)
	d.net = newRelay(t, d.cloud.api)
	d.till = d.shop.open(t, d.flags()...)
	d.on("sale")
	d.quit()
	(&counter{shop: d.shop, t: t}).keep(words)
	d.till = d.shop.open(t, d.flags()...)
	d.on("sale")
	return d
}

// opens presses keys until a screen is there: what they are about may still be read, or a dialog come up.
func (d *desk) opens(keys, screen string) {
	d.t.Helper()
	for range 40 {
		d.press(strings.Fields(keys)...)
		for end := time.Now().Add(looked); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			if d.screen() == screen {
				return
			}
		}
	}
	d.shop.display.shot(d.t, "leads-nowhere")
	d.t.Fatalf("%s does not lead to the screen %s", keys, screen)
}

// holds brings the list of holds.
func (d *desk) holds() {
	d.t.Helper()
	d.opens("Escape ctrl+2", "choose")
	d.opens("F10", "holds")
	d.till.said("holds read")
}

// keptCards brings the list of kept cards.
func (d *desk) keptCards() {
	d.t.Helper()
	d.opens("Escape ctrl+2", "choose")
	d.opens("F11", "holdForm")
	d.opens("F11", "keptCards")
}

// types types an amount.
func (d *desk) types(digits string) { d.press(strings.Split(digits, "")...) }

// charges presses Enter on a form and waits until what was started is approved and shown.
func (d *desk) charges(kind string, minor int64) line {
	d.t.Helper()
	d.opens("Return", "payment")
	return d.approved(kind, minor)
}

func (d *desk) approved(kind string, minor int64) line {
	d.t.Helper()
	d.n++
	l := d.shop.settledAs(d.t, "custom", d.n, "approved")
	if l.Kind != kind || l.Amount != minor {
		d.t.Errorf("%d: %+v, want a %s of %d", d.n, l, kind, minor)
	}
	d.shows(l)
	return l
}

// moved is what the acquirer has booked of the newest movement.
func (d *desk) moved(want int64) {
	d.t.Helper()
	all := d.cloud.movements(d.t)
	if len(all) == 0 || all[len(all)-1].Moved != want {
		d.t.Errorf("the acquirer has %+v, want %d last", all, want)
	}
}

// told gives a command by keys: the button that so many tabs lead to, and what its question wants. It waits for
// what the journal then says of it, and until the next one can be given.
func (d *desk) told(tabs int, typed, kind, state string) command {
	d.t.Helper()
	answers := func() int { return strings.Count(d.log()[d.begin:], `msg="terminal told"`) }
	before, n := len(d.commands(d.t, "custom")), answers()
	d.press(append(slices.Repeat([]string{"Tab"}, tabs), "space")...)
	if typed != "" {
		d.write(typed)
		d.press("Return")
	}
	pressed := time.Now()
	until(d.t, kind+" to be told", func() bool {
		if typed == "" && len(d.commands(d.t, "custom")) == before && time.Since(pressed) > looked {
			pressed = time.Now()
			d.press("Return") // a question that has just come up takes none
		}
		return answers() > n
	})
	all := d.commands(d.t, "custom")
	newest := all[len(all)-1]
	if newest.Kind != kind || newest.State != state {
		d.t.Errorf("told %+v, want %s to be %s", newest, kind, state)
	}
	return newest
}

// A day at a hotel's desk in the real window by keyboard, with the cloud in a process of its own: a sale whose
// customer adds a tip and whose card is kept, an order by telephone that is charged to that card, a hold that is
// increased and charged with a tip, one that is released, a terminal that is named, dimmed and restarted, and
// its batch, asked about and closed. In the end the two books agree.
func TestADeskAtHandpoint(t *testing.T) {
	d := newDesk(t, map[string]string{
		"choice:phone:custom": payments.PhoneOn, "choice:cards:custom": payments.CardsOn, "choice:units:custom": payments.UnitsMajor,
		"tips:custom": "on;10;on;on;0;",
	})
	time.Sleep(1500 * time.Millisecond) // the program was started twice with one key, which may ask twice a second
	d.chargesAKeptCard()
	d.chargesAHold()
	d.releasesAHold()
	d.runsATerminal()
	d.quit()

	books := 0
	for _, l := range d.journal(t, "custom") {
		switch l.Kind {
		case "sale":
			books += int(l.Amount) + 124 // the tip that the customer has added
		case "hold_capture", "phone_order":
			books += int(l.Amount)
		}
	}
	for _, l := range d.cloud.ledger(t) {
		if books -= int(l.Moved); l.Starts > 1 {
			t.Errorf("%s %s was started %d times", l.Kind, l.Reference, l.Starts)
		}
	}
	if books != 0 {
		t.Errorf("the journal has %d more than the cloud", books)
	}
	d.clean(t, d.cloud.key, "6656308") // how every token begins
}

// chargesAHold charges a hold with a tip, which the provider's list has to say twice before it is proven.
func (d *desk) chargesAHold() {
	d.t.Helper()
	d.holds()
	d.opens("Insert", "holdForm")
	d.types("10000")
	d.charges("hold", 10000)
	d.holds()
	d.opens("plus", "holdForm")
	d.types("500")
	d.charges("hold_increase", 500)
	d.holds()
	d.opens("Return", "holdForm")
	d.press("F11") // without a terminal, where a tip can be named
	d.types("10200")
	d.press("F10")
	d.types("200")
	d.press("Return")
	time.Sleep(looked)
	d.charges("hold_capture", 10200)
	d.moved(10200)
	d.shop.display.shot(d.t, "hold-charged")
}

func (d *desk) releasesAHold() {
	d.t.Helper()
	d.holds()
	d.opens("Insert", "holdForm")
	d.types("2000")
	d.charges("hold", 2000)
	d.holds()
	d.press("Delete")
	d.write("not needed")
	d.opens("Return", "payment")
	d.approved("hold_release", 2000)
}

// keepsACard keeps the card of a sale of 12.40 under a name; charged is that with what the customer adds.
func (d *desk) keepsACard(charged int64) {
	d.t.Helper()
	d.keptCards()
	d.opens("Insert", "holdForm")
	d.types("1240")
	d.charges("sale", 1240)
	d.moved(charged)
	d.press("F11")
	d.write("Room 12")
	d.press("Return")
	until(d.t, "the card to be kept", func() bool { return strings.Contains(d.log(), `msg="card kept"`) })
	d.shop.display.shot(d.t, "card-kept")
}

// chargesAKeptCard keeps the card of a sale, and charges an order to it.
func (d *desk) chargesAKeptCard() {
	d.t.Helper()
	d.keepsACard(1364)
	d.keptCards()
	d.opens("Return", "holdForm")
	d.types("2000")
	d.charges("phone_order", 2000)
	d.moved(2000)
	d.shop.display.shot(d.t, "order-paid")
}

// runsATerminal names the first terminal, dims it, asks about its batch, closes that and restarts it.
func (d *desk) runsATerminal() {
	d.t.Helper()
	d.opens("ctrl+4", "terminals")
	d.press("Tab", "Tab")
	d.write("Bar")
	d.press("Tab", "Tab", "Tab")
	d.opens("space", "controls")
	d.told(3, "10-60", "brightness", "taken")
	sums := d.told(9, "1", "batch_summary", "done")
	d.told(11, "1", "batch_close", "done")
	d.shop.display.shot(d.t, "batch-closed")
	d.told(1, "", "reboot", "taken")
	if !strings.Contains(sums.Found, `"number":"1"`) {
		d.t.Errorf("of the batch is kept %s", sums.Found)
	}
	until(d.t, "the name of the terminal to be kept", func() bool { return strings.Contains(d.settings(d.t), ";Bar") })
}
