package simulator

import "tillside/payments"

// statusCaptured is what a hold is called once it was captured, and its capture by the terminal.
const statusCaptured = "CAPTURED"

// held is what a hold reserves.
func (r *record) held() int64 { return r.charged + r.since.increased }

// refuseOnHold says why nothing can follow a hold.
func (a *acquirer) refuseOnHold(r *record) verdict {
	hold := r.parent
	no := func(text string) verdict { return verdict{statusDeclined, "12", text} }
	switch {
	case !r.kind.Operation().CanFollow(hold.kind) || !hold.approved() || hold.undone != stands || hold.since.captured > 0:
		return no("Original pre-auth is voided, not approved or already captured")
	case r.kind == payments.KindHoldDecrease && r.amount.Minor() >= hold.held():
		return no("The amount exceeds the authorized amount")
	case r.kind.Operation().Captures() && r.amount.Minor() > hold.held():
		return no("The captured amount exceeds the authorized amount")
	}
	return verdict{}
}

// bookOnHold makes an approval of what follows a hold true. It counts forward with 1, and back
// with -1 where the terminal takes it back.
func (a *acquirer) bookOnHold(r *record, sign int64) {
	hold := r.parent
	switch r.kind {
	case payments.KindHoldIncrease:
		hold.since.increased += sign * r.charged
	case payments.KindHoldDecrease:
		hold.since.increased -= sign * r.charged
	case payments.KindHoldCapture:
		hold.since.captured += sign * r.charged
	case payments.KindHoldRelease:
		if sign < 0 {
			hold.undone = stands
			return
		}
		r.charged = hold.held()
		hold.undone = voided
	}
}

// reserves is by how much an event changes what is reserved on a card.
func (r *record) reserves(event Event) int64 {
	sign := map[payments.Kind]int64{payments.KindHold: 1, payments.KindPhoneHold: 1, payments.KindHoldIncrease: 1, payments.KindHoldDecrease: -1, payments.KindHoldRelease: -1}[r.kind]
	switch {
	case event == EventReversed:
		return -sign * r.charged
	case event == EventDecided && r.approved():
		return sign * r.charged
	}
	return 0
}

// onHold reports whether a transaction follows a hold.
func (r *record) onHold() bool { return r.parent != nil && r.parent.kind.Operation().Holds() }

// holdAmounts are those that the status host alone shows.
func (r *record) holdAmounts() wireHolds {
	if !r.kind.Operation().Holds() || !r.approved() {
		return wireHolds{}
	}
	return wireHolds{HoldAmount: r.held(), IncreaseAmount: r.since.increased, CapturedAmount: r.since.captured}
}

// sign is -1 where results show an amount of less than nothing: what was taken off a hold, unless this
// gateway leaves signs out.
func (w conditions) sign(k payments.Kind) int64 {
	if k == payments.KindHoldDecrease && !w.unsigned {
		return -1
	}
	return 1
}

// finWord is how a terminal calls the end of a transaction.
func finWord(k payments.Kind, status string) string {
	if k == payments.KindHoldCapture && status == statusAuthorised {
		return statusCaptured
	}
	return status
}

// holdWords are how results name what has to do with holds. The status host says REVERSAL of a
// release as of any other.
var holdWords = map[payments.Kind]string{
	payments.KindHold: "PRE_AUTHORIZATION", payments.KindHoldIncrease: "PRE_AUTHORIZATION_INCREASE",
	payments.KindPhoneHold: "PRE_AUTHORIZATION", payments.KindHoldCapture: "PRE_AUTHORIZATION_CAPTURE", payments.KindHoldDecrease: "PRE_AUTHORIZATION_INCREASE",
}
