package simulator

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"tillside/payments"
)

const (
	keyHeader = "ApiKeyCloud"
	bodyLimit = 64 << 10
)

// Handpoint is the cloud behind the face of Handpoint: its two hosts by the names of
// payments.Addresses.
func (c *Cloud) Handpoint() map[string]http.Handler {
	return map[string]http.Handler{payments.AddressCloud: c.API(), payments.AddressStatus: c.Status()}
}

// API is the host that Handpoint calls cloud.handpoint.com: terminals, transactions and
// their results; here also the receipts, which Handpoint serves from a third host.
func (c *Cloud) API() http.Handler {
	guarded := http.NewServeMux()
	guarded.HandleFunc("GET /devices", c.devices)
	guarded.HandleFunc("POST /transactions", c.transactions)
	guarded.HandleFunc("GET /transaction-result/{id}", c.transactionResult)
	c.deviceCommands(guarded)
	c.batches(guarded)
	guarded.HandleFunc("POST /reversal", c.reversal)
	guarded.HandleFunc("POST /transactions/{guid}/tip-adjustment", c.tipAdjustment)
	guarded.HandleFunc("POST /cancelRequest", c.cancelRequest)
	c.amendments(guarded)
	c.keptCards(guarded)
	guarded.HandleFunc("/", notFound)

	open := http.NewServeMux()
	open.HandleFunc("GET /receipts/{guid}/{file}", c.receiptFile)
	c.control(open)
	open.Handle("/", c.guard(guarded, http.StatusForbidden))
	return c.dated(open)
}

func notFound(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusNotFound, (&apiError{status: http.StatusNotFound, name: "NotFoundError", message: "Not Found"}).body(""))
}

