package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"tillside/payments"
)

// refundsAPI is the host for voids and refunds: another secret, and a verdict at once.
func (k *kushki) refundsAPI() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /pos/v1/transaction", func(w http.ResponseWriter, r *http.Request) { k.giveBack(w, r, "Void", "charge") })
	mux.HandleFunc("POST /pos/v1/refund", func(w http.ResponseWriter, r *http.Request) { k.giveBack(w, r, "Authorization", "refund") })
	mux.HandleFunc("POST /pos-analytics/v1/transactions/search", k.search)
	mux.HandleFunc("/", http.NotFound)
	return k.cloud.dated(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Private-Credential-Id") != RefundsKey {
			writeJSON(w, http.StatusUnauthorized, map[string]string{"message": "Unauthorized"})
			return
		}
		mux.ServeHTTP(w, r)
	}))
}

// kushkiGiving is the body of a void and of a refund.
type kushkiGiving struct {
	Mode      string `json:"transaction_mode"`
	Type      string `json:"transaction_type"`
	Reference string `json:"transaction_reference"`
	Client    string `json:"client_transaction_id"`
	OmitCard  bool   `json:"omit_card"`
	Amount    *struct {
		Currency string `json:"currency"`
		IVA      int64  `json:"iva"`
		Taxed    int64  `json:"subtotal_iva"`
		Untaxed  int64  `json:"subtotal_iva0"`
	} `json:"amount"`
}

func (k *kushki) giveBack(w http.ResponseWriter, r *http.Request, mode, kind string) {
	var g kushkiGiving
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil || json.Unmarshal(raw, &g) != nil || g.Mode != mode || g.Type != kind || !g.OmitCard || g.Client == "" || g.Reference == "" ||
		kind == "refund" && g.Amount == nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"code": "E001", "message": "Cuerpo de la petición inválido."})
		return
	}
	status, body := k.undo(g, kind == "refund")
	writeJSON(w, status, body)
}

// undo books a void or a refund, or says why not.
func (k *kushki) undo(g kushkiGiving, refund bool) (int, map[string]any) {
	k.cloud.mu.Lock()
	defer k.cloud.mu.Unlock()
	no := func(status int, code, message string) (int, map[string]any) {
		return status, map[string]any{"code": code, "message": message}
	}
	sale := k.cloud.acquirer.byGUID[g.Reference]
	if sale == nil || sale.kind != payments.KindSale || !sale.approved() {
		return no(http.StatusBadRequest, "E001", "La transacción no existe.")
	}
	days, rest := daysSince(sale.at, k.cloud.wallClock()), sale.charged-sale.since.refunds
	over := sale.undone != stands || rest == 0
	switch {
	case !g.in(sale.amount.Currency()):
		return no(http.StatusBadRequest, "E042", "La moneda no corresponde.")
	case over && g.Client[0]%2 == 0:
		return k.decline(g)
	case over:
		return no(http.StatusBadRequest, "E048", "La transacción ya fue reversada.")
	case refund != (days > 0) || days > 120:
		return no(http.StatusPreconditionFailed, "E016", "Devolución no disponible.")
	}
	asked, ok := g.within(sale.charged, rest, refund)
	if !ok {
		return no(http.StatusBadRequest, "E041", "Monto parcial no permitido.")
	}
	return http.StatusOK, k.given(g, k.book(g, sale, asked))
}

// in reports whether the amount, where one is named, is in a currency.
func (g kushkiGiving) in(c payments.Currency) bool {
	return g.Amount == nil || g.Amount.Currency == string(c)
}

// within is what is asked for, all of the rest where no amount is named, and whether that can be given
// back of what was charged.
func (g kushkiGiving) within(charged, rest int64, refund bool) (asked int64, ok bool) {
	if g.Amount == nil {
		return rest, true
	}
	asked = g.Amount.Untaxed + g.Amount.Taxed + g.Amount.IVA
	return asked, asked >= 1 && asked <= rest && (refund || asked < charged)
}

// decline answers with the processor's "no". Whether a second void is told that or E048 no page
// says: it hangs on the client's id here, so that a client meets both.
func (k *kushki) decline(g kushkiGiving) (int, map[string]any) {
	said := map[string]any{
		"transaction_status": "DECLINED", "transaction_reference": k.cloud.ids.guid(), "client_transaction_id": g.Client,
		"kushki_response": map[string]string{"code": "12", "message": "Transacción inválida"},
	}
	k.declined[g.Client] = append(k.declined[g.Client], said)
	return http.StatusOK, said
}

// given is the answer about what was booked.
func (k *kushki) given(g kushkiGiving, made *record) map[string]any {
	word := "DECLINED"
	if made.approved() {
		word = "APPROVAL"
	}
	return map[string]any{
		"transaction_status": word, "transaction_reference": made.guid, "client_transaction_id": g.Client, "ticket_number": made.codes.rrn,
		"authorized_amount": made.charged, "kushki_response": map[string]string{"code": "000", "message": "Transacción aprobada"},
	}
}

// book enters what was given back. What takes the whole of an untouched sale is its reversal.
func (k *kushki) book(g kushkiGiving, sale *record, asked int64) *record {
	a := k.cloud.acquirer
	kind := payments.KindRefund
	if g.Mode == "Void" && asked == sale.charged && sale.since.refunds == 0 {
		kind = payments.KindSaleReversal
	}
	r := &run{
		kind: kind, amount: withMinor(sale.amount, asked), resultID: g.Client,
		filing: filing{sale.reference, sale.sent, g.Client}, original: sale, originalID: sale.guid, terminal: &terminal{},
	}
	a.start(r)
	made := &record{
		guid: k.cloud.ids.guid(), filing: r.filing, kind: kind, amount: r.amount, resultID: g.Client, at: k.cloud.wallClock(),
		paid: withoutCard(sale), parent: sale, codes: codes{authorisation: k.cloud.ids.digits(6), rrn: "0000" + k.cloud.ids.digits(9)},
	}
	a.file(made)
	a.book(made, a.judge(made, Trigger{}))
	return made
}

// kushkiZone is where the provider's day ends.
var kushkiZone = time.FixedZone("Chile", -3*60*60)

func daysSince(at, now time.Time) int {
	y, m, d := at.In(kushkiZone).Date()
	then := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	y, m, d = now.In(kushkiZone).Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(then).Hours() / 24)
}

// search finds what has a client's id.
func (k *kushki) search(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Page    int               `json:"page"`
		Size    int               `json:"size"`
		Filters map[string]string `json:"filters"`
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil || json.Unmarshal(raw, &q) != nil || q.Page < 1 || q.Size < 1 || q.Size > 500 {
		writeJSON(w, http.StatusBadRequest, map[string]string{"code": "E001", "message": "Cuerpo de la petición inválido."})
		return
	}
	client := q.Filters["client_transaction_id"]
	k.cloud.mu.Lock()
	items := append([]map[string]any{}, k.declined[client]...)
	for _, e := range k.cloud.acquirer.ledger {
		if e.Event != EventDecided || client == "" || e.ResultID != client || e.Original == "" {
			continue
		}
		items = append(items, map[string]any{
			"client_transaction_id": client, "transaction_reference": e.Transaction, "transaction_status": "APPROVAL",
			"transaction_type": "void", "approved_transaction_amount": k.cloud.acquirer.byGUID[e.Transaction].charged,
		})
	}
	k.cloud.mu.Unlock()
	writeJSON(w, http.StatusOK, map[string]any{"items": items})
}
