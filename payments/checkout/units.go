package checkout

import (
	"errors"

	"tillside/payments"
)

// ErrUnits refuses an amount whose unit is in doubt: another one is not proven yet, or was read in
// another unit than the one that a person had settled.
var ErrUnits = errors.New("in which unit the provider reads the amount is not proven")

// units keep amounts apart whose unit is in doubt: what the provider states of one is proven before
// another one leaves. Guarded by the engine's lock.
type units struct {
	open                string // reference of the one that is not final; "" for none
	tipping, tipMisread bool   // the same of tips that are adjusted afterwards

	misread bool // one was read in another unit: nothing more is sent in that way
}

// take notes an attempt before it is written down, or as it was found.
func (u *units) take(info payments.Info, a payments.Attempt) error {
	if !info.InDoubt(a) {
		return nil
	}
	if u.misread || u.open != "" {
		return ErrUnits
	}
	u.open, u.misread = a.Reference, info.Misread(a)
	return nil
}

// settle notes that an attempt is final, or was not written down.
func (u *units) settle(info payments.Info, a payments.Attempt) {
	if a.Reference == u.open {
		u.open = ""
	}
	u.misread = u.misread || info.Misread(a)
}

// asStated is an attempt whose amount was read in another unit as the provider has stated it, so
// that it can be undone. A reversal takes back the whole of what moved, whatever that was.
func (e *Engine) asStated(a payments.Attempt) payments.Attempt {
	o := a.Mismatched
	fits := len(a.Mismatch) == 1 && o.State.Info().Charged == payments.ChargedYes && o.Amounts.Charged.Currency() == a.Amount.Currency()
	if a.State == payments.StateMismatch && fits && e.p.Gateway.Info().Misread(a) {
		a.State, a.Outcome = o.State, o
	}
	return a
}