// dated sets the Date header from the cloud's wall clock, which clients use as a witness,
// and answers 503 after Close.
func (c *Cloud) dated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		now := c.wallClock()
		c.mu.Unlock()
		w.Header().Set("Date", now.Format(http.TimeFormat))
		select {
		case <-c.ended:
			e := &apiError{status: http.StatusServiceUnavailable, name: "ServiceUnavailableError", message: "The simulator has been closed"}
			writeJSON(w, e.status, e.body(""))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// guard checks the key and the pace. noKey is the status for a missing key: the status
// host documents 401 beside 403.
func (c *Cloud) guard(next http.Handler, noKey int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get(keyHeader)
		switch {
		case key == "" && noKey == http.StatusUnauthorized:
			e := &apiError{status: noKey, name: "UnauthorizedError", message: "Unauthorized"}
			writeJSON(w, e.status, e.body(""))
			return
		case !c.merchants(key) && key != OtherKey:
			e := &apiError{status: http.StatusForbidden, name: "ForbiddenError", message: "Forbidden"}
			writeJSON(w, e.status, e.body(""))
			return
		}
		c.mu.Lock()
		allowed := c.limits.allow(key, time.Now())
		c.mu.Unlock()
		if !allowed {
			e := &apiError{status: http.StatusTooManyRequests, name: "TooManyRequestsError", message: "Too many requests, please try again later."}
			w.Header().Set("Retry-After", "1")
			writeJSON(w, e.status, e.body(""))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours reports whether the request carries the shop's key and not the other merchant's.
func (c *Cloud) ours(r *http.Request) bool { return c.merchants(r.Header.Get(keyHeader)) }

// merchants reports whether a key is one of the shop's.
func (c *Cloud) merchants(key string) bool { return key == c.options.Key.Reveal() || key == SecondKey }

func (c *Cloud) devices(w http.ResponseWriter, r *http.Request) {
	list := []wireTerminal{}
	if c.ours(r) {
		for _, t := range append(c.Terminals(), keyedEntry) {
			list = append(list, wireTerminal{t.Merchant, t.Serial, SharedSecret, t.Type})
		}
	}
	writeJSON(w, http.StatusOK, list)
}

func (c *Cloud) transactionResult(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	s := c.results[r.PathValue("id")]
	if s != nil && c.forgotten(s.at) {
		s = nil
	}
	var body []byte
	if s != nil {
		body = s.body
	}
	c.mu.Unlock()
	switch {
	case s == nil || !c.ours(r):
		notFound(w, r)
	case body == nil:
		w.WriteHeader(http.StatusNoContent)
	default:
		writeBody(w, http.StatusOK, body)
	}
}

func (c *Cloud) transactions(w http.ResponseWriter, r *http.Request) {
	req, problem := readRequest(w, r)
	if problem == nil && !c.ours(r) {
		problem = coded(codeUnassigned)
	}
	var answer accepted
	if problem == nil {
		answer, problem = c.accept(r.Context(), req, "http://"+r.Host)
		c.watchers.flush()
	}
	if problem != nil {
		c.mu.Lock()
		shape := c.rig.shape
		c.mu.Unlock()
		writeJSON(w, problem.status, problem.body(shape))
		return
	}
	writeJSON(w, http.StatusAccepted, answer)
}

func readRequest(w http.ResponseWriter, r *http.Request) (request, *apiError) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		if media, _, err := mime.ParseMediaType(kind); err != nil || media != "application/json" {
			return request{}, &apiError{
				status: http.StatusUnsupportedMediaType, name: "UnsupportedMediaTypeError",
				message: "Content-type " + strconv.Quote(kind) + " does not match [application/json].",
			}
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return request{}, &apiError{status: http.StatusRequestEntityTooLarge, name: "PayloadTooLargeError", message: "request entity too large"}
	case err != nil:
		return request{}, badRequest("request aborted")
	}
	return parseRequest(body)
}

// accept passes a request to its terminal, or says why not: not assigned, offline, busy,
// in this order.
func (c *Cloud) accept(ctx context.Context, req request, host string) (accepted, *apiError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if req.terminalType == keyedEntry.Type && req.serial == keyedEntry.Serial {
		return accepted{}, coded(codeOffline) // nobody listens at a terminal that does not exist
	}
	t := c.terminal(req.serial)
	trigger := triggerFor(req.minor)
	switch {
	case t == nil || t.info.Type != req.terminalType:
		return accepted{}, coded(codeUnassigned)
	case trigger.twist == twistOffline, !t.online && !t.falseAccept:
		return accepted{}, coded(codeOffline)
	case req.operation == opStop && c.rig.commandsBusy:
		return accepted{}, coded(codeBusy)
	case req.operation == opStop:
		return c.acceptStop(t, req)
	case trigger.twist == twistBusy, t.run != nil:
		return accepted{}, coded(codeBusy)
	}
	answer := accepted{TransactionResultID: c.open(req.serial), StatusMessage: "Operation Accepted", TransactionReference: req.reference}
	if req.operation == opPing {
		c.ping(t, answer.TransactionResultID)
		return answer, nil
	}
	if req.operation == opPrint {
		c.print(t, answer.TransactionResultID, req.receipt)
		return answer, nil
	}
	if req.operation == opKeepCard || req.operation == opCardNumber {
		c.readCard(t, answer.TransactionResultID, req.operation == opKeepCard)
		return answer, nil
	}
	return c.acceptMoney(ctx, t, req, trigger, host, answer), nil
}

func (c *Cloud) acceptStop(t *terminal, req request) (accepted, *apiError) {
	switch {
	case t.run == nil:
		return accepted{}, coded(codeNothingToDo)
	case !t.run.stoppable():
		return accepted{}, coded(codeNoCancel)
	}
	id := c.open(req.serial)
	c.stopRun(t.run, id)
	return accepted{TransactionResultID: id, StatusMessage: "Operation Accepted", TransactionReference: req.reference}, nil
}

func (c *Cloud) acceptMoney(
	ctx context.Context, t *terminal, req request, trigger Trigger, host string, answer accepted,
) accepted {
	reference, original := c.filedUnder(req)
	sent := reference
	if original != nil {
		sent = original.root().sent
	} else if c.world.replaces || req.kind().Typed() { // "ignored for moToSale" (known issues)
		reference = c.ids.guid()
		c.acquirer.replaced[sent] = reference
	}
	r := &run{
		kind: req.kind(), amount: amountOf(req), resultID: answer.TransactionResultID, filing: filing{reference, sent, req.customerRef},
		trigger: trigger, terminal: t, original: original, originalID: req.original, asks: asks{req.tips, req.beside}, paid: req.typed(),
		told: c.telling(cmp.Or(c.rig.receiptBase, host), callback{context.WithoutCancel(ctx), req.callbackURL, req.token}),
	}
	c.results[r.resultID].keepsCard = req.operation == opSaleKeepCard
	c.acquirer.start(r)
	if t.online && t.integrated {
		c.begin(r)
	}
	answer.TransactionReference = reference
	if req.callbackURL != "" && !c.options.CallbackResultID {
		answer.TransactionResultID = ""
	}
	return answer
}

// telling is how a result comes to the till: it is posted where the request says so, and kept
// to be asked for otherwise.
func (c *Cloud) telling(base string, to callback) func(*run, verdict, bool) {
	return func(r *run, v verdict, recovered bool) {
		if to.url != "" {
			c.callBack(to, r, base, v, recovered)
			return
		}
		c.publish(r.resultID, c.resultOf(r, base, v, recovered))
	}
}

// open makes a result id that answers 204 until something is published under it.
func (c *Cloud) open(serial string) string {
	id := c.ids.resultID(serial)
	c.results[id] = &slot{at: c.wallClock()}
	return id
}
