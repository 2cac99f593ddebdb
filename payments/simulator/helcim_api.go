package simulator

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"tillside/payments"
)

// HelcimTerminals are the terminals of a shop of Helcim's: "4 alphanumeric characters".
func HelcimTerminals() []payments.Terminal {
	return []payments.Terminal{{Serial: "SIM1"}, {Serial: "SIM2"}, {Serial: "SIM3"}}
}

// The rates of the account, everybody together.
const (
	helcimMinute = 100
	helcimHour   = 3000
	helcimAtOnce = 5
)

// Helcim is the cloud behind the face of Helcim.
func (c *Cloud) Helcim() map[string]http.Handler {
	guarded := http.NewServeMux()
	guarded.HandleFunc("GET /devices", c.helcimDevices)
	guarded.HandleFunc("GET /devices/{code}", c.helcimDevice)
	guarded.HandleFunc("GET /devices/{code}/ping", c.helcimPing)
	guarded.HandleFunc("POST /devices/{code}/payment/purchase", c.helcimPurchase)
	guarded.HandleFunc("POST /devices/{code}/payment/refund", c.helcimDeviceRefund)
	guarded.HandleFunc("GET /card-transactions", c.helcimList)
	guarded.HandleFunc("GET /card-transactions/{id}", c.helcimOne)
	guarded.HandleFunc("GET /card-batches/{id}", c.helcimBatch)
	guarded.HandleFunc("POST /payment/refund", c.helcimUndo(payments.KindRefund))
	guarded.HandleFunc("POST /payment/reverse", c.helcimUndo(payments.KindSaleReversal))
	guarded.HandleFunc("GET /connection-test", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"message": "Connection successful"})
	})
	guarded.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { c.helcimError(w, http.StatusNotFound, "", "Not Found") })

	open := http.NewServeMux()
	c.control(open)
	open.HandleFunc("POST /simulator/close-batch", func(w http.ResponseWriter, _ *http.Request) {
		c.CloseBatch()
		w.WriteHeader(http.StatusNoContent)
	})
	open.Handle("/", c.helcimGuard(guarded))
	return map[string]http.Handler{payments.AddressCloud: c.dated(open)}
}

// helcimGuard checks the token and the rates, and says what is left of them.
func (c *Cloud) helcimGuard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.Header.Get("api-token")
		switch {
		case token == "":
			c.helcimError(w, http.StatusUnauthorized, "", "No access permission")
			return
		case !c.merchants(token) && token != OtherKey:
			c.helcimError(w, http.StatusForbidden, "", "No access permission")
			return
		}
		if !c.helcimRate(w) {
			c.helcimError(w, http.StatusTooManyRequests, "", "Too many requests")
			return
		}
		defer func() {
			c.mu.Lock()
			c.acquirer.helcim.underWay--
			c.mu.Unlock()
		}()
		next.ServeHTTP(w, r)
	})
}

// helcimRate counts a request of the account in, or says that it is one too many.
func (c *Cloud) helcimRate(w http.ResponseWriter) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sortIn()
	now := time.Now()
	c.acquirer.helcim.asked = slices.DeleteFunc(c.acquirer.helcim.asked, func(t time.Time) bool { return now.Sub(t) >= time.Hour })
	minute := 0
	for _, t := range c.acquirer.helcim.asked {
		if now.Sub(t) < time.Minute {
			minute++
		}
	}
	allowed := c.limits.most > 0 || minute < helcimMinute && len(c.acquirer.helcim.asked) < helcimHour && c.acquirer.helcim.underWay < helcimAtOnce
	if allowed {
		c.acquirer.helcim.asked = append(c.acquirer.helcim.asked, now)
		c.acquirer.helcim.underWay++
		minute++
	}
	if c.limits.most == 0 {
		w.Header().Set("minute-limit-remaining", strconv.Itoa(helcimMinute-minute))
		w.Header().Set("hour-limit-remaining", strconv.Itoa(helcimHour-len(c.acquirer.helcim.asked)))
	}
	return allowed
}

// helcimError answers in one of the three shapes of an error: by field, a list, or a text.
func (c *Cloud) helcimError(w http.ResponseWriter, status int, field, text string) {
	c.mu.Lock()
	shape := c.rig.shape
	c.mu.Unlock()
	var errors any = text
	switch {
	case field != "" && shape != ShapeText:
		errors = map[string]string{field: text}
	case shape == ShapeFlat:
		errors = []string{text}
	}
	writeJSON(w, status, map[string]any{"errors": errors})
}

