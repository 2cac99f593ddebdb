package handpoint

import (
	"net/url"

	"tillside/payments"
)

// productionReceipts is the host of all receipts that the pages show.
const productionReceipts = "https://receipts.handpoint.com"

// ReceiptLocations implements payments.ReceiptLocator with the form of the samples,
// "https://receipts.handpoint.com/receipts/{transactionID}/customer.html" (Handpoint REST
// API, Endpoints). No page says where those of debug terminals are; the training cloud, and
// whoever builds a cloud of his own, may have them at its own address.
func (g *Gateway) ReceiptLocations(a payments.Attempt) payments.Receipts {
	id, base := a.Outcome.IDs.Transaction, g.cloudURL
	switch g.environment {
	case Production:
		base = productionReceipts
	case Development:
		return payments.Receipts{}
	}
	if id == "" {
		return payments.Receipts{}
	}
	folder := base + "/receipts/" + url.PathEscape(id)
	return payments.Receipts{Customer: folder + "/customer.html", Merchant: folder + "/merchant.html"}
}
