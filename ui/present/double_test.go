package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

func TestTheSameAmountIsAskedAbout(t *testing.T) {
	paid := attempt(payments.KindSale, payments.StateApproved)
	paid.Updated = now.Add(-40 * time.Second)
	in := func(s payments.State) func(*present.DuplicateInput, *payments.Attempt) {
		return func(_ *present.DuplicateInput, a *payments.Attempt) {
			a.State, a.Updated, a.Created = s, now.Add(-26*time.Hour), now.Add(-26*time.Hour)
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*present.DuplicateInput, *payments.Attempt)
		want   bool
	}{
		{"within a minute", func(*present.DuplicateInput, *payments.Attempt) {}, true},
		{"on another terminal", func(_ *present.DuplicateInput, a *payments.Attempt) { a.Terminal = counter }, true},
		{"at the last moment", func(_ *present.DuplicateInput, a *payments.Attempt) { a.Updated = now.Add(-time.Minute) }, true},
		{"later", func(_ *present.DuplicateInput, a *payments.Attempt) { a.Updated = now.Add(-61 * time.Second) }, false},
		{"from the future", func(_ *present.DuplicateInput, a *payments.Attempt) { a.Updated = now.Add(time.Hour) }, false},
		{"another amount", func(in *present.DuplicateInput, _ *payments.Attempt) { in.Amount = eur(1241) }, false},
		{"another currency", func(in *present.DuplicateInput, _ *payments.Attempt) { in.Amount = payments.MustMoney(1240, "GBP") }, false},
		{"declined", func(_ *present.DuplicateInput, a *payments.Attempt) { a.State = payments.StateDeclined }, false},
		{"a refund", func(_ *present.DuplicateInput, a *payments.Attempt) { a.Kind = payments.KindRefund }, false},
		{"asked already", func(in *present.DuplicateInput, a *payments.Attempt) { in.Asked = a.Reference }, false},
		{"waiting since yesterday", in(payments.StateWaiting), true},
		{"being stopped", in(payments.StateCancelling), true},
		{"not known", in(payments.StateUnknown), true},
		{"an answer that does not fit", in(payments.StateMismatch), true},
		{"needs attention", in(payments.StateNeedsAttention), true},
		{"a word nobody has seen", in("teleported"), true},
		{"contradicted a while ago", contradictedFor(payments.StateNotCharged, 20*time.Minute), true},
		{"declined and contradicted, at the last moment", contradictedFor(payments.StateDeclined, time.Hour), true},
		{"contradicted long ago", contradictedFor(payments.StateNotCharged, 61*time.Minute), false},
		{"closed", in(payments.StateClosed), false},
	} {
		a := paid
		in := present.DuplicateInput{Amount: eur(1240), Badges: badges(), Now: now}
		tt.change(&in, &a)
		in.Recent = []payments.Attempt{attempt(payments.KindSale, payments.StateDeclined), a}
		q, ok := english(t).AskDuplicate(in)
		if ok != tt.want {
			t.Errorf("%s: asked %v, want %v", tt.name, ok, tt.want)
		}
		if ok && (q.Confirm.Label != "Charge 12.40 EUR once more" || q.Confirm.Main || !q.Keep.Main || q.Keep.Key != "Enter") {
			t.Errorf("%s: %+v and %+v: what Enter presses must not charge", tt.name, q.Confirm, q.Keep)
		}
	}
}

func badges() map[string]payments.Badge {
	return map[string]payments.Badge{counter.ID(): badgeA, door.ID(): badgeB}
}

func TestTheQuestionNamesThePaymentItMeans(t *testing.T) {
	open := attempt(payments.KindSale, payments.StateUnknown)
	open.Terminal, open.Created = counter, now.Add(-9*time.Minute)
	paid := attempt(payments.KindSale, payments.StateApproved)
	paid.Updated = now.Add(-40 * time.Second)
	p := english(t)
	q, ok := p.AskDuplicate(present.DuplicateInput{
		Amount: eur(1240), Badges: badges(), Recent: []payments.Attempt{paid, open}, Now: now,
	})
	if !ok {
		t.Fatal("nothing is asked")
	}
	lines := strings.Split(q.Body, "\n")
	if len(lines) != 2 {
		t.Fatalf("it names %q", lines)
	}
	word := p.Journal(present.JournalInput{Attempts: []payments.Attempt{open}, Now: now}).Days[0].Rows[0].Word
	for _, part := range []string{"12.40 EUR", "A · Counter", "13:56", word} {
		if !strings.Contains(lines[0], part) {
			t.Errorf("the open payment is named without %q: %s", part, lines[0])
		}
	}
	for _, part := range []string{"12.40 EUR", "B · By the door", "40 s", "0936"} {
		if !strings.Contains(lines[1], part) {
			t.Errorf("the approved payment is named without %q: %s", part, lines[1])
		}
	}
}

func TestAHighAmountIsAskedAbout(t *testing.T) {
	p := english(t)
	for amount, want := range map[int64]bool{1: false, 999_999: false, 1_000_000: true, 999_999_999_999: true} {
		if q, ok := p.AskLarge(payments.KindSale, eur(amount), 999_999); ok != want {
			t.Errorf("%d: asked %v", amount, ok)
		} else if ok && (!strings.Contains(q.Title, p.Sale(present.SaleInput{Entry: present.EntryOf(eur(amount))}).Amount.Number) || !q.Keep.Main) {
			t.Errorf("%d: %+v", amount, q)
		}
	}
	if _, ok := p.AskLarge(payments.KindSale, eur(5), 0); ok {
		t.Error("without a limit it is asked")
	}
}

// contradictedFor is a sale that ended without a charge, which the gateway has stated for so long.
func contradictedFor(s payments.State, since time.Duration) func(*present.DuplicateInput, *payments.Attempt) {
	return func(_ *present.DuplicateInput, a *payments.Attempt) {
		a.State, a.Notice, a.Updated, a.Created = s, payments.NoticeContradiction, now.Add(-since), now.Add(-since-time.Hour)
	}
}
