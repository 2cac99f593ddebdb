package simulator

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"

	"tillside/payments"
)

// resultOf is the terminal's own account of a transaction that has ended. base is that of its
// receipts' URLs.
func (c *Cloud) resultOf(r *run, base string, v verdict, recovered bool) terminalResult {
	result := terminalResult{
		wireIDs: wireIDs{
			TransactionReference: r.reference, OriginalEFTTransactionID: r.originalID,
			EFTTimestamp: c.wallClock().UnixMilli(), CustomerReference: r.customer,
			Type: cmp.Or(keyedWord(r), kindWord(r.kind, false)), FinStatus: finWord(r.kind, v.status), TransactionOrigin: "CLOUD",
		},
		wireAmounts: wireAmounts{Currency: string(r.amount.Currency()), RequestedAmount: r.amount.Minor()},
		wireCard:    cardOf(r.paid, false),
		wireEMV:     wireEMV{AID: r.paid.card.aid, ARC: "1000", TVR: "0000000000"},
		wireHost: wireHost{
			IssuerResponseCode: v.issuer, StatusMessage: r.paid.card.spoken(v.status), ErrorMessage: v.text, BatchNumber: "1",
		},
		wireMerchant: wireMerchant{merchantName, merchantAddress, merchantMID, terminalID(r.terminal.info.Serial)},
		wireExtras: wireExtras{
			SymbolicMessage: "TEXT_IRT_" + v.issuer, ApplicationLabel: r.paid.card.label, DeviceStatus: deviceOf(r.terminal.info),
			ErrorTexts: map[string]string{}, StatusTexts: map[string]string{}, Recovered: recovered,
		},
	}
	result.saysMore(r, v)
	if r.record == nil {
		return result // "empty when FAILED before reaching the acquirer"
	}
	result.TransactionID, result.EFTTransactionID = r.record.guid, r.record.guid
	result.EFTTimestamp = r.record.at.UnixMilli()
	result.RRN = r.record.codes.rrn
	result.RequestedAmount *= c.world.sign(r.kind)
	switch v.status {
	case statusAuthorised, statusPartial:
		result.ARC, result.AuthorisationCode = "0000", r.record.codes.authorisation
		result.TotalAmount, result.TipAmount = r.record.charged, r.record.paid.tip
		result.TotalAmount *= c.world.sign(r.kind)
		result.DueAmount = r.record.due()
		if asked := c.results[r.resultID]; asked != nil && asked.keepsCard {
			result.CardToken = c.acquirer.tokenFor(r.record.paid.card)
		}
	case statusDeclined:
		result.ARC = "0010"
	}
	result.wireReceipts = c.receiptsOf(r, base, v)
	return result
}

// receiptsOf says how the receipts of a transaction travel: as URLs, in the result itself
// when the upload failed ("the HTML formatted receipt will be delivered", Handpoint REST
// API, Endpoints), or not at all.
func (c *Cloud) receiptsOf(r *run, base string, v verdict) wireReceipts {
	paper := receipt{record: r.record, status: v.status}
	switch r.trigger.twist {
	case twistNoReceipt:
		return wireReceipts{}
	case twistInline:
		receipts := wireReceipts{CustomerReceipt: paper.html(customerCopy), MerchantReceipt: paper.html(merchantCopy)}
		if paper.signed() {
			receipts.SignatureURL = base64.StdEncoding.EncodeToString(signaturePNG())
		}
		return receipts
	}
	c.acquirer.receipts[r.record.guid] = paper
	base += "/receipts/" + r.record.guid
	receipts := wireReceipts{CustomerReceipt: base + "/customer.html", MerchantReceipt: base + "/merchant.html"}
	if paper.signed() {
		receipts.SignatureURL = base + "/signature.png"
	}
	return receipts
}

