package session_test

import (
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments/checkout"
)

// What the owner allows goes to the engine with the settings as they are kept, and a change of
// them at once.
func TestTheOwnersLimitsReachTheEngine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.settings["refund_most"], r.settings["refund_without_sale"] = "5000", "no"
		r.open(t, "training", nil)
		if got := r.limits("EUR"); got != (checkout.RefundLimits{Most: 5000, NoUnlinked: true}) {
			t.Errorf("opened with %+v", got)
		}
		if err := r.backend.SaveSettings(t.Context(), map[string]string{"refund_most": "", "refund_most:CLP": "40000", "refund_days": "7", "refund_without_sale": ""}); err != nil {
			t.Fatal(err)
		}
		if got := r.limits("EUR"); got != (checkout.RefundLimits{MaxAge: 7 * 24 * time.Hour}) {
			t.Errorf("after a change %+v", got)
		}
		if got := r.limits("CLP"); got != (checkout.RefundLimits{Most: 40000, MaxAge: 7 * 24 * time.Hour}) {
			t.Errorf("another currency has %+v", got)
		}
		r.close(t)
	})
}
