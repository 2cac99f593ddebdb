package present_test

import (
	"fmt"
	"testing"

	"tillside/payments"
	"tillside/ui/present"
)

// crowdOf is a shop with many terminals on one key.
func crowdOf(n int) []present.TerminalState {
	all := make([]present.TerminalState, 0, n)
	var terminals []payments.Terminal
	for i := range n {
		terminals = append(terminals, payments.Terminal{Serial: fmt.Sprintf("9000%02d", i), Type: "PAXA920"})
	}
	badges := present.AssignBadges(nil, terminals)
	for _, t := range terminals {
		all = append(all, present.TerminalState{Terminal: t, Badge: badges[t.ID()]})
	}
	all[7].Badge.Name = "Terrace, left"
	return all
}

// A terminal among many is found by its letter, and by a part of its name or serial number.
func TestATerminalIsFoundByTyping(t *testing.T) {
	crowd := crowdOf(60)
	for sought, want := range map[string]string{
		"h": "900007", "H": "900007", "terr": "900007", "LEFT": "900007", "900042": "900042", "aq": "900042", "bh": "900059", "e": "900004",
	} {
		rows := english(t).Terminals(present.TerminalsInput{Terminals: crowd[:1], All: crowd, Sought: sought}).Rows
		if len(rows) != 1 || rows[0].Card.ID != "PAXA920/"+want {
			t.Errorf("%q found %+v, want %s", sought, rows, want)
		}
	}
}

// Beside an amount there is room for a few, and the chosen one is always among them.
func TestFewTerminalsAreOnOffer(t *testing.T) {
	crowd := crowdOf(60)
	cards := english(t).Sale(present.SaleInput{Entry: present.NewEntry("EUR"), Terminals: crowd, Selected: crowd[40].Terminal.ID(), Info: handpoint, Now: now}).Terminals
	if len(cards) != 3 || cards[2].ID != crowd[40].Terminal.ID() || !cards[2].Selected || cards[0].ID != crowd[0].Terminal.ID() {
		t.Errorf("on offer: %+v", cards)
	}
}

// Few terminals need no choice: nothing is there that asks for one.
func TestFewTerminalsAskNothing(t *testing.T) {
	v := english(t).Terminals(present.TerminalsInput{Terminals: crowdOf(8), All: crowdOf(8)})
	if v.Find != "" || v.Note != "" || v.Rows[0].Here.Label != "" {
		t.Errorf("asked: %q, %q, %+v", v.Find, v.Note, v.Rows[0].Here)
	}
}
