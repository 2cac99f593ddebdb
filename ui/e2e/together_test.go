//go:build e2e

package e2e

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// Three merchants at three providers in one window, each provider's cloud a process of its own: a
// sale of each is waiting for its card at the same time, and each cloud has booked its own.
func TestThreeProvidersInOneWindow(t *testing.T) {
	s := newShop(t)
	s.withKeyring(t)
	c := &counter{shop: s, t: t}
	clouds := map[string]cloud{}
	for _, provider := range []string{"handpoint", "helcim", "kushki"} {
		clouds[provider] = s.openCloud(t, "--provider", provider, "--refunds-listen", "127.0.0.1:0", "--auto-tap", "9s")
		c.provider = provider
		c.secret(payments.CredentialAPI, simulator.DefaultKey)
	}
	add := s.command(t, "terminal", "add", "--provider", "kushki", "--environment", "custom", "--serial", simulator.KushkiTerminals()[0].Serial, "--data-dir", s.data)
	if out, err := add.Output(); err != nil {
		t.Fatalf("terminal add: %v, %s%s", err, out, s.said)
	}
	c.keep(map[string]string{
		"environment": "custom", "cloud_url": clouds["handpoint"].api, "status_url": clouds["handpoint"].status,
		"helcim/cloud_url": clouds["helcim"].api, "kushki/cloud_url": clouds["kushki"].api, "kushki/refunds_url": clouds["kushki"].refunds,
		"profile:custom": "on;EUR;Books", "profile:helcim/custom": "on;CAD;North", "profile:kushki/custom": "on;CLP;South",
	})
	c.start()
	// The terminal that was typed in came first, and has the first letter.
	sales := []struct{ terminal, digits, currency string }{{"F2", "1240", "EUR"}, {"F5", "700", "CAD"}, {"F1", "5000", "CLP"}}
	for i, sale := range sales {
		c.press(append([]string{sale.terminal}, strings.Split(sale.digits, "")...)...)
		c.press("Return")
		c.on("payment")
		c.shows(s.settledAs(t, "custom", i+1, "waiting"))
		if i == len(sales)-1 {
			s.display.shot(t, "three-at-once")
			break
		}
		c.press("ctrl+n")
		c.on("sale")
		time.Sleep(looked)
	}
	var running int
	for _, l := range s.journal(t, "custom") {
		if l.State == "waiting" {
			running++
		}
	}
	until(t, "three approvals", func() bool {
		approved := 0
		for _, l := range s.journal(t, "custom") {
			if l.State == "approved" {
				approved++
			}
		}
		return approved == len(sales)
	})
	s.display.shot(t, "three-ended")
	c.quit()
	lines := s.journal(t, "custom")
	for i, provider := range []string{"handpoint", "helcim", "kushki"} {
		booked := clouds[provider].movements(t)
		if len(booked) != 1 || booked[0].Moved != lines[i].Amount || lines[i].Currency != sales[i].currency || booked[0].Currency != sales[i].currency {
			t.Errorf("%s has booked %+v, and the journal says %+v", provider, booked, lines[i])
		}
	}
	if running != len(sales) {
		t.Errorf("%d were running at once", running)
	}
	s.clean(t, simulator.DefaultKey)
}
