package screen

import (
	"context"

	"tillside/payments/checkout"
	"tillside/ui/work"
)

// AskApproval has somebody who may lift a limit give their PIN, and then does what the limit kept
// from being done. why is the limit.
func AskApproval(a *Access, r checkout.Request, why error, do func()) {
	people := a.Model.People()
	a.Dialogs.AskPIN(a.Words.AskApproval(why, a.Model.Operators(), a.Model.Now()), func(name, pin string, done func(string)) {
		work.Run(a.Model.Work(), func(ctx context.Context) (struct{}, error) {
			return struct{}{}, people.Approve(ctx, checkout.ApprovalOf(r), name, pin)
		}, func(_ struct{}, err error) {
			if err != nil {
				done(a.Words.PINRefused(err))
				return
			}
			done("")
			do()
		})
	})
}
