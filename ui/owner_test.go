package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tillside/payments/checkout"
)

// The owner sets limits in the settings; from then on the refund screen keeps to them.
func TestTheOwnerLimitsRefunds(t *testing.T) {
	inJournal(t, func(r *rig) {
		r.toSettings()
		o := r.app.screens.settings.Owner
		o.Most.Entry.SetText("20")
		o.Days.Entry.SetText("soon")
		r.settle()
		if o.Days.Problem == "" {
			t.Error("no word about days that are none")
		}
		o.Days.Entry.SetText("2")
		r.tap(o.Unlinked.Segments.Chips()[1])
		want := checkout.RefundLimits{Most: 2000, MaxAge: 48 * time.Hour, NoUnlinked: true}
		if got := r.app.model.Settings.Limits.RefundsIn("EUR"); got != want || r.shop.words["refund_most:EUR"] != "2000" {
			t.Errorf("kept %+v, %v", got, r.shop.words)
		}
		r.ctrl(fyne.Key2)
		r.app.screens.choose.Chosen(theSale)
		r.settle()
		refund := r.app.screens.refund
		refund.Form.Reason.SetText("back")
		r.settle()
		r.wants("above the limit", refund.View.Confirm.Hint, "The owner allows at most 20.00 EUR in one refund.")
		r.keys("1000")
		r.wants("too old", refund.View.Confirm.Hint, "The owner allows no refund of a sale older than 2 days.")
		if refund.View.Confirm.Enabled {
			t.Error("it can be pressed")
		}
	})
}
