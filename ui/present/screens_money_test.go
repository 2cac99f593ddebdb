package present_test

import (
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// refundInput is a sale of 39.90 EUR of which 5.00 was given back; another 5.00 may go now.
func refundInput() present.RefundInput {
	original := attempt(payments.KindSale, payments.StateApproved)
	original.Amount, original.Outcome.Amounts.Charged = eur(3990), eur(3990)
	original.Created = time.Date(2026, time.November, 17, 16, 20, 2, 0, time.UTC)
	earlier := attempt(payments.KindRefund, payments.StateApproved)
	earlier.Amount, earlier.Outcome.Amounts.Charged, earlier.Intent.Reason = eur(500), eur(500), "damaged cover"
	earlier.Created = original.Created.Add(24 * time.Minute)
	return present.RefundInput{
		Original:     original,
		RefundFamily: present.RefundFamily{Linked: []payments.Attempt{earlier}},
		Refundable:   checkout.Refundable{Charged: eur(3990), Refunded: eur(500), Rest: eur(3490), Asked: true},
		Partial:      true, Entry: typed("EUR", "5", "00"), Reason: "torn page",
		Selected: door.ID(), Terminals: terminals(), Now: now,
	}
}

var refundVariants = []struct {
	name   string
	change func(*present.RefundInput)
}{
	{"a part", func(*present.RefundInput) {}},
	{"all that is left", func(in *present.RefundInput) { in.Partial = false }},
	{"more than is left", func(in *present.RefundInput) { in.Entry = present.EntryOf(eur(3491)) }},
	{"another currency", func(in *present.RefundInput) { in.Entry = typed("GBP", "1") }},
	{"nothing typed", func(in *present.RefundInput) { in.Entry = present.NewEntry("EUR") }},
	{"three decimals", func(in *present.RefundInput) { in.Entry = typed("EUR", "5", ".", "0", "0", "0") }},
	{"no reason", func(in *present.RefundInput) { in.Reason = "  " }},
	{"loading", func(in *present.RefundInput) { in.Loading = true }},
	{"not found out", func(in *present.RefundInput) { in.Problem = checkout.ErrLookupFailed }},
	{"from the journal alone", func(in *present.RefundInput) { in.Refundable.Asked, in.Partial = false, false }},
	{"reversed", func(in *present.RefundInput) { in.Refundable.Reversed = true }},
	{"another refund is open", func(in *present.RefundInput) {
		in.Refundable.Open = true
		in.Linked = append(in.Linked, attempt(payments.KindRefund, payments.StateUnknown), attempt(payments.KindRefund, payments.StateDeclined))
	}},
	{"nothing left", func(in *present.RefundInput) { in.Refundable.Rest = eur(0) }},
	{"a silent terminal", func(in *present.RefundInput) { in.Selected = terrace.ID() }},
	{"pressed", func(in *present.RefundInput) { in.Busy = true }},
	{"nothing known of the card", func(in *present.RefundInput) { in.Original.Outcome.Card = payments.Card{} }},
}

// unlinkedInput is a refund of 12.40 EUR typed twice, with no sale that it may belong to.
func unlinkedInput() present.UnlinkedInput {
	return present.UnlinkedInput{
		First: typed("EUR", "1", "2", "4", "0"), Again: typed("EUR", "1", "2", "4", "0"), Repeating: true,
		Reason: "bought at the market", Selected: door.ID(), Terminals: terminals(), Info: handpoint, Now: now,
	}
}

var unlinkedVariants = []struct {
	name   string
	change func(*present.UnlinkedInput)
}{
	{"typed twice", func(*present.UnlinkedInput) {}},
	{"nothing typed", func(in *present.UnlinkedInput) { in.Repeating, in.First = false, present.NewEntry("EUR") }},
	{"typed once", func(in *present.UnlinkedInput) { in.Repeating = false }},
	{"second time empty", func(in *present.UnlinkedInput) { in.Again = present.NewEntry("EUR") }},
	{"second time different", func(in *present.UnlinkedInput) { in.Again = typed("EUR", "1", "2") }},
	{"a sale of this amount", func(in *present.UnlinkedInput) { in.Recent = history() }},
	{"no reason", func(in *present.UnlinkedInput) { in.Reason = "" }},
	{"not offered", func(in *present.UnlinkedInput) { in.Info.Operations = nil }},
	{"too large", func(in *present.UnlinkedInput) { in.Info.MaxAmount = 100 }},
	{"too small", func(in *present.UnlinkedInput) { in.Info.MinAmount = 100_000 }},
	{"pressed", func(in *present.UnlinkedInput) { in.Busy = true }},
}

func refundScreens(p *present.Presenter) string {
	var w page
	for _, one := range refundVariants {
		in := refundInput()
		one.change(&in)
		v := p.Refund(in)
		w.head("refund: %s", one.name)
		w.line(v.Title, v.Original)
		w.balance(v.Lines)
		w.line(choice(v.Full), choice(v.Part))
		w.line(v.Amount.String(), v.Hint)
		w.field(v.Reason)
		w.buttons(v.Confirm, v.Keep)
	}
	for _, one := range unlinkedVariants {
		in := unlinkedInput()
		one.change(&in)
		v := p.Unlinked(in)
		w.head("refund without a sale: %s", one.name)
		w.line(v.Title + ". " + v.Body)
		w.line(v.Prompt+":", v.Amount.String(), v.Hint)
		w.line(v.Warning)
		w.rows(v.Similar)
		w.field(v.Reason)
		w.buttons(v.Confirm, v.Keep)
	}
	w.head("before a sale is reversed")
	w.question(p.AskReverse(present.ReverseInput{Original: attempt(payments.KindSale, payments.StateApproved), Badge: badgeB}))
	w.head("before a refund is taken back")
	w.question(p.AskReverse(present.ReverseInput{Original: attempt(payments.KindRefund, payments.StateApproved), Badge: badgeB}))
	w.head("the same amount within a minute")
	paid := attempt(payments.KindSale, payments.StateApproved)
	paid.Updated = now.Add(-40 * time.Second)
	doubles := present.DuplicateInput{Amount: eur(1240), Badges: badges(), Recent: []payments.Attempt{paid}, Now: now}
	q, _ := p.AskDuplicate(doubles)
	w.question(q)
	w.head("the same amount while a payment of it is open")
	open := attempt(payments.KindSale, payments.StateUnknown)
	open.Terminal = counter
	doubles.Recent = append(doubles.Recent, open)
	q, _ = p.AskDuplicate(doubles)
	w.question(q)
	w.head("a high amount")
	for _, k := range []payments.Kind{payments.KindSale, payments.KindHold, payments.KindHoldIncrease} {
		q, _ = p.AskLarge(k, eur(1_000_000), 999_999)
		w.question(q)
	}
	w.head("closing by hand")
	w.question(p.AskClose(attempt(payments.KindSale, payments.StateNeedsAttention), payments.Info{}))
	ownerScreens(&w, p)
	return w.String()
}

func journalScreens(p *present.Presenter) string {
	var w page
	show := func(name string, in present.JournalInput) {
		v := p.Journal(in)
		w.head("%s", name)
		w.line("<"+v.SearchPlaceholder+">", v.OpenChip, p.ShowAll())
		w.line(v.SearchNote)
		for _, d := range v.Days {
			w.line("-- "+d.Title, d.Sum)
			w.rows(d.Rows)
		}
		w.sentence(v.Empty)
		w.line(v.More)
	}
	badges := map[string]payments.Badge{door.ID(): badgeB}
	show("a journal", present.JournalInput{
		Attempts: append(history(), months()...), Badges: badges, Open: 1, More: true, Now: now,
		Totals: map[time.Time][]checkout.Total{
			time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC): {{Currency: "EUR", Payments: 31, Net: eur(61435)}, {Currency: "GBP", Payments: 1, Net: payments.MustMoney(500, "GBP")}},
		},
	})
	show("given back", present.JournalInput{Attempts: given(), Now: now})
	show("an empty journal", present.JournalInput{Open: 3, Now: now})
	show("nothing found", present.JournalInput{Search: &present.SearchProgress{}, Now: now})
	march := time.Date(2026, time.March, 3, 9, 0, 0, 0, time.UTC)
	paused, running := present.SearchProgress{Back: march}, present.SearchProgress{Back: march, Running: true}
	show("searching", present.JournalInput{Attempts: history(), Search: &running, Now: now})
	show("searched a part", present.JournalInput{Attempts: history(), Search: &paused, Now: now})
	show("searching, without a hit", present.JournalInput{Search: &running, Now: now})
	show("searched a part, without a hit", present.JournalInput{Search: &paused, Now: now})
	show("nothing open", present.JournalInput{OpenOnly: true, Now: now})
	show("a day that was typed", present.JournalInput{Attempts: history(), Search: &present.SearchProgress{}, Day: "Tuesday 17 November", Now: now})
	filterScreens(&w, p, badges)
	dayScreens(&w, p, badges)
	for _, k := range payments.Kinds() {
		for _, row := range payments.States() {
			w.head("detail · %s · %s", k, row.State)
			detail(&w, p, detailInput(k, row.State))
		}
	}
	for _, n := range payments.Notices() {
		in := detailInput(payments.KindSale, payments.StateUnknown)
		in.Attempt.Notice, in.Progress = n, checkout.Progress{}
		w.head("detail · notice %s", n)
		detail(&w, p, in)
	}
	contradicted := detailInput(payments.KindSale, payments.StateRefused)
	contradicted.Attempt.Notice, contradicted.Attempt.Mismatched.IDs.Transaction = payments.NoticeContradiction, "25764674"
	w.head("detail · contradicted")
	detail(&w, p, contradicted)
	asking := detailInput(payments.KindSale, payments.StateApproved)
	asking.Linked, asking.Refundable, asking.Asking = nil, nil, true
	w.head("detail · while the provider is asked what can still be done")
	detail(&w, p, asking)
	w.head("every event")
	all := detailInput(payments.KindSale, payments.StateApproved)
	all.Events = events()
	detail(&w, p, all)
	return w.String()
}

