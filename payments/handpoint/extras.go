package handpoint

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// This file is about the members of a request that a shop may add to its payments (Transaction
// Request Object): who pays without what, as which shop, and what is noted beside.

// extras are what a shop has decided for all of its payments.
type extras struct {
	bypass     *bypassOptions
	unchecked  bool // no question at the terminal about a second payment of the same amount
	credential []credential
}

// bypassOptions says what a terminal may leave out. "Both must be present if the object is sent".
type bypassOptions struct {
	Signature bool `json:"signatureBypass"`
	PIN       bool `json:"pinBypass"`
}

// credential says as which shop a payment goes to the acquirer. The external ID stands for the other
// numbers; the acquirer is needed where there are several.
type credential struct {
	Acquirer   string `json:"acquirer,omitempty"`
	MID        string `json:"mid,omitempty"`
	TID        string `json:"tid,omitempty"`
	MCC        string `json:"mcc,omitempty"`
	ExternalID string `json:"externalId,omitempty"`
}

// longestExternalID: "up to 23 characters".
const longestExternalID = 23

// credentialExample is a text that parseCredentials takes, for people.
const credentialExample = "mid=… tid=… mcc=…"

// parseCredentials reads what the shop has typed, which no document gives a form: words such as
// "mid=123", in the names of the document, credentials apart by semicolons. A word alone is an
// external ID.
func parseCredentials(text string) (all []credential, ok bool) {
	for part := range strings.SplitSeq(text, ";") {
		var c credential
		for word := range strings.FieldsSeq(part) {
			name, value, named := strings.Cut(word, "=")
			if !named {
				name, value = "externalId", word
			}
			into := c.member(strings.ToLower(name))
			if into == nil || *into != "" || value == "" || len(value) > 60 || !rest.Printable(value) {
				return nil, false
			}
			*into = value
		}
		if c == (credential{}) || len(c.ExternalID) > longestExternalID {
			return nil, false
		}
		all = append(all, c)
	}
	several := len(all) > 1 && slices.ContainsFunc(all, func(c credential) bool { return c.Acquirer == "" })
	return all, !several
}

func (c *credential) member(name string) *string {
	switch name {
	case "acquirer":
		return &c.Acquirer
	case "mid":
		return &c.MID
	case "tid":
		return &c.TID
	case "mcc":
		return &c.MCC
	case "externalid":
		return &c.ExternalID
	}
	return nil
}

// newExtras reads what a shop has decided.
func newExtras(c Config) (e extras, ok bool) {
	signature, pin := c.Asks.Bypass == payments.BypassSignature, c.Asks.Bypass == payments.BypassPIN
	if c.Asks.Bypass == payments.BypassBoth {
		signature, pin = true, true
	}
	if signature || pin {
		e.bypass = &bypassOptions{Signature: signature, PIN: pin}
	}
	e.unchecked = c.Asks.Duplicates == payments.DuplicatesUnasked
	if c.Acquirer.Empty() {
		return e, true
	}
	e.credential, ok = parseCredentials(c.Acquirer.Reveal())
	return e, ok
}

// Which operations the members are documented for. "Reversals look it up themselves" is said of the
// credentials; nothing is said of holds.
var (
	takesBypass = []string{opSale, opRefund}
	isChecked   = []string{opSale, opRefund, opSaleReversal, opRefundReversal, opMotoSale, opMotoRefund, opMotoReversal}
)

// add puts into a request what its operation takes.
func (e extras) add(o *order) {
	if slices.Contains(takesBypass, o.Operation) {
		o.Bypass, o.MerchantAuth = e.bypass, e.credential
	}
	if e.unchecked && slices.Contains(isChecked, o.Operation) {
		asked := false
		o.DuplicateCheck = &asked
	}
}

// shortestSecret is the shortest number that is taken out of an error. What is shorter stands in
// many a text for something else.
const shortestSecret = 4

// redact takes the numbers of the credentials out of a text that a request is told back in.
func (e extras) redact(body []byte) []byte {
	for _, c := range e.credential {
		for _, number := range []string{c.MID, c.TID, c.MCC, c.ExternalID} {
			if len(number) >= shortestSecret {
				body = bytes.ReplaceAll(body, []byte(number), []byte(payments.NewSecret(number).String()))
			}
		}
	}
	return body
}

// longestMetadata is what one of "metadata1" to "metadata5" takes.
const longestMetadata = 250

// metadataOf are the fields that a shop notes beside a sale, without their names: nothing says that a
// name is taken.
func metadataOf(f payments.Fields) map[string]string {
	all := map[string]string{}
	for _, field := range f {
		if text := metadataText(field.Value); text != "" {
			all["metadata"+strconv.Itoa(len(all)+1)] = text
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// metadataText writes a text in the signs that are taken: letters, digits and some others. No blank
// is among them.
func metadataText(text string) string {
	return strings.Map(func(r rune) rune {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if letter || strings.ContainsRune(`-()@:%_\+.~#?&/={}"',`, r) {
			return r
		}
		return '_'
	}, tidy(text, longestMetadata))
}
