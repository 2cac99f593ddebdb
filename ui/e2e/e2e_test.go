//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"tillside/payments/simulator"
)

// openCloud starts the training cloud as a process of its own.
func (s *shop) openCloud(t *testing.T, flags ...string) cloud {
	t.Helper()
	args := append([]string{"simulator", "--listen", "127.0.0.1:0", "--status-listen", "127.0.0.1:0"}, flags...)
	lines := start(t, s.command(t, args...))
	var c cloud
	for c.key == "" {
		name, value, _ := strings.Cut(next(t, "the training cloud", lines), " ")
		switch value = strings.TrimSpace(value); name {
		case "cloud":
			c.api = value
		case "status":
			c.status = value
		case "refunds":
			c.refunds = value
		case "key":
			c.key = value
		}
	}
	go func() {
		for range lines { // the guide: nobody reads it here, and the pipe must not fill
		}
	}()
	return c
}

// sell types an amount in minor units and charges it, by keyboard alone, and waits until that
// amount is approved and the window shows it.
func (w *till) sell(environment, digits string, n int) line {
	w.t.Helper()
	w.on("sale")
	w.press(append(strings.Split(digits, ""), "Return")...)
	w.on("payment")
	l := w.shop.settledAs(w.t, environment, n, "approved")
	if fmt.Sprint(l.Amount) != digits {
		w.t.Errorf("%s was typed, and %d charged", digits, l.Amount)
	}
	w.shows(l)
	return l
}

// refundPart refunds a part of the newest payment, by keyboard alone.
func (w *till) refundPart(environment, digits, reason string, n int) line {
	w.t.Helper()
	w.press("ctrl+2")
	w.on("choose")
	w.said("payments found")
	w.press("Return")
	w.on("refund")
	w.said("rest read")
	w.press(strings.Split(digits, "")...)
	w.write(reason)
	w.shop.display.shot(w.t, "refund")
	w.press("Return")
	l := w.shop.settledAs(w.t, environment, n, "approved")
	w.shows(l)
	return l
}

// The window of the virtual terminals opens behind the first digits, and takes the keyboard then.
func TestTypedWhileTheCustomersWindowOpens(t *testing.T) {
	s := newShop(t)
	w := s.open(t, "--training")
	w.sell("training", "1240", 1)
	w.quit()
}

// What "make run" does where there is no display: a sale and a partial refund through the
// real window, on the training cloud inside the program.
func TestTraining(t *testing.T) {
	s := newShop(t)
	w := s.open(t, "--training")
	w.on("sale")
	w.arrange()
	s.display.shot(t, "start")
	w.press("1", "2", "4", "0")
	s.display.shot(t, "sale")
	w.press("Return")
	w.on("payment")
	s.settledAs(t, "training", 1, "waiting")
	until(t, "the virtual terminal to ask for a card", func() bool { return strings.Contains(s.log(), "state=card") })
	s.display.shot(t, "waiting")
	sale := s.settledAs(t, "training", 1, "approved")
	w.shows(sale)
	w.said("receipts shown")
	s.display.shot(t, "paid")
	if sale.Kind != "sale" || sale.Amount != 1240 || sale.Currency != "EUR" {
		t.Errorf("sold %+v", sale)
	}
	w.leave()
	refund := w.refundPart("training", "500", "wrong book", 2)
	s.display.shot(t, "refunded")
	if refund.Kind != "refund" || refund.Amount != 500 {
		t.Errorf("refunded %+v", refund)
	}
	w.leave()
	w.press("ctrl+3")
	w.on("journal")
	w.press("Down")
	s.display.shot(t, "journal")
	w.quit()
	s.clean(t)
	t.Logf("sold 12.40 EUR and refunded 5.00 EUR through the window; pictures are in %s", os.Getenv("TILLSIDE_SHOTS"))
}

