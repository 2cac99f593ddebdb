package proof

import (
	"context"
	"database/sql"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/payments/simulator"
)

// books are all journals side by side.
type books struct {
	known       map[string]row // by note
	byReference map[string]row
}

// checkEntry holds a line of the ledger against the attempt it belongs to: the amount, the
// terminal, the reference, and for a linked operation its original.
func (w *world) checkEntry(e simulator.Entry, r row, b books) {
	if !w.checkUnit(e, r) && e.Amount.Minor() != r.amount || string(e.Amount.Currency()) != r.currency {
		w.violated("%s: the acquirer has %s, the journal %d %s", r.note, e.Amount, r.amount, r.currency)
	}
	w.checkTip(e, r)
	if string(e.Kind) != r.kind {
		w.violated("%s: the acquirer has a %s, the journal a %s", r.note, e.Kind, r.kind)
	}
	var asked struct{ Terminal struct{ Serial string } }
	if err := json.Unmarshal([]byte(r.asked), &asked); err != nil || e.Terminal != asked.Terminal.Serial || !strings.HasSuffix(r.terminal, e.Terminal) {
		w.violated("%s was at terminal %s, the journal has %s, %v", r.note, e.Terminal, r.terminal, err)
	}
	w.mu.Lock()
	in, named := w.intents[r.note], w.eyes.originals[r.note]
	w.mu.Unlock()
	if in.press.amount != 0 && e.Terminal != strings.TrimPrefix(w.serial(in.press.terminal), "no terminal") {
		w.violated("%s was asked for on terminal %s and was at %s", r.note, w.serial(in.press.terminal), e.Terminal)
	}
	if r.original == "" {
		if e.Reference != r.reference && e.Reference != r.progress.Sent.Reference {
			w.violated("%s: the acquirer has reference %s, the journal %s", r.note, e.Reference, r.reference)
		}
		return
	}
	original := b.byReference[r.original]
	if len(named) > 0 && !slices.Contains(named, original.note) {
		w.violated("%s refers to %s, it was asked for %v", r.note, original.note, named)
	}
	if tx := w.moved(original.note).of(r.originalTx).entry.Transaction; e.Original != tx || r.originalTx != tx {
		w.violated("%s: the acquirer has the original %s, the journal %s, %s was %s", r.note, e.Original, r.originalTx, original.note, tx)
	}
}

// money is the figure of a line of the ledger as papers write it.
func money(e simulator.Entry) string {
	if m, err := payments.NewMoney(figure(e), e.Moved.Currency()); err == nil {
		return m.String()
	}
	return ""
}

// paper is what the acquirer's receipt of a transaction says.
type paper struct {
	scheme, number, authorisation, total string
}

var (
	paperRow   = regexp.MustCompile(`<div class="left">([^<]*)</div><div class="right">([^<]*)</div>`)
	paperTotal = regexp.MustCompile(`TOTAL</div><div class="right large bold">([^<]*)</div>`)
)