// cardOf is the card as results show it. The status host writes the language in
// hexadecimal, "6573" for "es", and leaves the verification open.
func cardOf(p presented, statusHost bool) wireCard {
	w := wireCard{
		CardEntryType: "UNDEFINED", PaymentScenario: scenarioUnknown, VerificationMethod: verifiedUndefined,
		CardSchemeName: p.card.scheme, MaskedCardNumber: p.card.masked, ExpiryDateMMYY: p.card.expiry, TenderType: p.card.tender,
	}
	if p.card.tender == "" {
		w.TenderType = "NOT_SET"
	}
	if p.scenario != "" && p.scenario != scenarioUnknown {
		w.CardEntryType, w.PaymentScenario = "ICC", p.scenario
	}
	if p.keyed() {
		w.CardEntryType = "CNP"
	}
	if statusHost {
		if len(p.card.language) >= 2 {
			w.CardLanguagePreference = hex.EncodeToString([]byte(p.card.language[:2]))
		}
		return w
	}
	w.CardTypeID, w.CardLanguagePreference = p.card.masked, p.card.language
	if w.CardEntryType != "UNDEFINED" {
		w.CardHolderName = Cardholder
	}
	if p.verification != "" {
		w.VerificationMethod = p.verification
	}
	return w
}

// entryOf is a transaction as the status host shows it: no receipts, no merchant, no
// message, and an authorisation response code of two digits.
func (r *record) entryOf(first bool, w conditions) statusEntry {
	e := statusEntry{
		wireIDs: wireIDs{
			TransactionReference: r.reference, TransactionID: r.guid, EFTTransactionID: r.guid,
			EFTTimestamp: r.at.UnixMilli(), Type: kindWord(r.kind, true), FinStatus: r.status,
		},
		wireAmounts: wireAmounts{
			Currency: string(r.amount.Currency()), RequestedAmount: r.amount.Minor(), TotalAmount: r.amount.Minor(), DueAmount: r.due(),
		},
		wireCard:  cardOf(r.paid, true),
		wireEMV:   wireEMV{AID: r.paid.card.aid, TVR: "0000000000"},
		wireHost:  wireHost{IssuerResponseCode: r.issuer, RRN: r.codes.rrn},
		wireHolds: r.holdAmounts(),
	}
	if first || r.undone == takenBack {
		e.FinStatus = r.current()
	}
	if r.parent != nil {
		e.OriginalEFTTransactionID = r.parent.guid
	}
	if !w.lists.nameless {
		e.CustomerReference = r.customer
	}
	if r.approved() {
		e.TotalAmount, e.TipAmount, e.AuthorisationCode = r.charged, r.paid.tip, r.codes.authorisation
		if w.after.unstated {
			e.TotalAmount, e.TipAmount = r.charged-r.since.tip, r.paid.tip-r.since.tip
		}
		if !r.kind.Linked() {
			e.ARC = "00"
		}
	}
	e.RequestedAmount, e.TotalAmount = e.RequestedAmount*w.sign(r.kind), e.TotalAmount*w.sign(r.kind)
	if r.kind.Linked() {
		e.IssuerResponseCode, e.RRN = "", ""
	}
	return e
}

// unknownEntry is the answer for a reference that the gateway does not know.
func unknownEntry(reference string) statusEntry {
	return statusEntry{
		wireIDs:  wireIDs{TransactionReference: reference, Type: "UNDEFINED", FinStatus: statusUndefined},
		wireCard: wireCard{CardEntryType: "UNDEFINED", PaymentScenario: scenarioUnknown, VerificationMethod: verifiedUndefined, TenderType: "NOT_SET"},
	}
}

// terminalID is the acquirer's number of a terminal, as on the receipt: the last eight
// digits of its serial number.
func terminalID(serial string) string {
	if len(serial) > 8 {
		return serial[len(serial)-8:]
	}
	return serial
}

// root reference and original of a linked request; the request's own otherwise.
func (c *Cloud) filedUnder(req request) (reference string, original *record) {
	if !req.kind().Linked() {
		if req.reference != "" {
			return req.reference, nil
		}
		return c.ids.guid(), nil
	}
	if original = c.acquirer.byGUID[req.original]; original != nil {
		return original.root().reference, original
	}
	return c.ids.guid(), nil
}

func amountOf(req request) payments.Money {
	m, err := payments.NewMoney(req.minor, payments.Currency(req.currency))
	if err != nil {
		return payments.Money{} // pings and stops carry no amount
	}
	return m
}
