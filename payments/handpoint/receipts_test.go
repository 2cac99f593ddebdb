package handpoint_test

import (
	"testing"

	"tillside/payments"
	"tillside/payments/handpoint"
)

func TestWhereReceiptsUsuallyAre(t *testing.T) {
	paid := payments.Attempt{Outcome: payments.Outcome{IDs: payments.IDs{Transaction: "1abe/8dc0"}}}
	for _, c := range []struct {
		environment string
		a           payments.Attempt
		want        string
	}{
		{handpoint.Production, paid, "https://receipts.handpoint.com/receipts/1abe%2F8dc0/customer.html"},
		{handpoint.Production, payments.Attempt{}, ""},
		{handpoint.Development, paid, ""},
		{handpoint.Custom, paid, "http://127.0.0.1:8001/receipts/1abe%2F8dc0/customer.html"},
	} {
		config := handpoint.Config{Environment: c.environment, Key: payments.NewSecret(testKey)}
		if c.environment == handpoint.Custom {
			config.CloudURL, config.StatusURL = "http://"+cloudHost, "http://"+statusHost
		}
		g, err := handpoint.New(config)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.ReceiptLocations(c.a); got.Customer != c.want {
			t.Errorf("%s: %q, want %q", c.environment, got.Customer, c.want)
		}
		g.Close()
	}
}
