package simulator

import (
	"cmp"
	"slices"
	"time"

	"tillside/payments"
)

// conditions are what a world around the cloud can be like beside the usual one. The zero
// value is the usual one.
type conditions struct {
	patience   time.Duration                   // how long a terminal waits for a card; 0: CardTimeout
	deciding   time.Duration                   // how long IN_PROGRESS stands before the acquirer decides
	tip        int64                           // percent that customers add to a sale
	memory     time.Duration                   // how long references and result ids are known; 0: for ever
	lists      struct{ nameless, broken bool } // the status host leaves customer references out, or breaks down over whole lists
	replaces   bool                            // the gateway files originals under a reference of its own
	agreements []payments.Currency
	units      string // payments.UnitsMinor where the gateway reads amounts without a terminal so
	mute       bool   // and answers them in a unit that nobody can see
	after      tipsAfter
	unsigned   bool                // results do not show that an amount was taken off a hold
	lacks      payments.FeatureSet // what the merchant does not have
	insists    bool                // the acquirer wants a security code with a kept card
	ignores    bool                // what was sent without a terminal as a reference of its own is not taken
	leapt      time.Duration
}

// SetCardPatience changes how long a terminal waits for a card, from the next question on; 0
// means CardTimeout. Handpoint names "around 6 minutes" for the longest card flow, and the
// status host says UNDEFINED until a card was read.
func (c *Cloud) SetCardPatience(d time.Duration) {
	c.setting(func(w *conditions) { w.patience = max(d, 0) })
}

// DelayDecision makes the acquirer take so long to decide. The status host says
// IN_PROGRESS meanwhile, and the terminal is busy.
func (c *Cloud) DelayDecision(d time.Duration) {
	c.setting(func(w *conditions) { w.deciding = max(d, 0) })
}

// SetTip makes customers add a percentage to each sale that is approved whole. The card is
// charged amount and tip, and results state both. Where the till has asked for a tip, a
// customer who is left alone adds so much, as far as the question allows.
func (c *Cloud) SetTip(percent int64) {
	c.setting(func(w *conditions) { w.tip = max(percent, 0) })
}

// SetAgreements names currencies the merchant may charge beside Options.Currency.
func (c *Cloud) SetAgreements(more ...payments.Currency) {
	c.setting(func(w *conditions) { w.agreements = slices.Clone(more) })
}

// SetMemory makes the status host answer UNDEFINED for a reference of which it heard
// nothing for so long, and the API host 404 for a result id as old. Handpoint documents no
// time for either. 0 means for ever.
func (c *Cloud) SetMemory(d time.Duration) {
	c.setting(func(w *conditions) { w.memory = max(d, 0) })
}

// ReplaceReferences makes the gateway file transactions under a reference of its own, which
// the 202 names: "any other operation gets a replacement value" (Handpoint, "Transaction
// reference"). Under the one that was sent the status host says UNDEFINED then.
func (c *Cloud) ReplaceReferences(on bool) {
	c.setting(func(w *conditions) { w.replaces = on })
}

// ForgetCustomers makes the status host leave customer references out of what it lists: it has
// "the same fields" as a terminal's result, and its samples show this one empty.
func (c *Cloud) ForgetCustomers(on bool) {
	c.setting(func(w *conditions) { w.lists.nameless = on })
}

// SetUnits says how the gateway reads the amounts of what is asked for without a terminal, about which
// the pages contradict each other: payments.UnitsMinor or, as long as nothing is said, UnitsMajor. An
// amount in the other unit is taken for what it then says. told is whether its answers show their
// unit, as the samples do ("20.00").
func (c *Cloud) SetUnits(units string, told bool) {
	c.setting(func(w *conditions) { w.units, w.mute = units, !told })
}

// LeaveSignsOut makes results show what was taken off a hold as they show what was added to one. No
// page says how they do it; what is held after it the status host states in any case.
func (c *Cloud) LeaveSignsOut(on bool) {
	c.setting(func(w *conditions) { w.unsigned = on })
}

// ChargeTipsOnTop makes the gateway charge the tip of a capture beside its amount: "Tip amount to
// include in the captured total" can be read as either.
func (c *Cloud) ChargeTipsOnTop(on bool) {
	c.setting(func(w *conditions) { w.after.onTop = on })
}

// InsistOnCode makes the acquirer refuse kept cards, because no security code comes with them.
func (c *Cloud) InsistOnCode(on bool) {
	c.setting(func(w *conditions) { w.insists = on })
}

