package checkout

import (
	"errors"

	"tillside/payments"
)

// ErrTipOver refuses a tip that is no part of the amount.
var ErrTipOver = errors.New("the tip is no part of the amount")

// checkBeside refuses what a sale cannot have beside its amount.
func checkBeside(a payments.Attempt, info payments.Info) error {
	if err := checkTips(a, info); err != nil || a.Fields == (payments.Fields{}) {
		return err
	}
	if !info.Traits.TakesFields || a.Kind != payments.KindSale {
		return ErrUnsupported
	}
	return a.Fields.Check()
}

// checkTips refuses a question for a tip that no terminal of the gateway asks, and a tip that is
// not told or is not within the amount.
func checkTips(a payments.Attempt, info payments.Info) error {
	if !a.Tip.IsZero() {
		if a.Terminal.Serial != "" || !info.TakesTip(a.Kind, a.Original.Kind) {
			return ErrUnsupported
		}
		if more, err := a.Tip.Cmp(a.Amount); err != nil || more >= 0 || a.Tip.Sign() <= 0 {
			return ErrTipOver
		}
	}
	if !a.Tips.Asked() {
		return nil
	}
	if !info.Traits.AsksTips || a.Kind != payments.KindSale {
		return ErrUnsupported
	}
	return a.Tips.Check(a.Amount)
}
