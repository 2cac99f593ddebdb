package proof

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/simulator"
)

// The checker holds the invariants against the acquirer's ledger and the journal files. It
// stands outside: it reads the files with its own SQL, and has a table of states, sums and
// a walk along the chain of its own, so that a mistake of the program cannot hide itself.

// The answers of a state about the money.
const (
	yes, no, open = "yes", "no", "unknown"
)

// proves is the checker's table of states: what each says about the money, and whether it
// is an end.
var proves = map[string]struct {
	charged string
	final   bool
}{
	"recorded": {no, false}, "sending": {open, false}, "waiting": {open, false}, "cancelling": {open, false}, "unknown": {open, false},
	"mismatch": {open, false}, "needs_attention": {open, false},
	"approved": {yes, true}, "partially_approved": {yes, true},
	"declined": {no, true}, "cancelled": {no, true}, "failed": {no, true}, "refused": {no, true}, "not_sent": {no, true}, "not_charged": {no, true},
	"closed": {open, true},
}

// intoShop says which way an operation moves money.
var intoShop = map[string]int64{"sale": 1, "refund_reversal": 1, "refund": -1, "unlinked_refund": -1, "sale_reversal": -1, "hold_capture": 1, "phone_order": 1}

// reserves says which way an operation changes what is reserved on a card, and moves nothing.
var reserves = map[string]int64{"hold": 1, "phone_hold": 1, "hold_increase": 1, "hold_decrease": -1, "hold_release": -1}

// figure is what a line of the ledger did, in minor units: to the shop's money, or to what is
// reserved where that is what the operation is about.
func figure(e simulator.Entry) int64 {
	if reserves[string(e.Kind)] != 0 {
		return e.Paid.Held
	}
	return e.Moved.Minor()
}

// row is an attempt as the file holds it, read by plain SQL.
type row struct {
	till                                                                     int
	reference, note, kind, currency, state, charged, original, originalTx    string
	movedCurrency, lastFour, authorisation, terminal, created, asked, stands string
	closedFrom                                                               string // where a person closed it
	amount, moved, version                                                   int64
	final, raised                                                            bool // raised: a contradiction was
	progress                                                                 progress
}

// progress is what the checker reads of the JSON beside the columns.
type progress struct {
	Sent struct {
		At        string `json:"at"`
		ResultID  string `json:"result_id"`
		Reference string `json:"reference"`
		Refusal   string `json:"refusal"`
		KnownRead bool   `json:"known_read"`
		Token     string `json:"token_digest"`
	} `json:"sent"`
	Outcome struct {
		Source, Reason string
		IDs            struct{ Transaction, Original string }
		Amounts        struct {
			Charged struct {
				Minor    int64
				Currency string
			}
		}
		Card     struct{ Scheme, Masked string }
		Receipts struct{ Customer, Merchant string }
	}
	Mismatch   []string
	Mismatched struct{ State string }
	Notice     string
}

// contradicted reports whether what the row came to is no longer the truth that is known: a later
// statement says the opposite, or one that does not fit it states a charge of what ended without.
func (r row) contradicted() bool {
	unfit := proves[r.state].charged == no && proves[r.progress.Mismatched.State].charged == yes
	return r.final && r.progress.Notice == "contradiction" && (len(r.progress.Mismatch) == 0 || unfit)
}

// check reads what is left when everything has ended.
func (w *world) check() {
	w.eyes.over = time.Now()
	b := books{known: map[string]row{}, byReference: map[string]row{}}
	for _, t := range w.tills {
		if t.written() == 0 && t.lives <= 1 {
			continue // its journal is as it was
		}
		db := w.open(t)
		rows := w.rows(t, db)
		for _, r := range rows {
			b.known[r.note], b.byReference[r.reference] = r, r
			w.states[r.note] = payments.State(r.state)
		}
		w.checkShown(t, rows)
		w.checkFile(t, db)
		w.checkTotals(t, rows)
		w.checkOwnRest(t, db)
		w.checkTipsAfter(t, db)
		w.checkReceipts(t, db, rows)
		if err := db.Close(); err != nil {
			w.violated("close the checker's journal: %v", err)
		}
	}
	for _, r := range b.known {
		w.checkRow(r)
		w.checkSeconds(r)
		w.checkLater(r)
		w.checkKept(r)
		w.checkEnd(r)
	}
	w.checkLedger(b)
}