// collectPapers reads the receipts of all transactions as the provider serves them, as long
// as it is there.
func (w *world) collectPapers() {
	papers := map[string]paper{}
	for _, e := range w.paidLedger() {
		if p, ok := w.printed(e.Transaction); ok {
			papers[e.Transaction] = p
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.eyes.papers = papers
}

// printed is false where no terminal has brought a receipt.
func (w *world) printed(transaction string) (paper, bool) {
	if transaction == "" {
		return paper{}, false
	}
	req := httptest.NewRequest(http.MethodGet, "http://cloud.test/receipts/"+transaction+"/customer.html", nil)
	answer := httptest.NewRecorder()
	w.cloud.API().ServeHTTP(answer, req)
	if answer.Code != http.StatusOK {
		return paper{}, false
	}
	var p paper
	for _, m := range paperRow.FindAllStringSubmatch(answer.Body.String(), -1) {
		switch value := html.UnescapeString(m[2]); m[1] {
		case "Card":
			p.scheme = value
		case "Number":
			p.number = value
		case "Authorisation":
			p.authorisation = value
		}
	}
	if m := paperTotal.FindStringSubmatch(answer.Body.String()); m != nil {
		p.total = html.UnescapeString(m[1])
	}
	return p, true
}

// checkKept holds what the journal keeps of a payment that moved money against the ledger
// and the receipt that the provider has of it.
func (w *world) checkKept(r row) {
	m := w.moved(r.note).of(r.progress.Outcome.IDs.Transaction)
	if proves[r.state].charged != yes || !m.stands {
		return
	}
	o := r.progress.Outcome
	if o.IDs.Transaction != m.entry.Transaction {
		w.violated("%s: the acquirer has transaction %s, the journal %s", r.note, m.entry.Transaction, o.IDs.Transaction)
	}
	if c := o.Amounts.Charged; c.Minor != r.moved || c.Currency != r.movedCurrency {
		w.violated("%s: its row says that %d %s moved, its outcome %d %s", r.note, r.moved, r.movedCurrency, c.Minor, c.Currency)
	}
	p, ok := w.eyes.papers[m.entry.Transaction]
	if !ok {
		return
	}
	w.coverage.hit("a payment held against its receipt")
	if last := p.number[max(0, len(p.number)-4):]; o.Card.Scheme != p.scheme || r.lastFour != last {
		w.violated("%s was paid with %s %s, the journal has %s %s", r.note, p.scheme, last, o.Card.Scheme, r.lastFour)
	}
	if r.authorisation != p.authorisation {
		w.violated("%s: the receipt has authorisation %q, the journal %q", r.note, p.authorisation, r.authorisation)
	}
	if moved := money(m.entry); strings.TrimPrefix(moved, "-") != strings.TrimPrefix(p.total, "-") {
		w.violated("%s: the receipt says %s, and %s has moved", r.note, p.total, moved)
	}
}

// papersMark stands on every receipt of the simulated provider.
const papersMark = "Simulated: no money has moved"

var copyNames = map[string]struct{ file, title string }{
	"customer": {"/customer.html", "CUSTOMER COPY"}, "merchant": {"/merchant.html", "MERCHANT COPY"}, "signature": {"/signature.png", ""},
}

// checkReceipts holds each receipt that is kept against the transaction it stands for.
func (w *world) checkReceipts(t *till, db *sql.DB, rows []row) {
	list, err := db.Query(`SELECT a.note, r.copy, r.location, r.type, ifnull(r.body, '') FROM receipts r JOIN attempts a USING (reference)`)
	if err != nil {
		w.violated("till %d: read the receipts: %v", t.index, err)
		return
	}
	defer list.Close()
	kept := map[string]bool{}
	for list.Next() {
		var note, name, location, media, body string
		if err := list.Scan(&note, &name, &location, &media, &body); err != nil {
			w.violated("till %d: read a receipt: %v", t.index, err)
			return
		}
		kept[note+" "+name] = true
		want := copyNames[name]
		ours := slices.ContainsFunc(w.transactions(note), func(id string) bool {
			return strings.HasSuffix(location, "/receipts/"+id+want.file) || location == "" && strings.Contains(body, id[:8])
		})
		switch {
		case location == "" && name == "signature": // an image says nothing to us
		case !ours:
			w.violated("%s: the receipt %s at %q is that of another", note, name, location)
		case body != "" && name != "signature" && !strings.Contains(body, papersMark): // a page of the network on the way
			w.coverage.hit("a page that is no receipt was kept")
			if location == "" {
				w.violated("%s: the receipt %s is none", note, name)
			}
		case body != "" && name != "signature" && !strings.Contains(body, want.title):
			w.violated("%s: the receipt %s is not the %s", note, name, want.title)
		case body != "" && name == "customer" && proves[stateOf(rows, note)].charged == yes && !strings.Contains(body, strings.TrimPrefix(money(w.moved(note).of(transactionOf(rows, note)).entry), "-")):
			w.violated("%s: the receipt does not say the amount that moved", note)
		}
	}
	w.readWhole(t, list)
	for _, r := range rows {
		if _, uploaded := w.eyes.papers[r.progress.Outcome.IDs.Transaction]; uploaded && r.final && r.progress.Outcome.Source == "result" &&
			t.lives <= 1 && !w.p.stays && !w.hasDiskFaults(t) && !(kept[r.note+" customer"] && kept[r.note+" merchant"]) {
			w.violated("%s: a receipt was brought and is not kept", r.note)
		}
	}
}

func transactionOf(rows []row, note string) string {
	for _, r := range rows {
		if r.note == note {
			return r.progress.Outcome.IDs.Transaction
		}
	}
	return ""
}

func stateOf(rows []row, note string) string {
	for _, r := range rows {
		if r.note == note {
			return r.state
		}
	}
	return ""
}

// transactions are those that the acquirer has for the operation of a note.
func (w *world) transactions(note string) []string {
	ids := map[string]bool{}
	for _, e := range w.paidLedger() {
		w.mu.Lock()
		ours := w.results[e.ResultID] == note
		w.mu.Unlock()
		if ours && e.Transaction != "" {
			ids[e.Transaction] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

func (w *world) hasDiskFaults(t *till) bool {
	return slices.ContainsFunc(w.p.unwritten, func(u unwritten) bool { return u.till == t.index })
}

// cutOfDay divides the schedule into two days, for the sums.
const cutOfDay = 2 * time.Minute

// toldSums are the sums that the screens were told at the end of a life, of the time before
// the cut and after it.
type toldSums struct {
	cut     time.Time
	sums    [2][]checkout.Total
	written int // writes to the journal until then
}

// readTotals asks the program for its sums before it ends.
func (t *till) readTotals(l *life) {
	t.w.collectPapers()
	told := &toldSums{cut: t.w.start.UTC().Add(cutOfDay), written: t.written()}
	spans := [2][2]time.Time{{time.Time{}, told.cut}, {told.cut, told.cut.AddDate(100, 0, 0)}}
	for i, span := range spans {
		sums, err := l.journal.Totals(context.WithoutCancel(t.w.ending), span[0], span[1])
		if err != nil {
			t.w.violated("till %d: read the totals: %v", t.index, err)
			return
		}
		told.sums[i] = sums
	}
	t.told = told
}

// sum is the checker's own, in one currency.
type sum struct {
	paid, open, closed int
	net, abandoned     int64
}

// checkTotals holds the sums that the screens were told against those of the ledger.
func (w *world) checkTotals(t *till, rows []row) {
	if t.told == nil || t.told.written != t.written() || w.p.stays {
		return // nobody was told, or something was written after, perhaps by a disk that reports a failure
	}
	for i, told := range t.told.sums {
		own := map[string]sum{}
		for _, r := range rows {
			created, err := time.Parse(time.RFC3339Nano, r.created)
			if err != nil || created.Before(t.told.cut) != (i == 0) {
				continue
			}
			s, currency := own[r.currency], r.currency
			switch m := w.moved(r.note).of(r.progress.Outcome.IDs.Transaction); {
			case r.state == "closed":
				s.closed++
				s.abandoned += r.amount
			case proves[r.state].charged == open, r.contradicted():
				s.open++
			case proves[r.state].charged == yes && reserves[r.kind] != 0: // nobody's income
			case proves[r.state].charged == yes && m.stands:
				currency = string(m.entry.Moved.Currency())
				s = own[currency]
				s.paid++
				s.net += m.net
			default:
				continue
			}
			own[currency] = s
		}
		said := map[string]sum{}
		for _, total := range told {
			said[string(total.Currency)] = sum{total.Payments, total.Open, total.Closed, total.Net.Minor(), total.ClosedAmount.Minor()}
		}
		if !maps.Equal(own, said) {
			w.violated("till %d: the sums of day %d are %+v, the screen was told %+v", t.index, i+1, own, said)
		}
	}
}

// undoing are the operations that took something back although the till's own journal knew
// that it could not be: more than was left of a sale, or what had been taken back before.
var undoing = `WITH ` + wordsTable + `,
	ended AS (SELECT a.*, (SELECT min(seq) FROM events e WHERE e.attempt = a.key AND e.to_state = (SELECT n FROM words WHERE word = a.state)) AS at
		FROM attempts a WHERE charged = 'yes'),
	begun AS (SELECT a.*, e.seq AS at FROM attempts a JOIN events e ON e.attempt = a.key
		WHERE e.kind = ` + numberOf("recorded") + ` AND a.original IS NOT NULL AND a.state <> 'not_sent')
	SELECT b.note, b.kind, b.amount, o.moved,
		(SELECT ifnull(sum(moved), 0) FROM ended c WHERE c.kind = 'refund' AND c.original = b.original AND c.at < b.at)
		- (SELECT ifnull(sum(v.moved), 0) FROM ended v JOIN attempts c ON c.reference = v.original
			WHERE v.kind = 'refund_reversal' AND c.kind = 'refund' AND c.original = b.original AND v.at < b.at),
		EXISTS (SELECT 1 FROM ended v WHERE v.kind IN ('sale_reversal', 'refund_reversal', 'hold_capture', 'hold_release') AND v.original = b.original AND v.at < b.at),
		(SELECT ifnull(sum(iif(c.kind = 'hold_decrease', -moved, moved)), 0) FROM ended c WHERE c.kind IN ('hold_increase', 'hold_decrease') AND c.original = b.original AND c.at < b.at)
	FROM begun b JOIN attempts o ON o.reference = b.original`

// checkOwnRest holds what was started against what the till itself knew then.
func (w *world) checkOwnRest(t *till, db *sql.DB) {
	list, err := db.Query(undoing)
	if err != nil {
		w.violated("till %d: read what was undone: %v", t.index, err)
		return
	}
	defer list.Close()
	for list.Next() {
		var note, kind string
		var amount, whole, before, more int64
		var undone bool
		if err := list.Scan(&note, &kind, &amount, &whole, &before, &undone, &more); err != nil {
			w.violated("till %d: read what was undone: %v", t.index, err)
			return
		}
		switch {
		case undone:
			w.violated("%s undoes what the till knew to be undone", note)
		case kind == "refund" && amount+before > whole:
			w.violated("%s takes %d of %d, of which the till knew %d to be refunded", note, amount, whole, before)
		case kind == "hold_capture" && amount > whole+more:
			w.violated("%s takes %d of a hold of %d that the till knew to be increased by %d", note, amount, whole, more)
		case kind == "hold_decrease" && amount >= whole+more:
			w.violated("%s takes %d off a hold of %d and %d", note, amount, whole, more)
		case kind == "hold_release" && amount != whole+more:
			w.violated("%s releases %d of a hold of %d and %d", note, amount, whole, more)
		case kind == "sale_reversal" && before > 0:
			w.violated("%s reverses a sale of which the till knew %d to be refunded", note, before)
		}
	}
	w.readWhole(t, list)
}
