package present_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// screens are all texts of the program, as files to be read by people.
var screens = []struct {
	name string
	text func(*present.Presenter) string
}{
	{"payments.txt", paymentScreens},
	{"facts.txt", factScreens},
	{"heard.txt", heardScreens},
	{"keyring.txt", keyringScreens},
	{"sale.txt", saleScreens},
	{"refund.txt", refundScreens},
	{"provider.txt", providerScreens},
	{"journal.txt", journalScreens},
	{"seen.txt", seenScreens},
	{"choose.txt", chooseScreens},
	{"settings.txt", settingsScreens},
	{"care.txt", careScreens},
	{"profiles.txt", profileScreens},
	{"shell.txt", shellScreens},
	{"errors.txt", errorScreens},
	{"controls.txt", controlScreens},
	{"holds.txt", holdScreens},
	{"cards.txt", cardScreens},
	{"lacks.txt", lackScreens},
	{"versions.txt", versionScreens},
	{"tips.txt", tipScreens},
	{"tips_after.txt", tipsAfterScreens},
	{"beside.txt", besideScreens},
}

func TestScreensReadAsTheyShould(t *testing.T) {
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) { golden(t, s.name, s.text(english(t))) })
	}
}

// Every sentence of the file is on some screen, and every screen finds its sentence: the
// speaker reports those that are missing or differ in their placeholders.
func TestEverySentenceIsUsed(t *testing.T) {
	words := newSpeaker(t, "en")
	for _, s := range screens {
		s.text(present.New(words.say, "en", time.UTC).Offering(payments.Providers{provider}))
	}
	for _, key := range slices.Sorted(maps.Keys(words.sentences)) {
		if !words.used[key] {
			t.Errorf("%q is on no screen", key)
		}
	}
}

// progress is what the engine would say about an attempt in a state.
func progress(s payments.State) checkout.Progress {
	p := checkout.Progress{Known: true, Since: 11 * time.Second}
	switch s {
	case payments.StateCancelling:
		p.Asked, p.LastAsked, p.Answer = true, time.Second, payments.NoticeInProgress
	case payments.StateUnknown:
		p.Asked, p.LastAsked, p.Answer, p.CertainIn = true, 2*time.Second, payments.NoticeNothingFound, 73*time.Second
	}
	return p
}

func paymentInput(k payments.Kind, s payments.State) present.PaymentInput {
	in := present.PaymentInput{
		Attempt: attempt(k, s), Progress: progress(s), Badge: badgeB, Info: handpoint, Usual: usual, Now: now,
	}
	if s == payments.StateApproved {
		in.Receipts = []checkout.Receipt{{Copy: checkout.CopyCustomer, Location: "https://receipts.example/c", Type: "text/html", Body: []byte("<p>")}}
	}
	return in
}

// paymentScreens walks the state table for every kind.
func paymentScreens(p *present.Presenter) string {
	var w page
	for _, k := range payments.Kinds() {
		for _, row := range payments.States() {
			w.head("%s · %s", k, row.State)
			w.payment(p.Payment(paymentInput(k, row.State)))
		}
	}
	return w.String()
}

