package present_test

import (
	"tillside/payments"
	"tillside/ui/present"
)

// keyringScreens are what is said of open payments while the keyring is closed.
func keyringScreens(p *present.Presenter) string {
	var w page
	var open []present.TrayInput
	for _, k := range payments.Kinds() {
		for _, row := range payments.States() {
			if row.State.Final() {
				continue
			}
			in := paymentInput(k, row.State)
			in.Unasked, in.Attempt.Notice = true, payments.NoticeWrongKey
			w.head("%s · %s, and the keyring is closed", k, row.State)
			w.payment(p.Payment(in))
			in.Progress.Closable = true
			for _, b := range p.Payment(in).Buttons {
				if b.Action == present.ActionClose {
					w.line("and after a while: " + b.Label)
				}
			}
			open = append(open, present.TrayInput{Attempt: in.Attempt, Badge: badgeB, Unasked: true})
		}
	}
	for _, one := range open {
		v := p.Sale(present.SaleInput{Open: []present.TrayInput{one}, Now: now})
		w.head("above the keypad: %s · %s", one.Attempt.Kind, one.Attempt.State)
		w.line(v.Unfinished.Lines...)
		w.line(p.Tray([]present.TrayInput{one}).Items[0].Word)
	}
	if q, ok := p.AskClosing(open[2:3]); ok {
		w.head("closing")
		w.line(q.Title, q.Body, q.Warning)
	}
	return w.String()
}
