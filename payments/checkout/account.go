package checkout

import "tillside/payments"

// This file is about whose a payment is: several engines work on one journal, one for each of the
// shop's accounts.

// holds reports whether an account is the engine's own, whatever the key.
func (e *Engine) holds(a payments.Account) bool {
	a.KeyFingerprint = e.p.Account.KeyFingerprint
	return a == e.p.Account
}

// gatewayOf is the gateway that an attempt of an account is asked about through, and whether
// that one has the key which the attempt was sent with.
func (e *Engine) gatewayOf(a payments.Account) (g payments.Gateway, held bool) {
	if a == e.p.Account {
		return e.p.Gateway, true
	}
	if g, held = e.p.Earlier[a.KeyFingerprint]; held && e.holds(a) {
		return g, true
	}
	return e.p.Gateway, false
}
