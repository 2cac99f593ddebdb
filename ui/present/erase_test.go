package present_test

import (
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// eraseScreens are what is said where something that tells of a person is erased.
func eraseScreens(w *page, p *present.Presenter) {
	w.head("what tells of a person")
	w.options(p.KeepFor(24), 9)
	q, _ := p.AskKeepFor(24, 0)
	w.question(q)
	in := oldSale()
	w.buttons(p.Detail(in).Buttons...)
	w.question(p.AskErase(in.Attempt))
}

// oldSale is a sale of three days ago that an owner looks at.
func oldSale() present.DetailInput {
	in := present.DetailInput{Attempt: attempt(payments.KindSale, payments.StateApproved), Badge: badgeB, Info: handpoint, MayErase: true, Now: now.AddDate(0, 0, 3)}
	in.Attempt.Updated = now
	return in
}

func offersErasing(t *testing.T, in present.DetailInput) bool {
	t.Helper()
	for _, b := range english(t).Detail(in).Buttons {
		if b.Action == present.ActionErase {
			return true
		}
	}
	return false
}

// Erasing is offered to who may, once it is time, as long as there is something.
func TestWhenErasingIsOffered(t *testing.T) {
	if !offersErasing(t, oldSale()) {
		t.Error("not offered to an owner")
	}
	for name, change := range map[string]func(*present.DetailInput){
		"to others":        func(in *present.DetailInput) { in.MayErase = false },
		"on the same day":  func(in *present.DetailInput) { in.Now = now.Add(time.Hour) },
		"once more":        func(in *present.DetailInput) { in.Attempt = in.Attempt.Erase() },
		"of what is open":  func(in *present.DetailInput) { in.Attempt.State = payments.StateUnknown },
		"where nothing is": func(in *present.DetailInput) { in.Attempt.Note, in.Attempt.Outcome = "", payments.Outcome{} },
	} {
		in := oldSale()
		change(&in)
		if offersErasing(t, in) {
			t.Errorf("offered %s", name)
		}
	}
	in := oldSale()
	in.Attempt.Note, in.Attempt.Outcome, in.Receipts = "", payments.Outcome{}, []checkout.Receipt{{Copy: checkout.CopyMerchant}}
	if !offersErasing(t, in) {
		t.Error("not offered where only a receipt is kept")
	}
}

// Only a time that erases something is asked about.
func TestWhenATimeIsAskedAbout(t *testing.T) {
	for _, tt := range []struct {
		months, before int
		want           bool
	}{{0, 0, false}, {0, 24, false}, {24, 0, true}, {12, 24, true}, {36, 24, false}, {24, 24, false}} {
		if _, asks := english(t).AskKeepFor(tt.months, tt.before); asks != tt.want {
			t.Errorf("%d after %d: %t", tt.months, tt.before, asks)
		}
	}
}

func TestHowLongIsKept(t *testing.T) {
	for word, want := range map[string]int{"": 0, "24": 24, "120": 120, "5": 0, "121": 0, "x": 0} {
		if got := present.KeepForOf(map[string]string{"keep_months": word}); got != want {
			t.Errorf("%q: %d months", word, got)
		}
	}
}
