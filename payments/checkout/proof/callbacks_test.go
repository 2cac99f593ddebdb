package proof

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/callback"
	"tillside/payments/gatewaytest"
	"tillside/payments/handpoint"
)

// Where the tills take results that are brought.
const (
	resultsPath = "/results"
	firstDoor   = 9000
	forged      = "X-Forged" // marks what the world itself posts
)

// bringing is the part of a plan about results that are brought.
type bringing struct {
	tills  [mostTills]bool // which of them listen
	handle bool            // the gateway gives a handle all the same
}

// posted is a result as the cloud brought it.
type posted struct {
	token, note string
	body        []byte
}

// doors remembers the tokens that were given out and what came with them.
type doors struct {
	notes map[string]string // by token: the operation it was given out for
	given []string          // in their order
	posts []posted
}

// callbacks draws which tills listen, what strikes the posts, and what strangers do.
func (p *plan) callbacks(r *rand.Rand) {
	for i := range p.bringing.tills {
		p.bringing.tills[i] = r.IntN(3) == 0
	}
	p.bringing.handle = r.IntN(2) == 0
	for range r.IntN(4) {
		f := networkFault(r)
		if r.IntN(3) == 0 {
			status := []int{200, 204, 301, 401, 404, 500, 503}[r.IntN(7)]
			f = gatewaytest.Answered(status, "text/plain", "a proxy on the way")
			if r.IntN(2) == 0 { // the till has it, and the terminal is told something else
				f = gatewaytest.Overwritten(503, "text/plain", "a proxy on the way")
			}
		}
		f.Times, f.Method, f.Path = 1+r.IntN(6), http.MethodPost, resultsPath
		p.add(moment(r, faultsEnd-20*time.Second), "post fault "+string(f.Kind), func(w *world) { w.network.Fault(f) })
	}
	for range r.IntN(5) {
		what, till, pick := r.IntN(5), r.IntN(p.tills), r.IntN(64)
		at := moment(r, settled)
		if r.IntN(2) == 0 && len(p.steps) > 0 { // soon after something else happened
			at = min(p.steps[r.IntN(len(p.steps))].at+moment(r, 8*time.Second), settled)
		}
		p.add(at, "a stranger posts", func(w *world) { w.forge(what, till, pick) })
	}
}

// door is where a till takes results, whichever of its lives is running.
func (t *till) door() http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, req *http.Request) {
		l := t.alive()
		if l == nil || l.journal.isDead() || t.sleeping() || t.callbackURL() == "" {
			panic(http.ErrAbortHandler) // nobody is there
		}
		body, err := io.ReadAll(req.Body)
		if err != nil {
			return
		}
		token := req.Header.Get(handpoint.TokenHeader)
		genuine := req.Header.Get(forged) == ""
		t.w.arrived(token, body, genuine)
		req.Body = io.NopCloser(bytes.NewReader(body))
		seen := httptest.NewRecorder()
		l.door.ServeHTTP(seen, req)
		if l.journal.isDead() {
			panic(http.ErrAbortHandler) // a dead process answers nothing
		}
		if genuine && seen.Code == http.StatusUnauthorized {
			t.w.violated("till %d does not know the token of a result that it asked for", t.index)
		}
		t.w.acknowledged(t, l, token, seen.Code)
		t.w.coverage.hit(fmt.Sprintf("callback answered %d", seen.Code))
		rw.WriteHeader(seen.Code)
	})
}

// opens gives a life its door, where its till listens.
func (t *till) opens(l *life) {
	l.door = callback.NewHandler(resultsPath, l.receive, nil)
}

func (l *life) receive(ctx context.Context, d payments.Delivery) error {
	return l.engine.Receive(ctx, d)
}

func (t *till) callbackURL() string {
	if !t.w.p.bringing.tills[t.index] {
		return ""
	}
	return fmt.Sprintf("http://127.0.0.1:%d%s", firstDoor+t.index, resultsPath)
}

// arrived remembers what the cloud brought, for strangers to misuse.
func (w *world) arrived(token string, body []byte, genuine bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if note, known := w.doors.notes[token]; known && genuine {
		w.doors.posts = append(w.doors.posts, posted{token, note, body})
	}
}

// acknowledged holds a 2xx against the journal: the terminal will not bring the result
// again, so it must stand there, as an end or as an answer that does not fit.
func (w *world) acknowledged(t *till, l *life, token string, status int) {
	if status/100 != 2 {
		return
	}
	w.mu.Lock()
	note, known := w.doors.notes[token]
	w.mu.Unlock()
	if !known {
		w.violated("till %d took a result with a token that nobody gave out", t.index)
		return
	}
	a, err := l.journal.Journal.ByToken(w.ending, payments.TokenDigest(token))
	if err != nil && (l.journal.isDead() || w.ending.Err() != nil) {
		return // it has died since
	}
	if err != nil {
		w.violated("a result of %s was acknowledged, and the journal says %v", note, err)
		return
	}
	if !a.State.Final() && a.State != payments.StateMismatch && len(a.Mismatch) == 0 {
		w.violated("a result of %s was acknowledged, and the journal has %s", note, a.State)
	}
}

