package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TipTimeout is how long a terminal waits for an answer to its question for a tip. No page
// names a time.
const TipTimeout = 30 * time.Second

// tipRequest is the tipConfiguration of a sale (Handpoint, "Transaction Request Object").
type tipRequest struct {
	percentages []int
	base        int64 // what the percentages are of; 0 for the amount
	own, skip   bool
	chosen      int64 // by the customer
}

// added is what the customer has chosen so far.
func (t *tipRequest) added() int64 {
	if t == nil {
		return 0
	}
	return t.chosen
}

// readTips takes the question for a tip. Percentages are required, "cannot be empty", and a
// customer may type an amount or skip the question unless the till says otherwise.
func (r *request) readTips(fields map[string]json.RawMessage) []detail {
	raw, present := fields["tipConfiguration"]
	if !present {
		return nil
	}
	wrong := func(path, code, message string) []detail {
		return []detail{{Path: "/tipConfiguration" + path, Code: code, Message: message, Info: map[string]any{}}}
	}
	if r.operation != opSale && r.operation != opSaleKeepCard {
		return wrong("", "not", "must NOT be present on this operation")
	}
	var q struct {
		Base        *string `json:"baseAmount"`
		Percentages []int   `json:"tipPercentages"`
		Header      *string `json:"headerName"`
		Footer      *string `json:"footer"`
		Own         *bool   `json:"enterAmountEnabled"`
		Skip        *bool   `json:"skipEnabled"`
	}
	if json.Unmarshal(raw, &q) != nil {
		return wrong("", "type", "must be object")
	}
	if len(q.Percentages) == 0 || slices.Min(q.Percentages) < 0 {
		return wrong("/tipPercentages", "minItems", "must NOT have fewer than 1 items")
	}
	r.tips = &tipRequest{percentages: q.Percentages, own: q.Own == nil || *q.Own, skip: q.Skip == nil || *q.Skip}
	if q.Base != nil {
		base, err := strconv.ParseInt(*q.Base, 10, 64)
		if err != nil || base <= 0 || strings.Trim(*q.Base, "0123456789") != "" {
			return wrong("/baseAmount", "pattern", "must match pattern")
		}
		r.tips.base = base
	}
	return nil
}

// fits reports whether the percentages are of no more than the amount.
func (t *tipRequest) fits(amount int64) bool { return t == nil || t.base <= amount }

// askTip asks before the card is asked for. Left alone the customer adds the first percentage,
// or what SetTip says.
func (c *Cloud) askTip(r *run) {
	c.ask(r, StageTip, c.rig.autoTap, ActLeftAlone, TipTimeout, "No tip was chosen")
}

// ActLeftAlone is a customer who is left alone with a question.
const ActLeftAlone Action = "left_alone"

// chooseTip takes the customer's answer, and asks for the card. An answer that the question
// does not offer changes nothing.
func (c *Cloud) chooseTip(r *run, action Action) {
	first := int64(r.tips.percentages[0])
	switch {
	case action == ActLeftAlone && c.world.tip > 0 && (r.tips.own || slices.Contains(r.tips.percentages, int(c.world.tip))):
		r.tips.chosen = r.tips.of(r.amount.Minor(), c.world.tip)
	case action == ActTip, action == ActLeftAlone:
		r.tips.chosen = r.tips.of(r.amount.Minor(), first)
	case action == ActNoTip && r.tips.skip:
		r.tips.chosen = 0
	default:
		return
	}
	c.askCard(r)
}

// of is a percentage of what the question names.
func (t *tipRequest) of(amount, percent int64) int64 {
	if t.base > 0 {
		amount = t.base
	}
	return amount * percent / 100
}
