package present_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// lackScreens are what stands where a feature was that the merchant does not have.
func lackScreens(p *present.Presenter) string {
	var w page
	asked := now.Add(-48 * time.Hour)
	s := present.DefaultSettings()
	for _, f := range payments.Features() {
		s = s.WithLack(f, "live", asked, "Operation not supported")
	}
	s = s.WithoutLack(payments.FeatureHolds, "live", now).WithLack(payments.FeatureHolds, "live", now.Add(time.Minute), "")
	w.head("in the settings")
	for _, h := range p.HiddenFeatures(s, "live", now) {
		w.line(h.Line())
		w.buttons(h.Show)
	}
	lack, _ := s.LackOf(payments.FeaturePhone, "live")
	w.head("asked where it was")
	w.question(p.AskShowAgain(payments.FeaturePhone, lack, now))
	info := handpoint
	info.Can.Lacks = s.LacksOf("live")
	info.Traits.KeepsCards = true
	info.Can.Commands = payments.SetOf(payments.CommandReboot, payments.CommandBatchClose, payments.CommandKeepCard, payments.CommandCardNumber)
	holds := holdsInput()
	holds.Lacks = info.Can.Lacks
	w.head("the list of holds: one that stands can be charged and released")
	v := p.Holds(holds)
	w.buttons(v.Begin, v.Capture, v.Increase, v.Decrease, v.Release)
	w.head("the list of kept cards")
	cards := p.Cards(present.CardsInput{List: []present.KeptCard{{Name: "Room 12", Masked: "************3555"}}, Info: info})
	w.buttons(cards.Charge, cards.Sale, cards.Rename, cards.Remove)
	w.line("without a sale", cards.Take.Label)
	w.head("the list of sales")
	choose := p.Choose(present.ChooseInput{Info: info, Now: now})
	w.buttons(choose.Holds, choose.Phone)
	w.head("the settings of a terminal")
	controls := controlsInput()
	controls.Can, controls.Hidden = info.Can, p.HiddenFeatures(s, "live", now)
	for _, row := range p.Controls(controls).Rows {
		w.line(row.Title, row.Body)
	}
	return w.String()
}

// What was asked for before somebody showed a feature again hides nothing; what is asked for since, does.
func TestAFeatureIsHiddenUntilItIsShownAgain(t *testing.T) {
	s := present.DefaultSettings().WithLack(payments.FeatureHolds, "live", now, "no holds")
	if !s.LacksOf("live").Has(payments.FeatureHolds) || s.LacksOf("live").Has(payments.FeaturePhone) || s.LacksOf("test") != 0 {
		t.Errorf("hidden: %v and %v", s.LacksOf("live"), s.LacksOf("test"))
	}
	shown := s.WithoutLack(payments.FeatureHolds, "live", now.Add(time.Hour))
	if shown.LacksOf("live") != 0 {
		t.Error("it is still hidden")
	}
	if shown.WithLack(payments.FeatureHolds, "live", now, "no holds").LacksOf("live") != 0 {
		t.Error("a payment from before hides it again")
	}
	if again := shown.WithLack(payments.FeatureHolds, "live", now.Add(2*time.Hour), "no holds"); !again.LacksOf("live").Has(payments.FeatureHolds) {
		t.Error("a payment since then does not hide it")
	}
	if s.LacksOf("live") == 0 {
		t.Error("a copy was changed")
	}
}

// It is kept with the provider's words, in one line and for its profile, which forgets it when it is removed
// itself; whoever is at the till, and not by an owner alone.
func TestWhatIsHiddenIsKept(t *testing.T) {
	s := present.DefaultSettings().WithLack(payments.FeatureBatches, "live:bar", now, "not\nfor; you "+strings.Repeat("x", 300))
	words := s.Words()
	if got := present.ParseSettings(words); !reflect.DeepEqual(got, s) {
		t.Errorf("got %+v\nwant %+v", got.Program.Lacks, s.Program.Lacks)
	}
	lack, hidden := s.LackOf(payments.FeatureBatches, "live:bar")
	if !hidden || !strings.HasPrefix(lack.Said, "not for; you x") || len(lack.Said) > 170 || present.OwnersWord("lacks:batches:live:bar") {
		t.Errorf("kept %+v", lack)
	}
	if got := s.WithoutProfile(payments.Providers{provider}, "live:bar"); len(got.Program.Lacks) != 0 || len(s.Program.Lacks) != 1 {
		t.Errorf("left %+v", got.Program.Lacks)
	}
	for _, junk := range [][2]string{
		{"lacks:batches:live", "hidden"}, {"lacks:batches:live", "hidden;yesterday;x"}, {"lacks:batches:live", "gone;2026-01-02T03:04:05.000Z;x"},
		{"lacks:the moon:live", "hidden;2026-01-02T03:04:05.000Z;x"}, {"lacks:batches", "hidden;2026-01-02T03:04:05.000Z;x"}, {"lacks:batches:a b", "hidden;2026-01-02T03:04:05.000Z;x"},
	} {
		if got := present.ParseSettings(map[string]string{junk[0]: junk[1]}); !reflect.DeepEqual(got, present.DefaultSettings()) {
			t.Errorf("%q: %+v", junk, got.Program.Lacks)
		}
	}
}

// The card of a payment is not offered to be kept where nobody keeps any.
func TestNoCardIsKeptWhereTheMerchantLacksIt(t *testing.T) {
	p, info := english(t), handpoint
	info.Traits.KeepsCards = true
	sale := attempt(payments.KindSale, payments.StateApproved)
	sale.Outcome.IDs.Transaction = "guid"
	offered := func() (offered bool) {
		for _, b := range p.Detail(present.DetailInput{Attempt: sale, Info: info, Now: now}).Buttons {
			offered = offered || b.Action == present.ActionKeepCard
		}
		return offered
	}
	if !offered() {
		t.Error("not offered where cards are kept")
	}
	info.Can.Lacks = info.Can.Lacks.With(payments.FeatureCards)
	if offered() {
		t.Error("offered where none is kept")
	}
}
