package checkout

import "tillside/payments"

// checkTips refuses a question for a tip that no terminal of the gateway asks.
func checkTips(a payments.Attempt, info payments.Info) error {
	if !a.Tips.Asked() {
		return nil
	}
	if !info.Traits.AsksTips || a.Kind != payments.KindSale {
		return ErrUnsupported
	}
	return a.Tips.Check(a.Amount)
}
