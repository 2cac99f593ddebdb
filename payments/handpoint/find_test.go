package handpoint_test

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tillside/payments"
)

const (
	plainRoute = "GET /transactions/" + reference + "/status"
	allRoute   = plainRoute + "/all"
)

// entry writes one entry of the status host.
func entry(kind, finStatus, id, originalID string, amount string) string {
	return `{"type":"` + kind + `","finStatus":"` + finStatus + `","efttransactionID":"` + id + `","originalEFTTransactionID":"` + originalID +
		`","requestedAmount":` + amount + `,"totalAmount":` + amount + `,"currency":"EUR","transactionReference":"` + reference + `","customerReference":"op15248"}`
}

// named is an entry with another customer reference than that of our attempts.
func named(entry, customer string) string {
	return strings.Replace(entry, `"customerReference":"op15248"`, `"customerReference":"`+customer+`"`, 1)
}

// ofReference files a sample under the reference that is asked for.
func ofReference(sample string) string {
	return filed.ReplaceAllString(sample, `"transactionReference": "`+reference+`"`)
}

var filed = regexp.MustCompile(`"transactionReference": "[^"]*"`)

func list(entries ...string) string { return "[" + strings.Join(entries, ",") + "]" }

func TestFindASaleByItsFirstEntry(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		state  payments.State
		kind   payments.ErrorKind
		check  func(payments.Outcome) bool
	}{
		{"the sample", 200, ofReference(sample(t, "status")), payments.StateApproved, "", func(o payments.Outcome) bool { return o.IDs.Authorisation == "010119" }},
		{"never seen", 200, `{"finStatus":"UNDEFINED","transactionReference":"` + reference + `"}`, payments.StateUnknown, "",
			func(o payments.Outcome) bool { return o.NotFound && o.IDs.Reference == reference }},
		{"running", 200, entry("SALE", "IN_PROGRESS", "a", "", "300"), payments.StateWaiting, "", func(o payments.Outcome) bool { return !o.NotFound }},
		{"refunded since", 200, entry("SALE", "REFUNDED", "a", "", "300"), payments.StateApproved, "", func(o payments.Outcome) bool { return o.Refunded }},
		{"in part", 200, entry("SALE", "PARTIAL_APPROVAL", "a", "", "300"), payments.StatePartial, "", func(o payments.Outcome) bool { return o.Choosing }},
		{"a new word", 200, entry("SALE", "PONDERING", "a", "", "300"), payments.StateUnknown, "", func(o payments.Outcome) bool { return !o.NotFound }},
		{"never seen, and no name", 200, `{"finStatus":"UNDEFINED"}`, payments.StateUnknown, "", func(o payments.Outcome) bool { return o.NotFound }},
		{"never seen, in capitals", 200, `{"finStatus":"UNDEFINED","transactionReference":"` + strings.ToUpper(reference) + `"}`, payments.StateUnknown, "",
			func(o payments.Outcome) bool { return o.NotFound }},
		{"never seen, and the placeholder", 200, `{"finStatus":"UNDEFINED","transactionReference":"00000000-0000-0000-0000-000000000000"}`,
			payments.StateUnknown, "", func(o payments.Outcome) bool { return o.NotFound }},
		{"never seen, but another", 200, `{"finStatus":"UNDEFINED","transactionReference":"` + original + `"}`, "", payments.ErrorUnreadable, nil},
		{"another one's approval", 200, sample(t, "status"), "", payments.ErrorUnreadable, nil},
		{"another one's refusal", 200, strings.ReplaceAll(entry("SALE", "DECLINED", "a", "", "300"), reference, original), "", payments.ErrorUnreadable, nil},
		{"404 is not never seen", 404, `{"error":{}}`, "", payments.ErrorNotFound, nil},
		{"401", 401, ``, "", payments.ErrorUnauthorised, nil},
		{"403", 403, ``, "", payments.ErrorUnauthorised, nil},
		{"429", 429, ``, "", payments.ErrorRateLimited, nil},
		{"500", 500, ``, "", payments.ErrorServer, nil},
		{"204", 204, ``, "", payments.ErrorUnreadable, nil},
		{"a list", 200, `[]`, "", payments.ErrorUnreadable, nil},
		{"a page", 200, `<html>UNDEFINED</html>`, "", payments.ErrorPortal, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say(plainRoute, test.status, test.body)
				got, err := s.Find(t.Context(), attempt(payments.KindSale))
				if got.State != test.state || payments.KindOf(err) != test.kind || (err != nil) != (test.kind != "") {
					t.Fatalf("got %+v, %v", got, err)
				}
				if err == nil && (got.Source != payments.SourceStatus || got.ServerDate.IsZero() || !test.check(got)) {
					t.Fatalf("got %+v", got)
				}
				if all := s.net.Requests(); len(all) != 1 || all[0].Host != statusHost || all[0].Header.Get("ApiKeyCloud") != testKey {
					t.Fatalf("asked %+v", all)
				}
			})
		})
	}
}