// months is a sale in every month and on every weekday, for their names.
func months() []payments.Attempt {
	var all []payments.Attempt
	for m := time.December; m >= time.January; m-- {
		a := attempt(payments.KindSale, payments.StateApproved)
		a.Created = time.Date(2025, m, 2*int(m), 10, 0, 0, 0, time.UTC)
		all = append(all, a)
	}
	for day := 10; day <= 16; day++ {
		a := attempt(payments.KindSale, payments.StateApproved)
		a.Created = time.Date(2024, time.December, 26-day, 10, 0, 0, 0, time.UTC)
		all = append(all, a)
	}
	return all
}

func detailInput(k payments.Kind, s payments.State) present.DetailInput {
	a := attempt(k, s)
	in := present.DetailInput{Attempt: a, Badge: badgeB, Info: handpoint, Progress: progress(s), Now: now}
	if k == payments.KindSale && s == payments.StateApproved {
		refund := refundInput()
		refund.Original.Outcome.IDs = payments.IDs{Transaction: "eft-1", Authorisation: "123456", RRN: "632414000001"}
		refund.Original.Outcome.Answer.Code = "000"
		refund.Original.Account.Environment = "production"
		in.Attempt, in.Linked, in.Refundable = refund.Original, refund.Linked, &refund.Refundable
	}
	if k.Linked() {
		in.Attempt.Intent.Reason, in.Attempt.Original.Reference = "torn page", "the sale"
	}
	return in
}

