package model

import (
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// People knows who is at the till; nil where nobody asks.
func (m *Model) People() present.People { return m.p.Backend.People() }

// Named reports whether the shop has named anybody.
func (m *Model) Named() bool { return len(m.Operators()) > 0 }

// Operators are all who have a PIN, by name.
func (m *Model) Operators() []checkout.Operator {
	if p := m.People(); p != nil {
		return p.List()
	}
	return nil
}

// Operator is who is at the till, the zero one where the shop has named nobody; locked while it
// is nobody.
func (m *Model) Operator() (o checkout.Operator, locked bool) {
	p := m.People()
	if p == nil {
		return o, false
	}
	o, err := p.Operator()
	return o, err != nil
}