// A first entry that moved no money is believed only when no later one says otherwise.
func TestFindLooksBehindADeclinedFirstEntry(t *testing.T) {
	tap := entry("SALE", "DECLINED", "a", "", "300")
	chip := entry("SALE", "AUTHORISED", "b", "", "300")
	tests := []struct {
		name     string
		history  string
		state    payments.State
		id       string
		refunded bool
		reason   payments.Reason
	}{
		{"alone", list(tap), payments.StateDeclined, "a", false, payments.ReasonIssuer},
		{"gone", list(), payments.StateDeclined, "a", false, payments.ReasonIssuer},
		{"chip after tap", list(tap, chip), payments.StateApproved, "b", false, ""},
		{"chip in part", list(tap, entry("SALE", "PARTIAL_APPROVAL", "b", "", "300")), payments.StatePartial, "b", false, ""},
		{"the tap names no type", list(entry("UNDEFINED", "DECLINED", "a", "", "300"), chip), payments.StateApproved, "b", false, ""},
		{"declined twice", list(tap, entry("SALE", "DECLINED", "b", "", "300")), payments.StateDeclined, "a", false, payments.ReasonIssuer},
		{"chip still runs", list(tap, entry("SALE", "IN_PROGRESS", "b", "", "300")), payments.StateWaiting, "b", false, ""},
		{"a new word", list(tap, entry("SALE", "PONDERING", "b", "", "300")), payments.StateUnknown, "b", false, ""},
		{"chip, then refunded", list(tap, chip, entry("REFUND", "AUTHORISED", "c", "b", "300")), payments.StateApproved, "b", true, ""},
		{"chip, refunded in part", list(tap, chip, entry("REFUND", "AUTHORISED", "c", "b", "100")), payments.StateApproved, "b", false, ""},
		{"chip, refund declined", list(tap, chip, entry("REFUND", "DECLINED", "c", "b", "300")), payments.StateApproved, "b", false, ""},
		{"charged twice", list(tap, chip, entry("SALE", "AUTHORISED", "c", "", "300")), payments.StateUnknown, "", false, payments.ReasonContradiction},
		{"charged, undone, charged", list(tap, chip, entry("REVERSAL", "AUTHORISED", "c", "b", "300"), entry("SALE", "AUTHORISED", "d", "", "300")),
			payments.StateApproved, "d", false, ""},
		{"taken back by the chip", list(tap, entry("REVERSAL", "AUTHORISED", "c", "a", "300")), payments.StateDeclined, "a", false, payments.ReasonIssuer},
		{"a refund is no sale", list(tap, entry("REFUND", "AUTHORISED", "c", "x", "300")), payments.StateDeclined, "a", false, payments.ReasonIssuer},
		{"one transaction, two words", list(entry("SALE", "AUTHORISED", "a", "", "300")), payments.StateUnknown, "", false, payments.ReasonContradiction},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say(plainRoute, 200, tap)
				s.cloud.say(allRoute, 200, test.history)
				got, err := s.Find(t.Context(), attempt(payments.KindSale))
				if err != nil || got.State != test.state || got.IDs.Transaction != test.id || got.Refunded != test.refunded || got.Reason != test.reason {
					t.Fatalf("got %+v, %v", got, err)
				}
				if got.NotFound || got.Source != payments.SourceStatus {
					t.Fatalf("got %+v", got)
				}
			})
		})
	}
}