// factScreens walks the reasons, the notices and what else changes a payment's screen.
func factScreens(p *present.Presenter) string {
	var w page
	show := func(name string, s payments.State, change func(*present.PaymentInput)) {
		in := paymentInput(payments.KindSale, s)
		change(&in)
		w.head("%s", name)
		w.payment(p.Payment(in))
	}
	for _, r := range payments.Reasons() {
		show("reason "+string(r), payments.StateRefused, func(in *present.PaymentInput) { in.Attempt.Outcome.Reason = r })
	}
	refused := paymentInput(payments.KindRefund, payments.StateRefused)
	refused.Attempt.Account.Provider, refused.Attempt.Outcome.Reason = harbour.ID, payments.ReasonKey
	w.head("reason key, of a refund that has a key of its own")
	w.payment(p.Offering(payments.Providers{harbour}).Payment(refused))
	alone := paymentInput(payments.KindHoldCapture, payments.StateRefused)
	alone.Attempt.Terminal, alone.Attempt.Outcome.Reason = payments.Terminal{}, payments.ReasonKey
	w.head("reason key, of what a partner's key does not do")
	w.payment(p.Payment(alone))
	typed := paymentInput(payments.KindPhoneOrder, payments.StateFailed)
	typed.Attempt.Outcome.Reason = payments.ReasonTechnical
	w.head("reason technical, of an order by telephone")
	w.payment(p.Payment(typed))
	kept := paymentInput(payments.KindPhoneOrder, payments.StateRefused)
	kept.Attempt.Terminal, kept.Attempt.Outcome.Reason = payments.Terminal{}, payments.ReasonNoToken
	w.head("reason no_token, of an order by a kept card")
	w.payment(p.Payment(kept))
	for _, n := range payments.Notices() {
		show("notice "+string(n), payments.StateUnknown, func(in *present.PaymentInput) {
			in.Attempt.Notice, in.Progress.Answer = n, n
		})
	}
	show("unheard, without a terminal", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Attempt.Terminal, in.Progress.Unheard = payments.Terminal{}, true
	})
	for _, end := range []payments.State{payments.StateMismatch, payments.StateApproved, payments.StateNotCharged} {
		show(string(end)+", without a terminal, and contradicted since", end, func(in *present.PaymentInput) {
			in.Attempt.Terminal = payments.Terminal{}
			if end != payments.StateMismatch {
				in.Attempt.Notice = payments.NoticeContradiction
			}
		})
	}
	for _, n := range []payments.Notice{payments.NoticeEarlyApproval, payments.NoticeEarlyDecline} {
		show("notice "+string(n)+", without a terminal", payments.StateUnknown, func(in *present.PaymentInput) {
			in.Attempt.Terminal, in.Attempt.Notice, in.Progress.Answer = payments.Terminal{}, n, n
		})
	}
	for _, v := range variants {
		show(v.name, v.state, v.change)
	}
	for _, k := range payments.Kinds() {
		for _, s := range []payments.State{payments.StateApproved, payments.StateNotCharged} {
			in := paymentInput(k, s)
			in.Attempt.Notice = payments.NoticeContradiction
			w.head("%s · %s, and contradicted since", k, s)
			w.payment(p.Payment(in))
		}
	}
	for _, k := range []payments.Kind{payments.KindSale, payments.KindRefund} {
		for _, why := range []payments.Reason{payments.ReasonBusy, payments.ReasonTerminalOff, payments.ReasonRateLimited, payments.ReasonRequest} {
			in := paymentInput(k, payments.StateUnknown)
			in.Attempt.Sent.Refusal = why
			w.head("%s · said no, not proven: %s", k, why)
			w.payment(p.Payment(in))
		}
		for _, why := range []payments.Reason{payments.ReasonNeverArrived, payments.ReasonCrash} {
			in := paymentInput(k, payments.StateNotCharged)
			in.Attempt.Outcome.Reason = why
			w.head("%s · not charged: %s", k, why)
			w.payment(p.Payment(in))
		}
	}
	for _, fields := range [][]string{{"amount"}, {"currency"}, {"terminal"}, {"reference"}, {"kind"}, {"original"}, {"handle", "transaction"}, {"amount", "terminal"}} {
		show("does not match: "+strings.Join(fields, ", "), payments.StateMismatch, func(in *present.PaymentInput) {
			in.Attempt.Mismatch, in.Attempt.Mismatched = fields, foreignAnswer
		})
	}
	return w.String()
}

