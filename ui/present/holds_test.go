package present_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// holdsInput is a hold of ten days ago that was increased, one of two days and one of today, and
// two that are over.
func holdsInput() present.HoldsInput {
	in := present.HoldsInput{Now: now, Less: true}
	for i, days := range []int{0, 2, 10, 3, 4} {
		a := attempt(payments.KindHold, payments.StateApproved)
		a.Reference, a.Created = "hold-"+string(rune('a'+i)), now.AddDate(0, 0, -days)
		a.Amount, a.Outcome.Amounts.Charged = eur(10000), eur(10000)
		in.Holds = append(in.Holds, a)
	}
	for of, kind := range map[string]payments.Kind{"hold-c": payments.KindHoldIncrease, "hold-b": payments.KindHoldDecrease, "hold-d": payments.KindHoldCapture, "hold-e": payments.KindHoldRelease} {
		a := attempt(kind, payments.StateApproved)
		a.Reference, a.Original.Reference = "after-"+of, of
		a.Amount, a.Outcome.Amounts.Charged = eur(500), eur(500)
		in.Linked = append(in.Linked, a)
	}
	return in
}

// holdScreens are the list of holds and the forms of what can be done with one.
func holdScreens(p *present.Presenter) string {
	var w page
	list := func(name string, in present.HoldsInput) {
		v := p.Holds(in)
		w.head("%s", name)
		w.line(v.Title)
		w.line(v.Body)
		w.rows(v.Rows)
		w.sentence(v.Empty)
		w.buttons(v.Begin, v.Increase, v.Decrease, v.Release, v.Capture)
	}
	list("open holds", holdsInput())
	known := holdsInput()
	known.Lasts = map[string]time.Duration{"hold-a": 7 * 24 * time.Hour, "hold-b": 4 * 24 * time.Hour, "hold-c": 10 * 24 * time.Hour}
	list("open holds, whose days are known", known)
	settled := holdsInput()
	settled.Lasts = map[string]time.Duration{}
	for _, a := range settled.Holds {
		settled.Lasts[a.Reference] = 14 * 24 * time.Hour
	}
	list("open holds of a shop that has said how long one lasts", settled)
	for _, kind := range []payments.Kind{payments.KindHoldIncrease, payments.KindHoldDecrease, payments.KindHoldRelease, payments.KindHoldCapture} {
		list("not confirmed: "+string(kind), holdWith(kind, payments.StateUnknown))
	}
	list("none", present.HoldsInput{Now: now})
	list("loading", present.HoldsInput{Now: now, Loading: true})
	list("the journal cannot be read", present.HoldsInput{Now: now, Problem: checkout.ErrJournalBroken})

	hold := holdsInput().Holds[0]
	base := present.HoldFormInput{
		Hold: hold, HeldNow: present.HeldNow{Held: checkout.Held{Amount: eur(10500), Asked: true}}, Entry: typed("EUR", "5", "00"),
		Selected: door.ID(), Terminals: terminals(), Info: handpoint, Now: now,
	}
	for _, one := range []struct {
		name   string
		kind   payments.Kind
		change func(*present.HoldFormInput)
	}{
		{"a new hold", payments.KindHold, func(in *present.HoldFormInput) { in.Held = checkout.Held{} }},
		{"a new hold, nothing typed", payments.KindHold, func(in *present.HoldFormInput) { in.Entry = present.NewEntry("EUR") }},
		{"a new hold, too large", payments.KindHold, func(in *present.HoldFormInput) { in.Info.MaxAmount = 100 }},
		{"a new hold, too small", payments.KindHold, func(in *present.HoldFormInput) { in.Info.MinAmount = 100_000 }},
		{"a new hold, where no numbers are typed", payments.KindHold, func(in *present.HoldFormInput) { in.Info.Operations = []payments.Kind{payments.KindHold} }},
		{"a hold by telephone", payments.KindPhoneHold, func(in *present.HoldFormInput) { in.Hold = payments.Attempt{} }},
		{"an increase", payments.KindHoldIncrease, func(*present.HoldFormInput) {}},
		{"a decrease", payments.KindHoldDecrease, func(*present.HoldFormInput) {}},
		{"a decrease of all", payments.KindHoldDecrease, func(in *present.HoldFormInput) { in.Entry = present.EntryOf(eur(10500)) }},
		{"an order by telephone", payments.KindPhoneOrder, func(in *present.HoldFormInput) { in.Hold = payments.Attempt{} }},
		{"an order by telephone, where cards are kept", payments.KindPhoneOrder, func(in *present.HoldFormInput) { in.Hold, in.Info.Traits.KeepsCards = payments.Attempt{}, true }},
		{"a kept card is charged", payments.KindPhoneOrder, func(in *present.HoldFormInput) { in.Hold, in.Card.Name = payments.Attempt{}, "Room 12" }},
		{"a kept card, nothing typed", payments.KindPhoneOrder, func(in *present.HoldFormInput) {
			in.Hold, in.Card.Name, in.Entry = payments.Attempt{}, "Room 12", present.NewEntry("EUR")
		}},
		{"a sale that keeps its card", payments.KindSale, func(in *present.HoldFormInput) { in.Hold, in.Card.Keep = payments.Attempt{}, true }},
		{"a part is charged", payments.KindHoldCapture, func(*present.HoldFormInput) {}},
		{"all is charged", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Entry = present.NewEntry("EUR") }},
		{"more than is held", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Entry = present.EntryOf(eur(10501)) }},
		{"asking", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Loading = true }},
		{"not found out", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Problem = checkout.ErrNotRefundable }},
		{"from the journal alone", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Held.Asked = false }},
		{"over", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Held.Over = true }},
		{"too old", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Held.Late = true }},
		{"something is open on it", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Held.Open = true }},
		{"pressed", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Busy = true }},
		{"a silent terminal", payments.KindHoldCapture, func(in *present.HoldFormInput) { in.Selected = terrace.ID() }},
	} {
		in := base
		in.Kind = one.kind
		one.change(&in)
		v := p.HoldForm(in)
		w.head("%s", one.name)
		w.line(v.Title)
		w.line(v.Body)
		w.line(v.Amount.String())
		w.line(v.Hint)
		w.buttons(v.Confirm, v.Keep)
		if v.Way.Label != "" {
			w.buttons(v.Way)
		}
	}
	for _, k := range []payments.Kind{payments.KindHoldIncrease, payments.KindHoldDecrease} {
		for _, state := range []payments.State{payments.StateApproved, payments.StatePartial} {
			w.head("%s · %s, of a hold of 100.00", k, state)
			w.payment(p.Payment(amended(k, state)))
		}
	}
	unitScreens(p, &w, base)
	w.head("before a release")
	w.question(p.AskReverse(present.ReverseInput{Original: hold, Badge: badgeA}))
	return w.String()
}

