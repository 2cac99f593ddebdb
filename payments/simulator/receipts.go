package simulator

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"text/template"

	"tillside/payments"
)

// copyKind is one of the two receipts of a transaction.
type copyKind string

const (
	customerCopy copyKind = "CUSTOMER COPY"
	merchantCopy copyKind = "MERCHANT COPY"
)

// receipt is what stands on both copies. It is rendered when it is asked for.
type receipt struct {
	record *record
	status string // as the terminal told it, whatever happened to the transaction since
}

// signed reports whether the customer signed.
func (p receipt) signed() bool {
	return p.record.paid.verification == verifiedSignature && (p.status == statusAuthorised || p.status == statusPartial)
}

type receiptRow struct{ Left, Right string }

type receiptPage struct {
	Logo      string
	Name      string
	Address   string
	Copy      string
	Kind      string
	Rows      []receiptRow
	Total     string
	Verdict   string
	Signature string // a drawn signature; empty when none is on file
	SignHere  bool
}

// The markup follows what is known of Handpoint's print format: header and main, the
// classes large, bold, center, left and right, a solid separator, images as data URIs.
var receiptTemplate = template.Must(template.New("receipt").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{html .Name}} - {{html .Copy}}</title></head>
<body><header>
<p class="center"><img src="{{html .Logo}}" alt=""></p>
<p class="center large bold">{{html .Name}}</p>
<p class="center">{{html .Address}}</p>
</header><main>
<hr class="separator solid">
<p class="center bold">{{html .Kind}}</p>
{{range .Rows}}<div class="left">{{html .Left}}</div><div class="right">{{html .Right}}</div>
{{end}}<hr class="separator solid">
<div class="left large bold">TOTAL</div><div class="right large bold">{{html .Total}}</div>
<p class="center large bold">{{html .Verdict}}</p>
{{if .SignHere}}<p class="left">Signature</p>
{{if .Signature}}<p class="center"><img src="{{html .Signature}}" alt="signature"></p>
{{end}}<p class="left">______________________________</p>
{{end}}<hr class="separator solid">
<p class="center">{{html .Copy}}</p>
<p class="center">Simulated: no money has moved</p>
</main></body></html>
`))

var kindTitles = map[payments.Kind]string{
	payments.KindSale: "SALE", payments.KindRefund: "REFUND", payments.KindUnlinkedRefund: "REFUND", payments.KindPhoneOrder: "MAIL OR TELEPHONE ORDER",
	payments.KindSaleReversal: "VOID SALE", payments.KindRefundReversal: "VOID REFUND",
	payments.KindHold: "PRE-AUTHORISATION", payments.KindPhoneHold: "MAIL OR TELEPHONE PRE-AUTHORISATION", payments.KindHoldIncrease: "INCREASE OF PRE-AUTHORISATION", payments.KindHoldDecrease: "DECREASE OF PRE-AUTHORISATION",
	payments.KindHoldCapture: "CAPTURE", payments.KindHoldRelease: "RELEASE OF PRE-AUTHORISATION",
}

func (p receipt) html(kind copyKind) string {
	r := p.record
	page := receiptPage{
		Logo: pngURL(logoPNG()), Name: merchantName, Address: merchantAddress, Copy: string(kind), Kind: kindTitles[r.kind],
		Rows: p.rows(), Total: withMinor(r.amount, p.total()).String(), Verdict: p.verdict(),
	}
	if kind == merchantCopy && r.paid.verification == verifiedSignature && r.approved() {
		page.SignHere = true
		if p.signed() {
			page.Signature = pngURL(signaturePNG())
		}
	}
	var b strings.Builder
	if err := receiptTemplate.Execute(&b, page); err != nil {
		return "" // the template and its fields are our own: "receipt missing" is the worst of it
	}
	return b.String()
}

func (p receipt) total() int64 {
	if p.status == statusAuthorised || p.status == statusPartial {
		return p.record.printed()
	}
	return p.record.amount.Minor()
}

func (p receipt) verdict() string {
	switch p.status {
	case statusAuthorised:
		return "APPROVED"
	case statusPartial:
		return "APPROVED FOR A PART"
	case statusDeclined:
		return "DECLINED"
	case statusCancelled:
		return "CANCELLED"
	}
	return "FAILED"
}

func (p receipt) rows() []receiptRow {
	r := p.record
	rows := []receiptRow{
		{"Date", r.at.Format("2006-01-02 15:04:05")}, {"Terminal", terminalID(r.serial)}, {"Merchant", merchantMID},
		{"Card", r.paid.card.scheme}, {"Number", r.paid.card.masked},
	}
	optional := []receiptRow{
		{"Application", r.paid.card.aid}, {"Entry", entryTitle(r.paid.scenario)}, {"Verified by", verifiedTitle(r.paid.verification)},
	}
	if r.approved() {
		optional = append(optional, receiptRow{"Authorisation", r.codes.authorisation})
	}
	if tip := (r.paid.tip - r.since.tip); tip > 0 && p.status == statusAuthorised {
		optional = append(optional, receiptRow{"Amount", r.amount.String()}, receiptRow{"Tip", withMinor(r.amount, tip).String()})
	}
	if p.status == statusPartial {
		optional = append(optional,
			receiptRow{"Asked for", r.amount.String()}, receiptRow{"Still to pay", withMinor(r.amount, r.due()).String()})
	}
	for _, row := range optional {
		if row.Right != "" {
			rows = append(rows, row)
		}
	}
	return append(rows, receiptRow{"Reference", r.codes.rrn}, receiptRow{"Transaction", r.guid[:8]})
}

func entryTitle(scenario string) string {
	switch scenario {
	case scenarioContactless:
		return "Contactless"
	case scenarioChip:
		return "Chip"
	}
	return ""
}

func verifiedTitle(method string) string {
	switch method {
	case verifiedPIN:
		return "PIN"
	case verifiedSignature:
		return "Signature"
	}
	return ""
}

// receiptFile serves what a terminal has uploaded. It needs no key, as at Handpoint: the
// transaction id in the address is the secret.
func (c *Cloud) receiptFile(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	paper, ok := c.acquirer.receipts[r.PathValue("guid")]
	var body []byte
	media := "text/html; charset=utf-8"
	if ok {
		switch r.PathValue("file") {
		case "customer.html":
			body = []byte(paper.html(customerCopy))
		case "merchant.html":
			body = []byte(paper.html(merchantCopy))
		case "signature.png":
			if paper.signed() {
				body, media = signaturePNG(), "image/png"
			}
		}
	}
	c.mu.Unlock()
	if body == nil {
		notFound(w, r)
		return
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	// The client may have gone: there is nobody left to tell.
	_, _ = w.Write(body)
}

func pngURL(png []byte) string {
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png) // drawn here, not from outside
}
