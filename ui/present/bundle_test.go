package present_test

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// bundled is a sale with everything about it that must not leave, and what helps.
func bundled() present.BundleInput {
	a := attempt(payments.KindSale, payments.StateApproved)
	a.Note, a.Intent.Reason, a.By = "for Maria Lopez", "she was angry", payments.By{Operator: "Anna Smith", Approver: "Olga"}
	a.Account = payments.Account{Provider: "handpoint", Environment: "production", Profile: "default", KeyFingerprint: "f1a2b3"}
	a.Outcome.Card.Masked, a.Sent.ResultID, a.Sent.Token = "411111******0936", "1547854757-1", "digest-of-a-token"
	back := attempt(payments.KindRefund, payments.StateDeclined)
	back.By.Operator, back.Mismatch = "Anna Smith", []string{"amount", "currency"}
	at := now.Add(-11 * time.Second)
	return present.BundleInput{
		Version: "0.2.0", Now: now,
		Payments: []present.BundlePayment{
			{Attempt: a, Events: []checkout.Event{
				{At: at, Kind: checkout.EventRecorded, To: payments.StateRecorded, Detail: "typed by Anna Smith"},
				{At: at.Add(1234 * time.Millisecond), Kind: checkout.EventNoAnswer, From: payments.StateSending, To: payments.StateUnknown, Error: payments.ErrorOffline, Status: 502, Code: "1001"},
			}},
			{Attempt: back},
		},
		Settings: map[string]string{
			"environment": "production", "shop": "Harbour Books", "callback_url": "https://user:pass@till.example/hook?token=abc", "cloud_url": "not an address",
			"handpoint.cloud_url": "https://key@cloud.example:8443/x", "badge:PAXA920/1": "A;0;Counter", "refund_most": "5000", "api": "SECRET-KEY", "tips:production": "4111111111111111", "empty": "",
		},
		Profiles: []present.Profile{
			{Key: "production", Account: a.Account, Terminals: terminalsOf(2)}, {Key: "production:bar", Off: true},
			{Key: "production:tent", KeptKeys: present.KeptKeys{KeyMissing: true}}, {Key: "production:van", Problem: &payments.Error{Kind: payments.ErrorOffline}},
		},
	}
}

func terminalsOf(n int) []payments.Terminal { return make([]payments.Terminal, n) }

// What helps is in the bundle, and nothing that is a secret, a person's or typed.
func TestABundleHelpsAndTellsOnNobody(t *testing.T) {
	var all strings.Builder
	for _, f := range present.BundleFiles(bundled()) {
		all.WriteString(f.Name + "\n" + f.Text)
	}
	text := all.String()
	for _, wanted := range []string{
		"versions.txt", "version 0.2.0", "profile production provider=handpoint environment=production terminals=2 at work", "production:bar provider= environment= terminals=0 switched off",
		"without a key", "in trouble: offline", "environment = production", "shop = (set)", "callback_url = https://till.example\n", "handpoint.cloud_url = https://cloud.example:8443\n",
		"cloud_url = (set)", "badge:PAXA920/1 = A;0;Counter", "refund_most = 5000", "api = (set)", "tips:production = (set)", "empty = \n",
		"what: sale approved 12.40 EUR", "result id: 1547854757-1", "card: Visa 0936 contactless", "by: person-1 person-2", "note: (15 characters)", "why: (13 characters)",
		"+1.234s no_answer sending>unknown offline 1001 http=502", "does not fit: amount currency",
	} {
		if !strings.Contains(text, wanted) {
			t.Errorf("without %q:\n%s", wanted, text)
		}
	}
	for _, secret := range []string{"Maria", "angry", "Anna", "Olga", "f1a2b3", "digest", "411111", "SECRET", "pass@", "token=", "key@", "4111", "Harbour"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the bundle", secret)
		}
	}
}

func bundleScreens(w *page, p *present.Presenter) {
	for _, s := range []present.BundleState{{Reading: true, Payments: 1}, {Payments: 25}, {Payments: 25, File: "/home/shop/tillside-support.zip"}} {
		v := p.Bundle(s)
		w.head("support file: %d payments, reading %v", s.Payments, s.Reading)
		w.line(v.Title)
		w.line(v.Body)
		w.line(v.Said)
		w.buttons(v.Buttons...)
	}
	w.question(p.AskBundle())
	w.line("[" + p.BundleWay() + "]")
}