// BreakLists makes the status host answer 500 to the selector "all", and to no other.
func (c *Cloud) BreakLists(on bool) {
	c.setting(func(w *conditions) { w.lists.broken = on })
}

// Lack makes the merchant one that does not have some features. What is asked for all the same is refused
// in the words of the pages ("Error codes", "Error Handling Guide").
func (c *Cloud) Lack(features ...payments.Feature) {
	c.setting(func(w *conditions) {
		for _, f := range features {
			w.lacks = w.lacks.With(f)
		}
	})
}

// The words for what a merchant does not have.
const (
	noHolds   = "Pre-authorizations are not enabled for this terminal"
	noPhone   = "MOTO_NOT_ENABLED"
	noTokens  = "TOKENIZATION_NOT_ENABLED"
	noSupport = "OPERATION_NOT_SUPPORTED"
)

// lacked is how a terminal ends what the merchant does not have; ok is false for what it has.
func (w conditions) lacked(r *run) (v verdict, ok bool) {
	needs := payments.Intent{Kind: r.kind, Terminal: payments.Terminal{Serial: r.terminal.info.Serial}}.Feature()
	switch {
	case !w.lacks.Has(needs):
		return verdict{}, false
	case needs == payments.FeatureHolds:
		return verdict{statusDeclined, "00", noHolds}, true
	case needs == payments.FeaturePhone, needs == payments.FeaturePhoneHolds:
		return verdict{statusFailed, "", noPhone}, true
	}
	return verdict{statusFailed, "", noSupport}, true
}

// unsupported is how the gateway refuses what the acquirer does not have.
func unsupported() *apiError {
	return gatewayFault(noSupport, "Acquirer does not support this operation")
}

// IgnoreReferences makes the gateway file orders by kept cards under references of its own, which no answer
// tells: "the transactionReference is ignored for moToSale" (known issues), and no page says of /moto/sale
// that it is not.
func (c *Cloud) IgnoreReferences(on bool) {
	c.setting(func(w *conditions) { w.ignores = on })
}

// Honour files what was sent with a reference under that reference after all. It is for
// worlds in which the answer with the replaced one never reached anybody: no client could
// find such a transaction.
func (c *Cloud) Honour(reference string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	replaced := c.acquirer.replaced[reference]
	if replaced == "" {
		return
	}
	delete(c.acquirer.replaced, reference)
	for _, t := range c.terminals {
		if t.run != nil && t.run.reference == replaced {
			t.run.reference = reference
		}
	}
	for _, r := range c.acquirer.byRef[replaced] {
		r.reference = reference
	}
	c.acquirer.byRef[reference] = append(c.acquirer.byRef[reference], c.acquirer.byRef[replaced]...)
	delete(c.acquirer.byRef, replaced)
}

// Leap lets so much time pass at once for the cloud, its terminals and its acquirer, while
// it does not for anybody else: what a till that has slept finds, whose own monotonic clock
// stood still. What was due rings now, in its order. The ledger keeps the time of the world.
func (c *Cloud) Leap(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed || d <= 0 {
		return
	}
	c.world.leapt += d
	var armed []*alarm
	for a := range c.alarms {
		if !a.stopped && a.timer.Stop() {
			a.due = a.due.Add(-d)
			armed = append(armed, a)
		}
	}
	slices.SortFunc(armed, func(a, b *alarm) int {
		return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.number, b.number))
	})
	for i, a := range armed {
		a.timer.Reset(max(time.Until(a.due), time.Duration(i)*time.Microsecond))
	}
}

func (c *Cloud) setting(change func(*conditions)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.world)
}

// agreed reports whether the merchant may charge in a currency.
func (c *Cloud) agreed(currency payments.Currency) bool {
	return currency == c.acquirer.currency || slices.Contains(c.world.agreements, currency)
}

// forgotten reports whether something of that time is no longer known.
func (c *Cloud) forgotten(at time.Time) bool {
	return c.world.memory > 0 && c.wallClock().Sub(at) > c.world.memory
}

// tipOn is what the customer adds to a transaction that is approved whole.
func (c *Cloud) tipOn(r *run) int64 {
	if !r.kind.Operation().Charges() {
		return 0
	}
	if r.tips != nil {
		return r.tips.chosen
	}
	return r.amount.Minor() * c.world.tip / 100
}
