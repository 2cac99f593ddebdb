package simulator

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
)

// beside are the members of a request that say how a payment is taken and what is noted of it
// (Handpoint, "Transaction Request Object").
type beside struct {
	metadata  map[string]string
	unchecked bool // duplicate_check is false
}

var (
	metadataName = regexp.MustCompile(`^metadata[1-5]$`)
	metadataText = regexp.MustCompile(`^[A-Za-z0-9\-()@:%_\\+.~#?&/={}"',]{1,250}$`)
)

// readBeside checks them. What is documented for sales and refunds alone is refused elsewhere.
func (r *request) readBeside(fields map[string]json.RawMessage) (faults []detail) {
	wrong := func(name, code string) {
		faults = append(faults, detail{Path: "/" + name, Code: code, Message: "must be as documented", Info: map[string]any{}})
	}
	for _, name := range []string{"bypassOptions", "merchantAuth"} {
		if _, present := fields[name]; present && !slices.Contains([]string{opSale, opSaleKeepCard, opRefund}, r.operation) {
			wrong(name, "not")
		}
	}
	var bypass struct {
		Signature *bool `json:"signatureBypass"`
		PIN       *bool `json:"pinBypass"`
	}
	if raw, present := fields["bypassOptions"]; present && (json.Unmarshal(raw, &bypass) != nil || bypass.Signature == nil || bypass.PIN == nil) {
		wrong("bypassOptions", "required")
	}
	var credentials []map[string]string
	if raw, present := fields["merchantAuth"]; present && (json.Unmarshal(raw, &credentials) != nil || len(credentials) == 0) {
		wrong("merchantAuth", "type")
	}
	r.readNoted(fields, wrong)
	return faults
}

// readNoted checks what is noted of a payment, and whether a second one is asked about.
func (r *request) readNoted(fields map[string]json.RawMessage, wrong func(name, code string)) {
	var check *bool
	if raw, present := fields["duplicate_check"]; present && (json.Unmarshal(raw, &check) != nil || check == nil) {
		wrong("duplicate_check", "type")
	}
	r.beside.unchecked = check != nil && !*check
	if raw, present := fields["metadata"]; present && json.Unmarshal(raw, &r.beside.metadata) != nil {
		wrong("metadata", "type")
	}
	for name, text := range r.beside.metadata {
		if !metadataName.MatchString(name) || !metadataText.MatchString(text) {
			wrong("metadata", "pattern")
		}
	}
}

// wireBalance is what a card tells of itself.
type wireBalance struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Positive bool   `json:"positive"`
	Negative bool   `json:"negative"`
}

// CardBalance is what is left on a card that tells it, in minor units.
const CardBalance = 1875

// saysMore adds what a card or a terminal may say beyond what became of a payment.
func (t *terminalResult) saysMore(r *run, v verdict) {
	t.Metadata = r.beside.metadata
	if r.trigger.twist != twistBalance {
		return
	}
	t.Balance = &wireBalance{Amount: CardBalance, Currency: string(r.amount.Currency()), Positive: true}
	t.StatusTexts = map[string]string{"en_GB": visa.spoken(v.status), "es_ES": mastercard.spoken(v.status)}
}

// SetCommandsBusy makes the cloud answer each stopCurrentTransaction with 1001, as if the terminal took
// no command. The way by the cloud alone stays open.
func (c *Cloud) SetCommandsBusy(on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rig.commandsBusy = on
}

// cancelRequest is POST /cancelRequest: what runs on a terminal is stopped by the cloud. What it answers
// no page shows.
func (c *Cloud) cancelRequest(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Serial string `json:"serial_number"`
	}
	decoded := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyLimit)).Decode(&body)
	c.mu.Lock()
	t := c.terminal(body.Serial)
	var problem *apiError
	switch {
	case decoded != nil:
		problem = badRequest("Unexpected token in JSON")
	case t == nil || !c.ours(r):
		problem = coded(codeUnassigned)
	case !t.online:
		problem = coded(codeOffline)
	default:
		_, problem = c.acceptStop(t, request{operation: opStop, serial: body.Serial})
	}
	shape := c.rig.shape
	c.mu.Unlock()
	c.watchers.flush()
	if problem != nil {
		writeJSON(w, problem.status, problem.body(shape))
		return
	}
	writeJSON(w, http.StatusOK, accepted{StatusMessage: "Operation Accepted"})
}