// The whole way, with everything real but the money: the key from the command line into
// the keyring, the sale and the refund by keyboard, the cloud in a process of its own, and
// in the end two books that nobody of the two parties can have copied from the other.
func TestSaleAndRefundAgreeWithTheCloudsLedger(t *testing.T) {
	s := newShop(t)
	s.withKeyring(t)
	c := s.openCloud(t)
	s.keepKey(t, "custom", c.key)
	w := s.open(t, "--cloud-url", c.api, "--status-url", c.status)
	sale := w.sell("custom", "1240", 1)
	w.said("receipts shown")
	w.leave()
	refund := w.refundPart("custom", "500", "wrong book", 2)
	w.said("receipts shown")
	w.quit()

	compare(t, s.journal(t, "custom"), c.ledger(t))
	for reference, amount := range map[string]string{sale.Reference: "12.40", refund.Reference: "5.00"} {
		if paper := s.receipt(t, "custom", reference); !strings.Contains(paper, amount) || !strings.Contains(paper, "APPROVED") {
			t.Errorf("the receipt of %s says %q", amount, paper)
		}
	}
	s.clean(t, c.key, simulator.SharedSecret, simulator.Cardholder)
}

// The power fails while the customer looks for the card. The card is read all the same, and
// at the next start the payment is found, asked about and finished, and not sent again.
func TestAPaymentThatRunsDuringAPowerCutIsFoundAndFinished(t *testing.T) {
	s := newShop(t)
	s.withKeyring(t)
	c := s.openCloud(t)
	s.keepKey(t, "custom", c.key)
	flags := []string{"--cloud-url", c.api, "--status-url", c.status}
	w := s.open(t, flags...)
	w.on("sale")
	w.press("1", "2", "4", "0", "Return")
	s.settledAs(t, "custom", 1, "waiting")
	w.kill()
	until(t, "the customer to tap", func() bool { return len(c.movements(t)) == 1 })
	if got := s.newest(t, "custom"); got.State != "waiting" {
		t.Fatalf("the journal of a dead program says %s", got.State)
	}

	w = s.open(t, flags...)
	found := s.settledAs(t, "custom", 1, "approved")
	w.shows(found)
	s.display.shot(t, "found")
	w.quit()
	compare(t, s.journal(t, "custom"), c.ledger(t))
	s.clean(t, c.key, simulator.SharedSecret)
}

// A second start shows the first one's window and ends.
func TestASecondStartRaisesTheFirstWindow(t *testing.T) {
	s := newShop(t)
	w := s.open(t, "--training")
	w.on("sale")
	out, err := s.command(t, "--data-dir", s.data, "--training").Output()
	if err != nil || !strings.Contains(string(out), "open already") {
		t.Errorf("the second start said %q, %v", out, err)
	}
	w.quit()
	s.clean(t)
}

// compare holds the journal against the ledger: every attempt was started once and moved
// what it says, and nothing else was started or moved.
func compare(t *testing.T, journal []line, ledger []simulator.LedgerLine) {
	t.Helper()
	type book struct {
		starts int
		moved  int64
	}
	var ours, theirs book
	for _, l := range journal {
		ours.starts++
		switch {
		case l.State != "approved" || l.Currency != "EUR":
			t.Errorf("%s %s is %s in %s", l.Kind, l.Reference, l.State, l.Currency)
		case l.Kind == "sale":
			ours.moved += l.Amount
		default:
			ours.moved -= l.Amount
		}
	}
	for _, l := range ledger {
		if l.Event == simulator.EventStart {
			theirs.starts++
			if l.Starts != 1 {
				t.Errorf("%s %s was started %d times", l.Kind, l.Reference, l.Starts)
			}
		}
		if l.Moved != 0 && l.Currency != "EUR" {
			t.Errorf("%s %s moved %s", l.Kind, l.Reference, l.Currency)
		}
		theirs.moved += l.Moved
	}
	if ours != theirs || ours.starts == 0 {
		t.Errorf("the journal says %+v, the cloud %+v", ours, theirs)
	}
}

// clean looks for what must be in no file and no line of output: the given secrets, and a
// complaint of Fyne about a wrong goroutine.
func (s *shop) clean(t *testing.T, secrets ...string) {
	t.Helper()
	for _, secret := range secrets {
		if found := s.holds(t, secret); len(found) > 0 {
			t.Errorf("a secret is in %v", found)
		}
		if strings.Contains(s.said.String(), secret) {
			t.Error("a secret was printed")
		}
	}
	for _, bad := range []string{"Error in Fyne call thread", "panic", "DATA RACE"} {
		if strings.Contains(s.said.String()+s.log(), bad) {
			t.Errorf("%q was printed", bad)
		}
	}
}
