package simulator

import (
	"net/http"
	"strconv"
)

// Status is the host that Handpoint calls transactions.handpoint.com: what the gateway
// knows under a reference.
func (c *Cloud) Status() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /transactions/{reference}/status", c.statusPlain)
	mux.HandleFunc("GET /transactions/{reference}/status/{selector}", c.statusSelected)
	mux.HandleFunc("/", notFound)
	return c.dated(c.guard(c.keyFits(mux), http.StatusUnauthorized))
}

// keyFits answers 401 to the key of another merchant: "please check your API key is
// correct for this transactionReference" (Handpoint REST API, Endpoints).
func (c *Cloud) keyFits(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.ours(r) {
			e := &apiError{status: http.StatusUnauthorized, name: "UnauthorizedError", message: "Unauthorized"}
			writeJSON(w, e.status, e.body(""))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// history is what stands under a reference, oldest first.
func (c *Cloud) history(reference string) []statusEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	records := c.acquirer.byRef[reference]
	if len(records) > 0 && c.forgotten(records[len(records)-1].at) {
		records = nil
	}
	entries := make([]statusEntry, 0, len(records))
	for i, r := range records {
		entries = append(entries, r.entryOf(i == 0, c.world))
	}
	return entries
}

// statusPlain is the first transaction, and for an unknown reference 200 with UNDEFINED.
func (c *Cloud) statusPlain(w http.ResponseWriter, r *http.Request) {
	reference := r.PathValue("reference")
	entries := c.history(reference)
	if len(entries) == 0 {
		writeJSON(w, http.StatusOK, unknownEntry(reference))
		return
	}
	writeJSON(w, http.StatusOK, entries[0])
}

func (c *Cloud) listless() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.world.lists.broken
}

// statusSelected answers first, last, all or a number from 1; anything else, and an
// unknown reference, is 404.
func (c *Cloud) statusSelected(w http.ResponseWriter, r *http.Request) {
	entries := c.history(r.PathValue("reference"))
	selector := r.PathValue("selector")
	number, err := strconv.Atoi(selector)
	switch {
	case selector == "all" && c.listless():
		e := &apiError{status: http.StatusInternalServerError, name: "InternalServerError", message: "Internal Server Error"}
		writeJSON(w, e.status, e.body(""))
		return
	case selector == "first":
		number = 1
	case selector == "last":
		number = len(entries)
	case selector == "all" && len(entries) > 0:
		writeJSON(w, http.StatusOK, entries)
		return
	case err != nil:
		number = 0
	}
	if number < 1 || number > len(entries) {
		notFound(w, r)
		return
	}
	writeJSON(w, http.StatusOK, entries[number-1])
}
