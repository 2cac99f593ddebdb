package helcim

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

// tx is a transaction of 12.40 CAD under a number, changed by some members.
func tx(id int, invoice, status, kind string, more ...string) transaction {
	text := fmt.Sprintf(`"transactionId":%d,"invoiceNumber":%q,"status":%q,"type":%q,"amount":12.40,"currency":"CAD",
		"cardType":"VI","cardNumber":"4761730936","approvalCode":"123456"`, id, invoice, status, kind)
	members, t := map[string]json.RawMessage{}, transaction{}
	err := json.Unmarshal([]byte("{"+strings.Join(append([]string{text}, more...), ",")+"}"), &members) // the last of two counts
	body, wrong := json.Marshal(members)
	if err = errors.Join(err, wrong, json.Unmarshal(body, &t)); err != nil {
		panic(err)
	}
	return t
}

const ours = "7c0b2a54-9f0e-4c0d-8f5e-3d1c1a2b4e60"

func sale() payments.Attempt {
	return payments.Attempt{Intent: payments.Intent{
		Reference: ours, Kind: payments.KindSale, Amount: payments.MustMoney(1240, "CAD"), Terminal: payments.Terminal{Serial: "ABC1"},
		Created: time.Date(2026, 11, 30, 17, 0, 0, 0, time.UTC),
	}}
}

func silent() payments.Outcome {
	return payments.Outcome{State: payments.StateWaiting, Source: payments.SourceResult}
}

func TestTheDocumentedTransaction(t *testing.T) {
	body, err := os.ReadFile("testdata/transaction.json")
	if err != nil {
		t.Fatal(err)
	}
	one, err := parseTransaction(body)
	if err != nil {
		t.Fatal(err)
	}
	o := outcome(one, payments.SourceResult)
	want := payments.Outcome{
		State: payments.StateApproved, Source: payments.SourceResult, Kind: payments.KindSale,
		IDs:     payments.IDs{Transaction: "25769842", Authorisation: "T6E1ST"},
		Amounts: payments.Amounts{Charged: payments.MustMoney(10099, "CAD")},
		Card:    payments.Card{Scheme: "Mastercard", Masked: "545454******5454"},
	}
	if o != want {
		t.Errorf("got  %+v\nwant %+v", o, want)
	}
	if text := fmt.Sprintf("%+v %+v", one, o); strings.Contains(text, "Jane") || strings.Contains(text, "27f1ac3a") {
		t.Errorf("the holder's name or the token was read: %s", text)
	}
}

// Words, those that are documented and those that nobody has seen.
func TestWords(t *testing.T) {
	for _, c := range []struct {
		status, kind string
		want         payments.State
		is           payments.Kind
	}{
		{"APPROVED", "purchase", payments.StateApproved, payments.KindSale}, {"approved", "PURCHASE", payments.StateApproved, payments.KindSale},
		{"DECLINED", "purchase", payments.StateDeclined, payments.KindSale}, {"APPROVED", "", payments.StateApproved, ""},
		{"APPROVED", "refund", payments.StateApproved, payments.KindRefund}, {"APPROVED", "reverse", payments.StateApproved, payments.KindSaleReversal},
		{"PENDING", "purchase", payments.StateUnknown, payments.KindSale}, {"APPROVED ISH", "purchase", payments.StateUnknown, payments.KindSale},
		{"APPROVED", "verify", payments.StateUnknown, "verify"}, {"APPROVED", "preauth", payments.StateUnknown, "preauth"},
		{"APPROVED", "teleport", payments.StateUnknown, "teleport"}, {"DECLINED", "teleport", payments.StateUnknown, "teleport"},
	} {
		o := outcome(tx(1, "x", c.status, c.kind), payments.SourceResult)
		if o.State != c.want || o.Kind != c.is {
			t.Errorf("%s %s: %q %q", c.status, c.kind, o.State, o.Kind)
		}
		if moved := o.State == payments.StateApproved; moved == o.Amounts.Charged.IsZero() {
			t.Errorf("%s %s: charged %v", c.status, c.kind, o.Amounts.Charged)
		}
	}
}

