package proof

import (
	"database/sql"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tillside/payments"
	"tillside/payments/simulator"
	"tillside/storage"
)

// row is an attempt as the file holds it, read by plain SQL.
type row struct {
	reference, note, kind, currency, state, charged, original string
	amount, moved                                             int64
	final                                                     bool
}

// check holds the invariants against the ledger and the journal files. It knows nothing of
// the engine: it reads what is left when everything has ended.
func (w *world) check() {
	known := map[string]row{}
	for _, t := range w.tills {
		if t.written() == 0 && t.lives <= 1 {
			continue // its journal is as it was
		}
		db := w.open(t)
		rows := w.rows(t, db)
		for _, r := range rows {
			known[r.note] = r
			w.states[r.note] = payments.State(r.state)
			w.checkRow(r)
		}
		w.checkShown(t, rows)
		w.checkFile(t, db)
		if err := db.Close(); err != nil {
			w.violated("close the checker's journal: %v", err)
		}
	}
	w.checkLedger(known)
}

func (w *world) open(t *till) *sql.DB {
	db, err := sql.Open("sqlite3", "file:"+t.path+"?mode=ro")
	if err != nil {
		w.t.Fatal(err)
	}
	return db
}

func (w *world) rows(t *till, db *sql.DB) []row {
	list, err := db.Query(`SELECT reference, note, kind, amount, currency, state, charged, moved, final, original FROM attempts`)
	if err != nil {
		w.violated("read the journal of till %d: %v", t.index, err)
		return nil
	}
	defer list.Close()
	var all []row
	for list.Next() {
		var r row
		if err := list.Scan(&r.reference, &r.note, &r.kind, &r.amount, &r.currency, &r.state, &r.charged, &r.moved, &r.final, &r.original); err != nil {
			w.violated("read a row of till %d: %v", t.index, err)
			return nil
		}
		all = append(all, r)
	}
	return all
}

// checkRow holds one attempt against the acquirer.
func (w *world) checkRow(r row) {
	m := w.moved(r.note)
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
	info := payments.State(r.state).Info()
	switch {
	case string(info.Charged) != r.charged || info.Final != r.final:
		w.violated("%s: the columns of %s do not fit the state", r.note, r.state)
	case info.Charged == payments.ChargedYes && !m.stands:
		w.violated("%s is %s, and the acquirer has moved nothing", r.note, r.state)
	case info.Charged == payments.ChargedYes && abs(m.net) != abs(r.moved):
		w.violated("%s is %s with %d, and the acquirer has moved %d", r.note, r.state, r.moved, m.net)
	case info.Final && info.Charged == payments.ChargedNo && m.stands:
		w.violated("%s is %s, and the acquirer has moved %d", r.note, r.state, m.net)
	case !info.Final && !w.p.stays && r.state != string(payments.StateNeedsAttention) && r.state != string(payments.StateMismatch):
		w.violated("%s has not settled: %s", r.note, r.state)
	}
}

func abs(n int64) int64 { return max(n, -n) }

// checkFile holds the file itself against its own rules.
func (w *world) checkFile(t *till, db *sql.DB) {
	var word string
	if err := db.QueryRow(`PRAGMA integrity_check`).Scan(&word); err != nil || word != "ok" {
		w.violated("till %d: integrity_check says %q, %v", t.index, word, err)
	}
	var left int
	err := db.QueryRow(`SELECT count(*) FROM events e JOIN events l ON l.reference = e.reference AND l.seq > e.seq
		WHERE e.to_state IN ('approved','partially_approved','declined','cancelled','failed','refused','not_sent','not_charged')
		AND l.to_state <> e.to_state`).Scan(&left)
	if err != nil || left != 0 {
		w.violated("till %d: %d final states were left, %v", t.index, left, err)
	}
	if t.walked && w.p.seed%8 != 0 {
		return
	}
	j, err := storage.OpenJournal(w.t.Context(), t.path, storage.Options{})
	if err != nil {
		w.violated("till %d: reopen: %v", t.index, err)
		return
	}
	defer j.Close()
	if _, err := j.Verify(w.t.Context()); err != nil {
		w.violated("till %d: the chain is broken: %v", t.index, err)
	}
}

// checkLedger holds the acquirer against the journals.
func (w *world) checkLedger(known map[string]row) {
	refunded, sold, ours := map[string]int64{}, map[string]int64{}, map[string]bool{}
	for _, e := range w.cloud.Ledger() {
		w.mu.Lock()
		note := w.results[e.ResultID]
		w.mu.Unlock()
		r, ok := known[note]
		if strings.HasPrefix(note, elsewhere) {
			if e.Event == simulator.EventDecided || e.Event == simulator.EventReversed {
				refunded[e.Reference] -= e.Moved.Minor()
			}
			continue
		}
		if !ok {
			w.violated("the acquirer has %s of %s, no journal knows it", e.Event, e.Amount)
			continue
		}
		if e.Amount.Minor() != r.amount || string(e.Amount.Currency()) != r.currency {
			w.violated("%s: the acquirer has %s, the journal %d %s", note, e.Amount, r.amount, r.currency)
		}
		if r.original == "" && e.Reference != r.reference {
			w.violated("%s: the acquirer has reference %s, the journal %s", note, e.Reference, r.reference)
		}
		if e.Event != simulator.EventDecided && e.Event != simulator.EventReversed {
			continue
		}
		switch e.Kind {
		case payments.KindSale:
			sold[e.Reference] += e.Moved.Minor()
		case payments.KindRefund, payments.KindSaleReversal, payments.KindRefundReversal:
			refunded[e.Reference] -= e.Moved.Minor()
			ours[e.Reference] = ours[e.Reference] || e.Moved.Minor() < 0
		}
	}
	for reference, out := range refunded {
		if sale, ok := sold[reference]; ok && ours[reference] && out > sale {
			w.violated("sale %s of %d was refunded %d", reference, sale, out)
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
		for _, s := range secretsIn(string(data), append(w.tokens(), simulator.DefaultKey, simulator.SharedSecret, simulator.Cardholder)...) {
			w.violated("%s is in %s", s, entry.Name())
		}
		return err
	})
	if err != nil {
		w.violated("look for secrets: %v", err)
	}
}