// events is one of each kind, and of those that say more when they know why.
func events() []checkout.Event {
	at := now.Add(-time.Minute)
	var all []checkout.Event
	add := func(e checkout.Event) {
		e.At = at
		at = at.Add(1100 * time.Millisecond)
		all = append(all, e)
	}
	for _, k := range checkout.EventKinds() {
		add(checkout.Event{Kind: k, To: payments.StateApproved, Detail: "amount, terminal, colour"})
	}
	for _, kind := range payments.ErrorKinds() {
		add(checkout.Event{Kind: checkout.EventAnswered, Error: kind, To: payments.StateUnknown})
	}
	for _, to := range []payments.State{payments.StateUnknown, payments.StateNotSent, payments.StateRefused} {
		add(checkout.Event{Kind: checkout.EventAnswered, To: to})
		add(checkout.Event{Kind: checkout.EventAnswered, To: to, Error: payments.ErrorBusy, Code: "1001", Status: 400, Detail: "Terminal busy"})
	}
	for _, by := range checkout.Tellers() {
		for _, state := range []payments.State{payments.StateApproved, payments.StatePartial, payments.StateDeclined,
			payments.StateCancelled, payments.StateFailed, payments.StateWaiting, payments.StateUnknown} {
			add(checkout.Event{Kind: checkout.EventEvidence, Detail: checkout.Statement{Teller: by, State: state}.String()})
		}
		said := checkout.Statement{Teller: by, State: payments.StateApproved}.String()
		add(checkout.Event{Kind: checkout.EventResult, To: payments.StateApproved, Detail: said, Code: "00"})
		add(checkout.Event{Kind: checkout.EventContradiction, To: payments.StateDeclined, Detail: said})
	}
	add(checkout.Event{Kind: checkout.EventEvidence, Detail: string(payments.NoticeWrongKey)})
	add(checkout.Event{Kind: checkout.EventAttention, Detail: string(payments.NoticeWrongKey)})
	add(checkout.Event{Kind: checkout.EventContradiction, Detail: checkout.AnotherCharge})
	add(checkout.Event{Kind: checkout.EventNoAnswer, Error: payments.ErrorServer, Status: 503})
	add(checkout.Event{Kind: checkout.EventClosed, To: payments.StateClosed})
	add(checkout.Event{Kind: checkout.EventResult, To: payments.StateDeclined})
	add(checkout.Event{Kind: checkout.EventMismatch, Detail: "reference,kind,currency,original"})
	add(checkout.Event{Kind: "a kind of a later version"})
	return all
}

