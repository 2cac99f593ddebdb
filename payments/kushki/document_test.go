package kushki

import (
	"net/http"
	"strings"
	"testing"

	"tillside/payments"
)

// What a shop has chosen is in the request, as the page has it: "0 default (taxable receipt), 33
// taxable invoice, 48 taxable receipt, 99 exempt", and 99 "needs exemptAmount = amount".
func TestTheChosenDocumentIsSent(t *testing.T) {
	choice := description().Choices[0]
	wants := map[string]string{
		"": `"dteType":48,`, payments.DocumentReceipt: `"dteType":48,`, payments.DocumentInvoice: `"dteType":33,`,
		payments.DocumentExempt: `"dteType":99,"extraData":{"exemptAmount":12990,`, "of a newer program": `"dteType":48,`,
	}
	for _, value := range choice.Values {
		if wants[value] == "" {
			t.Errorf("no request is known for %q", value)
		}
	}
	for value, want := range wants {
		f := &far{answers: map[string]said{createOf: {http.StatusCreated, ""}}}
		g, err := New(Config{Transport: f, Document: chosenDocument(map[string]string{choice.ID: value}), Config: payments.Config{
			Environment: Custom, Hosts: map[string]string{payments.AddressCloud: "http://127.0.0.1:1", payments.AddressRefunds: "http://127.0.0.1:2"},
			Credentials: map[string]payments.Secret{payments.CredentialAPI: payments.NewSecret("key-one")},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if o := g.Begin(t.Context(), attempt(t)); o.State != payments.StateWaiting || !strings.Contains(f.asked[0].body, want) {
			t.Errorf("%q: %+v, sent %s", value, o, f.asked[0].body)
		}
	}
}