func TestFindConcludesNothingWithoutTheSecondLook(t *testing.T) {
	for _, status := range []int{404, 403, 429, 500} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say(plainRoute, 200, entry("SALE", "DECLINED", "a", "", "300"))
			s.cloud.say(allRoute, status, `{}`)
			if got, err := s.Find(t.Context(), attempt(payments.KindSale)); err == nil || got.State != "" {
				t.Fatalf("got %+v, %v", got, err)
			}
		})
	}
}

func TestFindAsksUnderTheGatewaysReference(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say("GET /transactions/theirs%2F1/status", 200, `{"finStatus":"UNDEFINED"}`)
		a := attempt(payments.KindSale)
		a.Sent.Reference = "theirs/1"
		if got, err := s.Find(t.Context(), a); err != nil || !got.NotFound {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

func TestFindAnUnlinkedRefund(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say(plainRoute, 200, entry("REFUND", "AUTHORISED", "r", "", "10000"))
		a := attempt(payments.KindUnlinkedRefund)
		got, err := s.Find(t.Context(), a)
		if err != nil || got.State != payments.StateApproved || len(a.Compare(got)) != 0 {
			t.Fatalf("got %+v, %v, %q", got, err, a.Compare(got))
		}
	})
}

func TestHistoryOfTheSample(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say(allRoute, 200, ofReference(sample(t, "status_all")))
		got, err := s.History(t.Context(), reference)
		if err != nil || len(got) != 3 {
			t.Fatalf("got %+v, %v", got, err)
		}
		kinds := []payments.Kind{payments.KindSale, payments.KindRefund, payments.KindRefundReversal}
		for i, o := range got {
			if o.Kind != kinds[i] || o.State != payments.StateApproved || o.Amounts.Charged != payments.MustMoney(300, "EUR") ||
				o.IDs.Reference != reference || o.ServerDate.IsZero() {
				t.Errorf("%d: got %+v", i, o)
			}
		}
		if got[1].IDs.Original != got[0].IDs.Transaction || got[2].IDs.Original != got[1].IDs.Transaction {
			t.Error("the children have lost their parents")
		}
	})
}

// One entry of less than nothing does not hide the others, and is what was taken off a hold.
func TestAHistoryWithANegativeAmount(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say(allRoute, 200, list(entry("PRE_AUTHORIZATION", "AUTHORISED", "a", "", "1000"), entry("PRE_AUTHORIZATION_INCREASE", "AUTHORISED", "b", "a", "-300")))
		got, err := s.History(t.Context(), reference)
		if err != nil || len(got) != 2 || got[0].Amounts.Charged != payments.MustMoney(1000, "EUR") || got[1].Amounts.Charged != payments.MustMoney(300, "EUR") || got[1].Kind != payments.KindHoldDecrease {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

// A payment of another till is read with the times at which its terminal made each entry.
func TestSeekOfTheSample(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say(allRoute, 200, ofReference(sample(t, "status_all")))
		got, err := s.Seek(t.Context(), reference)
		if err != nil || len(got) != 3 {
			t.Fatalf("got %+v, %v", got, err)
		}
		for i, want := range []int64{1776238711661, 1776245491451, 1776245504454} {
			if got[i].At.UnixMilli() != want || got[i].IDs.Transaction == "" || got[i].State != payments.StateApproved {
				t.Errorf("%d: got %+v", i, got[i])
			}
		}
		for _, body := range []string{`[]`, list(entry("SALE", "AUTHORISED", "a", "", "1"))} {
			s.cloud.say(allRoute, 200, body)
			if got, err := s.Seek(t.Context(), reference); err != nil || len(got) == 1 && !got[0].At.IsZero() {
				t.Errorf("%s: got %+v, %v", body, got, err)
			}
		}
		s.cloud.say(allRoute, 200, sample(t, "status_all"))
		if _, err := s.Seek(t.Context(), reference); payments.KindOf(err) != payments.ErrorUnreadable {
			t.Errorf("the list of another: %v", err)
		}
	})
}

