package kushki

import (
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

func back(t *testing.T, kind payments.Kind, minor int64, at time.Time) payments.Attempt {
	t.Helper()
	return payments.Attempt{Intent: payments.Intent{
		Reference: ours, Kind: kind, Amount: clpOf(t, minor),
		Original: payments.Original{Reference: "r", TransactionID: saleID, Amount: clpOf(t, 12990), At: at},
	}}
}

// A void on the day of the sale, in part where less than all is given back, a refund after it.
func TestWhatIsSentToGiveBack(t *testing.T) {
	approval := said{200, `{"transaction_status":"APPROVAL","transaction_reference":"TX-9","authorized_amount":5000,"kushki_response":{"code":"000"}}`}
	now := time.Now()
	for name, test := range map[string]struct {
		a    payments.Attempt
		path string
		part bool
		mode string
	}{
		"void":                      {back(t, payments.KindSaleReversal, 12990, now), voidOf, false, "Void"},
		"whole, the same day":       {back(t, payments.KindRefund, 12990, now), voidOf, false, "Void"},
		"a part, the same day":      {back(t, payments.KindRefund, 5000, now), voidOf, true, "Void"},
		"a part, later":             {back(t, payments.KindRefund, 5000, now.Add(-48*time.Hour)), refundOf, true, "Authorization"},
		"whole, later":              {back(t, payments.KindRefund, 12990, now.Add(-48*time.Hour)), refundOf, true, "Authorization"},
		"of a sale of no known day": {back(t, payments.KindRefund, 12990, time.Time{}), refundOf, true, "Authorization"},
	} {
		g, f := gateway(t, map[string]said{test.path: approval})
		o := g.Begin(t.Context(), test.a)
		if o.State != payments.StateApproved || o.IDs.Transaction != "TX-9" || o.IDs.Original != saleID || o.Amounts.Charged.Minor() != 5000 {
			t.Errorf("%s: %+v", name, o)
			continue
		}
		sent := decode(t, f.asked[0].body)
		amount, parted := sent["amount"].(map[string]any)
		if sent["transaction_mode"] != test.mode || sent["omit_card"] != true || sent["client_transaction_id"] != ours || sent["transaction_reference"] != saleID || parted != test.part {
			t.Errorf("%s: sent %v", name, sent)
		}
		if parted && (amount["currency"] != "CLP" || amount["subtotal_iva0"] != float64(test.a.Amount.Minor()) || amount["iva"] != 0.0 || amount["subtotal_iva"] != 0.0) {
			t.Errorf("%s: sent %v", name, amount)
		}
		if h := f.asked[0].header; h.Get("Private-Credential-Id") != "key-two" || h.Get("X-API-Key") != "" {
			t.Errorf("%s: sent with %v", name, h)
		}
	}
}

func TestAnswersToGivingBack(t *testing.T) {
	for body, want := range map[said]struct {
		state           payments.State
		reason, refusal payments.Reason
	}{
		{200, `{"transaction_status":"APPROVAL"}`}:                                                  {payments.StateApproved, "", ""},
		{200, `{"transaction_status":"approval","transaction_reference":"` + saleID + `"}`}:         {payments.StateApproved, "", ""},
		{200, `{"transaction_status":"DECLINED","kushki_response":{"code":"05","message":"no"}}`}:   {payments.StateUnknown, "", payments.ReasonIssuer},
		{200, `{"transaction_status":"DECLINED","kushki_response":{"code":"E016","message":"no"}}`}: {payments.StateUnknown, "", payments.ReasonNotTaken},
		{200, `{"transaction_status":"INITIALIZED"}`}:                                               {payments.StateUnknown, "", ""},
		{200, `{"transaction_status":"APPROVAL","client_transaction_id":"another"}`}:                {payments.StateUnknown, "", ""},
		{200, ``}:     {payments.StateUnknown, "", ""},
		{200, `null`}: {payments.StateUnknown, "", ""},
		{400, `{"code":"E041","message":"parcial no permitido"}`}: {payments.StateUnknown, "", payments.ReasonPart},
		{400, `{"code":"E042","message":"moneda"}`}:               {payments.StateRefused, payments.ReasonCurrency, ""},
		{400, `{"code":"E001","message":"id duplicado"}`}:         {payments.StateUnknown, "", payments.ReasonRequest},
		{400, `{"code":"E001","message":"cuerpo"}`}:               {payments.StateRefused, payments.ReasonRequest, ""},
		{400, `{"code":"E048","message":"ya reversada"}`}:         {payments.StateUnknown, "", payments.ReasonNotTaken},
		{412, `{"code":"E016","message":"no disponible"}`}:        {payments.StateUnknown, "", payments.ReasonNotTaken},
		{500, `{"code":"E041","message":"x"}`}:                    {payments.StateUnknown, "", ""},
		{500, `{"code":"E002","message":"x"}`}:                    {payments.StateUnknown, "", ""},
		{401, `{"message":"Unauthorized"}`}:                       {payments.StateRefused, payments.ReasonKey, ""},
		{401, `{"message":"x","proxy":"y"}`}:                      {payments.StateUnknown, "", ""},
		{403, `{"message":"blocked"}`}:                            {payments.StateUnknown, "", ""},
		{401, ``}:                                                 {payments.StateUnknown, "", ""},
		{429, `{"message":"slow"}`}:                               {payments.StateUnknown, "", payments.ReasonRateLimited},
	} {
		g, f := gateway(t, map[string]said{voidOf: body})
		o := g.Begin(t.Context(), back(t, payments.KindSaleReversal, 12990, time.Now()))
		if o.State != want.state || o.State != payments.StateUnknown && o.Reason != want.reason || o.Answer.Refusal != want.refusal || len(f.asked) != 1 {
			t.Errorf("%v: %q for %q, doubted for %q", body, o.State, o.Reason, o.Answer.Refusal)
		}
		if o.IDs.Transaction == saleID {
			t.Errorf("%v: the sale's own reference is that of its void", body)
		}
	}
}

// A void whose answer is lost is found in the search, by our reference.
func TestFindWhatWasGivenBack(t *testing.T) {
	item := `{"client_transaction_id":"` + ours + `","transaction_status":"APPROVAL","transaction_reference":"TX-9","approved_transaction_amount":12990}`
	no := `{"client_transaction_id":"` + ours + `","transaction_status":"DECLINED","transaction_reference":"TX-8"}`
	for body, want := range map[string]payments.State{
		`{"items":[` + item + `]}`:                                                                           payments.StateApproved,
		`{"items":[` + item + `,` + item + `]}`:                                                              payments.StateUnknown,
		`{"items":[{"client_transaction_id":"` + ours + `"}]}`:                                               payments.StateUnknown,
		`{"items":[{"client_transaction_id":"` + ours + `","transaction_status":"PONDERING"}]}`:              payments.StateUnknown,
		`{"items":[{"client_transaction_id":"` + ours + `","transaction_status":"PONDERING"},` + item + `]}`: payments.StateApproved,
		`{"items":[` + no + `]}`:                                                                             payments.StateDeclined,
		`{"items":[` + no + `,` + no + `]}`:                                                                  payments.StateDeclined,
		`{"items":[` + no + `,` + item + `]}`:                                                                payments.StateApproved,
		`{"items":[` + item + `,` + no + `]}`:                                                                payments.StateApproved,
		`{"items":[` + no + `,{"client_transaction_id":"` + ours + `","transaction_status":"PONDERING"}]}`:   payments.StateUnknown,
		`{"items":[]}`: payments.StateUnknown,
		`{"items":[{"client_transaction_id":"x","transaction_status":"APPROVAL"}]}`: payments.StateUnknown,
		`{"items":[{"transaction_status":"APPROVAL"}]}`:                             payments.StateUnknown,
		`{}`: "", `null`: "", `[]`: "",
	} {
		g, f := gateway(t, map[string]said{searchOf: {200, body}})
		a := back(t, payments.KindSaleReversal, 12990, time.Now())
		o, err := g.Find(t.Context(), a)
		if o.State != want || (err == nil) != (want != "") || o.NotFound {
			t.Errorf("%s: %+v, %v", body, o, err)
		}
		if want == payments.StateApproved && len(a.Compare(o)) != 0 {
			t.Errorf("%s does not fit in %q", body, a.Compare(o))
		}
		if strange := strings.Contains(body, `PONDERING"}]`) || strings.Contains(body, `{"client_transaction_id":"`+ours+`"}`); strange != (o.Reason == payments.ReasonNotUnderstood) {
			t.Errorf("%s: %q", body, o.Reason)
		}
		if f.asked[0].header.Get("X-API-Key") != "" {
			t.Error("the search carries the other key")
		}
	}
}

func TestWhatIsTakenWhen(t *testing.T) {
	g, _ := gateway(t, nil)
	sold := func(ago time.Duration, id string) payments.Attempt {
		a := attempt(t)
		a.Sent.At, a.Outcome.IDs.Transaction = time.Now().Add(-ago), id
		return a
	}
	const day = 24 * time.Hour
	for _, test := range []struct {
		a    payments.Attempt
		want int
	}{{sold(0, saleID), 2}, {sold(26*time.Hour, saleID), 1}, {sold(119*day, saleID), 1}, {sold(122*day, saleID), 0}, {sold(0, ""), 0}} {
		f, err := g.FollowUps(t.Context(), test.a)
		if err != nil || len(f.Now) != test.want {
			t.Errorf("%v: %v, %v", test.a.Sent.At, f, err)
		}
	}
}

// What was given back twice under our reference is listed twice. One that was declined moved nothing.
func TestCopiesOfWhatWasGivenBack(t *testing.T) {
	item := func(status, id string) string {
		return `{"client_transaction_id":"` + ours + `","transaction_status":"` + status + `","transaction_reference":"` + id + `"}`
	}
	for body, want := range map[string]string{
		`{"items":[]}`: "",
		`{"items":[` + item("APPROVAL", "A") + `]}`:                                                             "A ",
		`{"items":[` + item("APPROVAL", "A") + `,` + item("DECLINED", "B") + `,` + item("APPROVAL", "C") + `]}`: "A C ",
	} {
		g, _ := gateway(t, map[string]said{searchOf: {200, body}})
		listed, err := g.Copies(t.Context(), back(t, payments.KindSaleReversal, 12990, time.Now()))
		got := ""
		for _, o := range listed {
			got += o.IDs.Transaction + " "
		}
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", body, got, err)
		}
	}
	g, _ := gateway(t, map[string]said{searchOf: {500, ""}})
	if _, err := g.Copies(t.Context(), back(t, payments.KindRefund, 12990, time.Now())); err == nil {
		t.Error("no answer is an empty list")
	}
}
