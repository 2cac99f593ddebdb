package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/ui/present"
)

// island is a provider that signs what it posts, lists no terminals and lets a shop choose.
func island() payments.Provider {
	p := harbour
	p.ID, p.Name = "island", "Island Pay"
	p.Countries, p.Lacks, p.Choices = []string{"ca", "us", "cl"}, payments.Lacks(), payments.Choices()
	p.Terminals, p.Webhooks = payments.TerminalSource{Typed: true, Pattern: "TXXXX"}, true
	p.Credentials = append(append([]payments.Credential(nil), p.Credentials[:2]...), payments.Credential{ID: "webhook", Found: "Desk > Hooks"}, payments.Credential{ID: "merchant", Label: "Shop number"})
	return p
}

// settingsOfIsland are those of a program with that provider.
func settingsOfIsland(w *page, p *present.Presenter, read func(*present.Presenter, string, present.SettingsInput)) {
	three := p.Offering(payments.Providers{provider, harbour, island()})
	s := present.DefaultSettings()
	s.Environment = "island/live"
	s.Callbacks = present.Callbacks{On: true, Listen: "192.168.1.20:8130", URL: "http://192.168.1.20:8130/tillside/results"}
	in := present.SettingsInput{Settings: s, Profile: "island/live", Key: present.KeyKept, Secrets: map[string]bool{}, CallbackURL: s.Callbacks.URL + "/island/default"}
	read(three, "a provider that signs, without its secret", in)
	in.Secrets = map[string]bool{"webhook": false}
	in.Settings = s.WithChoice("island/live", payments.ChoiceDocument, payments.DocumentExempt)
	read(three, "a provider that signs", in)
	bare := island()
	bare.Credentials[2].Found = ""
	read(p.Offering(payments.Providers{provider, bare}), "nobody says where the address is entered", in)

	show := func(name string, in present.TypedInput) {
		v := three.TypedTerminals(in)
		w.head("terminals that are typed in: %s", name)
		w.line(v.Title, v.Body)
		for _, row := range v.Rows {
			w.line(row.Name, row.State, string(row.Tone))
			w.buttons(row.Remove)
		}
		w.field(v.Serial)
		w.field(v.Name)
		w.buttons(v.Add)
	}
	typed := []payments.Terminal{{Serial: "T0001", Profile: "island/live"}, {Serial: "T0002", Profile: "island/live"}}
	badges := map[string]payments.Badge{typed[0].ID(): {Letter: "A", Name: "Counter"}, typed[1].ID(): {Letter: "B"}}
	show("none", present.TypedInput{Place: "island/live"})
	show("not checked", present.TypedInput{Place: "island/live", Typed: typed, Badges: badges, Serial: "T0003"})
	show("one is not linked", present.TypedInput{Place: "island/live", Typed: typed, Badges: badges, Listed: &[]payments.Terminal{typed[0]}})
	w.line(three.CheckTerminal("island/live", "0001", typed))
	w.line(three.CheckTerminal("island/live", "t0001", typed))
	w.question(three.AskRemoveTerminal(three.TypedTerminals(present.TypedInput{Place: "island/live", Typed: typed, Badges: badges}).Rows[0]))
	paid := attempt(payments.KindSale, payments.StateApproved)
	paid.Account.Provider, paid.Outcome.Receipts = "island", payments.Receipts{}
	info := payments.Info{Provider: "island", Name: "Island Pay", Operations: []payments.Kind{payments.KindSale}}
	w.head("a payment at a provider that sends no receipts, without the key for refunds")
	w.buttons(three.Detail(present.DetailInput{Attempt: paid, Info: info, Now: now}).Buttons...)
	w.sentence(three.Receipts(present.ReceiptsInput{Attempt: paid, Loading: true}).Missing)
	back := carried(payments.KindRefund, payments.StateApproved)
	back.Account.Provider, back.Outcome.Receipts = "island", payments.Receipts{}
	w.sentence(three.Receipts(present.ReceiptsInput{Attempt: back, Loading: true}).Missing)
	waits := paymentInput(payments.KindSale, payments.StateWaiting)
	waits.Attempt.Account.Provider, waits.Info = "island", info
	w.payment(three.Payment(waits))
	for _, chosen := range []string{"", "island"} {
		first := three.FirstRun(chosen)
		w.head("first run with several providers: %s", chosen)
		w.options(first.Provider, 9)
		w.line(strings.Join(first.Needs, "\n"), first.Lacks)
		w.buttons(first.Training, first.Connect)
	}
}

// callbacks is how results arrive.
func (w *page) callbacks(v present.CallbackView) {
	w.options(v.Choice, 9)
	w.line(v.Meaning)
	w.field(v.Listen)
	w.field(v.URL)
	w.line(v.Risk)
	w.line(v.State)
	if v.Address != "" {
		w.buttons(v.Copy)
	}
	w.sentence(v.Error)
}

func TestWhatIsTypedInIsNotOfferedElsewhere(t *testing.T) {
	p := present.New(newSpeaker(t, "en").say, "en", time.UTC).Offering(payments.Providers{provider, island()})
	for _, place := range []string{"production", "nowhere/live"} {
		if v := p.TypedTerminals(present.TypedInput{Place: place}); v.Title != "" {
			t.Errorf("%s: %+v", place, v)
		}
	}
	if p.CheckTerminal("island/live", "T0009", []payments.Terminal{{Serial: "T0001"}}) != "" {
		t.Error("a good one is refused")
	}
}

func TestATerminalThatIsTypedInHasALetterAndKeepsIt(t *testing.T) {
	s := present.DefaultSettings().WithTerminal("island/live", "island/live", "T0001", "Counter").WithTerminal("island/live", "island/live", "T0002", "")
	again := present.ParseSettings(s.Words())
	if len(again.Terminals.Typed["island/live"]) != 2 || again.Badges["island/live|T0001"].Name != "Counter" || again.Badges["island/live|T0002"].Letter != "B" {
		t.Fatalf("%+v", again)
	}
	again = again.WithoutTerminal("island/live", "T0001")
	if left := again.Terminals.Typed["island/live"]; len(left) != 1 || left[0].Serial != "T0002" || again.Badges["island/live|T0001"].Letter != "A" {
		t.Errorf("%+v", again)
	}
	if len(s.Terminals.Typed["island/live"]) != 2 {
		t.Error("the settings before were changed")
	}
}