// variants are what else changes the screen of a payment.
var variants = []struct {
	name   string
	state  payments.State
	change func(*present.PaymentInput)
}{
	{"a terminal without a history", payments.StateWaiting, func(in *present.PaymentInput) { in.Usual = checkout.Usual{} }},
	{"longer than usual", payments.StateWaiting, func(in *present.PaymentInput) { in.Progress.Since = 2 * time.Minute }},
	{"longer than any flow", payments.StateWaiting, func(in *present.PaymentInput) { in.Progress.Overdue = true }},
	{"a terminal without a badge", payments.StateWaiting, func(in *present.PaymentInput) { in.Badge = payments.Badge{} }},
	{"not followed by this engine", payments.StateWaiting, func(in *present.PaymentInput) { in.Progress = checkout.Progress{} }},
	{"taken by the cloud, result lost", payments.StateUnknown, func(in *present.PaymentInput) { in.Attempt.Sent.ResultID = "1547854757-1" }},
	{"nobody can look it up", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Info.Blind, in.Progress.CertainIn, in.Progress.LatestIn = true, 0, 85*time.Second
	}},
	{"nobody can look it up, for a person", payments.StateNeedsAttention, func(in *present.PaymentInput) { in.Info.Blind = true }},
	{"nobody can look it up, busy", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Info.Blind, in.Progress.CertainIn, in.Progress.LatestIn = true, 0, 85*time.Second
		in.Attempt.Sent.Refusal = payments.ReasonBusy
	}},
	{"questions get no answer", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Progress.Answer, in.Progress.Silent = payments.NoticeNoAnswer, true
	}},
	{"no rule that ends it soon", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Progress.CertainIn, in.Progress.LatestIn = 0, 4*time.Minute+10*time.Second
	}},
	{"asked, nothing new", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Progress.Answer, in.Progress.CertainIn = payments.NoticeNone, 0
	}},
	{"with a tip", payments.StateApproved, func(in *present.PaymentInput) {
		in.Attempt.Outcome.Amounts = payments.Amounts{Charged: eur(1340), Tip: eur(100)}
	}},
	{"by chip", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Outcome.Card.Entry = payments.EntryChip }},
	{"by magnetic stripe", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Outcome.Card.Entry = payments.EntrySwipe }},
	{"typed in", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Outcome.Card.Entry = payments.EntryKeyed }},
	{"card without a scheme", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Outcome.Card.Scheme = "" }},
	{"too many digits were sent", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Outcome.Card.UnmaskedByProvider = true }},
	{"finished while away", payments.StateApproved, func(in *present.PaymentInput) { in.While = true }},
	{"a wish to stop that came too late", payments.StateApproved, func(in *present.PaymentInput) {
		in.Attempt.Notice = payments.NoticeCancelRefused
	}},
	{"listed twice", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Notice = payments.NoticeChargedTwice }},
	{"listed twice, and paid in part", payments.StatePartial, func(in *present.PaymentInput) { in.Attempt.Notice = payments.NoticeChargedTwice }},
	{"a refund that is listed twice", payments.StateApproved, func(in *present.PaymentInput) {
		in.Attempt.Kind, in.Attempt.Notice = payments.KindRefund, payments.NoticeChargedTwice
	}},
	{"refunded since", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Outcome.Refunded = true }},
	{"receipt inline", payments.StateApproved, func(in *present.PaymentInput) {
		in.Receipts, in.Attempt.Outcome.Receipts.Customer = nil, "<p>receipt</p>"
	}},
	{"no receipt", payments.StateApproved, func(in *present.PaymentInput) {
		in.Receipts, in.Attempt.Outcome.Receipts, in.Attempt.Notice = nil, payments.Receipts{}, payments.NoticeReceiptMissing
	}},
	{"declined without a reason", payments.StateDeclined, func(in *present.PaymentInput) { in.Attempt.Outcome.Reason = payments.ReasonNone }},
	{"declined with the terminal's words", payments.StateDeclined, func(in *present.PaymentInput) { in.Attempt.Outcome.Message = "INSUFFICIENT FUNDS" }},
	{"a part, the rest not stated", payments.StatePartial, func(in *present.PaymentInput) { in.Attempt.Outcome.Amounts = payments.Amounts{} }},
	{"a part, and no reversal at this gateway", payments.StatePartial, func(in *present.PaymentInput) { in.Info.Operations = nil }},
	{"refused, terminal busy", payments.StateUnknown, func(in *present.PaymentInput) { in.Attempt.Sent.Refusal = payments.ReasonBusy }},
	{"refused, terminal off", payments.StateUnknown, func(in *present.PaymentInput) { in.Attempt.Sent.Refusal = payments.ReasonTerminalOff }},
	{"refused, asked too often", payments.StateUnknown, func(in *present.PaymentInput) { in.Attempt.Sent.Refusal = payments.ReasonRateLimited }},
	{"refused, another reason", payments.StateUnknown, func(in *present.PaymentInput) { in.Attempt.Sent.Refusal = payments.ReasonRequest }},
	{"a refund that was refused", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Attempt.Kind, in.Attempt.Sent.Refusal = payments.KindRefund, payments.ReasonBusy
	}},
	{"refused, and the terminal has yet to say whether it is idle", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Attempt.Sent.Refusal, in.Progress.CertainIn, in.Progress.Unheard = payments.ReasonBusy, 395*time.Second, true
	}},
	{"refused, and the terminal stays busy", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Attempt.Sent.Refusal, in.Progress.CertainIn, in.Progress.Busy = payments.ReasonBusy, 395*time.Second, true
	}},
	{"nobody answers", payments.StateUnknown, func(in *present.PaymentInput) { in.Progress.Silent = true }},
	{"only the longest flow ends it", payments.StateUnknown, func(in *present.PaymentInput) {
		in.Progress.CertainIn, in.Progress.LatestIn = 0, 4*time.Minute
	}},
	{"a wish that failed", payments.StateWaiting, func(in *present.PaymentInput) { in.Problem = &payments.Error{Kind: payments.ErrorOffline} }},
	{"a wish that got no answer", payments.StateUnknown, func(in *present.PaymentInput) { in.Problem = &payments.Error{Kind: payments.ErrorTimeout} }},
	{"a wish that got an old answer", payments.StateUnknown, func(in *present.PaymentInput) { in.Problem = &payments.Error{Kind: payments.ErrorStale} }},
	{"a wish with a closed keyring", payments.StateUnknown, func(in *present.PaymentInput) { in.Problem, in.Unasked = present.ErrKeyring, true }},
	{"both sides of a mismatch", payments.StateMismatch, func(in *present.PaymentInput) { in.Attempt.Mismatched = mismatched() }},
	{"both sides, from the status service", payments.StateMismatch, func(in *present.PaymentInput) {
		in.Attempt.Mismatched = mismatched()
		in.Attempt.Mismatched.Source, in.Attempt.Mismatched.Device.Serial = payments.SourceStatus, ""
	}},
	{"a mismatch that a person closed", payments.StateClosed, func(in *present.PaymentInput) {
		in.Attempt.Mismatch, in.Attempt.Mismatched = []string{"amount", "terminal"}, mismatched()
	}},
	{"closed, and proven later", payments.StateApproved, func(in *present.PaymentInput) { in.Attempt.Closed = "slip says declined" }},
	{"a word nobody has seen", payments.State("teleported"), func(*present.PaymentInput) {}},
}

