package payments_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"tillside/payments"
)

func TestErrorText(t *testing.T) {
	tests := []struct {
		err  payments.Error
		want string
	}{
		{payments.Error{Kind: payments.ErrorOffline}, "gateway: offline"},
		{payments.Error{Kind: payments.ErrorServer, Status: 503}, "gateway: server (HTTP 503)"},
		{payments.Error{Kind: payments.ErrorBusy, Code: "1001"}, "gateway: busy code 1001"},
		{payments.Error{Kind: payments.ErrorBusy, Status: 400, Code: "1001"}, "gateway: busy (HTTP 400) code 1001"},
		{payments.Error{}, "gateway: "},
	}
	for _, c := range tests {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%+v: got %q, want %q", c.err, got, c.want)
		}
	}
}

// A gateway's own text may be in any language and of any content. It is for the support
// rep's eyes, not for an error chain that ends up in a log.
func TestErrorTextLeavesOutTheDetail(t *testing.T) {
	err := fmt.Errorf("begin sale: %w", &payments.Error{Kind: payments.ErrorInvalid, Detail: "card 5413330089020936"})
	if strings.Contains(err.Error(), "5413") {
		t.Errorf("the detail is in %q", err)
	}
}

func TestErrorsCompareByKind(t *testing.T) {
	busy := fmt.Errorf("cancel: %w", &payments.Error{Kind: payments.ErrorBusy, Status: 400, Code: "1001", RetryAfter: time.Second})
	for _, kind := range payments.ErrorKinds() {
		if got, want := errors.Is(busy, &payments.Error{Kind: kind}), kind == payments.ErrorBusy; got != want {
			t.Errorf("is it %s: got %v", kind, got)
		}
	}
	for _, other := range []error{io.EOF, context.Canceled, errors.New("gateway: busy"), payments.ErrAmount} {
		if errors.Is(busy, other) || errors.Is(other, &payments.Error{Kind: payments.ErrorBusy}) {
			t.Errorf("%v is taken for a busy terminal", other)
		}
	}
}

func TestKindOf(t *testing.T) {
	timeout := &payments.Error{Kind: payments.ErrorTimeout}
	for name, c := range map[string]struct {
		err  error
		want payments.ErrorKind
	}{
		"bare":     {timeout, payments.ErrorTimeout},
		"wrapped":  {fmt.Errorf("a: %w", fmt.Errorf("b: %w", timeout)), payments.ErrorTimeout},
		"joined":   {errors.Join(io.EOF, timeout), payments.ErrorTimeout},
		"foreign":  {io.EOF, ""},
		"sentinel": {payments.ErrOverflow, ""},
		"nothing":  {nil, ""},
		"flat":     {errors.New("a: " + timeout.Error()), ""},
	} {
		if got := payments.KindOf(c.err); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestErrorAsCarriesItsFacts(t *testing.T) {
	date := time.Date(2026, 4, 15, 9, 30, 0, 0, time.UTC)
	in := &payments.Error{Kind: payments.ErrorRateLimited, Status: 429, RetryAfter: 3 * time.Second, ServerDate: date}
	var out *payments.Error
	if !errors.As(fmt.Errorf("check: %w", in), &out) || out.RetryAfter != 3*time.Second || !out.ServerDate.Equal(date) || out.Unsent {
		t.Errorf("got %+v", out)
	}
}

func TestSentinelsAreDistinct(t *testing.T) {
	sentinels := []error{
		payments.ErrAmount, payments.ErrCurrency, payments.ErrMixedCurrencies, payments.ErrOverflow, payments.ErrTransition,
	}
	for i, one := range sentinels {
		for j, other := range sentinels {
			if got := errors.Is(fmt.Errorf("x: %w", one), other); got != (i == j) {
				t.Errorf("%v is %v: got %v", one, other, got)
			}
		}
	}
}