func TestFamilies(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		kinds  []payments.Kind
		kind   payments.ErrorKind
	}{
		{"empty", 200, `[]`, []payments.Kind{}, ""},
		{"voided", 200, list(entry("SALE", "AUTHORISED", "a", "", "1"), entry("REVERSAL", "AUTHORISED", "b", "a", "1")),
			[]payments.Kind{payments.KindSale, payments.KindSaleReversal}, ""},
		{"of a stranger", 200, list(entry("SALE", "AUTHORISED", "a", "", "1"), entry("REVERSAL", "AUTHORISED", "b", "x", "1")),
			[]payments.Kind{payments.KindSale, ""}, ""},
		{"of another", 200, sample(t, "status_all"), nil, payments.ErrorUnreadable},
		{"404", 404, ``, nil, payments.ErrorNotFound},
		{"object", 200, `{"finStatus":"UNDEFINED"}`, nil, payments.ErrorUnreadable},
		{"403", 403, ``, nil, payments.ErrorUnauthorised},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say(allRoute, test.status, test.body)
				got, err := s.History(t.Context(), reference)
				if payments.KindOf(err) != test.kind || len(got) != len(test.kinds) {
					t.Fatalf("got %+v, %v", got, err)
				}
				for i, o := range got {
					if o.Kind != test.kinds[i] {
						t.Errorf("%d is %q", i, o.Kind)
					}
				}
			})
		})
	}
}