func saleScreens(p *present.Presenter) string {
	var w page
	show := func(name string, change func(*present.SaleInput)) {
		in := sale()
		change(&in)
		v := p.Sale(in)
		w.head("%s", name)
		for _, line := range v.Unfinished.Lines {
			w.line("! "+line, string(v.Unfinished.Tone))
		}
		w.line(v.Unfinished.Look, v.Unfinished.Key)
		w.sentence(v.Trouble)
		w.line(v.Amount.String(), v.AmountHint)
		w.buttons(v.Charge)
		w.line(v.TerminalsNote)
		w.cards(v.Terminals)
		w.sentence(v.NoTerminals)
		w.balance(v.Today)
		w.line(v.LastEmpty)
		w.rows(v.Last)
	}
	v := p.Sale(sale())
	w.line(v.TerminalsTitle, v.LastTitle, v.NotePlaceholder, v.NoteShort, fmt.Sprint(v.NoteLimit))
	for _, v := range saleVariants {
		show(v.name, v.change)
	}
	for _, h := range []time.Duration{0, 14 * time.Second, 3 * time.Minute, 2 * time.Hour, 30 * time.Hour} {
		show("terminal answered "+h.String()+" ago", func(in *present.SaleInput) { in.Terminals[1].Health.At = now.Add(-h) })
	}
	for _, t := range trays {
		v := p.Tray(t.in)
		w.head("tray: %s", t.name)
		w.line(v.Title, v.Pill, v.Short, string(v.Tone))
		for _, i := range v.Items {
			w.line("  "+i.Badge.Letter, i.Amount.String(), mark(i.Mark), i.Word, i.Clock)
		}
	}
	return w.String()
}

