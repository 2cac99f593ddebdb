package kushki

import (
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// ID is the stable name of this provider in journals and keyrings.
const ID = "kushki"

// The environments. There is no test system for payments on a terminal: the row "dev" of the
// page "Cloud terminal API overview" holds a dash.
const (
	Production = "production"
	Training   = "training" // the simulator inside the program
	Custom     = "custom"   // two base URLs of one's own
)

// currency is the only one: "CLP, integer pesos".
const currency payments.Currency = "CLP"

// What a payment request allows: amounts "100 to 99999999", and a description of at most 28
// characters (the only length that any page states, with the error RP-015).
const (
	minAmount         = 100
	maxAmount         = 99_999_999
	descriptionLength = 28
)

// longestFlow is how long a payment request is awaited before a person is asked to look. No page
// says how long one stays pending; this figure is ours.
const longestFlow = 6 * time.Minute

// Provider is Kushki's Cloud Terminal API as a value. The gateways that it connects share the
// rate of a key, such as the one at work and the one that tests a key in the settings.
func Provider() payments.Provider {
	p, limits := description(), new(rest.Limiters)
	p.Connect = func(c payments.Config) (payments.Gateway, error) {
		g, err := New(Config{Config: c, Document: chosenDocument(c.Choices), Limits: limits})
		if err != nil {
			return nil, err
		}
		return g, nil
	}
	return p
}

// description is all of the value that is no function. One payment request a minute and terminal
// is documented; how often may be asked is not, so that the 100 requests a minute of the older
// edition of the API are kept, and two a second are ours.
func description() payments.Provider {
	return payments.Provider{
		ID: ID, Name: "Kushki",
		Environments: []payments.Environment{
			{ID: Production, Class: payments.ClassLive, Hosts: map[string]string{
				payments.AddressCloud: "https://integrations.payment.haulmer.com", payments.AddressRefunds: "https://api.kushkipagos.com",
			}},
			{ID: Training, Class: payments.ClassTraining},
			{ID: Custom, Class: payments.ClassCustom},
		},
		Addresses: []string{payments.AddressCloud, payments.AddressRefunds},
		Credentials: []payments.Credential{
			{ID: payments.CredentialAPI, Label: "X-API-Key", Found: "Espacio de Trabajo > Pagos > Configuración > API", Needed: true},
			{ID: payments.CredentialRefunds, Label: "Private-Credential-Id"},
			{ID: payments.CredentialWebhook},
			{ID: payments.CredentialMerchant, Label: merchantHeader},
		},
		Webhooks:  true,
		Countries: []string{"cl"},
		Lacks:     []payments.Lack{payments.LackCancel, payments.LackTest, payments.LackReceipts},
		Choices: []payments.Choice{
			{ID: payments.ChoiceDocument, Values: []string{payments.DocumentReceipt, payments.DocumentInvoice, payments.DocumentExempt}},
		},
		Terminals: payments.TerminalSource{Typed: true},
		Limits: payments.Limits{
			MinAmount: minAmount, MaxAmount: maxAmount, NoteLength: descriptionLength, Currencies: []payments.Currency{currency},
			Rates: payments.Rates{
				Requests: []payments.Rate{{Most: 2, In: time.Second}, {Most: 100, In: time.Minute}}, AtOnce: payments.Unlimited,
				Starts: []payments.Rate{{Most: 1, In: time.Minute}},
			},
			Rules: payments.RecoveryRules{
				NotFoundFinal: payments.Unstated, // a key is forgotten after ten minutes
				StatusFrom:    30 * time.Second,  // ours: the terminal's list is asked beside the request
				ConfirmAfter:  payments.AtOnce,
				PartialChoice: payments.AtOnce,
				LongestFlow:   longestFlow,
				Memory:        10 * time.Minute,
			},
		},
	}
}
