package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"tillside/payments"
)

// Launch is Serve for a program that goes on: it returns as soon as all hosts answer, with
// their URLs by name, and the cloud is closed when ctx ends, or when it does not start. ended
// is told once how serving went.
func Launch(ctx context.Context, cloud *Cloud, hosts []Host) (urls map[string]string, ended <-chan error, err error) {
	ready, done := make(chan map[string]string, 1), make(chan error, 1)
	go func() {
		defer cloud.Close()
		done <- Serve(ctx, hosts, func(hosts []Host) {
			urls := make(map[string]string, len(hosts))
			for _, h := range hosts {
				urls[h.Name] = h.URL
			}
			ready <- urls
		})
	}()
	select {
	case urls := <-ready:
		return urls, done, nil
	case err := <-done:
		return nil, nil, errors.Join(errNotStarted, err)
	}
}

var errNotStarted = errors.New("the simulator did not start")

// Guide tells a person how to use a cloud that is served: its addresses, its key, and the
// amounts that make something happen behind its face.
func Guide(w io.Writer, hosts []Host, triggers []Trigger) error {
	var err error
	for _, h := range hosts {
		_, lineErr := fmt.Fprintf(w, "%-7s %s\n", h.Name, h.URL)
		err = errors.Join(err, lineErr)
	}
	secret := ""
	if slices.ContainsFunc(hosts, func(h Host) bool { return h.Name == payments.AddressRefunds }) {
		secret = "refunds " + RefundsKey + " (its secret)\n"
	}
	_, lineErr := fmt.Fprintf(w, "%-7s %s\n%s\nAmounts, in minor units, that make something happen:\n", "key", DefaultKey, secret)
	err = errors.Join(err, lineErr)
	for _, t := range triggers {
		_, lineErr := fmt.Fprintf(w, "%8d  %s\n", t.Amount, t.Effect)
		err = errors.Join(err, lineErr)
	}
	return err
}