func TestFindALinkedAttemptByItsNewChild(t *testing.T) {
	sale := entry("SALE", "AUTHORISED", original, "", "30000")
	old := entry("REFUND", "AUTHORISED", "old", original, "10000")
	ours := entry("REFUND", "AUTHORISED", "new", original, "10000")
	tests := []struct {
		name    string
		kind    payments.Kind
		history string
		state   payments.State
		id      string
		reason  payments.Reason
	}{
		{"refund", payments.KindRefund, list(sale, old, ours), payments.StateApproved, "new", ""},
		{"refund declined", payments.KindRefund, list(sale, old, entry("REFUND", "DECLINED", "new", original, "10000")), payments.StateDeclined, "new", payments.ReasonIssuer},
		{"refund running", payments.KindRefund, list(sale, entry("REFUND", "IN_PROGRESS", "new", original, "10000")), payments.StateWaiting, "new", ""},
		{"of the sale in capitals", payments.KindRefund, list(sale, old, entry("REFUND", "AUTHORISED", "new", strings.ToUpper(original), "10000")), payments.StateApproved, "new", ""},
		{"void", payments.KindSaleReversal, list(sale, old, entry("REVERSAL", "AUTHORISED", "new", original, "10000")), payments.StateApproved, "new", ""},
		{"void by its own word", payments.KindSaleReversal, list(sale, entry("VOID_SALE", "AUTHORISED", "new", original, "10000")), payments.StateApproved, "new", ""},
		{"by its total", payments.KindRefund,
			list(sale, `{"type":"REFUND","finStatus":"AUTHORISED","transactionID":"new","originalEFTTransactionID":"`+original+`","totalAmount":10000,"currency":"EUR","customerReference":"op15248"}`),
			payments.StateApproved, "new", ""},
		{"said whose, in other letters", payments.KindRefund, list(sale, named(ours, " OP15248 ")), payments.StateApproved, "new", ""},
		{"another till's", payments.KindRefund, list(sale, old, named(ours, "op15249")), payments.StateUnknown, "", ""},
		{"another till's, beside ours", payments.KindRefund, list(sale, named(entry("REFUND", "AUTHORISED", "new2", original, "10000"), "op15249"), ours),
			payments.StateApproved, "new", ""},
		{"nobody's for certain", payments.KindRefund, list(sale, named(ours, "")), payments.StateUnknown, "", payments.ReasonUnclaimed},
		{"a refusal that is nobody's for certain", payments.KindRefund, list(sale, named(entry("REFUND", "DECLINED", "new", original, "10000"), "")),
			payments.StateUnknown, "", payments.ReasonUnclaimed},
		{"nobody's for certain, beside ours", payments.KindRefund, list(sale, named(entry("REFUND", "AUTHORISED", "new2", original, "10000"), ""), ours),
			payments.StateApproved, "new", ""},
		{"an older one that is nobody's", payments.KindRefund, list(sale, named(old, ""), ours), payments.StateApproved, "new", ""},
		{"nothing new", payments.KindRefund, list(sale, old), payments.StateUnknown, "", ""},
		{"nobody", payments.KindRefund, list(), payments.StateUnknown, "", ""},
		{"another amount", payments.KindRefund, list(sale, entry("REFUND", "AUTHORISED", "new", original, "9999")), payments.StateUnknown, "", ""},
		{"another original", payments.KindRefund, list(sale, entry("REFUND", "AUTHORISED", "new", "else", "10000")), payments.StateUnknown, "", ""},
		{"another kind", payments.KindRefund, list(sale, entry("REVERSAL", "AUTHORISED", "new", original, "10000")), payments.StateUnknown, "", ""},
		{"without a name", payments.KindRefund, list(sale, entry("REFUND", "FAILED", "", original, "10000")), payments.StateUnknown, "", ""},
		{"two of them", payments.KindRefund, list(sale, ours, entry("REFUND", "AUTHORISED", "new2", original, "10000")),
			payments.StateUnknown, "", payments.ReasonContradiction},
		{"one yes, one no", payments.KindRefund, list(sale, ours, entry("REFUND", "DECLINED", "new2", original, "10000")),
			payments.StateUnknown, "", payments.ReasonContradiction},
		{"two refusals", payments.KindRefund, list(sale, entry("REFUND", "DECLINED", "n1", original, "10000"), entry("REFUND", "FAILED", "n2", original, "10000")),
			payments.StateFailed, "n2", payments.ReasonTechnical},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say(allRoute, 200, test.history)
				a := attempt(test.kind)
				a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{original, "old"}, true
				a.Sent.Reference = "made-up" // what a 202 says for a linked operation leads nowhere
				got, err := s.Find(t.Context(), a)
				if err != nil || got.State != test.state || got.IDs.Transaction != test.id || got.Reason != test.reason {
					t.Fatalf("got %+v, %v", got, err)
				}
				if got.NotFound != (test.name == "nothing new") || got.Source != payments.SourceStatus || got.IDs.Transaction != "" && got.Kind != test.kind {
					t.Fatalf("got %+v", got)
				}
			})
		})
	}
}