func (c *Cloud) helcimOurs(r *http.Request) bool { return c.merchants(r.Header.Get("api-token")) }

func (c *Cloud) helcimDevices(w http.ResponseWriter, r *http.Request) {
	offset, err := strconv.Atoi(cmp.Or(r.URL.Query().Get("offset"), "0"))
	list := []map[string]string{}
	for i, t := range c.Terminals() {
		if c.helcimOurs(r) && err == nil && i >= offset {
			list = append(list, helcimDeviceOf(t))
		}
	}
	if len(list) == 0 {
		c.helcimError(w, http.StatusNotFound, "", "No devices found")
		return
	}
	writeJSON(w, http.StatusOK, list)
}

func helcimDeviceOf(t payments.Terminal) map[string]string {
	return map[string]string{"code": t.Serial, "dateCreated": "2026-11-02 09:14:55"}
}

func (c *Cloud) helcimDevice(w http.ResponseWriter, r *http.Request) {
	t := c.terminal(r.PathValue("code"))
	if t == nil || !c.helcimOurs(r) {
		c.helcimError(w, http.StatusNotFound, "", "Device not found")
		return
	}
	writeJSON(w, http.StatusOK, helcimDeviceOf(t.info))
}

// helcimPing answers for a terminal that listens, whatever it does.
func (c *Cloud) helcimPing(w http.ResponseWriter, r *http.Request) {
	t := c.terminal(r.PathValue("code"))
	if t == nil || !c.helcimOurs(r) {
		c.helcimError(w, http.StatusNotFound, "", "Device not found")
		return
	}
	c.mu.Lock()
	listens := t.online && t.integrated
	c.mu.Unlock()
	if !listens {
		c.helcimError(w, http.StatusConflict, "", "Device Not Listening")
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (c *Cloud) helcimList(w http.ResponseWriter, r *http.Request) {
	invoice := r.URL.Query().Get("invoiceNumber")
	c.mu.Lock()
	c.sortIn()
	list := []helcimTransaction{}
	for _, one := range c.acquirer.records {
		if c.shown(one) && (invoice == "" || one.reference == invoice) && !c.forgotten(one.at) && c.helcimOurs(r) {
			list = append(list, c.helcimOf(one))
		}
	}
	c.mu.Unlock()
	writeJSON(w, http.StatusOK, list)
}

func (c *Cloud) helcimOne(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64) // what is none is not found
	c.mu.Lock()
	c.sortIn()
	one := c.recordOf(id)
	found := one != nil && c.shown(one) && c.helcimOurs(r)
	var t helcimTransaction
	if found {
		t = c.helcimOf(one)
	}
	c.mu.Unlock()
	if !found {
		c.helcimError(w, http.StatusNotFound, "", "Card transaction not found")
		return
	}
	writeJSON(w, http.StatusOK, t)
}

func (c *Cloud) helcimBatch(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.ParseInt(r.PathValue("id"), 10, 64)
	c.mu.Lock()
	c.sortIn()
	newest := c.acquirer.helcim.batch
	c.mu.Unlock()
	if id < firstBatch || id > newest || !c.helcimOurs(r) {
		c.helcimError(w, http.StatusNotFound, "", "Card batch not found")
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"id": id, "batchNumber": id - firstBatch + 1, "closed": id < newest, "dateCreated": "2026-11-02 09:14:55"})
}

// exactAmount is an amount as the description wants it: a number with two decimals.
var exactAmount = regexp.MustCompile(`^\d{1,12}\.\d\d$`)

// helcimCents reads an amount, 0 where it is none.
func helcimCents(raw json.RawMessage) int64 {
	if !exactAmount.Match(raw) {
		return 0
	}
	whole, part := string(raw[:len(raw)-3]), string(raw[len(raw)-2:])
	cents, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return 0
	}
	return cents
}

// helcimBody reads the fields of a request.
func helcimBody(r *http.Request) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyLimit))
	if err != nil || json.Unmarshal(body, &fields) != nil {
		return nil
	}
	return fields
}

func helcimText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
