package kushki

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// witnessName is the name of the custom field by which a payment is found in its terminal's
// list and in a webhook. Its value is our reference in letters and digits: together they have
// 27 of the 28 characters that a field may have, none of them "&" or "/".
const witnessName = "ts"

// witnessLength is how many digits of base 36 the 16 bytes of a reference have at most.
const witnessLength = 25

// witness is the custom field of an attempt. ok is false for a reference that is not a UUID.
func witness(a payments.Attempt) (f field, ok bool) {
	raw, err := hex.DecodeString(strings.ReplaceAll(a.Reference, "-", ""))
	if err != nil || len(raw) != 16 {
		return field{}, false
	}
	digits := new(big.Int).SetBytes(raw).Text(36)
	return field{Name: witnessName, Value: strings.Repeat("0", witnessLength-len(digits)) + digits}, true
}

// numberOf is the value of the custom field that a sale was sent with. What gives back is sent
// with our reference itself.
func numberOf(a payments.Attempt) string {
	if own, ok := witness(a); ok && a.Kind == payments.KindSale {
		return own.Value
	}
	return ""
}

// referenceOf is our reference in the value of a custom field, "" where it is none.
func referenceOf(value string) string {
	n, ok := new(big.Int).SetString(strings.ToLower(value), 36)
	if !ok || len(value) != witnessLength || n.BitLen() > 128 || n.Sign() < 0 {
		return ""
	}
	s := hex.EncodeToString(n.FillBytes(make([]byte, 16)))
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}

// referenceIn finds our reference among custom fields: packed into a text as the list of a
// terminal has them, as the list that was sent, or as an object with the field's name.
func referenceIn(raw json.RawMessage) string {
	var packed string
	if json.Unmarshal(raw, &packed) == nil {
		for one := range strings.SplitSeq(packed, "/") {
			if parts := strings.Split(one, "&"); len(parts) == 3 && strings.EqualFold(strings.TrimSpace(parts[1]), witnessName) {
				return referenceOf(strings.TrimSpace(parts[2]))
			}
		}
		return ""
	}
	var list []struct{ Name, Value rest.Text }
	if json.Unmarshal(raw, &list) == nil {
		for _, f := range list {
			if f.Name.Is(witnessName) {
				return referenceOf(f.Value.Word())
			}
		}
		return ""
	}
	var object map[string]rest.Text
	if json.Unmarshal(raw, &object) == nil {
		return referenceOf(object[witnessName].Word())
	}
	return ""
}