func (w *world) open(t *till) *sql.DB {
	db, err := sql.Open("sqlite3", "file:"+t.path+"?mode=ro")
	if err != nil {
		w.t.Fatal(err)
	}
	return db
}

func (w *world) rows(t *till, db *sql.DB) []row {
	list, err := db.Query(`WITH ` + wordsTable + ` SELECT ` + plainColumns + `,
		ifnull((SELECT from_state FROM events e WHERE e.attempt = a.key AND e.kind = ` + numberOf("closed") + `), ''),
		EXISTS (SELECT 1 FROM events e WHERE e.attempt = a.key AND (e.kind = ` + numberOf("contradiction") + `
			OR e.kind = ` + numberOf("mismatch") + ` AND e.from_state = (SELECT n FROM words WHERE word = a.state)))
		FROM attempts a ORDER BY created, reference`)
	if err != nil {
		w.violated("read the journal of till %d: %v", t.index, err)
		return nil
	}
	defer list.Close()
	var all []row
	for list.Next() {
		r := row{till: t.index}
		p := plainRow{}
		var closedFrom any
		if err := list.Scan(append(p.pointers(), &closedFrom, &r.raised)...); err != nil {
			w.violated("read a row of till %d: %v", t.index, err)
			return nil
		}
		if err := p.into(&r); err != nil {
			w.violated("till %d: attempt %s: %v", t.index, r.reference, err)
		}
		r.closedFrom = wordOf(closedFrom)
		if err := json.Unmarshal([]byte(r.stands), &r.progress); err != nil {
			w.violated("%s: its progress cannot be read: %v", r.note, err)
		}
		all = append(all, r)
	}
	w.readWhole(t, list)
	return all
}

// readWhole sees to it that a list which broke off is not taken for one that has ended.
func (w *world) readWhole(t *till, list *sql.Rows) {
	if err := list.Err(); err != nil {
		w.violated("till %d: a list of the journal broke off: %v", t.index, err)
	}
}

// checkRow holds one attempt against what was asked and against the acquirer.
func (w *world) checkRow(r row) {
	m := w.moved(r.note)
	if r.charged == yes {
		m = m.of(r.progress.Outcome.IDs.Transaction)
	}
	if m.starts > 1+w.copies(r.note) {
		w.violated("%s was started %d times", r.note, m.starts)
	}
	w.mu.Lock()
	in, asked := w.intents[r.note]
	w.mu.Unlock()
	switch {
	case !asked:
		w.violated("nobody asked for %s", r.note)
	case in.amount.Minor() != r.amount || string(in.amount.Currency()) != r.currency || string(in.press.kind) != r.kind:
		w.violated("%s: asked for %s %s, journal has %s %d %s", r.note, in.press.kind, in.amount, r.kind, r.amount, r.currency)
	}
	says, known := proves[r.state]
	switch {
	case !known || says.charged != r.charged || says.final != r.final:
		w.violated("%s: the columns of %s do not fit the state", r.note, r.state)
	case says.charged == yes && m.net != r.moved*(intoShop[r.kind]+reserves[r.kind]):
		w.violated("%s is %s with %d, and the acquirer has moved %d", r.note, r.state, r.moved, m.net)
	case says.charged == yes && string(m.entry.Moved.Currency()) != r.movedCurrency:
		w.violated("%s is %s in %s, and the acquirer has moved %s", r.note, r.state, r.movedCurrency, m.entry.Moved)
	case says.charged != yes && r.moved != 0:
		w.violated("%s is %s, and its row says that %d moved", r.note, r.state, r.moved)
	case !says.final && !w.p.stays && r.state != "needs_attention" && r.state != "mismatch":
		w.violated("%s has not settled: %s", r.note, r.state)
	}
}