var saleVariants = []struct {
	name   string
	change func(*present.SaleInput)
}{
	{"ready", func(*present.SaleInput) {}},
	{"too soon for the chosen terminal", func(in *present.SaleInput) { in.Terminals[1].StartsIn = 41 * time.Second }},
	{"too soon for all of them", func(in *present.SaleInput) {
		for i := range in.Terminals {
			in.Terminals[i].StartsIn = 41 * time.Second
		}
	}},
	{"nothing typed", func(in *present.SaleInput) { in.Entry = present.NewEntry("EUR") }},
	{"thirteen digits", func(in *present.SaleInput) { in.Entry = typed("EUR", strings.Split("1234567890123", "")...) }},
	{"a point in yen", func(in *present.SaleInput) { in.Entry = typed("JPY", "5", "00", ".") }},
	{"a third decimal", func(in *present.SaleInput) { in.Entry = typed("EUR", "5", ".", "5", "5", "5") }},
	{"less than the gateway takes", func(in *present.SaleInput) { in.Info.MinAmount = 2000 }},
	{"more than the gateway takes", func(in *present.SaleInput) { in.Info.MaxAmount = 1000 }},
	{"no agreement", func(in *present.SaleInput) { in.Info.Currencies = []payments.Currency{"GBP"} }},
	{"no currency", func(in *present.SaleInput) { in.Entry = typed("") }},
	{"pressed", func(in *present.SaleInput) { in.Busy = true }},
	{"no key", func(in *present.SaleInput) { in.KeyGone, in.Terminals = true, nil }},
	{"no terminals", func(in *present.SaleInput) { in.Terminals = nil }},
	{"terminals not listed", func(in *present.SaleInput) {
		in.Terminals, in.Problem = nil, &payments.Error{Kind: payments.ErrorOffline}
	}},
	{"the keyring is closed", func(in *present.SaleInput) { in.Terminals, in.Problem = nil, present.ErrKeyring }},
	{"the keyring is closed, terminals of yesterday", func(in *present.SaleInput) { in.LastKnown, in.Problem = true, present.ErrKeyring }},
	{"no terminal chosen", func(in *present.SaleInput) { in.Selected = "" }},
	{"a silent terminal", func(in *present.SaleInput) { in.Selected = terrace.ID() }},
	{"an open payment", func(in *present.SaleInput) { in.Terminals[1].Open = true }},
	{"an open payment that waits for a person", func(in *present.SaleInput) {
		in.Terminals[1].Open, in.Terminals[1].Stuck = true, true
	}},
	{"being asked, without a name", func(in *present.SaleInput) {
		in.Terminals[1].Asking, in.Terminals[1].Badge.Name = true, ""
	}},
	{"never asked", func(in *present.SaleInput) { in.Terminals[1].Health = payments.Health{} }},
	{"the last payments", func(in *present.SaleInput) {
		in.Last, in.Today = history(), []checkout.Total{{Currency: "EUR", Payments: 31, Net: eur(61435), Open: 1}}
	}},
	{"one payment today, two open", func(in *present.SaleInput) {
		in.Today = []checkout.Total{{Currency: "EUR", Payments: 1, Net: eur(1240)}, {Currency: "GBP", Open: 2}}
	}},
	{"a barcode", func(in *present.SaleInput) { in.Scanned = true }},
	{"a card number", func(in *present.SaleInput) { in.CardTyped = true }},
	{"a terminal of another currency", func(in *present.SaleInput) { in.Entry = present.EntryOf(payments.MustMoney(1990, "CLP")).In("EUR") }},
	{"terminals of yesterday", func(in *present.SaleInput) { in.LastKnown = true }},
	{"the key is not accepted, terminals of yesterday", func(in *present.SaleInput) {
		in.LastKnown, in.Problem = true, &payments.Error{Kind: payments.ErrorUnauthorised}
	}},
	{"no connection, terminals of yesterday", func(in *present.SaleInput) {
		in.LastKnown, in.Problem = true, &payments.Error{Kind: payments.ErrorOffline}
	}},
	{"one closed", func(in *present.SaleInput) {
		in.Today = []checkout.Total{{Currency: "EUR", Payments: 1, Net: eur(1240), Closed: 1, ClosedAmount: eur(1995)}}
	}},
	{"two closed", func(in *present.SaleInput) {
		in.Today = []checkout.Total{{Currency: "EUR", Closed: 2, ClosedAmount: eur(1995)}}
	}},
	{"three open", func(in *present.SaleInput) {
		in.Open = unfinished(payments.KindSale, payments.StateUnknown, payments.StateCancelling, payments.StateWaiting)
	}},
	{"a sale that runs", func(in *present.SaleInput) { in.Open = unfinished(payments.KindSale, payments.StateWaiting) }},
	{"two refunds open", func(in *present.SaleInput) {
		in.Open = unfinished(payments.KindRefund, payments.StateUnknown, payments.StateCancelling)
	}},
	{"two of a hold open", func(in *present.SaleInput) {
		in.Open = unfinished(payments.KindHoldCapture, payments.StateUnknown, payments.StateCancelling)
	}},
	{"a charge of a hold that the keyring hides, and one for a person", func(in *present.SaleInput) {
		in.Open = unfinished(payments.KindHoldCapture, payments.StateUnknown, payments.StateNeedsAttention)
		in.Open[0].Unasked, in.Open[1].Look = true, true
	}},
	{"a hold that runs", func(in *present.SaleInput) { in.Open = unfinished(payments.KindHold, payments.StateWaiting) }},
	{"a decrease of a hold contradicted", func(in *present.SaleInput) {
		in.Open = contradictedSince(unfinished(payments.KindHoldDecrease, payments.StateDeclined)...)
	}},
	{"two contradicted", func(in *present.SaleInput) {
		in.Open = contradictedSince(unfinished(payments.KindSale, payments.StateDeclined, payments.StateApproved)...)
	}},
	{"a refund contradicted", func(in *present.SaleInput) {
		in.Open = contradictedSince(unfinished(payments.KindRefund, payments.StateDeclined)...)
	}},
	{"four open", func(in *present.SaleInput) {
		in.Open = unfinished(payments.KindRefund, payments.StateWaiting, payments.StateWaiting, payments.StateWaiting, payments.StateWaiting)
	}},
}