// What a person looks for on Helcim's website is the invoice number that was sent.
func TestTheNumberThatAPersonLooksFor(t *testing.T) {
	g, _ := scripted(t, nil)
	back := sale()
	back.Kind, back.Reference, back.Original.FiledUnder = payments.KindRefund, "00000000-0000-4000-8000-000000000001", ours
	for _, a := range []payments.Attempt{sale(), back} {
		if got := g.Info().Traits.Number(a); got != invoiceNumber(ours) {
			t.Errorf("%s: %q, want %q", a.Kind, got, invoiceNumber(ours))
		}
	}
}

// What the transactions under one number say together.
func TestTheStoryOfASale(t *testing.T) {
	n := invoiceNumber(ours)
	no, yes := tx(1, n, "DECLINED", "purchase"), tx(2, n, "APPROVED", "purchase")
	for name, c := range map[string]struct {
		list   []transaction
		state  payments.State
		source payments.Source
		reason payments.Reason
		id     string
		wrong  []string
	}{
		"nobody has paid":                  {nil, payments.StateWaiting, payments.SourceResult, "", "", nil},
		"paid":                             {[]transaction{yes}, payments.StateApproved, payments.SourceResult, "", "2", nil},
		"declined so far":                  {[]transaction{no}, payments.StateDeclined, payments.SourceStatus, payments.ReasonIssuer, "1", nil},
		"another card":                     {[]transaction{no, yes}, payments.StateApproved, payments.SourceResult, "", "2", nil},
		"another card first":               {[]transaction{yes, tx(3, n, "DECLINED", "purchase")}, payments.StateApproved, payments.SourceResult, "", "2", nil},
		"charged twice":                    {[]transaction{yes, tx(3, n, "APPROVED", "purchase")}, payments.StateApproved, payments.SourceResult, payments.ReasonChargedTwice, "2", nil},
		"charged twice, one given back":    {[]transaction{yes, tx(3, n, "APPROVED", "purchase"), tx(4, n, "APPROVED", "reverse")}, payments.StateApproved, payments.SourceResult, "", "2", nil},
		"refunded since":                   {[]transaction{yes, tx(3, n, "APPROVED", "refund")}, payments.StateApproved, payments.SourceResult, "", "2", nil},
		"a word never seen":                {[]transaction{tx(1, n, "PONDERING", "purchase")}, payments.StateUnknown, payments.SourceResult, payments.ReasonNotUnderstood, "", nil},
		"a type never seen":                {[]transaction{tx(1, n, "APPROVED", "teleport")}, payments.StateUnknown, payments.SourceResult, payments.ReasonNotUnderstood, "", nil},
		"another amount":                   {[]transaction{tx(2, n, "APPROVED", "purchase", `"amount":99.99`)}, payments.StateApproved, payments.SourceResult, "", "2", []string{"amount"}},
		"another currency":                 {[]transaction{tx(2, n, "APPROVED", "purchase", `"currency":"USD"`)}, payments.StateApproved, payments.SourceResult, "", "2", []string{"currency"}},
		"an amount that cannot be read":    {[]transaction{tx(2, n, "APPROVED", "purchase", `"amount":"12,40"`)}, payments.StateApproved, payments.SourceResult, "", "2", []string{"amount"}},
		"another terminal":                 {[]transaction{tx(2, n, "APPROVED", "purchase", `"deviceCode":"ZZZ9"`)}, payments.StateApproved, payments.SourceResult, "", "2", []string{"terminal"}},
		"the number was used before":       {[]transaction{tx(2, n, "APPROVED", "purchase", `"dateCreated":"2026-11-20 10:00:00"`)}, payments.StateApproved, payments.SourceResult, "", "2", []string{"reference"}},
		"used before, and paid now":        {[]transaction{tx(1, n, "APPROVED", "purchase", `"dateCreated":"2026-11-20 10:00:00"`), yes}, payments.StateApproved, payments.SourceResult, "", "2", nil},
		"a clock that is some hours wrong": {[]transaction{tx(2, n, "APPROVED", "purchase", `"dateCreated":"2026-11-30 01:00:00"`)}, payments.StateApproved, payments.SourceResult, "", "2", nil},
	} {
		o := story(c.list, sale(), silent())
		if o.State != c.state || o.Source != c.source || o.Reason != c.reason || o.IDs.Transaction != c.id {
			t.Errorf("%s: %q from %q because %q, %q", name, o.State, o.Source, o.Reason, o.IDs.Transaction)
		}
		if wrong := sale().Compare(o); o.State.Final() && !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: wrong in %q, want %q", name, wrong, c.wrong)
		}
	}
	for word, one := range map[string]transaction{"PONDERING": tx(1, n, "PONDERING", "purchase"), "teleport": tx(1, n, "APPROVED", "teleport")} {
		if o := story([]transaction{one}, sale(), silent()); o.Answer.Code != word {
			t.Errorf("%s is told as %q", word, o.Answer.Code)
		}
	}
	if o := story([]transaction{yes, tx(3, n, "APPROVED", "refund")}, sale(), silent()); !o.Refunded {
		t.Error("a refunded sale without saying so")
	}
}

