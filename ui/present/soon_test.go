package present_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// The button counts down while the chosen terminal takes no other payment, and another one that
// does is named.
func TestTheChargeButtonCountsDown(t *testing.T) {
	entry := present.NewEntry("CLP")
	for _, key := range []string{"1", "2", "4", "0", "0"} {
		entry = entry.Press(key)
	}
	in := present.SaleInput{
		Entry: entry, Selected: "one", Info: payments.Info{Name: "Acme", MinAmount: 100, MaxAmount: 99_999_999}, Now: time.Now(),
		Terminals: []present.TerminalState{
			{Terminal: payments.Terminal{Serial: "one"}, Badge: payments.Badge{Letter: "A"}, StartsIn: 40*time.Second + time.Millisecond},
			{Terminal: payments.Terminal{Serial: "two"}, Badge: payments.Badge{Letter: "B", Name: "Door"}},
		},
	}
	p := english(t)
	v := p.Sale(in)
	if v.Charge.Enabled || !v.Counting || v.Charge.Label != "Charge 12,400 CLP in 0:41" || v.Charge.Hint != "A takes the next payment in 0:41. B · Door takes one now." {
		t.Errorf("got %+v", v.Charge)
	}
	for name, taken := range map[string]func(*present.TerminalState){
		"open":   func(s *present.TerminalState) { s.Open = true },
		"silent": func(s *present.TerminalState) { s.SilentSince = time.Now() },
		"soon":   func(s *present.TerminalState) { s.StartsIn = time.Second },
	} {
		both := in
		both.Terminals = append([]present.TerminalState(nil), in.Terminals...)
		taken(&both.Terminals[1])
		if v := p.Sale(both); v.Charge.Hint != "A takes the next payment in 0:41." {
			t.Errorf("%s: %q", name, v.Charge.Hint)
		}
	}
	in.Selected = "two"
	if v := p.Sale(in); !v.Charge.Enabled || v.Counting {
		t.Errorf("the other one: %+v", v.Charge)
	}
}
