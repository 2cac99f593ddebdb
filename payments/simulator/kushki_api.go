package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"tillside/payments"
)

// What Kushki's Cloud Terminal API documents: one payment request a minute and terminal, five
// that wait, keys that are remembered for ten minutes, fifteen entries in a terminal's list.
const (
	kushkiEvery  = time.Minute
	kushkiQueue  = 5
	kushkiMemory = 10 * time.Minute
	kushkiLatest = 15
)

// kushki is the cloud behind the face of Kushki: what that keeps beside terminals and acquirer.
type kushki struct {
	cloud *Cloud

	mu     sync.Mutex // taken before the cloud's
	orders []*kushkiOrder
	begun  map[string]time.Time // newest request taken for a terminal, on the cloud's clock

	declined map[string][]map[string]any // voids and refunds with that end, by the client's id
}

// Kushki is the cloud behind the face of Kushki's Cloud Terminal API: the host for payments and
// the one for voids and refunds, by the names of payments.Addresses. It keeps to what the pages
// say; where they leave something open it does what a client must be ready for: a repeated key
// is answered with 429 within a minute, as any other request is. Each call makes a face with
// books of its own.
func (c *Cloud) Kushki() map[string]http.Handler {
	k := &kushki{cloud: c, begun: map[string]time.Time{}, declined: map[string][]map[string]any{}}
	return map[string]http.Handler{payments.AddressCloud: k.api(), payments.AddressRefunds: k.refundsAPI()}
}

func (k *kushki) api() http.Handler {
	guarded := http.NewServeMux()
	guarded.HandleFunc("POST /RemotePayment/v2/Create", k.create)
	guarded.HandleFunc("GET /RemotePayment/v2/GetPaymentRequest/{key}", k.status)
	guarded.HandleFunc("GET /Transaction/Latest/{serial}", k.latest)
	guarded.HandleFunc("/", http.NotFound)
	open := http.NewServeMux()
	k.cloud.control(open)
	open.Handle("/", k.guard(guarded))
	return k.cloud.dated(open)
}

