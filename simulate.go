package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"tillside/payments"
	"tillside/payments/providers"
	"tillside/payments/simulator"
)

// Where the simulator listens when nobody says where: an address of a provider's API has a
// port of its own.
var usualPorts = map[string]string{payments.AddressCloud: "127.0.0.1:8101", payments.AddressStatus: "127.0.0.1:8102", payments.AddressRefunds: "127.0.0.1:8103"}

// runSimulator runs the training cloud behind the face of a provider until it is told to end.
func runSimulator(ctx context.Context, all *providers.Providers, args []string, stdout, stderr io.Writer) error {
	var o simulator.Options
	flags := newFlags("tillside simulator", stderr)
	provider := providerFlag(flags, all.List())
	given := map[string]*string{}
	for _, address := range payments.Addresses() {
		given[address] = flags.String(listenFlag(address), usualPorts[address], "network `address` of the "+address+" host")
	}
	flags.DurationVar(&o.AutoTap, "auto-tap", simulator.DefaultAutoTap, "when the customer taps; negative: never")
	flags.StringVar(&o.Webhook, "webhook-url", "", "`URL` that the webhook of an account is posted to, by a provider that has one for all payments")
	if err := parse(flags, args); err != nil {
		return err
	}
	p, err := all.List().Provider(*provider)
	if err != nil {
		return misuse(stderr, "--provider "+err.Error())
	}
	listen := map[string]string{}
	for address, where := range given {
		listen[address] = *where
	}
	return all.Simulate(ctx, p.ID, o, listen, func(hosts []simulator.Host) {
		_ = simulator.Guide(stdout, hosts, all.TriggersOf(p.ID)) // nobody needs to read it
	})
}

// listenFlag is the flag of an address of the simulator.
func listenFlag(address string) string {
	return strings.TrimPrefix(fmt.Sprintf("%s-listen", address), payments.AddressCloud+"-")
}
