package pontoon

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"tillside/payments"
)

// What opens the cloud, a terminal in it, and what it knows and nobody may see.
const (
	Secret        = "pontoon-secret-5521"
	RefundsSecret = "pontoon-giveback-8810"
	Cardholder    = "ASTRID OF THE HARBOUR"
	Reader        = "PT-7K2M"
)

// The amounts that make something happen, in cents. Every other one is paid.
const (
	AmountDecline int64 = 1305 + iota
	AmountStop
	AmountFail
	AmountPart
	AmountBusy
	AmountGone
)

// How long the customer takes, and how long a reader waits for one.
const (
	tapTime  = 3 * time.Second
	waitTime = 60 * time.Second
)

// Cloud is the provider's cloud: readers, books, and a face at each of its addresses.
type Cloud struct {
	mu      sync.Mutex
	nobody  bool // nobody presents a card
	busy    map[string]bool
	asked   map[string][]time.Time // by secret, lately
	charged map[string]int64       // by number: what is left of it
	once    map[string]remembered
	starts  int
	moved   int64
}

// remembered is a giveback by its Once-Key.
type remembered struct {
	at      time.Time
	verdict verdict
}

// NewCloud makes a cloud.
func NewCloud() *Cloud {
	return &Cloud{busy: map[string]bool{}, asked: map[string][]time.Time{}, charged: map[string]int64{}, once: map[string]remembered{}}
}

// Face is what answers at each of the provider's addresses.
func (c *Cloud) Face() map[string]http.Handler {
	cloud := http.NewServeMux()
	cloud.HandleFunc("GET /shop", c.guarded(SecretHeader, Secret, func(http.ResponseWriter, *http.Request) (any, int, string) {
		return map[string]string{"shop": "Harbour Books"}, 0, ""
	}))
	cloud.HandleFunc("POST /charges", c.guarded(SecretHeader, Secret, c.charge))
	refunds := http.NewServeMux()
	refunds.HandleFunc("POST /givebacks", c.guarded(RefundsHeader, RefundsSecret, c.giveBack))
	return map[string]http.Handler{payments.AddressCloud: cloud, payments.AddressRefunds: refunds}
}

// Starts is how many operations were started.
func (c *Cloud) Starts() int { c.mu.Lock(); defer c.mu.Unlock(); return c.starts }

// Moved is what the books say, in cents.
func (c *Cloud) Moved() int64 { c.mu.Lock(); defer c.mu.Unlock(); return c.moved }

// Freeze keeps customers away from now on.
func (c *Cloud) Freeze() { c.mu.Lock(); defer c.mu.Unlock(); c.nobody = true }

// guarded answers what came with the right secret, and not too often.
func (c *Cloud) guarded(header, secret string, do func(http.ResponseWriter, *http.Request) (any, int, string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Get(header)
		if !c.mayAsk(given) {
			w.Header().Set("Retry-After", "1")
			refuse(w, http.StatusTooManyRequests, "TOO_OFTEN")
			return
		}
		if given != secret {
			refuse(w, http.StatusUnauthorized, "BAD_SECRET")
			return
		}
		said, status, code := do(w, r)
		if code != "" {
			refuse(w, status, code)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(said) // a reader that has gone asks for nothing
	}
}

func refuse(w http.ResponseWriter, status int, code string) {
	var f failure
	f.Pontoon.Status, f.Pontoon.Code = status, code
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(f) // as above
}

// mayAsk counts a request.
func (c *Cloud) mayAsk(secret string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	lately := []time.Time{now}
	for _, at := range c.asked[secret] {
		if now.Sub(at) < requests.In {
			lately = append(lately, at)
		}
	}
	c.asked[secret] = lately
	return len(lately) <= requests.Most
}

// charge holds the answer until the card flow is over.
func (c *Cloud) charge(_ http.ResponseWriter, r *http.Request) (any, int, string) {
	var o order
	if json.NewDecoder(r.Body).Decode(&o) != nil || o.Cents < 1 || o.Cents > maxAmount {
		return nil, http.StatusUnprocessableEntity, "BAD_AMOUNT"
	}
	c.mu.Lock()
	nobody := c.nobody
	switch {
	case o.Reader != Reader:
		c.mu.Unlock()
		return nil, http.StatusNotFound, "NO_SUCH_READER"
	case o.Cents == AmountBusy || c.busy[o.Reader]:
		c.mu.Unlock()
		return nil, http.StatusConflict, "READER_BUSY"
	case o.Cents == AmountGone:
		c.mu.Unlock()
		return nil, http.StatusConflict, "READER_GONE"
	}
	c.busy[o.Reader] = true
	c.starts++
	number := fmt.Sprintf("PN%06d", c.starts)
	c.mu.Unlock()
	if nobody {
		time.Sleep(waitTime)
	} else {
		time.Sleep(tapTime)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy[o.Reader] = false
	v := verdict{Ticket: o.Ticket, Number: number, Result: "PAID", Cents: o.Cents, Card: "************4242"}
	switch {
	case nobody, o.Cents == AmountStop:
		v.Result, v.Cents = "STOPPED", 0
	case o.Cents == AmountDecline:
		v.Result, v.Cents = "NO", 0
	case o.Cents == AmountFail:
		v.Result, v.Cents = "ERROR", 0
	case o.Cents == AmountPart:
		v.Result, v.Cents = "PART", o.Cents/2
		v.Left = o.Cents - v.Cents
	}
	c.charged[number] = v.Cents
	c.moved += v.Cents
	return v, 0, ""
}

// giveBack answers at once, and what comes again as it did the first time.
func (c *Cloud) giveBack(_ http.ResponseWriter, r *http.Request) (any, int, string) {
	var o order
	err := json.NewDecoder(r.Body).Decode(&o)
	c.mu.Lock()
	defer c.mu.Unlock()
	key := r.Header.Get(OnceHeader)
	if before, again := c.once[key]; again && time.Since(before.at) < OnceMemory {
		return before.verdict, 0, ""
	}
	if err != nil || key == "" || o.Cents < 1 || o.Cents > c.charged[o.Of] {
		return nil, http.StatusUnprocessableEntity, "BAD_AMOUNT"
	}
	c.starts++
	c.charged[o.Of] -= o.Cents
	c.moved -= o.Cents
	v := verdict{Ticket: o.Ticket, Number: fmt.Sprintf("PN%06d", c.starts), Result: "PAID", Cents: o.Cents, Of: o.Of}
	c.once[key] = remembered{at: time.Now(), verdict: v}
	return v, 0, ""
}