// given remembers the token of a request at the gateway's door.
func (w *world) given(note string, body []byte) (asked bool) {
	var request struct{ CallbackURL, Token string }
	if json.Unmarshal(body, &request) != nil || request.Token == "" {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if old, known := w.doors.notes[request.Token]; known && old != note {
		w.wrong = append(w.wrong, "one token was given out for "+old+" and for "+note)
	}
	if w.doors.notes[request.Token] = note; !slices.Contains(w.doors.given, request.Token) {
		w.doors.given = append(w.doors.given, request.Token)
	}
	return request.CallbackURL != ""
}

// relay answers a till with what the gateway said. Handpoint's sample of a 202 with a
// callback names no result; the world keeps its id to itself then.
func (w *world) relay(api http.Handler, rw http.ResponseWriter, req *http.Request, note string, hide bool) []byte {
	said := httptest.NewRecorder()
	api.ServeHTTP(said, req)
	told := said.Body.Bytes()
	var fields map[string]any
	if hide && said.Code == http.StatusAccepted && json.Unmarshal(told, &fields) == nil {
		delete(fields, "transactionResultId")
		if shorter, err := json.Marshal(fields); err == nil {
			told = shorter
		}
	}
	if said.Code == http.StatusAccepted {
		told = w.confuse(note, told)
	}
	for name, values := range said.Header() {
		rw.Header()[name] = values
	}
	rw.Header().Del("Content-Length")
	rw.WriteHeader(said.Code)
	_, _ = rw.Write(told) // a connection that is cut is the till's to notice
	return said.Body.Bytes()
}

// confuse puts something foreign into a 202, where that was drawn.
func (w *world) confuse(note string, told []byte) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.foreign
	var fields map[string]any
	if f == nil || json.Unmarshal(told, &fields) != nil || strings.HasPrefix(note, elsewhere) {
		return told
	}
	switch f.what {
	case "nobody's handle":
		fields["transactionResultId"] = "9990000001-1700000000000"
	case "reference":
		reference := w.ownReference(note)
		if reference == "" {
			return told
		}
		fields["transactionReference"] = reference
	default:
		ids := slices.Sorted(maps.Keys(w.results))
		if len(ids) == 0 || fields["transactionResultId"] == nil {
			return told
		}
		fields["transactionResultId"] = ids[f.pick%len(ids)]
	}
	changed, err := json.Marshal(fields)
	if err != nil {
		return told
	}
	w.foreign = nil
	w.story = append(w.story, fmt.Sprintf("         world   the 202 for %s is %s", note, changed))
	w.touch(note, "foreign handle")
	return changed
}

// ownReference is that of another sale of the same till, "" when there is none.
func (w *world) ownReference(note string) string {
	for _, other := range slices.Sorted(maps.Keys(w.intents)) {
		in := w.intents[other]
		if other != note && in.press.till == w.intents[note].press.till && in.reference != "" && !in.press.kind.Linked() && w.sent[other] > 0 {
			return in.reference
		}
	}
	return ""
}

// forge posts what no terminal would: to a token of nobody, more than fits, junk, the
// result of another operation, or once more what was brought before.
func (w *world) forge(what, till, pick int) {
	w.mu.Lock()
	posts := append([]posted(nil), w.doors.posts...)
	w.mu.Unlock()
	token, body := strings.Repeat("0", 32), []byte(`{"finStatus":"AUTHORISED","type":"SALE","totalAmount":1240,"currency":"EUR"}`)
	if len(posts) > 0 && what > 0 {
		p := posts[pick%len(posts)]
		token, body = p.token, p.body
		to, note := w.someToken(pick / 8)
		switch {
		case what == 1:
			token, body = to, bytes.Repeat([]byte("junk "), 1<<18) // of one that is open, if there is any
		case what == 2:
			body = []byte([]string{``, `{}`, `null`, `{"finStatus":`, `{"finStatus":"SPLENDID"}`, `{"finStatus":"IN_PROGRESS"}`, "\x00\xff"}[pick%7])
		case what == 3 && note != p.note && !w.linked(note):
			// Two operations linked to one sale and of the same amount cannot be told apart
			// by what their results say; for all others the till must.
			token = to
		}
	}
	if len(posts) > 0 && what == 0 && pick%2 == 0 {
		body = posts[pick%len(posts)].body
		token = payments.NewCallback("x").Token.Reveal()
	}
	w.coverage.hit(fmt.Sprintf("forged %d", what))
	w.do("forge", func() { w.post(till, token, body) })
}

// someToken is one of those that were given out, of the newest operation as often as not.
func (w *world) someToken(pick int) (token, note string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.doors.given) == 0 {
		return "", ""
	}
	at := len(w.doors.given) - 1
	if pick%2 == 0 {
		at = pick % len(w.doors.given)
	}
	token = w.doors.given[at]
	return token, w.doors.notes[token]
}

// post brings something to a till, and is the status that it answers, 0 for none.
func (w *world) post(till int, token string, body []byte) int {
	ctx, stop := context.WithTimeout(w.ending, time.Minute)
	defer stop()
	url := fmt.Sprintf("http://127.0.0.1:%d%s", firstDoor+till, resultsPath)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		w.violated("make a post: %v", err)
		return 0
	}
	req.Header.Set(handpoint.TokenHeader, token)
	req.Header.Set(forged, "1")
	resp, err := w.network.Transport().RoundTrip(req)
	if err != nil {
		return 0
	}
	w.tell(nil, "the stranger is answered %d", resp.StatusCode)
	_ = resp.Body.Close()
	return resp.StatusCode
}

func (w *world) linked(note string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.intents[note].press.kind.Linked()
}

// tokens are those that were given out, none of which may be in a file.
func (w *world) tokens() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := make([]string, 0, len(w.doors.notes))
	for token := range w.doors.notes {
		all = append(all, token)
	}
	return all
}

// posting is how the cloud reaches the tills.
func (w *world) posting() *http.Client {
	return &http.Client{
		Transport: w.network.Transport(), Timeout: 30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