// What said our own reference is one request, and its entries are one story: a card that was
// refused, and another that was taken. A note two tills may have given.
func TestSeveralCardsOfOneLinkedAttempt(t *testing.T) {
	refund := func(word, id, customer string) string {
		return named(entry("REFUND", word, id, original, "10000"), customer)
	}
	for name, c := range map[string]struct {
		words  []string
		state  payments.State
		id     string
		reason payments.Reason
	}{
		"refused, then taken":   {[]string{"DECLINED", "AUTHORISED"}, payments.StateApproved, "n1", ""},
		"taken, then refused":   {[]string{"AUTHORISED", "DECLINED"}, payments.StateApproved, "n0", ""},
		"refused, and one runs": {[]string{"DECLINED", "IN_PROGRESS"}, payments.StateWaiting, "n1", ""},
		"taken twice":           {[]string{"AUTHORISED", "DECLINED", "AUTHORISED"}, payments.StateUnknown, "", payments.ReasonContradiction},
		"refused twice":         {[]string{"DECLINED", "CANCELLED"}, payments.StateCancelled, "n1", payments.ReasonTerminalStop},
	} {
		for _, note := range []string{"", "op15248"} {
			inScene(t, func(t *testing.T, s scene) {
				entries, customer := []string{entry("SALE", "AUTHORISED", original, "", "30000")}, cmp.Or(note, reference)
				for i, word := range c.words {
					entries = append(entries, refund(word, "n"+strconv.Itoa(i), customer))
				}
				s.cloud.say(allRoute, 200, list(entries...))
				a, want := attempt(payments.KindRefund), c
				a.Note, a.Sent.PriorChildren, a.Sent.PriorChildrenRead = note, []string{original}, true
				if note != "" && name != "refused twice" {
					want.state, want.id, want.reason = payments.StateUnknown, "", payments.ReasonContradiction
				}
				if got, err := s.Find(t.Context(), a); err != nil || got.State != want.state || got.IDs.Transaction != want.id || got.Reason != want.reason {
					t.Errorf("%s, with note %q: got %+v, %v", name, note, got, err)
				}
			})
		}
	}
}

// Without a note our own reference tells a linked attempt from those of other tills.
func TestFindALinkedAttemptWithoutANote(t *testing.T) {
	for customer, want := range map[string]payments.State{reference: payments.StateApproved, "op15248": payments.StateUnknown, "": payments.StateUnknown} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say(allRoute, 200, list(entry("SALE", "AUTHORISED", original, "", "30000"), named(entry("REFUND", "AUTHORISED", "new", original, "10000"), customer)))
			a := attempt(payments.KindRefund)
			a.Note, a.Sent.PriorChildren, a.Sent.PriorChildrenRead = "", []string{original}, true
			if got, err := s.Find(t.Context(), a); err != nil || got.State != want || got.NotFound {
				t.Errorf("listed as %q: got %+v, %v", customer, got, err)
			}
		})
	}
}

