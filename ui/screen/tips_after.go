package screen

import (
	"context"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/model"
	"tillside/ui/work"
)

// askTip asks for the tip that is put on a sale, and then the provider, once. What the provider has stated
// of it is told when it is known. asking is told when that begins and when it is over.
func askTip(a *Access, sale payments.Attempt, asking func(bool)) {
	a.Dialogs.Ask(a.Words.AskTip(sale), func(text string) {
		tip, why, ok := a.Words.ReadTip(text, sale)
		if !ok {
			a.Dialogs.Explain(why, func() { askTip(a, sale, asking) })
			return
		}
		putTip(a, sale, tip, asking)
	})
}

// askTipBack asks before a tip is taken back.
func askTipBack(a *Access, sale payments.Attempt, asking func(bool)) {
	a.Dialogs.Ask(a.Words.AskTipBack(sale), func(string) {
		if none, err := payments.NewMoney(0, sale.Amount.Currency()); err == nil {
			putTip(a, sale, none, asking)
		}
	})
}

// putTip asks the provider, once.
func putTip(a *Access, sale payments.Attempt, tip payments.Money, asking func(bool)) {
	asking(true)
	engine, request := a.Model.Open().Engine, checkout.TipRequest{RequestKey: model.NewRequestKey(), Payment: sale.Reference, Tip: tip}
	work.Run(a.Model.Work(), func(ctx context.Context) (checkout.CommandStep, error) {
		return engine.AdjustTip(ctx, request)
	}, func(step checkout.CommandStep, err error) {
		asking(false)
		a.Model.DistrustTips(sale, []checkout.CommandStep{step})
		if err != nil {
			a.Dialogs.Fail(err)
			return
		}
		a.Dialogs.Explain(a.Words.TipTold(step, a.Model.Now()), nil)
	})
}