// A hold that was charged or released is not among those that are open.
func TestOnlyOpenHoldsAreListed(t *testing.T) {
	in := holdsInput()
	v := english(t).Holds(in)
	if len(v.Rows) != 3 || v.Rows[2].Amount.Number != "105.00" {
		t.Fatalf("%+v", v.Rows)
	}
	if hold, ok := in.OpenHold(v.Rows); !ok || hold.Reference != "hold-a" {
		t.Errorf("first %s, %v", hold.Reference, ok)
	}
	in.Picked = "hold-b"
	if hold, ok := in.OpenHold(v.Rows); !ok || hold.Reference != "hold-b" {
		t.Errorf("picked %s, %v", hold.Reference, ok)
	}
	in.Picked = "hold-d"
	if hold, _ := in.OpenHold(v.Rows); hold.Reference != "hold-a" {
		t.Errorf("one that is over was picked: %s", hold.Reference)
	}
	if _, ok := in.OpenHold(nil); ok {
		t.Error("one of none")
	}
}

// Where the shop has said how long a hold lasts, the days that are left are told, the last ones in
// another colour, and one that is over says so.
func TestTheDaysThatAreLeftOfAHold(t *testing.T) {
	in := holdsInput()
	in.Lasts = map[string]time.Duration{}
	for _, reference := range []string{"hold-a", "hold-b", "hold-c"} {
		in.Lasts[reference] = 4 * 24 * time.Hour
	}
	for i, want := range []struct {
		word string
		tone present.Tone
	}{{"days left: 4", ""}, {"days left: 2", present.ToneCaution}, {"days held: 10; may have ended", present.ToneCaution}} {
		row := english(t).Holds(in).Rows[i]
		if row.Word != want.word || want.tone != "" && row.Tone != want.tone || want.tone == "" && row.Tone == present.ToneCaution {
			t.Errorf("%d: %q in %q", i, row.Word, row.Tone)
		}
	}
}

