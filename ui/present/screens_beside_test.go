package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// noted is an approved sale with a table and a guest, paid with a card that tells its balance.
func noted() payments.Attempt {
	a := attempt(payments.KindSale, payments.StateApproved)
	a.Fields = payments.Fields{{Name: "Table", Value: "12"}, {Name: "Guest", Value: "García"}}
	a.Outcome.Amounts.Balance = eur(1875)
	return a
}

func besideScreens(p *present.Presenter) string {
	var w page
	w.head("settings: what is noted beside a sale")
	v := p.FieldNames()
	w.line(v.About)
	for _, name := range v.Names {
		w.field(name)
	}
	w.head("a sale with a table, of a card that tells its balance")
	in := paymentInput(payments.KindSale, payments.StateApproved)
	in.Attempt = noted()
	w.payment(p.Payment(in))
	owed := noted()
	owed.Outcome.Amounts.Balance, owed.Outcome.Amounts.Due = eur(-450), eur(100)
	for _, a := range []payments.Attempt{noted(), owed} {
		d := p.Detail(present.DetailInput{Attempt: a, Now: now})
		w.line(d.Detail)
		for _, f := range d.Facts[:5] {
			w.line(f.Name, f.Value)
		}
	}
	w.line(p.Journal(present.JournalInput{Attempts: []payments.Attempt{noted()}, Now: now}).Days[0].Rows[0].Detail)
	w.head("a decline in words of its own, of a card that tells its balance")
	in = paymentInput(payments.KindSale, payments.StateDeclined)
	in.Attempt.Outcome.Message, in.Attempt.Outcome.Amounts.Balance = "Importe superior al saldo", eur(300)
	in.Attempt.Outcome.Answer.Texts = payments.Texts{{Language: "en", Words: "Amount above the balance"}, {Language: "es", Words: "Importe superior al saldo"}}
	w.payment(p.Payment(in))
	w.head("the same amount again, at a terminal that asks")
	in = asksTwice(4 * time.Minute)
	w.payment(p.Payment(in))
	w.head("the secret")
	acquirer := provider
	acquirer.Credentials = append(slices.Clone(provider.Credentials), payments.Credential{ID: payments.CredentialAcquirer, Label: "merchantAuth", Pattern: "mid=… tid=…"})
	shop := present.DefaultSettings()
	shop.Environment = "production"
	settings := p.Offering(payments.Providers{acquirer}).Settings(present.SettingsInput{Settings: shop, Secrets: map[string]bool{}})
	for _, s := range settings.Key.Others {
		w.field(s.Field)
	}
	return w.String()
}

// asksTwice is a sale that runs while another of the same amount ended that long ago.
func asksTwice(ago time.Duration) present.PaymentInput {
	in := paymentInput(payments.KindSale, payments.StateWaiting)
	in.Info.Traits.AsksTwice = 5 * time.Minute
	before := attempt(payments.KindSale, payments.StateApproved)
	before.Reference, before.Updated = "before", now.Add(-ago)
	in.Recent = []payments.Attempt{before}
	return in
}

// The terminal's own question is announced where it may come, and nowhere else.
func TestTheQuestionOfTheTerminalIsAnnounced(t *testing.T) {
	said := func(in present.PaymentInput) bool {
		return slices.ContainsFunc(english(t).Payment(in).Notices, func(s string) bool { return strings.Contains(s, "may ask whether") })
	}
	if !said(asksTwice(5 * time.Minute)) {
		t.Error("it is not announced")
	}
	for name, change := range map[string]func(*present.PaymentInput){
		"too long ago":           func(in *present.PaymentInput) { in.Recent[0].Updated = now.Add(-5*time.Minute - time.Second) },
		"in the future":          func(in *present.PaymentInput) { in.Recent[0].Updated = now.Add(time.Second) },
		"another amount":         func(in *present.PaymentInput) { in.Recent[0].Amount = eur(1) },
		"declined":               func(in *present.PaymentInput) { in.Recent[0].State = payments.StateDeclined },
		"a refund":               func(in *present.PaymentInput) { in.Recent[0].Kind = payments.KindUnlinkedRefund },
		"itself":                 func(in *present.PaymentInput) { in.Recent[0].Reference = in.Attempt.Reference },
		"of another shop":        func(in *present.PaymentInput) { in.Recent[0].Account.Profile = "bar" },
		"it has its end":         func(in *present.PaymentInput) { in.Attempt.State = payments.StateApproved },
		"a terminal asks nobody": func(in *present.PaymentInput) { in.Info.Traits.AsksTwice = 0 },
	} {
		in := asksTwice(time.Minute)
		change(&in)
		if said(in) {
			t.Errorf("%s: it is announced", name)
		}
	}
}

