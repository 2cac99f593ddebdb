package present

import "tillside/payments"

// Given is what became of a payment after it was approved, as far as it is proven.
type Given struct {
	Refunded payments.Money // the sum of its refunds that stand; zero Money for none
	Voided   bool           // the whole of it was undone
	Captured bool           // of a hold: it was charged
}

// GivenBack sums up, for each original, what the attempts of some lists gave back of it. A refund
// that was itself undone does not count.
func GivenBack(lists ...[]payments.Attempt) map[string]Given {
	given, seen := map[string]Given{}, map[string]bool{}
	var refunds []*payments.Attempt
	for _, list := range lists {
		for i := range list {
			a := &list[i]
			if !moneyMoved(*a) {
				continue
			}
			o, g := operation(a.Kind), given[a.Original.Reference]
			if o.Refunds() {
				refunds = append(refunds, a)
			}
			if o.Undoes() || o.Captures() {
				g.Voided, g.Captured = g.Voided || o.Undoes(), g.Captured || o.Captures()
				given[a.Original.Reference] = g
			}
		}
	}
	for _, a := range refunds {
		if given[a.Reference].Voided || seen[a.Reference] {
			continue
		}
		seen[a.Reference] = true // a list may hold one twice
		g := given[a.Original.Reference]
		if g.Refunded.IsZero() {
			g.Refunded = moved(*a)
		} else if sum, err := g.Refunded.Add(moved(*a)); err == nil {
			g.Refunded = sum
		}
		given[a.Original.Reference] = g
	}
	return given
}

// moneyMoved reports whether it is proven that the attempt moved money, in or out.
func moneyMoved(a payments.Attempt) bool { return a.Effect() != payments.EffectNone }

// wordOf is the state of an attempt with what was given back of it since.
func (p *Presenter) wordOf(a payments.Attempt, g Given) string {
	if !moneyMoved(a) {
		return p.word(a)
	}
	whole, err := g.Refunded.Cmp(moved(a))
	switch holds := operation(a.Kind).Holds(); {
	case holds && g.Captured:
		return p.say("word.approved.capture")
	case holds && g.Voided:
		return p.say("word.approved.release")
	case g.Voided && charges(a):
		return p.say("word.voided")
	case g.Voided:
		return p.say("word.refund_voided")
	case !charges(a):
		return p.word(a)
	case err == nil && g.Refunded.Sign() > 0 && whole >= 0, a.Outcome.Refunded && g.Refunded.IsZero():
		return p.say("word.refunded")
	case g.Refunded.Sign() > 0:
		return p.say("word.partly_refunded", "Refunded", p.number(g.Refunded))
	}
	return p.word(a)
}

// rowOf is an attempt in a list, with what was given back of it since.
func (p *Presenter) rowOf(a payments.Attempt, b payments.Badge, g Given) PaymentRow {
	r := p.row(a, b)
	r.Word = p.wordOf(a, g)
	if moneyMoved(a) && (g.Voided || g.Refunded.Sign() > 0) && r.Mark == MarkTick {
		r.Mark = MarkReturn
	}
	return r
}

// heldAfter is what a hold reserves once it was increased or decreased: what it did when that was
// begun, and what moved since. ok is false of anything else, and where that is not known.
func heldAfter(a payments.Attempt) (held payments.Money, ok bool) {
	if held = a.Original.Amount; held.IsZero() || !moneyMoved(a) {
		return held, false
	}
	var err error
	switch operation(a.Kind).Effect {
	case payments.EffectAmend:
		held, err = held.Add(moved(a))
	case payments.EffectLess:
		held, err = held.Sub(moved(a))
	default:
		return held, false
	}
	return held, err == nil && held.Sign() > 0
}