// holdWith is a hold of today, and how far that is what was begun with it.
func holdWith(kind payments.Kind, s payments.State) present.HoldsInput {
	in := holdsInput()
	in.Holds = in.Holds[:1]
	after := attempt(kind, s)
	after.Original.Reference = in.Holds[0].Reference
	in.Linked = []payments.Attempt{after}
	return in
}

// A hold whose charge, release or increase was never confirmed is not listed as if all of it were
// held still.
func TestAHoldThatMayHaveBeenChargedSaysSo(t *testing.T) {
	in := holdsInput()
	in.Holds, in.Linked = in.Holds[:1], nil
	plain := english(t).Holds(in).Rows[0]
	for kind, want := range map[payments.Kind]string{
		payments.KindHoldCapture: "Charge not confirmed", payments.KindHoldRelease: "Release not confirmed", payments.KindHoldIncrease: "Increase not confirmed",
	} {
		for _, s := range []payments.State{payments.StateWaiting, payments.StateUnknown, payments.StateMismatch, payments.StateNeedsAttention, payments.StateClosed} {
			rows := english(t).Holds(holdWith(kind, s)).Rows
			if len(rows) != 1 || rows[0].Word != want || rows[0].Tone != present.ToneUnknown || rows[0].Mark != present.MarkQuestion {
				t.Errorf("its %s is %s, and the row is %+v", kind, s, rows)
			}
		}
		for _, s := range []payments.State{payments.StateDeclined, payments.StateNotCharged} {
			if rows := english(t).Holds(holdWith(kind, s)).Rows; len(rows) != 1 || rows[0] != plain {
				t.Errorf("its %s is %s, and the row is %+v", kind, s, rows)
			}
		}
		in := holdWith(kind, payments.StateDeclined)
		in.Linked[0].Notice = payments.NoticeContradiction
		if rows := english(t).Holds(in).Rows; len(rows) != 1 || rows[0].Word != want {
			t.Errorf("its %s was declined and is stated as done since, and the row is %+v", kind, rows)
		}
	}
}

// A decrease that a person has closed without proof counts as made, as it does where the hold is released.
func TestWhatIsHeldAfterAnUnprovenDecrease(t *testing.T) {
	hold := attempt(payments.KindHold, payments.StateApproved)
	hold.Amount, hold.Outcome.Amounts.Charged = eur(10000), eur(10000)
	for kind, want := range map[payments.Kind]string{payments.KindHoldDecrease: "Release the hold of 95.00 EUR?", payments.KindHoldIncrease: "Release the hold of 100.00 EUR?"} {
		l := attempt(kind, payments.StateClosed)
		l.Original.Reference, l.Amount, l.Outcome = hold.Reference, eur(500), payments.Outcome{}
		if got := english(t).AskReverse(present.ReverseInput{Original: hold, Linked: []payments.Attempt{l}, Badge: badgeA}).Title; got != want {
			t.Errorf("%s: %q", kind, got)
		}
	}
}