// A refund at a terminal is a new one of its kind and amount, and where there is more than one a
// person has to look.
func TestWhatFollowedASale(t *testing.T) {
	n := invoiceNumber(ours)
	a := sale()
	a.Kind, a.Reference = payments.KindRefund, "00000000-0000-4000-8000-000000000001"
	a.Original = payments.Original{TransactionID: "2", FiledUnder: ours, Reference: ours}
	a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{"2", "3"}, true
	paid, before := tx(2, n, "APPROVED", "purchase"), tx(3, n, "APPROVED", "refund")
	for name, c := range map[string]struct {
		list   []transaction
		state  payments.State
		reason payments.Reason
	}{
		"nothing new":             {[]transaction{paid, before}, payments.StateWaiting, ""},
		"ours":                    {[]transaction{paid, before, tx(4, n, "APPROVED", "refund")}, payments.StateApproved, ""},
		"listed with a minus":     {[]transaction{paid, tx(4, n, "APPROVED", "refund", `"amount":-12.40`)}, payments.StateApproved, ""},
		"two that may be ours":    {[]transaction{paid, tx(4, n, "APPROVED", "refund"), tx(5, n, "APPROVED", "refund")}, payments.StateUnknown, payments.ReasonUnclaimed},
		"another amount":          {[]transaction{paid, tx(4, n, "APPROVED", "refund", `"amount":1.00`)}, payments.StateWaiting, ""},
		"a reversal":              {[]transaction{paid, tx(4, n, "APPROVED", "reverse")}, payments.StateWaiting, ""},
		"declined":                {[]transaction{paid, tx(4, n, "DECLINED", "refund")}, payments.StateDeclined, payments.ReasonIssuer},
		"under a name never seen": {[]transaction{paid, tx(4, n, "APPROVED", "giveback")}, payments.StateUnknown, payments.ReasonUnclaimed},
	} {
		if o := child(c.list, a, silent()); o.State != c.state || o.Reason != c.reason {
			t.Errorf("%s: %q because %q", name, o.State, o.Reason)
		}
	}
	a.Sent.PriorChildrenRead = false
	if o := child([]transaction{paid, tx(4, n, "APPROVED", "refund")}, a, silent()); o.State.Final() {
		t.Errorf("%q without the list from before", o.State)
	}
}

func TestCards(t *testing.T) {
	for said, want := range map[[2]string]payments.Card{
		{"VI", "4761730936"}:               {Scheme: "Visa", Masked: "476173******0936"},
		{"Visa", "476173******0936"}:       {Scheme: "Visa", Masked: "476173******0936"},
		{"IN", "5892 97** **** 5521"}:      {Scheme: "Interac", Masked: "589297******5521"},
		{"Interac Debit", ""}:              {Scheme: "Interac"},
		{"ZZ", "0936"}:                     {Scheme: "ZZ", Masked: "******0936"},
		{"MasterCard", "5454545454545454"}: {Scheme: "MasterCard", Masked: "545454******5454", UnmaskedByProvider: true},
	} {
		one := tx(1, "x", "APPROVED", "purchase", fmt.Sprintf(`"cardType":%q,"cardNumber":%q`, said[0], said[1]))
		if got := card(one); got != want {
			t.Errorf("%q: %+v, want %+v", said, got, want)
		}
	}
}