// That there is no child so far is said of a list without a doubt, and of no other.
func TestFindSaysThatThereIsNoChild(t *testing.T) {
	sale := entry("SALE", "AUTHORISED", original, "", "30000")
	refunded := entry("SALE", "REFUNDED", original, "", "30000")
	old := entry("REFUND", "AUTHORISED", "old", original, "10000")
	tests := []struct {
		name    string
		known   []string
		history string
		none    bool
	}{
		{"the sale alone", []string{original}, list(sale), true},
		{"the sale alone, known by its absence", nil, list(sale), true},
		{"all of it was there", []string{original, "old"}, list(sale, old), true},
		{"in another order", []string{"old", original}, list(old, sale), true},
		{"refunded by what was there", []string{original, "old"}, list(refunded, old), true},
		{"a refusal that was there", []string{original, "old"}, list(sale, entry("REFUND", "DECLINED", "old", original, "10000")), true},
		{"a tap before the chip", []string{"tap", original}, list(entry("SALE", "DECLINED", "tap", "", "30000"), sale), true},
		{"nothing", []string{original}, list(), false},
		{"the sale is missing", []string{original, "old"}, list(old), false},
		{"what was there is missing", []string{original, "old"}, list(sale), false},
		{"refunded by nobody", []string{original}, list(refunded), false},
		{"refunded, and its refund was declined", []string{original, "old"}, list(refunded, entry("REFUND", "DECLINED", "old", original, "1")), false},
		{"the sale is not decided", []string{original}, list(entry("SALE", "IN_PROGRESS", original, "", "30000")), false},
		{"the sale was declined", []string{original}, list(entry("SALE", "DECLINED", original, "", "30000")), false},
		{"another amount", []string{original}, list(sale, entry("REFUND", "AUTHORISED", "new", original, "9999")), false},
		{"another currency", []string{original}, list(sale, strings.Replace(entry("REFUND", "AUTHORISED", "new", original, "10000"), "EUR", "USD", 1)), false},
		{"no amount", []string{original}, list(sale, `{"type":"REFUND","finStatus":"AUTHORISED","efttransactionID":"new","originalEFTTransactionID":"`+original+`"}`), false},
		{"another kind", []string{original}, list(sale, entry("REVERSAL", "AUTHORISED", "new", original, "10000")), false},
		{"a kind never seen", []string{original}, list(sale, entry("PONDERING", "AUTHORISED", "new", original, "10000")), false},
		{"another's child", []string{original}, list(sale, entry("REFUND", "AUTHORISED", "new", "else", "10000")), false},
		{"of no parent", []string{original}, list(sale, entry("REFUND", "AUTHORISED", "new", "", "10000")), false},
		{"without a name", []string{original}, list(sale, entry("REFUND", "FAILED", "", original, "10000")), false},
		{"without a name, as before", []string{original, ""}, list(sale, entry("REFUND", "FAILED", "", original, "10000")), false},
		{"still running", []string{original, "old"}, list(sale, entry("REFUND", "IN_PROGRESS", "old", original, "10000")), false},
		{"a word never seen", []string{original, "old"}, list(sale, entry("REFUND", "PONDERING", "old", original, "10000")), false},
		{"never seen", []string{original, "old"}, list(sale, entry("REFUND", "UNDEFINED", "old", original, "10000")), false},
		{"the same twice", []string{original, "old"}, list(sale, old, old), false},
		{"another till's", []string{original, "old"}, list(sale, old, named(entry("REFUND", "AUTHORISED", "new", original, "10000"), "op15249")), false},
		{"of another reference", []string{original, "old"}, list(sale, strings.ReplaceAll(old, reference, "f147c2e7-f445-4af8-9e11-ae035320ade3")), false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				s.cloud.say(allRoute, 200, test.history)
				a := attempt(payments.KindRefund)
				a.Sent.PriorChildren, a.Sent.PriorChildrenRead = test.known, true
				got, err := s.Find(t.Context(), a)
				if err != nil || got.NotFound != test.none || got.State != payments.StateUnknown {
					t.Fatalf("got %+v, %v", got, err)
				}
				if test.none && (got.Source != payments.SourceStatus || got.ServerDate.IsZero() || len(a.Compare(got)) != 0) {
					t.Fatalf("got %+v", got)
				}
				a.Sent.PriorChildrenRead = false
				if got, err := s.Find(t.Context(), a); err != nil || got.NotFound {
					t.Fatalf("without the list from before: %+v, %v", got, err)
				}
			})
		})
	}
}

func TestFindTheReversalOfARefund(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say(allRoute, 200, list(entry("SALE", "REFUNDED", "s", "", "10000"), entry("REFUND", "AUTHORISED", original, "s", "10000"),
			entry("REVERSAL", "AUTHORISED", "new", original, "10000")))
		a := attempt(payments.KindRefundReversal)
		a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{"s", original}, true
		got, err := s.Find(t.Context(), a)
		if err != nil || got.State != payments.StateApproved || got.Kind != payments.KindRefundReversal || got.IDs.Transaction != "new" {
			t.Fatalf("got %+v, %v", got, err)
		}
	})
}

func TestFindALinkedAttemptNeedsTheListFromBefore(t *testing.T) {
	tests := map[string]func(*payments.Attempt){
		"never read": func(a *payments.Attempt) { a.Sent.PriorChildrenRead = false },
		"no root":    func(a *payments.Attempt) { a.Original.FiledUnder, a.Original.Reference = "", "" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				a := attempt(payments.KindRefund)
				a.Sent.PriorChildrenRead = true
				change(&a)
				got, err := s.Find(t.Context(), a)
				if err != nil || got.State != payments.StateUnknown || got.Reason != payments.ReasonNoLookup || got.NotFound || len(s.net.Requests()) != 0 {
					t.Fatalf("got %+v, %v", got, err)
				}
			})
		})
	}
	inScene(t, func(t *testing.T, s scene) {
		a := attempt(payments.KindRefund)
		a.Sent.PriorChildrenRead, a.Original.FiledUnder = true, ""
		s.cloud.say(allRoute, 500, ``)
		if _, err := s.Find(t.Context(), a); payments.KindOf(err) != payments.ErrorServer {
			t.Fatalf("without a root the original's own reference serves: %v", err)
		}
	})
}