// kushkiError is an error in the first of the two shapes that the pages show.
type kushkiError struct {
	status  int
	Error   bool   `json:"error"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func kushkiRefuse(w http.ResponseWriter, status int, code, message string) {
	writeJSON(w, status, kushkiError{Error: true, Code: code, Message: message})
}

// kushkiInvalid is one in the second shape, that of the framework that the cloud is written in.
func kushkiInvalid(w http.ResponseWriter, field, message string) {
	writeJSON(w, http.StatusBadRequest, map[string]any{
		"type": "https://tools.ietf.org/html/rfc7231#section-6.5.1", "title": "One or more validation errors occurred.",
		"status": http.StatusBadRequest, "traceId": "00-7f6f1c1f0d9a4f4b-01", "errors": map[string][]string{field: {message}},
	})
}

func (k *kushki) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch key := r.Header.Get("X-API-Key"); {
		case key == "":
			kushkiRefuse(w, http.StatusUnauthorized, "INT-MIDDLEWARE-012", "API key header is missing")
		case !k.cloud.merchants(key):
			kushkiRefuse(w, http.StatusUnauthorized, "INT-MIDDLEWARE-010", "Unknown API key")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// kushkiBody is the body of a create, as far as the cloud reads it.
type kushkiBody struct {
	IdempotencyKey string       `json:"idempotencyKey"`
	Amount         *json.Number `json:"amount"`
	Device         string       `json:"device"`
	Description    string       `json:"description"`
	DTEType        int          `json:"dteType"`
	ExtraData      struct {
		ExemptAmount  int64         `json:"exemptAmount"`
		SourceName    string        `json:"sourceName"`
		SourceVersion string        `json:"sourceVersion"`
		CustomFields  []kushkiField `json:"customFields"`
	} `json:"extraData"`
	pesos int64
}

type kushkiField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Print bool   `json:"print"`
}

func (k *kushki) create(w http.ResponseWriter, r *http.Request) {
	var b kushkiBody
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil || json.Unmarshal(raw, &b) != nil || b.Amount == nil {
		kushkiInvalid(w, "amount", "The JSON value could not be converted.")
		return
	}
	if b.pesos, err = strconv.ParseInt(string(*b.Amount), 10, 64); err != nil {
		kushkiInvalid(w, "Amount", "The JSON value could not be converted to System.Int32.")
		return
	}
	if code, message := b.wrong(); code != "" {
		kushkiRefuse(w, http.StatusBadRequest, code, message)
		return
	}
	o, refusal := k.take(b)
	k.cloud.watchers.flush()
	switch {
	case refusal != nil:
		writeJSON(w, refusal.status, refusal)
	case kushkiQuirks[b.pesos] == quirkNoBody:
		w.WriteHeader(http.StatusCreated)
	default:
		writeJSON(w, http.StatusCreated, map[string]any{
			"idempotencyKey": o.key, "status": "pending", "amount": b.pesos, "deviceId": 4711, "description": b.Description, "extraData": b.ExtraData,
		})
	}
}

// wrong is what the cloud finds in a request, by its documented codes.
func (b kushkiBody) wrong() (code, message string) {
	for _, look := range []func() (code, message string){b.wrongOrder, b.wrongExempt, b.wrongSource, b.wrongFields} {
		if code, message = look(); code != "" {
			return code, message
		}
	}
	return "", ""
}

// wrongOrder looks at what is asked for.
func (b kushkiBody) wrongOrder() (code, message string) {
	switch {
	case len(b.IdempotencyKey) < 1 || len(b.IdempotencyKey) > 36:
		return "RP-001", "idempotencyKey must have 1 to 36 characters"
	case b.pesos < 100:
		return "MR-110", "amount below the limit"
	case b.pesos > 99_999_999:
		return "MR-120", "amount above the limit"
	case b.DTEType != 0 && b.DTEType != 33 && b.DTEType != 48 && b.DTEType != 99:
		return "MR-130", "unknown dteType"
	case len(b.Description) < 1 || len(b.Description) > 28 || !isASCII(b.Description):
		return "RP-015", "description must have 1 to 28 characters"
	}
	return "", ""
}

// wrongExempt looks at the part that no tax is due on.
func (b kushkiBody) wrongExempt() (code, message string) {
	extra := b.ExtraData
	switch {
	case b.DTEType == 99 && extra.ExemptAmount == 0:
		return "MR-140", "exemptAmount is missing"
	case b.DTEType == 99 && extra.ExemptAmount != b.pesos:
		return "MR-141", "exemptAmount is not the amount"
	case b.DTEType != 99 && extra.ExemptAmount >= b.pesos:
		return "RP-011", "exemptAmount must be below the amount"
	}
	return "", ""
}

// wrongSource looks at who asks.
func (b kushkiBody) wrongSource() (code, message string) {
	extra := b.ExtraData
	switch {
	case len(extra.SourceName) > 60 || !isASCII(extra.SourceName):
		return "RP-003", "bad characters in sourceName"
	case len(extra.SourceVersion) > 40 || !isASCII(extra.SourceVersion):
		return "RP-004", "bad characters in sourceVersion"
	case len(extra.CustomFields) > 5:
		return "RP-010", "too many custom fields"
	}
	return "", ""
}

// wrongFields looks at the custom fields.
func (b kushkiBody) wrongFields() (code, message string) {
	seen := map[string]bool{}
	for _, f := range b.ExtraData.CustomFields {
		switch {
		case len(f.Name)+len(f.Value) > 28 || f.Name == "" || f.Value == "":
			return "I-02", "custom field too long"
		case !isASCII(f.Name+f.Value) || strings.ContainsAny(f.Name+f.Value, "&/"):
			return "I-04", "bad characters in extraData"
		case seen[strings.ToLower(f.Name)]:
			return "RP-026", "custom field is there twice"
		}
		seen[strings.ToLower(f.Name)] = true
	}
	return "", ""
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
