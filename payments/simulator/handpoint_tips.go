package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"tillside/payments"
)

// tipsAfter is what the world makes of tips that the till names. The zero value reads
// decimals, and states afterwards what was charged.
type tipsAfter struct {
	units    string // payments.UnitsMinor where amounts are read so
	unstated bool   // the status host goes on stating the sale as it was
	dropped  bool   // "silently dropped", as after the batch was closed
	onTop    bool   // the tip of a capture is charged on top of its amount
}

// SetTipUnits says how the gateway reads the amount of an adjusted tip, about which the pages contradict each
// other: payments.UnitsMinor or, as long as nothing is said, UnitsMajor. stated is whether the status
// host then states the sale with that tip; no page says that it does.
func (c *Cloud) SetTipUnits(units string, stated bool) {
	c.setting(func(w *conditions) { w.after.units, w.after.unstated = units, !stated })
}

// DropTips makes the gateway accept adjusted tips and do nothing with them: "submitted after batch close are
// silently dropped".
func (c *Cloud) DropTips(on bool) { c.setting(func(w *conditions) { w.after.dropped = on }) }

// tipAdjustment answers POST /transactions/{guid}/tip-adjustment: "only the second one will be taken into
// account".
func (c *Cloud) tipAdjustment(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	problem := badRequest("request aborted")
	if err == nil {
		problem = c.adjustTip(r, body)
	}
	if problem != nil {
		writeJSON(w, problem.status, problem.body(""))
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"statusMessage": "tip adjusted"})
}

func (c *Cloud) adjustTip(r *http.Request, body []byte) *apiError {
	var told struct{ Amount json.RawMessage }
	if json.Unmarshal(body, &told) != nil || len(told.Amount) == 0 {
		return badRequest("Invalid amount")
	}
	guid := r.PathValue("guid")
	c.mu.Lock()
	defer c.mu.Unlock()
	sale := c.acquirer.byGUID[guid]
	if sale == nil || !c.ours(r) || sale.kind != payments.KindSale || !sale.approved() || sale.undone != stands {
		return badRequest("Invalid guid [" + guid + "]")
	}
	tip, ok := c.world.after.read(strings.Trim(string(told.Amount), `"`), sale.amount)
	if !ok {
		return badRequest("Invalid amount")
	}
	if !c.world.after.dropped {
		c.acquirer.adjust(sale, tip.Minor())
	}
	return nil
}

// read is what an amount is taken for; zero takes a tip back.
func (t tipsAfter) read(written string, as payments.Money) (payments.Money, bool) {
	if written != "" && strings.Trim(written, "0.") == "" {
		return withMinor(as, 0), true
	}
	return conditions{units: t.units}.read(written, as)
}

// adjust puts another tip on a sale.
func (a *acquirer) adjust(sale *record, tip int64) {
	more := tip - sale.paid.tip
	sale.paid.tip, sale.charged, sale.since.tip = tip, sale.charged+more, sale.since.tip+more
	a.append(Entry{
		Event: EventAdjusted, Reference: sale.sent, Filed: sale.reference, Kind: sale.kind, Amount: sale.amount, Moved: withMinor(sale.amount, more),
		Paid: Paid{Tip: tip}, Terminal: sale.serial, State: sale.current(), Transaction: sale.guid, ResultID: sale.resultID,
	})
}

// printed is what the receipt of a sale says: it is older than a tip that is adjusted afterwards.
func (r *record) printed() int64 { return r.charged - r.since.tip }