// A card number that was typed wrong and then right leaves two entries under the reference of a
// phone order, as a refused tap and a chip do under that of a sale.
func TestAPhoneOrderThatWasDeclinedFirst(t *testing.T) {
	for name, c := range map[string]struct {
		second string
		want   payments.State
	}{
		"and then charged":   {entry("MOTO_SALE", "AUTHORISED", "b", "", "10000"), payments.StateApproved},
		"and runs again":     {entry("MOTO_SALE", "IN_PROGRESS", "b", "", "10000"), payments.StateWaiting},
		"as a sale is found": {entry("SALE", "AUTHORISED", "b", "", "10000"), payments.StateApproved},
	} {
		t.Run(name, func(t *testing.T) {
			inScene(t, func(t *testing.T, s scene) {
				first := entry("MOTO_SALE", "DECLINED", "a", "", "10000")
				s.cloud.say(plainRoute, 200, first)
				s.cloud.say(allRoute, 200, list(first, c.second))
				a := attempt(payments.KindPhoneOrder)
				a.Sent.Reference = reference
				got, err := s.Find(t.Context(), a)
				if err != nil || got.State != c.want {
					t.Errorf("found as %s (%v), want %s", got.State, err, c.want)
				}
			})
		})
	}
}

// A hold that is CAPTURED was charged, whether its capture is listed or not: that a capture was
// never seen is not said beside it.
func TestACapturedHoldIsNoProofThatNothingWasCaptured(t *testing.T) {
	inScene(t, func(t *testing.T, s scene) {
		s.cloud.say(allRoute, 200, list(entry("PRE_AUTHORIZATION", "CAPTURED", original, "", "10000")))
		a := attempt(payments.KindHoldCapture)
		a.Sent.PriorChildren, a.Sent.PriorChildrenRead = []string{original}, true
		got, err := s.Find(t.Context(), a)
		if err != nil || got.NotFound {
			t.Errorf("the provider says CAPTURED, and the capture is said to be never seen: %+v, %v", got, err)
		}
	})
}

// A linked request that was delivered twice is listed twice under our own reference. A note says
// nothing of whose an entry is, and what was undone, refused or listed before does not count.
func TestTheCopiesOfALinkedAttempt(t *testing.T) {
	refund := func(id, customer string) string {
		return named(entry("REFUND", "AUTHORISED", id, original, "10000"), customer)
	}
	listed := list(entry("SALE", "AUTHORISED", original, "", "30000"), refund("before", reference), refund("one", reference), refund("two", reference),
		refund("undone", reference), entry("REVERSAL", "AUTHORISED", "undoing", "undone", "10000"),
		named(entry("REFUND", "DECLINED", "refused", original, "10000"), reference), refund("another's", "op15248"), refund("nobody's", ""))
	for note, want := range map[string]int{"": 2, "op15248": 0} {
		inScene(t, func(t *testing.T, s scene) {
			s.cloud.say(allRoute, 200, listed)
			a := attempt(payments.KindRefund)
			a.Note, a.Sent.PriorChildren, a.Sent.PriorChildrenRead = note, []string{original, "before"}, true
			got, err := s.Copies(t.Context(), a)
			if err != nil || len(got) != want || want > 0 && (got[0].IDs.Transaction != "one" || got[1].IDs.Transaction != "two") {
				t.Errorf("with note %q: got %+v, %v", note, got, err)
			}
		})
	}
}
