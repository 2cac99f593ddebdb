package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Launch is Serve for a program that goes on: it returns as soon as both hosts answer, and
// the cloud of the options, which must have one, is closed when ctx ends. ended is told
// once how serving went.
func Launch(ctx context.Context, o ServeOptions) (apiURL, statusURL string, ended <-chan error, err error) {
	ready, done := make(chan struct{}), make(chan error, 1)
	o.Ready = func(api, status string) {
		apiURL, statusURL = api, status
		close(ready)
	}
	go func() {
		defer o.Cloud.Close()
		done <- Serve(ctx, o)
	}()
	select {
	case <-ready:
		return apiURL, statusURL, done, nil
	case err := <-done:
		return "", "", nil, errors.Join(errNotStarted, err)
	}
}

var errNotStarted = errors.New("the simulator did not start")

// Guide tells a person how to use a cloud that is served: its addresses, its key, and the
// amounts that make something happen.
func Guide(w io.Writer, apiURL, statusURL string) error {
	_, err := fmt.Fprintf(w, "cloud   %s\nstatus  %s\nkey     %s\n\nAmounts, in minor units, that make something happen:\n",
		apiURL, statusURL, DefaultKey)
	for _, t := range triggers {
		_, lineErr := fmt.Fprintf(w, "%8d  %s\n", t.Amount, t.Effect)
		err = errors.Join(err, lineErr)
	}
	return err
}