// checkFile holds the file itself against its own rules.
func (w *world) checkFile(t *till, db *sql.DB) {
	var word string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&word); err != nil || word != "ok" {
		w.violated("till %d: integrity_check says %q, %v", t.index, word, err)
	}
	w.checkSteps(t, db)
	if err := walkChain(db); err != nil {
		w.violated("till %d: the chain is broken: %v", t.index, err)
	}
}

// checkSteps holds the story of each attempt against the table: every line goes on from the
// one before, and an end is left only where a person had closed it and a proof came later.
func (w *world) checkSteps(t *till, db *sql.DB) {
	list, err := db.Query(`SELECT a.reference, a.note, e.kind, e.from_state, e.to_state FROM events e JOIN attempts a ON a.key = e.attempt ORDER BY e.seq`)
	if err != nil {
		w.violated("till %d: read the events: %v", t.index, err)
		return
	}
	defer list.Close()
	stood := map[string]string{}
	for list.Next() {
		var note string
		var columns [4]any
		if err := list.Scan(&columns[0], &note, &columns[1], &columns[2], &columns[3]); err != nil {
			w.violated("till %d: read an event: %v", t.index, err)
			return
		}
		reference, kind, from, to := textOf(columns[0]), wordOf(columns[1]), wordOf(columns[2]), wordOf(columns[3])
		was, begun := stood[reference]
		stood[reference] = to
		proven := kind == "reopened" && was == "closed" && (proves[to].charged == yes || slices.Contains([]string{"declined", "cancelled", "failed", "not_charged"}, to))
		switch {
		case proves[to].charged == "":
			w.violated("%s: the line %s leads to %q, which is no state", note, kind, to)
		case begun && from != was:
			w.violated("%s: the line %s goes on from %s, it was %s", note, kind, from, was)
		case begun && proves[was].final && to != was && !proven:
			w.violated("%s: the end %s was left for %s by %s", note, was, to, kind)
		}
	}
	w.readWhole(t, list)
}

// checkLedger holds the acquirer against the journals.
func (w *world) checkLedger(b books) {
	refunded, sold, ours, roots := map[string]int64{}, map[string]int64{}, map[string]bool{}, map[string]string{}
	tips := w.tipsAdjusted()
	for _, e := range w.paidLedger() {
		w.mu.Lock()
		note := w.results[e.ResultID]
		w.mu.Unlock()
		root := e.Transaction
		if e.Original != "" {
			root = cmp.Or(roots[e.Original], e.Original)
		}
		roots[e.Transaction] = root
		r, ok := b.known[note]
		if strings.HasPrefix(note, elsewhere) {
			if e.Event == simulator.EventDecided || e.Event == simulator.EventReversed {
				refunded[root] -= e.Moved.Minor()
			}
			continue
		}
		if !ok {
			w.violated("the acquirer has %s of %s, no journal knows it", e.Event, e.Amount)
			continue
		}
		w.checkEntry(e, r, b)
		if e.Event != simulator.EventDecided && e.Event != simulator.EventReversed {
			continue
		}
		switch e.Kind {
		case "sale", "phone_order":
			sold[root] += e.Moved.Minor()
		case "refund", "sale_reversal", "refund_reversal":
			refunded[root] -= e.Moved.Minor()
			ours[root] = ours[root] || e.Moved.Minor() < 0
		}
	}
	for root, out := range refunded {
		if sale, ok := sold[root]; ok && ours[root] && out > sale+tips[root] {
			w.violated("sale %s of %d with a tip of %d was refunded %d", root, sale, tips[root], out)
		}
	}
}

// checkSecrets reads every file of the tills for what must never be in one.
func (w *world) checkSecrets() {
	err := filepath.WalkDir(w.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, s := range secretsIn(string(data), append(w.tokens(), simulator.DefaultKey, simulator.SharedSecret, simulator.Cardholder, simulator.CardToken)...) {
			w.violated("%s is in %s", s, entry.Name())
		}
		return err
	})
	if err != nil {
		w.violated("look for secrets: %v", err)
	}
}
