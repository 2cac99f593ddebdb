package gatewaytest

import "tillside/payments"

// besideChecks are for providers that take what a shop notes beside a sale.
func besideChecks() []Check {
	takes := unless(func(r Rig) string {
		if r.Gateway.Info().Traits.TakesFields {
			return ""
		}
		return "it takes nothing beside a sale"
	})
	return []Check{{Name: "fields, in any signs", unless: takes, probe: checkFields}}
}

// checkFields: what a cashier may type never costs a sale, whatever signs a provider takes.
func checkFields(p *probe) {
	a := p.attempt(payments.KindSale, p.Amounts.Approve)
	a.Fields = payments.Fields{{Name: "Table", Value: "Terrace 4 · ½"}, {Name: "Guest", Value: "José \"Pepe\" <García>; 东京"}}
	_, o := p.pay(a, payments.StateApproved)
	p.fits("result", a, o)
	p.moved(p.Amounts.Approve)
	p.started(1)
}