// The terminal's text comes in the language of the screen, and as the card has it where there is none.
func TestTheCustomersTextInTheCashiersLanguage(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateDeclined)
	in.Attempt.Outcome.Message = "Refusé par la banque"
	for _, c := range []struct {
		texts    payments.Texts
		language string
		want     string
	}{
		{payments.Texts{}, "en", "Refusé par la banque"},
		{payments.Texts{{Language: "es", Words: "Denegada por el banco"}}, "en", "Refusé par la banque"},
		{payments.Texts{{Language: "en", Words: "The bank refuses it"}, {Language: "es", Words: "Denegada por el banco"}}, "es-CL", "Denegada por el banco"},
		{payments.Texts{{Language: "en", Words: "The bank refuses it"}}, "fr", "The bank refuses it"},
	} {
		in.Attempt.Outcome.Answer.Texts = c.texts
		p := present.New(newSpeaker(t, "en").say, c.language, time.UTC)
		if all := strings.Join(p.Payment(in).Notices, "\n"); !strings.Contains(all, c.want) {
			t.Errorf("%s of %v: %s", c.language, c.texts, all)
		}
	}
	for _, language := range present.Languages() {
		if !slices.Contains(payments.TextLanguages(), language) {
			t.Errorf("the texts in %s are thrown away", language)
		}
	}
}

func TestTheNamesOfFieldsAreKept(t *testing.T) {
	s := present.DefaultSettings().WithField(0, "  Table ").WithField(1, "Room")
	if got := present.ParseSettings(s.Words()).FieldNames(); !slices.Equal(got, []string{"Table", "Room"}) {
		t.Errorf("kept %q", got)
	}
	if got := present.ParseSettings(s.WithField(0, "").Words()).FieldNames(); !slices.Equal(got, []string{"Room"}) {
		t.Errorf("one was taken back: %q", got)
	}
	for _, text := range []string{"", " ", "4111 1111 1111 1111"} {
		if got := s.WithField(0, text).FieldNames(); len(got) != 1 {
			t.Errorf("%q is a name: %q", text, got)
		}
	}
	if !present.OwnersWord("field_1") {
		t.Error("anybody names them")
	}
	if got := present.FieldsOf([]string{"Table", "Room"}, []string{"  ", " 4 "}); got != (payments.Fields{{Name: "Room", Value: "4"}}) || got.Check() != nil {
		t.Errorf("noted %v", got)
	}
}

// A field has a column of its own; what was noted under a name of earlier is not lost, and no
// spreadsheet calculates with either.
func TestFieldsInAnExport(t *testing.T) {
	e := english(t).Export(nil, "Table", "Room")
	row := e.Row(checkout.Line{Kind: payments.KindSale, State: payments.StateApproved, Asked: eur(1),
		LineTexts: checkout.LineTexts{Note: "order 7", Fields: payments.Fields{{Name: "Room", Value: "=4"}, {Name: "Guest", Value: "García"}}}})
	if len(row) != len(e.Head) || len(english(t).Export(nil).Head) != len(e.Head)-2 {
		t.Fatalf("%d cells below %d", len(row), len(e.Head))
	}
	if last := row[len(row)-2:]; last[0] != "" || last[1] != "'=4" || !slices.Contains(row, "order 7 · Guest García") {
		t.Errorf("%q", row)
	}
}
