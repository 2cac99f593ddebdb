package present

import (
	"slices"
	"strconv"
	"time"

	"tillside/payments"
)

// How many days a hold lasts, by the kind of shop.
const (
	ShortestHold = 7
	LongestHold  = 31
)

// HoldsInput is what the list of holds is drawn from.
type HoldsInput struct {
	Holds   []payments.Attempt // approved ones, newest first
	Linked  []payments.Attempt // what followed them
	Picked  string             // reference; "" for the first
	Badges  map[string]payments.Badge
	Lasts   map[string]time.Duration // by reference: how long the shop says that it can be charged; 0 where nobody has
	Loading bool
	Problem error
	Less    bool // the provider takes a decrease
	Lacks   payments.FeatureSet
	Now     time.Time
}

// HoldsView is the list of holds that are open.
type HoldsView struct {
	Title    string
	Body     string
	Rows     []PaymentRow // Word says for how many days it is held still, or was
	Empty    *Sentence
	Begin    Button
	Capture  Button
	Increase Button
	Decrease Button // without a label where the provider takes none
	Release  Button
}

// Holds is the list of holds that were neither charged nor released.
func (p *Presenter) Holds(in HoldsInput) HoldsView {
	v := HoldsView{
		Title: p.say("holds.title"), Body: p.say("holds.body"),
		Begin:    p.button(ActionHold, "holds.begin", "Ins"),
		Capture:  p.main(ActionCapture, "holds.capture"),
		Increase: p.button(ActionIncrease, "holds.increase", "+"),
		Release:  p.button(ActionReverse, "holds.release", "Del"),
	}
	if in.Less {
		v.Decrease = p.button(ActionDecrease, "holds.decrease", "-")
	}
	if in.Lacks.Has(payments.FeatureHolds) {
		v.Begin = p.hiddenButton(payments.FeatureHolds, ActionHold, "Ins")
	}
	given := GivenBack(in.Linked)
	for _, a := range in.Holds {
		if g := given[a.Reference]; a.Effect() == payments.EffectHold && !g.Captured && !g.Voided {
			v.Rows = append(v.Rows, p.holdRow(a, in))
		}
	}
	if days := lastsFor(in); days > 0 {
		v.Body = p.say("holds.body_days", "Days", strconv.Itoa(days))
	}
	for _, b := range []*Button{&v.Capture, &v.Increase, &v.Decrease, &v.Release} {
		b.Enabled = len(v.Rows) > 0
	}
	switch {
	case in.Problem != nil:
		s := p.Error(in.Problem)
		v.Empty, v.Rows = &s, nil
	case len(v.Rows) == 0 && !in.Loading:
		v.Empty = &Sentence{Title: p.say("holds.none.title"), Body: p.say("holds.none.body")}
	}
	return v
}

// lastsFor is for how many days all of the holds can be charged, as their shops say; 0 where that is not
// one number.
func lastsFor(in HoldsInput) (days int) {
	for i, a := range in.Holds {
		lasts := int(in.Lasts[a.Reference] / (24 * time.Hour))
		if i > 0 && lasts != days {
			return 0
		}
		days = lasts
	}
	return days
}

// fewDays are so few that somebody should look at a hold.
const fewDays = 2

// holdRow is one hold with what is held now and for how long still. How long one lasts the shop's
// kind of business decides: where nobody has said it, it is since when it is held.
func (p *Presenter) holdRow(a payments.Attempt, in HoldsInput) PaymentRow {
	row := p.row(a, in.Badges[a.Terminal.ID()])
	row.Amount = p.amountText(heldOf(a, in.Linked))
	row.Detail = dotted(row.Detail, p.shortDate(a.Created))
	lasts, age := in.Lasts[a.Reference], in.Now.Sub(a.Created)
	left, days := int((lasts-age+24*time.Hour-1)/(24*time.Hour)), int(age/(24*time.Hour))
	switch {
	case lasts > age:
		row.Word = p.say("holds.left", "Days", strconv.Itoa(left))
		if left <= fewDays {
			row.Tone = ToneCaution
		}
	case lasts > 0, days >= ShortestHold:
		row.Word, row.Tone = p.say("holds.long", "Days", strconv.Itoa(days)), ToneCaution
	case days > 0:
		row.Word = p.say("holds.days", "Days", strconv.Itoa(days))
	}
	if kind, unsure := unsureOf(a, in.Linked); unsure {
		row.Word, row.Tone, row.Mark = p.say("holds.unsure."+operation(kind).Words), ToneUnknown, MarkQuestion
	}
	return row
}

// unsureOf is what was begun with a hold and is not known to be done, the charge of it first: all of
// it may be held still, or nothing.
func unsureOf(hold payments.Attempt, linked []payments.Attempt) (payments.Kind, bool) {
	for _, kind := range []payments.Kind{payments.KindHoldCapture, payments.KindHoldRelease, payments.KindHoldDecrease, payments.KindHoldIncrease} {
		if slices.ContainsFunc(linked, func(l payments.Attempt) bool {
			return l.Kind == kind && l.Original.Reference == hold.Reference && (l.State.Info().Charged == payments.ChargedUnknown || contradicted(l))
		}) {
			return kind, true
		}
	}
	return "", false
}

// heldOf is what a hold reserves with all that it was increased and decreased by, of any other payment what it
// moved.
func heldOf(hold payments.Attempt, linked []payments.Attempt) payments.Money {
	held := moved(hold)
	for _, l := range linked {
		if l.Original.Reference != hold.Reference {
			continue
		}
		sum, err := held, error(nil)
		switch unproven := l.State.Final() && l.State.Info().Charged == payments.ChargedUnknown; {
		case l.Effect() == payments.EffectAmend:
			sum, err = held.Add(moved(l))
		case l.Effect() == payments.EffectLess, unproven && operation(l.Kind).Effect == payments.EffectLess: // as the engine counts it
			sum, err = held.Sub(moved(l))
		}
		if err == nil {
			held = sum
		}
	}
	return held
}

// OpenHold finds the hold that a press on the list is about.
func (in HoldsInput) OpenHold(rows []PaymentRow) (payments.Attempt, bool) {
	if len(rows) == 0 {
		return payments.Attempt{}, false
	}
	picked := rows[0].Reference
	if slices.ContainsFunc(rows, func(r PaymentRow) bool { return r.Reference == in.Picked }) {
		picked = in.Picked
	}
	i := slices.IndexFunc(in.Holds, func(a payments.Attempt) bool { return a.Reference == picked })
	return in.Holds[max(i, 0)], i >= 0
}
