package rest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"tillside/payments"
	"tillside/payments/gatewaytest"
	"tillside/payments/internal/rest"
)

// The largest body that is read is read whole.
func TestBodiesUpToTheLimit(t *testing.T) {
	for _, size := range []int{1<<20 - 1, 1 << 20} {
		inBubble(t, echo, func(t *testing.T, n *gatewaytest.Network, c *rest.Client) {
			body := strings.Repeat("1", size)
			n.Fault(gatewaytest.Answered(200, "application/json", body))
			if got, err := c.Do(t.Context(), get()); err != nil || len(got.Body) != size {
				t.Fatalf("%d: got %d, %v", size, len(got.Body), err)
			}
		})
	}
}

// announced answers everything with a body of a length that it says first.
type announced struct {
	length int64
	body   *counted
}

func (a announced) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: a.length, Body: a.body}, nil
}

// counted is an endless body that counts how often it is read.
type counted struct{ reads int }

func (c *counted) Read(p []byte) (int, error) { c.reads++; return len(p), nil }
func (c *counted) Close() error               { return nil }

var _ io.ReadCloser = (*counted)(nil)

// A body that says that it is too large is no answer, and nothing of it is read.
func TestABodyThatSaysItIsTooLargeIsNotRead(t *testing.T) {
	body := &counted{}
	c := rest.Client{Transport: announced{1<<20 + 1, body}, Credential: rest.Credential{KeyHeader: "K", Key: payments.NewSecret(key)}}
	if got, err := c.Do(t.Context(), get()); err == nil || err.Kind != payments.ErrorUnreadable || err.Unsent || err.Status != http.StatusOK || len(got.Body) > 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if body.reads > 0 {
		t.Errorf("read %d times", body.reads)
	}
}