func chooseScreens(p *present.Presenter) string {
	var w page
	show := func(name string, in present.ChooseInput) {
		in.Now = now
		v := p.Choose(in)
		w.head("finding the payment to refund: %s", name)
		w.line(v.Title + ". " + v.Body)
		w.line("<" + v.SearchPlaceholder + ">")
		w.line(v.SearchNote)
		w.rows(v.Rows)
		w.line(v.More)
		w.sentence(v.Empty)
		w.buttons(v.Unlinked)
	}
	returned := given()
	show("given back", present.ChooseInput{Attempts: returned, Info: handpoint})
	show("some", present.ChooseInput{Attempts: history(), Badges: map[string]payments.Badge{door.ID(): badgeB}, Info: handpoint})
	show("none", present.ChooseInput{Info: handpoint})
	show("nothing found", present.ChooseInput{Text: "0936"})
	part := present.SearchProgress{Back: now.AddDate(-1, 0, 0)}
	show("searched a part", present.ChooseInput{Text: "0936", Attempts: history(), Search: part, Info: handpoint})
	show("a long list", present.ChooseInput{Attempts: history(), Search: part, Info: handpoint})
	show("searched a part, without a hit", present.ChooseInput{Text: "0936", Search: part, Info: handpoint})
	show("loading", present.ChooseInput{Loading: true})
	return w.String()
}

func detail(w *page, p *present.Presenter, in present.DetailInput) {
	v := p.Detail(in)
	w.line(v.Title)
	w.line(v.Amount.String(), mark(v.Mark), v.Word, v.Detail, string(v.Tone))
	w.line(v.Body)
	w.balance(v.Balance)
	for _, r := range v.Timeline {
		w.line(v.TimelineTitle+":", r.Time, r.Text, string(r.Tone))
	}
	for _, f := range v.Facts {
		w.line("  "+f.Name+":", f.Value)
	}
	w.buttons(v.Buttons...)
}