// trays are what may be unfinished or have finished unseen.
var trays = []struct {
	name string
	in   []present.TrayInput
}{
	{"one finished", finished(1)},
	{"two finished", finished(2)},
	{"listed twice", listedTwice(unfinished(payments.KindSale, payments.StateApproved, payments.StatePartial))},
	{"two put aside", []present.TrayInput{
		{Attempt: attempt(payments.KindSale, payments.StateWaiting), Badge: badgeA, Since: 42 * time.Second},
		{Attempt: attempt(payments.KindSale, payments.StateUnknown), Badge: badgeB, Since: 73 * time.Second},
	}},
}

// finished are payments that ended in the tray.
func finished(count int) []present.TrayInput {
	var all []present.TrayInput
	for range count {
		all = append(all, present.TrayInput{Attempt: attempt(payments.KindSale, payments.StateDeclined), Badge: badgeB, Since: 42 * time.Second})
	}
	return all
}

// listedTwice are payments of which the provider lists a second charge.
func listedTwice(all []present.TrayInput) []present.TrayInput {
	for i := range all {
		all[i].Attempt.Notice = payments.NoticeChargedTwice
	}
	return all
}

// unfinished are payments in these states.
func unfinished(k payments.Kind, states ...payments.State) []present.TrayInput {
	var all []present.TrayInput
	for _, s := range states {
		all = append(all, present.TrayInput{Attempt: attempt(k, s), Badge: badgeB, Since: 42 * time.Second})
	}
	return all
}

// history is a short day: newest first, as the journal lists it.
func history() []payments.Attempt {
	all := []payments.Attempt{
		attempt(payments.KindSale, payments.StateApproved),
		attempt(payments.KindSale, payments.StateDeclined),
		attempt(payments.KindSale, payments.StateUnknown),
		attempt(payments.KindRefund, payments.StateApproved),
		attempt(payments.KindSale, payments.StateApproved),
	}
	ago := []time.Duration{3 * time.Minute, 8 * time.Minute, 14 * time.Minute, 25 * time.Hour, 26 * time.Hour}
	for i := range all {
		all[i].Reference = fmt.Sprintf("attempt-%d", i)
		all[i].Created, all[i].Updated = now.Add(-ago[i]), now.Add(-ago[i])
	}
	all[0].Note = "order 118"
	all[3].Intent.Reason, all[3].Amount, all[3].Outcome.Amounts.Charged = "damaged cover", eur(500), eur(500)
	all[3].Original = payments.Original{Reference: all[4].Reference}
	return all
}
