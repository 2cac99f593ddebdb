package present

import (
	"html"
	"strings"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
)

// ReceiptsInput is what the receipt panel is drawn from.
type ReceiptsInput struct {
	Attempt  payments.Attempt
	Receipts []checkout.Receipt
	Chosen   checkout.Copy // "" for the first there is
	Loading  bool
	Tips     []checkout.CommandStep // put on it afterwards, newest first
	Now      time.Time
}

// ReceiptsView is the receipt panel beside a payment.
type ReceiptsView struct {
	Tabs    []Choice         // Value is a checkout.Copy
	Chosen  checkout.Receipt // to be parsed and drawn; empty Body when Missing is set
	Missing *Sentence        // why there is no paper
	Since   string           // stands below the paper: what has come after it
	CutOff  string           // stands below a paper that is not all there is
	Open    Button           // "Open in browser"; not enabled without a location
}

// Receipts is the receipt panel.
func (p *Presenter) Receipts(in ReceiptsInput) ReceiptsView {
	v := ReceiptsView{CutOff: p.say("receipt.cut_off"), Open: p.button(ActionOpenReceipt, "button.open_receipt", "Ctrl+P")}
	v.Open.Enabled = receiptLocation(in.Attempt, in.Receipts) != ""
	if !v.Open.Enabled {
		v.Open.Hint = p.say("receipt.no_location")
	}
	if t, ok := tipOn(in.Tips, in.Attempt.Reference); ok && (t.stated.IsZero() || t.stated.Sign() > 0) { // of one that was voided nothing is missing
		v.Since = p.sinceReceipt(t, in.Now)
	}
	papers := papersOf(in.Receipts)
	for i, r := range papers {
		if r.Copy == in.Chosen || i == 0 {
			v.Chosen = r
		}
	}
	for _, r := range papers {
		v.Tabs = append(v.Tabs, Choice{Value: string(r.Copy), Label: p.say("receipt." + string(r.Copy)), Chosen: r.Copy == v.Chosen.Copy, Enabled: true})
	}
	if len(v.Chosen.Body) == 0 {
		missing := p.missingReceipt(in)
		v.Missing = &missing
	}
	return v
}

// PrintReceipt has a terminal print the receipt that is shown. A terminal without a serial number is
// none: the button has no label.
func (p *Presenter) PrintReceipt(v ReceiptsView, on payments.Terminal, b payments.Badge, asking bool) Button {
	button := p.button(ActionTell, "", "")
	if on.Serial != "" {
		button.Label = p.say("receipt.print", "Terminal", p.badge(b, on).Letter)
	}
	button.Enabled = on.Serial != "" && v.Missing == nil && !asking
	return button
}

// sinceReceipt says below a receipt which tip was put on its payment afterwards: the paper is older.
func (p *Presenter) sinceReceipt(t tipAfter, now time.Time) string {
	at := p.moment(t.at, now)
	if t.stated.IsZero() {
		return p.say("receipt.tip_"+string(t.state), "Tip", p.amount(t.asked), "Time", at)
	}
	return p.say("receipt.tip", "Tip", p.amount(t.stated), "Time", at)
}

// Paper is what a terminal's printer is sent of the copy that is shown: where it lies, as every
// terminal can fetch it, or else the paper itself, and the paper with what has come after it where
// something has.
func (v ReceiptsView) Paper() string {
	body := string(v.Chosen.Body)
	switch {
	case v.Since != "" && body != "":
		at := strings.LastIndex(strings.ToLower(body), "</body>")
		if at < 0 {
			at = len(body)
		}
		return body[:at] + "<p>" + html.EscapeString(v.Since) + "</p>" + body[at:]
	case isLocation(v.Chosen.Location):
		return v.Chosen.Location
	}
	return body
}

// papersOf are the customer's and the merchant's copy, in this order; a signature is part
// of the merchant's paper.
func papersOf(all []checkout.Receipt) []checkout.Receipt {
	var papers []checkout.Receipt
	for _, wanted := range []checkout.Copy{checkout.CopyCustomer, checkout.CopyMerchant} {
		for _, r := range all {
			if r.Copy == wanted {
				papers = append(papers, r)
				break
			}
		}
	}
	return papers
}

func (p *Presenter) missingReceipt(in ReceiptsInput) Sentence {
	switch {
	case in.Loading && !p.lacksReceipts(in.Attempt):
		return p.sentence("receipt.loading")
	case hasReceipt(in.Attempt, in.Receipts):
		return p.sentence("receipt.not_fetched")
	case p.lacksReceipts(in.Attempt) && byProvider(in.Attempt):
		return Sentence{
			Title: p.say("receipt.carried.title"), Body: p.say("receipt.carried.body", "Provider", p.carrier(in.Attempt)), Next: p.say("receipt.carried.next"),
		}
	case p.lacksReceipts(in.Attempt):
		return p.sentence("receipt.elsewhere")
	}
	return p.sentence("receipt.none")
}
