package payments_test

import (
	"fmt"
	"strings"
	"testing"

	"tillside/payments"
)

func TestNewCallback(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		c := payments.NewCallback("https://till.example/results")
		token := c.Token.Reveal()
		if !c.Asked() || c.URL != "https://till.example/results" {
			t.Fatalf("asked %v, url %q", c.Asked(), c.URL)
		}
		if len(token) != 32 || strings.Trim(token, "0123456789abcdef") != "" {
			t.Fatalf("%q is not 128 bits in hexadecimal digits", token)
		}
		if seen[token] {
			t.Fatalf("%q came twice", token)
		}
		seen[token] = true
		if text := fmt.Sprintf("%v %+v %#v %s", c, c, c, c.Token); strings.Contains(text, token) {
			t.Fatalf("the token shows in %s", text)
		}
		if c.Digest() == "" || strings.Contains(c.Digest(), token) {
			t.Fatalf("the digest is %q", c.Digest())
		}
	}
}

func TestACallbackThatAsksForNothing(t *testing.T) {
	for _, c := range []payments.Callback{{}, {URL: "https://till.example"}, {Token: payments.NewSecret("x")}} {
		if c.Asked() || c.Digest() != "" {
			t.Errorf("asked %v, digest %q", c.Asked(), c.Digest())
		}
	}
}

func TestSentHoldsItsTokenAlone(t *testing.T) {
	c := payments.NewCallback("https://till.example")
	token := c.Token.Reveal()
	sent := payments.Sent{Token: c.Digest()}
	if !sent.Holds(token) {
		t.Fatal("its own token is not held")
	}
	for _, other := range []string{"", token[1:], token + "0", strings.ToUpper(token) + " ", c.Digest(), payments.NewCallback("x").Token.Reveal()} {
		if sent.Holds(other) {
			t.Errorf("%q is held", other)
		}
	}
	if (payments.Sent{}).Holds("") || (payments.Sent{}).Holds(token) {
		t.Error("an attempt without a callback holds a token")
	}
}

// The digest is in journals: how it is made can never change.
func TestTokenDigestStaysAsItIs(t *testing.T) {
	const want = "dbd67262eec0731a20c34c88c43fbcd500d137c0a58a5b1975d38b0a3b596489"
	if got := payments.TokenDigest("0123456789abcdef0123456789abcdef"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
