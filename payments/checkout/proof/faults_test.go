package proof

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tillside/payments/gatewaytest"
)

// The requests a fault can be aimed at.
const (
	onStart  = "/transactions"
	onResult = "/transaction-result/"
	onStatus = "/status"
)

// isMoney reports whether a request starts an operation that moves money.
func isMoney(r *http.Request, body []byte) bool {
	return withoutOne(r) || r.Method == http.MethodPost && r.URL.Path == onStart &&
		!bytes.Contains(body, []byte(`"stopCurrentTransaction"`)) && !bytes.Contains(body, []byte(`"pingDevice"`))
}

// faultFor draws a fault and where it strikes. What a provider states explicitly about the
// very attempt it is asked about is never forged: nobody can survive that. Everything a
// network, a proxy, an overload or a mix-up can do is in the list.
func faultFor(r *rand.Rand) gatewaytest.Fault {
	target := []string{onStart, onStart, onResult, onStatus}[r.IntN(4)]
	f := networkFault(r)
	if r.IntN(3) == 0 {
		f = answerFault(r, target)
	}
	if target == onStart {
		f.Match = func(req *http.Request, body []byte) bool {
			return req.Method == http.MethodPost && req.URL.Path == onStart
		}
		return f
	}
	f.Match = func(req *http.Request, _ []byte) bool {
		return req.Method == http.MethodGet && strings.Contains(req.URL.Path, target)
	}
	return f
}

func networkFault(r *rand.Rand) gatewaytest.Fault {
	kinds := []gatewaytest.FaultKind{
		gatewaytest.Refused, gatewaytest.NoSuchHost, gatewaytest.BadCertificate, gatewaytest.NoRoute, gatewaytest.CutUnwritten, gatewaytest.CutStale,
		gatewaytest.CutRequest, gatewaytest.CutUnhandled, gatewaytest.CutAnswer, gatewaytest.CutAnswer, gatewaytest.TornAnswer,
		gatewaytest.Hang, gatewaytest.Hang, gatewaytest.HangIdle, gatewaytest.LateRequest, gatewaytest.LateAnswer, gatewaytest.LateAnswer,
	}
	f := gatewaytest.Fault{Kind: kinds[r.IntN(len(kinds))]}
	f.Delay = moment(r, 20*time.Second)
	if f.Kind == gatewaytest.LateAnswer {
		f.Delay = moment(r, 180*time.Second)
	}
	return f
}

// answerFault is an answer that is not what the gateway meant to say.
func answerFault(r *rand.Rand, target string) gatewaytest.Fault {
	statuses := []int{400, 401, 403, 404, 409, 429, 500, 502, 503, 504, 301, 307, 308, 200, 204}
	status := statuses[r.IntN(len(statuses))]
	switch n := r.IntN(9); {
	case n == 0:
		return gatewaytest.Portal()
	case n == 1:
		return gatewaytest.TooMany([]string{"", "3", "20"}[r.IntN(3)])
	case n == 2:
		return gatewaytest.RedirectTo([]int{301, 302, 307, 308}[r.IntN(4)], "http://127.0.0.1:6666/elsewhere")
	case n == 3 && target != onStart:
		return gatewaytest.Oversized(3 << 20)
	case n == 4 && target == onResult:
		return gatewaytest.Fault{Kind: gatewaytest.Replay}
	case n == 5 && target == onResult:
		return gatewaytest.Fault{Kind: gatewaytest.Overwrite, Edit: mixUp(r)}
	case n == 6 && target != onStart:
		return gatewaytest.Fault{Kind: gatewaytest.Twice}
	case n == 7 && target != onStart:
		return gatewaytest.Overwritten(200, "application/json", []string{`{"finStatus":`, `[]`, `{}`, `null`, "\x00\xff", `{"finStatus":7}`}[r.IntN(6)])
	}
	if target == onStart && status < 500 && status != 429 && status != 404 && status != 409 {
		status = 503 // an explicit refusal that the gateway did not mean would be forged
	}
	if status < 300 {
		return gatewaytest.Overwritten(status, "application/json", `{"unexpected":true}`)
	}
	body := `{"error":{"name":"` + http.StatusText(status) + `","message":"a proxy on the way"}}`
	if r.IntN(2) == 0 {
		return gatewaytest.Overwritten(status, "application/json", body)
	}
	return gatewaytest.Answered(status, "application/json", body)
}

// mixUp changes a result into one that is not the answer to the question, or says a word
// that was never seen before.
func mixUp(r *rand.Rand) func([]byte) []byte {
	field := []string{"transactionReference", "totalAmount", "currency", "finStatus", "requestedAmount"}[r.IntN(5)]
	return func(body []byte) []byte {
		var result map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if decoder.Decode(&result) != nil || result["finStatus"] == nil {
			return body
		}
		switch field {
		case "transactionReference":
			result[field] = "11111111-1111-4111-8111-111111111111"
		case "totalAmount", "requestedAmount":
			result[field] = json.Number("1234567")
		case "currency":
			result[field] = "CHF"
		case "finStatus":
			result[field] = "SPLENDID"
		}
		changed, err := json.Marshal(result)
		if err != nil {
			return body
		}
		return changed
	}
}

// oddity changes a result into one of another terminal, kind, original, amount, currency or
// reference, in a way that can be seen: what a provider states explicitly and without a
// contradiction nobody can doubt.
func oddity(r *rand.Rand) func([]byte) []byte {
	n, amount := r.IntN(8), json.Number(strconv.FormatInt(1+r.Int64N(90), 10))
	return func(body []byte) []byte {
		var result map[string]any
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		if decoder.Decode(&result) != nil || result["finStatus"] == nil || result["type"] == "UNDEFINED" || result["type"] == "CANCEL_TRX" {
			return body
		}
		switch n {
		case 0:
			result["deviceStatus"] = map[string]any{"serialNumber": "9990000077"}
		case 1:
			result["type"] = map[bool]string{true: "REFUND", false: "SALE"}[result["type"] == "SALE"]
		case 2:
			result["originalEFTTransactionID"], result["transactionReference"] = "22222222-2222-4222-8222-222222222222", "22222222-2222-4222-8222-222222222222"
		case 3:
			result["totalAmount"], result["tipAmount"] = amount, json.Number("0")
		case 4:
			result["currency"] = "USD"
		case 5:
			result["requestedAmount"], result["totalAmount"] = amount, amount
		case 6:
			result["transactionReference"] = "33333333-3333-4333-8333-333333333333"
		case 7:
			result["tipAmount"] = json.Number("-5")
		}
		changed, err := json.Marshal(result)
		if err != nil {
			return body
		}
		return changed
	}
}

// secretsIn names the secrets that a text contains.
func secretsIn(text string, secrets ...string) []string {
	var found []string
	for _, s := range secrets {
		if strings.Contains(text, s) {
			found = append(found, s)
		}
	}
	return found
}
